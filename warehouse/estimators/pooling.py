"""Thin cells borrow strength: empirical Bayes over the dimensions of a file (Fay and Herriot 1979).

A cell's mean of employers' log pay is weighed against what its dimensions lead one to expect, each by how sure it
is. What cells of a track differ by beyond their dimensions is told by different employers of one cell agreeing. What
is expected takes an employer's pay as alike in all its cells, so that one who stands in many does not decide; how
sure it is, is told by leaving employers out (CR3). Pay rises with level within a track: means are made to (isotonic
regression). Percentiles are the mean and the spread of the cells that share the first dimension, as far as their
employers tell, else of all cells.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .percentiles import PERCENTILES, Codes, Floats, Seats, seat
from .regression import Design, covariance

LEAST_EMPLOYERS = 30
LEAST_FREEDOM = 10  # cells more than effects
SHAPE_EMPLOYERS = 20  # as much as these count what all cells say of how offers spread
SEVERAL = 1.5  # effective employers from which a cell tells how they differ
POINTS = 5  # offers taken from each range
Z_975 = 1.959964
NORMAL = [0.175498, 0.317777, 0.398942, 0.317777, 0.175498]  # density of the standard normal at each percentile
FROM_MEAN = np.array([p * (100 - p) / 1e4 / f**2 - 1 for p, f in zip(PERCENTILES, NORMAL, strict=True)])
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


class Away(NamedTuple):
    """What each cell's offers depart from, and the share of that departure which is within the cell; by cell."""

    expected: Floats
    within: Floats


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
    theta, error, weight, away = _shrink(means, design, who, _tracks(cells, levels))
    theta = _rising(theta, error, cells, dims, levels)
    spread, unsure = _spread(seats, means, away, who, cells[varied[0]].rank("dense").to_numpy().astype(np.int64) - 1)
    reach = Z_975 * np.sqrt(error[:, None] + unsure)
    figures = {
        f"p{p}{end}": pl.Series(np.exp(theta + spread[:, i] + side * reach[:, i]))
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


def _shrink(means: Means, design: Floats, who: Codes, track: Codes) -> tuple[Floats, Floats, Floats, Away]:
    """Each cell's mean between its own and the expected one, its squared error, the weight of its own, and departures."""
    order = np.argsort(who, kind="stable")
    told, who = means._replace(own=means.own[order], share=means.share[order], cell=means.cell[order]), who[order]
    rows = design[told.cell]
    between, alike = np.full(len(means.mean), means.variance.min()), 0.0
    for turn in range(ROUNDS):
        inverse = 1 / (between + means.variance)
        fit, own = _fit(told, rows, inverse, who, alike)
        expected = design @ fit.coefficients(fit.sorted(own))
        unsure = _quadratic(design, fit.turn @ fit.turn.T)
        if turn == ROUNDS - 1:
            unsure = _quadratic(design, covariance(fit, own))
        alike = _alike(told, expected, inverse, who)
        between = _between(told, expected, inverse, unsure, track)
    inverse = 1 / (between + means.variance)
    weight = between * inverse
    of_between = 4 * means.variance**2 * inverse**3 / np.bincount(track, inverse**2)[track]
    error = weight * means.variance + (1 - weight) ** 2 * unsure + of_between
    within = means.variance * means.effective_n
    away = Away(expected, np.sqrt(within / (within + between)))
    return weight * means.mean + (1 - weight) * expected, error, weight, away


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


def _fit(means: Means, rows: Floats, inverse: Floats, who: Codes, alike: float) -> tuple[Design, Floats]:
    """The regression of what each employer pays in each cell on the cell's dimensions, and what is regressed.

    alike: variance of what an employer pays alike in all its cells; the more it has, the less each tells. All is less
        a part of the employer's mean, which makes least squares the generalised ones (Fuller and Battese 1973)
    """
    weight = means.share * inverse[means.cell]
    first = np.flatnonzero(np.diff(who, prepend=-1))
    total = np.add.reduceat(weight, first)
    part = (1 - 1 / np.sqrt(1 + alike * total)) / total
    columns = rows - (part[:, None] * np.add.reduceat(rows * weight[:, None], first))[who]
    own = means.own - (part * np.add.reduceat(means.own * weight, first))[who]
    return Design.of(columns, weight, who), own


def _alike(means: Means, expected: Floats, inverse: Floats, who: Codes) -> float:
    """Variance of employers' own pay: what their departures in different cells have in common."""
    weight = means.share * inverse[means.cell]
    away = weight * (means.own - expected[means.cell])
    pairs = np.bincount(who, weight) ** 2 - np.bincount(who, weight**2)
    product = np.bincount(who, away) ** 2 - np.bincount(who, away**2)
    evenly = 1 / np.maximum(np.bincount(who, weight), CLOSE)
    return max(float((evenly * product).sum() / max((evenly * pairs).sum(), CLOSE)), 0.0)


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


def _spread(seats: Seats, means: Means, away: Away, who: Codes, group: Codes) -> tuple[Floats, Floats]:
    """What each percentile adds to the mean of each cell, and its squared error: offers spread evenly over ranges.

    As in all cells of its group, so far as employers tell, else as in all. Offers are held against what is expected
    of their cell: against the mean of a few of them, no spread is lopsided.
    """
    cell = means.cell[seats.employer]
    at = (np.arange(POINTS) + 0.5) / POINTS
    offer = np.log(seats.low[:, None] + at * (seats.high - seats.low)[:, None])
    rest = (offer - away.expected[cell][:, None]) * away.within[cell][:, None]
    mass = seats.vote * means.effective_n[cell]
    every = _quantiles(rest, mass)
    out, unsure = np.tile(every, (len(group), 1)), np.zeros((len(group), len(PERCENTILES)))
    squares = float((means.variance * means.effective_n)[0])
    its, of = group[cell], who[seats.employer]
    for each in range(int(group.max()) + 1):
        mine = its == each
        own = _quantiles(rest[mine], mass[mine])
        told = len(np.unique(of[mine]))
        weight = told / (told + SHAPE_EMPLOYERS)
        out[group == each] = weight * own + (1 - weight) * every
        unsure[group == each] = squares * FROM_MEAN / (told + SHAPE_EMPLOYERS)
    return out, unsure


def _quantiles(values: Floats, mass: Floats) -> Floats:
    """Weighted percentiles of rows of offers, less their mean; equal ones taken as one."""
    at, place = np.unique(values.ravel(), return_inverse=True)
    total = np.bincount(place, np.repeat(mass, values.shape[1]))
    middle = float((total * at).sum() / total.sum())
    out: Floats = np.interp(np.array(PERCENTILES) / 100, (total.cumsum() - total / 2) / total.sum(), at) - middle
    return out
