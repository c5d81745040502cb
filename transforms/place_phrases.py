"""Places that a sentence of the text gives as this job's: `The role is based in Oslo`, `our office in Lyon`.

Phrases are of three kinds: `job` (where this very job is), `only` (where candidates must be; it counts in a sentence
with a word like `exclusively`) and `office` (where the employer has people; it counts where nothing else names a place).
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from . import place_text, sentences, taxonomy
from .lines import Lines

JOB, ONLY, OFFICE = "job", "only", "office"
KINDS = (JOB, ONLY, OFFICE)
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
    "offices are in", "office is located", "hub in", "headquarters in", "team in", "join us in", "with us in", "person in",
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
    sentence = pl.col("sentence")
    groups = sentence.str.extract_groups(rf"(?i:(?-u:\b)({phrases(*KINDS)})){LED_TO}(?P<stretch>\p{{Lu}}[^\n]+)")
    stated = (
        sentences.with_words(lines, WORDS)
        .filter(sentence.str.to_lowercase().str.contains(phrases(*KINDS)))
        .with_columns(groups.struct.rename_fields(["phrase", "stretch"]).alias("found"))
        .unnest("found")
        .drop_nulls()
        .filter(sentence.str.contains(CONDITION).not_())
        .with_columns(pl.col("phrase").str.to_lowercase(), pl.col("stretch").str.head(STRETCH))
        .join(taxonomy.table("place_phrases"), on="phrase", maintain_order="left")
        .filter((pl.col("kind") != ONLY) | sentence.str.contains(rf"(?i)(?-u:\b)(?:{phrases('exclusive')})(?-u:\b)"))
    )
    return (
        stated.join(named(stated["stretch"]), on="stretch", maintain_order="left")
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
def phrases(*kinds: str) -> str:
    """An alternation of the phrases of these kinds, the longest first."""
    table = taxonomy.table("place_phrases").filter(pl.col("kind").is_in(kinds))
    return "|".join(sorted((re.escape(phrase) for phrase in table["phrase"]), key=len, reverse=True))
