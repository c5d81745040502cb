"""Which bands a benchmark may use as a posting's base pay, and why it may not use the others."""

from __future__ import annotations

import polars as pl

from .pay_inference import add_flag, bounds

WIDE, TOO_WIDE = 3, 10
CONFLICT = 0.05


def check(bands: pl.DataFrame) -> pl.DataFrame:
    """Flag bands that are inverted, wide or implausible and set `excluded_reason` of base pay that may not be used."""
    low, high = pl.col("annual_min_local"), pl.col("annual_max_local")
    inverted = pl.col("pay_min") > pl.col("pay_max")
    ratio = pl.col("pay_max") / pl.col("pay_min")
    least, most = pl.coalesce(low, high), pl.coalesce(high, low)
    implausible = (least < pl.col("annual_low")) | (most > pl.col("annual_high"))
    is_pay = pl.col("component").is_in(["base", "ote", "total_cash", "total_comp"])
    judged = (
        bands.join(bounds(), on="currency_code", how="left", maintain_order="left")
        .with_columns(flags=add_flag("inverted", inverted))
        .with_columns(flags=add_flag("wide", (ratio > WIDE) & ~inverted & (pl.col("bound_type") == "range")))
        .with_columns(flags=add_flag("implausible", implausible & is_pay))
    )
    reasons = {
        "estimate": pl.col("is_estimate"),
        "internship": (pl.col("contract") == "internship"),
        "per_project": (pl.col("period_code") == "project") | (pl.col("employment_type") == "per_project"),
        "contractor": pl.col("contract").is_in(["contractor", "b2b"]),
        "net": pl.col("gross_net") == "net",
        "inverted": inverted,
        "no_currency": pl.col("currency_code").is_null(),
        "default_currency": (pl.col("currency_evidence") == "default").fill_null(value=False),
        "no_period": pl.col("period_code").is_null(),
        "too_wide": ratio > TOO_WIDE,
        "implausible": implausible,
        "part_time": pl.col("fte_pct").is_not_null(),
        "one_sided": pl.col("bound_type").is_in(["min_only", "max_only"]),
    }
    reason = pl.coalesce(pl.when(holds).then(pl.lit(code)) for code, holds in reasons.items())
    return judged.with_columns(
        excluded_reason=pl.when(pl.col("component") == "base").then(reason), _least=least, _most=most
    ).drop("annual_low", "annual_high")


def choose(bands: pl.DataFrame) -> pl.DataFrame:
    """Set `is_benchmark_base`: fields before text, one band per place and level, hiring range before full range.

    bands: what `check` returns, in the order stated
    A text band of a posting with usable fields is superseded, and flagged `conflict` where it differs by more than 5
    % from every field; so is a band for a place and level that a better band states.
    """
    usable = (pl.col("component") == "base") & pl.col("excluded_reason").is_null()
    marked = bands.with_columns(_usable=usable, _field=pl.col("pay_basis") == "field").with_row_index("_row")
    fields = (
        marked.filter(pl.col("_usable") & pl.col("_field"))
        .group_by("posting_id", maintain_order=True)
        .agg(_field_least="_least", _field_most="_most", _field_currency=pl.col("currency_code").first())
    )
    compared = marked.join(fields, on="posting_id", how="left", maintain_order="left")
    differs = ~(_near("_least", "_field_least") & _near("_most", "_field_most"))
    beaten = pl.col("_usable") & ~pl.col("_field") & pl.col("_field_least").is_not_null()
    same_money = pl.col("currency_code") == pl.col("_field_currency")
    compared = compared.with_columns(
        flags=add_flag("conflict", beaten & same_money & differs),
        excluded_reason=pl.when(beaten).then(pl.lit("superseded")).otherwise("excluded_reason"),
        _usable=pl.col("_usable") & ~beaten,
    )
    best = _best(compared.filter(pl.col("_usable")))
    return (
        compared.with_columns(is_benchmark_base=pl.col("_row").is_in(best))
        .with_columns(
            excluded_reason=pl.when(pl.col("_usable") & ~pl.col("is_benchmark_base"))
            .then(pl.lit("superseded"))
            .otherwise("excluded_reason")
        )
        .drop("_row", "_usable", "_field", "_field_least", "_field_most", "_field_currency", "_least", "_most")
    )


def _best(usable: pl.DataFrame) -> list[int]:
    """Rows of the bands to use: for each place and level of a posting the most telling one."""
    rank = (
        pl.when(pl.col("flags").str.contains("hiring_range"))
        .then(0)
        .when(pl.col("flags").str.contains("full_range"))
        .then(2)
        .otherwise(1)
    )
    ranked = usable.with_columns(_is_envelope=_is_envelope()).sort(rank, -pl.col("confidence"), "_row")
    first = ranked.unique(["posting_id", "location_scope", "level_scope"], keep="first")
    return first.filter(~pl.col("_is_envelope"))["_row"].to_list()


def _near(column: str, fields: str) -> pl.Expr:
    """True where any of the fields is within 5 % of a column."""
    distance = (pl.col(fields).list.eval(pl.element()) / pl.col(column) - 1).list.eval(pl.element().abs()).list.min()
    return (distance <= CONFLICT).fill_null(value=False)


def _is_envelope() -> pl.Expr:
    """True for an unscoped band that only spans the posting's scoped ones."""
    scoped = pl.col("location_scope").is_not_null() | pl.col("level_scope").is_not_null()
    lowest = pl.col("_least").filter(scoped).min().over("posting_id")
    highest = pl.col("_most").filter(scoped).max().over("posting_id")
    count = scoped.sum().over("posting_id")
    return ((count >= 2) & ~scoped & (pl.col("_least") == lowest) & (pl.col("_most") == highest)).fill_null(value=False)
