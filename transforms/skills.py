"""Which skills a posting names, and how it asks for them.

Aliases are found in plain text. Names that are ordinary words or other abbreviations (`R`, `Go`, `RAG`, `Excel`)
count in their own spelling only, where their context allows it: `skill_cased_aliases.csv` says how they must stand,
what the line must hold besides (`needs`) and what it must not (`refused`). What is said not to be needed is taken out
first. Blurb, benefits and legal text name nothing.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import polars as pl

from . import taxonomy
from .cues import find, plain

REQUIREMENT = {"requirements": "required", "nice": "preferred", "duties": "mentioned"}
ORDER = pl.Enum(["required", "preferred", "mentioned"])
CLAUSE = r"[^.;,\n]{0,80}?"
LINE = r"[^.;,\n]*"


class CasedAlias(NamedTuple):
    """One spelling that counts only in its context; the patterns run over the whole line, `needs` may be empty."""

    alias: str
    skill: str
    stands: str
    needs: str
    refused: str


def read(zoned: pl.DataFrame) -> pl.DataFrame:
    """Rows posting_id, skill, skill_group, requirement: the strongest way each skill is asked for.

    zoned: posting_id, zone, text, plain
    """
    spoken = without_refusals(zoned.filter(pl.col("zone").is_in(list(REQUIREMENT))))
    found = pl.concat([_plain(spoken), _cased(spoken)])
    groups = taxonomy.table("skills").select("skill", "skill_group")
    return (
        found.with_columns(requirement=pl.col("zone").replace_strict(REQUIREMENT, return_dtype=ORDER))
        .group_by("posting_id", "skill", maintain_order=True)
        .agg(pl.col("requirement").min())
        .join(groups, on="skill", maintain_order="left")
        .select("posting_id", "skill", "skill_group", pl.col("requirement").cast(pl.String))
        .sort("posting_id", "skill")
    )


def without_refusals(spoken: pl.DataFrame) -> pl.DataFrame:
    """Zones without the clauses that say what is not needed (`no Java required`); wishes are left as they are."""
    marks, pattern = _refusals()
    holds = (pl.col("zone") != "nice") & pl.col("plain").str.contains_any(marks)
    text = pl.col("text").str.replace_all(pattern, " ")
    mended = spoken.filter(holds).with_columns(text=text).with_columns(plain=plain(pl.col("text")))
    return pl.concat([spoken.filter(~holds), mended])


def _plain(spoken: pl.DataFrame) -> pl.DataFrame:
    aliases = taxonomy.table("skills").select("skill", cue=pl.col("aliases").str.split("|")).explode("cue")
    return find(spoken, aliases, key=["posting_id", "zone"]).select("posting_id", "zone", "skill")


def _cased(spoken: pl.DataFrame) -> pl.DataFrame:
    rules = _cased_aliases()
    spellings = "|".join(re.escape(alias) for alias in sorted({rule.alias for rule in rules}, key=len, reverse=True))
    lines = (
        spoken.select("posting_id", "zone", line=pl.col("text").str.split("\n"))
        .explode("line")
        .with_columns(alias=pl.col("line").str.extract_all(rf"(?-u:\b)(?:{spellings})(?-u:\b)").list.unique())
        .filter(pl.col("alias").list.len() > 0)
        .explode("alias")
    )
    held = lines.partition_by("alias", as_dict=True)
    line = pl.col("line")
    parts = [
        held[rule.alias,].filter(
            line.str.contains(rule.stands), line.str.contains(rule.needs), ~line.str.contains(rule.refused)
        ).select("posting_id", "zone", skill=pl.lit(rule.skill))
        for rule in rules
        if (rule.alias,) in held
    ]
    return pl.concat(parts) if parts else lines.select("posting_id", "zone", skill="alias").clear()


@cache
def _cased_aliases() -> list[CasedAlias]:
    contexts = dict(taxonomy.table("skill_contexts").iter_rows())
    return [
        CasedAlias(
            alias=row["alias"],
            skill=row["skill"],
            stands=contexts[row["context"]].replace("~", re.escape(row["alias"])),
            needs=row["needs"],
            refused=row["refused"] or "$^",
        )
        for row in taxonomy.table("skill_cased_aliases").iter_rows(named=True)
    ]


@cache
def _refusals() -> tuple[pl.Expr, str]:
    """What refusals look like in plain text (a first sieve), and the pattern of a whole refusing clause."""
    cues = taxonomy.table("skill_negations")["cue"]
    halves = cues.str.split("…").explode().str.strip_chars().unique(maintain_order=True)
    marks = pl.select(plain(pl.lit(halves.filter(halves.str.len_chars() > 1)))).to_series()
    patterns = []
    for cue in cues.to_list():
        before, after = (re.escape(half.strip()).replace("'", "['’]") for half in cue.split("…"))
        if before and after:
            patterns.append(rf"\b{before}\b{CLAUSE}\b{after}\b")
        else:
            patterns.append(rf"\b{before}\b{LINE}" if before else rf"{LINE}\b{after}\b")
    return pl.lit(marks.implode()), f"(?i:{'|'.join(patterns)})"
