"""A compact fingerprint of a posting's text: the same description on two boards has the same one."""

from __future__ import annotations

import polars as pl

NOT_LOWER_CASE = r" [!-`{-~•–—·][^ ]*"
LOOKED_AT = 2_500
LEAST_BYTES = 100


def read(raw: pl.DataFrame) -> pl.DataFrame:
    """posting_id, text_fingerprint: a hash of the words that begin with a small letter; empty for too short a text.

    Names, places, figures and bullets do not begin with one, so they may differ; line breaks do not matter.
    """
    words = pl.concat_str(
        pl.lit(" "), pl.col("text").str.head(LOOKED_AT).str.replace_all("\n", " ", literal=True)
    ).str.replace_all(NOT_LOWER_CASE, "")
    return raw.select("posting_id", words=words).select(
        "posting_id",
        text_fingerprint=pl.when(pl.col("words").str.len_bytes() >= LEAST_BYTES)
        .then(pl.col("words").hash(seed=1).cast(pl.String))
        .otherwise(pl.lit("")),
    )
