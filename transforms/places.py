"""Where a job is: rows of `PostingPlace`, one vote a posting split over its places.

The location fields count; where they name no place, a line of the text that states one does. Work on site is at
cities; remote work is in a state, country or region, never in a metro. Remote work without a stated place takes the
stated remote scope, else the country of the posting's other places, else what `remote_scope.infer` finds, else it is
`unknown`.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from . import lines, locations, place_contest, place_phrases, place_text, remote_scope, stances, stated_lines
from .gazetteer import CITY, COUNTRY, REGION, Place, known
from .lines import Lines
from .place_items import TIME_ZONE

UNKNOWN, WORLD = "unknown", "world"


class Where(NamedTuple):
    """Where the jobs of a batch are.

    rows: rows of PostingPlace
    per_posting: posting_id, place_text, country_code (the one with most of the vote), all_country_codes
    gaps: rows of Gap
    mentions: what the location fields name (`locations.Found`); stance: posting_id, stance, hybrid_days (`stances`)
    lines: the lines of the texts
    """

    rows: pl.DataFrame
    per_posting: pl.DataFrame
    gaps: pl.DataFrame
    mentions: pl.DataFrame
    stance: pl.DataFrame
    lines: Lines


def read(raw: pl.DataFrame, boards: pl.DataFrame) -> Where:
    """Places of a batch. raw: rows of RawPosting; boards: source, board, country_code."""
    found = locations.read(raw, boards)
    spoken = lines.of(raw)
    labelled = stated_lines.read(raw, spoken)
    stance = stances.read(raw, spoken, found, labelled)
    ways = stance.select("posting_id", "stance")
    hints = locations.countries_near(raw, found.mentions, boards)
    phrased = place_phrases.read(raw, spoken, hints)
    named = place_contest.read(raw, phrased, labelled, found.mentions, ways, hints)
    settled = settle(raw, spoken, labelled, named, ways, boards)
    lent = fill(raw.join(settled, on="posting_id", how="anti"), labelled, phrased, ways).select(settled.columns)
    placed = weigh(raw, pl.concat([settled, lent]).pipe(widen).pipe(open_up, spoken))
    gaps = found.unknown.select(
        kind=pl.lit("place"), text=pl.col("unknown").str.to_lowercase(), posting_id="posting_id"
    )
    return Where(placed, per_posting(raw, placed), gaps, found.mentions, stance, spoken)


def settle(
    raw: pl.DataFrame,
    spoken: Lines,
    labelled: pl.DataFrame,
    mentions: pl.DataFrame,
    stance: pl.DataFrame,
    boards: pl.DataFrame,
) -> pl.DataFrame:
    """Mentions as places: remote ones widened to a country, bare remote work given a place, no excluded ones.

    Where the job is hybrid or on site and names where, what its fields say of remote work beside that is not its place.

    Returns posting_id, at, place_text, place_id, is_remote, rule.
    """
    columns = ["posting_id", "at", "place_text", "place_id", "is_remote", "rule"]
    on_site = stance.filter(pl.col("stance").is_in(["hybrid", "onsite"])).select("posting_id")
    at_work = mentions.filter(pl.col("is_remote").not_(), pl.col("place_id").is_not_null()).select("posting_id")
    not_remote = on_site.join(at_work, on="posting_id", how="semi").with_columns(is_remote=pl.lit(True))
    mentions = mentions.join(not_remote, on=["posting_id", "is_remote"], how="anti", maintain_order="left")
    remote = stance.filter(pl.col("stance") == "remote").select("posting_id", is_all_remote=pl.lit(True))
    may_be_remote = stance.filter(pl.col("stance").is_in(["remote", "flexible"])).select("posting_id")
    stated = (
        mentions.filter(pl.col("is_excluded").not_())
        .join(remote, on="posting_id", how="left", maintain_order="left")
        .with_columns(is_remote=pl.col("is_remote") | pl.col("is_all_remote").fill_null(False))
        .select(columns)
    )
    scope = remote_scope.read_fields(raw).join(may_be_remote, on="posting_id", how="semi").select(columns)
    stated, scope = without_time_zones(stated, scope)
    scoped = scope.select("posting_id", is_remote=pl.lit(True)).unique()
    stated = stated.join(scoped, on=["posting_id", "is_remote"], how="anti", maintain_order="left")
    with_place = pl.concat([stated, scope]).filter(pl.col("place_id").is_not_null(), pl.col("is_remote"))
    without = pl.concat([stated.filter(pl.col("place_id").is_null()).select("posting_id"), remote.select("posting_id")])
    bare = without.unique().join(with_place, on="posting_id", how="anti")
    named = stated.filter(pl.col("place_id").is_not_null())
    lent = remote_scope.infer(raw.join(bare, on="posting_id", how="semi"), spoken, labelled, named, boards)
    return pl.concat([named, scope, lent.select(columns)])


def without_time_zones(stated: pl.DataFrame, scope: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Time zones count only where no field names a place (`Berlin`; `Remote (CET)`); the work stays remote."""
    place_id = pl.col("place_id")
    is_zone = place_id.str.starts_with(TIME_ZONE)
    placed = pl.concat([stated, scope]).filter(is_zone.not_()).select("posting_id").unique()
    beside = stated.filter(is_zone).join(placed, on="posting_id", how="semi").select("posting_id", _beside=pl.lit(True))
    bare = stated.join(beside.unique(), on="posting_id", how="left", maintain_order="left").with_columns(
        place_id=pl.when(is_zone & pl.col("_beside")).then(None).otherwise(place_id)
    )
    zoned = scope.filter(is_zone).join(placed, on="posting_id", how="semi")
    return bare.drop("_beside"), scope.join(
        zoned, on=["posting_id", "at", "place_id"], how="anti", maintain_order="left"
    )


def fill(raw: pl.DataFrame, labelled: pl.DataFrame, phrased: pl.DataFrame, stance: pl.DataFrame) -> pl.DataFrame:
    """Places for postings whose fields name none: of a line that states one (`Location: Oslo`), else of a sentence about
    the job or, unless it is remote, the office, else the one country that its pay or the right to work is for.
    """
    remote = stance.select("posting_id", is_remote=pl.col("stance").eq_missing("remote"))
    is_office = pl.col("kind") == place_phrases.OFFICE
    spoken = phrased.join(remote, on="posting_id", maintain_order="left").filter(
        (is_office & pl.col("is_remote")).not_()
    )
    stated = stated_lines.places(raw, labelled).join(remote.rename({"is_remote": "is_all"}), on="posting_id")
    found = stated.filter((pl.col("place_id") != WORLD) | pl.col("is_all")).select(
        "posting_id", "place_id", "is_remote", rule=pl.lit("line"), place_text="line"
    )
    for rows in (
        spoken.filter(is_office.not_()).select("posting_id", "place_id", "is_remote", "place_text", rule="kind"),
        spoken.filter(is_office).select("posting_id", "place_id", "is_remote", "place_text", rule="kind"),
        remote_scope.from_demands(raw.join(found, on="posting_id", how="anti"))
        .join(remote, on="posting_id", maintain_order="left")
        .with_columns(place_text=pl.lit(None, pl.String)),
    ):
        rest = raw.join(found, on="posting_id", how="anti")
        new = rows.join(rest, on="posting_id", how="semi", maintain_order="left")
        found = pl.concat([found, new.select(found.columns)])
    return found.with_columns(at=pl.lit(0, pl.UInt32))


def widen(mentions: pl.DataFrame) -> pl.DataFrame:
    """Remote work in a city counts for the city's country."""
    city = pl.col("is_remote") & (pl.col("level") == CITY)
    return (
        mentions.join(
            locations.gazetteer(mentions["place_id"]).select("place_id", "level", "country_code"),
            on="place_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(place_id=pl.when(city).then(pl.col("country_code").str.to_lowercase()).otherwise("place_id"))
        .drop("level", "country_code")
    )


def open_up(mentions: pl.DataFrame, spoken: Lines) -> pl.DataFrame:
    """Remote work in a part of a country counts for all of it where the text says so: `anywhere in the United States`."""
    parts = mentions.filter("is_remote", pl.col("place_id").str.contains(r"^[a-z]{2}/"))
    whole = remote_scope.whole_countries(spoken.only(parts)).unique("posting_id", keep="first", maintain_order=True)
    lies_in = pl.col("is_remote") & pl.col("place_id").str.starts_with(pl.format("{}/", "country"))
    return (
        mentions.join(whole, on="posting_id", how="left", maintain_order="left")
        .with_columns(place_id=pl.when(lies_in).then("country").otherwise("place_id"))
        .drop("country")
    )


def weigh(raw: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Rows of PostingPlace: each place once, none that only holds another, equal shares; else `unknown`."""
    once = (
        mentions.sort("posting_id", "at", maintain_order=True)
        .unique(["posting_id", "place_id"], keep="first", maintain_order=True)
        .join(locations.gazetteer(mentions["place_id"]), on="place_id", how="inner", maintain_order="left")
    )
    kept = once.join(
        outer_places(once.filter(pl.col("is_remote").not_())),
        on=["posting_id", "place_id"],
        how="anti",
        maintain_order="left",
    )
    written = raw.select("posting_id", _written=as_written())
    rows = written.join(kept, on="posting_id", how="left", maintain_order="left_right").with_columns(
        pl.col("place_id").fill_null(UNKNOWN), pl.col("rule").fill_null("none")
    )
    return rows.select(
        "posting_id", "place_id", place_text=pl.coalesce("place_text", "_written", pl.lit("")),
        metro=pl.when(pl.col("is_remote").fill_null(True).not_()).then("metro"),
        admin1="admin1", country_code="country_code", market_region="market_region",
        weight=1.0 / pl.len().over("posting_id"),
        rule=pl.when("is_remote").then(pl.lit("remote_")).otherwise(pl.lit("")) + pl.col("rule"),
    )  # fmt: skip


def outer_places(named: pl.DataFrame) -> pl.DataFrame:
    """posting_id, place_id of places that only hold another place of the posting (`Dublin; Ireland`), or are vaguer."""
    inner = named.filter(pl.col("level") > COUNTRY).select(
        "posting_id", "country_code", _level="level", _admin1="admin1"
    )
    holding = (
        named.filter(pl.col("level") < CITY)
        .join(inner, on=["posting_id", "country_code"])
        .filter(
            pl.col("_level") > pl.col("level"),
            pl.col("admin1").is_null() | (pl.col("admin1") == pl.col("_admin1")),
        )
    )
    precise = named.filter(pl.col("level") > REGION).select("posting_id").unique()
    vague = named.filter(pl.col("level") == REGION).join(precise, on="posting_id", how="semi")
    return pl.concat([holding.select("posting_id", "place_id"), vague.select("posting_id", "place_id")])


def as_written() -> pl.Expr:
    """Places as written, joined by `; `; null where none is."""
    texts = pl.col("locations").list.eval(pl.element().struct.field("text"))
    return pl.when(texts.list.len() > 0).then(texts.list.unique(maintain_order=True).list.join("; "))


def per_posting(raw: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    """posting_id, place_text, country_code (the one with more than half of the vote), all_country_codes."""
    votes = (
        placed.filter(pl.col("country_code").is_not_null())
        .group_by("posting_id", "country_code")
        .agg(pl.col("weight").sum())
        .sort("country_code")
        .with_columns(most=pl.when(pl.col("weight") > 0.5).then("country_code"))
        .group_by("posting_id")
        .agg(country_code=pl.col("most").max(), all_country_codes="country_code")
    )
    return (
        raw.select("posting_id", place_text=as_written())
        .join(votes, on="posting_id", how="left", maintain_order="left")
        .with_columns(pl.col("all_country_codes").fill_null([]))
    )


def resolve(texts: pl.Series, country_codes: pl.Series) -> pl.DataFrame:
    """One place for each text, as a pay band or an offer names it.

    A text that names several places resolves to what they have in common: a metro, a state, a country or
    nothing.
    Returns text, country_code_hint, place_id, metro, admin1, country_code, market_region; nulls where
    nothing is known.
    """
    rows: list[tuple[str | None, str | None, str | None]] = []
    for text, hint in zip(texts, country_codes, strict=True):
        reading = place_text.read(text, (hint,) if hint else ()) if text else None
        mentions = [m for m in reading.mentions if m.place and not m.excluded] if reading else []
        one: Place | None = locations.common(m.place for m in mentions if m.place)
        if one and one.level == CITY and all(m.remote for m in mentions):
            one = known()[one.country_code.lower()]
        rows.append((text, hint, one.place_id if one else None))
    schema = {"text": pl.String, "country_code_hint": pl.String, "place_id": pl.String}
    found = pl.DataFrame(rows, schema=schema, orient="row")
    return found.join(locations.gazetteer(found["place_id"]), on="place_id", how="left", maintain_order="left").select(
        "text", "country_code_hint", "place_id", "metro", "admin1", "country_code", "market_region"
    )
