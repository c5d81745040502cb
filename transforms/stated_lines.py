"""Lines of a text that state the place and the way of working as a field would: `Location: Berlin (hybrid)`."""

from __future__ import annotations

import polars as pl

from . import locations, place_text, sentences
from .lines import Lines
from .place_choice import Mention
from .place_items import EVERYDAY, SMALL_CODES

LABEL = (
    r"(?:(?:job|work|working|office|primary|available|position|role|based)[ -])?(?:locations?|workplace|place of work"
    r"|work(?:ing|place)? (?:model|mode|arrangement|type|setting|style)|remote (?:status|type))"
    r"|where|office|hq|based in|(?:dienst|einsatz|arbeits)?(?:stand)?ort|arbeitsmodell|lieu(?: de travail)?|localisation|télétravail"
    r"|ubicación|localidad|modalidad(?: de trabajo)?|localização|local|regime|modalità(?: di lavoro)?"
    r"|sede(?: di lavoro)?|(?:stand)?plaats|locatie|lokalizacja|tryb pracy|placering|sted|勤務地|工作地点"
)
LINE = rf"(?i)^[^\w\n]*(?:{LABEL})(?: \([^)\n]*\))?[^\w\n:：–—-]*(?:[:：]|\s[-–—]\s?)[^\w\n(]*(\S[^\n]+)"
PINNED = r"^\s*📍[^\w\n(]*(\S[^\n|]+)"
LABEL_ALONE = rf"(?i)^[^\w\n]*(?:{LABEL})(?: \(?\d\)?)?[^\w\n]*$"
EMPLOYER = r"(?i)^[^\w\n]*(?:hq|office)(?-u:\b)"
COMPANY = r"^[^|(]*"
HEADER = r"^\s*([^\n|]{2,80}\|[^\n|]+\|[^\n]+)"
LABEL_WORDS = (
    "location", "workplace", "place of work", "work model", "work mode", "work arrangement", "work type", "work setting",
    "work style", "working model", "working mode", "working arrangement", "working type", "working setting",
    "working style", "remote status", "remote type", "ort", "arbeitsmodell", "lieu", "localisation", "télétravail",
    "ubicación", "localidad", "modalidad", "localização", "local", "regime", "modalità", "sede", "plaats", "locatie",
    "lokalizacja", "tryb pracy", "placering", "sted", "勤務地", "工作地点",
    "where", "office", "hq", "based in", "📍",
)  # fmt: skip
MARKS = [":", "：", " -", " –", " —", "📍"]
LONGEST_STATED, LONGEST_HEADER = 101, 320
LABEL_END, LONGEST, LONGEST_LABEL = 80, 600, 40
"""A label ends within this many code points, in a line of no more bytes than that; a line of a label alone is shorter."""
OPENING = 6_000
"""Such a line begins within this many code points of its text."""
BASED = r"(?i)-based(?-u:\b).*"
IN = r"^(?:based in|in|at|near|bei|à|en|a) "
TITLE_PARTS = r"\s[-–—|/]\s|[,|–—;:()\[\]]"
SHORTEST_NAME = 4


def read(raw: pl.DataFrame, lines: Lines) -> pl.DataFrame:
    """posting_id, line: what stands behind or below the label, the first such line of a posting; else a header of bars.

    A line about the employer (`HQ: Oslo`) comes after those about the job.
    """
    line = pl.col("line")
    stated = (
        lines.different.filter(line.str.len_bytes() < LONGEST, line.str.head(LABEL_END).str.contains_any(MARKS))
        .filter(sentences.any_of(line.str.head(LABEL_END), LABEL_WORDS))
        .with_columns(
            pl.coalesce(line.str.extract(LINE, 1), line.str.extract(PINNED, 1)).str.head(LONGEST_STATED),
            is_employer=line.str.contains(EMPLOYER),
        )
        .drop_nulls()
    )
    labelled = (
        pl.concat([lines.place(stated), below_labels(lines).with_columns(is_employer=pl.lit(False))], how="diagonal")
        .filter(pl.col("start") < OPENING)
        .sort("posting_id", "is_employer", "start", maintain_order=True)
        .unique("posting_id", keep="first", maintain_order=True)
        .drop("start", "is_employer")
    )
    barred = raw.join(labelled, on="posting_id", how="anti").select(
        "posting_id", line=pl.col("text").str.extract(HEADER, 1).str.head(LONGEST_HEADER)
    )
    both = pl.concat([labelled, barred.drop_nulls()])
    return (
        raw.select("posting_id").join(both, on="posting_id", maintain_order="left").with_columns(line.str.strip_chars())
    )


def below_labels(lines: Lines) -> pl.DataFrame:
    """posting_id, start, line: the line below one that is nothing but a label (`Location:`), or else the next but one."""
    line = pl.col("line")
    alone = (
        lines.different.filter(line.str.len_bytes() < LONGEST_LABEL)
        .filter(sentences.any_of(line, LABEL_WORDS))
        .filter(line.str.contains(LABEL_ALONE))
    )
    is_label, row = pl.col("line_id").is_in(alone["line_id"].implode()), pl.col("row")
    below = [
        lines.held.with_columns(label=pl.int_range(pl.len()) - step).filter(
            is_label.shift(step) & (row == row.shift(step))
        )
        for step in (1, 2)
    ]
    return (
        pl.concat(below)
        .join(lines.different, on="line_id", maintain_order="left")
        .with_columns(line.str.strip_chars_start(" \t:：–-•*").str.head(LONGEST_STATED))
        .filter(line != "")
        .unique("label", keep="first", maintain_order=True)
        .join(lines.rows, on="row", maintain_order="left")
        .select("posting_id", "start", "line")
    )


def places(raw: pl.DataFrame, labelled: pl.DataFrame) -> pl.DataFrame:
    """posting_id, line, place_id, is_remote: places that such lines (`labelled`) name, else those that a title's parts are.

    None where a line runs on as prose does; a part of a title counts only where it is nothing but a place.
    """
    own = raw.select("posting_id").join(labelled, on="posting_id", maintain_order="left")
    is_header = pl.col("line").str.contains("|", literal=True)
    header = own.filter(is_header).with_columns(pl.col("line").str.replace(COMPANY, "").str.split("|")).explode("line")
    stated = pl.concat([named(own.filter(is_header.not_()), is_whole=False), named(header, is_whole=True)])
    return pl.concat([stated, in_titles(raw.join(stated, on="posting_id", how="anti"))])


def in_titles(raw: pl.DataFrame, hints: pl.DataFrame | None = None) -> pl.DataFrame:
    """posting_id, line, place_id, is_remote: places that parts of a title are (`Data Analyst (Oslo)`).

    hints: as of `named`
    """
    part = pl.col("line").str.strip_chars()
    parts = (
        raw.select("posting_id", line=pl.col("title_text").str.replace_all(TITLE_PARTS, "\n").str.split("\n"))
        .explode("line")
        .with_columns(line=part.str.replace(IN, ""))
        .filter(
            (part.str.len_chars() >= SHORTEST_NAME) | part.is_in([code.upper() for code in SMALL_CODES]),
            part.str.contains(r"\p{Lu}|[^\x00-\x7f]"),
        )
        .with_columns(line=part.str.replace(BASED, ""))
        .filter(
            part.str.to_lowercase().is_in(list(EVERYDAY)).not_(),
        )
    )
    return named(parts, hints, is_whole=True)


def named(lines: pl.DataFrame, hints: pl.DataFrame | None = None, *, is_whole: bool) -> pl.DataFrame:
    """Places that lines (posting_id, line) name, but for those with several unknown names or, if `is_whole`, any unknown word.

    hints: posting_id, hints, as of `locations.countries_near`
    """

    def clear(line: str, near: tuple[str, ...]) -> tuple[Mention, ...]:
        reading = place_text.read(line, near)
        is_clear = reading.strangers == 0 if is_whole else len(reading.unknown) <= 1
        return reading.mentions if is_clear else ()

    return locations.named(lines, "line", hints, clear)
