"""`make coverage`: published intervals of the sample market held against its known truth, over many seeds.

Each seed is a run of the whole pipeline, text and all. A cell counts where P50 has both bounds.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import polars as pl

from flows import runs, steps
from flows.sample import market as sample_market

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


def cells_of_seed(seed: int, postings: int, folder: Path) -> pl.DataFrame:
    """Published P50 cells of one seed beside their truth: seed, file, cell, employers, p50, bounds, truth."""
    data = folder / f"seed-{seed}"
    shutil.rmtree(data, ignore_errors=True)
    with runs.opened(runs.Wanted(data=data, sample=True, seed=seed, postings=postings)) as settings:
        outcome = steps.run(settings)
    market = sample_market.draw(seed, postings)
    sample_market.write(market, data / "market", sample_market.default_as_of(seed))
    found = []
    for name, dims in FILES.items():
        truth = pl.read_csv(data / "market" / "truth" / f"{name}.csv").select(*dims, truth="p50_usd")
        cells = pl.read_parquet(outcome.published.export_folder / f"{name}.parquet")
        both = cells.filter(pl.col("p50_usd_low").is_not_null(), pl.col("p50_usd_high").is_not_null())
        found.append(
            both.join(truth, on=dims, how="left").select(
                seed=pl.lit(seed), file=pl.lit(name), cell=pl.concat_str(dims, separator=" / "),
                employers="employers", p50="p50_usd", low="p50_usd_low", high="p50_usd_high", truth="truth",
            )
        )  # fmt: skip
    shutil.rmtree(data)
    return pl.concat(found)


def summary(cells: pl.DataFrame) -> pl.DataFrame:
    """By file and in all: cells, those without a truth, coverage, median relative width, median error."""
    known = cells.filter(pl.col("truth").is_not_null())
    figures = [
        pl.len().alias("cells"),
        pl.col("truth").is_between("low", "high").mean().round(4).alias("coverage"),
        ((pl.col("high") - pl.col("low")) / pl.col("p50")).median().round(4).alias("median_relative_width"),
        (pl.col("p50") / pl.col("truth") - 1).median().round(4).alias("median_error"),
    ]
    every = known.select(pl.lit("ALL").alias("file"), *figures)
    return pl.concat([known.group_by("file").agg(figures).sort("file"), every])


def main() -> None:
    """Run the seeds and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--first", type=int, default=1)
    options.add_argument("--postings", type=int, default=6_000)
    options.add_argument("--to", type=Path, default=Path("bench-out/coverage"))
    wanted = options.parse_args()
    wanted.to.mkdir(parents=True, exist_ok=True)
    found = []
    for seed in range(wanted.first, wanted.first + wanted.seeds):
        found.append(cells_of_seed(seed, wanted.postings, wanted.to))
        sys.stdout.write(f"seed {seed}: {found[-1].height} cells\n")
        sys.stdout.flush()
    cells = pl.concat(found)
    cells.write_csv(wanted.to / "cells.csv")
    without = cells.filter(pl.col("truth").is_null())
    with pl.Config(tbl_rows=-1, tbl_cols=-1, fmt_str_lengths=60, tbl_width_chars=140, tbl_hide_dataframe_shape=True):
        sys.stdout.write(f"{summary(cells)}\n")
    sys.stdout.write(
        f"{without.height} published cells have no truth, for example {without['cell'].head(5).to_list()}\n"
    )


if __name__ == "__main__":
    main()
