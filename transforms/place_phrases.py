"""Places that a sentence of the text gives as this job's: `The role is based in Oslo`, `our office in Lyon`.

Three kinds count: `job` (where this very job is), `only` (where candidates must be; it counts in a sentence
with a word like `exclusively`) and `office` (where the employer has people; it counts where nothing else names a place,
and for work that is not remote in a country). A place after `our` counts as an office where that word follows.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from . import place_text, sentences, taxonomy
from .lines import Lines

JOB, ONLY, OFFICE = "job", "only", "office"
OUR = "our"
KINDS = (JOB, ONLY, OFFICE, OUR)
OFFICE_OF = r"^[^,.;:()]{2,40}? (?i:offices?|hq|headquarters?|hub|studio|campus|site|lab|location)(?-u:\b)"
LED_TO = r"[ :]+(?:(?i:our|the|either|one of|locations?|following|countries|downtown|central|greater)[ :]+){0,4}"
CONDITION = (
    r"(?i)^\W*(?:if|for|when|where|should|unless|while|some|other|most|many|depending|falls|pour les|para los)(?-u:\b)"
    r"|(?-u:\b)(?:not|n't|unable|cannot|except|excluding|outside|if (?:you|the|this)|customers?|clients?|salary|pay|compensation"
    r"|wages?|benefits?)(?-u:\b)"
)
"""A sentence about other jobs, about what would be, or about what is paid where."""
WORDS = (
    "based in", "based out", "based at", "based full", "located in", "located at", "situated in", "reside in",
    "residing in", "live in", "living in", "relocat", "wohnsitz in", "office in", "offices in", "office is in",
    "offices are in", "office is located", "hub in", "headquarters in", "team in", "join us in", "with us in", "person in", "distance of",
    "distance from", "distance to", "at our", "join our", "of our",
    "site in", "hybrid in", "from our", "in our", "work is", "location is", "role is", "ort ist", "stelle ist",
    "sitz ist", "ort in", "büro in", "umzug nach", "basé", "situé", "pourvoir", "travail est", "travail sera", "résidant",
    "nos bureaux", "nos locaux", "oficina", "ubicad", "base en", "basada en", "vacante en", "residentes", "presencial e",
    "trabajo es", "sede di", "sede a", "sede e", "uffici", "lavorer", "residenti in", "vaga ", "baseado em", "trabalho é",
    "escritório", "standplaats is", "werklocatie is", "kantoor", "kontor", "am standort", "sede de", "placer", "baserad i",
    "arbejdssted", "arbeidssted", "biur", "pracy to",
)  # fmt: skip
"""Literals, one of which most phrases hold: more of them are searched several times slower (measured)."""
STRETCH = 91


def read(lines: Lines) -> pl.DataFrame:
    """Places of the first sentence with a phrase, of each kind: posting_id, place_id, kind; no excluded ones."""
    sentence, lower = pl.col("sentence"), pl.col("sentence").str.to_lowercase()
    held = lower.str.extract_many(phrases(*KINDS).implode(), overlapping=True)
    likely = sentences.cut(lines, WORDS).with_columns(held=held).filter(pl.col("held").list.len() > 0)
    any_held = alternation(likely["held"].explode().unique())
    stated = (
        likely.drop("held")
        .with_columns(phrase=lower.str.extract(f"(?-u:\\b)({any_held})", 1))
        .drop_nulls()
        .with_columns(stretch=sentence.str.extract(rf"(?i:{any_held}){LED_TO}(\p{{Lu}}[^\n]+)", 1).str.head(STRETCH))
        .drop_nulls()
        .filter(sentence.str.contains(CONDITION).not_())
        .join(taxonomy.table("place_phrases"), on="phrase", maintain_order="left")
        .filter(
            (pl.col("kind") != ONLY)
            | sentence.str.contains(rf"(?i)(?-u:\b)(?:{alternation(phrases('exclusive'))})(?-u:\b)")
        )
    )
    stated = stated.filter((pl.col("kind") != OUR) | pl.col("stretch").str.contains(OFFICE_OF)).with_columns(
        pl.col("kind").replace(OUR, OFFICE)
    )
    return (
        lines.place(stated.join(named(stated["stretch"]), on="stretch", maintain_order="left"))
        .filter(sentence == sentence.first().over("posting_id", "kind"))
        .select("posting_id", "place_id", "kind")
        .unique(maintain_order=True)
    )


def named(stretches: pl.Series) -> pl.DataFrame:
    """Places that a stretch of text begins with: stretch, place_id."""
    rows = [
        (stretch, mention.place.place_id)
        for stretch in stretches.unique(maintain_order=True)
        for mention in place_text.read_leading(stretch).mentions
        if mention.place and not mention.excluded
    ]
    return pl.DataFrame(rows, schema={"stretch": pl.String, "place_id": pl.String}, orient="row")


@cache
def phrases(*kinds: str) -> pl.Series:
    """The phrases of these kinds."""
    return taxonomy.table("place_phrases").filter(pl.col("kind").is_in(kinds))["phrase"]


def alternation(phrases: pl.Series) -> str:
    """A pattern of these phrases, the longest first; those that a batch holds compile far sooner than all (measured)."""
    return "|".join(sorted((re.escape(phrase) for phrase in phrases), key=lambda each: (-len(each), each)))
