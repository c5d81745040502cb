"""Percentiles of posted pay in cells, and how sure they are: weighted and clustered by employer.

A job spreads its vote evenly over the range that it posts; an employer's jobs share the employer's vote,
which is one at most. The percentiles are those of that mixture. Intervals invert the clustered error of its
distribution function (Woodruff 1952), with Student's t for the effective number of employers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import stdtrit

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
    return direct(*seat(votes, dims), dims)


def direct(ordered: pl.DataFrame, seats: Seats, dims: list[str]) -> pl.DataFrame:
    """The same of votes that are seated already."""
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


def _figures(seats: Seats, cells: pl.DataFrame) -> pl.DataFrame:
    """The percentiles that its employers allow in each cell, with bounds; one row a cell, by number."""
    chosen = cells["_number"].to_numpy().astype(np.int64)
    employers, effective_n = cells["employers"].to_numpy(), cells["effective_n"].to_numpy()
    votes = Votes.of(seats, chosen)
    curves = Curves.of(votes)
    columns: dict[str, pl.Series] = {"_number": cells["_number"]}
    for p in PERCENTILES:
        is_allowed = employers >= LEAST_EMPLOYERS[p]
        value, low, high = intervals(votes, curves, p / 100, effective_n)
        is_sure = is_allowed & ~(np.isnan(low) & np.isnan(high))
        for end, figure in (("", value), ("_low", low), ("_high", high)):
            columns[f"p{p}{end}"] = pl.Series(np.where(is_allowed, figure, np.nan)).fill_nan(None)
        columns[f"interval_kind_p{p}"] = pl.Series(np.where(is_sure, "direct", "none"), dtype=pl.String)
    return pl.DataFrame(columns)


def medians(votes: pl.DataFrame, dims: list[str]) -> pl.DataFrame:
    """P50 of every cell, whatever its employers: `dims`, `p50`. For sensitivity; the caller keeps the gates."""
    ordered, seats = seat(votes, dims)
    chosen = np.arange(len(seats.first_row))
    value = Curves.of(Votes.of(seats, chosen)).pay_at(np.full(len(chosen), 0.5))
    return ordered.select(dims)[seats.first_row].with_columns(p50=pl.Series(value, dtype=pl.Float64))


class Votes(NamedTuple):
    """The votes of some cells, numbered from 0; a cell's votes sum to 1.

    cell, vote, low, high, employer: by vote; employer_cell: cell of each employer
    """

    cell: Codes
    vote: Floats
    low: Floats
    high: Floats
    employer: Codes
    employer_cell: Codes
    cells: int

    @classmethod
    def of(cls, seats: Seats, chosen: Codes) -> Votes:
        """Those of the cells with these numbers, which must rise."""
        sizes = np.diff(np.append(seats.first_row, len(seats.vote)))
        new = np.full(len(sizes), -1)
        new[chosen] = np.arange(len(chosen))
        cell = np.repeat(new, sizes)
        mine = cell >= 0
        first = np.diff(seats.employer[mine], prepend=-1) != 0
        return cls(
            cell=cell[mine],
            vote=seats.vote[mine],
            low=seats.low[mine],
            high=seats.high[mine],
            employer=np.cumsum(first) - 1,
            employer_cell=cell[mine][first],
            cells=len(chosen),
        )

    @property
    def is_point(self) -> NDArray[np.bool_]:
        """Where pay is one figure."""
        out: NDArray[np.bool_] = self.high - self.low <= TINY * self.high
        return out


class Curves(NamedTuple):
    """The distribution function of each cell's mixture: linear between its corners, upright where pay is a point.

    start: first corner of each cell, and one past the last; key: 2 * cell + below, which rises throughout
    """

    pay: Floats
    below: Floats
    key: Floats
    start: Codes

    @classmethod
    def of(cls, votes: Votes) -> Curves:
        """Sum up the ranges: each rises from 0 at its low end to its vote at its high end."""
        point = votes.is_point
        slope = np.where(point, 0.0, votes.vote / np.where(point, 1.0, votes.high - votes.low))
        cell = np.repeat(votes.cell, 2)
        pay = np.stack([votes.low, votes.high], axis=1).ravel()
        turn = np.stack([slope, -slope], axis=1).ravel()
        step = np.stack([np.where(point, votes.vote, 0.0), np.zeros(len(point))], axis=1).ravel()
        order = np.argsort(cell + pay / (2 * pay.max(initial=1.0)), kind="stable")  # by cell, then by pay
        pay, turn, step = pay[order], turn[order], step[order]
        start = np.searchsorted(cell, np.arange(votes.cells + 1))
        climb = np.append(0.0, np.maximum(np.cumsum(turn), 0.0))[:-1] * np.diff(pay, prepend=pay[:1])
        after = np.cumsum(climb + step)
        after -= np.append(0.0, after)[start[:-1]][cell]
        below = np.stack([after - step, after], axis=1) / after[start[1:] - 1][cell, None]
        key = np.maximum.accumulate((2.0 * cell[:, None] + below).ravel())
        return cls(np.repeat(pay, 2), below.ravel(), key, 2 * start)

    def pay_at(self, share: Floats) -> Floats:
        """Pay that `share` of each cell's mixture is below; the middle where the function is flat at `share`.

        share: by cell, strictly between 0 and 1
        """
        at = 2.0 * np.arange(len(share)) + share
        first = self._reach(np.searchsorted(self.key, at - TINY, "left"), share)
        last = self._reach(np.searchsorted(self.key, at + TINY, "right"), share)
        out: Floats = (first + last) / 2
        return out

    def _reach(self, corner: Codes, share: Floats) -> Floats:
        start, end = self.start[:-1], self.start[1:]
        inner = np.clip(corner, start + 1, end - 1)
        left, right = self.below[inner - 1], self.below[inner]
        part = np.clip((share - left) / np.maximum(right - left, TINY**2), 0.0, 1.0)
        between = self.pay[inner - 1] + part * (self.pay[inner] - self.pay[inner - 1])
        out: Floats = np.select([corner <= start, corner >= end], [self.pay[start], self.pay[end - 1]], between)
        return out


def intervals(votes: Votes, curves: Curves, p: float, effective_n: Floats) -> tuple[Floats, Floats, Floats]:
    """A percentile and its 95 % bounds, by cell.

    A bound is NaN where the inversion leaves the curve, and where all of so few employers may lie beyond it.
    """
    value = curves.pay_at(np.full(votes.cells, p))
    at, point = value[votes.cell], votes.is_point
    inside = np.clip((at - votes.low) / np.where(point, 1.0, votes.high - votes.low), 0.0, 1.0)
    below = np.where(point, (votes.low < at) + 0.5 * (votes.low == at), inside)
    employers = len(votes.employer_cell)
    score = np.bincount(votes.employer, votes.vote * (below - p), employers)
    share = np.bincount(votes.employer, votes.vote, employers)
    error = np.sqrt(np.bincount(votes.employer_cell, score**2 / np.maximum(1 - share, TINY), votes.cells))
    reach = t_975(effective_n - 1) * error
    low_at, high_at = p - reach, p + reach
    has_low = (low_at > TINY) & ((1 - p) ** effective_n <= SURPRISE)
    has_high = (high_at < 1 - TINY) & (p**effective_n <= SURPRISE)
    low = np.where(has_low, curves.pay_at(np.where(has_low, low_at, p)), np.nan)
    high = np.where(has_high, curves.pay_at(np.where(has_high, high_at, p)), np.nan)
    return value, low, high


def t_975(degrees: Floats) -> Floats:
    """97.5 % quantile of Student's t; `degrees` of freedom need not be whole, and are one at least."""
    out: Floats = stdtrit(np.maximum(degrees, 1.0), 0.975)
    return out
