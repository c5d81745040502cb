"""What a posting asks of people: years of experience and degrees, from the parts that speak of requirements.

Where no part states requirements, the years that would be liked (`Ideally you have`) are all there is to go by.
"""

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
        .with_columns(asks=(pl.col("zone") == "requirements").any().over("posting_id"))
        .select("posting_id", "asks", place="zone", line=pl.col("text").str.split("\n"))
        .explode("line")
    )
    alone = pl.when(pl.col("asks") & (pl.col("place") == "nice")).then(None).otherwise("place")
    learnt = pl.concat([_field(raw, "education_text"), asked.drop("asks")])
    served = pl.concat(
        [
            _field(raw, "experience_text"),
            _titles(raw),
            asked.select("posting_id", place=alone, line="line").drop_nulls("place"),
        ]
    )
    return (
        raw.select("posting_id")
        .join(years.read(served), on="posting_id", how="left", maintain_order="left")
        .join(education.read(learnt), on="posting_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("education_required", "education_preferred").fill_null("unspecified"),
            pl.col("degree_or_equivalent").fill_null(value=False),
        )
    )


def _titles(raw: pl.DataFrame) -> pl.DataFrame:
    """Titles that may hold a figure: `Engineer (5+ YOE)`."""
    stated = raw.filter(pl.col("title_text").str.contains(r"\d"))
    return stated.select("posting_id", place=pl.lit("requirements"), line="title_text")


def _field(raw: pl.DataFrame, column: str) -> pl.DataFrame:
    stated = raw.filter(pl.col(column).is_not_null())
    return stated.select("posting_id", place=pl.lit("field"), line=column)
