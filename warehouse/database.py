"""Opening the warehouse: the working database that one run writes, the published snapshot that anybody reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

MIGRATIONS = Path(__file__).parent / "migrations"
READER_MEMORY = "2GB"
NO_EXTENSIONS = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,  # a query reads tables, never variables of the program
}


class SchemaError(RuntimeError):
    """The database does not go with this program; the message says which of the two is newer and what to do."""


def open_work(
    path: Path, *, spill: Path, memory_limit: str = "600MB", threads: int | None = None
) -> duckdb.DuckDBPyConnection:
    """Open the working database for writing, made or migrated to the newest tables.

    spill: folder for what does not fit into `memory_limit`

    Raises:
        SchemaError: a newer program made it.
        duckdb.Error: the file is damaged, or another process has it open.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    spill.mkdir(parents=True, exist_ok=True)
    settings: dict[str, Any] = {
        **NO_EXTENSIONS,
        "memory_limit": memory_limit,
        "temp_directory": str(spill),
        "preserve_insertion_order": False,
    }
    if threads is not None:
        settings["threads"] = threads
    db = duckdb.connect(str(path), config=settings)
    try:
        db.execute("set TimeZone = 'UTC'")
        migrate(db, path)
    except (duckdb.Error, SchemaError):
        db.close()
        raise
    return db


def open_snapshot(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a published warehouse to read it and nothing else: no files, no network, no extensions, no settings.

    Raises:
        duckdb.Error: there is no such file, or it is damaged.
    """
    settings: dict[str, Any] = {
        **NO_EXTENSIONS,
        "memory_limit": READER_MEMORY,
        "enable_external_access": False,
    }
    db = duckdb.connect(str(path), read_only=True, config=settings)
    db.execute("set TimeZone = 'UTC'")
    db.execute("set lock_configuration = true")
    return db


def migrate(db: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Apply the migrations that the database lacks, each in a transaction of its own.

    Raises:
        SchemaError: the database has a migration that this program does not know.
    """
    files = {int(file.name[:4]): file for file in sorted(MIGRATIONS.glob("[0-9][0-9][0-9][0-9]_*.sql"))}
    done = applied(db)
    unknown = sorted(set(done) - set(files))
    if unknown:
        raise SchemaError(
            f"{path}: migration {done[unknown[0]]!r} is not known here, so a newer program made this database. "
            "Update the program, or remove the file and run `paybands build`."
        )
    for number in sorted(set(files) - set(done)):
        with transaction(db):
            db.execute(files[number].read_text())
            now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
            db.execute("insert into migration values (?, ?, ?)", [number, files[number].name, now])
        db.execute("checkpoint")


def applied(db: duckdb.DuckDBPyConnection) -> dict[int, str]:
    """Migrations that a database has: number and file name."""
    if not db.sql("select 1 from duckdb_tables() where table_name = 'migration'").fetchall():
        return {}
    return dict(db.sql("select number, name from migration").fetchall())


@contextmanager
def transaction(db: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing: committed at the end of the block, rolled back if it raises."""
    db.begin()
    with ExitStack() as undo:
        undo.callback(db.rollback)
        yield
        undo.pop_all()
    db.commit()


class _Stream:
    """A relation as an Arrow stream and nothing more: Polars reads it by itself, without pyarrow."""

    def __init__(self, relation: duckdb.DuckDBPyRelation) -> None:
        self._relation = relation

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._relation.__arrow_c_stream__(requested_schema)


def frame(db: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    """The rows of a query as a frame."""
    return pl.DataFrame(_Stream(db.sql(query)))


def put(db: duckdb.DuckDBPyConnection, name: str, rows: pl.DataFrame, *, append: bool = False) -> None:
    """Make a temporary table of a frame, in place of one of that name, or add to it.

    Times must be without time zone (UTC).
    """
    db.register("rows_to_put", rows.__arrow_c_stream__())
    db.execute(
        f"insert into {name} from rows_to_put" if append else f"create or replace temp table {name} as from rows_to_put"
    )
    db.unregister("rows_to_put")


def drop(db: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Let temporary tables go, and the memory that they hold."""
    for name in names:
        db.execute(f"drop table temp.{name}")


def limit_memory(db: duckdb.DuckDBPyConnection, limit: str) -> None:
    """Set how much memory DuckDB may take (`400MB`). To set it anew also gives back to the system what DuckDB keeps of
    memory that it needs no more: 200 MiB after the passages of 100,000 postings were read (measured).
    """
    db.execute(f"set memory_limit = {literal(limit)}")


def literal(text: str) -> str:
    """Text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def comment(db: duckdb.DuckDBPyConnection, table: str, about: str, columns: Mapping[str, str]) -> None:
    """Say in the database what a table and its columns hold."""
    db.execute(f"comment on table {table} is {literal(about)}")
    for column, text in columns.items():
        db.execute(f"comment on column {table}.{column} is {literal(text)}")


def parquet(files: list[Path]) -> str:
    """A table function over Parquet files, columns matched by name."""
    return f"read_parquet([{', '.join(literal(str(file)) for file in files)}], union_by_name = true)"
