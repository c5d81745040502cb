"""Thin cells borrow strength: empirical Bayes over the dimensions of a file (Fay and Herriot 1979).

A cell's mean of employers' log pay is weighed against what its dimensions lead one to expect, each by how sure it
is. What cells of a track differ by beyond their dimensions is told by different employers of one cell agreeing; how
sure the expectation is, is clustered by employer, because one employer stands in many cells. Pay rises with level
within a track: means are made to (isotonic regression). Percentiles are the mean and the spread that all cells share.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .percentiles import PERCENTILES, Codes, Floats, Seats, seat

LEAST_EMPLOYERS = 30
LEAST_FREEDOM = 10  # cells more than effects
SEVERAL = 1.5  # effective employers from which a cell tells how they differ
POINTS = 5  # offers taken from each range
Z_975 = 1.959964
ROUNDS = 4
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
    if not means.variance.min() > 0 or means.effective_n.max() <= SEVERAL:  # nothing says how employers differ
        return _empty(cells)
    who = ordered["employer_id"].rank("dense").to_numpy().astype(np.int64)[_first_of(seats.employer)] - 1
    theta, error, weight = _shrink(means, design, who, _tracks(cells, levels))
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


def _tracks(cells: pl.DataFrame, levels: pl.DataFrame) -> Codes:
    """Number of each cell's track; all the same where cells have no level."""
    if "level" not in cells.columns:
        return np.zeros(cells.height, np.int64)
    track = cells.join(levels, on="level", how="left", maintain_order="left")["track"].fill_null("")
    return track.rank("dense").to_numpy().astype(np.int64) - 1


def _shrink(means: Means, design: Floats, who: Codes, track: Codes) -> tuple[Floats, Floats, Floats]:
    """Each cell's mean between its own and the expected one, its squared error, and the weight of its own."""
    between = np.full(len(means.mean), means.variance.min())
    for _ in range(ROUNDS):
        inverse = 1 / (between + means.variance)
        bread: Floats = np.linalg.pinv(design.T @ (design * inverse[:, None])).astype(np.float64)
        expected = design @ (bread @ (design.T @ (inverse * means.mean)))
        by_employer = _clustered(means, design, bread, inverse, expected=expected, who=who)
        unsure = np.maximum(_quadratic(design, bread), by_employer)
        between = _between(means, expected, inverse, unsure, track)
    inverse = 1 / (between + means.variance)
    weight = between * inverse
    of_between = 4 * means.variance**2 * inverse**3 / np.bincount(track, inverse**2)[track]
    error = weight * means.variance + (1 - weight) ** 2 * unsure + of_between
    return weight * means.mean + (1 - weight) * expected, error, weight


def _between(means: Means, expected: Floats, inverse: Floats, unsure: Floats, track: Codes) -> Floats:
    """Variance between the cells of each track beyond what their dimensions add up to, by cell.

    From the products of different employers' departures in the same cell, so that what an employer pays in all its
    cells does not enter; departures are from fitted means, which takes away as much as these are unsure. No track is
    taken to differ less than all do.
    """
    away = means.share * (means.own - expected[means.cell])
    cells = len(means.mean)
    pairs = np.bincount(means.cell, away, cells) ** 2 - np.bincount(means.cell, away**2, cells)
    share = 1 - 1 / means.effective_n  # of all pairs, those of two employers
    several = share > CLOSE
    weight = np.where(several, share * inverse**2, 0.0)
    product = pairs / np.where(several, share, 1.0) + unsure
    every = float((weight * product).sum() / max(weight.sum(), CLOSE))
    tracks = int(track.max()) + 1
    own = np.bincount(track, weight * product, tracks) / np.maximum(np.bincount(track, weight, tracks), CLOSE)
    is_told = np.bincount(track, several, tracks) >= LEAST_FREEDOM
    out: Floats = np.maximum(np.where(is_told, np.maximum(own, every), every), 0.0)[track]
    return out


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
    others = [dim for dim in dims if dim != "level"]
    placed = cells.with_row_index("_row").join(levels.drop_nulls("level_rank"), on="level").sort("level_rank")
    out = theta.copy()
    for rows in placed.group_by(*others, "track", maintain_order=True).agg("_row")["_row"]:
        mine = rows.to_numpy()
        if len(mine) > 1 and (np.diff(theta[mine]) < 0).any():
            out[mine] = isotonic(theta[mine], 1 / error[mine])
    return out


def isotonic(values: Floats, weights: Floats) -> Floats:
    """The nearest values that never fall: neighbours that do are merged into their mean (pool adjacent violators).

    As scipy.optimize.isotonic_regression, which takes half a second to load.
    """
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        block = (value, weight, 1)
        while blocks and blocks[-1][0] > block[0]:
            before = blocks.pop()
            total = before[1] + block[1]
            block = ((before[0] * before[1] + block[0] * block[1]) / total, total, before[2] + block[2])
        blocks.append(block)
    return np.repeat([block[0] for block in blocks], [block[2] for block in blocks])


def _spread(seats: Seats, means: Means) -> Floats:
    """What each percentile adds to the mean, over all cells: offers spread evenly over their ranges."""
    cell = means.cell[seats.employer]
    several = means.effective_n[cell] > SEVERAL
    at = (np.arange(POINTS) + 0.5) / POINTS
    offer = np.log(seats.low[:, None] + at * (seats.high - seats.low)[:, None])
    wider = np.sqrt(means.effective_n / np.maximum(means.effective_n - 1, 0.5))
    every = ((offer - means.mean[cell][:, None]) * wider[cell][:, None])[several].ravel()
    away, place = np.unique(every, return_inverse=True)
    mass = np.bincount(place, np.repeat((seats.vote * means.effective_n[cell])[several], POINTS))
    middle = (mass.cumsum() - mass / 2) / mass.sum()
    out: Floats = np.interp(np.array(PERCENTILES) / 100, middle, away)
    return out
