"""Sentences that hold one of some words.

Lines are found first by one cheap pattern, then cut: a bounded context around a word of the whole text is
a hundred times slower (measured).
"""

from __future__ import annotations

import polars as pl

ENDS = r"[.!?;•]\s"
LONGEST_LINE = 2_000


def holding(raw: pl.DataFrame, pattern: str) -> pl.DataFrame:
    """posting_id, sentence: every sentence of `text` that matches, in order.

    pattern: an alternation without a context of its own; case is ignored
    """
    return (
        lines_holding(raw, pattern)
        .with_columns(sentence=pl.col("line").str.replace_all(ENDS, "\n").str.split("\n"))
        .drop("line")
        .explode("sentence", empty_as_null=False)
        .filter(pl.col("sentence").str.contains(f"(?i){pattern}"))
    )


def lines_holding(raw: pl.DataFrame, pattern: str) -> pl.DataFrame:
    """posting_id, line: every line of `text` that matches, in order."""
    return (
        raw.select("posting_id", line=pl.col("text").str.extract_all(rf"(?i)[^\n]*{pattern}[^\n]*"))
        .explode("line", empty_as_null=False)
        .filter(pl.col("line").is_not_null())
        .with_columns(pl.col("line").str.head(LONGEST_LINE))
    )
