"""Sentences that state the way of working as a label or a tag: `On-site: Chicago`, `Type of position: Hybrid`, `REMOTE`."""

from __future__ import annotations

import polars as pl

from . import cues

ALONE = r"(?i)^\W*(?:on-?\s?site|hybrid|(?:fully )?remote)\s*(?:\(|,|/|\||$|or |and |in [A-Z])"
SHORT = 100
LEADS = r"(?i)^[^\w\n]*(on-?\s?site|in[- ]office|hybrid|remote)\s*(?::|–|—|\s-\s)"
ENDS = r"(?i)^[^:\n]{3,40}[:：]\s*(on-?\s?site|in[- ]office|hybrid|(?:fully |100% ?)?remote)\W*$"
DENIED = r"(?i)^[^\w\n]*remote(?:[- ]work(?:ing)?)?\s*(?::|–|—|\s-\s)\W*(?:no|none|not|nein)(?-u:\b)"
BARE = r"(?i)^\W*remote[- ]?(?:work(?:ing)?|arbeit(?:en)?)\W*$"
TAG = r"(?:^|[^A-Za-z])(ON-?\s?SITE|IN[- ]OFFICE|IN[- ]PERSON|HYBRID|REMOTE)(?:\s*[^\sA-Z\w]|\s+[a-z\d]|\s*$)"
"""The way of working in capitals amid ordinary words, as a tag: `Acme (ONSITE: Oslo) is hiring`."""
LED = {"r": "remote", "h": "hybrid", "o": "onsite", "i": "onsite"}
STRONG = 3
"""Statements about this very job; above it tags like `#LI-Hybrid`, below it words about the employer."""


def leading(units: pl.DataFrame) -> pl.DataFrame:
    """Sentences that begin with the mode as a label (`On-site: Chicago`), state it behind one (`Type of position: Hybrid`)
    or are nothing but it (`Remote work`): n, stands_in, mode, strength. `Remote: no` is onsite.
    """
    sentence = pl.col("sentence")
    word = pl.coalesce(sentence.str.extract(LEADS, 1), sentence.str.extract(ENDS, 1))
    first = word.str.to_lowercase().str.strip_prefix("fully ").str.strip_prefix("100%").str.strip_chars().str.head(1)
    is_bare = sentence.str.contains(BARE)
    return (
        units.filter(pl.col("stands_in") == "text")
        .with_columns(
            mode=pl.when(sentence.str.contains(DENIED))
            .then(pl.lit("onsite"))
            .when(is_bare)
            .then(pl.lit("remote"))
            .otherwise(first.replace_strict(LED, default=None, return_dtype=pl.String)),
            strength=pl.when(is_bare).then(STRONG - 1).otherwise(STRONG).cast(pl.Int8),
        )
        .filter(pl.col("mode").is_not_null())
        .select("n", "stands_in", "mode", "strength")
    )


def tagged(units: pl.DataFrame, cued: pl.DataFrame) -> pl.DataFrame:
    """Sentences that hold the mode as a tag in capitals, in no trap (`cued`): n, stands_in, mode, strength."""
    sentence = pl.col("sentence")
    tags = (
        units.filter(pl.col("stands_in") == "text", sentence.str.contains(r"[a-z]{2,} [a-z]{2,}"))
        .with_columns(tag=cues.plain(sentence.str.extract(TAG, 1)))
        .with_columns(
            mode=pl.col("tag").str.slice(1, 1).replace_strict(LED, default=None, return_dtype=pl.String),
        )
        .filter(pl.col("mode").is_not_null(), sentence.str.contains(r"(?i)(?-u:\b)(?:no|not|non|if)(?-u:\b)").not_())
    )
    about_it = cues.plain(pl.col("cue")).str.contains(pl.col("tag"), literal=True)
    trapped = cued.filter(pl.col("mode") == "none").join(tags.select("n", "tag"), on="n").filter(about_it)
    return tags.join(trapped, on="n", how="anti").select("n", "stands_in", "mode", strength=pl.lit(STRONG, pl.Int8))


def bare(held: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Sentences that are short and begin with the mode (`Remote (US) or onsite`): posting_id, line."""
    sentence = pl.col("sentence")
    short = units.filter(pl.col("stands_in") == "text", sentence.str.len_chars() < SHORT, sentence.str.contains(ALONE))
    return held.join(short.select("n", line="sentence"), on="n").drop("n")
