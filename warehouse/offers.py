"""Where an offer sits: its base pay against the published cells, its total in money, and what it is worth elsewhere.

Only published figures are read, so an offer says nothing that the files do not. Each figure is traced to its cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import duckdb
import numpy as np
import polars as pl

from . import benchmarks, database
from .estimators.percentiles import LEAST_EMPLOYERS, PERCENTILES

SCENARIOS = (0.0, 0.5, 1.0, 2.0)
MOST_ELSEWHERE = 12
MOST_COMPARABLE = 8

# From where one works outward; the first published cell of the ladder is the one that an offer is held against.
LADDER = {
    "pay_by_metro_level_specialization": ("metro", "level", "specialization"),
    "pay_by_metro_level": ("metro", "level"),
    "pay_by_country_level_specialization": ("country_code", "level", "specialization"),
    "pay_by_country_level": ("country_code", "level"),
    "pay_by_region_level_specialization": ("market_region", "level", "specialization"),
}
PLACES = ("metro", "country_code", "market_region")


class Where(NamedTuple):
    """The cell dimensions of an offer; None where the offer does not say."""

    metro: str | None
    country_code: str | None
    market_region: str | None
    level: str
    specialization: str | None


class Standing(NamedTuple):
    """Where base pay sits among posted pay.

    percentile, low, high: by the published percentiles and by their bounds; None beyond what is published
    words: the same in words, for a base beyond them too
    """

    percentile: float | None
    low: float | None
    high: float | None
    words: str


class Equity(NamedTuple):
    """Equity of an offer in money: `value` over `years`; None where it is a share of a company of unknown worth."""

    value: float | None
    years: float


def ladder(db: duckdb.DuckDBPyConnection, where: Where) -> pl.DataFrame:
    """The cells that the offer belongs to, nearest first, published or not; one row a cell.

    benchmark, then its dimensions and the columns of every pay cell.
    """
    rows = []
    for name, dims in LADDER.items():
        values = [getattr(where, dim) for dim in dims]
        if None not in values:
            condition = " and ".join(
                f"{dim} = {database.literal(value)}" for dim, value in zip(dims, values, strict=True)
            )
            rows.append(database.frame(db, f"select '{name}' as benchmark, * from benchmark_{name} where {condition}"))
    return pl.concat(rows, how="diagonal") if rows else pl.DataFrame()


def dimensions(cell: Mapping[str, Any]) -> dict[str, str]:
    """The dimensions of a cell of the ladder and their values."""
    return {dim: cell[dim] for dim in LADDER[cell["benchmark"]]}


def named(cell: Mapping[str, Any]) -> str:
    """A cell as `explain --cell` takes it: `pay_by_country_level country_code=DE level=senior`."""
    return " ".join([cell["benchmark"], *(f"{dim}={value}" for dim, value in dimensions(cell).items())])


def published(cells: pl.DataFrame) -> dict[str, Any] | None:
    """The first published cell of a ladder; None where all are held back."""
    shown = cells.filter(pl.col("estimate_kind") != "suppressed") if cells.height else cells
    return shown.row(0, named=True) if shown.height else None


def evidence(cells: pl.DataFrame) -> dict[str, Any] | None:
    """The nearest cell that stands on its own postings; None where no cell of a ladder does."""
    return published(cells.filter(pl.col("estimate_kind") == "direct") if cells.height else cells)


def countries(db: duckdb.DuckDBPyConnection, level: str) -> list[str]:
    """Countries whose pay is published at a level, those with most employers first."""
    rows = db.execute(
        "select country_code from benchmark_pay_by_country_level where level = $level and estimate_kind != 'suppressed' "
        "order by employers desc, country_code",
        {"level": level},
    ).fetchall()
    return [str(code) for (code,) in rows]


def by_place(cells: pl.DataFrame) -> list[dict[str, Any]]:
    """The nearest published cell of a metro area and of a country, where there is one: other places are like these."""
    of = [published(cells.filter(pl.col(place).is_not_null())) for place in PLACES[:2] if place in cells.columns]
    return [cell for cell in of if cell is not None]


def standing(cell: dict[str, Any], base_usd: float) -> Standing:
    """Where a base sits in a cell: between its published percentiles, with its bounds turned into percentiles.

    cell: a row of a pay benchmark
    base_usd: US dollars a year
    """
    points = _knots(cell, "")
    percentile = _percentile(points, base_usd)
    if percentile is not None:
        # A base at the lower bound of P50 may be the median at least: low bounds give the highest percentile.
        low, high = (_percentile(_knots(cell, end), base_usd) for end in ("_high", "_low"))
        return Standing(percentile, low, high, f"about P{percentile:.0f}")
    (first, least), (last, _) = points[0], points[-1]
    is_below = base_usd < least
    words = f"below P{first}, the lowest published there" if is_below else f"above P{last}, the highest published there"
    bound = cell[f"p{first}_usd_low"] if is_below else cell[f"p{last}_usd_high"]
    is_sure = bound is not None and (base_usd < bound if is_below else base_usd > bound)
    return Standing(None, None, None, f"{words}, and outside its 95 % interval" if is_sure else words)


def _knots(cell: dict[str, Any], end: str) -> list[tuple[int, float]]:
    """Published percentiles, or their bounds, as pairs of percentile and pay, rising in both."""
    stated = [(p, cell[f"p{p}_usd{end}"]) for p in PERCENTILES]
    return [(p, float(pay)) for p, pay in stated if pay is not None]


def _percentile(knots: list[tuple[int, float]], base_usd: float) -> float | None:
    if len(knots) < 2 or not knots[0][1] <= base_usd <= knots[-1][1]:
        return float(knots[0][0]) if len(knots) == 1 and base_usd == knots[0][1] else None
    shares, pay = zip(*knots, strict=True)
    return float(np.interp(base_usd, pay, shares))


def totals(base: float, bonus: float, sign_on: float, equity: Equity | None) -> pl.DataFrame:
    """An offer's yearly worth in one currency under several fates of its equity.

    base, bonus: a year; sign_on: once, counted over the years that the equity vests in, or in the first alone
    Returns equity_multiple (what the equity turns out to be worth, as a multiple of what was told), base, bonus, sign_on,
    equity, total: all a year. One row where the offer has no equity, or none that can be valued.
    """
    years = equity.years if equity else 1.0
    worth = equity.value if equity and equity.value is not None else None
    rows = [
        {
            "equity_multiple": multiple,
            "base": base,
            "bonus": bonus,
            "sign_on": sign_on / years,
            "equity": (worth or 0.0) / years * multiple,
        }
        for multiple in (SCENARIOS if worth else (0.0,))
    ]
    return pl.DataFrame(rows).with_columns(total=pl.sum_horizontal("base", "bonus", "sign_on", "equity"))


def room(db: duckdb.DuckDBPyConnection, cell: dict[str, Any], base_usd: float) -> dict[str, float] | None:
    """How far the ranges posted in a cell reach above a base, employer by employer; None below five employers.

    Returns jobs_with_a_range, employers_reaching_higher (share of the employers whose ranges end above the base) and
    median_room (of those, the middle of how far above it, as a share of the base).
    """
    votes = _votes(db, cell).filter(pl.col("pay_max") > pl.col("pay_min"))
    by_employer = votes.group_by("employer_id").agg(
        jobs=pl.col("job_id").n_unique(), above=pl.col("pay_max").median() / base_usd - 1
    )
    if by_employer.height < LEAST_EMPLOYERS[50]:
        return None
    higher = by_employer.filter(pl.col("above") > 0)["above"]
    return {
        "jobs_with_a_range": int(by_employer["jobs"].sum()),
        "employers_reaching_higher": len(higher) / by_employer.height,
        "median_room": float(higher.median() or 0.0),  # type: ignore[arg-type]
    }


def comparable(db: duckdb.DuckDBPyConnection, cell: dict[str, Any], where: Where) -> pl.DataFrame:
    """Postings behind a cell, the offer's specialization first, then the newest; one an employer.

    employer_name, title_text, pay_min_usd, pay_max_usd, evidence_text, posting_id
    """
    columns = ("posting_id", "employer_name", "title_text", "specialization", "posted_date", "evidence_text")
    return (
        _votes(db, cell, *columns)
        .with_columns(is_same=pl.col("specialization") == (where.specialization or ""))
        .sort(["is_same", "posted_date", "posting_id"], descending=[True, True, False], nulls_last=True)
        .unique("employer_id", keep="first", maintain_order=True)
        .select("employer_name", "title_text", "pay_min", "pay_max", "evidence_text", "posting_id")
        .rename({"pay_min": "pay_min_usd", "pay_max": "pay_max_usd"})
        .head(MOST_COMPARABLE)
    )


def _votes(db: duckdb.DuckDBPyConnection, cell: dict[str, Any], *more: str) -> pl.DataFrame:
    """The votes of a cell, as `benchmarks.votes` gives them, and `more` columns."""
    dims = dimensions(cell)
    extra = [column for column in more if column not in dims]
    return benchmarks.votes(db, list(dims), *extra).filter(pl.col(dim) == value for dim, value in dims.items())


def elsewhere(db: duckdb.DuckDBPyConnection, cell: dict[str, Any], base_usd: float) -> pl.DataFrame:
    """What the offer's base is worth in other places of the same benchmark, those with most employers first.

    Returns the place, employers, p50_usd, then base_usd_for_same_standing (cost of labour: the base that stands there
    as this one stands here) and base_usd_for_same_living (cost of living: the base that buys there what this one buys
    here; null where either place has no price level).
    """
    words = dimensions(cell)
    [place] = set(PLACES) & set(words)
    others = " and ".join(f"{dim} = {database.literal(value)}" for dim, value in words.items() if dim != place)
    rows = database.frame(
        db,
        f"select {place} as place, employers, p50_usd from benchmark_{cell['benchmark']} where {others} "
        f"and estimate_kind != 'suppressed' and p50_usd is not null and {place} != {database.literal(words[place])}",
    )
    prices = _price_levels(db, place)
    here = prices.get(words[place])
    return (
        rows.sort(["employers", "place"], descending=[True, False])
        .head(MOST_ELSEWHERE)
        .with_columns(
            base_usd_for_same_standing=(base_usd * pl.col("p50_usd") / cell["p50_usd"]).round(),
            base_usd_for_same_living=(
                base_usd * pl.col("place").replace_strict(prices, default=None, return_dtype=pl.Float64) / here
                if here
                else pl.lit(None, pl.Float64)
            ).round(),
        )
    )


def _price_levels(db: duckdb.DuckDBPyConnection, place: str) -> dict[str, float]:
    """Prices of places against those of the United States, where known; a metro never takes its country's."""
    scopes = {"metro": "metro", "country_code": "country"}
    if place not in scopes:
        return {}
    rows = db.execute(
        f"select {place}, ppp_local_per_usd * usd as level from price_level join money using (currency_code) "
        "where price_level_scope = $scope",
        {"scope": scopes[place]},
    )
    return dict(rows.fetchall())
