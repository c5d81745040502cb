"""Which part of a description is what: company blurb, duties, requirements, nice-to-have, benefits, legal text.

A line belongs to the zone of the last heading above it. Its own words may move it (`zone_cues.csv`): to legal text
and benefits from anywhere, to requirements and blurb where no heading has spoken yet (a line that says both asks),
and wishes to nice-to-have, sentence by sentence. What an employer repeats over its postings is blurb, except under a
heading of duties, and in adverts for several jobs, whose lines stand in the posting of each; what speaks of another
job counts as legal text does.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from . import flattened, headings, other_jobs, taxonomy, wishes
from .cues import CJK, plain

ZONES = ["blurb", "duties", "requirements", "nice", "benefits", "legal"]
BITS = {"legal": 1, "benefits": 2, "blurb": 4, "nice": 8, "requirements": 16}
ASKED = ["requirements", "nice"]
LINE_ONLY = ["benefits", "legal", "facts"]
FACTS = "facts"
POSTINGS_AT_ONCE = 2_000  # their lines take several times the memory of their text
IDEAL = "ideal"
ADDRESS = r"(?:https?://|www\.)\S+"


def split(raw: pl.DataFrame, passages: pl.DataFrame) -> pl.DataFrame:
    """One row per posting and zone that it has: `posting_id`, `zone`, `text` (its lines), `plain` (for cues).

    raw: `RawPosting`; passages: source, board, line, the lines that a board repeats
    """
    parts = raw.iter_slices(POSTINGS_AT_ONCE) if raw.height else [raw]
    return pl.concat([_split(part, passages) for part in parts], rechunk=True)


def _split(raw: pl.DataFrame, passages: pl.DataFrame) -> pl.DataFrame:
    lines = raw.with_row_index("row").select("row", "source", "board", line=pl.col("text").str.split("\n"))
    lines = lines.explode("line").filter(pl.col("line") != "")
    judged = _judged(_headed(_read_once(lines, raw["title_text"], passages)))
    order = pl.Enum(ZONES)
    zoned = (
        pl.concat([judged.filter(~pl.col("is_wish")), wishes.split(judged.filter("is_wish"))])
        .sort("at", maintain_order=True)
        .select(
            "line",
            key=pl.col("row") * len(ZONES) + pl.col("zone").cast(order).to_physical(),
            plain=pl.col("plain").str.strip_prefix(" "),
        )
        .group_by("key", maintain_order=True)
        .agg("line", "plain")
        .sort("key")
    )
    return zoned.select(
        posting_id=raw["posting_id"].gather(zoned["key"] // len(ZONES)),
        zone=(pl.col("key") % len(ZONES)).replace_strict(range(len(ZONES)), ZONES, return_dtype=pl.String),
        text=pl.col("line").list.join("\n"),
        plain=pl.lit(" ") + pl.col("plain").list.join(""),
    )


def _read_once(lines: pl.DataFrame, titles: pl.Series, passages: pl.DataFrame) -> pl.DataFrame:
    """The lines in order with what they say alone, each different line read once, however many postings hold it.

    Returns `at` (order), `row`, `is_repeated`, `is_other` (of another job), `n` (a number for each different line),
    `line`, `plain`, and of a heading on it `own` (its zone) and `is_inline`.
    """
    repeated = (
        passages.filter(other_jobs.is_shared().not_())
        .select("source", "board", "line", is_repeated=pl.lit(value=True))
        .unique()
    )
    placed = lines.with_columns(is_other=other_jobs.found(lines, titles)).join(
        repeated, on=["source", "board", "line"], how="left", maintain_order="left"
    )
    different = placed.select("line", k=pl.int_range(pl.len())).group_by("line", maintain_order=True).agg("k")
    pieces = (
        flattened.cut(different)
        .with_row_index("n")
        .with_columns(plain=plain(pl.col("line").str.replace_all(ADDRESS, " ")))
    )
    found = headings.read(pieces).rename({"zone": "own"})
    read = pieces.join(found, on="n", how="left", maintain_order="left").explode("k").sort("k", "n")
    about = {name: placed[name].gather(read["k"]) for name in ("row", "is_repeated", "is_other")}
    return (
        read.with_columns(**about)
        .drop("k")
        .with_columns(own=pl.when(~pl.col("is_other")).then("own"))
        .with_row_index("at")
    )


def _headed(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines with `under`, the zone of the last heading, null before any, and `asks`, whether some heading of the
    posting opens its requirements.

    What stands before a colon (`Salary: ...`) speaks for its own line only, unless it is all the headings there are.
    Facts (`Location`, `Start date`) before the first other heading open nothing; after it they are legal text.
    What would be ideal (`Ideally, you have`) is nice to have beside requirements, unless that has a heading of its own;
    else it is what the posting asks for.
    """
    rows = (
        lines.filter(pl.col("own").is_not_null())
        .group_by("row")
        .agg(
            asks=pl.col("own").is_in(["requirements", IDEAL]).any(),
            ideal=pl.when((pl.col("own") == "requirements").any() & (pl.col("own") == "nice").any().not_())
            .then(pl.lit("nice"))
            .otherwise(pl.lit("requirements")),
            parted=(~pl.col("is_inline")).any(),
        )
    )
    alone = pl.col("is_inline") & (pl.col("parted") | pl.col("own").is_in(LINE_ONLY))
    return (
        lines.join(rows, on="row", how="left", maintain_order="left")
        .with_columns(own=pl.when(pl.col("own") == IDEAL).then("ideal").otherwise("own"))
        .with_columns(opened=pl.when(~alone).then("own"))
        .with_columns(
            under=pl.col("opened").forward_fill().over("row"),
            spoken=(pl.col("opened") != FACTS).cum_sum().forward_fill().over("row"),
        )
        .with_columns(under=pl.when(pl.col("spoken") > 0).then("under"))
        .drop("is_inline", "ideal", "parted", "opened", "spoken")
    )


def _judged(lines: pl.DataFrame) -> pl.DataFrame:
    """Every line with the zone that heading, own words and repetition give it, and whether it holds wishes to part.

    Blurb, benefits and legal text under a heading stay what they are, whatever their words.
    """
    silent = pl.col("under").is_in(["blurb", *LINE_ONLY]).fill_null(value=False)
    marks = _marks(lines.filter(~silent).unique("n"))
    marked = lines.join(marks, on="n", how="left", maintain_order="left").with_columns(
        marks=pl.when(silent).then(0).otherwise(pl.col("marks").fill_null(0))
    )

    def says(zone: str) -> pl.Expr:
        return pl.col("marks") & BITS[zone] != 0

    unheaded = pl.col("under").is_null()
    zone = (
        pl.when(pl.col("own").is_not_null())
        .then("own")
        .when(pl.col("is_other") | says("legal"))
        .then(pl.lit("legal"))
        .when(says("benefits"))
        .then(pl.lit("benefits"))
        .when(pl.col("under").is_in(LINE_ONLY))
        .then("under")
        .when(
            pl.col("is_repeated")
            & (pl.col("under") != "duties").fill_null(value=True)
            & ~(pl.col("under").is_in(ASKED) & says("requirements"))
        )
        .then(pl.lit("blurb"))
        .when(unheaded & says("blurb") & ~says("requirements"))
        .then(pl.lit("blurb"))
        .when(unheaded & says("requirements") & ~pl.col("asks").fill_null(value=False))
        .then(pl.lit("requirements"))
        .otherwise(pl.col("under").fill_null("duties"))
        .replace(FACTS, "legal")
    )
    return marked.select("at", "row", "line", "plain", zone=zone, marks="marks").select(
        "at", "row", "line", "plain", "zone", is_wish=says("nice") & pl.col("zone").is_in(["duties", "requirements"])
    )


def _marks(lines: pl.DataFrame) -> pl.DataFrame:
    """`n`, `marks`: the bits of the zones whose cues a line holds."""
    patterns, bits = _cues()
    return (
        lines.select("n", cue=pl.col("plain").str.extract_many(patterns, overlapping=True))
        .filter(pl.col("cue").list.len() > 0)
        .explode("cue")
        .select("n", marks=pl.col("cue").replace_strict(bits, return_dtype=pl.Int64))
        .unique()
        .group_by("n")
        .agg(pl.col("marks").sum())
    )


@cache
def _cues() -> tuple[pl.Expr, dict[str, int]]:
    cue = plain(pl.col("cue").str.replace_all("…", "", literal=True))
    cues = taxonomy.table("zone_cues").select(
        "zone", pattern=pl.when(pl.col("cue").str.contains(CJK)).then(cue.str.strip_chars()).otherwise(cue)
    )
    bits = {pattern: BITS[zone] for zone, pattern in cues.iter_rows()}
    return pl.lit(pl.Series(list(bits)).implode()), bits
