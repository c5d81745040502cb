"""Bands that were read from passages as rows of a frame."""

from __future__ import annotations

import polars as pl

from .pay_stated import Stated

BANDS = {
    "posting_id": pl.String, "component": pl.String, "bound_type": pl.String, "pay_min": pl.Float64,
    "pay_max": pl.Float64, "sign": pl.String, "word_country": pl.String, "currency_evidence": pl.String,
    "period_code": pl.String, "period_source": pl.String, "gross_net": pl.String, "contract": pl.String,
    "payments_per_year": pl.Float64, "hours_week": pl.Float64, "fte_pct": pl.Float64,
    "is_estimate": pl.Boolean, "location_scope": pl.String,
    "level_scope": pl.String, "pay_basis": pl.String, "evidence_text": pl.String, "evidence_start": pl.Int64,
    "evidence_end": pl.Int64, "rule": pl.String, "confidence": pl.Float64, "flags": pl.String,
}  # fmt: skip


def frame(read: list[tuple[str, list[Stated]]]) -> pl.DataFrame:
    """Bands as rows of `BANDS` but for their posting, offsets counted in the passage.

    read: passages and their bands
    Returns also `passage`, the number of the passage in the list.
    """
    bands = [band for _, several in read for band in several]
    said = dict(zip(Stated._fields, zip(*bands, strict=True), strict=False))
    same = {name: pl.Series(said.get(name, ()), dtype=dtype) for name, dtype in BANDS.items() if name in Stated._fields}
    words = [words[band.start : band.end] for words, several in read for band in several]
    others = {
        "passage": pl.Series([number for number, (_, several) in enumerate(read) for _ in several], dtype=pl.Int64),
        "pay_basis": pl.repeat("text", len(bands), eager=True),
        "evidence_text": pl.Series(words, dtype=pl.String),
        "evidence_start": pl.Series(said.get("start", ()), dtype=pl.Int64),
        "evidence_end": pl.Series(said.get("end", ()), dtype=pl.Int64),
        "currency_evidence": pl.repeat(None, len(bands), dtype=pl.String, eager=True),
    }
    return pl.DataFrame({**same, **others}).with_columns(
        period_source=pl.when(pl.col("period_code").is_not_null()).then(pl.lit("text"))
    )
