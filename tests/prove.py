"""`make prove`: the estimators against truths that the sample market's generator fixes, text bypassed.

Every table stands beside what is usually done: intervals that take ads as independent, medians of ads, cell means,
medians that ignore the mix. Targets are printed with the figures; what misses is marked.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import polars as pl
from rich.console import Console
from threadpoolctl import threadpool_limits

from tests import prove_cells, prove_models

console = Console(highlight=False, width=150)
Row = dict[str, Any]
PARTS: dict[str, tuple[str, Callable[[int], list[Row]]]] = {
    "coverage": ("Coverage of 95 % intervals: at least 0.93; at most 0.97 from 20 employers on, 0.99 below",
                 prove_cells.coverage),
    "habits": ("The same with heavier tails, reposts, wide ranges, and pay hidden by those who pay best (no target)",
               prove_cells.habits),
    "ranges": ("Bias from ranges, per cent: at most 1 at half-width 14 %, 3 at 25 %; offers Beta(2, 2); others no target",
               prove_cells.ranges),
    "dominant": ("One employer with 60 % of the ads pays 30 % more: P50 may move 3 %", prove_cells.dominant),
    "selection": ("Pay disclosed by traits that pay: error of P50, per cent (no target)", prove_models.selection),
    "pooled": ("Thin cells: error at most 0.075 log points and half of raw, coverage 0.93 to 0.97", prove_models.pooled),
    "premium": ("Premium of 8 %: coverage 0.93 to 0.97 from ten employers on", prove_models.premium),
    "index": ("A year's growth of 3 % while the mix shifts up: bias at most 0.1 points, sd at most 0.45",
              prove_models.index),
}  # fmt: skip


def main() -> None:
    """Run the parts asked for and print their tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--repetitions", type=int, default=2_000)
    options.add_argument("--part", choices=PARTS, action="append")
    wanted = options.parse_args()
    with threadpool_limits(1, "blas"):
        for name in wanted.part or PARTS:
            about, part = PARTS[name]
            started = time.perf_counter()
            rows = part(wanted.repetitions)
            console.print(f"\n[bold]{name}[/bold]: {about}  ({time.perf_counter() - started:.0f} s)")
            with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_width_chars=148, tbl_hide_dataframe_shape=True,
                           tbl_hide_column_data_types=True, float_precision=3):  # fmt: skip
                console.print(str(pl.DataFrame(rows, infer_schema_length=None)), soft_wrap=True)
            missed = [row for row in rows if row.get("meets") is False]
            console.print(f"{len(missed)} rows miss their target" if missed else "no row misses its target")


if __name__ == "__main__":
    main()
