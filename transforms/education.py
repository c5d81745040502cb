"""Degrees that a posting asks for or would like: the least that is enough, and whether experience may stand for it."""

from __future__ import annotations

import polars as pl

from . import taxonomy
from .cues import find, plain

DEGREES = ["none", "bachelor", "master", "phd"]
SIEVE = (  # a cheap first look: what every cue of `education_cues.csv` that names a degree holds (tested)
    r"(?i)degree|bachelor|master|mast[eè]|máster|mestr|ph\.?\s?d|dphil|m\.?phil|docte?o?|dr\. rer|"
    r"doute?o|dotto|dokto|postdoc|dipl[oô]m|dyplom|stud|[eé]tud|bac[ +]|bacha|bacca|licen[czsj]|laur|"
    r"bts|"
    r"hbo|mbo|havo|vwo|(?-u:\b)wo(?-u:\b)|wykszta|średnie|wyższe|magist|mgr|inżyn|technik|technicz|"
    r"exam|forskar|disputer|kandid|högskol|akadem|"
    r"civiling|utbild|gymn|school|(?-u:\b)b\.?\s?(?:a|s|e|sc)(?-u:\b)|(?-u:\b)m\.?\s?(?:s|e|sc|"
    r"2)(?-u:\b)|b\.?tech|m\.?tech|b\.?eng|m\.?eng|mba|ged(?-u:\b)|educat|vocation|"
    r"apprent|gradua|post.?grad|univer|colleg|htl|lehr|abitur|matur|ausbild|promo|staatsex|hochsch|"
    r"abschl|école|ecole|grandes? [eé]cole|"
    r"ing[eé]ni|thèse|formaci|formativo|formation sup|académico|maestr|grado|posgrado|titul|bachill|"
    r"fp ii|prepara|secund|cursando|superior|forma[cç]|ensino|12º|t[eé]cnico|perito|"
    r"licenza|opleiding|promotie|gepromo|dut|(?-u:\b)cap |a levels|no requirements|egresado|ab in|"
    r"bcs|学|士|大|卒|研究生|碩|高中|専|专|專|本科"
)
OR_YEARS = (
    r"(?i)(?:degree|bachelor'?s?|diploma|studium)[^.;]{0,80}?\bor\b[^.;]{0,30}?(?:[0-9]+\+?|two|"
    r"three|four|five|six|eight|ten) (?:or more )?\+?years"
)


def read(lines: pl.DataFrame) -> pl.DataFrame:
    """posting_id, education_required, education_preferred, degree_or_equivalent, for postings that speak of degrees.

    lines: posting_id, `line`, `place`: `field`, `requirements`, `duties` or `nice`

    Some words only look like degrees: `not_phd` (`6 years, 2 of them post PhD`) and `not_degree` speak for their whole line.
    """
    order = pl.Enum(DEGREES)
    numbered = (
        lines.filter(pl.col("line").str.contains(SIEVE))
        .with_row_index("number")
        .with_columns(plain=plain(pl.col("line")))
    )
    hits = find(numbered, taxonomy.table("education_cues"), key=["number"])
    code, count = pl.col("degree"), pl.col("hits")
    judged = hits.group_by("number").agg(
        named=code.filter(
            code.is_in(DEGREES) & ((code != "phd") | (code != "not_phd").all()) & (code != "not_degree").all()
        )
        .cast(order)
        .min(),
        unnamed=count.filter(code == "any").sum() > count.filter(code == "trap").sum(),
        equivalent=count.filter(code == "equivalent").sum() > count.filter(code == "same").sum(),
    )
    degree = pl.coalesce("named", pl.when("unnamed").then(pl.lit("bachelor", dtype=order)))
    spoken = (
        numbered.join(judged, on="number", maintain_order="left")
        .with_columns(degree=degree, equivalent=pl.col("equivalent") | pl.col("line").str.contains(OR_YEARS))
        .filter(pl.col("degree").is_not_null())
    )
    is_field, is_wish = pl.col("place") == "field", pl.col("place") == "nice"
    stated = pl.col("degree").filter(is_field).min()
    wished = pl.col("degree").filter(is_wish & (pl.col("degree") != "none")).min()
    asked = pl.col("degree").filter(~is_wish)
    return spoken.group_by("posting_id", maintain_order=True).agg(
        education_required=pl.coalesce(stated, asked.min()).cast(pl.String),
        education_preferred=wished.cast(pl.String),
        degree_or_equivalent=(pl.col("equivalent") & ~is_wish & (pl.col("degree") != "none")).any(),
    )
