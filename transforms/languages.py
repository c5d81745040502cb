"""The language of a posting: the source's own word for it, else the small words that its text uses."""

from __future__ import annotations

from typing import Any

import polars as pl

LOOKED_AT = 1_500
SMALL_WORDS = {
    "en": [" the ", " and ", " with ", " you ", " for "],
    "de": [" und ", " die ", " der ", " mit ", " für "],
    "fr": [" et ", " les ", " des ", " vous ", " une "],
    "es": [" y ", " los ", " con ", " para ", " una "],
    "pt": [" e ", " os ", " com ", " você ", " uma "],
    "it": [" e ", " il ", " con ", " per ", " della "],
    "nl": [" en ", " het ", " een ", " van ", " met "],
    "pl": [" i ", " się ", " oraz ", " dla ", " jest "],
    "sv": [" och ", " att ", " som ", " med ", " för "],
}
SCRIPTS = {"ja": r"[\u3040-\u30ff]", "ko": r"[\uac00-\ud7af]", "zh": r"[\u4e00-\u9fff]{4}"}
LEAST_WORDS = 3


def read(raw: pl.DataFrame) -> pl.DataFrame:
    """posting_id, language (ISO 639-1, `und` where nothing tells)."""
    start = pl.concat_str("title_text", pl.lit(" "), pl.col("text").str.head(LOOKED_AT)).str.to_lowercase()
    counted = raw.select(
        "posting_id",
        stated=pl.col("language_text").str.to_lowercase().str.extract(r"^([a-z]{2})(?:\b|[-_])"),
        start=start,
    ).with_columns(
        *[
            pl.sum_horizontal(pl.col("start").str.count_matches(word, literal=True) for word in words).alias(code)
            for code, words in SMALL_WORDS.items()
        ]
    )
    most = pl.max_horizontal(list(SMALL_WORDS))
    by_script = pl.lit(None, dtype=pl.String)
    for code, pattern in reversed(SCRIPTS.items()):
        by_script = pl.when(pl.col("start").str.contains(pattern)).then(pl.lit(code)).otherwise(by_script)
    by_words: Any = pl.when(most < LEAST_WORDS).then(None)
    for code in SMALL_WORDS:
        by_words = by_words.when(pl.col(code) == most).then(pl.lit(code))
    return counted.select("posting_id", language=pl.coalesce("stated", by_script, by_words.otherwise(None), pl.lit("und")))
