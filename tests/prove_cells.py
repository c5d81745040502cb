"""Percentiles of pay cells and their intervals, proved by simulation. Each function: repetitions -> rows of a table."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from tests import simulation
from tests.simulation import Habits
from warehouse.estimators.percentiles import LEAST_EMPLOYERS, percentiles

PERCENTS = (10, 25, 50, 75, 90)
SIZES = (5, 7, 10, 20, 50, 100)
DRAW = 60_000
SEED = 20
Row = dict[str, Any]


def coverage(repetitions: int) -> list[Row]:
    """Published intervals of cells of so many employers, for three clusterings."""
    return [
        row
        for icc in (0.2, 0.5, 0.8)
        for row in _covered(Habits(icc=icc), repetitions, SIZES, {"icc": icc}, is_target=True)
    ]


def habits(repetitions: int) -> list[Row]:
    """The same under other habits."""
    cases = {
        "pareto tails": Habits(tails="pareto"),
        "reposts, up to 5 times": Habits(reposts=5),
        "half-width 25 %": Habits(half_width=0.25),
        "disclosed by law": Habits(disclosure="by_law"),
        "hidden by the best": Habits(disclosure="by_pay"),
    }
    return [
        row
        for name, case in cases.items()
        for row in _covered(case, repetitions, (10, 20, 50), {"habit": name}, is_target=False)
    ]


def _covered(case: Habits, repetitions: int, sizes: tuple[int, ...], told: Row, *, is_target: bool) -> list[Row]:
    rng = np.random.default_rng(SEED)
    share_stating = 0.5
    stated, every = simulation.pool(SEED, int(max(sizes) * repetitions / share_stating), case)
    true = dict(zip(PERCENTS, simulation.quantiles(every, PERCENTS, "uniform", rng).tolist(), strict=True))
    rows = []
    for size in sizes:
        dealt = simulation.cells(stated, size, repetitions)
        ours = percentiles(dealt, ["cell"])
        naive = percentiles(dealt.with_columns(employer_id="job_id"), ["cell"])
        for p in (p for p in PERCENTS if size >= LEAST_EMPLOYERS[p]):
            share, width, both = _figures(ours, p, true[p])
            naive_share, _, _ = _figures(naive, p, true[p])
            high = 0.97 if size >= 20 else 0.99
            row = told | {
                "employers": size, "percentile": p, "cells": ours.height, "both_bounds": round(both, 3),
                "coverage": share, "ads_independent": naive_share, "relative_width": width,
                "error_pct": round(100 * float((ours[f"p{p}"] / true[p]).log().median() or 0), 2),
            }  # fmt: skip
            if is_target:
                enough = both * ours.height >= 100
                row["meets"] = None if not enough or share is None else 0.93 <= share <= high
            rows.append(row)
    return rows


def _figures(found: pl.DataFrame, p: int, true: float) -> tuple[float | None, float | None, float]:
    """Coverage and median relative width of intervals with both bounds, and their share."""
    low, high = pl.col(f"p{p}_low"), pl.col(f"p{p}_high")
    both = found.filter(low.is_not_null(), high.is_not_null())
    if not both.height:
        return None, None, 0.0
    covered, width = both.select(
        ((low <= true) & (true <= high)).mean(), ((high - low) / pl.col(f"p{p}")).median()
    ).row(0)
    return round(covered, 4), round(width, 3), both.height / found.height


def ranges(repetitions: int) -> list[Row]:
    """What ranges do to percentiles: ours, midpoints, and low ends, against offers of three shapes."""
    rows = []
    for half_width in (0.14, 0.25):
        stated, every = simulation.pool(SEED, min(DRAW, 150 * repetitions), Habits(half_width=half_width))
        dealt = simulation.cells(stated, 50, repetitions)
        middle = pl.col("pay_min") / 2 + pl.col("pay_max") / 2
        ways = {
            "ours": dealt,
            "midpoints": dealt.with_columns(pay_min=middle, pay_max=middle),
            "low_ends": dealt.with_columns(pay_max="pay_min"),
        }
        found = {way: percentiles(votes, ["cell"]) for way, votes in ways.items()}
        for shape in simulation.SHAPES:
            true = simulation.quantiles(every, PERCENTS, shape, np.random.default_rng(SEED))
            for way, cells in found.items():
                bias = {p: 100 * float(np.log(cells[f"p{p}"].drop_nulls().to_numpy() / true[i]).mean())
                        for i, p in enumerate(PERCENTS)}  # fmt: skip
                most = 1.0 if half_width == 0.14 else 3.0
                meets = max(map(abs, bias.values())) <= most if way == "ours" and shape == "beta_2_2" else None
                rows.append(
                    {"half_width": half_width, "offers": shape, "way": way}
                    | {f"p{p}": round(value, 2) for p, value in bias.items()}
                    | {"meets": meets}
                )
    return rows


def dominant(repetitions: int) -> list[Row]:
    """How far one loud employer moves P50: employers weighted alike, and ads weighted alike."""
    rows = []
    for size in (20, 50):
        stated, _ = simulation.pool(SEED, int(2.5 * size * repetitions), Habits())
        fair = simulation.cells(stated, size, repetitions)
        loud = fair.filter(pl.col("employer_id") == pl.col("employer_id").min().over("cell"))
        rest = fair.join(loud.select("employer_id").unique(), on="employer_id", how="anti")
        wanted = rest.group_by("cell").agg(pl.col("job_id").n_unique()).with_columns(pl.col("job_id") * 1.5)
        own = loud.group_by("cell").agg(own=pl.col("job_id").n_unique())
        times = wanted.join(own, on="cell").select(
            "cell", times=(pl.col("job_id") / pl.col("own")).ceil().cast(pl.Int64)
        )
        more = (
            loud.join(times, on="cell")
            .with_columns(pl.int_ranges(0, "times").alias("again"))
            .explode("again")
            .with_columns(
                pl.col("pay_min", "pay_max") * 1.3, job_id=-1 - (pl.col("job_id") * 100_000 + pl.col("again"))
            )
            .select(fair.columns)
        )
        both = pl.concat([rest, more.cast(dict(fair.schema))])  # type: ignore[arg-type]
        for way, by in (("employers alike", "employer_id"), ("ads alike", "job_id")):
            before, after = (percentiles(votes.with_columns(employer_id=by), ["cell"]) for votes in (fair, both))
            ratio = (
                before.join(after, on="cell").select((pl.col("p50_right") / pl.col("p50")).drop_nulls().mean()).item()
            )
            moved = 100 * (ratio - 1)
            rows.append({"employers": size, "way": way, "cells": fair["cell"].n_unique(), "moved_pct": round(moved, 2),
                         "meets": abs(moved) <= 3 if by == "employer_id" else None})  # fmt: skip
    return rows
