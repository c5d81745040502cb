"""Seniority and track: from the title's words, its level code, the source's field, a statement of the text, the years
required, else unspecified.

Several levels are all kept and split the vote. Where nothing says a level it is `unspecified`, never silently mid.
"""

from __future__ import annotations

import polars as pl

from . import taxonomy
from .cues import find, plain
from .level_codes import coded_levels
from .level_words import CUT, cues, levels, spoken_levels, words
from .requirements import IMPORTED

UNSPECIFIED = "unspecified"
BANK_TITLES = ["vp", "director"]
OWN_BOARD = "own_board"
NO_REPORTS = r" (?:no|without|not have|have no|has no) (?:any )?(?:direct reports?|line management|people management) "
OPENING = 1_000
"""Characters at the head of a part in which a statement of the level is looked for."""
SPEAKING = ["blurb", "duties", "requirements"]
RETITLED = (
    r"\b(?:as an?|role|title|position|seeking an?|looking for an?|hiring an?|\d+ ?x|suchen (?:wir )?eine?n?|recherchons un|buscamos un) "
    r"(senior|sr|junior|jr|staff|principal|mid level) ((?:\S+ ){1,4})"
)
"""A text that calls the job by another level than its title: `Role: Senior Data Scientist` under `Data Scientist`."""
ORDER = ["title", "level_code", "source_field", "text", "years", "none"]
ENTRY_UP_TO = 3.0
"""Most years that the top of a range may name for an entry level."""
ROW = ["posting_id", "level", "track", "rule", "place", "level_source"]


def read(raw: pl.DataFrame, years: pl.DataFrame, zoned: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The primary level of each posting, and all its levels with weights.

    raw: `RawPosting`
    years: posting_id, years_min, years_max
    zoned: posting_id, zone, plain; its parts may state a level or speak of leading people
    Returns one row per posting (posting_id, level, level_rank, track, level_source), and rows of `PostingLevel`.
    """
    posts = raw.select("posting_id", title="title_text", employer=plain(pl.col("employer_text").fill_null("")))
    spoken = words(posts["title"].unique(maintain_order=True))
    titled = posts.join(_led(raw, zoned, spoken), on="posting_id", how="left", maintain_order="left").join(
        spoken_levels(spoken), on=["title", "leads"], maintain_order="left"
    )
    pairs = (
        posts.select("title", "employer").unique(maintain_order=True).join(spoken, on="title", maintain_order="left")
    )
    coded = posts.join(coded_levels(pairs), on=["title", "employer"], maintain_order="left")
    by_bank = coded.filter("is_bank").select("posting_id").unique()
    overruled = titled.filter(pl.col("level").is_in(BANK_TITLES)).join(by_bank, on="posting_id", how="semi")
    unknown = posts.join(_open(spoken), on="title", how="left", maintain_order="left").select(
        "posting_id",
        level=pl.lit(UNSPECIFIED),
        track=pl.when("is_open").then(pl.lit("unknown")).otherwise(pl.lit("ic")),
        rule=pl.lit("none"),
        place=pl.lit(0),
    )
    named = [titled.join(overruled, on=["posting_id", "level"], how="anti"), coded, _fielded(raw)]
    silent = pl.col("posting_id").is_in(pl.concat(rows["posting_id"] for rows in named).implode()).not_()
    stated, asked = _stated(zoned.filter(silent)), _by_years(years)
    nameless = posts.filter(silent).join(
        pl.concat([stated.select("posting_id"), asked.select("posting_id")]), on="posting_id", how="anti"
    )
    sources = [*named, pl.concat([stated, _retitled(nameless, spoken, zoned)]), asked, unknown]
    every = pl.concat([
        rows.with_columns(pl.col("place").cast(pl.Int64), level_source=pl.lit(source)).select(ROW)
        for source, rows in zip(ORDER, sources, strict=True)
    ])  # fmt: skip
    order = pl.col("level_source").replace_strict(ORDER, range(len(ORDER)), return_dtype=pl.Int64)
    best = every.with_columns(order=order).filter(pl.col("order") == pl.col("order").min().over("posting_id"))
    return _primary(posts, best), best.select(
        "posting_id", "level", weight=1.0 / pl.len().over("posting_id"), rule="rule"
    ).sort("posting_id", "level")


def resolve(texts: pl.Series) -> pl.DataFrame:
    """Level codes of short texts, such as what a pay band is stated for: `text`, `level` (null unless one is named)."""
    spoken = words(texts.unique(maintain_order=True))
    stated = spoken_levels(spoken).filter("leads").select("title", "level", order=pl.lit(0))
    coded = coded_levels(spoken.with_columns(employer=pl.lit(""))).select("title", "level", order=pl.lit(1))
    single = (
        pl.concat([stated, coded])
        .filter(pl.col("order") == pl.col("order").min().over("title"))
        .group_by("title", maintain_order=True)
        .agg(level=pl.when(pl.col("level").n_unique() == 1).then(pl.col("level").first()))
    )
    return pl.DataFrame({"text": texts}).join(
        single, left_on="text", right_on="title", how="left", maintain_order="left"
    )


def _primary(posts: pl.DataFrame, best: pl.DataFrame) -> pl.DataFrame:
    """The level named first; the tracks of all of them."""
    ranks = levels().select("level", "level_rank")
    one = (
        best.sort("posting_id", "place", maintain_order=True)
        .group_by("posting_id", maintain_order=True)
        .agg(
            pl.first("level", "level_source"),
            track=pl.when(pl.col("track").n_unique() > 1).then(pl.lit("hybrid")).otherwise(pl.col("track").first()),
        )
    )
    return (
        posts.select("posting_id")
        .join(one, on="posting_id", how="left", maintain_order="left")
        .join(ranks, on="level", how="left", maintain_order="left")
        .select("posting_id", "level", "level_rank", "track", "level_source")
    )


def _led(raw: pl.DataFrame, zoned: pl.DataFrame, spoken: pl.DataFrame) -> pl.DataFrame:
    """posting_id, leads: True where the text speaks of leading people; read only where the title needs to know."""
    needs = cues("level").filter(pl.col("needs") == "people")
    asked = find(_whole(spoken), needs, key=["title"])["title"]
    asking = raw.filter(pl.col("title_text").is_in(asked.implode())).select("posting_id")
    texts = zoned.filter(pl.col("zone").is_in(SPEAKING)).join(asking, on="posting_id", how="semi")
    said = texts.with_columns(pl.col("plain").str.replace_all(NO_REPORTS, " "))
    leaders = find(said, cues("people"), key=["posting_id"])["posting_id"]
    return raw.select("posting_id", leads=pl.col("posting_id").is_in(leaders.implode()))


def _open(spoken: pl.DataFrame) -> pl.DataFrame:
    """title, is_open: the titles that may speak of leading people (`Claims Manager`, `Founder`) and of no craft."""
    leading = find(_whole(spoken), cues("leader"), key=["title"]).select("title", is_open=pl.lit(value=True)).unique()
    makers = find(_whole(spoken.join(leading, on="title", how="semi")), cues("maker"), key=["title"])["title"]
    return leading.filter(pl.col("title").is_in(makers.implode()).not_())


def _whole(spoken: pl.DataFrame) -> pl.DataFrame:
    return spoken.select("title", plain=pl.col("plain").str.replace_all(CUT, " ", literal=True))


def _fielded(raw: pl.DataFrame) -> pl.DataFrame:
    """Levels that the source's own fields state; a field that spans several (`Mid-Senior level`) states none.

    `Entry level` and `Associate` in an imported table are what job boards put where an employer chose nothing.
    """
    known = cues("field", "level").filter(pl.col("needs").is_in(["nothing", OWN_BOARD]))
    parts = [
        ("level_text", "field", known),
        ("employment_text", "employment", cues("contract")),
    ]
    found = []
    for column, name, words_known in parts:
        fields = raw.select(column).drop_nulls().unique(maintain_order=True)
        stated = (
            find(fields.with_columns(plain=plain(pl.col(column))), words_known, key=[column])
            .sort(pl.col("cue").str.len_chars(), pl.col("kind") == "field", descending=True, maintain_order=True)
            .unique(column, keep="first", maintain_order=True)
            .filter(pl.col("value") != UNSPECIFIED)
            .join(levels(), left_on="value", right_on="level")
        )
        found.append(
            raw.select("posting_id", "source", column)
            .join(stated, on=column, maintain_order="left")
            .filter((pl.col("needs") != OWN_BOARD) | (pl.col("source") != IMPORTED))
            .select("posting_id", "track", level="value", rule=pl.format(f"{name}: {{}}", "cue"), place=pl.lit(0))
        )
    return pl.concat(found).unique("posting_id", keep="first", maintain_order=True)


def _stated(zoned: pl.DataFrame) -> pl.DataFrame:
    """Levels that a sentence of the text states outright (`this is an entry level role`)."""
    said = zoned.filter(pl.col("zone").is_in(SPEAKING))
    return (
        find(said.with_columns(pl.col("plain").str.head(OPENING)), cues("statement"), key=["posting_id"])
        .join(levels(), left_on="value", right_on="level")
        .sort("posting_id", "level_rank", maintain_order=True)
        .unique(["posting_id", "value"], keep="first", maintain_order=True)
        .select(
            "posting_id",
            "track",
            level="value",
            rule=pl.format("text: {}", "cue"),
            place=pl.int_range(pl.len()).over("posting_id"),
        )
    )


def _retitled(posts: pl.DataFrame, spoken: pl.DataFrame, zoned: pl.DataFrame) -> pl.DataFrame:
    """Levels before the job's own title in the text, for postings that nothing else gives a level."""
    bare = spoken.select(
        "title",
        own=pl.col("plain").str.split(CUT).list.first().str.strip_chars().str.split(" ").list.head(4).list.join(" "),
    )
    said = (
        zoned.filter(pl.col("zone").is_in(SPEAKING))
        .join(posts, on="posting_id", how="semi")
        .select("posting_id", said=pl.col("plain").str.head(OPENING).str.extract_all(RETITLED))
        .explode("said")
        .drop_nulls()
        .with_columns(groups=pl.col("said").str.extract_groups(RETITLED))
    )
    return (
        posts.join(bare, on="title", maintain_order="left")
        .join(said, on="posting_id", maintain_order="left_right")
        .select("posting_id", "own", cue=pl.col("groups").struct.field("1"), rest=pl.col("groups").struct.field("2"))
        .filter(pl.col("own") != "", pl.col("rest").str.starts_with(pl.col("own")))
        .join(
            cues("level").filter(pl.col("needs") == "nothing").select("cue", level="value"),
            on="cue",
            maintain_order="left",
        )
        .join(levels(), on="level", maintain_order="left")
        .unique("posting_id", keep="first", maintain_order=True)
        .select("posting_id", "track", "level", rule=pl.format("text: {} {}", "cue", "own"), place=pl.lit(0, pl.Int64))
    )


def _by_years(years: pl.DataFrame) -> pl.DataFrame:
    """The level whose band of years holds the least experience required.

    Less than the second band begins with means entry, unless the top says otherwise: of a wide range (`1-5 years`) the middle
    counts.
    """
    bands = (
        taxonomy.table("level_years")
        .select("level", years_from=pl.col("years_from").cast(pl.Float64))
        .sort("years_from")
    )
    low, high = pl.col("years_min").cast(pl.Float64), pl.col("years_max").cast(pl.Float64)
    second = bands["years_from"][1]
    asked = pl.when((low >= second) | high.is_null() | (high <= ENTRY_UP_TO)).then(low).otherwise((low + high) / 2)
    return (
        years.select("posting_id", "years_min", asked=asked)
        .filter(pl.col("asked") >= 0)
        .sort("asked")
        .join_asof(bands, left_on="asked", right_on="years_from")
        .join(levels(), on="level")
        .select(
            "posting_id",
            "level",
            "track",
            rule=pl.format("years: {}", pl.col("years_min").cast(pl.Float64)),
            place=pl.lit(0),
        )
    )
