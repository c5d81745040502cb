"""Places that a sentence of the text gives as this job's: `The role is based in Oslo`, `our office in Lyon`.

Three kinds count: `job` (where this very job is), `only` (where candidates must be; it counts in a sentence
with a word like `exclusively`) and `office` (where the employer has people; it counts where nothing else names a place,
and for work that is not remote in a country). Where a phrase ends in `our`, a word like `office` must follow. What is
said behind a phrase of the kind `apart` is said of another job, of somebody else or of what is not so.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from . import cues, locations, place_text, sentences, taxonomy
from .lines import Lines

JOB, ONLY, OFFICE = "job", "only", "office"
EXCLUSIVE, APART = "exclusive", "apart"
SITE = r"(?i-u:offices?|hq|headquarters?|hub|studio|campus|site|lab|location)"
OFFICE_OF = rf"^[^,.;:()]{{2,40}}? {SITE}(?-u:\b)"
LED_TO = (
    r"[ :]+(?:(?:new|(?i-u:our|the|main|either|one of|locations?|following|countries|downtown|central|greater)"
    rf"|[A-Z][^ ]*['’]s|{SITE} (?:in|at|of))[ :]+){{0,4}}"
)
CONDITION = (
    r"(?i)^\W*(?:if|for|when|where|should|unless|while|some|other|most|many|depending|falls|wenn|sofern|si|pour les|para los)"
    r"(?-u:\b)|(?-u:\b)if (?:you|the|this)(?-u:\b)"
)
"""A sentence about other jobs, about what would be, or about what is paid where."""
AT_TIMES = (
    r"(?i)^[^,;]*?(?-u:\b)(?:(?:once|twice|\w+ (?:times|days|weeks)) (?:a|per|every|each) (?:month|quarter|year)"
    r"|al mese|all['’]anno|par (?:mois|an)|(?:im|pro) (?:monat|jahr)|al (?:mes|año)|por (?:mês|ano)"
    r"|(?:for|during) (?:the|your) (?:first|onboarding|training))(?-u:\b)"
)
"""What follows where the place is one of visits or of the beginning only: `in our Oslo office twice a year`."""
TURN = r"(?:,| and| &)? (?i-u:campus|with|works?|working|reports?|reporting|collaborat[a-z]+|serving|supporting|travel[a-z]*)(?-u:\b).*"
"""Where a sentence goes on to other things: `in our Oslo office and work with Graz`."""
HIRES = r"(?i)candidat|kandidat|applica|apply|bewerb|(?-u:\b)hir(?:e|es|ing)(?-u:\b)|consider|recruit|accept"
"""Of an `only` sentence: `We hire only people based in Oslo`, other than `only ten people based in Oslo`."""
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
BASED = r"(?i)(?-u:\b)(?:based|located) in (?:the )?((?-i:\p{Lu})[^)\]|]+)"
"""What a title says of where the job is: `Data Scientist (based in Dubai)`."""
OTHERS_BASED = (
    r"(?i)(?-u:\b)(?:teams?|customers?|clients?|companies|offices?|roles|jobs)(?-u:\b)[^,(–-]*(?:based|located) in"
)


def read(raw: pl.DataFrame, lines: Lines, hints: pl.DataFrame) -> pl.DataFrame:
    """Places of the first title or sentence with a phrase, of each kind: posting_id, place_id, kind, place_text; no excluded ones.

    hints: posting_id, hints: the countries that ambiguous names more likely lie in, joined by commas
    """
    title = pl.col("title_text")
    titles = (
        raw.filter(title.str.contains(OTHERS_BASED).not_())
        .select("posting_id", kind=pl.lit(JOB), stretch=title.str.extract(BASED, 1))
        .drop_nulls()
    )
    said = pl.concat([titles, in_sentences(lines)]).unique(["posting_id", "kind"], keep="first", maintain_order=True)
    return places(said, hints)


def in_sentences(lines: Lines) -> pl.DataFrame:
    """What follows the phrases in sentences: posting_id, kind, stretch, in the order of the texts."""
    every = phrases(JOB, ONLY, OFFICE).implode()
    held = pl.col("sentence").str.to_lowercase().str.extract_many(every, overlapping=True)
    likely = (
        sentences.cut(lines, WORDS)
        .with_columns(held=held)
        .filter(pl.col("held").list.len() > 0, pl.col("sentence").str.contains(CONDITION).not_())
    )
    said = pl.concat([after(likely, phrases(*kinds)) for kinds in ((JOB, ONLY), (OFFICE,))])
    return lines.place(said).drop("start")


def after(likely: pl.DataFrame, wanted: pl.Series) -> pl.DataFrame:
    """What follows one of the phrases in sentences (line_id, sentence, held: phrases): line_id, kind, stretch."""
    sentence, phrase, stretch = pl.col("sentence"), pl.col("phrase"), pl.col("stretch")
    wanted_here = pl.col("held").list.set_intersection(wanted.to_list())
    found = likely.with_columns(held=wanted_here).filter(pl.col("held").list.len() > 0)
    pattern = rf"^(.*?)(?-u:\b)((?i:{alternation(found['held'].explode().unique())}))({LED_TO})(\p{{Lu}}.+)"
    parts = ("before", "phrase", "link", "stretch")
    return (
        found.with_columns(sentence.str.extract_groups(pattern).struct.rename_fields(parts).alias("_parts"))
        .unnest("_parts")
        .drop_nulls("phrase")
        .with_columns(phrase.str.to_lowercase())
        .filter(
            cues.plain(pl.col("before") + phrase).str.contains_any(padded(APART)).not_(),
            stretch.str.contains(AT_TIMES).not_(),
            phrase.str.ends_with(" our").not_() | stretch.str.contains(OFFICE_OF) | pl.col("link").str.contains(SITE),
        )
        .join(taxonomy.table("place_phrases"), on="phrase", maintain_order="left")
        .filter(
            (pl.col("kind") != ONLY)
            | (sentence.str.contains(HIRES) & cues.plain(sentence).str.contains_any(padded(EXCLUSIVE)))
        )
        .select("line_id", "kind", stretch.str.replace(TURN, "").str.head(STRETCH))
    )


def places(said: pl.DataFrame, hints: pl.DataFrame) -> pl.DataFrame:
    """Places that the stretches of `said` (posting_id, kind, stretch) begin with: posting_id, place_id, kind, place_text."""
    named = locations.named(said, "stretch", hints, lambda text, near: place_text.read_leading(text, near).mentions)
    return named.select("posting_id", "place_id", "kind", place_text=pl.col("stretch").str.strip_chars(" .,;:")).unique(
        ["posting_id", "place_id", "kind"], keep="first", maintain_order=True
    )


@cache
def phrases(*kinds: str) -> pl.Series:
    """The phrases of these kinds."""
    return taxonomy.table("place_phrases").filter(pl.col("kind").is_in(kinds))["phrase"]


@cache
def padded(kind: str) -> list[str]:
    """The phrases of a kind as whole words of a text made `cues.plain`."""
    return pl.DataFrame({"phrase": phrases(kind)}).select(cues.plain(pl.col("phrase"))).to_series().to_list()


def alternation(phrases: pl.Series) -> str:
    """A pattern of these phrases, the longest first; those that a batch holds compile far sooner than all (measured)."""
    return "|".join(sorted((re.escape(phrase) for phrase in phrases), key=lambda each: (-len(each), each)))
