"""Full time, part time, contract, internship ...: from the source's field first, then from the title."""

from __future__ import annotations

import polars as pl

from . import taxonomy
from .cues import find, plain

PRECEDENCE = ["internship", "per_project", "contract", "temporary", "part_time", "full_time"]
TITLE_TYPES = ["internship", "contract", "part_time"]
NOT_FROM_TITLE = ["contract", "student", "temp", "gig", "regular", "stage", "employee", "co op"]


def read(raw: pl.DataFrame) -> pl.DataFrame:
    """posting_id, employment_type; `unspecified` where neither field nor title says."""
    cues = taxonomy.table("employment_types")
    title_cues = cues.filter(pl.col("employment_type").is_in(TITLE_TYPES), ~pl.col("cue").is_in(NOT_FROM_TITLE))
    field = find(raw.select("posting_id", plain=plain(pl.col("employment_text").fill_null(""))), cues, key=["posting_id"])
    title = find(raw.select("posting_id", plain=plain(pl.col("title_text"))), title_cues, key=["posting_id"])
    order = pl.Enum(PRECEDENCE)

    def strongest(hits: pl.DataFrame, name: str) -> pl.DataFrame:
        typed = hits.select("posting_id", pl.col("employment_type").cast(order))
        return typed.group_by("posting_id").agg(pl.col("employment_type").min().cast(pl.String).alias(name))

    by_title = pl.when(pl.col("titled") == "internship").then("titled")
    return (
        raw.select("posting_id")
        .join(strongest(field, "stated"), on="posting_id", how="left", maintain_order="left")
        .join(strongest(title, "titled"), on="posting_id", how="left", maintain_order="left")
        .select(
            "posting_id",
            employment_type=pl.coalesce(by_title, "stated", "titled", pl.lit("unspecified")),
        )
    )
