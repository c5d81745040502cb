"""Percentiles of posted pay in cells, and how sure they are: weighted and clustered by employer.

A job spreads its vote evenly over the range that it posts; an employer's jobs share the employer's vote,
which is one at most. The percentiles are those of that mixture. Intervals invert the clustered error of its
distribution function (Woodruff 1952), with Student's t for the effective number of employers.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

PERCENTILES = (10, 25, 50, 75, 90)
LEAST_EMPLOYERS = {10: 20, 25: 10, 50: 5, 75: 10, 90: 20}
COUNTING_WEIGHT = 0.2
MOST_TOP_SHARE = 0.25
MOST_WIDTH = 2.0
SURPRISE = 0.025  # how likely it may be that all employers lie beyond a bound: half of what a 95 % interval leaves
TINY = 1e-9

BOUNDS = [f"p{p}{end}" for p in PERCENTILES for end in ("", "_low", "_high")]
KINDS = [f"interval_kind_p{p}" for p in PERCENTILES]
TOO_FEW = (
    pl.when(pl.col("employers") < LEAST_EMPLOYERS[50])
    .then(pl.lit("few_employers"))
    .when(pl.col("top_employer_share") > MOST_TOP_SHARE + TINY)
    .then(pl.lit("dominant_employer"))
)
TOO_WIDE = pl.col("p50_high") > MOST_WIDTH * pl.col("p50_low")


def percentiles(votes: pl.DataFrame, dims: list[str]) -> pl.DataFrame:
    """One row a cell, sorted by `dims`: counts, percentiles with bounds, what was suppressed and why.

    votes: `dims`, employer_id, job_id, weight (the job's share of the cell that stands on this row, 0 to 1),
        pay_min, pay_max (a year, in one currency; equal for a point)
    """
    ordered, seats = seat(votes, dims)
    counted = pl.concat([ordered.select(dims)[seats.first_row], counts(seats)], how="horizontal")
    judged = counted.with_row_index("_number").with_columns(suppression_reason=TOO_FEW)
    figures = _figures(seats, judged.filter(pl.col("suppression_reason").is_null()))
    shown = judged.join(figures, on="_number", how="left", maintain_order="left").with_columns(
        suppression_reason=pl.when(TOO_WIDE).then(pl.lit("interval_too_wide")).otherwise("suppression_reason")
    )
    is_shown = pl.col("suppression_reason").is_null()
    return shown.select(
        *counted.columns,
        *(pl.when(is_shown).then(name) for name in BOUNDS),
        *(pl.when(is_shown).then(name).fill_null("none") for name in KINDS),
        estimate_kind=pl.when(is_shown).then(pl.lit("direct")).otherwise(pl.lit("suppressed")),
        local_weight=pl.when(is_shown).then(1.0),
        suppression_reason="suppression_reason",
    )


def weigh(votes: pl.DataFrame, dims: list[str]) -> pl.DataFrame:
    """The votes, sorted, with `vote`: the share of its cell that each decides; sums to 1 a cell."""
    ordered, seats = seat(votes, dims)
    return ordered.with_columns(vote=pl.Series(seats.vote, dtype=pl.Float64))


class Seats(NamedTuple):
    """Votes in cells, sorted by cell, employer and job; employers and cells by number.

    vote: each row's share of its cell; employer_weight: a = min(1, sum of s), by employer and cell
    """

    vote: Floats
    low: Floats
    high: Floats
    employer: Codes
    employer_weight: Floats
    employer_jobs: Codes
    first_row: Codes
    first_employer: Codes


def counts(seats: Seats) -> pl.DataFrame:
    """How many jobs and employers stand in each cell, and how evenly."""
    weight, jobs, first = seats.employer_weight, seats.employer_jobs, seats.first_employer
    if not len(first):
        weight, jobs, first = np.ones(1), np.ones(1, np.int64), np.zeros(1, np.int64)
    total, postings = np.add.reduceat(weight, first), np.add.reduceat(jobs, first)
    return pl.DataFrame(
        {
            "postings": postings,
            "employers": np.add.reduceat((weight >= COUNTING_WEIGHT - TINY).astype(np.int64), first),
            "effective_n": total**2 / np.add.reduceat(weight**2, first),
            "top_employer_share": np.maximum.reduceat(weight, first) / total,
            "top_employer_job_share": np.maximum.reduceat(jobs, first) / postings,
        }
    ).head(len(seats.first_employer))


def seat(votes: pl.DataFrame, dims: list[str]) -> tuple[pl.DataFrame, Seats]:
    """Sort the votes and give each its share: a job counts once in a cell, an employer at most once."""
    ordered = votes.sort([*dims, "employer_id", "job_id", "pay_min", "pay_max", "weight"], nulls_last=True)
    cell = _numbered(ordered, dims)
    employer = _numbered(ordered, [*dims, "employer_id"])
    job = _numbered(ordered, [*dims, "employer_id", "job_id"])
    weight = ordered["weight"].to_numpy().astype(np.float64)
    per_job = np.bincount(job, weight)
    weight = weight / np.maximum(per_job, 1.0)[job]
    per_employer = np.bincount(employer, weight)
    employer_weight = np.minimum(per_employer, 1.0)
    vote = weight * (employer_weight / per_employer)[employer]
    total = np.bincount(cell, vote)
    first_row = _firsts(cell)
    return ordered, Seats(
        vote=vote / total[cell],
        low=ordered["pay_min"].to_numpy().astype(np.float64),
        high=ordered["pay_max"].to_numpy().astype(np.float64),
        employer=employer,
        employer_weight=employer_weight,
        employer_jobs=np.bincount(employer[_firsts(job)]),
        first_row=first_row,
        first_employer=employer[first_row],
    )


def _numbered(ordered: pl.DataFrame, columns: list[str]) -> Codes:
    """Number of each row's group, for rows that are sorted by groups."""
    return ordered.select(pl.struct(columns).rle_id()).to_series().to_numpy().astype(np.int64)


def _firsts(codes: Codes) -> Codes:
    """First position of each code, for sorted codes."""
    return np.flatnonzero(np.diff(codes, prepend=-1)).astype(np.int64)


class Cell(NamedTuple):
    """The votes of one cell; votes sum to 1, employers are numbered from 0."""

    vote: Floats
    low: Floats
    high: Floats
    employer: Codes


def _cell(seats: Seats, number: int) -> Cell:
    last = seats.first_row[number + 1] if number + 1 < len(seats.first_row) else len(seats.vote)
    mine = slice(int(seats.first_row[number]), int(last))
    own = seats.employer[mine] - seats.first_employer[number]
    return Cell(seats.vote[mine], seats.low[mine], seats.high[mine], own)


def _figures(seats: Seats, cells: pl.DataFrame) -> pl.DataFrame:
    """The percentiles that its employers allow in each cell, with bounds; one row a cell, by number."""
    rows: list[dict[str, Any]] = []
    for number, employers, effective_n in cells.select("_number", "employers", "effective_n").iter_rows():
        cell, row = _cell(seats, number), {"_number": number}
        curve = Curve.of(cell)
        for p in (p for p in PERCENTILES if employers >= LEAST_EMPLOYERS[p]):
            value, low, high = interval(cell, curve, p / 100, effective_n)
            kind = "none" if low is None and high is None else "direct"
            row |= {f"p{p}": value, f"p{p}_low": low, f"p{p}_high": high, f"interval_kind_p{p}": kind}
        rows.append(row)
    kinds = {"_number": pl.UInt32} | dict.fromkeys(BOUNDS, pl.Float64) | dict.fromkeys(KINDS, pl.String)
    return pl.DataFrame(rows, schema=kinds, orient="row")


class Curve(NamedTuple):
    """The mixture's distribution function: linear between its corners, upright where pay is a point."""

    pay: Floats
    below: Floats

    @classmethod
    def of(cls, cell: Cell) -> Curve:
        """Sum up the ranges: each rises from 0 at its low end to its vote at its high end."""
        is_point = _is_point(cell)
        ranged, points = cell.vote[~is_point], cell.vote[is_point]
        slope = ranged / (cell.high - cell.low)[~is_point]
        pay = np.concatenate([cell.low[~is_point], cell.high[~is_point], cell.low[is_point]])
        order = np.argsort(pay, kind="stable")
        pay = pay[order]
        turn = np.concatenate([slope, -slope, np.zeros(len(points))])[order]
        step = np.concatenate([np.zeros(2 * len(ranged)), points])[order]
        climb = np.maximum(np.cumsum(turn)[:-1], 0.0) * np.diff(pay)
        after = np.cumsum(np.concatenate([[0.0], climb]) + step)
        below = np.maximum.accumulate(np.stack([after - step, after], axis=1).ravel())
        return cls(np.repeat(pay, 2), below / below[-1])

    def pay_at(self, share: float) -> float:
        """Pay that `share` of the mixture is below; the middle where the function is flat at `share`."""
        first = self._reach(int(np.searchsorted(self.below, share - TINY, "left")), share)
        last = self._reach(int(np.searchsorted(self.below, share + TINY, "right")), share)
        return (first + last) / 2

    def _reach(self, corner: int, share: float) -> float:
        if corner == 0 or corner == len(self.pay):
            return float(self.pay[min(corner, len(self.pay) - 1)])
        left, right = self.below[corner - 1], self.below[corner]
        part = min(max((share - left) / (right - left), 0.0), 1.0)
        return float(self.pay[corner - 1] + part * (self.pay[corner] - self.pay[corner - 1]))


def interval(cell: Cell, curve: Curve, p: float, effective_n: float) -> tuple[float, float | None, float | None]:
    """A percentile and its 95 % bounds.

    A bound is None where the inversion leaves the curve, and where all of so few employers may lie beyond it.
    """
    value = curve.pay_at(p)
    is_point = _is_point(cell)
    spread = np.where(is_point, 1.0, cell.high - cell.low)
    inside = np.clip((value - cell.low) / spread, 0.0, 1.0)
    below = np.where(is_point, (cell.low < value) + 0.5 * (cell.low == value), inside)
    score = np.bincount(cell.employer, cell.vote * (below - p))
    share = np.bincount(cell.employer, cell.vote)
    error = float(np.sqrt((score**2 / (1 - share)).sum()))
    reach = t_975(effective_n - 1) * error
    low = curve.pay_at(p - reach) if p - reach > TINY and (1 - p) ** effective_n <= SURPRISE else None
    high = curve.pay_at(p + reach) if p + reach < 1 - TINY and p**effective_n <= SURPRISE else None
    return value, low, high


def _is_point(cell: Cell) -> NDArray[np.bool_]:
    out: NDArray[np.bool_] = cell.high - cell.low <= TINY * cell.high
    return out


# Student's t, 97.5 %, by degrees of freedom; between them linear in 1/df.
T_DF = np.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 30, 60, 1e9])
T_975 = np.array([12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060,
                  2.2622, 2.2281, 2.1788, 2.1314, 2.0860, 2.0423, 2.0003, 1.9600])  # fmt: skip


def t_975(degrees: float) -> float:
    """97.5 % quantile of Student's t; `degrees` of freedom need not be whole."""
    return float(np.interp(1 / max(degrees, 1.0), 1 / T_DF[::-1], T_975[::-1]))
