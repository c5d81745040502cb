"""Structured pay of every source's shape: tiers, zones, components, cents, periods left out, zeros, estimates."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from extractors.contract import RawPosting
from transforms import pay

FX = pl.DataFrame({"currency_code": ["USD"], "date": [dt.date(2026, 1, 2)], "usd": [1.0]})
PARTS = ["component", "bound_type", "pay_min", "pay_max", "currency_code", "period_code"]


def field(**said: Any) -> dict[str, Any]:
    empty = dict.fromkeys(["label", "component", "min", "max", "currency", "period", "note"])
    return {**empty, "unit": "major", "is_estimate": False, **said}


def read(
    *fields: dict[str, Any], text: str = "", country: str | None = "US", employment: str = "full_time"
) -> list[dict[str, Any]]:
    row = {
        **dict.fromkeys(RawPosting.column_names()),
        "posting_id": "s:b:1",
        "text": text,
        "locations": [],
        "remote_scope": [],
        "pay_fields": list(fields),
    }
    raw = pl.DataFrame([row], schema=RawPosting.create_empty().schema)
    context = pl.DataFrame(
        {
            "posting_id": ["s:b:1"],
            "country_code": [country],
            "all_country_codes": [[country] if country else []],
            "employment_type": [employment],
            "posted_date": [dt.date(2026, 1, 5)],
        },
        schema_overrides={"country_code": pl.String, "all_country_codes": pl.List(pl.String)},
    )
    return pay.read(raw, context, FX).to_dicts()


def parts(band: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(band[name] for name in PARTS)


@pytest.mark.parametrize(
    ("stated", "country", "expected"),
    [
        # Greenhouse: cents, no period at all, label and note say what it is
        (field(label="Zone 1", min="18000000", max="22000000", unit="minor", currency="USD"), "US",
         ("base", "range", 180000, 220000, "USD", "year")),
        (field(label="Hourly pay", min="4400", max="5200", unit="minor", currency="USD"), "US",
         ("base", "range", 44, 52, "USD", "hour")),
        (field(min="4400", max="5200", unit="minor", currency="USD"), "US", ("base", "range", 44, 52, "USD", "hour")),
        (field(label="OTE range", min="25000000", max="30000000", unit="minor", currency="USD"), "US",
         ("ote", "range", 250000, 300000, "USD", "year")),
        (field(note="The annual base pay", min="9000000", max="9000000", unit="minor", currency="GBP"), "GB",
         ("base", "point", 90000, 90000, "GBP", "year")),
        # Lever
        (field(min="150000", max="180000", currency="USD", period="per-year-salary"), "US",
         ("base", "range", 150000, 180000, "USD", "year")),
        (field(min="35.22", max="41.5", currency="USD", period="per-hour-wage"), "US", ("base", "range", 35.22, 41.5, "USD", "hour")),
        (field(min="4500", max="5200", currency="EUR", period="per-month-salary"), "NL", ("base", "range", 4500, 5200, "EUR", "month")),
        # Ashby
        (field(component="Salary", min="102800", max="137000", currency="CAD", period="1 YEAR"), "CA",
         ("base", "range", 102800, 137000, "CAD", "year")),
        (field(component="Salary", note="OTE $168K – $231K", min="168000", max="231000", currency="USD", period="1 YEAR"), "US",
         ("ote", "range", 168000, 231000, "USD", "year")),
        (field(component="EquityPercentage", min="0.1", max="0.2", period="NONE"), "US", ("equity_pct", "range", 0.1, 0.2, None, None)),
        (field(component="EquityCashValue", min="50000", max="80000", currency="USD", period="1 YEAR"), "US",
         ("equity_grant", "range", 50000, 80000, "USD", "year")),
        (field(component="Bonus", min="10000", max="20000", currency="USD", period="1 YEAR"), "US",
         ("bonus_target", "range", 10000, 20000, "USD", "year")),
        (field(component="Commission", max="40000", currency="USD", period="1 YEAR"), "US",
         ("commission", "max_only", None, 40000, "USD", "year")),
        (field(component="Salary", min="3000", max="3500", currency="USD", period="2 WEEK"), "US",
         ("base", "range", 3000, 3500, "USD", "week")),
        # Recruitee, Pinpoint, Rippling, Personio, USAJOBS
        (field(min="60000", max="75000", currency="EUR", period="year"), "DE", ("base", "range", 60000, 75000, "EUR", "year")),
        (field(min="2000", max="2400", currency="GBP", period="two_weeks"), "GB", ("base", "range", 2000, 2400, "GBP", "week")),
        (field(label="Austin, TX", min="18", max="25", currency="USD", period="HOUR"), "US", ("base", "range", 18, 25, "USD", "hour")),
        (field(min="48000", max="56000", currency="EUR", period="yearly"), "DE", ("base", "range", 48000, 56000, "EUR", "year")),
        (field(min="99764.0", max="153354.0", currency="USD", period="PA"), "US", ("base", "range", 99764, 153354, "USD", "year")),
        # JSON-LD: figures as text of any locale, symbols, odd unit texts
        (field(min="120,000.00", max="150,000.00", currency="$", period="ANNUAL"), "US",
         ("base", "range", 120000, 150000, "USD", "year")),
        (field(min="55.000", max="65.000", currency="€", period="per year"), "DE", ("base", "range", 55000, 65000, "EUR", "year")),
        (field(min="45.000,50", max="50.000,50", currency="EUR", period="YEAR"), "DE",
         ("base", "range", 45000.5, 50000.5, "EUR", "year")),
        (field(min="40", max="50", currency="Â£", period="HUR"), "GB", ("base", "range", 40, 50, "GBP", "hour")),
        (field(min="90000", currency="USD", period="YEAR"), "US", ("base", "min_only", 90000, None, "USD", "year")),
        (field(min="0", max="90000", currency="USD", period="YEAR"), "US", ("base", "max_only", None, 90000, "USD", "year")),
        (field(min="90000", max="110000", period="YEAR"), "SE", ("base", "range", 90000, 110000, "SEK", "year")),
        (field(min="90000", max="110000", period="YEAR"), None, ("base", "range", 90000, 110000, None, "year")),
        # notes without figures of their own: BambooHR, Breezy, Remotive
        (field(note="$120,000 - $150,000 / year"), "US", ("base", "range", 120000, 150000, "USD", "year")),
        (field(note="$90k – $110k / year"), "US", ("base", "range", 90000, 110000, "USD", "year")),
        (field(note="80k-100k", currency="EUR", period="year"), "DE", ("base", "range", 80000, 100000, "EUR", "year")),
    ],
)  # fmt: skip
def test_a_field_of_each_source(stated: dict[str, Any], country: str | None, expected: tuple[Any, ...]) -> None:
    found = read(stated, country=country)
    assert [parts(band) for band in found] == [expected]
    assert found[0]["pay_basis"] == "field"
    assert found[0]["evidence_start"] is None
    assert found[0]["evidence_text"]


@pytest.mark.parametrize(
    "stated",
    [field(), field(min="0", max="0", currency="USD"), field(note="Competitive salary"), field(min="", max="n/a", currency="USD"),
     field(component="EquityCashValue", note="Offers equity", currency="USD", period="1 YEAR")],
)  # fmt: skip
def test_fields_without_figures_give_no_band(stated: dict[str, Any]) -> None:
    assert read(stated) == []


def test_every_tier_is_kept_with_its_place_or_level() -> None:
    tiers = [
        field(label=label, component="Salary", min=low, max=high, currency="USD", period="1 YEAR")
        for label, low, high in (
            ("SF/NY", "212000", "291000"),
            ("Nationwide", "191000", "262000"),
            ("Senior", "220000", "300000"),
        )
    ]
    found = read(*tiers)
    assert [(band["location_scope"], band["level_scope"]) for band in found] == [
        ("SF/NY", None),
        ("Nationwide", None),
        (None, "Senior"),
    ]
    assert all(band["is_benchmark_base"] for band in found)


@pytest.mark.parametrize(
    ("stated", "source"),
    [
        (field(min="90000", max="99000", currency="USD", period="YEAR"), "field"),
        (field(label="Annual pay", min="90000", max="99000", currency="USD"), "text"),
        (field(min="90000", max="99000", currency="USD"), "country"),
        (field(min="40", max="50", currency="USD"), "magnitude"),
    ],
)
def test_where_the_period_comes_from(stated: dict[str, Any], source: str) -> None:
    band = read(stated)[0]
    assert band["period_source"] == source
    assert ("period_inferred" in band["flags"]) == (source in ("country", "magnitude"))
    assert band["currency_evidence"] == "field"


def test_an_estimate_is_stored_and_never_used() -> None:
    band = read(field(min="90000", max="99000", currency="USD", period="YEAR", is_estimate=True))[0]
    assert (band["is_benchmark_base"], band["excluded_reason"]) == (False, "estimate")


def test_fields_come_before_text_and_conflicts_are_flagged() -> None:
    stated = field(min="150000", max="180000", currency="USD", period="YEAR")
    agrees = read(stated, text="The base salary is $150,000 - $180,000 a year.")
    differs = read(stated, text="The base salary is $120,000 - $140,000 a year.")
    assert [(band["pay_basis"], band["is_benchmark_base"], band["excluded_reason"]) for band in agrees] == [
        ("field", True, None),
        ("text", False, "superseded"),
    ]
    assert ["conflict" in band["flags"] for band in agrees] == [False, False]
    assert ["conflict" in band["flags"] for band in differs] == [False, True]


def test_text_stands_in_where_the_field_may_not_be_used() -> None:
    stated = field(min="90000", max="99000", currency="USD", period="YEAR", is_estimate=True)
    found = read(stated, text="The base salary is $120,000 - $140,000 a year.")
    assert [(band["pay_basis"], band["is_benchmark_base"]) for band in found] == [("field", False), ("text", True)]
