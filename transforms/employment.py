"""Full time, part time, contract, internship ...: from the source's field, else the title, else a sentence of the text."""

from __future__ import annotations

import polars as pl

from . import sentences, taxonomy
from .cues import find, plain

PRECEDENCE = ["internship", "per_project", "contract", "temporary", "part_time", "full_time"]
TITLE_TYPES = ["internship", "contract", "part_time"]
NOT_FROM_TITLE = ["contract", "student", "temp", "gig", "regular", "stage", "employee", "co op"]
HIRED_OUT = r"(?:contract|freelance|freie[nrs]? |freiberuf|b2b|業務委託)"
IS_CONTRACT = (  # what the job is, not who else may apply: `this is a contract role`, `on a freelance basis`
    r"(?i)\b(?:is|as) an? (?:[\w,-]+ ){0,5}?(?:contract|contractor|freelance)[ -](?:position|role|job|opportunity|assignment|engagement)\b"
    r"|\bon an? (?:[\w-]+ ){0,2}?(?:contract|contractor|freelance|b2b(?: contract)?) basis\b"
    r"|\bfreie[nrs]? (?:projektvertrag|mitarbeit)|\bfreiberufliche[nrs]? (?:basis|mitarbeit|projekt|auftrag)"
    r"|\bmission en freelance\b|\bwspółpraca (?:na zasadach )?b2b\b|業務委託契約"
)
OR_EMPLOYED = r"(?i)\bemploy(?:ee|ment)\b|permanent|fixed[ -]term|\btrial\b|umow\w+ o prac|festanstellung|\bcdi\b|正社員"


def read(raw: pl.DataFrame) -> pl.DataFrame:
    """posting_id, employment_type; `unspecified` where nothing says."""
    cues = taxonomy.table("employment_types")
    title_cues = cues.filter(pl.col("employment_type").is_in(TITLE_TYPES), ~pl.col("cue").is_in(NOT_FROM_TITLE))
    field = find(raw.select("posting_id", plain=plain(pl.col("employment_text").fill_null(""))), cues, key=["posting_id"])
    title = find(raw.select("posting_id", plain=plain(pl.col("title_text"))), title_cues, key=["posting_id"])
    order = pl.Enum(PRECEDENCE)

    def strongest(hits: pl.DataFrame, name: str) -> pl.DataFrame:
        typed = hits.select("posting_id", pl.col("employment_type").cast(order))
        return typed.group_by("posting_id").agg(pl.col("employment_type").min().cast(pl.String).alias(name))

    contract = (
        sentences.holding(raw, HIRED_OUT)
        .filter(pl.col("sentence").str.contains(IS_CONTRACT), pl.col("sentence").str.contains(OR_EMPLOYED).not_())
        .select("posting_id", written=pl.lit("contract"))
        .unique()
    )
    by_title = pl.when(pl.col("titled") == "internship").then("titled")
    return (
        raw.select("posting_id")
        .join(strongest(field, "stated"), on="posting_id", how="left", maintain_order="left")
        .join(strongest(title, "titled"), on="posting_id", how="left", maintain_order="left")
        .join(contract, on="posting_id", how="left", maintain_order="left")
        .select(
            "posting_id",
            employment_type=pl.coalesce(by_title, "stated", "titled", "written", pl.lit("unspecified")),
        )
    )
