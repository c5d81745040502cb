"""What a posting asks of people: years of experience and degrees, from the parts that speak of requirements."""

from __future__ import annotations

import polars as pl

from . import education, years

ZONES = ["requirements", "duties", "nice"]


def read(raw: pl.DataFrame, zoned: pl.DataFrame) -> pl.DataFrame:
    """posting_id, years_min, years_max, education_required, education_preferred, degree_or_equivalent.

    raw: `RawPosting`; zoned: posting_id, zone, text
    """
    asked = (
        zoned.filter(pl.col("zone").is_in(ZONES))
        .select("posting_id", place="zone", line=pl.col("text").str.split("\n"))
        .explode("line")
    )
    learnt = pl.concat([_field(raw, "education_text"), asked])
    served = pl.concat([_field(raw, "experience_text"), asked.filter(pl.col("place") != "nice")])
    return (
        raw.select("posting_id")
        .join(years.read(served), on="posting_id", how="left", maintain_order="left")
        .join(education.read(learnt), on="posting_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("education_required", "education_preferred").fill_null("unspecified"),
            pl.col("degree_or_equivalent").fill_null(value=False),
        )
    )


def _field(raw: pl.DataFrame, column: str) -> pl.DataFrame:
    stated = raw.filter(pl.col(column).is_not_null())
    return stated.select("posting_id", place=pl.lit("field"), line=column)
