"""A compact fingerprint of a posting's text: the same description on two boards has the same one."""

from __future__ import annotations

import polars as pl

from .cues import plain

LOOKED_AT = 1_500


def read(raw: pl.DataFrame) -> pl.DataFrame:
    """posting_id, text_fingerprint: a hash of the plain words of the text's first part; empty where there is no text."""
    words = plain(pl.col("text").str.head(LOOKED_AT))
    is_blank = pl.col("text").str.strip_chars() == ""
    return raw.select(
        "posting_id",
        text_fingerprint=pl.when(is_blank).then(pl.lit("")).otherwise(words.hash(seed=1).cast(pl.String)),
    )
