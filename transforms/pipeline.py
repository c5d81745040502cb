"""The chain from words to rows: read this first.

`normalize` takes a batch of `RawPosting` and says what every posting is, what it pays, where and for whom.
A row depends on its own posting and on the versioned `Tables` only, so any cut into batches gives the same rows.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from extractors.contract import RawPosting

from . import (
    dates,
    employers,
    employment,
    fingerprints,
    gaps,
    languages,
    levels,
    maturity,
    pay,
    pay_law,
    places,
    requirements,
    skills,
    specializations,
    title_keys,
    titles,
    work_mode,
    zones,
)
from .contract import (
    Gap,
    Normalized,
    PayBand,
    Posting,
    PostingLevel,
    PostingPlace,
    PostingSkill,
    PostingSpecialization,
    Rejected,
    Tables,
)

VALUE_LENGTH = 200


def normalize(raw: dy.DataFrame[RawPosting], tables: Tables) -> Normalized:
    """Say what each posting of a batch is.

    raw: one row per posting_id
    tables: the reference tables of the run

    Raises:
        dataframely.exc.ValidationError, EvidenceError: a transform broke its own contract.
    """
    admitted, refused = admit(raw)
    dated = dates.read(admitted)
    employer = employers.read(admitted, tables.boards)
    employed = employment.read(admitted)
    where = places.read(admitted, tables.boards)
    placed = where.per_posting
    context = placed.join(employed, on="posting_id").join(dated, on="posting_id")
    bands = pay.read(admitted, context, tables.fx)
    check_evidence(admitted, bands)
    zoned = zones.split(admitted, tables.passages)  # as large as the texts, so after pay, which needs the most memory
    mode = work_mode.read(admitted, zoned, where)
    expected = pay_law.read(where.rows, dated)
    asked = requirements.read(admitted, zoned)
    keyed = title_keys.read(admitted, where.rows)
    role = titles.read(admitted, zoned).join(keyed, on="posting_id", maintain_order="left")
    level, level_rows = levels.read(admitted, asked, zoned)
    special, special_rows = specializations.read(admitted, zoned, role)
    version = pl.lit(tables.taxonomy_version).alias("taxonomy_version")

    words = admitted.select("posting_id", "source", "board", "native_id", "title_text", "url", "content_sha256")
    posting = words.with_columns(version)
    for part in (employer, languages.read(admitted), role, level, special, mode, employed, asked,
                 maturity.read(zoned, admitted["posting_id"]), expected, dated, placed,
                 fingerprints.read(admitted)):  # fmt: skip
        posting = posting.join(part, on="posting_id", how="left", maintain_order="left", validate="1:1")
    return Normalized(
        posting=Posting.validate(posting.select(Posting.column_names()), cast=True),
        posting_level=PostingLevel.validate(level_rows.select(PostingLevel.column_names()), cast=True),
        pay_band=PayBand.validate(scope(bands, placed).with_columns(version).select(PayBand.column_names()), cast=True),
        posting_place=PostingPlace.validate(where.rows.select(PostingPlace.column_names()), cast=True),
        posting_skill=PostingSkill.validate(skills.read(zoned).select(PostingSkill.column_names()), cast=True),
        posting_specialization=PostingSpecialization.validate(
            special_rows.select(PostingSpecialization.column_names()), cast=True
        ),
        rejected=refused,
        gap=Gap.validate(
            pl.concat([each.select(Gap.column_names()) for each in (where.gaps, gaps.read(admitted, zoned, role))]),
            cast=True,
        ),
    )


class EvidenceError(AssertionError):
    """A pay band's evidence is not what stands at its offsets: a fault of the pay reader."""


def admit(raw: dy.DataFrame[RawPosting]) -> tuple[dy.DataFrame[RawPosting], dy.DataFrame[Rejected]]:
    """Part a batch into what can be read and what cannot, with the rule that refused it."""
    rule = pl.when(pl.col("title_text").str.strip_chars() == "").then(pl.lit("blank_title"))
    judged = raw.with_columns(rule=rule.otherwise(None))
    refused = judged.filter(pl.col("rule").is_not_null()).select(
        "source",
        "board",
        "native_id",
        "rule",
        stage=pl.lit("normalize"),
        value=pl.col("title_text").str.head(VALUE_LENGTH),
    )
    return (
        RawPosting.cast(judged.filter(pl.col("rule").is_null()).drop("rule")),
        Rejected.validate(refused.select(Rejected.column_names()), cast=True),
    )


def check_evidence(raw: pl.DataFrame, bands: pl.DataFrame) -> None:
    """Every text band's words must stand in the posting exactly where the band says.

    Raises:
        EvidenceError: naming the posting, the offsets and both texts.
    """
    wrong = (
        bands.filter(pl.col("pay_basis") == "text")
        .join(raw.select("posting_id", "text"), on="posting_id")
        .with_columns(
            found=pl.col("text").str.slice(pl.col("evidence_start"), pl.col("evidence_end") - pl.col("evidence_start"))
        )
        .filter(pl.col("found").ne_missing(pl.col("evidence_text")))
    )
    if wrong.height:
        row = wrong.row(0, named=True)
        raise EvidenceError(
            f"{row['pay_id']}: text[{row['evidence_start']}:{row['evidence_end']}] is {row['found']!r}, "
            f"not {row['evidence_text']!r}. Mend the rule {row['rule']!r}."
        )


def scope(bands: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    """Resolve what a band is stated for, in words, to place and level codes.

    bands: `location_scope`, `level_scope` as written
    placed: posting_id, country_code, the hint for ambiguous names
    """
    hinted = bands.join(
        placed.select("posting_id", _hint="country_code"), on="posting_id", how="left", maintain_order="left"
    )
    named = (
        hinted.filter(pl.col("location_scope").is_not_null())
        .select("location_scope", "_hint")
        .unique(maintain_order=True)
    )
    where = places.resolve(named["location_scope"], named["_hint"]).select(
        location_scope="text",
        _hint="country_code_hint",
        scope_place_id="place_id",
        scope_metro="metro",
        scope_admin1="admin1",
        scope_country_code="country_code",
    )
    which = levels.resolve(bands["level_scope"].drop_nulls().unique(maintain_order=True)).select(
        level_scope="text", scope_level="level"
    )
    return (
        hinted.join(where, on=["location_scope", "_hint"], how="left", maintain_order="left", nulls_equal=True)
        .join(which, on="level_scope", how="left", maintain_order="left")
        .drop("_hint")
    )
