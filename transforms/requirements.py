"""What a posting asks of people: years of experience and degrees, from the parts that speak of requirements.

Where no part states requirements, the years that would be liked (`Ideally you have`) are all there is to go by. The
years that an imported table puts beside a description are what its author read there: they count only where the
description names none.
"""

from __future__ import annotations

import polars as pl

from . import education, wishes, years

ZONES = ["requirements", "duties", "nice"]
IMPORTED = "table"


def read(raw: pl.DataFrame, zoned: pl.DataFrame) -> pl.DataFrame:
    """posting_id, years_min, years_max, education_required, education_preferred, degree_or_equivalent.

    raw: `RawPosting`; zoned: posting_id, zone, text
    """
    asked = (
        zoned.filter(pl.col("zone").is_in(ZONES))
        .select("posting_id", place="zone", line=pl.col("text").str.split("\n"))
        .explode("line")
    )
    is_wish = pl.col("place") == "nice"
    asking = asked.filter(pl.col("place") == "requirements")["posting_id"].unique().implode()
    liked = asked.filter(is_wish & pl.col("posting_id").is_in(asking).not_()).filter(
        wishes.speaks_of_a_wish(pl.col("line")).not_()
    )
    learnt = pl.concat([_field(raw, "education_text"), asked])
    served = pl.concat([_experience(raw, asked), _titles(raw), asked.filter(~is_wish), liked])
    return (
        raw.select("posting_id")
        .join(years.read(served), on="posting_id", how="left", maintain_order="left")
        .join(education.read(learnt), on="posting_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("education_required", "education_preferred").fill_null("unspecified"),
            pl.col("degree_or_equivalent").fill_null(value=False),
        )
    )


def _experience(raw: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """The source's own field, for an imported table only where no line of the description names years."""
    stated = _field(raw, "experience_text")
    imported = raw.filter(pl.col("source") == IMPORTED).join(stated, on="posting_id", how="semi").select("posting_id")
    spoken = years.holding_figures(asked.join(imported, on="posting_id", how="semi"))
    return stated.join(spoken, on="posting_id", how="anti")


def _titles(raw: pl.DataFrame) -> pl.DataFrame:
    """Titles that may hold a figure: `Engineer (5+ YOE)`."""
    stated = raw.filter(pl.col("title_text").str.contains(r"\d"))
    return stated.select("posting_id", place=pl.lit("requirements"), line="title_text")


def _field(raw: pl.DataFrame, column: str) -> pl.DataFrame:
    stated = raw.filter(pl.col(column).is_not_null())
    return stated.select("posting_id", place=pl.lit("field"), line=column)
