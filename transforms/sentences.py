"""Sentences that hold one of some words.

Lines are found first, then cut: a bounded context around a word of the whole text is a hundred times slower, and a
pattern with word boundaries or case to ignore forty times slower than a search for literals (measured).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from .lines import Lines

ENDS = [f"{mark}{space}" for mark in ".!?;•" for space in " \t\u00a0\u2009\u202f\u3000"]
LONGEST_LINE = 2_000


def holding(lines: Lines, pattern: str, *words: Sequence[str]) -> pl.DataFrame:
    """posting_id, sentence: every sentence that matches, in order.

    pattern: an alternation without a context of its own; case is ignored
    words: literals, of each group of which a sentence must hold one, whatever its case; they spare the pattern most lines
    """
    likely = cut(lines, *words)
    return lines.place(likely.filter(pl.col("sentence").str.contains(f"(?i){pattern}"))).drop("start")


def cut(lines: Lines, *words: Sequence[str]) -> pl.DataFrame:
    """line_id, sentence: every sentence of the different lines that holds one literal of each group, in order."""
    found = (
        _holding(lines, *words)
        .with_columns(sentence=pl.col("line").str.replace_many(ENDS, ["\n"] * len(ENDS)).str.split("\n"))
        .drop("line")
        .explode("sentence", empty_as_null=False)
    )
    return found.filter(pl.all_horizontal(pl.lit(True), *(any_of(pl.col("sentence"), group) for group in words)))


def lines_with(lines: Lines, *words: Sequence[str]) -> pl.DataFrame:
    """posting_id, line: every line that holds one literal of each group, in order."""
    return lines.place(_holding(lines, *words)).drop("start")


def _holding(lines: Lines, *words: Sequence[str]) -> pl.DataFrame:
    line = pl.col("line")
    held = lines.different.filter(pl.all_horizontal(pl.lit(True), *(any_of(line, group) for group in words)))
    return held.with_columns(line.str.head(LONGEST_LINE))


def any_of(text: pl.Expr, words: Sequence[str]) -> pl.Expr:
    """Whether a text holds one of the literals; the case of ASCII letters is ignored."""
    return text.str.contains_any(list(words), ascii_case_insensitive=True)
