"""Currency and period of stated bands where the words leave them open: by country first, then by magnitude.

Nothing is assumed in silence: `currency_evidence` and `period_source` say what decided, flags say it was inferred.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import polars as pl

from . import currencies, taxonomy

PAID = ["base", "ote", "total_cash", "total_comp"]
ORDER = ["year", "month", "hour", "day"]
SHORTER_AT_MOST = 4  # pay by the month or hour is inferred up to a quarter of the most that a year may pay


class Resolved(NamedTuple):
    """Which currency a sign means, what says so, and whether that was inferred rather than said."""

    code: str | None = None
    evidence: str | None = None
    is_inferred: bool = False


def habits() -> pl.DataFrame:
    """Per country: currency_code, usual_period, payments_per_year, hours_week."""
    return taxonomy.table("country_pay_habits").with_columns(pl.col("payments_per_year", "hours_week").cast(pl.Float64))


def bounds() -> pl.DataFrame:
    """Per currency: annual_low and annual_high, the least and most that a year of full-time work may pay."""
    return taxonomy.table("currencies").select("currency_code", pl.col("annual_low", "annual_high").cast(pl.Float64))


def per_year() -> pl.DataFrame:
    """Per period: how many of it in a year; null for a project."""
    return taxonomy.table("periods").select("period_code", pl.col("per_year").cast(pl.Float64, strict=False))


def currency(stated: pl.DataFrame) -> pl.DataFrame:
    """Resolve signs to currencies.

    stated: `sign`, `word_country` (named beside the figure), `country_code` (the posting's, null where it has several
    or none), `country_codes` (all of them by `|`), `is_advert` (more than a line), `location_scope`, `flags`,
    `currency_code` and `currency_evidence` (null where still open)
    A figure without any sign is in the posting's only currency.
    """
    keys = ["sign", "word_country", "country_code", "country_codes", "is_advert", "_scoped"]
    open_ones = stated.with_columns(_scoped=pl.col("location_scope").is_not_null())
    known = open_ones.select(keys).unique(maintain_order=True)
    found = [_resolve(*row) for row in known.iter_rows()]
    answers = known.with_columns(
        _code=pl.Series([each.code for each in found], dtype=pl.String),
        _evidence=pl.Series([each.evidence for each in found], dtype=pl.String),
        _is_inferred=pl.Series([each.is_inferred for each in found], dtype=pl.Boolean),
    )
    is_share = pl.col("flags").str.contains("percent", literal=True)
    is_open = pl.col("currency_code").is_null() & ~is_share
    return (
        open_ones.join(answers, on=keys, how="left", nulls_equal=True, maintain_order="left")
        .with_columns(
            currency_evidence=pl.coalesce("currency_evidence", pl.when(is_open).then("_evidence")),
            currency_code=pl.coalesce("currency_code", pl.when(is_open).then("_code")),
            flags=add_flag("currency_inferred", is_open & pl.col("_is_inferred")),
        )
        .with_columns(flags=add_flag("currency_unknown", pl.col("currency_code").is_null() & ~is_share))
        .drop("_scoped", "_code", "_evidence", "_is_inferred")
    )


def _resolve(sign: str | None, word: str | None, country: str | None, countries: str | None, *flags: bool) -> Resolved:
    """Currency, evidence, and whether it had to be inferred.

    A bare `$` of an advert for several countries is the one dollar among theirs, the US dollar where that is one of
    them; of an advert that names no country it is taken for the US dollar, said to be a default, and never used.
    """
    is_advert, scoped = flags
    several = [code for code in (countries or "").split("|") if code] if country is None else [country]
    if sign is None:
        homes = {_home().get(code) for code in several}
        return Resolved(homes.pop(), "country", False) if len(homes) == 1 and None not in homes else Resolved()
    local = currencies.meanings(sign)
    where = word if word in local and (scoped or country is None) else country or word
    code, evidence = currencies.resolve(sign, where)
    if code or country or not currencies.is_dollar(sign):
        return Resolved(code, evidence, False)
    among = {local[each] for each in several if each in local}
    if several:
        best = among.pop() if len(among) == 1 else currencies.US_DOLLAR if not among or "US" in several else None
        return Resolved(best, best and "country", best is not None)
    return Resolved(currencies.US_DOLLAR, "default", True) if is_advert else Resolved()


@cache
def _home() -> dict[str, str]:
    return {row["country_code"]: row["currency_code"] for row in habits().to_dicts()}


def period(stated: pl.DataFrame) -> pl.DataFrame:
    """Fill `period_code` of pay whose period is not said: the country's habit where plausible, else year, month or
    hour, whichever is plausible first.

    stated: `currency_code`, `country_code`, `period_code`, `period_source`, `component`, `pay_min`, `pay_max`,
    `flags`
    """
    usual = habits().select("country_code", _usual="usual_period", _local="currency_code")
    agreed = pl.when(pl.col("usual_period").n_unique() == 1).then(pl.col("usual_period").first())
    by_currency = habits().group_by("currency_code", maintain_order=True).agg(_usual_there=agreed)
    joined = (
        stated.join(usual, on="country_code", how="left", maintain_order="left")
        .join(by_currency, on="currency_code", how="left", maintain_order="left")
        .join(bounds(), on="currency_code", how="left", maintain_order="left")
    )
    factor = {row["period_code"]: row["per_year"] for row in per_year().to_dicts()}
    low, high = pl.coalesce("pay_min", "pay_max"), pl.coalesce("pay_max", "pay_min")
    fits = {
        code: (low * factor[code] >= pl.col("annual_low"))
        & (high * factor[code] <= pl.col("annual_high") / (1 if code == "year" else SHORTER_AT_MOST))
        for code in ORDER
    }
    first = pl.coalesce(pl.when(fits[code]).then(pl.lit(code)) for code in ORDER[:3])
    habit = pl.when(pl.col("_local") == pl.col("currency_code")).then("_usual").otherwise("_usual_there")
    by_habit = pl.coalesce(pl.when((habit == code) & fits[code]).then(pl.lit(code)) for code in ORDER)
    is_open = pl.col("period_code").is_null() & pl.col("component").is_in(PAID) & pl.col("currency_code").is_not_null()
    return (
        joined.with_columns(_habit=pl.when(is_open).then(by_habit), _first=pl.when(is_open).then(first))
        .with_columns(
            period_code=pl.coalesce("period_code", "_habit", "_first"),
            period_source=pl.coalesce(
                "period_source",
                pl.when(pl.col("_habit").is_not_null()).then(pl.lit("country")),
                pl.when(pl.col("_first").is_not_null()).then(pl.lit("magnitude")),
            ),
            flags=add_flag("period_inferred", pl.coalesce("_habit", "_first").is_not_null()),
        )
        .drop("_usual", "_local", "_usual_there", "annual_low", "annual_high", "_habit", "_first")
    )


def add_flag(name: str, condition: pl.Expr) -> pl.Expr:
    """The column `flags` with one more flag where a condition holds."""
    flags = pl.col("flags")
    added = pl.when(flags == "").then(pl.lit(name)).otherwise(pl.concat_str(flags, pl.lit(f"|{name}")))
    return pl.when(condition.fill_null(value=False)).then(added).otherwise(flags)
