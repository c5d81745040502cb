"""Who the employer is: one id across sources, with industry, size and whether it hires for others."""

from __future__ import annotations

import re

import polars as pl

from . import taxonomy
from .cues import find, plain

TEXT_LOOKED_AT = 700


def read(raw: pl.DataFrame, boards: pl.DataFrame) -> pl.DataFrame:
    """posting_id, employer_id, employer_text, industry, is_regulated, size_band, is_agency.

    boards: source, board, employer, industry, size_band, is_agency (the employer's own line wins over any words)
    """
    hints = boards.select("source", "board", "employer", known="industry", size="size_band", agency="is_agency")
    named = raw.join(hints, on=["source", "board"], how="left", maintain_order="left").with_columns(
        employer_text=pl.coalesce(
            _stated(pl.col("employer")), _stated(pl.col("employer_text")), pl.col("board")
        ).str.strip_chars()
    )
    agencies = find(
        named.select("posting_id", plain=plain(pl.col("employer_text"))), taxonomy.table("agency_cues"), key=["posting_id"]
    )
    regulated = taxonomy.table("industries").select("industry", is_regulated=pl.col("is_regulated") == "true")
    return (
        named.with_columns(employer_id=employer_id(pl.col("employer_text")))
        .join(_by_words(named), on="posting_id", how="left", maintain_order="left")
        .with_columns(industry=pl.coalesce(_stated(pl.col("known")), "worded", pl.lit("unknown")))
        .join(regulated, on="industry", how="left", maintain_order="left")
        .select(
            "posting_id",
            "employer_id",
            "employer_text",
            "industry",
            pl.col("is_regulated").fill_null(value=False),
            size_band=pl.coalesce(_stated(pl.col("size")), pl.lit("unknown")),
            is_agency=pl.col("agency").fill_null(value=False) | pl.col("posting_id").is_in(agencies["posting_id"].implode()),
        )
    )


def employer_id(name: pl.Expr) -> pl.Expr:
    """A name in lower case, without marks and legal form; the name itself where nothing would be left.

    >>> pl.select(employer_id(pl.lit("Northwind Robotics GmbH & Co. KG")))[0, 0]
    'northwind robotics'
    """
    suffixes = sorted(taxonomy.table("legal_suffixes")["suffix"].to_list(), key=len, reverse=True)
    legal = rf"(?:[\s,]+(?:{'|'.join(re.escape(suffix) for suffix in suffixes)}))+\s*$"
    lower = name.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    bare = lower.str.replace(legal, "").str.replace_all(r"[^\p{L}\p{N}+&. -]", "").str.strip_chars(" .,-&")
    return pl.when(bare != "").then(bare).otherwise(lower)


def _by_words(named: pl.DataFrame) -> pl.DataFrame:
    """The industry that the source's field, else the opening of the text, names most often."""
    cues = taxonomy.table("industry_cues")
    field = named.select("posting_id", plain=plain(pl.col("industry_text").fill_null("")), order=pl.lit(0))
    text = named.select("posting_id", plain=plain(pl.col("text").str.head(TEXT_LOOKED_AT)), order=pl.lit(1))
    hits = find(pl.concat([field, text]), cues, key=["posting_id", "order"])
    return (
        hits.group_by("posting_id", "order", "industry")
        .agg(pl.col("hits").sum())
        .sort("posting_id", "order", "hits", "industry", descending=[False, False, True, False])
        .unique("posting_id", keep="first", maintain_order=True)
        .select("posting_id", worded="industry")
    )


def _stated(column: pl.Expr) -> pl.Expr:
    return pl.when(column.str.strip_chars() != "").then(column)
