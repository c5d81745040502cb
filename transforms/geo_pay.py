"""Whether pay depends on where one works, as the posting says it: `geo_pay_policy`."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from . import cues, overlaps, place_text, sentences, taxonomy

POLICIES = ("zone_tiered", "global_flat", "single_national", "location_based")
"""Of several policies found the first counts."""
ABOUT_PAY = (
    r"(?i)\b(?:pay|paid|salar|compensation|wage|range|base|rates?|remuneration|gehalt|vergütung|rémunération)"
    r"|[$€£¥]"
)
MONEY = r"[$€£]\s?\d"
HUB_TIERS = ["1", "2", "3"]
ZONE = r"(?i)\b(?:zone|tier|geo)\b"
UNSPECIFIED = "unspecified"


def read(raw: pl.DataFrame, zoned: pl.DataFrame) -> pl.DataFrame:
    """posting_id, geo_pay_policy: one row a posting, `unspecified` where nothing says it.

    zoned: posting_id, zone, plain
    """
    found = pl.concat([from_sentences(raw, zoned), from_lines(raw), from_labels(raw)])
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


def from_sentences(raw: pl.DataFrame, zoned: pl.DataFrame) -> pl.DataFrame:
    """Cues in sentences about pay: posting_id, policy. `zoned` says cheaply which postings to look at."""
    table = taxonomy.table("geo_pay_cues")
    hits = cues.find(zoned.select("posting_id", "zone", "plain"), table, key=["posting_id", "zone"])
    if not hits.height:
        return hits.select("posting_id", "policy")
    words = "|".join(cue.replace(" ", "[^a-z0-9]{1,3}") for cue in hits["cue"].unique().sort())
    units = (
        sentences.holding(raw.join(hits, on="posting_id", how="semi", maintain_order="left"), f"(?:{words})")
        .filter(pl.col("sentence").str.contains(ABOUT_PAY))
        .with_columns(n=pl.int_range(pl.len(), dtype=pl.UInt32), plain=cues.plain(pl.col("sentence")))
    )
    found = cues.find(units, table, key=["posting_id", "n"])
    return overlaps.longest(found, key=["posting_id", "n"]).select("posting_id", "policy").unique()


def from_lines(raw: pl.DataFrame) -> pl.DataFrame:
    """Pay stated line by line for two or more places: posting_id, policy."""
    line = pl.col("line")
    return (
        raw.filter(pl.col("text").str.count_matches(MONEY) > 1)
        .select("posting_id", line=pl.col("text").str.split("\n"))
        .explode("line")
        .filter(line.str.contains(MONEY))
        .with_columns(line.str.head(sentences.LONGEST_LINE))
        .with_columns(place=pl.col("line").str.extract(place_before_money(), 1))
        .group_by("posting_id")
        .agg(pl.col("place").drop_nulls().n_unique())
        .filter(pl.col("place") > 1)
        .select("posting_id", policy=pl.lit("location_based"))
    )


@cache
def place_before_money() -> str:
    """A pattern for a state, country or hub shortly before money; its first group is the place."""
    states = taxonomy.table("admin1").filter(pl.col("country_code").is_in(["US", "CA"]))["name"]
    hubs = taxonomy.table("metros").filter(pl.col("hub_volume_tier").is_in(HUB_TIERS))["name"]
    names = {*states, *taxonomy.table("countries")["name"], "US", "USA", "UK", "NYC", "Bay Area"}
    names |= {part for hub in hubs for part in re.split(r", | and ", hub)}
    return rf"\b({'|'.join(re.escape(name) for name in sorted(names, reverse=True))})\b[^$€£]{{0,60}}{MONEY}"


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
