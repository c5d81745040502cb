"""Passages of texts that are read for pay: the lines in which it may be stated, with as much around them as they need."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple, Protocol

import polars as pl

from . import pay_anchors
from .pay_anchors import Places

BEFORE, AFTER, APART = 120, 45, 40
LINE_BEFORE, LINE_AFTER = 420, 150
WHOLE_LENGTH = 200
LONGEST, MOST = 8_000, 60_000
LineKind = Literal["open", "named", "closed", "void"]
Row = tuple[int, int, str, str | None, int | None, LineKind]

Passage = tuple[int, int, str, bool, bool]
"""Words to read for pay: row of their text, first code point, the words, whether they are a line read alone, and whether
they are all there is."""


class Found(NamedTuple):
    """What is to be read of texts.

    passages: in order, closed lines left out; closed: a frame of those, row, start, line
    cut: rows of texts whose passages hold more than `MOST` characters; the rest of those is left out
    """

    passages: list[Passage]
    closed: pl.DataFrame
    cut: list[int]


class Lines(Protocol):
    """What is known of single lines."""

    def kind(self, line: str) -> LineKind:
        """Closed: a passage of its own, which parts those before and after it; named: needs at most the line above."""

    def is_mute(self, line: str) -> bool:
        """True where a line says nothing of the one below it."""


def find(texts: pl.Series, lines: Lines) -> Found:
    """Passages of all texts. Most lines that hold figures are closed: texts with no other lines need no second look."""
    stated, places = pay_anchors.lines(texts)
    kinded = stated.select("row", "start", "line", "above", "above_start", kind=_kinds(stated, lines))
    kind = pl.col("kind")
    unsettled = kinded.filter(kind.is_in(["open", "named"]).any().over("row"))
    found: list[Passage] = []
    cut: list[int] = []
    for row, group in groupby(zip(*(column.to_list() for column in unsettled), strict=True), itemgetter(0)):
        left = MOST
        for passage in _of_text(texts, row, group, places, lines):
            left -= len(passage[2])
            if left < 0:
                cut.append(row)
                break
            found.append(passage)
    return Found(found, kinded.filter(kind == "closed").select("row", "start", "line"), cut)


def _kinds(stated: pl.DataFrame, lines: Lines) -> pl.Expr:
    """Kind of every line; open where it is long, all there is, or may run on."""
    is_apart = ~(pl.col("runs_on") | pl.col("is_only")) & (pl.col("line").str.len_chars() <= LINE_BEFORE)
    different = stated.filter(is_apart)["line"].unique(maintain_order=True).to_list()
    kinds = [lines.kind(line) for line in different]
    known = pl.col("line").replace_strict(different, kinds, default="open", return_dtype=pl.String)
    return pl.when(is_apart).then(known).otherwise(pl.lit("open"))


def _of_text(
    texts: pl.Series, row: int, group: Iterator[Row], places: dict[str, Places], lines: Lines
) -> Iterator[Passage]:
    """Passages of one text but for its closed lines, which part them; near ones are read as one."""
    text = ""
    start = end = -1
    floor = 0
    for _, at, line, above, above_start, kind in group:
        if kind == "closed":
            if end >= 0:
                yield _cut(text, row, start, min(end, at))
            start, end, floor = -1, -1, at + len(line)
        if kind in ("closed", "void"):
            continue
        if (
            kind == "named"
            and (end < 0 or at > end + APART)
            and "|" not in line
            and (not above or lines.is_mute(above))
        ):
            if end >= 0:
                yield _cut(text, row, start, end)
            yield row, at, line, True, False
            start = end = -1
            continue
        text = text or texts[row]
        for first, last in places[line] if kind == "open" else [(0, len(line))]:
            if kind == "open" and at + last <= end - AFTER:
                continue
            span = _span(text, at + first, at + last) if kind == "open" else _with_above(at, last, above_start)
            left = max(span[0], floor)
            if end >= 0 and left <= end + APART and span[1] - start <= LONGEST:
                end = max(end, span[1])
                continue
            if end >= 0:
                yield _cut(text, row, start, end)
            start, end = left, span[1]
    if end >= 0:
        yield _cut(text, row, start, end)


def _cut(text: str, row: int, start: int, end: int) -> Passage:
    words = text[start:end]
    is_whole = len(words) == len(text) <= WHOLE_LENGTH and "\n" not in words.strip()
    return row, start, words, False, is_whole


def _with_above(at: int, size: int, above_start: int | None) -> tuple[int, int]:
    return max(at if above_start is None else above_start, at - LINE_BEFORE), at + size


def _span(text: str, first: int, last: int) -> tuple[int, int]:
    """The anchor with what stands before and after it, from the start of a line or sentence to the end of one."""
    start, end = max(0, first - BEFORE), last + AFTER
    farthest = max(0, first - LINE_BEFORE)
    line = max(text.rfind("\n", farthest, start), text.rfind(". ", farthest, start))
    if line >= 0:
        start = line + 1
    elif first <= LINE_BEFORE:
        start = 0
    closes = [at for mark in ("\n", ". ") if (at := text.find(mark, end, last + LINE_AFTER)) >= 0]
    return start, min(closes, default=min(len(text), last + LINE_AFTER))
