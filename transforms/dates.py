"""Dates as sources write them: ISO, epochs, RFC 2822, plain and relative days. What is not plausible is not used."""

from __future__ import annotations

import polars as pl

EARLIEST = pl.date(2005, 1, 1)
LATEST = pl.duration(days=2)
EPOCH = r"^(\d{10}|\d{13}|\d{16})(?:\.\d+)?$"
ISO_DAY = r"^(\d{4}-\d{1,2}-\d{1,2})(?:[T ]|$)"
NAMED_DAY = r"(?i)^(?:[a-z]{3,9}\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[ .-]+([a-z]{3})[a-z]*\.?[ ,-]+(\d{4})\b"
NAMED_MONTH = r"(?i)^(?:[a-z]{3,9}\.?,\s+)?([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b"
FORMATS = ("%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%Y年%m月%d日")
SLASHED = r"^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$"
AGO = r"(?i)(?:^|\s)(a|an|\d{1,2})\s+(minute|hour|day|week)s?\s+ago"
TODAY, YESTERDAY = r"(?i)\b(?:today|just posted|just now)\b", r"(?i)\byesterday\b"
DAYS = {"minute": 0, "hour": 0, "day": 1, "week": 7}


def read(raw: pl.DataFrame) -> pl.DataFrame:
    """posting_id, posted_date, is_backfilled_date: the first fetch's day stands in for a missing or impossible date.

    raw: posting_id, posted_text, observed_at
    """
    text = pl.col("posted_text").str.strip_chars()
    fetched = pl.col("observed_at").dt.date()
    stated = pl.coalesce(
        _epoch(text),
        text.str.extract(ISO_DAY).str.to_date("%Y-%m-%d", strict=False),
        _named(text, NAMED_DAY, "{2} {1} {3}"),
        _named(text, NAMED_MONTH, "{1} {2} {3}"),
        *[text.str.to_date(form, strict=False) for form in FORMATS],
        _slashed(text),
        _relative(text, fetched),
    )
    return (
        raw.select("posting_id", fetched=fetched, stated=stated)
        .with_columns(usable=pl.col("stated").is_between(EARLIEST, pl.col("fetched") + LATEST).fill_null(value=False))
        .select(
            "posting_id",
            posted_date=pl.when("usable").then("stated").otherwise("fetched"),
            is_backfilled_date=~pl.col("usable"),
        )
    )


def _epoch(text: pl.Expr) -> pl.Expr:
    digits = text.str.extract(EPOCH)
    number = digits.cast(pl.Int64, strict=False)
    size = digits.str.len_bytes()
    milliseconds = pl.when(size == 10).then(number * 1_000).when(size == 13).then(number).otherwise(number // 1_000)
    return milliseconds.cast(pl.Datetime("ms")).dt.date()


def _named(text: pl.Expr, pattern: str, order: str) -> pl.Expr:
    """A day with its month by name, its parts put in the order month, day, year by `order`."""
    parts = text.str.extract_groups(pattern)
    fields = [parts.struct.field(name) for name in (order[1], order[5], order[9])]
    return pl.concat_str(fields, separator=" ").str.to_date("%b %d %Y", strict=False)


def _slashed(text: pl.Expr) -> pl.Expr:
    """`03/08/2026` is a day in August or in March: only what can be read one way counts."""
    parts = text.str.extract_groups(SLASHED)
    first, second, year = (parts.struct.field(name).cast(pl.Int32, strict=False) for name in ("1", "2", "3"))
    iso = pl.when((first > 12) | (first == second)).then(pl.format("{}-{}-{}", year, second, first))
    return iso.when(second > 12).then(pl.format("{}-{}-{}", year, first, second)).str.to_date("%Y-%m-%d", strict=False)


def _relative(text: pl.Expr, fetched: pl.Expr) -> pl.Expr:
    """`3 days ago` and the like; `30+ days ago` and months are too vague to be a date."""
    parts = text.str.extract_groups(AGO)
    count = parts.struct.field("1").str.to_lowercase().replace({"a": "1", "an": "1"}).cast(pl.Int32, strict=False)
    unit = parts.struct.field("2").str.to_lowercase().replace_strict(DAYS, default=None, return_dtype=pl.Int32)
    ago = pl.coalesce(
        count * unit, pl.when(text.str.contains(TODAY)).then(0), pl.when(text.str.contains(YESTERDAY)).then(1)
    )
    return fetched - pl.duration(days=ago)
