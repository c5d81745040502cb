"""Which places count where the location fields, the title and the text name different ones.

The fields count, except against words about this very job. A sentence that puts it in another country or city
overrules them (`the position is based in Cyprus`, listed in Warsaw). A sentence, labelled line or title with
alternatives, one of them a field's, adds the others. Sentence, line or title narrow down a field of no more than a
country or state, and so does the office of work that is not remote; where one must be based narrows down `EMEA`. Of
several places of the fields those count that the title names.
"""

from __future__ import annotations

import polars as pl

from . import locations, place_phrases, stated_lines
from .gazetteer import CITY, COUNTRY, REGION, STATE
from .place_items import TIME_ZONE

LINE, TITLE = "line", "title"
OVERRULE = (place_phrases.JOB, place_phrases.ONLY)
LIST = (place_phrases.JOB, LINE, TITLE)
NARROW = (place_phrases.JOB, LINE, TITLE, place_phrases.OFFICE)
RANKED = (*OVERRULE, LINE, TITLE, place_phrases.OFFICE)
LAST = 2**32 - 1
"""What was told stands behind every location (`at`)."""
BARS, ALTERNATIVES = "|", r"(?i) or |/|&| oder | ou | och | eller "


def read(
    raw: pl.DataFrame,
    phrased: pl.DataFrame,
    labelled: pl.DataFrame,
    mentions: pl.DataFrame,
    stance: pl.DataFrame,
    hints: pl.DataFrame,
) -> pl.DataFrame:
    """The mentions that count, columns as they are.

    phrased: what sentences say (`place_phrases.read`); labelled: posting_id, line, lines of the text that state a place;
    mentions: what the fields name (`locations.Found`); stance: posting_id, stance; hints: posting_id, hints, the
    countries that ambiguous names more likely lie in
    """
    fields = placed(mentions.filter(pl.col("is_excluded").not_()))
    several = fields.filter(pl.col("place_id").n_unique().over("posting_id") > 1)
    wide = fields.filter(pl.col("level") < CITY, pl.col("is_remote").not_())
    named = pl.concat([several, wide])["posting_id"].implode()
    titles = raw.select("posting_id", "title_text").filter(
        pl.col("posting_id").is_in(named) | pl.col("title_text").str.contains(ALTERNATIVES)
    )
    titled = stated_lines.in_titles(titles, hints).select(
        "posting_id", "place_id", kind=pl.lit(TITLE), place_text="line"
    )
    both = several.join(placed(titled), on="posting_id", suffix="_told").filter(pl.col("level_told") > REGION, agree())
    meant = both.select("posting_id", "place_id").unique()
    other = several.join(meant, on="posting_id", how="semi").join(meant, on=["posting_id", "place_id"], how="anti")
    own = labelled.filter(pl.col("line").str.contains(BARS, literal=True).not_())
    told = [
        phrased,
        stated_lines.named(own, hints, is_whole=False).select(
            "posting_id", "place_id", kind=pl.lit(LINE), place_text="line"
        ),
        titled,
    ]
    places = placed(pl.concat(told).unique(["posting_id", "place_id", "kind"], keep="first", maintain_order=True))
    return contest(
        without(mentions, other),
        without(fields, other),
        places.filter(pl.col("place_id").str.starts_with(TIME_ZONE).not_()),
        stance,
    )


def contest(mentions: pl.DataFrame, fields: pl.DataFrame, told: pl.DataFrame, stance: pl.DataFrame) -> pl.DataFrame:
    """The mentions and what was told of the job: in their stead where it overrules or narrows, beside them where it lists."""
    ways = stance.select(
        "posting_id",
        is_all_remote=(pl.col("stance") == "remote").fill_null(False),
        has_office=pl.col("stance").is_in(["hybrid", "onsite"]).fill_null(False),
    )
    pairs = (
        fields.join(told, on="posting_id", how="semi")
        .join(ways, on="posting_id", how="left")
        .with_columns(on_site=(pl.col("is_remote") | pl.col("is_all_remote")).not_())
        .join(told, on="posting_id", suffix="_told")
        .with_columns(
            agrees=agree() | (pl.col("on_site").not_() & (pl.col("country_code") == pl.col("country_code_told")))
        )
    )
    kind, on_site, is_finer = (
        pl.col("kind"),
        pl.col("on_site"),
        pl.col("agrees") & (pl.col("level_told") > pl.col("level")),
    )
    held = pl.col("place_id").filter(is_finer & on_site).n_unique()
    is_city = pl.min_horizontal("level", "level_told") == CITY
    verdict = pairs.group_by("posting_id", "kind", maintain_order=True).agg(
        pl.col("agrees").any(),
        lists=(pl.col("agrees") & on_site & is_city).any(),
        is_vague=(pl.col("level") == REGION).all() & (pl.col("level_told") > REGION).any(),
        has_office=pl.col("has_office").first(),
        narrows=(held > 0) & (held == pl.col("place_id").filter(on_site).n_unique()),
    )
    says = (
        pl.when(kind.is_in(OVERRULE) & (pl.col("agrees").not_() | pl.col("is_vague"))).then(pl.lit("other"))
        .when(
            kind.is_in(NARROW) & pl.col("narrows") & ((kind != place_phrases.OFFICE) | pl.col("has_office"))
        ).then(pl.lit("finer"))
        .when(kind.is_in(LIST) & pl.col("lists")).then(pl.lit("more"))
    )  # fmt: skip
    first = (
        verdict.select("posting_id", "kind", says=says)
        .drop_nulls()
        .sort(kind.replace_strict(RANKED, range(len(RANKED)), return_dtype=pl.Int8), maintain_order=True)
        .unique("posting_id", keep="first")
    )
    known = pairs.filter("agrees").select("posting_id", place_id="place_id_told")
    is_near = (kind != LINE) | pl.col("country_code").is_in("here")
    here = fields.group_by("posting_id").agg(here="country_code")
    heard = told.join(first, on=["posting_id", "kind"], maintain_order="left").join(here, on="posting_id")
    more = heard.filter(pl.col("says") == "more", pl.col("level") == CITY, is_near)
    new = pl.concat(
        [heard.filter(pl.col("says") != "more"), more.join(known, on=["posting_id", "place_id"], how="anti")]
    )
    gone = mentions.join(first.filter(pl.col("says") != "more"), on="posting_id").filter(
        pl.col("is_remote").not_() | (pl.col("says") == "other")
    )
    rows = new.select(
        "posting_id", at=pl.lit(LAST, pl.UInt32), place_text="place_text", place_id="place_id", is_remote=pl.lit(False),
        is_excluded=pl.lit(False), rule="kind",
    )  # fmt: skip
    return pl.concat([without(mentions, gone), rows.select(mentions.columns)])


def agree() -> pl.Expr:
    """Whether the place of a field and one `_told` are the same, or one holds the other, or both lie in one metro."""
    wider = pl.min_horizontal("level", "level_told")
    return (
        (pl.col("place_id") == pl.col("place_id_told"))
        | (pl.col("metro") == pl.col("metro_told")).fill_null(False)
        | (wider == REGION)
        | (
            (pl.col("country_code") == pl.col("country_code_told"))
            & ((wider == COUNTRY) | ((wider == STATE) & (pl.col("admin1") == pl.col("admin1_told")).fill_null(False)))
        )
    )


def placed(named: pl.DataFrame) -> pl.DataFrame:
    """What is named, with level, country_code, admin1 and metro of its place; none without a place."""
    places = locations.gazetteer(named["place_id"]).select("place_id", "level", "country_code", "admin1", "metro")
    return named.join(places, on="place_id", maintain_order="left")


def without(mentions: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """The mentions but for some of the same place at the same location."""
    keys = ["posting_id", "at", "place_id"]
    return mentions.join(gone.select(keys), on=keys, how="anti", nulls_equal=True, maintain_order="left")
