"""Pooling, premiums, trend and disclosure, proved by simulation. Each function: repetitions -> rows of a table."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.sample import tables as t
from flows.sample import truth
from flows.sample.population import NOISE_SD, Parameters
from tests import simulation
from tests.simulation import ONE_RATE, SPREAD, Habits
from warehouse.estimators.percentiles import medians, percentiles
from warehouse.estimators.pooling import pooled as pooled_cells
from warehouse.estimators.premiums import CONTROLS, MODELS, skill_premiums
from warehouse.estimators.selection import TRAITS, rake
from warehouse.estimators.trend import METHODS
from warehouse.estimators.trend import index as trend_index

SEED = 30
DIMS = ["market_region", "level", "specialization"]
INTERACTION = 0.05  # sd of log pay that a cell has beyond what its dimensions add up to
MARKET_EMPLOYERS = 1_400
SUPER_EMPLOYERS = 600_000
TRUE_FROM = 200  # employers of the super-population that a cell's truth needs
PREMIUM = 0.08
YEAR = 0.03
THEN, NOW = dt.date(2025, 9, 1), dt.date(2026, 9, 1)
LEVELS = pl.DataFrame(
    {"level": range(len(t.LEVELS)), "track": [row.track for row in t.LEVELS],
     "level_rank": [float(i) for i in range(len(t.LEVELS))]}, schema_overrides={"level": pl.Int32},
)  # fmt: skip
Row = dict[str, Any]


# ---- thin cells


def pooled(repetitions: int) -> list[Row]:
    """Markets of about a thousand cells of few ads each, with and without cells that pay beyond what adds up."""
    rows = []
    world = Parameters.of_seed(SEED)
    everybody = _cube(world, np.random.default_rng(SEED), SUPER_EMPLOYERS)
    everybody = everybody.filter(pl.col("employer_id").n_unique().over(DIMS) >= TRUE_FROM)
    for interaction in (INTERACTION, 0.0):
        truths = medians(_shifted(everybody, interaction), DIMS).rename({"p50": "truth"})
        markets = max(3, repetitions // 100)
        found = [
            _one_market(world, np.random.default_rng([SEED, number]), truths, interaction) for number in range(markets)
        ]
        every = pl.concat(found)
        bands = ((1, 1, "1"), (2, 2, "2"), (3, 4, "3-4"), (5, 9, "5-9"), (10, 10_000, "10+"), (1, 10_000, "all"))
        for low, high, name in bands:
            mine = every.filter(pl.col("count").is_between(low, high))
            raw, model = (_rmse(mine, column) for column in ("own", "p50"))
            covered = mine.select(pl.col("truth").is_between("p50_low", "p50_high").mean()).item()
            row = {
                "interaction_sd": interaction, "employers": name, "cells": mine.height, "raw_rmse": raw,
                "pooled_rmse": model, "ratio": round(model / raw, 3), "coverage": round(covered, 4),
                "relative_width": round(mine.select(((pl.col("p50_high") - pl.col("p50_low")) / pl.col("p50")).median()).item(), 3),
                "local_weight": round(mine["local_weight"].mean(), 3),  # type: ignore[arg-type]
            }  # fmt: skip
            if name == "all":
                row["meets"] = model <= 0.075 and model <= 0.5 * raw and 0.93 <= covered <= 0.97
            rows.append(row)
    return rows


def _cube(world: Parameters, rng: np.random.Generator, n: int) -> pl.DataFrame:
    """Votes of n employers over the cube."""
    parts = []
    for first in range(0, n, 20_000):
        staff = simulation.staff_of(world, rng, min(20_000, n - first), Habits(), at_home=False)
        staff = dataclasses.replace(staff, effect=staff.effect * 0.135 / (SPREAD * 0.5**0.5))
        drawn = simulation.jobs_of(world, staff, rng)
        votes = simulation.frame_of(truth.ballots(drawn, _rates()))
        parts.append(
            votes.filter(*(pl.col(dim) >= 0 for dim in DIMS), pl.col("level") < len(t.LEVELS)).with_columns(
                pl.col("employer_id").cast(pl.Int64) + first, pl.col("job_id").cast(pl.Int64) + first * 1_000
            )
        )
    return pl.concat(parts)


def _shifted(votes: pl.DataFrame, interaction: float) -> pl.DataFrame:
    """The votes with each cell's pay shifted by its own draw."""
    shift = np.random.default_rng(SEED).normal(0, interaction, 40 * 40 * 40)
    code = votes.select(pl.col(DIMS[0]) * 1600 + pl.col(DIMS[1]) * 40 + pl.col(DIMS[2])).to_series().to_numpy()
    times = pl.Series(np.exp(shift[code]))
    return votes.with_columns(pl.col("pay_min") * times, pl.col("pay_max") * times)


def _rates() -> NDArray[Any]:
    """Dollars for a unit of each country's money such that seniors everywhere earn plausible dollars."""
    return np.array([1.0 / (row.mid_pay / 100_000) ** 0.8 for row in t.COUNTRIES])


def _one_market(world: Parameters, rng: np.random.Generator, truths: pl.DataFrame, interaction: float) -> pl.DataFrame:
    """Cells of one market: own median, pooled figures, truth."""
    votes = _shifted(_cube(world, rng, MARKET_EMPLOYERS), interaction)
    own = medians(votes, DIMS).rename({"p50": "own"})
    count = votes.group_by(DIMS).agg(count=pl.col("employer_id").n_unique())
    model = pooled_cells(votes, DIMS, LEVELS).select(*DIMS, "p50", "p50_low", "p50_high", "local_weight")
    return model.join(own, on=DIMS).join(count, on=DIMS).join(truths, on=DIMS)


def _rmse(cells: pl.DataFrame, column: str) -> float:
    return round(float(cells.select(((pl.col(column) / pl.col("truth")).log() ** 2).mean().sqrt()).item()), 4)


# ---- premiums


def premium(repetitions: int) -> list[Row]:
    """A skill that pays 8 % more, named in some ads of every employer; and a trait that employers have or have not."""
    return [
        row
        for kind in ("skill of jobs", "trait of employers")
        for with_, without in ((10, 10), (10, 50), (30, 30))
        for row in _premium(kind, with_, without, repetitions)
    ]


def _premium(kind: str, with_: int, without: int, repetitions: int) -> list[Row]:
    size = with_ + without
    habits = Habits()
    world = simulation.plain_world(SEED, habits)
    rng = np.random.default_rng([SEED, with_, without])
    found: dict[str, list[tuple[float, float, float]]] = {model: [] for model in MODELS}
    naive = []
    for _ in range(repetitions):
        staff = simulation.staff_of(world, rng, 2 * size, habits)
        drawn = simulation.jobs_of(world, staff, rng)
        own = drawn.take(np.flatnonzero((drawn.contract == t.CONTRACTS.index("employee")) & (drawn.band_kind == 0)))
        hiring, number = np.unique(own.employer, return_inverse=True)
        own = dataclasses.replace(own, employer=number.astype(np.int32)).take(number < size)
        if len(hiring) < size:
            continue
        has = rng.random(len(own)) < 0.25 if kind == "skill of jobs" else own.employer < with_
        pay = (own.low[:, 0] + own.high[:, 0]) / 2 * np.where(own.period == 0, 1, np.where(own.period == 1, 12, 2080))
        pay = pay * np.where(has, 1 + PREMIUM, 1.0)
        frame = pl.DataFrame(
            {"employer_id": own.employer, "job_id": np.arange(len(own)), "weight": np.ones(len(own)), "pay": pay,
             **{name: np.zeros(len(own), np.int8) for name in CONTROLS}}
        ).with_columns(pl.Series("level", own.hidden)).with_columns(pl.col(CONTROLS).cast(pl.String))  # fmt: skip
        rows = skill_premiums(frame, pl.DataFrame({"job_id": np.flatnonzero(has), "skill": "it"}))
        for row in rows.iter_rows(named=True):
            found[row["model"]].append((row["premium_pct"], row["premium_pct_low"], row["premium_pct_high"]))
        naive.append(_independent(np.log(pay), has))
    every = [*((model, figures) for model, figures in found.items()), ("ads independent, raw", naive)]
    out = []
    for model, figures in every:
        if not figures:
            continue
        value, low, high = np.array(figures).T
        covered = float(np.mean((low <= 100 * PREMIUM) & (high >= 100 * PREMIUM)))
        is_ours = model in MODELS
        out.append(
            {"what": kind, "employers": f"{with_} + {without}", "model": model, "repetitions": len(figures),
             "coverage": round(covered, 4), "bias_pct": round(float(value.mean()) - 100 * PREMIUM, 2),
             "mean_width_pct": round(float((high - low).mean()), 2),
             "meets": 0.93 <= covered <= 0.97 if is_ours else None}
        )  # fmt: skip
    return out


def _independent(log_pay: NDArray[Any], has: NDArray[Any]) -> tuple[float, float, float]:
    one, other = log_pay[has], log_pay[~has]
    value = one.mean() - other.mean()
    reach = 1.96 * np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    low, middle, high = (100 * float(np.expm1(value + side * reach)) for side in (-1, 0, 1))
    return middle, low, high


# ---- trend


def index(repetitions: int) -> list[Row]:
    """Two months a year apart; the second hires higher levels and better-paying specializations."""
    found: dict[str, list[float]] = {name: [] for name in (*METHODS, "median of ads")}
    covered, least = [], []
    for number in range(max(4, repetitions // 4)):
        rng = np.random.default_rng([SEED, 7, number])
        jobs = _two_months(rng)
        rows = trend_index(jobs, NOW).filter(pl.col("month") == THEN)
        for method, value, low, high in rows.select("method", "index", "index_low", "index_high").iter_rows():
            if value is not None:
                found[method].append(100 * (100 / value - 1))
            if method == "hedonic" and low is not None:
                covered.append(low <= 100 / (1 + YEAR) <= high)
        medians_ = dict(jobs.group_by("month").agg(pl.col("pay").median()).iter_rows())
        found["median of ads"].append(100 * (medians_[NOW] / medians_[THEN] - 1))
        least.append(_least_variance(jobs))
    out: list[Row] = []
    for method, growths in found.items():
        bias = float(np.mean(growths)) - 100 * YEAR if growths else None
        spread = float(np.std(growths, ddof=1)) if len(growths) > 1 else None
        is_headline = method == "hedonic"
        out.append(
            {"method": method, "repetitions": len(growths), "bias_points": bias, "sd_points": spread,
             "coverage": round(float(np.mean(covered)), 4) if is_headline else None,
             "meets": bias is not None and spread is not None and abs(bias) <= 0.1 and spread <= 0.45
             if is_headline else None}
        )  # fmt: skip
    limit = 100 * (1 + YEAR) * float(np.mean(least)) ** 0.5
    out.append({"method": "limit: all but employers known", "repetitions": len(least), "sd_points": limit})
    return out


def _least_variance(jobs: pl.DataFrame) -> float:
    """Cramér's and Rao's bound for the growth of log pay, were the pay of everything but employers known."""
    count = jobs.group_by("employer_id").agg(then=(pl.col("month") == THEN).sum(), now=(pl.col("month") == NOW).sum())
    told = (pl.col("then") * pl.col("now") / (pl.col("then") + pl.col("now"))).sum()
    return NOISE_SD**2 / float(count.select(told).item())


def _two_months(rng: np.random.Generator, employers_: int = 1_500) -> pl.DataFrame:
    world = dataclasses.replace(Parameters.of_seed(SEED), noise_sd=NOISE_SD)
    staff = simulation.staff_of(world, rng, employers_, Habits())
    staff = dataclasses.replace(staff, effect=staff.effect * 0.135 / (SPREAD * 0.5**0.5), openings=staff.openings * 4)
    drawn = simulation.jobs_of(world, staff, rng)
    own = drawn.take(
        np.flatnonzero((drawn.contract == 0) & (drawn.band_kind == 0) & (drawn.period == 0) & drawn.states_pay)
    )
    lift = world.level[own.hidden] + world.specialization[own.specialization]
    is_now = rng.random(len(own)) < 1 / (1 + np.exp(-2.0 * (lift - lift.mean())))
    pay = (own.low[:, 0] + own.high[:, 0]) / 2 * np.where(is_now, 1 + YEAR, 1.0)
    text = {"level": own.hidden, "specialization": own.specialization, "role_family": own.role, "work_mode": own.mode,
            "education_required": own.education}  # fmt: skip
    return pl.DataFrame(
        {"job_id": np.arange(len(own)), "employer_id": own.employer, "pay": pay,
         "metro": [f"{place}" for place in own.places[:, 0]], "country_code": ["US"] * len(own), "currency_code": ["USD"] * len(own),
         "law": ["free"] * len(own)} | {name: pl.Series(code).cast(pl.String) for name, code in text.items()}
    ).with_columns(month=pl.Series(np.where(is_now, np.datetime64(NOW), np.datetime64(THEN))).cast(pl.Date))  # fmt: skip


# ---- disclosure


def selection(repetitions: int) -> list[Row]:
    """Large employers pay more and state pay more often; raking knows the size, and not what hides behind pay itself."""
    out = []
    for why in ("by size", "by pay itself"):
        errors: dict[str, list[float]] = {"as stated": [], "raked": []}
        for number in range(max(4, repetitions // 20)):
            rng = np.random.default_rng([SEED, 9, number])
            habits = Habits()
            world = simulation.plain_world(SEED, habits)
            staff = simulation.staff_of(world, rng, 2_000, habits)
            is_large = rng.random(2_000) < 0.4
            staff = dataclasses.replace(staff, effect=staff.effect + np.where(is_large, 0.2, 0.0))
            chance = np.where(is_large, 0.8, 0.3) if why == "by size" else 1 / (1 + np.exp(4 * staff.effect))
            states = rng.random(2_000) < chance
            drawn = simulation.jobs_of(world, staff, rng)
            votes = simulation.frame_of(truth.ballots(drawn, ONE_RATE)).with_columns(cell=pl.lit(0))
            employer = votes["employer_id"].to_numpy()
            votes = votes.with_columns(size_band=pl.Series(np.where(is_large[employer], "large", "small")),
                                       states_base_pay=pl.Series(states[employer]))  # fmt: skip
            one = votes.unique("job_id").with_columns(pl.lit("x").alias(name) for name in TRAITS if name != "size_band")
            weights = rake(one)
            stated = votes.filter("states_base_pay").join(weights, on="job_id")
            true = medians(votes, ["cell"])["p50"][0]
            plain = percentiles(stated, ["cell"])["p50"][0]
            errors["as stated"].append(100 * (plain / true - 1))
            errors["raked"].append(100 * (_weighted_median(stated) / true - 1))
        out += [
            {"pay_is_stated": why, "way": way, "repetitions": len(each), "mean_error_pct": round(float(np.mean(each)), 2),
             "sd_pct": round(float(np.std(each)), 2)}
            for way, each in errors.items()
        ]  # fmt: skip
    return out


def _weighted_median(stated: pl.DataFrame) -> float:
    """P50 as the sensitivity file has it."""
    from warehouse.estimators.percentiles import seat  # noqa: PLC0415
    from warehouse.estimators.selection import sensitivity  # noqa: PLC0415

    ordered, seats = seat(stated.with_columns(ageing=pl.lit(1.0)), ["cell"])
    found = sensitivity(ordered, seats, pl.Series([0]), pl.Series([1.0]))
    return float(found["reweighted_p50_usd"][0])
