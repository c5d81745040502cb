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
    """One spelling that counts only in its context: patterns for itself, and for what its line must and must not hold (or empty)."""

    alias: str
    spelling: str
    needs: str
    refused: str


def read(zoned: pl.DataFrame) -> pl.DataFrame:
    """Rows posting_id, skill, skill_group, requirement: the strongest way each skill is asked for.

    zoned: posting_id, zone, text, plain
    """
    spoken = without_refusals(zoned.filter(pl.col("zone").is_in(list(REQUIREMENT)))).with_row_index("part")
    postings = spoken.select("posting_id").unique(maintain_order=True).with_row_index("posting")
    asked = spoken.join(postings, on="posting_id", maintain_order="left").select(
        "part", "posting", rank=pl.col("zone").replace_strict(REQUIREMENT, return_dtype=ORDER).to_physical()
    )
    strongest = (
        pl.concat([_plain(spoken), _cased(spoken)])
        .join(asked, on="part")
        .sort("posting", "skill", "rank")
        .unique(["posting", "skill"], keep="first", maintain_order=True)
    )
    skills = taxonomy.table("skills")
    return strongest.select(
        posting_id=postings["posting_id"].gather(strongest["posting"]),
        skill=skills["skill"].gather(strongest["skill"]),
        skill_group=skills["skill_group"].gather(strongest["skill"]),
        requirement=ORDER.categories.gather(strongest["rank"]),
    )


def without_refusals(spoken: pl.DataFrame) -> pl.DataFrame:
    """Zones without the clauses that say what is not needed (`no Java required`); wishes are left as they are."""
    marks, pattern = _refusals()
    holds = (pl.col("zone") != "nice") & pl.col("plain").str.contains(marks)
    text = pl.col("text").str.replace_all(pattern, " ")
    mended = spoken.filter(holds).with_columns(text=text).with_columns(plain=plain(pl.col("text")))
    return pl.concat([spoken.filter(~holds), mended])


def _plain(spoken: pl.DataFrame) -> pl.DataFrame:
    """`part`, `skill` (its line in the table), for every alias that stands in a part's plain text."""
    skills = taxonomy.table("skills").with_row_index("number")
    aliases = skills.select(skill="number", cue=pl.col("aliases").str.split("|")).explode("cue")
    return find(spoken, aliases, key=["part"]).select("part", "skill")


def _cased(spoken: pl.DataFrame) -> pl.DataFrame:
    """`part`, `skill` (its line in the table), for every spelling that stands in a context that allows it."""
    rules = _cased_aliases()
    spellings = "|".join(re.escape(alias) for alias in sorted({rule.alias for rule in rules}, key=len, reverse=True))
    lines = (
        spoken.select("part", line=pl.col("text").str.split("\n"))
        .explode("line")
        .with_columns(alias=pl.col("line").str.extract_all(rf"(?-u:\b)(?:{spellings})(?-u:\b)").list.unique())
        .filter(pl.col("alias").list.len() > 0)
        .explode("alias")
    )
    held = lines.partition_by("alias", as_dict=True)
    admitted = [
        held[rule.alias,]
        .filter(_allowed(rule))
        .select("part", line=pl.col("line").str.replace_all(rule.spelling, "~"), rule=pl.lit(number))
        for number, rule in enumerate(rules)
        if (rule.alias,) in held
    ]
    none = lines.select("part", skill=pl.lit(0, dtype=pl.UInt32)).clear()
    if not admitted:
        return none
    named = pl.concat(admitted).join(_contexts(), on="rule", maintain_order="left")
    found = [
        part.filter(pl.col("line").str.contains(pattern)).select("part", "skill")
        for (pattern,), part in named.partition_by("pattern", as_dict=True).items()
    ]
    return pl.concat(found) if found else none


def _allowed(rule: CasedAlias) -> pl.Expr:
    line = pl.col("line")
    needed = line.str.contains(rule.needs) if rule.needs else pl.lit(value=True)
    return needed & ~line.str.contains(rule.refused) if rule.refused else needed


@cache
def _cased_aliases() -> list[CasedAlias]:
    return [
        CasedAlias(
            alias=row["alias"],
            spelling=_ascii_edges(rf"\b{re.escape(row['alias'])}\b"),
            needs=_ascii_edges(row["needs"]),
            refused=_ascii_edges(row["refused"]),
        )
        for row in taxonomy.table("skill_cased_aliases").iter_rows(named=True)
    ]


@cache
def _contexts() -> pl.DataFrame:
    """`rule` and `skill` (their lines in the tables), and the `pattern` of the context that the alias, written `~`, must stand in."""
    rules = taxonomy.table("skill_cased_aliases").with_row_index("rule")
    numbers = taxonomy.table("skills").with_row_index("number").select("skill", "number")
    known = rules.join(numbers, on="skill", maintain_order="left")
    return known.join(taxonomy.table("skill_contexts"), on="context", maintain_order="left").select(
        pl.col("rule").cast(pl.Int32),
        skill="number",
        pattern=pl.col("pattern").str.replace_all(r"\b", ASCII_EDGE, literal=True),
    )


@cache
def _refusals() -> tuple[str, str]:
    """What refusals look like in plain text (a first sieve), and the pattern of a whole refusing clause."""
    cues = [[half.strip() for half in cue.split("…")] for cue in taxonomy.table("skill_negations")["cue"].to_list()]
    marks = pl.DataFrame({"mark": [before or after for before, after in cues]}).select(mark=plain(pl.col("mark")))[
        "mark"
    ]
    patterns = []
    for before, after in cues:
        opening, closing = (rf"\b{re.escape(half)}\b".replace("'", "['’]") if half else "" for half in (before, after))
        patterns.append(f"{opening}{CLAUSE}{closing}" if before and after else f"{opening}{LINE}{closing}")
    return "|".join(map(re.escape, marks.unique(maintain_order=True))), _ascii_edges(f"(?i:{'|'.join(patterns)})")


def _ascii_edges(pattern: str) -> str:
    r"""The pattern with `\b` read over ASCII letters, which spares the engine its slow way through other alphabets."""
    return pattern.replace(r"\b", ASCII_EDGE)
