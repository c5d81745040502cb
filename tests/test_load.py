"""Loading a run: the ledger balances, nothing is lost, and history is what the sources showed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from tests.staged import (
    BOARDS,
    NOON,
    band,
    default_rows,
    item,
    load_looks,
    look,
    observations,
    page,
    posting,
    refused,
    run_of,
    stage,
)
from warehouse import database, ledger, link, load, merge
from warehouse.logical_hash import logical_hash, table_hashes

HOUR = dt.timedelta(hours=1)
COUNTS = ("listed", "loaded", "unchanged", "duplicate", "rejected", "closed", "reopened")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with database.open_work(tmp_path / "work.duckdb", spill=tmp_path / "spill") as opened:
        yield opened


def counts(rows: pl.DataFrame) -> dict[str, int]:
    """A one-board ledger's figures that are not nought."""
    assert rows.height == 1
    return {name: rows[name][0] for name in COUNTS if rows[name][0]}


def rows_of(db: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return db.sql(sql).fetchall()


# ---- the ledger


def test_every_record_has_one_fate(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    first = look(
        page([item("1"), item("2"), item("2", "other"), item("3")], [refused("8")]),
        page([item("1"), item("4")], url="https://x.example/2"),
    )
    ledger_row = load_looks(db, tmp_path, first, refuse=("3",))
    assert counts(ledger_row) == {"listed": 7, "loaded": 3, "duplicate": 2, "rejected": 2}
    assert rows_of(db, "select native_id, content_sha256 from posting order by 1") == [
        ("1", "1-a"),
        ("2", "2-a"),
        ("4", "4-a"),
    ]
    assert rows_of(db, "select native_id, stage, rule from rejected order by 1") == [
        ("3", "normalize", "blank_title"),
        ("8", "parse", "no_title"),
    ]

    second = look(
        page([item("1"), item("2"), item("3")], [refused("8")], outcome="unchanged"),
        page([item("1", "b"), item("4"), item("5")], [refused("9")], url="https://x.example/2"),
        at=NOON + HOUR,
    )
    ledger_row = load_looks(db, tmp_path, second, run_id="2")
    assert counts(ledger_row) == {"listed": 8, "loaded": 1, "unchanged": 5, "duplicate": 1, "rejected": 1}
    assert rows_of(db, "select native_id from rejected order by 1") == [("3",), ("8",), ("9",)]
    assert ledger_row.columns == list(load.EMPTY_LEDGER.columns)
    assert ledger_row.schema == load.EMPTY_LEDGER.schema


def test_a_mended_record_leaves_the_rejects(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_looks(db, tmp_path, look(page([item("1")], [refused("2")])), refuse=("1",))
    mended = look(page([item("1", "b"), item("2")]), at=NOON + HOUR)
    assert counts(load_looks(db, tmp_path, mended, run_id="2")) == {"listed": 2, "loaded": 2}
    assert rows_of(db, "from rejected") == []


def test_a_posting_that_becomes_unreadable_stays_as_it_was(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_looks(db, tmp_path, look(page([item("1"), item("2")])))
    for run, hours in (("2", 13), ("3", 26)):
        worse = look(page([item("1", run)], [refused("2")]), at=NOON + hours * HOUR)
        assert counts(load_looks(db, tmp_path, worse, run_id=run, refuse=("1",))) == {
            "listed": 2,
            "rejected": 2,
        }
    assert rows_of(db, "select content_sha256, closed_at, missed_since from posting order by 1") == [
        ("1-a", None, None),
        ("2-a", None, None),
    ]


def state_of(db: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any]]:
    """What the pages of the board of these tests last said."""
    return load.board_state(db, "lever", ["acme"])["acme"]


@pytest.mark.parametrize("completeness", ["incomplete", "gone"])
def test_a_broken_board_lists_nothing_and_closes_nothing(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, completeness: str
) -> None:
    load_looks(db, tmp_path, look(page([item("1")])), look(page([item("1", board="b")]), board="b"))
    before = {table: value for table, value in table_hashes(db).items() if table != 'main."posting"'}
    state = state_of(db)
    for run in (2, 3):
        at = NOON + run * 24 * HOUR
        wrong = page(outcome="not_json", body=None, http_status=200)
        broken = look(
            wrong if completeness == "incomplete" else page(),
            at=at,
            completeness=completeness,
            outcome="not_json",
        )
        rows = load_looks(db, tmp_path, broken, look(page([item("1", board="b")]), board="b", at=at), run_id=str(run))
        assert counts(rows.filter(pl.col("board") == "acme")) == {}
        assert rows["outcome"].to_list() == ["not_json", "ok"]
        assert counts(rows.filter(pl.col("board") == "b")) == {"listed": 1, "unchanged": 1}
    assert rows_of(db, "select count(*) from posting where closed_at is null and missed_since is null") == [(2,)]
    after = {table: value for table, value in table_hashes(db).items() if table != 'main."posting"'}
    known = {'upkeep."board_page"', 'upkeep."board_standing"'}
    assert {t for t in after if after[t] != before[t]} == known
    assert state_of(db) == state


def test_a_look_without_pages_is_a_row_of_noughts(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = load_looks(db, tmp_path, look(completeness="incomplete", outcome="unreachable"))
    assert counts(rows) == {}
    assert load.loaded_runs(db) == {"1"}


def test_a_record_that_normalizing_drops_is_found_out(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    seen = observations(look(page([item("1"), item("2")])))
    staged = stage(tmp_path / "s", default_rows(load.new_content(db, seen).head(1)))
    with pytest.raises(ledger.LedgerError, match="run 1, lever/acme: posting lever:acme:2"):
        load.load(db, run=run_of(), observations=seen, staged=staged, boards=BOARDS, raw_files=[])
    assert load.loaded_runs(db) == set()


def test_rows_that_nobody_listed_are_found_out(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    seen = observations(look(page([item("1")])))
    staged = stage(tmp_path / "s", {"posting": [posting("lever:acme:1", "1-a"), posting("lever:acme:9", "9-a")]})
    with pytest.raises(ledger.LedgerError, match="lever:acme:9 is staged, but no board listed it"):
        load.load(db, run=run_of(), observations=seen, staged=staged, boards=BOARDS, raw_files=[])


def test_books_that_do_not_balance_stop_the_load(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = logical_hash(db)
    monkeypatch.setattr(
        ledger,
        "JUDGE",
        ledger.JUDGE.replace("when kind = 'reject' then 'rejected'", "when kind = 'reject' then 'x'"),
    )
    with pytest.raises(ledger.LedgerError, match=r"run 1, lever/acme: listed 2 is not loaded 1 .* rejected 0"):
        load_looks(db, tmp_path, look(page([item("1")], [refused("2")])))
    assert logical_hash(db) == before
    assert rows_of(db, "from board_run") == []


def test_a_look_is_loaded_once(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_looks(db, tmp_path, look(page([item("1")])))
    with pytest.raises(ledger.LedgerError, match="in the ledger already"):
        load_looks(db, tmp_path, look(page([item("1")])))


def test_keys_are_unique(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    seen = observations(look(page([item("1")])))
    key = "lever:acme:1"
    stage(tmp_path / "s", {"posting": [posting(key, "1-a")], "pay_band": [band(key)]}, 0)
    stage(tmp_path / "s", {"pay_band": [band(key)]}, 1)
    with pytest.raises(merge.DuplicateKey, match=r"pay_band: pay_id = \('lever:acme:1#0',\)"):
        load.load(db, run=run_of(), observations=seen, staged=tmp_path / "s", boards=BOARDS, raw_files=[])


def test_an_error_anywhere_leaves_nothing(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_looks(db, tmp_path, look(page([item("1"), item("2")])))
    before, runs = logical_hash(db), load.loaded_runs(db)
    changed = look(page([item("1", "b"), item("3")], [refused("7")]), at=NOON + 48 * HOUR)
    with monkeypatch.context() as patched:
        patched.setattr(link, "GAPS", "insert into gap from no_such_table")
        with pytest.raises(duckdb.Error):
            load_looks(db, tmp_path, changed, run_id="2")
    assert (logical_hash(db), load.loaded_runs(db)) == (before, runs)
    assert rows_of(db, "select count(*) from \"fetch\" where run_id = '2'") == [(0,)]
    assert counts(load_looks(db, tmp_path, changed, run_id="2")) == {"listed": 3, "loaded": 2, "rejected": 1}


# ---- content


def test_new_content_takes_the_place_of_the_old(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_looks(db, tmp_path, look(page([item("1"), item("2")])))
    seen = observations(look(page([item("1", "b"), item("2")]), at=NOON + HOUR))
    wanted = load.new_content(db, seen)
    assert wanted.rows() == [("lever:acme:1", "1-b")]
    rows = default_rows(wanted, title_text="Staff ML Engineer")
    staged = stage(
        tmp_path / "s",
        {**rows, "pay_band": [band("lever:acme:1", 1.0, 2.0)], "gap": [], "posting_skill": []},
    )
    load.load(db, run=run_of("2"), observations=seen, staged=staged, boards=BOARDS, raw_files=[])
    assert rows_of(db, "select posting_id, title_text from posting order by 1") == [
        ("lever:acme:1", "Staff ML Engineer"),
        ("lever:acme:2", "ML Engineer"),
    ]
    assert rows_of(db, "select posting_id, pay_min from pay_band order by 1") == [
        ("lever:acme:1", 1.0),
        ("lever:acme:2", 100_000.0),
    ]
    assert rows_of(db, "select posting_id from posting_skill") == [("lever:acme:2",)]
    assert rows_of(db, "select kind, text, postings, posting_id from gap") == [("place", "atlantis", 1, "lever:acme:2")]
    assert load.new_content(db, seen).height == 0


def test_versions_follow_the_source(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    steps: list[tuple[str, dict[str, Any], float]] = [
        ("a", {}, 100_000),
        ("b", {"title_text": "Senior ML Engineer", "text_fingerprint": "t"}, 100_000),
        ("c", {"title_text": "Senior ML Engineer", "text_fingerprint": "t"}, 110_000),
        ("d", {"title_text": "Senior ML Engineer", "text_fingerprint": "t"}, 110_000),
        (
            "e",
            {"title_text": "Senior ML Engineer", "text_fingerprint": "u", "taxonomy_version": "t2"},
            130_000,
        ),
    ]
    for number, (content, values, pay) in enumerate(steps):
        seen = observations(look(page([item("1", content)]), at=NOON + number * HOUR))
        rows = default_rows(load.new_content(db, seen), **values)
        rows["pay_band"] = [band("lever:acme:1", pay, annual_min_local=pay, annual_max_local=pay + 20_000)]
        staged = stage(tmp_path / str(number), rows)
        load.load(db, run=run_of(str(number)), observations=seen, staged=staged, boards=BOARDS, raw_files=[])
    start = NOON.replace(tzinfo=None)
    assert rows_of(
        db, "select content_sha256, changed, valid_from, valid_to from posting_version order by valid_from"
    ) == [
        ("1-a", "new", start, start + HOUR),
        ("1-b", "title|text", start + HOUR, start + 2 * HOUR),
        ("1-c", "pay", start + 2 * HOUR, start + 3 * HOUR),
        ("1-d", "other", start + 3 * HOUR, start + 4 * HOUR),
        ("1-e", "other", start + 4 * HOUR, None),  # another taxonomy read it: its pay cannot be compared
    ]
    assert rows_of(db, "select distinct pay_text from posting_version order by 1") == [
        ("base EUR 100000-120000 per year",),
        ("base EUR 110000-120000 per year",),
        ("base EUR 130000-120000 per year",),
    ]
    assert rows_of(db, "select currency_code, annual_pay_local from posting_version order by valid_from") == [
        ("EUR", pay) for pay in (110_000, 110_000, 120_000, 120_000, 140_000)
    ]
    assert rows_of(db, "select first_seen_at, last_seen_at from posting") == [(start, start + 4 * HOUR)]


def test_two_contents_at_one_moment_are_one_version(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_looks(db, tmp_path, look(page([item("1")])))
    load_looks(db, tmp_path, look(page([item("1", "b")])), run_id="2")
    assert rows_of(db, "select content_sha256, changed, valid_to from posting_version") == [("1-b", "new", None)]


def test_an_older_look_changes_nothing_but_the_first_sight(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_looks(db, tmp_path, look(page([item("1"), item("2")]), at=NOON))
    old = look(page([item("1", "older"), item("3")]), at=NOON - 240 * HOUR)
    assert counts(load_looks(db, tmp_path, old, run_id="2")) == {"listed": 2, "loaded": 1, "unchanged": 1}
    start = NOON.replace(tzinfo=None)
    assert rows_of(
        db,
        "select native_id, content_sha256, first_seen_at, last_seen_at, missed_since from posting order by 1",
    ) == [
        ("1", "1-a", start - 240 * HOUR, start, None),
        ("2", "2-a", start, start, None),
        ("3", "3-a", start - 240 * HOUR, start - 240 * HOUR, None),
    ]
    assert [p["items"][0]["content_sha256"] for p in state_of(db).values()] == ["1-a"]


# ---- what the fetcher needs to know


def test_the_state_of_a_board_is_its_last_good_pages(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    one, two = "https://x.example/1", "https://x.example/2"
    load_looks(
        db,
        tmp_path,
        look(
            page([item("1")], [refused("7")], url=one, etag="e1", follow=[f"application/json {two}"]),
            page([item("2")], url=two, last_modified="m"),
        ),
    )
    assert list(state_of(db).values()) == [
        {
            "url": one,
            "etag": "e1",
            "last_modified": None,
            "body_sha256": str(([item("1")], [refused("7")])),
            "bytes": 1,
            "follow": [f"application/json {two}"],
            "items": [item("1")],
            "rejects": [refused("7")],
        },
        {
            "url": two,
            "etag": None,
            "last_modified": "m",
            "body_sha256": str(([item("2")], [])),
            "bytes": 1,
            "follow": [],
            "items": [item("2")],
            "rejects": [],
        },
    ]

    broken = look(
        page([item("1", "b")], url=one),
        page(outcome="timeout", url=two),
        at=NOON + HOUR,
        completeness="incomplete",
    )
    load_looks(db, tmp_path, broken, run_id="2")
    pages = state_of(db)
    assert pages[one]["items"] == [item("1", "b")]
    assert pages[one]["etag"] is None
    assert pages[two]["items"] == [item("2")]

    kept = page([item("1", "b")], outcome="unchanged", url=one, etag="e2")
    load_looks(db, tmp_path, look(kept, at=NOON + 2 * HOUR), run_id="3")
    pages = state_of(db)
    assert set(pages) == {one}
    assert (pages[one]["etag"], pages[one]["items"]) == ("e2", [item("1", "b")])


# ---- closing


def test_two_complete_looks_half_a_day_apart_close(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    both, one = [item("1"), item("2")], [item("1")]
    start = NOON.replace(tzinfo=None)
    load_looks(db, tmp_path, look(page(both)))
    assert "closed" not in counts(load_looks(db, tmp_path, look(page(one), at=NOON + 20 * HOUR), run_id="2"))
    assert "closed" not in counts(load_looks(db, tmp_path, look(page(one), at=NOON + 31 * HOUR), run_id="3"))
    assert counts(load_looks(db, tmp_path, look(page(one), at=NOON + 32 * HOUR), run_id="4"))["closed"] == 1
    assert "closed" not in counts(load_looks(db, tmp_path, look(page(one), at=NOON + 72 * HOUR), run_id="5"))
    closed = "select last_seen_at, missed_since, closed_at from posting where native_id = '2'"
    assert rows_of(db, closed) == [(start, start + 20 * HOUR, start + 20 * HOUR)]
    again = counts(load_looks(db, tmp_path, look(page(both), at=NOON + 80 * HOUR), run_id="6"))
    assert again == {"listed": 2, "unchanged": 2, "reopened": 1}
    assert rows_of(db, closed) == [(start + 80 * HOUR, None, None)]
    assert rows_of(db, "select first_seen_at from posting where native_id = '2'") == [(start,)]


def test_a_closed_posting_may_come_back_changed(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load_looks(db, tmp_path, look(page([item("1"), item("2")])))
    for run, hours in (("2", 24), ("3", 48)):
        load_looks(db, tmp_path, look(page([item("1")]), at=NOON + hours * HOUR), run_id=run)
    back = look(page([item("1"), item("2", "b")]), at=NOON + 72 * HOUR)
    assert counts(load_looks(db, tmp_path, back, run_id="4")) == {
        "listed": 2,
        "loaded": 1,
        "unchanged": 1,
        "reopened": 1,
    }
    assert rows_of(db, "select closed_at, missed_since, first_seen_at from posting where native_id = '2'") == [
        (None, None, NOON.replace(tzinfo=None))
    ]


def test_feeds_that_show_no_closing_close_nothing(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for run in range(4):
        listed = [item("1"), item("2")] if run == 0 else [item("1")]
        load_looks(db, tmp_path, look(page(listed), at=NOON + run * 24 * HOUR, shows_closing=False), run_id=str(run))
    assert rows_of(
        db, "select count(*), bool_or(shows_closing), count(closed_at), count(missed_since) from posting"
    ) == [(2, False, 0, 0)]


# ---- the same input gives the same warehouse


def three_days() -> list[list[dict[str, Any]]]:
    """Three runs over three boards: changes, a new posting, a reject, one that goes and one that is shared."""
    days = []
    for day in range(3):
        at = NOON + day * 24 * HOUR
        days.append(
            [
                look(
                    page([item("1", "b" if day == 2 else "a"), item("2"), *([item("3")] if day else [])]),
                    at=at,
                ),
                look(
                    page([item("1", board="b")], [refused("9")]) if day < 1 else page([item("4", board="b")]),
                    board="b",
                    at=at,
                ),
                look(page([item("1", source="ashby")]), source="ashby", at=at),
            ]
        )
    return days


def replay(folder: Path, *, by_board: bool) -> str:
    with database.open_work(folder / "w.duckdb", spill=folder) as db:
        for number, looks in enumerate(three_days()):
            for group in [[each] for each in reversed(looks)] if by_board else [looks]:
                load_looks(db, folder, *group, run_id=str(number), employer_id="acme", text_fingerprint="same")
        return logical_hash(db)


def test_replaying_gives_the_same_warehouse(tmp_path: Path) -> None:
    for name in ("whole", "parts"):
        (tmp_path / name).mkdir()
    assert replay(tmp_path / "whole", by_board=False) == replay(tmp_path / "parts", by_board=True)


def test_the_same_looks_in_another_run_change_nothing(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    looks = three_days()[0]
    load_looks(db, tmp_path, *looks)
    before = logical_hash(db)
    rows = load_looks(db, tmp_path, *looks, run_id="2")
    assert rows["unchanged"].sum() == 4
    assert rows["loaded"].sum() == 0
    assert logical_hash(db) == before
    assert load.loaded_runs(db) == {"1", "2"}
