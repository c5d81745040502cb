"""Weighted least squares with errors clustered by employer, fit for few employers (CR3).

CR3 is the jackknife over clusters (MacKinnon, Nielsen and Webb 2023): how far each coefficient moves when a cluster
is left out. It is computed from one fit, by each cluster's block of the hat matrix, so that thousands of employers
cost little; statsmodels, which fits anew for each, gives the same figures (tested).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from .percentiles import Codes, Floats

RIDGE = 1e-7  # keeps a cluster that alone tells one of the coefficients from dividing by nothing
RANK = 1e-9
CHUNK = 4_000_000  # numbers held at a time when many columns are tested


class Estimates(NamedTuple):
    """Coefficients, their clustered standard errors, and the effective number of clusters behind each.

    effective: clusters of equal say that would make an error as sure (Carter, Schnepel and Steigerwald 2017)
    """

    value: Floats
    error: Floats
    effective: Floats


class Design(NamedTuple):
    """A design ready for clustered errors; rows are sorted by cluster and multiplied by the root of their weight.

    turn: a root of (X'X)^-1, so that rows @ turn @ turn.T @ rows.T is the hat matrix
    first: first row of each cluster; root: of the weights, in the sorted order; order: of the rows given
    """

    rows: Floats
    turn: Floats
    first: Codes
    root: Floats
    order: Codes

    @classmethod
    def of(cls, columns: NDArray[Any], weight: Floats, cluster: Codes) -> Design:
        """Prepare (n, k) columns; columns that others tell already share their coefficient."""
        order = np.argsort(cluster, kind="stable")
        root = np.sqrt(weight[order])
        is_sorted = bool((order == np.arange(len(order))).all())
        rows = (columns if is_sorted else columns[order]).astype(np.float64)
        rows *= root[:, None]
        values, vectors = np.linalg.eigh(rows.T @ rows)
        told = values > RANK * max(float(values.max(initial=0.0)), RANK)
        first = np.flatnonzero(np.diff(cluster[order], prepend=cluster.min(initial=0) - 1))
        return cls(rows, vectors[:, told] / np.sqrt(values[told]), first, root, order)

    def sorted(self, values: Floats) -> Floats:
        """Values, or columns of values, in the order of the rows and times their roots."""
        taken = values[self.order]
        out: Floats = taken * (self.root if taken.ndim == 1 else self.root[:, None])
        return out

    def coefficients(self, values: Floats) -> Floats:
        """Least squares of sorted values, or columns of values."""
        out: Floats = self.turn @ (self.turn.T @ (self.rows.T @ values))
        return out

    def clusters(self, width: int) -> Iterator[Codes]:
        """Rows (b, n) of clusters of one size, some at a time.

        width: numbers that the caller holds for each row
        """
        sizes = np.diff(np.append(self.first, len(self.rows)))
        for size in np.unique(sizes):
            starts = self.first[sizes == size]
            batch = max(1, CHUNK // int(size * max(size, self.turn.shape[1], width)))
            for begin in range(0, len(starts), batch):
                yield starts[begin : begin + batch, None] + np.arange(size)

    def times(self, rows: Codes, right: Floats) -> Floats:
        """These rows (b, n) of the design times a matrix: (b, n, its columns)."""
        out: Floats = (self.rows[rows.ravel()] @ right).reshape(*rows.shape, -1)
        return out


def joint(design: Design, y: Floats) -> Estimates:
    """Every coefficient of one regression."""
    own = design.sorted(y)
    value = design.coefficients(own)
    rest = own - design.rows @ value
    square, says = np.zeros(len(value)), np.zeros((2, len(value)))
    for rows in design.clusters(len(value)):
        half = design.times(rows, design.turn)
        freed = _freed(half, np.concatenate([rest[rows][:, :, None], half @ design.turn.T], axis=2))
        moved = (half.swapaxes(1, 2) @ freed[:, :, :1])[:, :, 0] @ design.turn.T
        square += (moved**2).sum(0)
        says += _says(np.einsum("bnk,bnk->bk", freed[:, :, 1:], freed[:, :, 1:]))
    return _estimates(value, square, says, len(design.first))


def covariance(design: Design, y: Floats) -> Floats:
    """Clustered (k, k) covariance of the coefficients of one regression."""
    own = design.sorted(y)
    rest = own - design.rows @ design.coefficients(own)
    square = np.zeros((design.turn.shape[1],) * 2)
    for rows in design.clusters(1):
        half = design.times(rows, design.turn)
        moved = (half.swapaxes(1, 2) @ _freed(half, rest[rows][:, :, None]))[:, :, 0]
        square += moved.T @ moved
    out: Floats = design.turn @ square @ design.turn.T * (len(design.first) - 1) / len(design.first)
    return out


def one_at_a_time(design: Design, y: Floats, columns: NDArray[np.bool_], *, is_within: bool = False) -> Estimates:
    """The coefficient of each of (n, m) columns when it alone joins the design; NaN where the design tells it already.

    is_within: less their mean in each cluster, as design and y must be too
    """
    own = design.sorted(y)
    own = own - design.rows @ design.coefficients(own)
    width = columns.shape[1]

    def given(rows: Codes) -> Floats:
        root = design.root[rows][..., None]
        mine = columns[design.order[rows]].astype(np.float64)
        if is_within:
            mine -= (mine * root**2).sum(1, keepdims=True) / (root**2).sum(1, keepdims=True)
        mine *= root
        return mine

    across, total, push = np.zeros((design.rows.shape[1], width)), np.zeros(width), np.zeros(width)
    for rows in design.clusters(width):
        flat, mine = rows.ravel(), given(rows).reshape(-1, width)
        across += design.rows[flat].T @ mine
        total += np.einsum("nm,nm->m", mine, mine)
        push += own[flat] @ mine
    told = design.turn @ (design.turn.T @ across)
    square = total - (across * told).sum(0)
    square[square < RANK * np.maximum(total, RANK)] = np.nan
    value = push / square
    moved_square, says = np.zeros(width), np.zeros((2, width))
    for rows in design.clusters(width):
        rest = given(rows) - design.times(rows, told)
        freed = _freed(design.times(rows, design.turn), rest)
        lever = np.einsum("bnm,bnm->bm", freed, rest) / square
        moved = np.einsum("bnm,bn->bm", freed, own[rows]) / square - value * lever
        kept = np.maximum(1 - lever, RIDGE)
        moved_square += ((moved / kept) ** 2).sum(0)
        says += _says(np.einsum("bnm,bnm->bm", freed, freed) / (kept * square) ** 2)
    return _estimates(value, moved_square, says, len(design.first))


def _says(owed: Floats) -> Floats:
    """What clusters have in the error of each coefficient, were rows alike: summed, and summed squared.

    owed: (b, k) squares of how far the coefficient moves with each row of a cluster when that is left out, summed
    """
    return np.stack([owed.sum(0), (owed**2).sum(0)])


def _freed(half: Floats, values: Floats) -> Floats:
    """(I - H)^-1 of each cluster, whose hat matrix H is half @ half', times its (b, n, m) values."""
    size, effects = half.shape[1:]
    across = half.swapaxes(1, 2)
    if size <= effects:
        kept = (1 + RIDGE) * np.eye(size) - half @ across
        many = values.shape[2] > size
        return np.asarray(np.linalg.inv(kept) @ values if many else np.linalg.solve(kept, values), np.float64)
    inner = (1 + RIDGE) * np.eye(effects) - across @ half
    return values + half @ np.linalg.solve(inner, across @ values)


def within(values: NDArray[Any], weight: Floats, cluster: Codes) -> Floats:
    """Values, or columns of values, less their weighted mean in each cluster: what fixed effects leave."""
    total = np.bincount(cluster, weight)
    out = values.astype(np.float64)
    columns = out.reshape(len(out), -1)
    for i in range(columns.shape[1]):
        columns[:, i] -= (np.bincount(cluster, weight * columns[:, i]) / total)[cluster]
    return out


def degrees(effective: Floats) -> Floats:
    """Degrees of freedom for Student's t of so many effective clusters: one less, and one at least.

    Nearly those of Bell and McCaffrey (2002), at no cost.
    """
    out: Floats = np.maximum(effective - 1, 1.0)
    return out


def p_value(value: Floats, error: Floats, degrees: Floats) -> Floats:
    """Two-sided, by Student's t."""
    out: Floats = 2 * stdtr(degrees, -np.abs(value / error))
    return out


def reach_95(error: Floats, degrees: Floats) -> Floats:
    """How far a 95 % interval reaches from the estimate."""
    out: Floats = error * stdtrit(degrees, 0.975)
    return out


def false_discovery(p: Floats) -> Floats:
    """Each p as the least false-discovery rate at which it stands (Benjamini and Hochberg 1995)."""
    order = np.argsort(p)
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    out = np.empty(len(p))
    out[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return out


def _estimates(value: Floats, moved_square: Floats, says: Floats, clusters: int) -> Estimates:
    effective = np.divide(says[0] ** 2, says[1], out=np.zeros_like(value), where=says[1] > 0)
    return Estimates(value, np.sqrt(moved_square * (clusters - 1) / clusters), effective)
