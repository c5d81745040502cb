"""Observations unfolded: looks at boards, the pages of each, the records of each page. Pure frames."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

LOOKS_AT_ONCE = 100
ENTRY = {
    "source": pl.String(),
    "board": pl.String(),
    "observed_at": pl.Datetime("us"),
    "kind": pl.String(),
    "native_id": pl.String(),
    "posting_id": pl.String(),
    "content_sha256": pl.String(),
    "rule": pl.String(),
    "value": pl.String(),
    "is_repeated": pl.Boolean(),
    "is_first": pl.Boolean(),
}


class Looks(NamedTuple):
    """A run's observations, flat; times UTC without time zone.

    look: source, board, observed_at, outcome, completeness, error, shows_closing, listed (records over all pages)
    page: source, board, observed_at, and the columns of `Observation.pages`
    entry: one row per listed record, see `ENTRY`; `kind` is `item` or `reject`; `is_repeated` on a page that has not
        changed; `is_first` at the first mention of a posting (always true for rejects)
    """

    look: pl.DataFrame
    page: pl.DataFrame
    entry: pl.DataFrame


def unfold_by_parts(observations: pl.DataFrame) -> Iterator[Looks]:
    """The same as `unfold`, some boards at a time, so that memory does not grow with a run; first an empty one."""
    yield unfold(observations.clear())
    yield from map(unfold, observations.iter_slices(LOOKS_AT_ONCE))


def unfold(observations: pl.DataFrame) -> Looks:
    """Looks, pages and records of the rows of `Observation`, in their order."""
    flat = observations.with_columns(pl.col("observed_at").dt.replace_time_zone(None))
    page = _pages(flat)
    records = page.group_by("source", "board").agg(
        (pl.col("items").list.len() + pl.col("rejects").list.len()).sum().cast(pl.Int64).alias("listed")
    )
    look = (
        flat.select("source", "board", "observed_at", "outcome", "completeness", "error", "shows_closing")
        .join(records, on=["source", "board"], how="left", maintain_order="left")
        .with_columns(pl.col("listed").fill_null(0))
    )
    return Looks(look, page, entries(page))


def _pages(flat: pl.DataFrame) -> pl.DataFrame:
    return (
        flat.select(
            "source",
            "board",
            "observed_at",
            "pages",
        )
        .filter(pl.col("pages").list.len() > 0)
        .explode("pages")
        .unnest("pages")
        .with_columns(pl.col("fetched_at").dt.replace_time_zone(None))
    )


def entries(page: pl.DataFrame) -> pl.DataFrame:
    """Every listed record of the pages; the columns of `ENTRY`."""
    base = page.select(
        "source", "board", "observed_at", "items", "rejects", is_repeated=pl.col("outcome") == "unchanged"
    )
    items = base.drop("rejects").filter(pl.col("items").list.len() > 0).explode("items").unnest("items")
    rejects = base.drop("items").filter(pl.col("rejects").list.len() > 0).explode("rejects").unnest("rejects")
    listed = items.with_columns(kind=pl.lit("item"), is_first=pl.col("posting_id").is_first_distinct())
    refused = rejects.with_columns(
        kind=pl.lit("reject"),
        posting_id=pl.concat_str("source", "board", "native_id", separator=":"),
        is_first=pl.lit(True),
    )
    return pl.concat([pl.DataFrame(schema=ENTRY), listed, refused], how="diagonal").select(list(ENTRY))
