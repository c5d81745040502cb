"""Which lines of a description are headings, and which zone each opens.

`zone_headings.csv` writes a heading as it stands on its line. `…` at an end stands for more words there (`about …`,
`… qualifications`, `… perks …:`), a colon at the end for a line that must end in one. A heading may also stand before
a colon at the start of its text (`Requirements: Python and SQL`).
"""

from __future__ import annotations

from functools import cache

import polars as pl

from . import taxonomy
from .cues import plain

LONGEST = 72
LONGEST_WITH_COLON = 130
BEFORE_COLON = r"^([^:：\n]{2,50})[:：]\s*\S"
COLONS = [":", "：", ": ", ":*", ":**", ":)"]
NOT_WORDS = " \t.+&#¿¡●■◆▪▶►◼★☆✓✔✅➡→👉💡🚀✨🎯📌🔥🤝💼🌟🏆💻📍🎁💰\ufe0f"
NUMBERS = NOT_WORDS + "0123456789"
UNENDED = [".", ";", ",", "!", ")"]


def read(lines: pl.DataFrame) -> pl.DataFrame:
    """Headings among lines: `n`, `zone`, `is_inline` (text follows on the line).

    lines: `n` (a number that names the line), `line`, and `plain`, its plain form
    """
    size = pl.col("line").str.len_bytes()
    ends_in_colon = pl.any_horizontal(pl.col("line").str.ends_with(mark) for mark in COLONS)
    own = lines.filter(size <= LONGEST_WITH_COLON).with_columns(with_colon=ends_in_colon)
    own = own.filter(pl.col("with_colon") | (size <= LONGEST)).select(
        "n",
        "with_colon",
        key=_bare(pl.col("plain")),
        ends=pl.any_horizontal(pl.col("line").str.ends_with(mark) for mark in UNENDED),
    )
    whole = _whole(own)
    other = own.join(whole, on="n", how="anti").filter(pl.col("with_colon") | ~pl.col("ends"))
    before = (
        lines.filter(pl.col("line").str.head(52).str.contains_any([":", "："]))
        .select("n", key=_bare(plain(pl.col("line").str.extract(BEFORE_COLON, 1))))
        .filter(pl.col("key").is_not_null())
    )
    inline = _whole(before).with_columns(is_inline=pl.lit(value=True))
    found = pl.concat([whole, _partly(other)]).with_columns(is_inline=pl.lit(value=False))
    return pl.concat([found, inline]).unique("n", keep="first", maintain_order=True)


def _bare(plain_line: pl.Expr) -> pl.Expr:
    """A plain line without bullets and signs around it, and without a number before it."""
    return plain_line.str.strip_chars_start(NUMBERS).str.strip_chars_end(NOT_WORDS)


def _whole(keyed: pl.DataFrame) -> pl.DataFrame:
    known = {row["phrase"]: row["zone"] for row in _headings().filter(~pl.col("needs_colon")).iter_rows(named=True)}
    zone = pl.col("key").replace_strict(known, default=None, return_dtype=pl.String)
    return keyed.select("n", zone=zone).filter(pl.col("zone").is_not_null())


def _partly(keyed: pl.DataFrame) -> pl.DataFrame:
    """Lines that hold a heading with more words around it; the longest phrase decides."""
    parts = _headings().filter(~(pl.col("opens") & pl.col("closes")) | pl.col("needs_colon"))
    phrases = pl.lit(parts["spaced"].unique(maintain_order=True).implode())
    key = pl.format(" {} ", "key")
    return (
        keyed.with_columns(key=key, spaced=key.str.extract_many(phrases, overlapping=True))
        .filter(pl.col("spaced").list.len() > 0)
        .explode("spaced")
        .join(parts, on="spaced", maintain_order="left")
        .filter(
            ~pl.col("opens") | pl.col("key").str.starts_with(pl.col("spaced")),
            ~pl.col("closes") | pl.col("key").str.ends_with(pl.col("spaced")),
            ~pl.col("needs_colon") | pl.col("with_colon"),
        )
        .sort("n", pl.col("spaced").str.len_bytes(), descending=[False, True], maintain_order=True)
        .unique("n", keep="first", maintain_order=True)
        .select("n", "zone")
    )


@cache
def _headings() -> pl.DataFrame:
    """The table with each heading's plain phrase, which ends of the line it keeps, and whether it needs a colon."""
    text = pl.col("heading")
    return taxonomy.table("zone_headings").select(
        "zone",
        phrase=plain(text.str.replace_all("[…:]", " ")).str.strip_chars(),
        spaced=plain(text.str.replace_all("[…:]", " ")),
        opens=~text.str.starts_with("…"),
        closes=~text.str.contains("…:?$"),
        needs_colon=text.str.ends_with(":"),
    )
