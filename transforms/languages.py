"""The language of a posting: the source's own word for it, else its script, else the small words that its text uses."""

from __future__ import annotations

import polars as pl

from . import taxonomy
from .cues import find, plain

LOOKED_AT = 400
SCRIPTS = {"ja": r"[\u3040-\u30ff]", "ko": r"[\uac00-\ud7af]", "zh": r"[\u4e00-\u9fff]"}
LEAST_LETTERS = 8
LEAST_WORDS = 4
CLEAR_LEAD = 1.2


def read(raw: pl.DataFrame) -> pl.DataFrame:
    """posting_id, language (ISO 639-1, `und` where nothing tells)."""
    words = taxonomy.table("language_words")
    names = dict(words.filter(pl.col("kind") == "name").select("cue", "language").iter_rows())
    codes = [*words["language"].unique(maintain_order=True).to_list(), *SCRIPTS]
    field = pl.col("language_text").str.to_lowercase().str.strip_chars()
    code = field.str.extract(r"^([a-z]{2})(?:$|[-_])", 1)
    start = pl.concat_str("title_text", pl.lit(" "), pl.col("text").str.head(LOOKED_AT))
    by_script = pl.coalesce(
        *[
            pl.when(pl.col("start").str.count_matches(letters) >= LEAST_LETTERS).then(pl.lit(name))
            for name, letters in SCRIPTS.items()
        ]
    )
    known = raw.select(
        "posting_id",
        start=start,
        stated=pl.coalesce(pl.when(code.is_in(codes)).then(code), field.replace_strict(names, default=None)),
    ).with_columns(spoken=pl.coalesce("stated", by_script))
    silent = known.with_row_index("row").filter(pl.col("spoken").is_null())
    worded = _by_words(silent.select("row", plain=plain(pl.col("start"))))
    return (
        known.with_row_index("row")
        .join(worded, on="row", how="left", maintain_order="left")
        .select("posting_id", language=pl.coalesce("spoken", "worded", pl.lit("und")))
    )


def _by_words(starts: pl.DataFrame) -> pl.DataFrame:
    """`row`, `worded`: the language whose small words stand most often, where it leads clearly.

    starts: row, plain
    """
    small = taxonomy.table("language_words").filter(pl.col("kind") == "word")
    return (
        find(starts, small, key=["row"])
        .group_by("row", "language")
        .agg(pl.col("hits").sum())
        .sort("row", "hits", "language", descending=[False, True, False])
        .group_by("row", maintain_order=True)
        .agg(
            worded=pl.col("language").first(), most=pl.col("hits").first(), next=pl.col("hits").get(1, null_on_oob=True)
        )
        .filter(pl.col("most") >= LEAST_WORDS, pl.col("most") >= pl.col("next").fill_null(0) * CLEAR_LEAD)
        .select("row", "worded")
    )
