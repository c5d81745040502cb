"""Levels that the words of a title state: `Senior/Staff`, `Head of`, `Werkstudent`, `VP` in a bank.

A title is cut where it offers alternatives (`/`, `or`, a comma). Inside one piece words make one level (`Senior
Engineering Manager`); pieces make several. `level_cues.csv` says what a cue needs around it: an occupation in the
same piece (`associate engineer`), in the whole title or nowhere in it, a team (`Analytics Manager`), or a text
that speaks of leading people. The mark `¦` in a cue is the edge of a piece: `¦ manager ¦` is `Manager, Partnerships`, and not
`Partnerships Manager`.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from . import taxonomy
from .cues import find, plain, ready
from .title_text import rewritten, tidy

CUT = "¦"
ALTERNATIVE = (
    r"(?i)[/|,;()\[\]：、・]|\s[-–—]\s|\s-|-\s|\s(?:or|and|to|bis|oder|und|ou|et|o|y|e|lub|eller|of ook|&|\+)\s"
)
RAISED = {"manager": "senior_manager", "director": "senior_director"}
RAISING = ["senior", "senior_staff", "principal"]
REPORTING = r"(?i)\b(assistant|aide|reporting|reports) to\b.*"
HIGH_RANK = 4.0
WHOLE = ["title"]
PIECE = ["title", "piece"]
LEADS = ["title", "leads"]


@cache
def cues(*kinds: str) -> pl.DataFrame:
    """The lines of `level_cues.csv` of some kinds."""
    return ready(taxonomy.table("level_cues").filter(pl.col("kind").is_in(kinds)))


@cache
def levels() -> pl.DataFrame:
    """level, track, level_rank (null for `unspecified`)."""
    return taxonomy.table("levels").select("level", "track", pl.col("level_rank").replace("", None).cast(pl.Float64))


def words(titles: pl.Series) -> pl.DataFrame:
    """Titles as plain words without phrases that only look like levels: title, plain, alternatives parted by a mark."""
    rewrites = cues("rewrite").select(phrase=plain(pl.col("cue")), instead=pl.col("value").str.replace("&", CUT))
    spoken = plain(tidy(pl.col("title")).str.replace(REPORTING, "$1").str.replace_all(ALTERNATIVE, f" {CUT} "))
    return pl.DataFrame({"title": titles}).with_columns(
        plain=rewritten(spoken, rewrites["phrase"].to_list(), rewrites["instead"].to_list())
    )


def spoken_levels(spoken: pl.DataFrame) -> pl.DataFrame:
    """Every level that titles state: title, leads, level, track, rule, place (order in the title).

    spoken: as of `words`
    leads: True where the posting is known to speak of leading people; each title has rows for both cases
    """
    whole = spoken.select("title", plain=pl.col("plain").str.replace_all(CUT, " ", literal=True))
    pieces = (
        spoken.with_columns(plain=pl.col("plain").str.split(CUT))
        .explode("plain")
        .with_columns(
            piece=pl.int_range(pl.len()).over("title"),
            plain=pl.format(f" {CUT} {{}} {CUT} ", pl.col("plain").str.strip_chars()),
        )
    )
    every = find(pieces, cues("level", "bank", "hybrid"), key=PIECE)
    asks = pl.col("title").is_in(
        every.filter(~pl.col("needs").is_in(["nothing", "people"]))["title"].unique().implode()
    )
    whole, pieces = whole.filter(asks), pieces.filter(asks)
    found = (
        every.join(_marked(whole, cues("maker"), "maker", WHOLE), on=WHOLE, how="left", maintain_order="left")
        .join(_marked(whole, _team_cues(), "team", WHOLE), on=WHOLE, how="left", maintain_order="left")
        .join(_marked(pieces, cues("maker"), "maker_here", PIECE), on=PIECE, how="left", maintain_order="left")
        .with_columns(pl.col("maker", "team", "maker_here").fill_null(value=False))
        .filter(
            pl.col("needs").is_in(["nothing", "people"])
            | ((pl.col("needs") == "maker") & pl.col("maker"))
            | ((pl.col("needs") == "not_maker") & ~pl.col("maker"))
            | ((pl.col("needs") == "maker_here") & pl.col("maker_here"))
            | ((pl.col("needs") == "team") & pl.col("team"))
        )
    )
    both = pl.concat([
        found.filter(pl.col("needs") != "people").with_columns(leads=pl.lit(value=False)),
        found.with_columns(leads=pl.lit(value=True)),
    ])  # fmt: skip
    return _composed(both)


@cache
def _team_cues() -> pl.DataFrame:
    """Words of work that people do in teams: those of `level_cues.csv`, and the subjects that roles are named after."""
    firm = taxonomy.table("role_subjects").filter(pl.col("is_firm") == "true")["subject"].implode()
    subjects = taxonomy.table("role_cues").filter((pl.col("kind") == "subject") & pl.col("code").is_in(firm))
    return ready(pl.concat([cues("team").select("cue"), subjects.select("cue")]))


def _marked(texts: pl.DataFrame, known: pl.DataFrame, name: str, key: list[str]) -> pl.DataFrame:
    return find(texts, known, key=key).select(*key, pl.lit(value=True).alias(name)).unique()


def _composed(found: pl.DataFrame) -> pl.DataFrame:
    """One level from the words of one piece; the bank's use of `VP` and mixed tracks marked as such."""
    stated = found.filter(pl.col("kind") != "hybrid").join(
        levels(), left_on="value", right_on="level", maintain_order="left"
    )
    in_piece = ["title", "leads", "piece"]
    manages, rank = pl.col("track") == "management", pl.col("level_rank")
    is_intern = (pl.col("value") == "intern").any().over(in_piece)
    managed = manages.any().over(in_piece)
    top_manager = rank.filter(manages).max().over(in_piece)
    top = rank.filter(~manages).max().over(in_piece)
    raised = pl.col("value").is_in(RAISING).any().over(in_piece)
    spoken_for = (pl.col("kind") == "level").any().over(LEADS)
    keep = (
        pl.when(is_intern)
        .then(pl.col("value") == "intern")
        .when(managed)
        .then(manages & (rank == top_manager))
        .when(top >= HIGH_RANK)
        .then(rank == top)
        .otherwise(pl.lit(value=True))
    )
    level = pl.when(managed & raised).then(pl.col("value").replace(RAISED)).otherwise("value")
    one = (
        stated.filter((pl.col("kind") == "level") | ~spoken_for)
        .with_columns(level=level, keep=keep)
        .filter("keep")
        .sort(
            "title",
            "leads",
            "piece",
            "level_rank",
            pl.col("cue").str.len_chars(),
            descending=[False, False, False, False, True],
            maintain_order=True,
        )
        .unique([*LEADS, "level"], keep="first", maintain_order=True)
    )
    hybrid = found.filter(pl.col("kind") == "hybrid").select(*LEADS, is_hybrid=pl.lit(value=True)).unique()
    mixed = (pl.col("track").n_unique().over(LEADS) > 1) | (
        pl.col("is_hybrid").fill_null(value=False) & (pl.col("track") == "ic")
    )
    return one.join(hybrid, on=LEADS, how="left", maintain_order="left").select(
        *LEADS,
        "level",
        track=pl.when(pl.col("kind") == "bank")
        .then(pl.lit("unknown"))
        .when(mixed)
        .then(pl.lit("hybrid"))
        .otherwise("track"),
        rule=pl.concat_str(pl.lit("title: "), "cue"),
        place=pl.int_range(pl.len()).over(LEADS),
    )
