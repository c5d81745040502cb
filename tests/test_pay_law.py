"""Which postings a pay-transparency law asks for pay."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from transforms import pay_law, places

from .place_rows import board_rows, location, raw_rows


def expected(text: str, day: dt.date | None) -> bool:
    raw = raw_rows([{"locations": [location(text)]}])
    rows = places.read(raw, board_rows()).rows
    dates = raw.select("posting_id", posted_date=pl.lit(day, pl.Date))
    return bool(pay_law.read(rows, dates)["pay_expected"].item())


@pytest.mark.parametrize(
    ("text", "day", "answer"),
    [
        ("Denver, CO", dt.date(2021, 1, 1), True),
        ("Denver, CO", dt.date(2020, 12, 31), False),
        ("San Francisco, CA", dt.date(2023, 1, 1), True),
        ("San Francisco, CA", dt.date(2022, 12, 31), False),
        ("New York, NY", dt.date(2022, 11, 1), True),
        ("Buffalo, NY", dt.date(2022, 11, 1), False),
        ("Buffalo, NY", dt.date(2023, 9, 17), True),
        ("Boston, MA", dt.date(2025, 10, 28), False),
        ("Boston, MA", dt.date(2025, 10, 29), True),
        ("Austin, TX", dt.date(2026, 6, 1), False),
        ("Austin, TX; Chicago, IL", dt.date(2026, 6, 1), True),
        ("Remote - US", dt.date(2021, 1, 1), True),
        ("Remote - US", dt.date(2020, 6, 1), False),
        ("Remote - California", dt.date(2022, 6, 1), False),
        ("Remote - California", dt.date(2023, 6, 1), True),
        ("United States", dt.date(2026, 6, 1), False),
        ("Toronto, ON", dt.date(2026, 2, 1), True),
        ("Berlin, Germany", dt.date(2026, 10, 1), False),
        ("Worldwide", dt.date(2026, 10, 1), False),
        ("Atlantis", dt.date(2026, 10, 1), False),
        ("Denver, CO", None, False),
    ],
)
def test_a_law_in_force_at_one_of_the_places_expects_pay(text: str, day: dt.date | None, *, answer: bool) -> None:
    assert expected(text, day) is answer


def test_every_posting_gets_an_answer_in_order() -> None:
    raw = raw_rows([{"locations": [location("Denver, CO")]}, {}])
    rows = places.read(raw, board_rows()).rows
    dates = raw.select("posting_id", posted_date=pl.lit(dt.date(2026, 1, 1)))
    assert pay_law.read(rows.reverse(), dates).rows() == [("p0", True), ("p1", False)]
