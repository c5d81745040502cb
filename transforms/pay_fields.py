"""Pay that a source states in fields of its own: every tier and component, in the shape of the text reader's bands."""

from __future__ import annotations

import re

import polars as pl

from . import pay_frame, pay_stated, pay_text, taxonomy
from .pay_stated import Stated

LABEL_SCHEMA = {
    "label": pl.String, "note": pl.String, "_low": pl.Float64, "_high": pl.Float64, "said_component": pl.String,
    "said_period": pl.String, "said_payments": pl.Float64, "gross_net": pl.String, "contract": pl.String,
    "hours_week": pl.Float64, "fte_pct": pl.Float64, "location_scope": pl.String, "level_scope": pl.String, "said_flags": pl.String,
}  # fmt: skip
DIGIT = re.compile("[0-9０-９]")
GENERIC = ["base", "unknown"]


def read(raw: pl.DataFrame) -> pl.DataFrame:
    """Bands of `RawPosting.pay_fields`, in the columns of `pay_frame.BANDS`; fields without any figure give none.

    Zeros are unknown ends. A period that the source does not state is looked for in label and note; a note without
    figures beside it is read as text.
    """
    fields = (
        raw.lazy()
        .select("posting_id", "pay_fields")
        .filter(pl.col("pay_fields").list.len() > 0)
        .explode("pay_fields")
        .unnest("pay_fields")
        .with_row_index("_order")
        .with_columns(
            _low=_amount("min"),
            _high=_amount("max"),
            sign=_sign(),
            _period=_code("period"),
            _component=_code("component"),
        )
        .collect()
    )
    return pl.concat([_figures(fields), _notes(fields)]).sort("_order").drop("_order")


def _amount(column: str) -> pl.Expr:
    """The figure of a field in major units; null for none and for zero."""
    text = pl.col(column).str.replace_all(r"[^0-9.,\-]", "")
    grouped = r"^[0-9]{1,3}(?:[.,][0-9]{3})+$"
    last_comma = r"^[0-9.]*,[0-9]{1,2}$"
    plain = (
        pl.when(text.str.contains(r"[.,][0-9]{3}[.,]") | text.str.contains(grouped) & text.str.contains(r",|\..*\."))
        .then(
            pl.when(text.str.contains(r",[0-9]{1,2}$"))
            .then(text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
            .when(text.str.contains(r"\.[0-9]{1,2}$"))
            .then(text.str.replace_all(",", "", literal=True))
            .otherwise(text.str.replace_all(r"[.,]", ""))
        )
        .when(text.str.contains(r"^[0-9]{2,3}\.[0-9]{3}$"))
        .then(text.str.replace_all(".", "", literal=True))
        .when(text.str.contains(last_comma))
        .then(text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
        .otherwise(text.str.replace_all(",", "", literal=True))
    )
    value = plain.cast(pl.Float64, strict=False)
    thousand = pl.when(pl.col(column).str.contains(r"[0-9]\s*[kK]\b")).then(1000.0).otherwise(1.0)
    major = pl.when(pl.col("unit") == "minor").then(value / 100).otherwise(value * thousand)
    return pl.when(major > 0).then(major)


def _sign() -> pl.Expr:
    sign = pl.col("currency").str.replace_all("Â", "").str.strip_chars()
    return (
        pl.when(sign.str.contains(r"^[A-Za-z]{3}$"))
        .then(sign.str.to_uppercase())
        .when(sign != "")
        .then(sign.str.to_lowercase())
    )


def _code(column: str) -> pl.Expr:
    """A source's word in the form of the taxonomies' lines of language `code`."""
    word = pl.col(column).str.strip_chars().str.to_lowercase().str.replace_all(r"[\s_]+", "-").str.replace(r"^1-", "")
    return pl.when(word.is_not_null()).then(pl.concat_str(pl.lit("="), word))


def _figures(fields: pl.DataFrame) -> pl.DataFrame:
    stated = fields.filter(pl.col("_low").is_not_null() | pl.col("_high").is_not_null())
    words = taxonomy.table("period_words").filter(pl.col("language") == "code")
    kinds = taxonomy.table("pay_components").filter(pl.col("language") == "code")
    said = _labels(stated)
    joined = (
        stated.join(
            words.select(_period="cue", _code="period_code", _payments="payments_per_year"),
            on="_period",
            how="left",
            maintain_order="left",
        )
        .join(
            kinds.select(_component="cue", _kind="component"),
            on="_component",
            how="left",
            maintain_order="left",
        )
        .join(said, on=["label", "note", "_low", "_high"], how="left", nulls_equal=True, maintain_order="left")
    )
    kind = (
        pl.when(pl.col("_component").is_null()).then(pl.lit("base")).otherwise(pl.coalesce("_kind", pl.lit("unknown")))
    )
    component = pl.when(kind.is_in(GENERIC)).then(pl.coalesce("said_component", kind)).otherwise(kind)
    ends = [pl.col("_low").is_null(), pl.col("_high").is_null(), pl.col("_low") == pl.col("_high")]
    bound = (
        pl.when(ends[0])
        .then(pl.lit("max_only"))
        .when(ends[1])
        .then(pl.lit("min_only"))
        .when(ends[2])
        .then(pl.lit("point"))
    )
    evidence = pl.concat_str(
        [pl.col("label", "component", "min", "max", "currency", "period")], separator=" ", ignore_nulls=True
    )
    is_share = component == "equity_pct"
    return joined.select(
        "_order",
        "posting_id",
        component=component,
        bound_type=bound.otherwise(pl.lit("range")),
        pay_min="_low",
        pay_max="_high",
        sign=pl.when(~is_share).then("sign"),
        word_country=pl.lit(None, pl.String),
        currency_evidence=pl.when(pl.col("sign").is_not_null() & ~is_share).then(pl.lit("field")),
        period_code=pl.when(~is_share).then(pl.coalesce("_code", "said_period")),
        period_source=pl.when(is_share)
        .then(None)
        .when(pl.col("_code").is_not_null())
        .then(pl.lit("field"))
        .when(pl.col("said_period").is_not_null())
        .then(pl.lit("text")),
        gross_net=pl.col("gross_net").fill_null("unknown"),
        contract=pl.col("contract").fill_null("unknown"),
        payments_per_year=pl.coalesce(pl.col("_payments").replace("", None).cast(pl.Float64), "said_payments"),
        hours_week="hours_week",
        fte_pct="fte_pct",
        is_estimate="is_estimate",
        location_scope="location_scope",
        level_scope="level_scope",
        pay_basis=pl.lit("field"),
        evidence_text=evidence,
        evidence_start=pl.lit(None, pl.Int64),
        evidence_end=pl.lit(None, pl.Int64),
        rule=pl.lit("pay_field"),
        confidence=pl.lit(0.98),
        flags=pl.when(is_share).then(pl.lit("percent")).otherwise(pl.col("said_flags").fill_null("")),
    )


def _labels(stated: pl.DataFrame) -> pl.DataFrame:
    """What label and note say of the figures beside them, once for each different pair."""
    different = stated.select("label", "note", "_low", "_high").unique(maintain_order=True)
    rows = [{**row, **_said(row)} for row in different.to_dicts() if row["label"] or row["note"]]
    return pl.DataFrame(rows, schema=LABEL_SCHEMA)


def _said(row: dict[str, str | float | None]) -> dict[str, str | float | None]:
    label, note = str(row["label"] or ""), str(row["note"] or "")
    noted = pay_text.read(note, is_whole=True) if DIGIT.search(note) else []
    same = next((band for band in noted if _is_same(band, row)), None)
    head = pay_stated.read_label(label)
    words = pay_stated.read_label(note)
    component = (same.component if same else None) or head.component or words.component
    return {
        "said_component": component if component in ("ote", "total_cash", "total_comp") else None,
        "said_period": (same.period_code if same else None) or head.period_code or words.period_code,
        "said_payments": same.payments_per_year if same else words.payments_per_year,
        "gross_net": head.gross_net if head.gross_net != "unknown" else words.gross_net,
        "contract": head.contract if head.contract != "unknown" else words.contract,
        "hours_week": words.hours_week,
        "fte_pct": words.fte_pct,
        "location_scope": head.location_scope or (same.location_scope if same else None),
        "level_scope": head.level_scope or (same.level_scope if same else None),
        "said_flags": head.flags,
    }


def _is_same(band: Stated, row: dict[str, str | float | None]) -> bool:
    low, high = (float(end) if end is not None else None for end in (row["_low"], row["_high"]))
    return (band.pay_min or band.pay_max, band.pay_max or band.pay_min) == (low or high, high or low)


def _notes(fields: pl.DataFrame) -> pl.DataFrame:
    """Bands read from the note of a field that has no figures of its own."""
    noted = fields.filter(
        pl.col("_low").is_null() & pl.col("_high").is_null() & pl.col("note").str.contains("[0-9０-９]")
    )
    different = noted["note"].unique(maintain_order=True)
    bands = pay_frame.frame([(note, pay_text.read(note, is_whole=True)) for note in different]).with_columns(
        note=pl.lit(different).gather(pl.col("passage")),
        evidence_start=None,
        evidence_end=None,
        pay_basis=pl.lit("field"),
        rule=pl.lit("pay_note"),
        evidence_text="evidence_text",
    )
    own = noted.select("_order", "posting_id", "note", _estimate="is_estimate", _sign="sign", _said=_code("period"))
    words = taxonomy.table("period_words").filter(pl.col("language") == "code")
    found = own.join(bands, on="note", how="inner", maintain_order="left_right").join(
        words.select(_said="cue", _code="period_code"), on="_said", how="left", maintain_order="left"
    )
    return found.with_columns(
        is_estimate=pl.col("is_estimate") | pl.col("_estimate"),
        sign=pl.coalesce("sign", "_sign"),
        period_code=pl.coalesce("period_code", "_code"),
        period_source=pl.coalesce("period_source", pl.when(pl.col("_code").is_not_null()).then(pl.lit("field"))),
    ).select("_order", *pay_frame.BANDS)
