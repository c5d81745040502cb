"""Rows of RawPosting from the few fields that a test is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import dataframely as dy
import polars as pl

from extractors.contract import RawPosting
from transforms import cues

OBSERVED = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
STATED: dict[str, Any] = {
    "source": "table",
    "board": "",
    "native_id": "1",
    "content_sha256": "0",
    "observed_at": OBSERVED,
    "title_text": "AI Engineer",
    "text": "",
    "locations": [],
    "remote_scope": [],
    "pay_fields": [],
}
NO_PLACES = pl.DataFrame(schema={"posting_id": pl.String, "place_id": pl.String})


def location(
    text: str, city: str | None = None, region: str | None = None, country: str | None = None
) -> dict[str, Any]:
    return {"text": text, "city": city, "region": region, "country": country}


def raw_rows(rows: Sequence[dict[str, Any]]) -> dy.DataFrame[RawPosting]:
    """Postings `p0`, `p1` ...; whatever a row does not say is null or empty."""
    schema = dict(RawPosting.create_empty().schema)
    filled = [{**dict.fromkeys(schema), **STATED, "posting_id": f"p{n}", **row} for n, row in enumerate(rows)]
    return RawPosting.validate(pl.DataFrame(filled, schema_overrides=schema).select(list(schema)), cast=True)


def zoned_rows(raw: pl.DataFrame) -> pl.DataFrame:
    """The texts as one zone each."""
    return raw.select("posting_id", "text", zone=pl.lit("duties"), plain=cues.plain(pl.col("text")))


def board_rows(*countries: str) -> pl.DataFrame:
    """Boards named after the country they are in."""
    return pl.DataFrame(
        {"source": ["table"] * len(countries), "board": list(countries), "country_code": list(countries)},
        schema={"source": pl.String, "board": pl.String, "country_code": pl.String},
    )
