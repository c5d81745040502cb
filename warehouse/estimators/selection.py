"""How far P50 could move: with pay at other points of the ranges, and if those who do not state pay differ.

The published P50 takes offers evenly over each range and the ads that state pay as they are. Beside it stand P50 with
every offer at one point of its range; with the ads that state pay raked to all ads (inverse-probability weights,
trimmed); with those that do not state pay assumed to pay a tenth less or more; and with pay re-expressed at the
reference month of the trend.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from .percentiles import Curves, Floats, Seats, Votes

TRAITS = ("country_code", "level", "specialization", "industry", "size_band", "source")
RANGE_POINTS = (25, 50, 75)
SILENT_SHIFT = 0.10
ROUNDS = 20
TRIM = 0.99
SCHEMA = [
    *(f"range_{point}_p50_usd" for point in RANGE_POINTS),
    "reweighted_p50_usd",
    "silent_less_p50_usd",
    "silent_more_p50_usd",
    "reference_month_p50_usd",
]


def rake(jobs: pl.DataFrame) -> pl.DataFrame:
    """What each job that states pay stands for, so that they look like all jobs: job_id, represents (mean 1).

    jobs: job_id, states_base_pay, and `TRAITS`; one row a job. Weights are found trait by trait (iterative
    proportional fitting, Deming and Stephan 1940) and trimmed at their 99th percentile.
    """
    ordered = jobs.sort("job_id")
    states = ordered["states_base_pay"].to_numpy()
    if not states.any():
        return pl.DataFrame(schema={"job_id": pl.String, "represents": pl.Float64})
    weight = np.ones(int(states.sum()))
    codes = [ordered[trait].rank("dense").fill_null(0).to_numpy().astype(np.int64) for trait in TRAITS]
    for _ in range(ROUNDS):
        for code in codes:
            wanted = np.bincount(code)
            held = np.bincount(code[states], weight, len(wanted))
            share = np.where(held > 0, wanted / np.maximum(held, 1e-9), 0.0)
            weight = weight * share[code[states]]
    weight = np.minimum(weight, np.quantile(weight, TRIM))
    represents = pl.Series(weight / weight.mean())
    return ordered.filter(pl.col("states_base_pay")).select("job_id", represents=represents)


def sensitivity(ordered: pl.DataFrame, seats: Seats, chosen: pl.Series, disclosure_rate: pl.Series) -> pl.DataFrame:
    """P50 of the chosen cells under each assumption, columns `SCHEMA`, in their order.

    ordered, seats: votes as `seat` gives them, with columns `represents` and `ageing` (pay at the reference month
        over pay as posted)
    chosen: numbers of cells, rising; disclosure_rate: of each of them
    """
    cells = chosen.to_numpy().astype(np.int64)
    votes = Votes.of(seats, cells)
    sizes = np.diff(np.append(seats.first_row, len(seats.vote)))
    mine = np.repeat(np.isin(np.arange(len(sizes)), cells), sizes)
    represents, ageing = (ordered[name].to_numpy()[mine] for name in ("represents", "ageing"))
    figures = [_p50(_at(votes, point / 100)) for point in RANGE_POINTS]
    figures.append(_p50(_reweighted(votes, represents)))
    stated = disclosure_rate.to_numpy()
    figures += [_p50(_with_silent(votes, stated, shift)) for shift in (1 - SILENT_SHIFT, 1 + SILENT_SHIFT)]
    figures.append(_p50(votes._replace(low=votes.low * ageing, high=votes.high * ageing)))
    return pl.DataFrame(dict(zip(SCHEMA, figures, strict=True)))


def _p50(votes: Votes) -> Floats:
    return Curves.of(votes).pay_at(np.full(votes.cells, 0.5))


def _at(votes: Votes, point: float) -> Votes:
    pay = votes.low + point * (votes.high - votes.low)
    return votes._replace(low=pay, high=pay)


def _reweighted(votes: Votes, represents: Floats) -> Votes:
    vote = votes.vote * represents
    return votes._replace(vote=vote / np.bincount(votes.cell, vote)[votes.cell])


def _with_silent(votes: Votes, stated: Floats, shift: float) -> Votes:
    """Those who state pay, and beside them as many who do not, who pay `shift` times as much."""
    share = stated[votes.cell]
    return votes._replace(
        cell=np.repeat(votes.cell, 2),
        vote=_alternating(votes.vote * share, votes.vote * (1 - share)),
        low=_alternating(votes.low, votes.low * shift),
        high=_alternating(votes.high, votes.high * shift),
    )


def _alternating(one: Floats, other: Floats) -> Floats:
    return np.stack([one, other], axis=1).ravel()
