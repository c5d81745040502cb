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
LED_TO = r"[ :]+(?:(?i:our|the|either|one of|locations?|following|countries|downtown|central|greater)[ :]+){0,4}"
CONDITION = (
    r"(?i)^\W*(?:if|for|when|where|should|unless|while|some|other|most|many|depending|falls|pour les|para los)(?-u:\b)"
    r"|(?-u:\b)(?:not|n't|unable|cannot|except|excluding|outside|if (?:you|the|this)|customers?|clients?|salary|pay|compensation"
    r"|wages?|benefits?)(?-u:\b)"
)
"""A sentence about other jobs, about what would be, or about what is paid where."""
STRETCH = 91


def read(lines: Lines, *kinds: str) -> pl.DataFrame:
    """Places of the first sentence with a phrase of one of the kinds: posting_id, place_id, kind; no excluded ones.

    kinds: the first of them that a posting has counts
    """
    sentence = pl.col("sentence")
    found = sentences.holding(lines, pattern(*kinds), stems(*kinds)).filter(sentence.str.contains(CONDITION).not_())
    stated = (
        found.select(
            "posting_id",
            phrase=sentence.str.extract(f"(?i){pattern(*kinds)}", 1).str.to_lowercase(),
            stretch=sentence.str.extract(f"(?i:{pattern(*kinds)}){LED_TO}(\\p{{Lu}}[^\\n]+)", 2).str.head(STRETCH),
            is_exclusive=sentence.str.contains(rf"(?i)(?-u:\b)(?:{'|'.join(phrases('exclusive'))})(?-u:\b)"),
            n=pl.int_range(pl.len()),
        )
        .drop_nulls()
        .join(taxonomy.table("place_phrases"), on="phrase")
        .filter((pl.col("kind") != ONLY) | pl.col("is_exclusive"))
    )
    rank = pl.col("kind").replace_strict(kinds, list(range(len(kinds))), return_dtype=pl.Int64)
    return (
        stated.join(named(stated["stretch"]), on="stretch")
        .filter(rank == rank.min().over("posting_id"))
        .filter(pl.col("n") == pl.col("n").min().over("posting_id"))
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
def phrases(*kinds: str) -> tuple[str, ...]:
    """Phrases of these kinds, the longest first."""
    table = taxonomy.table("place_phrases").filter(pl.col("kind").is_in(kinds))
    return tuple(sorted((re.escape(phrase) for phrase in table["phrase"]), key=len, reverse=True))


@cache
def pattern(*kinds: str) -> str:
    """An alternation of the phrases; its first group is the phrase."""
    return rf"(?-u:\b)({'|'.join(phrases(*kinds))})"


@cache
def stems(*kinds: str) -> tuple[str, ...]:
    """Literals, one of which every phrase of these kinds holds: its last two words."""
    table = taxonomy.table("place_phrases").filter(pl.col("kind").is_in(kinds))
    return tuple(sorted({" ".join(phrase.split()[-2:]) for phrase in table["phrase"]}))
