"""Publication dates in the forms that sources use; what cannot be is replaced by the first fetch and flagged."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from tests.place_rows import OBSERVED, raw_rows
from transforms import dates

WALL = pl.read_csv(Path(__file__).parent / "examples" / "dates.csv", infer_schema=False, empty_string_is_null=False)


def test_wall_of_dates() -> None:
    found = dates.read(raw_rows([{"posted_text": text or None} for text in WALL["stated"]]))
    wrong = []
    for number, (row, got) in enumerate(zip(WALL.iter_rows(named=True), found.iter_rows(named=True), strict=True)):
        wanted = dt.date.fromisoformat(row["posted_date"]) if row["posted_date"] else OBSERVED.date()
        if (got["posted_date"], got["is_backfilled_date"]) != (wanted, not row["posted_date"]):
            wrong.append(f"{number + 2}: {row['stated']!r} should be {row['posted_date']!r}, is {got}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_every_posting_has_a_date() -> None:
    found = dates.read(raw_rows([{}, {"posted_text": "2026-01-02"}]))
    assert found.rows() == [("p0", OBSERVED.date(), True), ("p1", dt.date(2026, 1, 2), False)]
