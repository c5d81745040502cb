"""Compact fingerprints of a posting's text: the same description on two boards has the same one, an edited one a near one."""

from __future__ import annotations

import numpy as np
import polars as pl
from rensa import RMinHash

NOT_LOWER_CASE = r"[ \n][!-`{-~•–—·][^ \n]*"
LOOKED_AT = 2_000
SKETCHED = 800
LEAST_BYTES = 100
BITS = 32


def read(raw: pl.DataFrame) -> pl.DataFrame:
    """posting_id, text_fingerprint: a hash of the words that begin with a small letter; text_sketch: their MinHash.

    Names, places, figures and bullets do not begin with one, so they may differ; line breaks do not matter. The sketch
    has a bit of each of 32 MinHashes of the last of these words (b-bit minwise hashing, Li and König 2010): two texts
    with a share of their words in common differ in about (1 - share) / 2 of the bits. Too short a text has an empty
    fingerprint and no sketch.
    """
    padded = pl.concat_str(pl.lit(" "), pl.col("text").str.head(LOOKED_AT))
    spoken = padded.str.replace_all(NOT_LOWER_CASE, "").str.replace_all("\n", " ", literal=True)
    words = raw.select("posting_id", words=spoken)
    is_long = pl.col("words").str.len_bytes() >= LEAST_BYTES
    return words.with_columns(text_sketch=_sketches(words["words"].str.tail(SKETCHED))).select(
        "posting_id",
        text_fingerprint=pl.when(is_long).then(pl.col("words").hash(seed=1).cast(pl.String)).otherwise(pl.lit("")),
        text_sketch=pl.when(is_long).then("text_sketch"),
    )


def _sketches(texts: pl.Series) -> pl.Series:
    words = texts.str.split(" ")
    starts = np.concatenate([[0], words.list.len().cum_sum().to_numpy()]).astype(np.uint64)
    hashes = words.explode().hash(seed=1).to_numpy()
    digests = RMinHash.digest_matrix_from_flat_token_hashes(hashes, starts, BITS, 1).to_rows()
    bits = np.asarray(digests, np.uint32).reshape(-1, BITS) & 1
    return pl.Series(np.packbits(bits.astype(np.uint8), axis=1).view(">u4").astype(np.int64).ravel())
