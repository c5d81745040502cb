"""Dates as sources write them: ISO, epochs, RFC 2822, plain days. What is not plausible is not used, and flagged."""

from __future__ import annotations

import polars as pl

EARLIEST = pl.date(2005, 1, 1)
LATEST = pl.duration(days=2)
DAY_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%Y/%m/%d")
MAIL_DAY = r"^(?:\w{3},\s*)?(\d{1,2} \w{3} \d{4})"
ISO_DAY = r"^(\d{4}-\d{2}-\d{2})(?:[T ]|$)"


def read(raw: pl.DataFrame) -> pl.DataFrame:
    """posting_id, posted_date, is_backfilled_date: the first fetch's day stands in for a missing or impossible date.

    raw: posting_id, posted_text, observed_at
    """
    text = pl.col("posted_text").str.strip_chars()
    number = pl.when(text.str.contains(r"^(?:\d{10}|\d{13})$")).then(text).cast(pl.Int64, strict=False)
    stamp = pl.when(text.str.len_bytes() == 13).then(number).otherwise(number * 1_000)
    stated = pl.coalesce(
        stamp.cast(pl.Datetime("ms")).dt.date(),
        text.str.extract(ISO_DAY).str.to_date("%Y-%m-%d", strict=False),
        text.str.extract(MAIL_DAY).str.to_date("%d %b %Y", strict=False),
        *[text.str.to_date(form, strict=False) for form in DAY_FORMATS[1:]],
    )
    fetched = pl.col("observed_at").dt.date()
    return (
        raw.select("posting_id", "observed_at", stated=stated)
        .with_columns(usable=pl.col("stated").is_between(EARLIEST, fetched + LATEST).fill_null(value=False))
        .select(
            "posting_id",
            posted_date=pl.when("usable").then("stated").otherwise(fetched),
            is_backfilled_date=~pl.col("usable"),
        )
    )
