"""Pay and demand over time, over small markets whose answers were worked out by hand."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.small_warehouse import Market
from tests.test_benchmarks import built, rows
from warehouse.estimators import trend

JULY, AUGUST, SEPTEMBER, OCTOBER = (dt.date(2026, month, 1) for month in (7, 8, 9, 10))


def at(day: dt.date) -> dt.datetime:
    """The tenth of that month."""
    return dt.datetime(day.year, day.month, 10, 6)  # noqa: DTZ001 (the tables hold UTC without saying so)


# ---- pay as it was


def version(market: Market, name: str, since: dt.date, pay: float | None, *, is_first: bool = False) -> None:
    market.add("posting_version", posting_id=f"acme:board:{name}", valid_from=at(since), changed="new" if is_first else "pay",
               currency_code="USD" if pay else None, annual_pay_local=pay)  # fmt: skip


def months_of(market: Market, folder: Path) -> dict[str, tuple[Any, ...]]:
    with built(market, folder, views_only=True) as db:
        found = rows(db, "from job_month")
    return {row["job_id"].rsplit(":", 1)[1]: (row["month"], row["pay"], row["latest_month"]) for row in found}


def test_a_month_keeps_the_pay_that_was_stated_in_it(tmp_path: Path) -> None:
    market = Market()
    for name in ("raised", "steady", "told_later", "withdrawn"):
        market.posting(name, *([] if name == "withdrawn" else [(120.0, 120.0)]), posted_date=JULY)
    version(market, "raised", JULY, 100, is_first=True)
    version(market, "raised", AUGUST, 100)
    version(market, "raised", SEPTEMBER, 120)
    version(market, "steady", JULY, 120, is_first=True)
    version(market, "steady", SEPTEMBER, 120)
    version(market, "told_later", JULY, None, is_first=True)
    version(market, "told_later", SEPTEMBER, 120)
    version(market, "withdrawn", JULY, 90, is_first=True)
    version(market, "withdrawn", SEPTEMBER, None)
    assert months_of(market, tmp_path) == {
        "raised": (JULY, 100, SEPTEMBER),
        "steady": (JULY, 120, JULY),
        "told_later": (SEPTEMBER, 120, SEPTEMBER),
        "withdrawn": (JULY, 90, JULY),
    }


def test_a_job_stands_where_and_under_the_law_under_which_it_was_posted(tmp_path: Path) -> None:
    market = Market()
    market.posting("here", (100, 120), pay_expected=True)
    market.posting("away", (100, 120), work_mode="remote_country", places=("us/ny/new-york-city",))
    market.posting("both", (100, 120), places=("de", "us/ny/new-york-city"))
    with built(market, tmp_path, views_only=True) as db:
        found = rows(db, "select country_code, metro, law from job_month order by job_id")
    assert [tuple(row.values()) for row in found] == [
        ("US", None, "free"),
        ("DE", None, "free"),
        ("US", "us-sf-bay", "due"),
    ]


def grown(growth: float, employers: int = 12, cells: int = 30) -> pl.DataFrame:
    """Employers with a job in each cell in August and in September; pay grows."""
    rng = np.random.default_rng(1)
    every = [(e, c, month) for e in range(employers) for c in range(cells) for month in (AUGUST, SEPTEMBER)]
    pay = [100_000 * (growth if month == SEPTEMBER else 1) * math.exp(rng.normal(0, 0.02)) for *_, month in every]
    frame = pl.DataFrame(
        {"job_id": range(len(every)), "employer_id": [f"e{e:03}" for e, _, _ in every],
         "month": [month for *_, month in every], "specialization": [f"s{c}" for _, c, _ in every], "pay": pay}
    )  # fmt: skip
    return frame.with_columns(pl.lit("x").alias(name) for name in trend.CONTROLS if name not in frame.columns)


def headline(jobs: pl.DataFrame) -> float:
    found = trend.index(jobs, SEPTEMBER).filter(pl.col("month") == AUGUST, pl.col("method") == "hedonic")
    return 10_000 / float(found["index"].item()) - 100


def test_a_law_that_makes_the_better_paying_ads_state_pay_is_no_raise() -> None:
    """From September on a law makes every employer state pay for jobs that pay 20 % more, beside those of before."""
    before = grown(1.03)
    due = before.filter(pl.col("month") == SEPTEMBER).with_columns(
        pl.col("pay") * 1.2, job_id=pl.col("job_id") + 10_000, law=pl.lit("due")
    )
    assert headline(before) == pytest.approx(3, abs=0.5)
    assert headline(pl.concat([before, due])) == pytest.approx(3, abs=0.5)
    assert headline(pl.concat([before, due.with_columns(law=pl.lit("x"))])) > 10


def test_dearer_metros_are_no_raise() -> None:
    """In August two of three jobs stand elsewhere, in September two of three in a hub that pays 25 % more."""
    elsewhere = grown(1.03)
    hub = elsewhere.with_columns(pl.col("pay") * 1.25, job_id=pl.col("job_id") + 10_000, metro=pl.lit("hub"))
    is_kept = (pl.col("month") == SEPTEMBER) == (pl.col("metro") == "hub")
    mixed = pl.concat([elsewhere, hub]).filter(is_kept | (pl.col("job_id") % 4 < 2))
    assert headline(mixed) == pytest.approx(3, abs=0.5)
    assert headline(mixed.with_columns(metro=pl.lit("x"))) > 8


# ---- pay carried to the reference month


def test_pay_of_earlier_months_is_carried_to_the_reference_month(tmp_path: Path) -> None:
    """October, the reference, pays a tenth more than August; a job of August that was raised in October needs no carrying."""
    market = Market()
    cells = [(level, f"s{c}") for level in ("mid", "senior", "staff") for c in range(10)]
    for n, (level, specialization) in enumerate(cells):
        for e in range(10):
            pay = 100_000.0 + 1_000 * n
            for month, paid in ((AUGUST, pay), (OCTOBER, 1.1 * pay)):
                market.posting(f"{n}-{e}-{month:%m}", (paid, paid), employer=f"e{e}", level=level,
                               specialization=specialization, posted_date=month)  # fmt: skip
    for e in range(10):
        market.posting(
            f"raised{e}",
            (200_000, 200_000),
            employer=f"f{e}",
            level="principal",
            specialization="s0",
            posted_date=AUGUST,
        )
        version(market, f"raised{e}", AUGUST, 150_000, is_first=True)
        version(market, f"raised{e}", OCTOBER, 200_000)
        market.posting(
            f"old{e}", (100_000, 100_000), employer=f"g{e}", level="lead", specialization="s0", posted_date=AUGUST
        )
    with built(market, tmp_path) as db:
        [(august,)] = db.sql(
            f"select index from benchmark_pay_trend where dimension = 'all' and method = 'hedonic' and month = '{AUGUST}'"
        ).fetchall()
        found = rows(
            db,
            "select cell, p50_usd, reference_month_p50_usd from benchmark_sensitivity "
            "where benchmark = 'pay_by_region_level_specialization'",
        )
    assert august == pytest.approx(100 / 1.1, abs=0.01)
    carried = {row["cell"].split("level=")[1]: (row["p50_usd"], row["reference_month_p50_usd"]) for row in found}
    for n, (level, specialization) in enumerate(cells):
        published, at_reference = carried[f"{level} specialization={specialization}"]
        assert published == pytest.approx(1.05 * (100_000 + 1_000 * n), abs=1)  # half way between the two months
        assert at_reference == pytest.approx(1.1 * (100_000 + 1_000 * n), rel=2e-4)
    assert carried["principal specialization=s0"] == (200_000, 200_000)
    assert carried["lead specialization=s0"][1] == pytest.approx(110_000, rel=2e-4)


# ---- demand


def board(market: Market, name: str, months: dict[dt.date, tuple[int, int]], *, whole: bool = True) -> None:
    """A board seen in these months with so many AI jobs and others, each open in its month only."""
    for month, counts in months.items():
        market.add("board_run", run_id=f"{month}", source="lever", board=name, observed_at=at(month), outcome="ok",
                   completeness="complete" if whole else "incomplete")  # fmt: skip
        for is_ai, count in zip((True, False), counts, strict=True):
            for i in range(count):
                market.posting(f"{name}-{month}-{is_ai}-{i}", source="lever", board=name, is_ai_role=is_ai, first_seen_at=at(month),
                               last_seen_at=at(month), posted_date=JULY)  # fmt: skip


def demand(market: Market, folder: Path) -> dict[tuple[str, dt.date], tuple[Any, ...]]:
    with built(market, folder) as db:
        found = rows(db, "from benchmark_demand_trend where dimension in ('all', 'specialization')")
    figures = ("boards", "board_postings", "ai_postings", "share", "index")
    return {(row["value"], row["month"]): tuple(row[name] for name in figures) for row in found}


def test_demand_is_chained_over_boards_seen_whole_in_both_months(tmp_path: Path) -> None:
    """Boards that come in, that were not seen whole, or that go, are in no link; posting dates say nothing."""
    market = Market()
    for i in range(6):
        october = {OCTOBER: (4, 6)} if i < 4 else {}
        board(market, f"b{i}", {AUGUST: (2, 8), SEPTEMBER: (4, 6)} | october)
    board(market, "new", {SEPTEMBER: (40, 0)})
    board(market, "half", {AUGUST: (0, 30), SEPTEMBER: (30, 0)}, whole=False)
    found = demand(market, tmp_path)
    assert found["all", AUGUST] == (6, 60, 12, 0.2, 100)
    assert found["all", SEPTEMBER] == (6, 60, 24, 0.4, 200)
    assert found["all", OCTOBER] == (4, 40, 16, 0.4, None)  # four boards carry no link
    assert found["nlp", SEPTEMBER] == found["all", SEPTEMBER]
    assert {month for _, month in found} == {AUGUST, SEPTEMBER, OCTOBER}  # none in July, when all were posted
