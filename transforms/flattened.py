"""Descriptions that lost their line breaks: a very long line, or one with a list in it, is cut at headings, bullets
and sentences.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from . import taxonomy

LONG = 1_200
SENTENCE = r"([.;!?。；])\s*([\p{Lu}\p{Lo}])"
BULLET = r"\s+[-–•·▪●*]\s+"
LIST = r" [-–•·▪●*] \S.* [-–•·▪●*] \S.* [-–•·▪●*] \S"
SMALL = {"the", "a", "an", "of", "for", "and", "to", "in", "with", "as", "if", "it", "on", "your", "we", "you"}


def cut(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines in their order, each such one cut into several; the other columns are repeated.

    lines: `line` and whatever else
    """
    size = pl.col("line").str.len_bytes()
    is_long = (size > LONG) | ((size > LONG // 6) & pl.col("line").str.contains(LIST))
    numbered = lines.with_row_index("_order")
    long = numbered.filter(is_long)
    if long.is_empty():
        return lines
    headings = _spellings()
    parted = (
        pl.col("line")
        .str.replace_many(headings, [f"\n{each}\n" for each in headings], leftmost=True)
        .str.replace_all(SENTENCE, "$1\n$2")
        .str.replace_all(_opening(), "\n$1\n$2")
        .str.replace_all(BULLET, "\n")
        .str.split("\n")
    )
    pieces = long.with_columns(line=parted).explode("line").with_columns(line=pl.col("line").str.strip_chars(" :"))
    return (
        pl.concat([numbered.filter(~is_long), pieces.filter(pl.col("line") != "")])
        .sort("_order", maintain_order=True)
        .drop("_order")
    )


@cache
def _spellings() -> list[str]:
    """Headings as they may stand inside a line: in title case or capitals, single words before a colon."""
    spellings = set()
    for heading in _headings():
        words = heading.split(" ")
        title = " ".join(word if word in SMALL else word.capitalize() for word in words)
        shapes = {title, " ".join(map(str.capitalize, words)), heading.upper()} - {heading, heading.capitalize()}
        spellings |= {f"{shape}:" for shape in shapes} if len(words) == 1 else {f"{shape} " for shape in shapes}
    spellings |= {spelling.replace("'", "’") for spelling in spellings}
    return sorted(spellings, key=lambda each: (-len(each), each))


@cache
def _opening() -> str:
    """A heading that opens a sentence and runs on into the next, which its capital letter shows."""
    longest_first = sorted(_headings(), key=lambda each: (-len(each), each))
    words = "|".join(re.escape(each.capitalize()).replace("'", "['’]") for each in longest_first)
    return rf"(?m)^({words}) (\p{{Lu}})"


@cache
def _headings() -> list[str]:
    return [each for each in taxonomy.table("zone_headings")["heading"].to_list() if not {"…", ":"} & set(each)]
