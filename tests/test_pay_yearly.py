"""Pay a year, US dollars of the date, and the choice of the band that a benchmark uses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import pay_wall
from transforms import annual, pay, pay_inference, taxonomy
from transforms.contract import PayBand

FX = pl.DataFrame(
    {
        "currency_code": ["EUR", "EUR", "EUR", "USD", "AED", "RUB"],
        "date": [dt.date(2026, 1, 2), dt.date(2026, 1, 9), dt.date(2026, 3, 2), dt.date(2026, 1, 2), dt.date(2015, 1, 1),
                 dt.date(2022, 3, 1)],
        "usd": [1.10, 1.20, 1.30, 1.0, 0.272294, 0.0098],
    }
)  # fmt: skip


def read(
    text: str,
    country: str | None = "US",
    posted: dt.date | None = dt.date(2026, 1, 5),
    employment: str = "full_time",
    countries: list[str] | None = None,
) -> list[dict[str, Any]]:
    raw = pl.DataFrame(
        {"posting_id": ["p"], "text": [text], "pay_fields": [[]]},
        schema_overrides={"pay_fields": pl.List(pl.Struct({name: pl.Boolean if name == "is_estimate" else pl.String for name in
                          ("label", "component", "min", "max", "unit", "currency", "period", "is_estimate", "note")}))},
    )  # fmt: skip
    context = pl.DataFrame(
        {"posting_id": ["p"], "country_code": [country], "employment_type": [employment], "posted_date": [posted],
         "all_country_codes": [countries or ([country] if country else [])]},
        schema_overrides={"country_code": pl.String, "posted_date": pl.Date, "all_country_codes": pl.List(pl.String)},
    )  # fmt: skip
    return pay.read(raw, context, FX).to_dicts()


@pytest.mark.parametrize(
    ("text", "country", "low", "high"),
    [
        ("Salary: $85/hr", "US", 176800, 176800),
        ("Salary: $15,000/month", "US", 180000, 180000),
        ("Rate: $500 - $600 per day as salary", "US", 130000, 156000),
        ("Salary: $2,000 per week", "US", 104000, 104000),
        ("Salary: $4,000 biweekly", "US", 104000, 104000),
        ("Salary: $120,000 - $150,000", "US", 120000, 150000),
        ("Gehalt: 4.000 € brutto pro Monat", "DE", 48000, 48000),
        ("Gehalt: 4.000 € brutto pro Monat", "AT", 56000, 56000),
        ("Gehalt: 14 x 4.000 € brutto pro Monat", "DE", 56000, 56000),
        ("薪资:25k-45k·15薪", "CN", 375000, 675000),
        ("Salary: £30 per hour", "GB", 58500, 58500),
    ],
)
def test_one_table_makes_every_period_a_year(text: str, country: str, low: float, high: float) -> None:
    band = read(text, country)[0]
    assert (band["annual_min_local"], band["annual_max_local"]) == (low, high)


def test_a_price_for_a_project_has_no_yearly_pay() -> None:
    band = read("Pay: $5,000 per project")[0]
    assert band["annual_min_local"] is None
    assert band["excluded_reason"] == "per_project"


@given(period=st.sampled_from(["hour", "day", "week", "month", "year"]), amount=st.integers(1, 500_000))
@settings(max_examples=30)
def test_a_year_is_the_amount_times_the_periods_number(period: str, amount: int) -> None:
    bands = pl.DataFrame(
        {"pay_min": [float(amount)], "pay_max": [float(amount * 2)], "period_code": [period], "payments_per_year": [None],
         "hours_week": [None], "fte_pct": [None], "currency_code": ["USD"], "country_code": ["US"], "flags": [""]},
        schema_overrides={"payments_per_year": pl.Float64, "hours_week": pl.Float64, "fte_pct": pl.Float64},
    )  # fmt: skip
    factor = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1}[period]
    assert annual.yearly(bands)["annual_max_local"].to_list() == [amount * 2.0 * factor]
    half = annual.yearly(bands.with_columns(fte_pct=pl.lit(50.0)))
    assert half["annual_min_local"].to_list() == [amount * 2.0 * factor]


@pytest.mark.parametrize(
    ("text", "posted", "rate", "day"),
    [
        ("Salary: €60,000 a year", dt.date(2026, 1, 5), 1.10, dt.date(2026, 1, 2)),
        ("Salary: €60,000 a year", dt.date(2026, 1, 9), 1.20, dt.date(2026, 1, 9)),
        ("Salary: €60,000 a year", dt.date(2026, 2, 1), 1.20, dt.date(2026, 1, 9)),
        ("Salary: €60,000 a year", dt.date(2026, 1, 1), None, None),
        ("Salary: €60,000 a year", dt.date(2026, 2, 28), None, None),
        ("Salary: €60,000 a year", None, None, None),
        ("Salary: AED 30,000 per month", dt.date(2026, 1, 5), 0.272294, dt.date(2015, 1, 1)),
        ("Salary: PKR 300,000 per month", dt.date(2026, 1, 5), None, None),
    ],
)
def test_the_rate_is_of_the_day_or_the_nearest_before_it(
    text: str, posted: dt.date | None, rate: float | None, day: dt.date | None
) -> None:
    band = read(text, "AE", posted)[0]
    assert (band["fx_rate"], band["fx_date"]) == (rate, day)
    if rate is None:
        assert band["annual_min_usd"] is None
    else:
        assert band["annual_min_usd"] == pytest.approx(band["annual_min_local"] * rate, abs=0.01)


def test_a_rate_years_old_is_no_rate() -> None:
    rates = pl.concat([FX, FX.filter(currency_code="RUB").with_columns(date=dt.date(2022, 2, 1))])
    bands = pl.DataFrame(
        {
            "currency_code": ["RUB"],
            "posted_date": [dt.date(2026, 1, 5)],
            "annual_min_local": [1e6],
            "annual_max_local": [2e6],
        }
    )
    assert annual.dollars(bands, rates)["fx_rate"].to_list() == [None]


@pytest.mark.parametrize(
    ("text", "country", "reason"),
    [
        ("Salary: $180,000 - $150,000 a year", "US", "inverted"),
        ("Salary: $20,000 - $250,000 a year", "US", "too_wide"),
        ("Salary: $125,000 - $135,000 per hour", "US", "implausible"),
        ("Salary: $120,000 - $150,000", None, "no_currency"),
        ("Salary: up to $150,000 a year", "US", "one_sided"),
        ("Salary: 5.000 € netto pro Monat", "DE", "net"),
        ("£600 per day outside IR35", "GB", "contractor"),
        ("Wynagrodzenie: 20 000 - 25 000 zł netto + VAT (B2B)", "PL", "contractor"),
        ("Internship pay: $45 per hour", "US", "internship"),
        ("Base salary: $120,000 a year (Glassdoor est.)", "US", "estimate"),
    ],
)
def test_base_pay_that_may_not_be_used_says_why(text: str, country: str | None, reason: str) -> None:
    band = read(text, country, employment="unspecified")[0]
    assert (band["component"], band["is_benchmark_base"], band["excluded_reason"]) == ("base", False, reason)


def test_inverted_ends_are_never_swapped() -> None:
    band = read("Salary: $180,000 - $150,000 a year")[0]
    assert (band["pay_min"], band["pay_max"]) == (180000, 150000)
    assert "inverted" in band["flags"]


def test_wide_ranges_are_flagged_and_used() -> None:
    band = read("Salary: $50,000 - $200,000 a year")[0]
    assert "wide" in band["flags"].split("|")
    assert band["is_benchmark_base"]


@pytest.mark.parametrize(
    ("employment", "reason"), [("internship", "internship"), ("contract", "contractor"), ("per_project", "per_project")]
)
def test_the_postings_own_employment_counts(employment: str, reason: str) -> None:
    assert read("Salary: $120,000 - $150,000 a year", employment=employment)[0]["excluded_reason"] == reason


def chosen(text: str) -> list[tuple[float, bool, str | None]]:
    return [(band["pay_min"], band["is_benchmark_base"], band["excluded_reason"]) for band in read(text)]


def test_the_hiring_range_comes_before_the_full_range() -> None:
    text = "The full range is $140,000 - $200,000. The hiring range is $150,000 - $170,000."
    assert chosen(text) == [(140000, False, "superseded"), (150000, True, None)]


def test_every_place_keeps_its_band_and_their_span_is_not_a_third() -> None:
    text = "Base salary: $130,000 - $185,000.\nNew York: $155,000 - $185,000\nColorado: $130,000 - $160,000"
    assert chosen(text) == [(130000, False, "superseded"), (155000, True, None), (130000, True, None)]


def test_a_bare_dollar_is_that_of_the_place_a_band_is_for() -> None:
    text = "Pay ranges\nToronto: $120,000 - $140,000\nDenver: $130,000 - $155,000\nAny other place: $99,000 - $110,000"
    bands = read(text, None, countries=["CA", "US"])
    assert [(band["location_scope"], band["currency_code"]) for band in bands][:2] == [
        ("Toronto", "CAD"),
        ("Denver", "USD"),
    ]
    assert bands[0]["currency_evidence"] == "country"


def test_only_base_pay_is_ever_chosen() -> None:
    found = read("OTE $300-350k (base $180-200k), sign-on bonus $20,000")
    assert [(band["component"], band["is_benchmark_base"]) for band in found] == [
        ("ote", False),
        ("base", True),
        ("sign_on", False),
    ]
    assert [band["excluded_reason"] for band in found] == [None, None, None]


def test_the_same_band_twice_is_one() -> None:
    assert (
        len(read("Salary: $120,000 - $150,000 a year.\n" + "We build. " * 60 + "\nSalary: $120,000 - $150,000 a year."))
        == 1
    )


def test_the_columns_are_those_of_the_contract() -> None:
    bands = pay_wall.read_lines(pl.Series(["Salary: $120,000 - $150,000 a year", "none"]), "US")
    assert bands.columns == pay.COLUMNS
    later = {name: pl.lit(None, pl.String) for name in PayBand.column_names() if name not in bands.columns}
    whole = bands.with_columns(**{**later, "taxonomy_version": pl.lit("v")})
    PayBand.validate(whole.select(PayBand.column_names()), cast=True)
    empty = pay_wall.read_lines(pl.Series([], dtype=pl.String), "US")
    assert empty.schema == bands.schema


def test_the_tables_agree() -> None:
    assert pay_inference.per_year()["period_code"].to_list() == ["hour", "day", "week", "month", "year", "project"]
    bounds = pay_inference.bounds()
    assert (bounds["annual_low"] * 10 < bounds["annual_high"]).all()
    pegged = taxonomy.table("other_rates")
    assert set(pegged["currency_code"]) <= set(bounds["currency_code"])
