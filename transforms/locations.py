"""Every place that the location fields of a batch name. Each distinct text is read once, then joined back.

A first pass reads each location by itself. Locations that could be read in several ways are read again with
hints: the countries of the posting's other places and of its board.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import NamedTuple

import polars as pl

from . import place_text
from .gazetteer import CITY, Place, fold, known, names
from .place_choice import Mention
from .place_items import LARGE
from .place_text import Reading

PLACE = {
    "place_id": pl.String, "level": pl.Int8, "country_code": pl.String, "admin1": pl.String,
    "metro": pl.String, "market_region": pl.String,
}  # fmt: skip
SAID = ("remote", "hybrid", "onsite", "flexible")
KEY = ["place_text", "city", "region", "country", "hints"]
MENTIONS = {
    "key": pl.UInt32,
    "place_id": pl.String,
    "is_remote": pl.Boolean,
    "is_excluded": pl.Boolean,
    "rule": pl.String,
}
MODES = {"key": pl.UInt32, **dict.fromkeys(SAID, pl.Boolean)}
UNKNOWN = {"key": pl.UInt32, "unknown": pl.String}
LONGEST = 1000
BEHIND = 2**31
"""Scopes stand behind every location (`at`), whatever the batch."""


class Found(NamedTuple):
    """What the locations of a batch say.

    mentions: posting_id, at, place_text, place_id (null: remote work, place not said), is_remote,
    is_excluded, rule
    said: posting_id, remote, hybrid, onsite, flexible: whether a location field says so; one row a posting
    with locations
    unknown: posting_id, unknown: words that no table knows
    """

    mentions: pl.DataFrame
    said: pl.DataFrame
    unknown: pl.DataFrame


def gazetteer(place_ids: pl.Series) -> pl.DataFrame:
    """What these places are, each once: place_id, level (`REGION` to `CITY`), country_code, admin1, metro, market_region.

    Few of all places stand in a batch: a join with them takes less than half as long as one with all (measured).
    """
    rows = _rows()
    return _every_place()[[rows[place] for place in place_ids.unique() if place in rows]]


@cache
def _rows() -> dict[str, int]:
    return {place_id: row for row, place_id in enumerate(known())}


@cache
def _every_place() -> pl.DataFrame:
    rows = [
        (
            p.place_id,
            p.level,
            p.country_code or None,
            p.admin1 or None,
            p.metro or None,
            p.market_region or None,
        )
        for p in known().values()
    ]
    return pl.DataFrame(rows, schema=PLACE, orient="row")


def read(raw: pl.DataFrame, boards: pl.DataFrame | None = None) -> Found:
    """Places of the field `locations` of every posting. boards: source, board, country_code, as hints."""
    listed = (
        raw.select("posting_id", "source", "board", "locations")
        .explode("locations", empty_as_null=False)
        .unnest("locations")
        .rename({"text": "place_text"})
        .filter(pl.col("place_text").is_not_null())
        .with_columns(
            pl.col("place_text").str.head(LONGEST),
            at=pl.int_range(pl.len(), dtype=pl.UInt32),
            hints=pl.lit(""),
        )
    )
    return finish(listed, boards)


def read_scopes(raw: pl.DataFrame) -> pl.DataFrame:
    """Mentions of the field `remote_scope`: where remote workers may live."""
    listed = (
        raw.select("posting_id", "remote_scope")
        .explode("remote_scope", empty_as_null=False)
        .filter(pl.col("remote_scope").is_not_null())
        .select(
            "posting_id",
            place_text=pl.col("remote_scope").str.head(LONGEST),
            **{name: pl.lit(None, pl.String) for name in ("city", "region", "country")},
            hints=pl.lit(""),
            at=pl.int_range(BEHIND, BEHIND + pl.len(), dtype=pl.UInt32),
        )
    )
    return resolve(listed).mentions.with_columns(is_remote=pl.lit(True))


def finish(listed: pl.DataFrame, boards: pl.DataFrame | None) -> Found:
    """Resolve locations alone, then the ambiguous ones with hints."""
    alone = resolve(listed)
    unsure = pl.concat(
        [alone.mentions.filter(pl.col("rule").is_in(["size", "hint"])).select("at"), alone.unknown.select("at")]
    )
    is_open = listed.join(unsure, on="at", how="semi", maintain_order="left")
    hinted = is_open.drop("hints").join(
        countries_near(is_open, alone.mentions, boards), on="posting_id", maintain_order="left"
    )
    again = resolve(hinted)
    mentions, said, unknown = (
        pl.concat([one.join(hinted.select("at"), on="at", how="anti", maintain_order="left"), other]).sort(
            "at", maintain_order=True
        )
        for one, other in zip(alone, again, strict=True)
    )
    return Found(
        mentions,
        said.group_by("posting_id").agg(pl.col(SAID).any()),
        unknown.select("posting_id", "unknown").unique(maintain_order=True),
    )


def countries_near(is_open: pl.DataFrame, mentions: pl.DataFrame, boards: pl.DataFrame | None) -> pl.DataFrame:
    """posting_id, hints: countries of a posting's sure places and of its board, for postings with open locations."""
    sure = mentions.filter(pl.col("rule").is_in(["within", "name"]), pl.col("place_id").is_not_null())
    sure = sure.join(is_open, on="posting_id", how="semi")
    near = sure.join(gazetteer(sure["place_id"]), on="place_id").select("posting_id", "country_code")
    if boards is not None:
        named = boards.filter(pl.col("country_code") != "").select("source", "board", "country_code")
        board = is_open.select("posting_id", "source", "board").join(named, on=["source", "board"])
        near = pl.concat([near, board.select("posting_id", "country_code")])
    return (
        near.drop_nulls()
        .unique()
        .sort("country_code")
        .group_by("posting_id")
        .agg(hints=pl.col("country_code").str.join(","))
    )


def split(hints: str) -> tuple[str, ...]:
    """Hints as `countries_near` joins them, apart."""
    return tuple(filter(None, hints.split(",")))


def named(
    texts: pl.DataFrame,
    column: str,
    hints: pl.DataFrame | None,
    mentioned: Callable[[str, tuple[str, ...]], Iterable[Mention]],
) -> pl.DataFrame:
    """`texts` (posting_id, `column` and whatever else), a row for each place that they name: with place_id, is_remote.

    hints: as of `countries_near`; mentioned: what a text mentions, given its hints; each different text is read once
    """
    near = hints if hints is not None else pl.DataFrame(schema={"posting_id": pl.String, "hints": pl.String})
    hinted = texts.join(near, on="posting_id", how="left", maintain_order="left").with_columns(
        pl.col("hints").fill_null("")
    )
    rows = [
        (text, countries, mention.place.place_id, mention.remote)
        for text, countries in hinted.select(column, "hints").unique(maintain_order=True).iter_rows()
        for mention in mentioned(text, split(countries))
        if mention.place and not mention.excluded
    ]
    schema = {column: pl.String, "hints": pl.String, "place_id": pl.String, "is_remote": pl.Boolean}
    found = pl.DataFrame(rows, schema=schema, orient="row")
    return hinted.join(found, on=[column, "hints"], maintain_order="left_right").drop("hints")


def resolve(listed: pl.DataFrame) -> Found:
    """Mentions, modes and unknown words of locations, each with posting_id, at and place_text."""
    distinct = listed.select(KEY).unique(maintain_order=True).with_row_index("key")
    keyed = listed.select("posting_id", "at", *KEY).join(distinct, on=KEY, nulls_equal=True, maintain_order="left")
    keyed = keyed.select("posting_id", "at", "place_text", "key")
    places: list[tuple[object, ...]] = []
    modes: list[tuple[object, ...]] = []
    unknown: list[tuple[object, ...]] = []
    for key, *location in distinct.iter_rows():
        reading = one(*location)
        places += [(key, m.place and m.place.place_id, m.remote, m.excluded, m.rule) for m in reading.mentions]
        modes.append((key, *(mode in reading.modes for mode in SAID)))
        unknown += [(key, words) for words in reading.unknown]
    return Found(*(
        keyed.join(pl.DataFrame(rows, schema=schema, orient="row"), on="key", maintain_order="left_right").drop("key")
        for rows, schema in ((places, MENTIONS), (modes, MODES), (unknown, UNKNOWN))
    ))  # fmt: skip


@lru_cache(maxsize=100_000)
def one(text: str, city: str | None, region: str | None, country: str | None, hints: str) -> Reading:
    """One location: what the source separates itself, and what its text adds."""
    near = split(hints)
    parts = [part.strip() for part in (city, region, country) if part and part.strip()]
    stated = place_text.read(", ".join(p.upper() if len(p) <= 3 else p for p in parts), near) if parts else None
    anchors = [m.place for m in stated.mentions if m.place and not m.excluded] if stated else []
    if not anchors:
        return place_text.read(text, near)
    own = place_text.read(text, tuple(dict.fromkeys([*near, *(place.country_code for place in anchors)])))
    nearest = max(anchors, key=lambda place: place.level)
    if city and not region and nearest.level < CITY and nearest.country_code:
        nearest = as_city(nearest, city)
    return merge(own, nearest)


def as_city(place: Place, city: str) -> Place:
    """A name in the field for the city means a large city of that name rather than the state or country."""
    country = known()[place.country_code.lower()]
    named = (p for p in names().places.get(fold(city), ()) if p.level == CITY and country.contains(p))
    largest = max(named, key=lambda p: p.weight, default=place)
    return largest if largest.weight >= LARGE else place


def merge(own: Reading, place: Place) -> Reading:
    """What a location's text says (`own`) and the place that its parts name; the nearer one if both agree."""
    named = [m for m in own.mentions if m.place and not m.excluded]
    if "remote" in own.modes and all(m.remote for m in named):
        if named:
            return own  # the parts are the office's address, not where the work is
        wide = place if place.level < CITY else known()[place.country_code.lower()]
        kept = (m for m in own.mentions if m.excluded)
        return own._replace(mentions=(Mention(wide, True, False, "within"), *kept), unknown=())
    if len(named) < 2:
        only = named[0].place if named else None
        best = only if only and place.contains(only) else place
        others = (m for m in own.mentions if m not in named)
        return own._replace(mentions=(Mention(best, False, False, "within"), *others), unknown=())
    if any(m.place and is_same(m.place, place) for m in named):
        return own
    return own._replace(mentions=(Mention(place, False, False, "within"), *own.mentions))


def is_same(one: Place, other: Place) -> bool:
    """Whether two places are one, or one holds the other."""
    return one == other or one.contains(other) or other.contains(one) or bool(one.metro and one.metro == other.metro)


def common(places: Iterable[Place]) -> Place | None:
    """The one place that holds all of these: itself if there is one, else their city, state or country."""
    found = list(dict.fromkeys(places))
    if len(found) <= 1:
        return found[0] if found else None
    metros = {p.metro for p in found}
    if len(metros) == 1 and "" not in metros:
        return found[0]
    countries = {p.country_code for p in found}
    if len(countries) > 1 or "" in countries:
        return None
    states = {p.admin1 for p in found}
    country, state = countries.pop().lower(), states.pop().lower() if len(states) == 1 else ""
    return known().get(f"{country}/{state}") if state else known()[country]
