"""How pay moves over time with the mix of jobs held alike, three ways side by side.

hedonic: log pay on month and everything that makes jobs differ, their employer included; employers' months weighed
    by how much they tell (feasible generalised least squares), errors clustered by employer (CR3): the headline
cell_growth: the median over cells of the growth of the cell's median, as Indeed's wage tracker does it
matched_employers: the mean growth of employers in cells in which they posted in both months

All in local currency, every month against the reference month (100). Where fewer than thirty cells hold five jobs
in both months there is no index. Whether a law asked for pay where and when the job was posted is one of the
differences held alike, so that a law that brings new employers into sight does not pass for a raise.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .percentiles import Codes, Floats, t_975
from .premiums import dummies, terms_of, values
from .regression import Design, degrees, joint, reach_95, within

METHODS = ("hedonic", "cell_growth", "matched_employers")
CELL = ("country_code", "level", "specialization")
CONTROLS = (
    "country_code", "metro", "currency_code", "level", "specialization", "role_family", "work_mode", "education_required", "law",
)  # fmt: skip
LEAST_JOBS = 5
LEAST_CELLS = 30
LEAST_EMPLOYERS = 10
LEAST_BETWEEN = 0.02**2  # variance of log pay that an employer's months are taken to have at least
SCHEMA = {
    "month": pl.Date, "method": pl.String, "index": pl.Float64, "index_low": pl.Float64, "index_high": pl.Float64,
    "jobs": pl.Int64, "employers": pl.Int64, "matched_cells": pl.Int64, "suppression_reason": pl.String,
}  # fmt: skip


def index(jobs: pl.DataFrame, reference: dt.date) -> pl.DataFrame:
    """Every month with jobs by each method; no rows where the reference month has no jobs.

    jobs: job_id, employer_id, month, pay (a year, in local currency), and `CONTROLS`; one row a job
    """
    if not (jobs["month"] == reference).any():
        return pl.DataFrame(schema=SCHEMA)
    ordered = jobs.sort("employer_id", "month", "job_id").with_columns(log_pay=pl.col("pay").log())
    months = (
        ordered.group_by("month")
        .agg(jobs=pl.len().cast(pl.Int64))
        .with_columns(
            employers=pl.col("month").replace_strict(_in_both(ordered, reference), default=0, return_dtype=pl.Int64)
        )
        .join(_matched_cells(ordered, reference).group_by("month").agg(matched_cells=pl.len()), on="month", how="left")
        .with_columns(pl.col("matched_cells").fill_null(0).cast(pl.Int64))
        .sort("month")
    )
    figures = pl.concat(
        [_hedonic(ordered, reference), _cell_growth(ordered, reference), _employers(ordered, reference)]
    )
    every = months.join(pl.DataFrame({"method": METHODS}), how="cross").join(
        figures, on=["month", "method"], how="left"
    )
    is_thin = (pl.col("matched_cells") < LEAST_CELLS) | (pl.col("employers") < LEAST_EMPLOYERS)
    held = is_thin | pl.col("log").is_null()
    low, high = pl.col("log") - pl.col("reach"), pl.col("log") + pl.col("reach")
    return every.select(
        "month",
        "method",
        *(
            pl.when(~held).then((100 * value.exp()).round(2)).alias(name)
            for name, value in (("index", pl.col("log")), ("index_low", low), ("index_high", high))
        ),
        "jobs",
        "employers",
        "matched_cells",
        pl.when(pl.col("matched_cells") < LEAST_CELLS)
        .then(pl.lit("few_matched_cells"))
        .when(held)
        .then(pl.lit("few_employers"))
        .alias("suppression_reason"),
    ).sort("month", "method")


def _figures(months: list[dt.date], method: str, log: list[float], reach: list[float] | None) -> pl.DataFrame:
    none: list[float | None] = [None] * len(months)
    return pl.DataFrame(
        {"month": months, "method": [method] * len(months), "log": log, "reach": none if reach is None else reach},
        schema={"month": pl.Date, "method": pl.String, "log": pl.Float64, "reach": pl.Float64},
    )


def _hedonic(jobs: pl.DataFrame, reference: dt.date) -> pl.DataFrame:
    """Time dummies beside what jobs differ in, within employers; an employer's month weighs by how much it tells."""
    months = sorted(set(jobs["month"].to_list()) - {reference})
    employer = jobs["employer_id"].rle_id().to_numpy().astype(np.int64)
    seat = jobs.select(pl.struct("employer_id", "month").rle_id()).to_series().to_numpy().astype(np.int64)
    when = jobs["month"].to_numpy()[:, None] == np.array(months, "datetime64[D]")
    alike = [dummies(told, terms_of(told, None)) for told in (values(jobs, name) for name in CONTROLS)]
    columns, pay = np.column_stack([when, *alike]), jobs["log_pay"].to_numpy()
    weight = _weights(_rest(columns, pay, employer), employer, seat)
    design = Design.of(within(columns, weight, employer), weight, employer)
    estimates = joint(design, within(pay, weight, employer))
    reach = reach_95(estimates.error, degrees(estimates.effective))[: len(months)]
    return _figures(
        [*months, reference], "hedonic", [*estimates.value[: len(months)].tolist(), 0.0], [*reach.tolist(), 0.0]
    )


def _rest(columns: NDArray[np.bool_], pay: Floats, employer: Codes) -> Floats:
    """What a first fit within employers, all jobs alike, leaves of log pay."""
    alike = np.ones(len(pay))
    rows, y = within(columns, alike, employer), within(pay, alike, employer)
    design = Design.of(rows, alike, employer)
    out: Floats = y - rows @ design.coefficients(design.sorted(y))
    return out


def _weights(rest: Floats, employer: Codes, seat: Codes) -> Floats:
    """Weight of each job: inverse to the variance of its employer's month, shared by the month's jobs; 1 at most.

    That variance is `between` + `own` / jobs, from an analysis of variance of the residuals: months within employers,
    and jobs within months (Henderson's method I). Where months of an employer differ no more than jobs explain, jobs
    weigh alike; the more they differ, the more alike weigh employers. `LEAST_BETWEEN` keeps one from deciding alone.
    """
    jobs = np.bincount(seat).astype(np.float64)
    mean = np.bincount(seat, rest) / jobs
    whose = np.zeros(len(jobs), np.int64)
    whose[seat] = employer
    total = np.bincount(whose, jobs)
    middle = np.bincount(whose, jobs * mean) / total
    own = float(((rest - mean[seat]) ** 2).sum()) / max(len(rest) - len(jobs), 1)
    across = float((jobs * (mean - middle[whose]) ** 2).sum())
    freedom = float((total - np.bincount(whose, jobs**2) / total).sum())
    between = max((across - own * (len(jobs) - len(total))) / max(freedom, 1.0), LEAST_BETWEEN)
    out: Floats = (own / (between * jobs + own))[seat] if own > 0 else 1 / jobs[seat]
    return out


def _in_both(jobs: pl.DataFrame, reference: dt.date) -> dict[dt.date, int]:
    """Employers with jobs in each month and in the reference month."""
    then = jobs.filter(pl.col("month") == reference).select("employer_id").unique()
    both = jobs.join(then, on="employer_id").group_by("month").agg(pl.col("employer_id").n_unique())
    return dict(both.iter_rows())


def _matched_cells(jobs: pl.DataFrame, reference: dt.date) -> pl.DataFrame:
    """Cells with enough jobs in a month and in the reference month: month, and the two medians of log pay."""
    cells = (
        jobs.group_by("month", *CELL)
        .agg(pl.col("log_pay").median(), jobs=pl.len())
        .filter(pl.col("jobs") >= LEAST_JOBS)
        .drop("jobs")
    )
    then = cells.filter(pl.col("month") == reference).drop("month").rename({"log_pay": "log_reference"})
    return cells.join(then, on=list(CELL), nulls_equal=True)


def _cell_growth(jobs: pl.DataFrame, reference: dt.date) -> pl.DataFrame:
    growth = (
        _matched_cells(jobs, reference)
        .group_by("month")
        .agg((pl.col("log_pay") - pl.col("log_reference")).median().alias("log"))
        .sort("month")
    )
    return _figures(growth["month"].to_list(), "cell_growth", growth["log"].to_list(), None)


def _employers(jobs: pl.DataFrame, reference: dt.date) -> pl.DataFrame:
    """Growth of an employer's mean in a cell; an employer's cells share its vote."""
    cells = jobs.group_by("month", "employer_id", *CELL).agg(pl.col("log_pay").mean())
    then = cells.filter(pl.col("month") == reference).drop("month").rename({"log_pay": "log_reference"})
    growth = (
        cells.join(then, on=["employer_id", *CELL], nulls_equal=True)
        .group_by("month", "employer_id")
        .agg((pl.col("log_pay") - pl.col("log_reference")).mean().alias("log"))
        .sort("month", "employer_id")
        .group_by("month", maintain_order=True)
        .agg(pl.col("log").mean(), spread=pl.col("log").std(), employers=pl.len())
        .filter(pl.col("employers") >= LEAST_EMPLOYERS)
    )
    count = growth["employers"].to_numpy().astype(np.float64)
    reach = t_975(count - 1) * growth["spread"].to_numpy() / np.sqrt(count)
    return _figures(growth["month"].to_list(), "matched_employers", growth["log"].to_list(), reach.tolist())
