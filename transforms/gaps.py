"""Words of titles and of the sources' own fields that no taxonomy knows: what to add next."""

from __future__ import annotations

import polars as pl

from . import taxonomy
from .cues import find, plain
from .level_words import cues
from .titles import NO_CUE


def read(raw: pl.DataFrame, role: pl.DataFrame) -> pl.DataFrame:
    """kind, text (lower case), posting_id: titles that name no known work, and unknown level and employment fields.

    raw: `RawPosting`; role: posting_id, ai_role_reason
    """
    cue = pl.col("ai_role_reason").str.extract("^title: ([^;]*)", 1)
    vague = taxonomy.table("role_cues").filter(pl.col("code") == "worker")["cue"]
    nameless = role.filter((cue == NO_CUE) | cue.is_in([*vague, *(f"{word}s" for word in vague)])).select("posting_id")
    titles = raw.join(nameless, on="posting_id", how="semi")
    contracts = taxonomy.table("employment_types").filter(pl.col("place").is_in(["both", "field"])).select("cue")
    return pl.concat([
        titles.select(kind=pl.lit("title"), text=plain(pl.col("title_text")).str.strip_chars(), posting_id="posting_id"),
        _unknown(raw, "level", "level_text", cues("field", "level").select("cue")),
        _unknown(raw, "employment", "employment_text", pl.concat([contracts, cues("contract").select("cue")])),
    ])  # fmt: skip


def _unknown(raw: pl.DataFrame, kind: str, column: str, known: pl.DataFrame) -> pl.DataFrame:
    fields = raw.select(text=pl.col(column)).drop_nulls().unique(maintain_order=True)
    understood = find(fields.with_columns(plain=plain(pl.col("text"))), known, key=["text"])["text"]
    return raw.filter(pl.col(column).is_in(understood.implode()).not_()).select(
        kind=pl.lit(kind), text=plain(pl.col(column)).str.strip_chars(), posting_id="posting_id"
    )
