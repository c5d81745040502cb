"""The database itself: its tables agree with the contracts, everything is explained, readers can only read."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dataframely as dy
import duckdb
import polars as pl
import pytest

from extractors.contract import Board
from tests.staged import item, load_looks, look, page
from transforms import contract
from warehouse import database, load, reference_tables
from warehouse.logical_hash import logical_hash, table_hashes

KIND = {dy.String: "VARCHAR", dy.Bool: "BOOLEAN", dy.Float64: "DOUBLE", dy.Int64: "BIGINT", dy.Date: "DATE"}
TABLES: dict[str, type[dy.Schema]] = {
    "posting": contract.Posting,
    "posting_level": contract.PostingLevel,
    "pay_band": contract.PayBand,
    "posting_place": contract.PostingPlace,
    "posting_skill": contract.PostingSkill,
    "posting_specialization": contract.PostingSpecialization,
    "rejected": contract.Rejected,
    "posting_gap": contract.Gap,
}
OURS = {
    "posting": {"job_id", "shows_closing", "first_seen_at", "last_seen_at", "missed_since", "closed_at"},
    "rejected": {"rejected_at"},
}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with database.open_work(tmp_path / "work.duckdb", spill=tmp_path / "spill") as opened:
        yield opened


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small warehouse, closed."""
    folder = tmp_path_factory.mktemp("small")
    with database.open_work(folder / "warehouse.duckdb", spill=folder / "spill") as db:
        load_looks(db, folder, look(page([item("1"), item("2")])))
    return folder / "warehouse.duckdb"


@pytest.fixture
def snapshot(small: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(small, tmp_path / "warehouse.duckdb"))


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_the_contracts(db: duckdb.DuckDBPyConnection, table: str) -> None:
    rows = db.execute(
        "select column_name, data_type, is_nullable, comment from duckdb_columns() where table_name = ?",
        [table],
    ).fetchall()
    held = {(name, kind, null, about) for name, kind, null, about in rows if name not in OURS.get(table, set())}
    wanted = {(n, KIND[type(c)], c.nullable, c.description) for n, c in TABLES[table].columns().items()}
    assert held == wanted, (
        f"\nonly in warehouse/migrations: {sorted(held - wanted)}"
        f"\nonly in transforms/contract.py: {sorted(wanted - held)}"
    )


def test_boards_are_kept_as_the_boards_file_has_them(db: duckdb.DuckDBPyConnection) -> None:
    held = [
        name for (name,) in db.sql("select column_name from duckdb_columns() where table_name = 'board'").fetchall()
    ]
    assert held == list(Board.__struct_fields__)


def test_everything_is_explained(db: duckdb.DuckDBPyConnection) -> None:
    silent = db.sql(
        "select table_name, '' from duckdb_tables() where comment is null and not internal union all "
        "select table_name, column_name from duckdb_columns() where comment is null and not internal order by all"
    ).fetchall()
    assert not silent


def test_opening_again_changes_nothing(tmp_path: Path, snapshot: Path) -> None:
    with database.open_work(snapshot, spill=tmp_path) as db:
        before = logical_hash(db)
        applied = db.sql("from migration").fetchall()
    with database.open_work(snapshot, spill=tmp_path) as db:
        assert logical_hash(db) == before
        assert db.sql("from migration").fetchall() == applied


def test_a_newer_database_is_refused(tmp_path: Path, snapshot: Path) -> None:
    with database.open_work(snapshot, spill=tmp_path) as db:
        db.execute("insert into migration values (9999, '9999_future.sql', now()::timestamp)")
    with pytest.raises(database.SchemaError, match=r"9999_future\.sql.*newer program"):
        database.open_work(snapshot, spill=tmp_path)


def test_a_failing_migration_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_tables.sql").write_text((database.MIGRATIONS / "0001_tables.sql").read_text())
    (folder / "0002_wrong.sql").write_text("create table half (a integer); create table posting (b integer);")
    monkeypatch.setattr(database, "MIGRATIONS", folder)
    path = tmp_path / "w.duckdb"
    with pytest.raises(duckdb.Error):
        database.open_work(path, spill=tmp_path)
    (folder / "0002_wrong.sql").unlink()
    with database.open_work(path, spill=tmp_path) as db:
        assert not db.sql("select 1 from duckdb_tables() where table_name = 'half'").fetchall()
        assert database.applied(db) == {1: "0001_tables.sql"}


REFUSED = [
    "from read_csv('{file}')", "from read_text('{file}')", "from read_blob('{file}')", "from read_json('{file}')",
    "from read_parquet('{file}')", "from sniff_csv('{file}')", "from '{file}'", "from glob('/*')",
    "copy posting to '{file}'", "copy posting from '{file}'", "export database '{file}'", "import database '{file}'",
    "attach '{file}.db'", "attach ':memory:' as m", "install httpfs", "load httpfs", "update extensions",
    "load '{file}'", "select getenv('HOME')", "set memory_limit = '9GB'", "reset memory_limit",
    "set enable_external_access = true", "set lock_configuration = false", "set TimeZone = 'Asia/Tokyo'",
    "pragma enable_profiling", "call enable_logging(storage = 'file')", "set log_query_path = '{file}'",
    "insert into run select * from run", "update posting set level = 'x'", "delete from posting", "drop table posting",
    "create table t (a integer)", "create view v as select 1", "create macro f(x) as 1",
    "comment on table posting is ''",
    "from frame_of_the_program", "from duckdb_secrets()", "from which_secret('a', 's3')",
]  # fmt: skip


@pytest.mark.parametrize("sql", REFUSED)
def test_queries_reach_the_warehouse_and_nothing_else(snapshot: Path, tmp_path: Path, sql: str) -> None:
    frame_of_the_program = pl.DataFrame({"a": [1]})
    file = tmp_path / "file.csv"
    file.write_text("a\n1\n")
    with database.open_snapshot(snapshot) as db:
        with pytest.raises(duckdb.Error):
            db.sql(sql.format(file=file)).fetchall()
        assert db.sql("select count(*) from posting").fetchall() == [(2,)]
    assert file.read_text() == "a\n1\n"
    assert frame_of_the_program.height == 1


def test_many_readers_at_once_in_other_processes(snapshot: Path) -> None:
    code = f"import duckdb; print(*duckdb.connect({str(snapshot)!r}, read_only=True).sql('from posting').shape)"
    with database.open_snapshot(snapshot) as db:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.split()[0] == "2"
        assert database.frame(db, "from posting").height == 2


def test_frames_pass_without_pyarrow(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from pathlib import Path\n"
        "from tests.staged import item, load_looks, look, page\n"
        "from warehouse import database, load\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "with database.open_work(folder / 'w.duckdb', spill=folder) as db:\n"
        "    load_looks(db, folder, look(page([item('1')])))\n"
        "    print(len(load.board_state(db, 'lever', ['acme'])), database.frame(db, 'from posting').height)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "1"]
    assert not done.stderr


def test_reference_tables_are_replaced_only_when_they_change(db: duckdb.DuckDBPyConnection) -> None:
    rows = pl.DataFrame({"level": ["mid", "senior"], "rank": [2.0, 3.0], "aliases": ["", "sr"]})
    about = {"level": "Code.", "rank": "Order.", "aliases": "It's other names."}
    assert reference_tables.replace(db, "level", rows, about="Levels.", columns=about)
    before = logical_hash(db)
    assert not reference_tables.replace(db, "level", rows.reverse(), about="Levels.", columns=about)
    assert logical_hash(db) == before
    assert db.sql("select aliases from level order by level").fetchall() == [(None,), ("sr",)]
    assert db.sql(
        "select comment from duckdb_columns() where column_name = 'aliases' and table_name = 'level'"
    ).fetchall() == [("It's other names.",)]
    assert reference_tables.replace(db, "level", rows.head(1), about="Levels.", columns=about)
    assert reference_tables.replace(db, "level", rows.head(1).drop("rank"), about="Levels.",
                                    columns={"level": "Code.", "aliases": "Names."})  # fmt: skip
    assert logical_hash(db) != before
    with pytest.raises(ValueError, match="level"):
        reference_tables.replace(db, "level", rows, about="Levels.", columns={"level": "Code."})


def test_the_hash_sees_every_change_but_not_the_order(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_looks(db, tmp_path, look(page([item("1"), item("2")])))
    before = logical_hash(db)
    db.execute("create table other as select * from posting order by posting_id desc; delete from posting")
    db.execute("insert into posting from other; drop table other")
    assert logical_hash(db) == before
    db.execute("update run set code_version = 'x'; update board_run set loaded = 7; delete from \"fetch\"")
    db.execute("create table benchmark_x as select 1.5 as y")
    assert logical_hash(db) == before
    tables = table_hashes(db)
    db.execute("update pay_band set pay_min = pay_min + 0.01 where posting_id = 'lever:acme:2'")
    assert {table for table, value in table_hashes(db).items() if tables[table] != value} == {'main."pay_band"'}
    db.execute("insert into posting_skill from posting_skill")
    assert table_hashes(db)['main."posting_skill"'] != tables['main."posting_skill"']


def test_an_empty_warehouse_answers(db: duckdb.DuckDBPyConnection) -> None:
    assert load.loaded_runs(db) == set()
    assert load.board_state(db, "lever", ["acme"]) == {}
    assert len(logical_hash(db)) == 64
