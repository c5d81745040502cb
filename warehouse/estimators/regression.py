"""Weighted least squares with errors clustered by employer, fit for few employers (CR3).

CR3 is the jackknife over clusters (MacKinnon, Nielsen and Webb 2023): how far each coefficient moves when a cluster
is left out. It is computed from one fit, by each cluster's block of the hat matrix, so that thousands of employers
cost little; statsmodels, which fits anew for each, gives the same figures (tested).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from .percentiles import Codes, Floats

RIDGE = 1e-7  # keeps a cluster that alone tells one of the coefficients from dividing by nothing
RANK = 1e-9
CHUNK = 4_000_000  # numbers held at a time when many columns are tested


class Estimates(NamedTuple):
    """Coefficients, their clustered standard errors, and the clusters that they were estimated from."""

    value: Floats
    error: Floats
    clusters: int


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
        rows = columns[order].astype(np.float64)
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

    def freed(self, values: Floats) -> Floats:
        """(I - H_g)^-1 of each cluster g times its rows of (n, m) values."""
        out = np.empty_like(values)
        sizes = np.diff(np.append(self.first, len(self.rows)))
        effects = self.turn.shape[1]
        for size in np.unique(sizes):
            starts = self.first[sizes == size]
            batch = max(1, CHUNK // int(size * max(size, effects, values.shape[1])))
            for begin in range(0, len(starts), batch):
                rows = starts[begin : begin + batch, None] + np.arange(size)
                half, own = self.rows[rows] @ self.turn, values[rows]
                across = half.swapaxes(1, 2)
                if size <= effects:
                    out[rows] = np.linalg.solve((1 + RIDGE) * np.eye(size) - half @ across, own)
                else:
                    inner = (1 + RIDGE) * np.eye(effects) - across @ half
                    out[rows] = own + half @ np.linalg.solve(inner, across @ own)
        return out


def joint(design: Design, y: Floats) -> Estimates:
    """Every coefficient of one regression."""
    own = design.sorted(y)
    value = design.coefficients(own)
    freed = design.freed((own - design.rows @ value)[:, None])
    push = np.empty((len(design.first), len(value)))
    for column in range(len(value)):
        push[:, column] = np.add.reduceat(design.rows[:, column] * freed[:, 0], design.first)
    return Estimates(value, _error(push @ design.turn @ design.turn.T), len(design.first))


def one_at_a_time(design: Design, y: Floats, columns: NDArray[Any]) -> Estimates:
    """The coefficient of each of (n, m) columns when it alone joins the design; NaN where the design tells it already."""
    own = design.sorted(y)
    own = own - design.rows @ design.coefficients(own)
    values, errors = [np.empty(0)], [np.empty(0)]
    step = max(1, CHUNK // max(len(own), 1))
    for begin in range(0, columns.shape[1], step):
        given = design.sorted(columns[:, begin : begin + step].astype(np.float64))
        rest = given - design.rows @ design.coefficients(given)
        square = (rest**2).sum(0)
        square[square < RANK * np.maximum((given**2).sum(0), RANK)] = np.nan
        value = rest.T @ own / square
        freed = design.freed(rest)
        push = np.add.reduceat(freed * (own[:, None] - rest * value), design.first)
        lever = np.add.reduceat(freed * rest, design.first) / square
        values.append(value)
        errors.append(_error(push / np.maximum(1 - lever, RIDGE) / square))
    return Estimates(np.concatenate(values), np.concatenate(errors), len(design.first))


def within(values: NDArray[Any], weight: Floats, cluster: Codes) -> Floats:
    """Values, or columns of values, less their weighted mean in each cluster: what fixed effects leave."""
    total = np.bincount(cluster, weight)
    out = values.astype(np.float64)
    columns = out.reshape(len(out), -1)
    for i in range(columns.shape[1]):
        columns[:, i] -= (np.bincount(cluster, weight * columns[:, i]) / total)[cluster]
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


def _error(moved: Floats) -> Floats:
    clusters = len(moved)
    out: Floats = np.sqrt((moved**2).sum(0) * (clusters - 1) / clusters)
    return out
