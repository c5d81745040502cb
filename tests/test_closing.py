"""When postings close: every sequence of looks at a board, and many long random ones, against the rule in plain Python.

Each sequence is a board of its own with one posting that is followed; the warehouse's own statements judge all boards
at once, the reference judges one history at a time, whole, from its beginning.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

import duckdb
import polars as pl
import pytest

from warehouse import database, presence, standing

USUAL = 12
START = "timestamp '2026-01-01'"


class Seen(NamedTuple):
    """One look: hours since the one before, what the fetch says of it, records listed, whether ours is among them."""

    hours: int
    completeness: str
    listed: int
    has_ours: bool


FIRST = Seen(0, "complete", USUAL, True)
OUTCOMES = [
    ("complete", USUAL, True),
    ("complete", USUAL, False),
    ("complete", 3, True),
    ("complete", 3, False),
    ("incomplete", 3, False),
    ("gone", 0, False),
]
MORE_OUTCOMES = [
    *OUTCOMES,
    ("incomplete", 5, True),
    ("complete", 0, False),
    ("complete", 7, False),
    ("complete", 30, True),
]


# ---- the rule, in plain words


def closed_since(history: Sequence[Seen]) -> int | None:
    """Hour since which the posting counts as closed after these looks; None while it is open."""
    now, last_seen, complete, spells = 0, 0, list[int](), list[tuple[int, int]]()
    counts: list[int] = []
    small: list[tuple[int, int]] = []
    gone: list[int] = []
    for look in history:
        now += look.hours
        if look.has_ours:
            last_seen = now
        if look.completeness == "gone":
            if not gone or now >= gone[-1] + 12:
                gone.append(now)
                if len(gone) >= 3:
                    spells.append((gone[0], now))
        elif look.completeness == "complete":
            gone = []
            usual = median(counts) if counts else 0
            if (usual >= 10 and look.listed < usual / 2) or (usual > 0 and look.listed == 0):
                small.append((now, look.listed))
                if len(small) >= 3 and now - small[0][0] >= 48:
                    spells.append((small[0][0], now))
                    complete.append(now)
                    counts, small = [count for _, count in small][-7:], []
            else:
                small, counts = [], [*counts, look.listed][-7:]
                complete.append(now)
    missed = [hour for hour in complete if hour > last_seen]
    second = [hour for hour in missed if hour >= missed[0] + 12][:1]
    found = [(hour, missed[0]) for hour in second]
    found += [
        (end, min([hour for hour in missed if hour < end] + [begin])) for begin, end in spells if begin > last_seen
    ]
    return min(found)[1] if found else None


# ---- the warehouse's statements, over many boards at once


def opened() -> duckdb.DuckDBPyConnection:
    db = duckdb.connect()
    db.execute(
        "create table posting (posting_id varchar, source varchar, board varchar, first_seen_at timestamp, "
        "last_seen_at timestamp, missed_since timestamp, closed_at timestamp)"
    )
    db.execute("create schema upkeep")
    db.execute(
        "create table upkeep.board_standing (source varchar, board varchar, known_at timestamp, counts bigint[], "
        "suspect_since timestamp, suspect_counts bigint[], gone_since timestamp, gone_at timestamp, gone_looks integer)"
    )
    return db


def step(db: duckdb.DuckDBPyConnection, looks: pl.DataFrame) -> None:
    """Load one look at each board: board, hour, completeness, listed, has_ours."""
    database.put(db, "coming", looks)
    db.execute(
        f"create or replace temp table look as select 's' as source, board, {START} + to_hours(hour) as observed_at, "
        "'ok' as outcome, completeness, null::varchar as error, true as shows_closing, listed from coming"
    )
    db.execute(
        f"create or replace temp table judged as select 's' as source, board, 's:' || board as posting_id, "
        f"{START} + to_hours(hour) as observed_at from coming where has_ours"
    )
    standing.judge(db)
    presence.update(db)
    db.execute(
        "insert into posting select posting_id, 's', board, observed_at, observed_at, null, null "
        "from judged anti join posting using (posting_id)"
    )


def closed_by_board(db: duckdb.DuckDBPyConnection) -> dict[str, int | None]:
    rows = db.sql(f"select board, date_diff('hour', {START}, closed_at) from posting").fetchall()
    return dict(rows)


def frame(boards: list[str], hours: list[int], looks: list[Seen]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "board": boards, "hour": hours, "completeness": [each.completeness for each in looks],
            "listed": [each.listed for each in looks], "has_ours": [each.has_ours for each in looks],
        }
    )  # fmt: skip


def all_sequences(letters: list[Seen], length: int) -> Iterator[int]:
    """Judge every sequence of these looks up to a length, each prefix once; yields how many of each length closed."""
    with opened() as db:
        step(db, frame([""], [0], [FIRST]))
        level: list[tuple[str, int, tuple[Seen, ...]]] = [("", 0, (FIRST,))]
        signs = [chr(ord("a") + n) for n in range(len(letters))]
        database.put(db, "letter", pl.DataFrame({"sign": signs}))
        for _ in range(length):
            for table in ("posting", "upkeep.board_standing"):
                named = ", 's:' || board || sign as posting_id" if table == "posting" else ""
                db.execute(
                    f"create or replace table {table} as select * exclude (sign) "
                    f"replace (board || sign as board{named}) from {table} cross join letter"
                )
            level = [
                (name + sign, hour + each.hours, (*history, each))
                for name, hour, history in level
                for sign, each in zip(signs, letters, strict=True)
            ]
            step(
                db, frame([name for name, _, _ in level], [hour for _, hour, _ in level], [h[-1] for _, _, h in level])
            )
            found = closed_by_board(db)
            for name, _, history in level:
                assert found[name] == closed_since(history), history
            yield sum(closed is not None for closed in found.values())


def random_sequences(count: int, length: int, seed: int) -> int:
    """Judge random sequences look by look; returns how many postings were ever closed."""
    draw = random.Random(seed)
    names = [str(n) for n in range(count)]
    histories = [[FIRST] for _ in names]
    hours = [0] * count
    closed: set[str] = set()
    with opened() as db:
        step(db, frame(names, hours, [FIRST] * count))
        for _ in range(length):
            looks = [Seen(draw.choice((1, 6, 11, 12, 24, 24, 25, 48)), *draw.choice(MORE_OUTCOMES)) for _ in names]
            hours = [hour + look.hours for hour, look in zip(hours, looks, strict=True)]
            step(db, frame(names, hours, looks))
            found = closed_by_board(db)
            for name, history, look in zip(names, histories, looks, strict=True):
                history.append(look)
                assert found[name] == closed_since(history), history
            closed |= {name for name, hour in found.items() if hour is not None}
    return len(closed)


def test_every_short_sequence_of_daily_looks() -> None:
    closed = list(all_sequences([Seen(24, *each) for each in OUTCOMES], 4))
    assert closed[0] == 0  # one look alone never closes
    assert closed[1] == 1  # two complete looks that miss it
    assert closed[3] > closed[2] > closed[1]


def test_every_short_sequence_with_short_and_long_gaps() -> None:
    letters = [Seen(hours, *each) for hours in (6, 24) for each in OUTCOMES]
    assert list(all_sequences(letters, 3))[-1] > 0


def test_random_sequences() -> None:
    assert random_sequences(400, 20, seed=5) > 100


@pytest.mark.slow
def test_every_sequence_of_eight_looks() -> None:
    assert list(all_sequences([Seen(24, *each) for each in OUTCOMES], 8))[-1] > 100_000


@pytest.mark.slow
def test_a_hundred_thousand_random_sequences() -> None:
    assert sum(random_sequences(10_000, 30, seed=seed) for seed in range(10)) > 50_000


# ---- the rule by example


def after(*looks: Seen) -> int | None:
    history = [FIRST, *looks]
    with opened() as db:
        hour = 0
        for look in history:
            hour += look.hours
            step(db, frame(["b"], [hour], [look]))
        found = closed_by_board(db)["b"]
    assert found == closed_since(history)
    return found


MISSED, SMALL, GONE = Seen(24, *OUTCOMES[1]), Seen(24, *OUTCOMES[3]), Seen(24, *OUTCOMES[5])
BROKEN, THERE = Seen(24, *OUTCOMES[4]), Seen(24, *OUTCOMES[0])


def test_two_complete_looks_close_as_of_the_first() -> None:
    assert after(MISSED) is None
    assert after(MISSED, MISSED) == 24
    assert after(MISSED, MISSED._replace(hours=11)) is None
    assert after(MISSED, BROKEN, MISSED) == 24
    assert after(MISSED, THERE, MISSED) is None


def test_a_board_that_halves_closes_after_three_looks_that_agree() -> None:
    assert after(SMALL, SMALL) is None
    assert after(SMALL, SMALL, SMALL) == 24
    assert after(SMALL, SMALL, SMALL._replace(hours=23)) is None
    assert after(SMALL, SMALL, THERE, SMALL) is None
    assert after(SMALL, SMALL._replace(has_ours=True), SMALL) is None
    empty = SMALL._replace(listed=0)
    assert after(empty, BROKEN, empty, empty) == 24


def test_a_board_is_gone_at_the_third_look() -> None:
    assert after(GONE, GONE) is None
    assert after(GONE, GONE, GONE) == 24
    assert after(GONE, GONE, GONE._replace(hours=11)) is None
    assert after(GONE, BROKEN, GONE, GONE) == 24
    assert after(GONE, GONE, THERE, GONE) is None


def test_what_was_closed_opens_when_it_is_seen_again() -> None:
    assert after(MISSED, MISSED, THERE) is None
    assert after(GONE, GONE, GONE, THERE) is None
