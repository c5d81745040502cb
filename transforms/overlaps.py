"""Of two cues, one within the other, the longer counts: `not a remote role` over `remote role`."""

from __future__ import annotations

import polars as pl

from . import cues


def longest(found: pl.DataFrame, *, key: list[str]) -> pl.DataFrame:
    """Rows of `cues.find` without the cues that stand only within a longer one of the same `key`."""
    marked = found.with_columns(_plain=cues.plain(pl.col("cue")))
    distinct = marked.select(*key, "_plain", "hits").unique()
    within = (
        distinct.join(distinct.select(*key, _longer="_plain", _times="hits"), on=key)
        .filter(
            pl.col("_longer").str.len_chars() > pl.col("_plain").str.len_chars(),
            pl.col("_longer").str.contains(pl.col("_plain"), literal=True),
        )
        .filter(pl.col("hits") <= pl.col("_times").max().over(*key, "_plain"))
    )
    return marked.join(within, on=[*key, "_plain"], how="anti", maintain_order="left").drop("_plain")
