"""The generating distribution: what a seed fixes about its world, and the employers drawn from it.

Arrays run over employers; all codes are positions in the tables of `tables.py`. Markets and the truth of
cells are drawn by the same functions from different random streams.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import tables as t

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]

EMPLOYER_SD = 0.135  # with industry and size, an employer's part of log pay has the spread of a job's own
NOISE_SD = 0.16  # a job's own part of log pay
SIZE_EFFECT = np.array([-0.03, -0.01, 0.0, 0.02, 0.04])
SIZE_SCORE = np.array([-0.71, 0.10, 0.77, 1.41])  # cuts a standard normal into 24, 30, 24, 14 and 8 %
MEAN_OPENINGS, OPENINGS_SD, MOST_OPENINGS = 31.0, 1.0, 9.0
MEAN_HALF_WIDTH, HALF_WIDTH_SD = 0.125, 0.45
POLICY_CHANCES = np.array([[0.50, 0.06, 0.36, 0.08], [0.56, 0.12, 0.28, 0.04], [0.55, 0.20, 0.23, 0.02]])
DISCLOSURE = ("at_random", "by_law", "by_pay")


@dataclass(frozen=True)
class Parameters:
    """What a seed fixes about its world, in log points; two seeds differ a little in every effect."""

    country: Floats
    place: Floats
    level: Floats
    specialization: Floats
    role: Floats
    skill: Floats
    industry: Floats
    disclosure: str = "at_random"
    noise_sd: float = NOISE_SD

    @classmethod
    def of_seed(cls, seed: int, disclosure: str = "at_random") -> Parameters:
        """The world of a seed, in which pay is disclosed `at_random`, `by_law` of the country, or `by_pay`.

        Raises:
            ValueError: there is no such disclosure.
        """
        if disclosure not in DISCLOSURE:
            raise ValueError(f"disclosure {disclosure!r}: there are {', '.join(DISCLOSURE)}.")
        rng = stream(seed, "parameters")

        def jitter(values: list[float], sd: float) -> Floats:
            return np.array(values) + rng.normal(0, sd, len(values))

        metro = {name: rng.normal(0, 0.015) for name in dict.fromkeys(row.metro for row in t.PLACES)}
        return cls(
            country=np.log([row.mid_pay for row in t.COUNTRIES]) + rng.normal(0, 0.03, len(t.COUNTRIES)),
            place=np.array([row.effect + metro[row.metro] for row in t.PLACES]),
            level=jitter([row.effect for row in t.LEVELS], 0.012),
            specialization=jitter([row.effect for row in t.SPECIALIZATIONS], 0.015),
            role=jitter([row.effect for row in t.ROLES], 0.01),
            skill=np.array([row.effect for row in t.PAID_SKILLS]),
            industry=jitter([row.effect for row in t.INDUSTRIES], 0.01),
            disclosure=disclosure,
        )


@dataclass(frozen=True)
class Employers:
    """Employers as arrays of one length n; the `*_weights` are (n, k) tables of chances.

    effect: the employer's part of log pay; openings: expected open jobs; half_width: of its ranges, relative
    grain: 0 round amounts, 1 rounder, 2 exact; period_habit, states: scores for how, and if, it states pay
    """

    home: Ints
    industry: Ints
    size: Ints
    effect: Floats
    openings: Floats
    ai_share: Floats
    country_weights: Floats
    place_weights: Floats
    specialization_weights: Floats
    policy: Ints
    remote: Floats
    half_width: Floats
    grain: Ints
    names_a_point: Flags
    period_habit: Floats
    states: Floats

    def __len__(self) -> int:
        return len(self.home)


def employers(world: Parameters, rng: np.random.Generator, n: int) -> Employers:
    """Draw n employers."""
    share = shares([row.share for row in t.COUNTRIES])
    home = rng.choice(len(share), n, p=share).astype(np.int32)
    industry = rng.choice(len(t.INDUSTRIES), n, p=shares([row.share for row in t.INDUSTRIES])).astype(np.int32)
    size_score = rng.normal(0, 1, n)
    size = np.searchsorted(SIZE_SCORE, size_score).astype(np.int32)
    openings = np.exp(OPENINGS_SD * (0.6 * size_score + 0.8 * rng.normal(0, 1, n)) - OPENINGS_SD**2 / 2)
    special = shares([row.share for row in t.SPECIALIZATIONS]) * np.exp(rng.normal(0, 1.1, (n, len(t.SPECIALIZATIONS))))
    return Employers(
        home=home,
        industry=industry,
        size=size,
        effect=world.industry[industry] + SIZE_EFFECT[size] + rng.normal(0, EMPLOYER_SD, n),
        openings=np.minimum(openings, MOST_OPENINGS) * MEAN_OPENINGS,
        ai_share=np.clip(
            np.array([row.ai_share for row in t.INDUSTRIES])[industry] + rng.normal(0, 0.12, n), 0.2, 0.97
        ),
        country_weights=_countries(rng, home, size, share),
        place_weights=np.array([row.weight for row in t.PLACES]) * np.exp(0.9 * rng.normal(0, 1, (n, len(t.PLACES)))),
        specialization_weights=special,
        policy=pick(POLICY_CHANCES, np.clip(size - 1, 0, 2).astype(np.int32), rng),
        remote=rng.beta(0.8, 2.0, n),
        half_width=np.clip(np.exp(rng.normal(np.log(MEAN_HALF_WIDTH), HALF_WIDTH_SD, n)), 0.03, 0.30),
        grain=rng.choice(3, n, p=[0.62, 0.20, 0.18]).astype(np.int32),
        names_a_point=rng.random(n) < 0.05,
        period_habit=rng.random(n),
        states=rng.normal(0, 1, n),
    )


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """A random stream of its own for a seed and a purpose; the same in every process."""
    words = [seed, *(int.from_bytes(str(name).encode(), "little") for name in names)]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))


def pick(weights: Floats, row: NDArray[Any], rng: np.random.Generator, chunk: int = 100_000) -> Ints:
    """For each entry of `row`, draw a column of that row of `weights` in proportion to its weights."""
    edges = weights.cumsum(1)
    out = np.empty(len(row), np.int32)
    for start in range(0, len(row), chunk):
        mine = edges[row[start : start + chunk]]
        out[start : start + chunk] = (mine <= rng.random((len(mine), 1)) * mine[:, -1:]).sum(1)
    return out


def shares(weights: list[float]) -> Floats:
    """Weights as shares of their sum."""
    values: Floats = np.array(weights, float)
    out: Floats = values / values.sum()
    return out


def _countries(rng: np.random.Generator, home: Ints, size: Ints, share: Floats) -> Floats:
    """Chances of an opening to be in each country: home first, larger employers in more of the others."""
    n = len(home)
    weights = (
        (rng.random((n, len(share))) < share * (1.2 + size[:, None])) * share * rng.gamma(1.0, 1.0, (n, len(share)))
    )
    total = weights.sum(1)
    abroad = np.where(total > 0, 0.15 + 0.05 * size, 0.0)
    weights *= (abroad / np.maximum(total, 1e-9))[:, None]
    weights[np.arange(n), home] += 1 - abroad
    return weights
