"""What an employer repeats: lines under three titles, whatever the order and the cut of the files."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.staged import load_looks, look, raw
from warehouse import database, profile
from warehouse.logical_hash import logical_hash

BLURB = "Acme is a place where everybody builds things that matter to everybody else."
OTHER = "We offer thirty days of holiday, a pension and a bicycle to all who work with us."
SHORT = "Short lines are never boilerplate."


@pytest.fixture
def db(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with database.open_work(tmp_path / "work.duckdb", spill=tmp_path / "spill") as opened:
        yield opened


def ad(title: str, *lines: str, board: str = "acme") -> dict[str, object]:
    return {
        "source": "lever",
        "board": board,
        "title_text": title,
        "text": "\n".join([f"{title}: {'x' * 60}", *lines]),
    }


def lines(db: duckdb.DuckDBPyConnection, *files: Path) -> set[tuple[str, str]]:
    found = profile.passages(db, list(files))
    assert found.columns == ["source", "board", "line"]
    return {(board, line) for _, board, line in found.rows()}


def keep(db: duckdb.DuckDBPyConnection, *files: Path) -> None:
    with database.transaction(db):
        profile.update(db, list(files))


def test_three_titles_make_a_passage(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = raw(
        tmp_path / "1.parquet",
        ad("A", BLURB, OTHER, SHORT),
        ad("B", BLURB, OTHER, SHORT),
        ad("C", BLURB, SHORT),
        ad("B", OTHER),
        ad("B", OTHER),
        ad("D", OTHER, board="b"),
    )
    assert lines(db, file) == {("acme", BLURB)}
    assert db.sql("from passage").fetchall() == []
    assert db.sql("from upkeep.line_title").fetchall() == []
    keep(db, file)
    assert db.sql("from passage").fetchall() == [("lever", "acme", BLURB)]


def test_titles_add_up_over_runs(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    one = raw(tmp_path / "1.parquet", ad("A", BLURB), ad("B", BLURB, OTHER))
    two = raw(tmp_path / "2.parquet", ad("A", BLURB, OTHER), ad("B", OTHER))
    three = raw(tmp_path / "3.parquet", ad("C", BLURB))
    for file, wanted in ((one, set()), (two, set()), (three, {("acme", BLURB)})):
        assert lines(db, file) == wanted
        keep(db, file)
    assert lines(db) == {("acme", BLURB)}
    assert lines(db, two) == {("acme", BLURB)}


def test_reading_again_changes_nothing(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = raw(tmp_path / "1.parquet", ad("A", BLURB, OTHER), ad("B", BLURB, OTHER), ad("C", BLURB))
    keep(db, file)
    before = logical_hash(db)
    for _ in range(2):
        assert lines(db, file) == {("acme", BLURB)}
        keep(db, file)
    assert logical_hash(db) == before


def test_order_and_cut_of_the_files_do_not_show(tmp_path: Path) -> None:
    draw = random.Random(5)
    pool = [f"{n} {BLURB}" for n in range(6)]
    ads = [ad(f"T{draw.randrange(5)}", *draw.sample(pool, 3), board=f"b{n % 2}") for n in range(12)]
    hashes = set()
    for number, size in enumerate((12, 5, 1)):
        folder = tmp_path / str(number)
        folder.mkdir()
        draw.shuffle(ads)
        files = [raw(folder / f"{start}.parquet", *ads[start : start + size]) for start in range(0, len(ads), size)]
        with database.open_work(folder / "w.duckdb", spill=folder) as db:
            for file in files:
                profile.passages(db, [file])
                keep(db, file)
            hashes.add(logical_hash(db))
            assert db.sql("select count(*) from passage").fetchall()[0][0] > 0
    assert len(hashes) == 1


def test_a_failed_load_leaves_the_profile_alone(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = raw(tmp_path / "1.parquet", ad("A", BLURB), ad("B", BLURB), ad("C", BLURB))
    assert lines(db, file) == {("acme", BLURB)}
    with monkeypatch.context() as patched:
        patched.setattr("warehouse.link.GAPS", "insert into gap from no_such_table")
        with pytest.raises(duckdb.Error):
            load_looks(db, tmp_path, look(), raw_files=[file])
    assert db.sql("from passage").fetchall() == []
    load_looks(db, tmp_path, look(), raw_files=[file])
    assert db.sql("from passage").fetchall() == [("lever", "acme", BLURB)]
    assert db.sql("select 1 from duckdb_tables() where temporary").fetchall() == []


def test_another_hash_is_found_out(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = raw(tmp_path / "1.parquet", ad("A", BLURB))
    keep(db, file)
    db.execute("update upkeep.hash_probe set value = 1")
    with pytest.raises(profile.ProfileError, match="build --rebuild"):
        profile.passages(db, [file])
