"""What a job is about: every specialization with a score, the primary one, and how mixed they are.

A cue counts by where it stands: title three times, duties twice, requirements once, nice-to-have half, blurb and
benefits nothing. A title says in a few words what a text repeats: its best cue counts as nine mentions, a little
less after each field named before it. Words that many trades use (`planning`, `ranking`) count only beside an
unmistakable cue of the same specialization, and no more than those. Broad fields (`specializations.csv`) count less,
and a field within another (`agents` in `genai_llm`) stands before it.

How a person labels the primary one (and how the labelled postings of the tests were labelled):

1. A field that the title names decides; of two the first, and before a plain `Data Scientist`. Words for a role or a
   platform (`AI engineer`, `AI solutions`) name no field.
2. Else what most of the duties do; tools asked for settle a tie. What the employer sells says nothing by itself.
3. Building agents is `agents`; other work with language models is `genai_llm`; classical work on text is `nlp`.
4. Bringing models into production and watching them is `mlops_deployment`; the clusters, training systems and
   platforms that others build on are `ml_platform_infra`; making models run faster or smaller is
   `inference_optimization`.
5. A data scientist is `data_science_predictive` unless the duties are mostly of another field.
6. Where nothing names a field, or three or more weigh the same, it is a generalist.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from . import taxonomy
from .cues import find, plain, ready
from .title_text import tidy

ZONE_WEIGHT = {"title": 3.0, "duties": 2.0, "own": 2.0, "requirements": 1.0, "nice": 0.5}
"""`own`: what follows the title on a line of its own, once more (`ML Engineer: you train detectors` in a list of jobs)."""
TITLE_MENTIONS = 9.0
LATER_MENTIONS = 0.5
UNSAID = 0.15
"""Share of a title's word of many meanings (`safety`, `healthcare`) where the text says nothing clear of its field."""
MOST_HITS = 3
LEAST_CLEAR = 0.75
LEAST_KEPT = 1.0
NARROWER = 0.5
"""Share of the score of the field around it from which a narrower one stands before it: who builds agents speaks of
language models all along."""
ZONE = ["posting_id", "zone"]
NEAR = 0.8
NEAR_COUNT = 3
LEAST_SHARE = 0.36
BULLETS = " \t*->•·–—#"
LONGER = 20
"""Characters that a line has beyond the title before it says something of the job."""
GENERALIST = "generalist"
NOT_AI = "not_applicable"


def read(raw: pl.DataFrame, zoned: pl.DataFrame, role: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The primary specialization of each posting, and all its specializations with scores.

    raw: `RawPosting`; zoned: posting_id, zone, plain
    role: posting_id, is_ai_role; other jobs are `not_applicable`
    Returns one row per posting (posting_id, specialization, is_generalist, specialization_entropy in nats), and rows
    of `PostingSpecialization`; a generalist has a row of its own, primary, with score 0.
    """
    ai = role.filter("is_ai_role").select("posting_id")
    ranked = _narrowed(_scores(_spoken(raw.join(ai, on="posting_id", how="semi"), zoned)))
    share = pl.col("score") / pl.col("score").sum()
    near = pl.col("field").filter(pl.col("score") >= NEAR * pl.col("score").first()).n_unique()
    leading = share.filter(pl.col("field") == pl.col("field").first()).sum()
    is_mixed = ~pl.col("in_title").first() & ((near >= NEAR_COUNT) | (leading < LEAST_SHARE))
    one = ranked.group_by("posting_id", maintain_order=True).agg(
        pl.col("specialization").first(),
        is_generalist=(pl.col("clear").first() < LEAST_CLEAR) | is_mixed,
        specialization_entropy=-(share * share.log()).sum(),
    )
    every = raw.select("posting_id", is_ai=pl.col("posting_id").is_in(ai["posting_id"].implode())).join(
        one, on="posting_id", how="left", maintain_order="left"
    )
    mixed = pl.col("is_generalist").fill_null(value=True)
    primary = every.select(
        "posting_id",
        specialization=pl.when(~pl.col("is_ai"))
        .then(pl.lit(NOT_AI))
        .when(mixed)
        .then(pl.lit(GENERALIST))
        .otherwise("specialization"),
        is_generalist=pl.col("is_ai") & mixed,
        specialization_entropy=pl.col("specialization_entropy").fill_null(0.0).round(6).abs(),
    )
    return primary, _rows(ranked, primary)


def _spoken(raw: pl.DataFrame, zoned: pl.DataFrame) -> pl.DataFrame:
    """Titles and weighing zones of the postings in `raw`: posting_id, zone, plain."""
    titles = raw.select("posting_id", zone=pl.lit("title"), plain=plain(tidy(pl.col("title_text"))))
    texts = zoned.filter(pl.col("zone").is_in(list(ZONE_WEIGHT))).join(
        raw.select("posting_id", "title_text"), on="posting_id", maintain_order="left"
    )
    return pl.concat([titles, texts.select("posting_id", "zone", "plain"), _own(texts)])


def _own(texts: pl.DataFrame) -> pl.DataFrame:
    """posting_id, zone, plain: what follows the title on the lines that it begins."""
    title = pl.col("title_text").str.strip_chars()
    beside = pl.col("line").str.strip_chars_start(BULLETS)
    lines = (
        texts.filter(pl.col("zone").is_in(["duties", "requirements"]), pl.col("text").str.contains(title, literal=True))
        .select("posting_id", "title_text", line=pl.col("text").str.split("\n"))
        .explode("line", empty_as_null=False)
        .filter(beside.str.starts_with(title))
        .select("posting_id", zone=pl.lit("own"), said=beside.str.strip_prefix(title))
        .filter(pl.col("said").str.len_chars() > LONGER)
    )
    return lines.group_by("posting_id", "zone", maintain_order=True).agg(
        plain=pl.concat_str(pl.lit(" "), plain(pl.col("said")).str.strip_chars().str.join(" "), pl.lit(" "))
    )


def _scores(spoken: pl.DataFrame) -> pl.DataFrame:
    """posting_id, specialization, clear, score, in_title: highest score first within each posting.

    clear: what unmistakable cues say; the others add at most as much again
    """
    found = _apart(find(spoken, _cues(), key=ZONE))
    in_title = (pl.col("zone") == "title") & (pl.col("is_ambiguous") != "true")
    is_clear = pl.col("is_ambiguous") == "false"
    titled = _first_in_title(found.filter(in_title), spoken)
    zone_weight = pl.col("zone").replace_strict(ZONE_WEIGHT, return_dtype=pl.Float64)
    mentions = pl.col("hits").clip(upper_bound=MOST_HITS).cast(pl.Float64).sqrt()
    worded = (
        found.filter(~in_title)
        .with_columns(worth=pl.col("weight") * zone_weight * mentions)
        .group_by("posting_id", "specialization", maintain_order=True)
        .agg(
            worded=pl.col("worth").filter(is_clear).sum(),
            vague=pl.col("worth").filter(~is_clear).sum(),
        )
    )
    fields = taxonomy.table("specializations").select("specialization", breadth=pl.col("weight").cast(pl.Float64))
    return (
        worded.join(titled, on=["posting_id", "specialization"], how="full", coalesce=True)
        .join(fields, on="specialization")
        .with_columns(pl.col("worded", "vague", "titled", "hinted").fill_null(0.0))
        .with_columns(
            titled=pl.max_horizontal(
                "titled", pl.when(pl.col("worded") > 0).then("hinted").otherwise(UNSAID * pl.col("hinted"))
            )
        )
        .with_columns(clear=pl.col("worded") * pl.col("breadth") + pl.col("titled"))
        .filter(pl.col("clear") > 0)
        .select(
            "posting_id",
            "specialization",
            "clear",
            score=(pl.col("clear") + pl.min_horizontal("clear", pl.col("vague") * pl.col("breadth"))).round(3),
            in_title=pl.col("titled") > 0,
        )
        .sort("posting_id", "score", "specialization", descending=[False, True, False])
    )


def _narrowed(ranked: pl.DataFrame) -> pl.DataFrame:
    """Scores with a narrower field just above the one it lies in, where it has enough of its own and no title says otherwise.

    Adds `field`, the widest around it: as a field and a narrower one say the same of how mixed a job is.
    """
    within = taxonomy.table("specializations").filter(pl.col("within") != "").select("specialization", "within")
    around = ranked.filter(~pl.col("in_title")).select("posting_id", within="specialization", around="score")
    score = pl.when((pl.col("score") >= NARROWER * pl.col("around")) & (pl.col("score") <= pl.col("around")))
    return (
        ranked.join(within, on="specialization", how="left")
        .join(around, on=["posting_id", "within"], how="left")
        .with_columns(
            score=score.then((pl.col("around") + 0.001).round(3)).otherwise("score"),
            field=pl.coalesce("within", "specialization"),
        )
        .drop("within", "around")
        .sort("posting_id", "score", "specialization", descending=[False, True, False])
    )


def _first_in_title(found: pl.DataFrame, spoken: pl.DataFrame) -> pl.DataFrame:
    """posting_id, specialization, `titled`: what the best cue of a title says; what is named earlier says more.

    `hinted`: the same of cues that are ambiguous in texts.
    """
    titles = spoken.filter(pl.col("zone") == "title").select("posting_id", title="plain")
    at = pl.col("title").str.find(plain(pl.col("cue")).str.strip_chars(), literal=True).fill_null(0)
    earlier = pl.col("at").rank("dense").over("posting_id").cast(pl.Float64) - 1
    is_hint = pl.col("is_ambiguous") == "text"
    return (
        found.join(titles, on="posting_id")
        .with_columns(at=at)
        .with_columns(worth=pl.col("weight") * (TITLE_MENTIONS - LATER_MENTIONS * earlier))
        .group_by("posting_id", "specialization")
        .agg(
            titled=pl.col("worth").filter(~is_hint).max() * ZONE_WEIGHT["title"],
            hinted=pl.col("worth").filter(is_hint).max() * ZONE_WEIGHT["title"],
        )
    )


def _apart(found: pl.DataFrame) -> pl.DataFrame:
    """Hits of cues that do not stand inside a longer cue of the same specialization (`forecasting` in `demand forecasting`)."""
    taken = (
        found.join(_inside(), on=["specialization", "cue"])
        .group_by(*ZONE, "specialization", cue="cue_short")
        .agg(taken=pl.col("hits").sum())
    )
    return (
        found.join(taken, on=[*ZONE, "specialization", "cue"], how="left", maintain_order="left")
        .with_columns(hits=pl.col("hits").cast(pl.Int64) - pl.col("taken").fill_null(0).cast(pl.Int64))
        .filter(pl.col("hits") > 0)
    )


@cache
def _cues() -> pl.DataFrame:
    return ready(taxonomy.table("specialization_cues").with_columns(pl.col("weight").cast(pl.Float64)))


@cache
def _inside() -> pl.DataFrame:
    """specialization, cue, cue_short: every cue that stands inside a longer one of the same specialization."""
    wide = _cues().select("specialization", "cue", phrase=plain(pl.col("cue")))
    return (
        wide.join(wide, on="specialization", suffix="_short")
        .filter(
            (pl.col("cue") != pl.col("cue_short")) & pl.col("phrase").str.contains(pl.col("phrase_short"), literal=True)
        )
        .select("specialization", "cue", "cue_short")
    )


def _rows(ranked: pl.DataFrame, primary: pl.DataFrame) -> pl.DataFrame:
    kept = ranked.filter(pl.col("score") >= LEAST_KEPT).select("posting_id", "specialization", "score")
    mixed = primary.filter(pl.col("specialization") == GENERALIST).select(
        "posting_id", "specialization", score=pl.lit(0.0)
    )
    chosen = primary.select("posting_id", chosen="specialization")
    return (
        pl.concat([kept, mixed])
        .join(chosen, on="posting_id", how="left", maintain_order="left")
        .select("posting_id", "specialization", "score", is_primary=pl.col("specialization") == pl.col("chosen"))
        .sort("posting_id", "specialization")
    )
