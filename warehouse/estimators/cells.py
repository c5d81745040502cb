"""The figures of pay cells as published: direct where the gates allow, else pooled, else held back.

A direct percentile whose interval has an open end takes the pooled model's ends, widened to hold it. A cell that
fails P50's gate is shown by the pooled model from two employers on. An interval of P50 that is wider than a factor
of two holds the cell back, whoever made it.
"""

from __future__ import annotations

import polars as pl

from .percentiles import BOUNDS, KINDS, MOST_WIDTH, PERCENTILES, TOO_WIDE, Seats, direct, seat
from .pooling import pooled_of

LEAST_LOCAL_EMPLOYERS = 2


def pay_cells(votes: pl.DataFrame, dims: list[str], levels: pl.DataFrame) -> pl.DataFrame:
    """One row a cell, with the columns of `percentiles`; estimate_kind is direct, pooled or suppressed.

    votes: as `percentiles` takes them; levels: level, track, level_rank
    """
    return pay_cells_of(*seat(votes, dims), dims, levels)


def pay_cells_of(ordered: pl.DataFrame, seats: Seats, dims: list[str], levels: pl.DataFrame) -> pl.DataFrame:
    """The same of votes that are seated already."""
    own = direct(ordered, seats, dims)
    model = pooled_of(ordered, seats, dims, levels)
    if not model.height:
        return own
    named = {name: f"_{name}" for name in ("local_weight", *BOUNDS)}
    both = own.join(model.rename(named), on=dims, how="left", maintain_order="left")
    return _thin(_open_ends(both)).select(own.columns)


def _open_ends(cells: pl.DataFrame) -> pl.DataFrame:
    """Direct percentiles without both bounds take those of the model."""
    made = []
    for p in PERCENTILES:
        value, low, high = (pl.col(f"p{p}{end}") for end in ("", "_low", "_high"))
        is_open = value.is_not_null() & (low.is_null() | high.is_null()) & pl.col(f"_p{p}").is_not_null()
        made += [
            pl.when(is_open).then(pl.min_horizontal(f"_p{p}_low", value)).otherwise(low).alias(f"p{p}_low"),
            pl.when(is_open).then(pl.max_horizontal(f"_p{p}_high", value)).otherwise(high).alias(f"p{p}_high"),
            pl.when(is_open).then(pl.lit("pooled")).otherwise(f"interval_kind_p{p}").alias(f"interval_kind_p{p}"),
        ]
    closed = cells.with_columns(made)
    too_wide = (pl.col("estimate_kind") == "direct") & TOO_WIDE
    return closed.with_columns(
        *(pl.when(~too_wide.fill_null(value=False)).then(name).alias(name) for name in (*BOUNDS, "local_weight")),
        *(pl.when(too_wide).then(pl.lit("none")).otherwise(name).alias(name) for name in KINDS),
        estimate_kind=pl.when(too_wide).then(pl.lit("suppressed")).otherwise("estimate_kind"),
        suppression_reason=pl.when(too_wide).then(pl.lit("interval_too_wide")).otherwise("suppression_reason"),
    )


def _thin(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells that fail P50's gate, by the model."""
    is_thin = (
        (pl.col("estimate_kind") == "suppressed")
        & (pl.col("employers") >= LEAST_LOCAL_EMPLOYERS)
        & (pl.col("_p50_high") <= MOST_WIDTH * pl.col("_p50_low"))
    ).fill_null(value=False)
    return cells.with_columns(
        *(pl.when(is_thin).then(f"_{name}").otherwise(name).alias(name) for name in ("local_weight", *BOUNDS)),
        *(pl.when(is_thin).then(pl.lit("pooled")).otherwise(name).alias(name) for name in KINDS),
        estimate_kind=pl.when(is_thin).then(pl.lit("pooled")).otherwise("estimate_kind"),
        suppression_reason=pl.when(~is_thin).then("suppression_reason"),
    )
