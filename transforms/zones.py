"""Which part of a description is what: company blurb, duties, requirements, nice-to-have, benefits, legal text.

A line belongs to the zone of the last heading above it. Its own words may move it (`zone_cues.csv`): to legal text and
benefits from anywhere, to blurb and requirements where no heading has spoken yet, and wishes to nice-to-have, sentence
by sentence. What an employer repeats over its postings is blurb.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from . import flattened, headings, taxonomy, wishes
from .cues import CJK, plain

ZONES = ["blurb", "duties", "requirements", "nice", "benefits", "legal"]
BITS = {"legal": 1, "benefits": 2, "blurb": 4, "nice": 8, "requirements": 16}
ASKED = ["requirements", "nice"]
LINE_ONLY = ["benefits", "legal", "facts"]
FACTS = "facts"


def split(raw: pl.DataFrame, passages: pl.DataFrame) -> pl.DataFrame:
    """One row per posting and zone that it has: `posting_id`, `zone`, `text` (its lines), `plain` (for cues).

    raw: `RawPosting`; passages: source, board, line, the lines that a board repeats
    """
    repeated = passages.select("source", "board", "line", is_repeated=pl.lit(value=True)).unique()
    lines = (
        raw.with_row_index("row")
        .select("row", "source", "board", line=pl.col("text").str.split("\n"))
        .explode("line")
        .filter(pl.col("line") != "")
        .join(repeated, on=["source", "board", "line"], how="left", maintain_order="left")
        .drop("source", "board")
    )
    cut = flattened.cut(lines).with_row_index("n").with_columns(plain=plain(pl.col("line")))
    judged = _judged(_headed(cut))
    order = pl.Enum(ZONES)
    zoned = (
        pl.concat([judged.filter(~pl.col("is_wish")), wishes.split(judged.filter("is_wish"))])
        .sort("n", maintain_order=True)
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


def _headed(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines with `own`, the zone of a heading on the line, `under`, that of the last heading, null before any,
    and `asks`, whether some heading of the posting opens its requirements.

    What stands before a colon (`Salary: ...`) speaks for its own line only, unless it is all the headings there are.
    Facts (`Location`, `Start date`) before the first other heading open nothing; after it they are legal text.
    """
    found = headings.read(lines)
    rows = (
        found.join(lines.select("n", "row"), on="n")
        .group_by("row")
        .agg(asks=(pl.col("zone") == "requirements").any(), parted=(~pl.col("is_inline")).any())
    )
    alone = pl.col("is_inline") & (pl.col("parted") | pl.col("zone").is_in(LINE_ONLY))
    return (
        lines.join(found, on="n", how="left", maintain_order="left")
        .join(rows, on="row", how="left", maintain_order="left")
        .with_columns(own=pl.col("zone"), opened=pl.when(~alone).then("zone"))
        .with_columns(
            under=pl.col("opened").forward_fill().over("row"),
            spoken=(pl.col("opened") != FACTS).cum_sum().forward_fill().over("row"),
        )
        .with_columns(under=pl.when(pl.col("spoken") > 0).then("under"))
        .drop("zone", "is_inline", "parted", "opened", "spoken")
    )


def _judged(lines: pl.DataFrame) -> pl.DataFrame:
    """Every line with the zone that heading, own words and repetition give it, and whether it holds wishes to part."""
    marked = lines.join(_marks(lines), on="n", how="left", maintain_order="left").with_columns(
        pl.col("marks").fill_null(0)
    )

    def says(zone: str) -> pl.Expr:
        return pl.col("marks") & BITS[zone] != 0

    unheaded = pl.col("under").is_null()
    zone = (
        pl.when(pl.col("own").is_not_null())
        .then("own")
        .when(says("legal"))
        .then(pl.lit("legal"))
        .when(says("benefits"))
        .then(pl.lit("benefits"))
        .when(pl.col("under").is_in(LINE_ONLY))
        .then("under")
        .when(pl.col("is_repeated") & ~(pl.col("under").is_in(ASKED) & says("requirements")))
        .then(pl.lit("blurb"))
        .when(unheaded & says("blurb"))
        .then(pl.lit("blurb"))
        .when(unheaded & says("requirements") & ~pl.col("asks").fill_null(value=False))
        .then(pl.lit("requirements"))
        .otherwise(pl.col("under").fill_null("duties"))
        .replace(FACTS, "legal")
    )
    return marked.select("n", "row", "line", "plain", zone=zone, marks="marks").select(
        "n", "row", "line", "plain", "zone", is_wish=says("nice") & pl.col("zone").is_in(["duties", "requirements"])
    )


def _marks(lines: pl.DataFrame) -> pl.DataFrame:
    """`n`, `marks`: the bits of the zones whose cues a line holds; blurb, benefits and legal text stay what they are."""
    patterns, bits = _cues()
    silent = pl.col("under").is_in(["blurb", *LINE_ONLY]).fill_null(value=False)
    return (
        lines.filter(~silent)
        .select("n", cue=pl.col("plain").str.extract_many(patterns, overlapping=True))
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
