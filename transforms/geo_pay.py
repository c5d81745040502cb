"""Whether pay depends on where one works, as the posting says it: `geo_pay_policy`."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from . import cues, overlaps, place_text, sentences, taxonomy
from .lines import Lines

POLICIES = ("zone_tiered", "global_flat", "single_national", "location_based")
"""Of several policies found the first counts."""
PAY_WORDS = (
    "pay", "paid", "salar", "compensation", "wage", "range", "base", "rate", "remuneration", "gehalt", "vergütung",
    "rémunération", "$", "€", "£", "¥",
)  # fmt: skip
ABOUT_PAY = (
    r"(?:(?-u:\b)pay(?-u:\b)|(?-u:\b)paid|salar|compensation|(?-u:\b)wages?(?-u:\b)|(?-u:\b)range|(?-u:\b)base(?-u:\b)"
    r"|(?-u:\b)rates?(?-u:\b)|remuneration|gehalt|vergütung|rémunération|[$€£¥])"
)
PAY = (
    r"(?i)(?-u:\b)(?:pay|paid|salar\w+|compensation|wages?|remuneration|OTE|offers?|gehalt\w*|vergütung\w*|rémunération"
    r"|salaire)(?-u:\b)"
)
BY_PLACE = (
    r"(?i)(?:(?-u:\b)based (?:up)?on|depend\w* (?:up)?on|determined|factors?(?-u:\b)|(?-u:\b)var(?:y|ies)(?-u:\b)|adjusted"
    r"|reflects?|(?-u:\b)consider|taking into account|takes? into|aligned|function of).*?"
    r"(?:(?-u:\b)locations?(?-u:\b)|geograph|where you (?:live|work|are)|cost of (?:labou?r|living)|(?-u:\b)standort|arbeitsort"
    r"|lieu de travail)"
)
"""What pay is based on, place among it, in whatever order: `factors such as skills, tenure and location`."""
OTHERWISE = (
    r"(?i)regardless|irrespective|(?-u:\b)(?:not|n't|never)(?-u:\b)[^,;]*?(?:locat|geograph)|discriminat"
    r"|(?-u:\b)benefits? (?:may )?var"
)
BY_RANGE = r"(?i)(?-u:\b)(?:different|other|all other|each) (?:\w+ ){0,6}(?:locations?|regions?|areas|metros?)(?-u:\b)"
MONEY = r"[$€£]\s?\d"
BEFORE_MONEY = rf"^([^$€£]+){MONEY}"
NEARBY = 80
PLACE_WORDS = (
    "locat", "geo", "zone", "tier", "region", "national", "nationwide", "metro", "where", "market", "countr", "state",
    "city", "cities", " us ", "the us", "u.s.", "rates", "same", "differential", "cost of", "standort", "arbeitsort", "lieu",
    "localisation", "candidates", "applicants", "residents", "based in", "francisco", "bay area", "sf ", "global", "adjust",
)  # fmt: skip
NEAR_PLACE = (
    "locat",
    "geogra",
    "where you",
    "cost of l",
    "standort",
    "arbeitsort",
    "lieu de travail",
    "region",
    "areas",
    "metro",
)
HUB_TIERS = ["1", "2", "3"]
ZONE = r"(?i)(?-u:\b)(?:zone|tier|geo)(?-u:\b)"
UNSPECIFIED = "unspecified"


def read(raw: pl.DataFrame, lines: Lines) -> pl.DataFrame:
    """posting_id, geo_pay_policy: one row a posting, `unspecified` where nothing says it."""
    found = pl.concat([from_sentences(lines), from_lines(lines), from_labels(raw)])
    first = (
        found.with_columns(
            rank=pl.col("policy").replace_strict(POLICIES, list(range(len(POLICIES))), return_dtype=pl.Int8)
        )
        .sort("rank")
        .unique("posting_id", keep="first")
    )
    return (
        raw.select("posting_id")
        .join(
            first.select("posting_id", geo_pay_policy="policy"),
            on="posting_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.col("geo_pay_policy").fill_null(UNSPECIFIED))
    )


def from_sentences(lines: Lines) -> pl.DataFrame:
    """Sentences about pay that hold a cue, or that name place among what it is based on: posting_id, policy."""
    sentence = pl.col("sentence")
    units = sentences.holding(lines, ABOUT_PAY, PAY_WORDS, PLACE_WORDS).with_columns(
        n=pl.int_range(pl.len(), dtype=pl.UInt32), plain=cues.plain(sentence)
    )
    found = cues.find(units, taxonomy.table("geo_pay_cues"), key=["posting_id", "n"])
    by_cue = overlaps.longest(found, key=["posting_id", "n"]).select("posting_id", "policy")
    by_place = (
        units.filter(sentences.any_of(sentence, NEAR_PLACE))
        .filter(
            sentence.str.contains(PAY),
            sentence.str.contains(BY_PLACE) | sentence.str.contains(BY_RANGE),
            sentence.str.contains(OTHERWISE).not_(),
        )
        .select("posting_id", policy=pl.lit("location_based"))
    )
    return pl.concat([by_cue, by_place]).unique()


def from_lines(lines: Lines) -> pl.DataFrame:
    """Pay stated line by line for two or more places: posting_id, policy."""
    line = pl.col("line")
    return (
        sentences.lines_with(lines, ("$", "€", "£"))
        .filter(line.str.contains(MONEY))
        .with_columns(before=line.str.extract(BEFORE_MONEY, 1).str.tail(NEARBY))
        .with_columns(place=pl.col("before").str.extract(place_names(), 1))
        .group_by("posting_id")
        .agg(pl.col("place").drop_nulls().n_unique())
        .filter(pl.col("place") > 1)
        .select("posting_id", policy=pl.lit("location_based"))
    )


@cache
def place_names() -> str:
    """A pattern for the last state, country or hub of a stretch; its first group is the place."""
    states = taxonomy.table("admin1").filter(pl.col("country_code").is_in(["US", "CA"]))["name"]
    hubs = taxonomy.table("metros").filter(pl.col("hub_volume_tier").is_in(HUB_TIERS))["name"]
    names = {*states, *taxonomy.table("countries")["name"], "US", "USA", "UK", "NYC", "Bay Area"}
    names |= {part for hub in hubs for part in re.split(r", | and ", hub)}
    return rf"^.*(?-u:\b)({'|'.join(re.escape(name) for name in sorted(names, reverse=True))})(?-u:\b)"


def from_labels(raw: pl.DataFrame) -> pl.DataFrame:
    """Structured pay for two or more zones or places: posting_id, policy."""
    labels = (
        raw.select("posting_id", label=pl.col("pay_fields").list.eval(pl.element().struct.field("label")))
        .explode("label", empty_as_null=False)
        .filter(pl.col("label").is_not_null())
        .unique()
    )
    distinct = labels["label"].unique(maintain_order=True)
    places = pl.DataFrame(
        {
            "label": distinct,
            "place": ["|".join(m.place.place_id for m in place_text.read(x).mentions if m.place) for x in distinct],
        },
        schema={"label": pl.String, "place": pl.String},
    )
    counted = (
        labels.join(places, on="label")
        .group_by("posting_id")
        .agg(
            zones=pl.col("label").str.contains(ZONE).sum(),
            places=pl.col("place").filter(pl.col("place") != "").n_unique(),
        )
    )
    policy = (
        pl.when(pl.col("zones") > 1)
        .then(pl.lit("zone_tiered"))
        .when(pl.col("places") > 1)
        .then(pl.lit("location_based"))
    )
    return counted.select("posting_id", policy=policy).drop_nulls()
