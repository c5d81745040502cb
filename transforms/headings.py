"""Which lines of a description are headings, and which zone each opens.

`zone_headings.csv` writes a heading as it stands on its line. `…` at an end stands for more words there (`about …`,
`… qualifications`, `… perks …:`), a colon at the end for a line that must end in one or in a question mark. A heading
may also stand before a colon at the start of its text (`Requirements: Python and SQL`). An unknown line that ends in a
colon or question mark and holds a wish (`It would be a plus to know:`) opens nice-to-have.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from . import taxonomy, wishes
from .cues import plain

LONGEST = 72
LONGEST_WITH_COLON = 130
BEFORE_COLON = r"^([^:：\n]{2,50})[:：]\s*\S"
COLONS = [":", "："]
ASKING = ["?", "？"]
AFTER_COLON = " *)"
NOT_WORDS = " \t.+&#¿¡→"
PICTURES = r"[\p{So}\p{Sk}\u{200d}\u{fe0f}\s]+"
NUMBERS = NOT_WORDS + "0123456789"
SENTENCE_END = r"[.!?]\s"
UNENDED = [".", ";", ",", "!", ")"]


def read(lines: pl.DataFrame) -> pl.DataFrame:
    """Headings among lines: `n`, `zone`, `is_inline` (text follows on the line).

    lines: `n` (a number that names the line), `line`, and `plain`, its plain form
    """
    size = pl.col("line").str.len_bytes()
    ends_in_colon = pl.col("line").str.strip_chars_end(AFTER_COLON).str.tail(1).is_in([*COLONS, *ASKING])
    own = lines.filter(size <= LONGEST_WITH_COLON).with_columns(with_colon=ends_in_colon)
    own = _undecorated(
        own.filter(pl.col("with_colon") | (size <= LONGEST)).select(
            "n", "with_colon", key=_bare(pl.col("plain")), ends=pl.col("line").str.tail(1).is_in(UNENDED)
        )
    )
    whole = _whole(own)
    other = own.join(whole, on="n", how="anti").filter(pl.col("with_colon") | ~pl.col("ends"))
    before = (
        lines.filter(pl.col("line").str.head(52).str.contains_any([":", "："]))
        .select("n", key=_bare(plain(pl.col("line").str.extract(BEFORE_COLON, 1))))
        .filter(pl.col("key").is_not_null())
    )
    inline = _whole(_undecorated(before)).with_columns(is_inline=pl.lit(value=True))
    partly = _partly(other)
    wishing = other.join(partly, on="n", how="anti").filter(
        "with_colon", wishes.speaks_of_a_wish(pl.col("key")), pl.col("key").str.contains(SENTENCE_END).not_()
    )
    found = pl.concat([whole, partly, wishing.select("n", zone=pl.lit("nice"))]).with_columns(
        is_inline=pl.lit(value=False)
    )
    return pl.concat([found, inline]).unique("n", keep="first", maintain_order=True)


def _bare(plain_line: pl.Expr) -> pl.Expr:
    """A plain line without bullets and signs around it, and without a number before it."""
    return plain_line.str.strip_chars_start(NUMBERS).str.strip_chars_end(NOT_WORDS)


def _undecorated(keyed: pl.DataFrame) -> pl.DataFrame:
    """The lines with keys without pictures; only a key that is not plain ASCII can hold one."""
    is_ascii = pl.col("key").str.len_bytes() == pl.col("key").str.len_chars()
    bare = _bare(pl.col("key").str.replace_all(PICTURES, " "))
    return pl.concat([keyed.filter(is_ascii), keyed.filter(~is_ascii).with_columns(key=bare)])


def _whole(keyed: pl.DataFrame) -> pl.DataFrame:
    known = _headings().filter(~pl.col("needs_colon")).unique("phrase", keep="last").select("zone", key="phrase")
    return keyed.join(known, on="key", maintain_order="left").select("n", "zone")


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
