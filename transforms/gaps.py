"""Words that the taxonomies do not know yet: skills named beside known ones, words of titles, the sources' own fields.

A gap is a hint for the person who tends the tables, so it is read where a new word is most likely to be one: in lists
of AI jobs that name known skills, in titles that name no known work, in fields of level, employment and industry.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from . import taxonomy
from .cues import find, plain
from .level_words import cues

ASKED = ["requirements", "nice"]
PARTING = r"and|or|und|oder|et|ou|y|o|e|i|lub|eller|och|of|en|in|with|using|mit|con|com|avec|met|like|including|as"
MARKS = rf"[,;/()|•:]|\b(?:{PARTING})\s|\.(?:\s|$)"
ITEM = r"^\s*([A-Z][\w.+#-]*(?: [A-Z0-9][\w.+#-]*){0,2})\s*$"
LEAST_LETTERS = 2
LEAST_KNOWN = 2
OTHER = "not_ai"
REFUSED = "refused"


def read(raw: pl.DataFrame, zoned: pl.DataFrame, role: pl.DataFrame) -> pl.DataFrame:
    """Rows of `Gap`.

    raw: `RawPosting`; zoned: posting_id, zone, text; role: posting_id, role_family, is_ai_role, ai_role_reason, title_key
    """
    contracts = taxonomy.table("employment_types").filter(pl.col("place").is_in(["both", "field"])).select("cue")
    trades = taxonomy.table("industry_cues").filter(pl.col("place") == "field").select("cue")
    return pl.concat([
        _skills(zoned, role),
        _titles(role),
        _fields(raw, "level", "level_text", cues("field", "level").select("cue")),
        _fields(raw, "employment", "employment_text", pl.concat([contracts, cues("contract").select("cue")])),
        _fields(raw, "industry", "industry_text", trades),
    ]).unique(maintain_order=True)  # fmt: skip


def _skills(zoned: pl.DataFrame, role: pl.DataFrame) -> pl.DataFrame:
    """Names in lists that hold two known skills or more, which are no skill, place or language themselves.

    The first word of a line is left out: it has its capital from the sentence.
    """
    ai = role.filter("is_ai_role").select("posting_id")
    lines = (
        zoned.filter(pl.col("zone").is_in(ASKED))
        .join(ai, on="posting_id", how="semi")
        .select("posting_id", line=pl.col("text").str.split("\n"))
        .explode("line", empty_as_null=False)
        .filter(pl.col("line").str.contains(",", literal=True))
        .with_row_index("n")
        .with_columns(item=pl.col("line").str.replace_all(MARKS, "\n").str.split("\n"))
        .with_columns(at=pl.int_ranges(pl.col("item").list.len()))
        .explode("item", "at")
        .select("n", "posting_id", "at", item=pl.col("item").str.extract(ITEM, 1))
        .filter(pl.col("item").str.len_chars() >= LEAST_LETTERS)
        .with_columns(text=plain(pl.col("item")).str.strip_chars())
    )
    named = lines.join(_names(), on="text", how="left", maintain_order="left")
    is_skill = pl.col("kind") == "skill"
    return (
        named.filter((is_skill.sum().over("n") >= LEAST_KNOWN) & pl.col("kind").is_null() & (pl.col("at") > 0))
        .select(kind=pl.lit("skill"), text="text", posting_id="posting_id")
        .filter(pl.col("text") != "")
    )


def _titles(role: pl.DataFrame) -> pl.DataFrame:
    """Words of titles that name no work we know, without those that some table of titles knows."""
    return (
        role.filter(pl.col("role_family") == OTHER, ~pl.col("ai_role_reason").str.starts_with(REFUSED))
        .select(kind=pl.lit("title"), text=pl.col("title_key").str.split(" "), posting_id="posting_id")
        .explode("text", empty_as_null=False)
        .filter(pl.col("text").str.contains(r"^\p{L}{3,}"))
        .join(_title_words(), on="text", how="anti", maintain_order="left")
    )


def _fields(raw: pl.DataFrame, kind: str, column: str, known: pl.DataFrame) -> pl.DataFrame:
    """Values of a source's own field in which no cue stands."""
    stated = raw.filter(pl.col(column).is_not_null()).select(
        "posting_id", text=pl.col(column).str.to_lowercase().str.strip_chars()
    )
    different = stated.select("text", plain=plain(pl.col("text"))).unique("text", maintain_order=True)
    understood = find(different, known, key=["text"]).select("text")
    return (
        stated.join(understood, on="text", how="anti", maintain_order="left")
        .filter(pl.col("text") != "")
        .select(kind=pl.lit(kind), text="text", posting_id="posting_id")
    )


@cache
def _names() -> pl.DataFrame:
    """`text` and `kind`: names of skills (their plain form), and names that stand in lists but are none."""
    aliases = taxonomy.table("skills").select(text=pl.col("aliases").str.split("|")).explode("text")
    cased = taxonomy.table("skill_cased_aliases").select(text="alias")
    skill = pl.concat([aliases, cased]).select("text", kind=pl.lit("skill"))
    other = pl.concat(
        [
            taxonomy.table("countries").select(text="name"),
            taxonomy.table("cities").select(text="name"),
            taxonomy.table("language_words").filter(pl.col("kind") == "name").select(text="cue"),
            taxonomy.table("education_cues").select(text="cue"),
            taxonomy.table("gap_noise").select(text="word"),
        ]
    ).select("text", kind=pl.lit("other"))
    return (
        pl.concat([skill, other])
        .with_columns(text=plain(pl.col("text")).str.strip_chars())
        .unique("text", keep="first", maintain_order=True)
    )


@cache
def _title_words() -> pl.DataFrame:
    """`text`: every word that a table of titles, levels, fields, skills or places holds."""
    columns = [
        *(("role_cues", "cue"), ("role_refusals", "cue"), ("level_cues", "cue"), ("title_noise", "words")),
        *(("specialization_cues", "cue"), ("industry_cues", "cue"), ("employment_types", "cue"), ("gap_noise", "word")),
        *(("cities", "name"), ("countries", "name"), ("language_words", "cue")),
    ]
    texts = pl.concat([taxonomy.table(name).select(text=column) for name, column in columns])
    return texts.select(text=plain(pl.col("text")).str.strip_chars().str.split(" ")).explode("text").unique()
