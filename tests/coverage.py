"""`make coverage`: published intervals of the sample market held against its known truth, over many seeds.

Each seed is a run of the whole pipeline, text and all. A cell counts where P50 has both bounds. Seeds share a market:
errors of coverage are clustered by them. No published cell may pass by a gate.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import polars as pl

from flows import runs, steps
from flows.sample import market as sample_market
from flows.sample import truth

FILES = {
    "pay_by_region_level_specialization": ["market_region", "level", "specialization"],
    "pay_by_country_level_specialization": ["country_code", "level", "specialization"],
    "pay_by_metro_level_specialization": ["metro", "level", "specialization"],
    "pay_by_country_level": ["country_code", "level"],
    "pay_by_metro_level": ["metro", "level"],
    "pay_by_specialization_level": ["specialization", "level"],
    "pay_by_role_level": ["role_family", "level"],
    "pay_by_work_mode": ["work_mode", "level"],
}


LEAST = 0.93
GATES = {50: 5, 25: 10, 75: 10, 10: 20, 90: 20}


def cells_of_seed(seed: int, postings: int, folder: Path) -> tuple[pl.DataFrame, int]:
    """Published P50 cells of one seed beside their truth, and how many cells pass by a gate.

    Columns: seed, file, cell, employers, estimate_kind, p50, low, high, truth.
    """
    data = folder / f"seed-{seed}"
    shutil.rmtree(data, ignore_errors=True)
    with runs.opened(runs.Wanted(data=data, sample=True, seed=seed, postings=postings)) as settings:
        outcome = steps.run(settings)
    market = sample_market.draw(seed, postings)
    sample_market.write(market, data / "market", sample_market.default_as_of(seed))
    found, passed_by = [], 0
    for name, dims in FILES.items():
        known = pl.read_csv(data / "market" / "truth" / f"{name}.csv").select(*dims, truth="p50_usd")
        cells = pl.read_parquet(outcome.published.export_folder / f"{name}.parquet")
        passed_by += cells.filter(past_gate()).height
        both = cells.filter(pl.col("p50_usd_low").is_not_null(), pl.col("p50_usd_high").is_not_null())
        found.append(
            both.join(known, on=dims, how="left").select(
                seed=pl.lit(seed), file=pl.lit(name), cell=pl.concat_str(dims, separator=" / "),
                employers="employers", estimate_kind="estimate_kind", p50="p50_usd", low="p50_usd_low", high="p50_usd_high", truth="truth",
            )
        )  # fmt: skip
    shutil.rmtree(data)
    return pl.concat(found), passed_by


def past_gate() -> pl.Expr:
    """Pay shown where the gates of DESIGN.md section 5 hold it back: direct, pooled and suppressed cells."""
    shown = {p: pl.col(f"p{p}_usd").is_not_null() for p in (10, 25, 50, 75, 90)}
    few = [shown[p] & (pl.col("employers") < least) for p, least in GATES.items()]
    is_direct, is_pooled = (pl.col("estimate_kind") == kind for kind in ("direct", "pooled"))
    direct = pl.any_horizontal(*few, pl.col("top_employer_share") > 0.25)
    too_wide = (pl.col("p50_usd_high") > 2.001 * pl.col("p50_usd_low")).fill_null(value=False)  # whole dollars
    return (
        (is_direct & direct)
        | (is_pooled & (pl.col("employers") < 2))
        | (~is_direct & ~is_pooled & pl.any_horizontal(*shown.values()))
        | (pl.any_horizontal(*shown.values()) & too_wide)
    )


def summary(cells: pl.DataFrame) -> pl.DataFrame:
    """By file, by kind of estimate and in all: cells, coverage, median relative width, median error."""
    known = cells.filter(pl.col("truth").is_not_null())
    figures = [
        pl.len().alias("cells"),
        pl.col("truth").is_between("low", "high").mean().round(4).alias("coverage"),
        ((pl.col("high") - pl.col("low")) / pl.col("p50")).median().round(4).alias("median_relative_width"),
        (pl.col("p50") / pl.col("truth") - 1).median().round(4).alias("median_error"),
    ]
    parts = [known.group_by(pl.col(by).alias("what")).agg(figures).sort("what") for by in ("file", "estimate_kind")]
    return pl.concat([*parts, known.select(pl.lit("ALL").alias("what"), *figures)])


def clustered_error(cells: pl.DataFrame) -> float:
    """Standard error of the coverage of all cells, clustered by seed."""
    by_seed = (
        cells.filter(pl.col("truth").is_not_null())
        .group_by("seed")
        .agg(inside=pl.col("truth").is_between("low", "high").sum(), cells=pl.len())
    )
    share = pl.col("inside").sum() / pl.col("cells").sum()
    away = (pl.col("inside") - share * pl.col("cells")) ** 2
    seeds = by_seed.height
    return float(by_seed.select((away.sum() * seeds / max(seeds - 1, 1)).sqrt() / pl.col("cells").sum()).item())


def main() -> None:
    """Run the seeds and print the table; exits with 1 where the target is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--first", type=int, default=1)
    options.add_argument("--postings", type=int, default=20_000)
    options.add_argument("--to", type=Path, default=Path("bench-out/coverage"))
    wanted = options.parse_args()
    wanted.to.mkdir(parents=True, exist_ok=True)
    found, passed_by = [], 0
    for seed in range(wanted.first, wanted.first + wanted.seeds):
        own, past = cells_of_seed(seed, wanted.postings, wanted.to)
        found.append(own)
        passed_by += past
        sys.stdout.write(f"seed {seed}: {found[-1].height} cells\n")
        sys.stdout.flush()
    cells = pl.concat(found)
    cells.write_csv(wanted.to / "cells.csv")
    without = cells.filter(pl.col("truth").is_null())
    with pl.Config(tbl_rows=-1, tbl_cols=-1, fmt_str_lengths=60, tbl_width_chars=140, tbl_hide_dataframe_shape=True):
        sys.stdout.write(f"{summary(cells)}\n")
    covered = summary(cells)["coverage"][-1]
    sys.stdout.write(
        f"coverage {covered:.4f}, error clustered by seed {clustered_error(cells):.4f}, at least {LEAST} wanted\n"
        f"{without.height} published cells have no truth, because fewer than {truth.FEWEST} of the employers drawn for it have "
        f"such jobs, for example {without['cell'].head(5).to_list()}\n"
        f"{passed_by} published cells pass by a gate\n"
    )
    if covered < LEAST or passed_by:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
