"""Wishes among requirements: `Kubernetes is a plus` is nice to have, whatever heading it stands under.

Only the words that the wish covers are moved: what stands in its brackets, what follows `ideally`, the last clause
after a plain demand (`a degree is required, a PhD preferred`), else the sentence.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from . import taxonomy
from .cues import CJK, plain

SENTENCE = r"([.!?。])\s+(\p{Lu}|\p{Lo})"
SEMICOLON = r"([;；])\s+(\p{L})"
SHORTENED = ["e.g. ", "i.e. ", "z.B. ", "z. B. ", "p.ex. ", "bijv. ", "np. ", "etc. "]
BRACKETED = r"\([^()]*\)"
CLAUSES = r"^(.*)[,;–-]\s+([^,;]+)$"
CUT = "\u0001"


def split(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines cut into what is asked (their own zone) and what is wished for (`nice`).

    lines: `at` (order), `row`, `line`, `plain`, `zone`; every one holds a wish somewhere
    """
    cues = taxonomy.table("zone_cues").filter(pl.col("zone") == "nice")["cue"]
    forward = cues.filter(cues.str.ends_with("…")).str.strip_suffix("…")
    sentences = (
        lines.with_columns(
            line=pl.col("line")
            .str.replace_many(SHORTENED, [f"{each.strip()}, " for each in SHORTENED])
            .str.replace_all(SENTENCE, f"$1{CUT}$2")
            .str.replace_all(SEMICOLON, f"$1{CUT}$2")
            .str.split(CUT)
        )
        .explode("line")
        .with_columns(wished=speaks_of_a_wish(pl.col("line")))
    )
    wishes = sentences.filter("wished").with_row_index("sentence")
    groups = pl.col("line").str.extract_groups(CLAUSES)
    ahead = pl.col("line").str.replace_many(
        [f" {cue}" for cue in forward], [CUT + cue for cue in forward], ascii_case_insensitive=True
    )
    demands = taxonomy.table("zone_demands")["cue"]
    cut = (
        wishes.join(_bracketed(wishes), on="sentence", how="left", maintain_order="left")
        .with_columns(
            ahead=ahead.str.splitn(CUT, 2).struct.field("field_1"),
            demand=groups.struct.field("1"),
            last=groups.struct.field("2"),
        )
        .with_columns(last=pl.when(_holds(pl.col("demand"), demands) & speaks_of_a_wish(pl.col("last"))).then("last"))
        .select(*lines.columns, part=pl.coalesce("bracketed", "last", "ahead", "line"))
    )
    around = pl.col("line").str.splitn(pl.col("part"), 2)
    rest = cut.with_columns(
        line=pl.concat_str(
            around.struct.field("field_0"), around.struct.field("field_1"), separator=" ", ignore_nulls=True
        )
    ).drop("part")
    moved = cut.with_columns(line="part", zone=pl.lit("nice")).drop("part")
    kept = sentences.filter(~pl.col("wished")).drop("wished")
    return (
        pl.concat([kept, rest.filter(pl.col("line").str.contains(r"\w")), moved])
        .with_columns(plain=plain(pl.col("line")))
        .sort("at", maintain_order=True)
    )


def _bracketed(sentences: pl.DataFrame) -> pl.DataFrame:
    """`sentence`, `bracketed`: the first pair of brackets that holds a wish."""
    return (
        sentences.select("sentence", bracketed=pl.col("line").str.extract_all(BRACKETED))
        .filter(pl.col("bracketed").list.len() > 0)
        .explode("bracketed")
        .filter(speaks_of_a_wish(pl.col("bracketed")))
        .unique("sentence", keep="first", maintain_order=True)
    )


def speaks_of_a_wish(text: pl.Expr) -> pl.Expr:
    """Whether a text wishes for something rather than asks for it."""
    cues = taxonomy.table("zone_cues").filter(pl.col("zone") == "nice")["cue"]
    return _holds(text, cues)


def _holds(text: pl.Expr, cues: pl.Series) -> pl.Expr:
    return plain(text).str.contains_any(_plain_cues(tuple(cues)))


@cache
def _plain_cues(cues: tuple[str, ...]) -> pl.Expr:
    cue = plain(pl.col("cue").str.replace_all("…", "", literal=True))
    known = pl.DataFrame({"cue": cues}).select(
        pl.when(pl.col("cue").str.contains(CJK)).then(cue.str.strip_chars()).otherwise(cue).unique()
    )
    return pl.lit(known.to_series().implode())
