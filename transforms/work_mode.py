"""The way of working in one code, where remote workers may live and may not, and the pay policy."""

from __future__ import annotations

import polars as pl

from . import geo_pay, remote_scope
from .places import Where


def read(raw: pl.DataFrame, zoned: pl.DataFrame, where: Where) -> pl.DataFrame:
    """How each posting is worked.

    raw: rows of RawPosting; zoned: posting_id, zone, text, plain; where: what `places.read` found
    Returns posting_id, work_mode, hybrid_days, remote_scope, excluded_regions, geo_pay_policy: one row a
    posting. Remote work of which nothing says how far it reaches is `remote_country` without a `remote_scope`: it claims
    no more than one country, and its place stays unknown.
    """
    stance = where.stance
    may_be_remote = stance.filter(pl.col("stance").is_in(["remote", "flexible"]))
    scope = reach(where.rows.join(may_be_remote.select("posting_id"), on="posting_id", how="semi"))
    lines = where.lines.only(may_be_remote)
    silent = may_be_remote.join(scope, on="posting_id", how="anti")
    in_text = joined_codes(remote_scope.from_text(silent, lines)).rename({"codes": "text_scope"})
    shut = remote_scope.excluded(lines, where.mentions)
    barred = joined_codes(shut).rename({"codes": "excluded_regions"})
    mode = (
        pl.when(pl.col("stance") == "remote").then(pl.col("reach").fill_null("remote_country"))
        .when(pl.col("stance").is_not_null()).then("stance")
    )  # fmt: skip
    return (
        stance.join(scope, on="posting_id", how="left", maintain_order="left")
        .join(in_text, on="posting_id", how="left", maintain_order="left")
        .join(barred, on="posting_id", how="left", maintain_order="left")
        .join(geo_pay.read(raw, where.lines), on="posting_id", how="left", maintain_order="left")
        .select(
            "posting_id",
            mode.fill_null("unknown").alias("work_mode"),
            "hybrid_days",
            pl.coalesce("remote_scope", "text_scope"),
            "excluded_regions",
            "geo_pay_policy",
        )
    )


def reach(posting_places: pl.DataFrame) -> pl.DataFrame:
    """How far remote work reaches: posting_id, reach (a remote work mode), remote_scope (codes by `|`)."""
    remote = posting_places.filter(pl.col("rule").str.starts_with("remote_")).select("posting_id", "place_id")
    widest = (
        pl.when((pl.col("place_id") == "world").any()).then(pl.lit("remote_global"))
        .when(pl.col("place_id").str.starts_with("region/").any()).then(pl.lit("remote_region"))
        .otherwise(pl.lit("remote_country"))
    )  # fmt: skip
    return (
        remote.group_by("posting_id")
        .agg(reach=widest)
        .join(joined_codes(remote).rename({"codes": "remote_scope"}), on="posting_id", how="left")
    )


def joined_codes(places: pl.DataFrame) -> pl.DataFrame:
    """posting_id, codes: scope codes of the places, sorted, by `|`."""
    coded = places.select("posting_id", code=remote_scope.codes(pl.col("place_id"))).unique()
    return (
        coded.sort("posting_id", "code")
        .group_by("posting_id", maintain_order=True)
        .agg(codes=pl.col("code").str.join("|"))
    )
