"""Full time, part time, contract, internship ...: from the source's field, else the title, else a sentence of the text."""

from __future__ import annotations

import polars as pl

from . import lines, sentences, taxonomy
from .cues import find, plain
from .title_text import segments

PRECEDENCE = pl.Enum(["internship", "per_project", "contract", "temporary", "full_time", "part_time"])
OF_HOURS, FOR_A_TIME = ["full_time", "part_time"], ["contract", "temporary"]
HIRED_OUT = r"(?:contract|freelance|freie[nrs]? |freiberuf|b2b|業務委託)"
IS_CONTRACT = (  # what the job is, not who else may apply: `this is a contract role`, `on a freelance basis`
    r"(?i)\b(?:is|as) an? (?:[\w,-]+ ){0,5}?(?:contract|contractor|freelance)[ -](?:position|role|job|opportunity|assignment|engagement)\b"
    r"|\bon an? (?:[\w-]+ ){0,2}?(?:contract|contractor|freelance|b2b(?: contract)?) basis\b"
    r"|\bfreie[nrs]? (?:projektvertrag|mitarbeit)|\bfreiberufliche[nrs]? (?:basis|mitarbeit|projekt|auftrag)"
    r"|\bmission en freelance\b|\bwspółpraca (?:na zasadach )?b2b\b|業務委託契約"
)
OR_EMPLOYED = (
    r"(?i)\bemploy(?:ee|ment)\b|permanent|fixed[ -]term|\btrial\b|umow\w+ o prac|festanstellung|\bcdi\b|正社員"
)


def read(raw: pl.DataFrame) -> pl.DataFrame:
    """posting_id, employment_type; `unspecified` where nothing says.

    A title that names an internship, or in a part of its own a contract, is believed before the field, which often says
    `full time` of the hours only.
    """
    stated, titled = _named(raw, "employment_text", "field"), _named(raw, "title_text", "title")
    by_title = pl.when(pl.col("titled") == "internship").then("titled")
    by_segment = pl.when(pl.col("stated").is_in(OF_HOURS)).then("alone")
    named = (
        raw.select("posting_id")
        .join(stated.rename({"named": "stated"}), on="posting_id", how="left", maintain_order="left")
        .join(titled.rename({"named": "titled"}), on="posting_id", how="left", maintain_order="left")
        .join(_in_title_alone(raw), on="posting_id", how="left", maintain_order="left")
        .select("posting_id", named=pl.coalesce(by_title, by_segment, "stated", "titled"))
    )
    silent = raw.join(named.filter(pl.col("named").is_null()), on="posting_id", how="semi")
    return named.join(_written(silent), on="posting_id", how="left", maintain_order="left").select(
        "posting_id", employment_type=pl.coalesce("named", "written", pl.lit("unspecified"))
    )


def _in_title_alone(raw: pl.DataFrame) -> pl.DataFrame:
    """posting_id, `alone`: contract or temporary, where a segment of the title says that and nothing else."""
    types = taxonomy.table("employment_types").filter(pl.col("place") != "field")
    cues = types.filter(pl.col("employment_type").is_in(FOR_A_TIME)).select(
        segment=plain(pl.col("cue")), alone="employment_type"
    )
    return (
        raw.select("posting_id", segment=segments(pl.col("title_text")))
        .explode("segment")
        .with_columns(segment=plain(pl.col("segment")))
        .join(cues, on="segment")
        .group_by("posting_id")
        .agg(pl.col("alone").min())
    )


def _written(raw: pl.DataFrame) -> pl.DataFrame:
    """posting_id, `written`: contract, for the postings of which a sentence says so."""
    return (
        sentences.holding(lines.of(raw.filter(pl.col("text").str.contains(f"(?i){HIRED_OUT}"))), HIRED_OUT)
        .filter(pl.col("sentence").str.contains(IS_CONTRACT), pl.col("sentence").str.contains(OR_EMPLOYED).not_())
        .select("posting_id", written=pl.lit("contract"))
        .unique()
    )


def _named(raw: pl.DataFrame, column: str, place: str) -> pl.DataFrame:
    """posting_id, `named`: the type that the words of a column name, the most particular of several.

    Trap words (`Contract Manager`, `Internship Program`) take the type that they would suggest out of the running.
    """
    cues = taxonomy.table("employment_types").filter(pl.col("place").is_in(["both", place]))
    hits = find(raw.select("posting_id", plain=plain(pl.col(column).fill_null(""))), cues, key=["posting_id"])
    trapped = hits.filter(pl.col("employment_type") == "trap").select("posting_id")
    return (
        hits.join(trapped, on="posting_id", how="anti")
        .group_by("posting_id")
        .agg(named=pl.col("employment_type").cast(PRECEDENCE).min().cast(pl.String))
    )
