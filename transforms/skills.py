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
ASCII_EDGE = r"(?-u:\b)"


class CasedAlias(NamedTuple):
    """One spelling that counts only in its context: patterns for itself, and for what its line must and must not hold."""

    alias: str
    spelling: str
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
    holds = (pl.col("zone") != "nice") & pl.col("plain").str.contains(marks)
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
    admitted = [
        held[rule.alias,]
        .filter(pl.col("line").str.contains(rule.needs), ~pl.col("line").str.contains(rule.refused))
        .select("posting_id", "zone", line=pl.col("line").str.replace_all(rule.spelling, "~"), rule=pl.lit(number))
        for number, rule in enumerate(rules)
        if (rule.alias,) in held
    ]
    if not admitted:
        return lines.select("posting_id", "zone", skill="alias").clear()
    named = pl.concat(admitted).join(_contexts(), on="rule", maintain_order="left")
    return pl.concat(
        part.filter(pl.col("line").str.contains(pattern)).select("posting_id", "zone", "skill")
        for (pattern,), part in named.partition_by("pattern", as_dict=True).items()
    )


@cache
def _cased_aliases() -> list[CasedAlias]:
    return [
        CasedAlias(
            alias=row["alias"],
            spelling=_ascii_edges(rf"\b{re.escape(row['alias'])}\b"),
            needs=_ascii_edges(row["needs"]),
            refused=_ascii_edges(row["refused"]) or "$^",
        )
        for row in taxonomy.table("skill_cased_aliases").iter_rows(named=True)
    ]


@cache
def _contexts() -> pl.DataFrame:
    """`rule` (its number), `skill`, and the `pattern` of the context that the alias, written `~`, must stand in."""
    rules = taxonomy.table("skill_cased_aliases").with_row_index("rule")
    return rules.join(taxonomy.table("skill_contexts"), on="context", maintain_order="left").select(
        pl.col("rule").cast(pl.Int32), "skill", pattern=pl.col("pattern").str.replace_all(r"\b", ASCII_EDGE, literal=True)
    )


@cache
def _refusals() -> tuple[str, str]:
    """What refusals look like in plain text (a first sieve), and the pattern of a whole refusing clause."""
    cues = [[half.strip() for half in cue.split("…")] for cue in taxonomy.table("skill_negations")["cue"].to_list()]
    marks = pl.DataFrame({"mark": [before or after for before, after in cues]}).select(mark=plain(pl.col("mark")))["mark"]
    patterns = []
    for before, after in cues:
        opening, closing = (rf"\b{re.escape(half)}\b".replace("'", "['’]") if half else "" for half in (before, after))
        patterns.append(f"{opening}{CLAUSE}{closing}" if before and after else f"{opening}{LINE}{closing}")
    return "|".join(map(re.escape, marks.unique(maintain_order=True))), _ascii_edges(f"(?i:{'|'.join(patterns)})")


def _ascii_edges(pattern: str) -> str:
    r"""The pattern with `\b` read over ASCII letters, which spares the engine its slow way through other alphabets."""
    return pattern.replace(r"\b", ASCII_EDGE)
