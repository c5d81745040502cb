"""One hash over all that a warehouse says, whatever the order of its rows and however it came to say it.

Rows are hashed by DuckDB's own function, ten times faster than a standard one over their text: hashes compare where
one version of DuckDB made both.

Left out is what depends on when and how often somebody ran the program, not on what the sources showed:

- tables `run`, `fetch`, `board_run`, `migration`
- columns `run_id`, `fetch_id`, `finished_at`, `applied_at`, `etag`, `last_modified`
- what publishing adds, because it follows from the rest, and the last digit of a sum depends on the order of adding:
  tables `publication`, `benchmark_*`, `estimate_*` and those of `views/`
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

VIEWS = {file.stem for file in (Path(__file__).parent / "views").glob("*.sql")}
LEFT_OUT_TABLES = {"run", "fetch", "board_run", "migration", "publication"} | VIEWS
LEFT_OUT_PREFIXES = ("benchmark_", "estimate_")
LEFT_OUT_COLUMNS = {"run_id", "fetch_id", "finished_at", "applied_at", "etag", "last_modified"}
COLUMNS = """
    select schema_name, table_name, column_name
    from duckdb_columns() join duckdb_tables() using (database_name, schema_name, table_name)
    where not duckdb_columns.internal and not temporary and database_name = current_database()
    order by schema_name, table_name, column_name
"""


def logical_hash(db: duckdb.DuckDBPyConnection) -> str:
    """Hash of the whole warehouse, 64 hex digits."""
    lines = [f"{table} {value}" for table, value in table_hashes(db).items()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def table_hashes(db: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Rows and hash of each table, so that two warehouses that differ can say where."""
    columns: dict[str, list[str]] = {}
    for schema, table, column in db.sql(COLUMNS).fetchall():
        is_fact = table not in LEFT_OUT_TABLES and not table.startswith(LEFT_OUT_PREFIXES)
        if is_fact and column not in LEFT_OUT_COLUMNS:
            columns.setdefault(f'{schema}."{table}"', []).append(f'"{column}"')
    return {table: _hash(db, table, names) for table, names in columns.items()}


def _hash(db: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> str:
    row = f"hash({', '.join(columns)})"
    [(rows, total)] = db.sql(f"select count(*), coalesce(sum({row}::hugeint), 0) from {table}").fetchall()
    return f"{rows} {total}"
