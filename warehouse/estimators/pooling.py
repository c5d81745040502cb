"""Thin cells borrow strength: empirical Bayes over the dimensions of a file (Fay and Herriot 1979).

A cell's mean of employers' log pay is weighed against what its dimensions lead one to expect, each by how sure it
is. The variance between cells is Paule and Mandel's; that of the expectation is clustered by employer, because one
employer stands in many cells. Pay rises with level within a track: means are made to (isotonic regression).
Percentiles are the mean and the spread that all cells share.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .percentiles import PERCENTILES, Codes, Floats, Seats, seat

LEAST_EMPLOYERS = 30
LEAST_FREEDOM = 10  # cells more than effects
POINTS = 5  # offers taken from each range
Z_975 = 1.959964
ROUNDS = 50
CLOSE = 1e-10


class Means(NamedTuple):
    """Mean log pay of each cell, employers weighted alike; by cell, and by employer and cell.

    variance: s2 / effective_n, with the s2 between employers that all cells share
    """

    mean: Floats
    variance: Floats
    effective_n: Floats
    own: Floats
    share: Floats
    cell: Codes


def pooled(votes: pl.DataFrame, dims: list[str], levels: pl.DataFrame) -> pl.DataFrame:
    """Percentiles of every cell by the pooled model; no rows where there are too few cells or employers for one.

    votes: as `percentiles` takes them; levels: level, track, level_rank (null where a level has no place in the order)
    Columns: `dims`, local_weight, then p10, p10_low, p10_high ... p90_high, in the currency of the votes.
    """
    return pooled_of(*seat(votes, dims), dims, levels)


def pooled_of(ordered: pl.DataFrame, seats: Seats, dims: list[str], levels: pl.DataFrame) -> pl.DataFrame:
    """The same of votes that are seated already."""
    cells = ordered.select(dims)[seats.first_row]
    varied = [dim for dim in dims if cells[dim].n_unique() > 1]
    effects = 1 + sum(cells[dim].n_unique() - 1 for dim in varied)
    employers = ordered["employer_id"].n_unique()
    if len(varied) < 2 or employers < LEAST_EMPLOYERS or cells.height < effects + LEAST_FREEDOM:
        return _empty(cells)
    design, means = _design(cells, varied), _means(seats)
    who = ordered["employer_id"].rank("dense").to_numpy().astype(np.int64)[_first_of(seats.employer)] - 1
    theta, error, weight = _shrink(means, design, who)
    theta = _rising(theta, error, cells, dims, levels)
    spread = _spread(seats, means)
    reach = Z_975 * np.sqrt(error)
    figures = {
        f"p{p}{end}": pl.Series(np.exp(theta + spread[i] + side * reach))
        for i, p in enumerate(PERCENTILES)
        for end, side in (("", 0), ("_low", -1), ("_high", 1))
    }
    return cells.with_columns(local_weight=pl.Series(weight), **figures)


def _empty(cells: pl.DataFrame) -> pl.DataFrame:
    names = [f"p{p}{end}" for p in PERCENTILES for end in ("", "_low", "_high")]
    return cells.clear().with_columns(pl.lit(None, pl.Float64).alias(name) for name in ("local_weight", *names))


def _first_of(codes: Codes) -> NDArray[np.bool_]:
    out: NDArray[np.bool_] = np.diff(codes, prepend=-1) != 0
    return out


def _design(cells: pl.DataFrame, dims: list[str]) -> Floats:
    """An intercept and a column for each value of each dimension but its first."""
    dummies = cells.select(pl.col(dims).cast(pl.String)).to_dummies(drop_first=True)
    return np.column_stack([np.ones(cells.height), dummies.to_numpy()]).astype(np.float64)


def _means(seats: Seats) -> Means:
    weight = seats.employer_weight
    cell = np.repeat(np.arange(len(seats.first_employer)), np.diff(np.append(seats.first_employer, len(weight))))
    middle = np.log((seats.low + seats.high) / 2)
    vote = np.bincount(seats.employer, seats.vote)
    own = np.bincount(seats.employer, seats.vote * middle) / vote
    total = np.bincount(cell, weight)
    mean = np.bincount(cell, weight * own) / total
    effective_n = total**2 / np.bincount(cell, weight**2)
    squares = float((weight * (own - mean[cell]) ** 2).sum())
    freedom = float((total - total / effective_n).sum())
    return Means(mean, squares / max(freedom, CLOSE) / effective_n, effective_n, own, weight / total[cell], cell)


def _shrink(means: Means, design: Floats, who: Codes) -> tuple[Floats, Floats, Floats]:
    """Each cell's mean between its own and the expected one, its squared error, and the weight of its own."""
    between = _between(means, design)
    inverse = 1 / (between + means.variance)
    bread: Floats = np.linalg.pinv(design.T @ (design * inverse[:, None])).astype(np.float64)
    expected = design @ (bread @ (design.T @ (inverse * means.mean)))
    weight = between * inverse
    unsure = np.maximum(
        _quadratic(design, bread), _clustered(means, design, bread, inverse, expected=expected, who=who)
    )
    of_between = 2 * means.variance**2 * inverse**3 * 2 / (inverse**2).sum()
    error = weight * means.variance + (1 - weight) ** 2 * unsure + of_between
    return weight * means.mean + (1 - weight) * expected, error, weight


def _between(means: Means, design: Floats) -> float:
    """Variance between cells beyond what their dimensions explain (Paule and Mandel 1982), by Newton's steps."""
    freedom = len(means.mean) - np.linalg.matrix_rank(design)
    between = 0.0
    for _ in range(ROUNDS):
        inverse = 1 / (between + means.variance)
        root = np.sqrt(inverse)[:, None]
        fitted = design @ np.linalg.lstsq(design * root, means.mean * root[:, 0], rcond=None)[0]
        squares = inverse * (means.mean - fitted) ** 2
        step = float((squares.sum() - freedom) / (squares * inverse).sum())
        between = max(between + step, 0.0)
        if abs(step) < CLOSE or between == 0.0:
            break
    return between


def _quadratic(design: Floats, middle: Floats) -> Floats:
    out: Floats = ((design @ middle) * design).sum(1)
    return out


def _clustered(means: Means, design: Floats, bread: Floats, inverse: Floats, *, expected: Floats, who: Codes) -> Floats:
    """Variance of each expected mean, by employer: what each adds over all its cells, squared and summed."""
    push = means.share * inverse[means.cell] * (means.own - expected[means.cell])
    count = int(who.max()) + 1
    score = np.zeros((count, design.shape[1]))
    for column in range(design.shape[1]):
        score[:, column] = np.bincount(who, push * design[means.cell, column], count)
    leverage = score @ bread
    out: Floats = _quadratic(design, leverage.T @ leverage) * count / max(count - 1, 1)
    return out


def _rising(theta: Floats, error: Floats, cells: pl.DataFrame, dims: list[str], levels: pl.DataFrame) -> Floats:
    """Means that do not fall from a level to the next of its track, everything else alike."""
    if "level" not in dims:
        return theta
    from scipy.optimize import isotonic_regression  # noqa: PLC0415  # slow to load, and not always needed

    others = [dim for dim in dims if dim != "level"]
    placed = cells.with_row_index("_row").join(levels.drop_nulls("level_rank"), on="level").sort("level_rank")
    out = theta.copy()
    for rows in placed.group_by(*others, "track", maintain_order=True).agg("_row")["_row"]:
        mine = rows.to_numpy()
        if len(mine) > 1 and (np.diff(theta[mine]) < 0).any():
            out[mine] = isotonic_regression(theta[mine], weights=1 / error[mine]).x
    return out


def _spread(seats: Seats, means: Means) -> Floats:
    """What each percentile adds to the mean, over all cells: offers spread evenly over their ranges."""
    cell = means.cell[seats.employer]
    several = means.effective_n[cell] > 1.5
    at = (np.arange(POINTS) + 0.5) / POINTS
    offer = np.log(seats.low[:, None] + at * (seats.high - seats.low)[:, None])
    wider = np.sqrt(means.effective_n / np.maximum(means.effective_n - 1, 0.5))
    away = ((offer - means.mean[cell][:, None]) * wider[cell][:, None])[several].ravel()
    mass = np.repeat((seats.vote * means.effective_n[cell])[several], POINTS)
    order = np.argsort(away, kind="stable")
    middle = (mass[order].cumsum() - mass[order] / 2) / mass.sum()
    out: Floats = np.interp(np.array(PERCENTILES) / 100, middle, away[order])
    return out
