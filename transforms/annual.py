"""Pay a year at full time, in its own currency and in US dollars of its date: one table of periods, hours, payments."""

from __future__ import annotations

import polars as pl

from .pay_inference import add_flag, habits, per_year

OLDEST_RATE_DAYS = 31
WEEKS = 52


def yearly(bands: pl.DataFrame) -> pl.DataFrame:
    """Add `annual_min_local`, `annual_max_local` and the payments used; null for projects and unknown periods.

    bands: `pay_min`, `pay_max`, `period_code`, `payments_per_year`, `hours_week`, `fte_pct`, `currency_code`,
    `country_code` (the posting's), `flags`
    A month counts as often as the text says, else as the country pays; an hour counts the country's full week.
    """
    local = habits().select("country_code", "currency_code", _payments="payments_per_year", _hours="hours_week")
    joined = bands.join(local, on=["country_code", "currency_code"], how="left", maintain_order="left").join(
        per_year(), on="period_code", how="left", maintain_order="left"
    )
    is_month = pl.col("period_code") == "month"
    by_country = is_month & pl.col("payments_per_year").is_null() & (pl.col("_payments") != pl.col("per_year"))
    times = (
        pl.when(is_month)
        .then(pl.coalesce("payments_per_year", "_payments", "per_year"))
        .when(pl.col("period_code") == "week")
        .then(pl.coalesce("payments_per_year", "per_year"))
        .when(pl.col("period_code") == "hour")
        .then(pl.coalesce(pl.col("_hours") * WEEKS, "per_year"))
        .otherwise("per_year")
    )
    full = 100 / pl.col("fte_pct").fill_null(100)
    is_money = ~pl.col("flags").str.contains("percent", literal=True)
    return joined.with_columns(
        annual_min_local=pl.when(is_money).then((pl.col("pay_min") * times * full).round(2)),
        annual_max_local=pl.when(is_money).then((pl.col("pay_max") * times * full).round(2)),
        payments_per_year=pl.when(is_month).then(times).otherwise("payments_per_year"),
        flags=add_flag("payments_by_country", by_country),
    ).drop("_payments", "_hours", "per_year")


def dollars(bands: pl.DataFrame, fx: pl.DataFrame) -> pl.DataFrame:
    """Add `fx_rate`, `fx_date` and annual pay in US dollars at the rate of the posting's date or the nearest earlier
    one.

    bands: `currency_code`, `posted_date`, annual local pay
    fx: currency_code, date, usd; a currency with one line only is pegged, its rate holds for good
    An unknown currency or date, and a rate older than a month, give null: never 1.
    """
    rates = fx.select("currency_code", fx_date="date", fx_rate="usd", _lines=pl.len().over("currency_code")).sort(
        "fx_date"
    )
    found = (
        bands.with_row_index("_row")
        .sort("posted_date")
        .join_asof(
            rates,
            left_on="posted_date",
            right_on="fx_date",
            by="currency_code",
            strategy="backward",
            check_sortedness=False,
        )
        .sort("_row")
    )
    age = (pl.col("posted_date") - pl.col("fx_date")).dt.total_days()
    is_fresh = ((age <= OLDEST_RATE_DAYS) | (pl.col("_lines") == 1)).fill_null(value=False)
    return (
        found.with_columns(pl.when(is_fresh).then(pl.col("fx_rate", "fx_date")))
        .with_columns(
            annual_min_usd=(pl.col("annual_min_local") * pl.col("fx_rate")).round(2),
            annual_max_usd=(pl.col("annual_max_local") * pl.col("fx_rate")).round(2),
        )
        .drop("_row", "_lines")
    )
