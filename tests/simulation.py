"""Votes, jobs and their truth straight from the sample market's generator, text bypassed; the knobs are turned here.

Nothing in the generator is changed: a world's effects, employers' sizes, habits and disclosure are its fields.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.sample import tables as t
from flows.sample import truth
from flows.sample.jobs import US, Jobs, jobs
from flows.sample.population import Employers, Parameters, employers

SPREAD = 0.21  # sd of log pay in a cell: that of an employer's part and a job's own together
FEW_OPENINGS = 0.25
ONE_RATE = np.ones(len(t.COUNTRIES))
SHAPES = {"uniform": (1.0, 1.0), "beta_2_2": (2.0, 2.0), "beta_2_3": (2.0, 3.0)}


@dataclass(frozen=True)
class Habits:
    """What is varied. icc: share of the spread that is the employer's; half_width: of all ranges, or the generator's

    tails: `generator`, or `pareto` for far heavier ones; reposts: times that a job may stand again, unlinked
    disclosure: as the generator has it
    """

    icc: float = 0.5
    half_width: float | None = None
    tails: str = "generator"
    reposts: int = 0
    disclosure: str = "at_random"


def plain_world(seed: int, habits: Habits) -> Parameters:
    """A world in which a country is one cell: places, levels and traits pay alike, so that the ICC is as asked."""
    world = Parameters.of_seed(seed, habits.disclosure)
    flat = {
        name: getattr(world, name) * 0 for name in ("place", "level", "specialization", "role", "skill", "industry")
    }
    return dataclasses.replace(world, **flat, noise_sd=SPREAD * (1 - habits.icc) ** 0.5)


def staff_of(world: Parameters, rng: np.random.Generator, n: int, habits: Habits, *, at_home: bool = True) -> Employers:
    """Employers with these habits; at_home: all in one country."""
    drawn = employers(world, rng, n)
    openings = drawn.openings * FEW_OPENINGS
    if habits.tails == "pareto":
        openings = np.minimum(1 + rng.pareto(0.9, n), 300)
    effect = (drawn.effect - drawn.effect.mean()) / drawn.effect.std() * SPREAD * habits.icc**0.5
    half_width = drawn.half_width if habits.half_width is None else np.full(n, habits.half_width)
    only = np.zeros_like(drawn.country_weights)
    only[:, US] = 1
    return dataclasses.replace(
        drawn, effect=effect, openings=openings, half_width=half_width,
        country_weights=only if at_home else drawn.country_weights,
    )  # fmt: skip


def jobs_of(world: Parameters, staff: Employers, rng: np.random.Generator) -> Jobs:
    """AI jobs of these employers."""
    counts = rng.poisson(staff.openings * staff.ai_share)
    return jobs(world, staff, rng, np.repeat(np.arange(len(staff), dtype=np.int32), counts))


def frame_of(votes: truth.Votes) -> pl.DataFrame:
    """The generator's votes as the estimators take them, with the codes of their dimensions."""
    return pl.DataFrame(
        {"employer_id": votes.employer, "job_id": votes.job, "weight": votes.share, "pay_min": votes.low,
         "pay_max": votes.high, **votes.dims}
    )  # fmt: skip


def pool(seed: int, n: int, habits: Habits) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Votes of n employers of one cell: those that state pay, reposts and all; and everybody's, which is the truth."""
    rng = np.random.default_rng([seed, n])
    world = plain_world(seed, habits)
    drawn = jobs_of(world, staff_of(world, rng, n, habits), rng)
    every = frame_of(truth.ballots(drawn, ONE_RATE))
    stated = every.filter(pl.Series(drawn.states_pay)[every["job_id"]])
    if habits.reposts:
        times = pl.Series(rng.integers(0, habits.reposts + 1, len(drawn)))
        again = [
            stated.filter(times[stated["job_id"]] > k).with_columns(pl.col("job_id") + (k + 1) * len(drawn))
            for k in range(habits.reposts)
        ]
        stated = pl.concat([stated, *again])
    return stated, every


def cells(stated: pl.DataFrame, size: int, most: int) -> pl.DataFrame:
    """The votes dealt into cells of exactly `size` employers that count, at most so many."""
    weighty = stated.group_by("employer_id").agg(pl.col("weight").sum()).filter(pl.col("weight") >= 0.2)
    dealt = weighty.sort("employer_id").select("employer_id", cell=pl.int_range(pl.len()) // size)
    whole = min(most, weighty.height // size)
    return stated.join(dealt.filter(pl.col("cell") < whole), on="employer_id")


def quantiles(votes: pl.DataFrame, percents: tuple[int, ...], shape: str, rng: np.random.Generator) -> NDArray[Any]:
    """Employer-weighted quantiles of the offers that these votes stand for, offers shaped inside their ranges."""
    first = votes.select(
        "pay_min", "pay_max",
        vote=pl.col("weight") / pl.max_horizontal(pl.col("weight").sum().over("employer_id"), 1.0),
    )  # fmt: skip
    low, high, vote = (first[name].to_numpy() for name in ("pay_min", "pay_max", "vote"))
    points = 3
    offers = low[:, None] + rng.beta(*SHAPES[shape], (len(low), points)) * (high - low)[:, None]
    order = np.argsort(offers, axis=None)
    mass = np.repeat(vote, points)[order]
    out: NDArray[Any] = np.interp(
        np.array(percents) / 100, (mass.cumsum() - mass / 2) / mass.sum(), offers.ravel()[order]
    )
    return out
