"""Figures of others as tables that ours can be held against: BLS OEWS, ai-jobs.net, Indeed Hiring Lab."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.cli_parse import read_records

TOP_CODE = 239_200  # a year: where OEWS says no more than "this or above"
NEAREST, DEVELOPERS = "15-2051", "15-1252"  # data scientists; software developers
AREAS = {"N": "nation", "S": "state", "M": "metro"}
EXPERIENCE = {"EN": "entry", "MI": "mid", "SE": "senior"}
AI_JOBS_SINCE = 2023
LEAST_ROWS = 10


def oews(path: Path) -> pl.DataFrame:
    """Figures over all industries: area (nation, state or metro), code (a state's number, a metro's CBSA), soc_code,
    employment, p25, p50, p75 (dollars a year; null where top-coded or withheld), theirs (p50), is_top_coded (its p50).
    """
    names = {25: "a_pct25", 50: "a_median", 75: "a_pct75"}
    figures = pl.read_csv(path, infer_schema=False).filter(
        pl.col("industry_code") == "000000", pl.col("area_type").is_in(list(AREAS))
    )
    number = {f"p{p}": pl.col(name).cast(pl.Float64, strict=False) for p, name in names.items()}
    return (
        figures.with_columns(pl.col("employment").cast(pl.Float64, strict=False), **number)
        .filter(pl.col("p50").is_not_null())
        .select(
            "soc_code", "employment",
            *(pl.when(pl.col(name) < TOP_CODE).then(name).alias(name) for name in number),
            area=pl.col("area_type").replace_strict(AREAS),
            code=pl.when(pl.col("area_type") == "S").then(pl.col("area_code").str.head(2)).otherwise(pl.col("area_code").str.tail(5)),
            theirs="p50", is_top_coded=pl.col("p50") == TOP_CODE,
        )
    )  # fmt: skip


def by_metro(table: pl.DataFrame, metros: pl.DataFrame, soc_code: str = NEAREST) -> pl.DataFrame:
    """OEWS medians of an occupation by our metros, areas that make one up weighted by employment: metro, theirs.

    metros: metro, cbsa (`|` between several). A metro with a top-coded area is left out.
    """
    areas = metros.select("metro", pl.col("cbsa").str.split("|")).explode("cbsa")
    weighed = pl.col("theirs").dot("employment") / pl.col("employment").sum()
    return (
        table.filter(pl.col("soc_code") == soc_code, pl.col("area") == "metro")
        .join(areas, left_on="code", right_on="cbsa")
        .group_by("metro")
        .agg(weighed.alias("theirs"), pl.col("is_top_coded").any())
        .filter(~pl.col("is_top_coded"))
        .select("metro", "theirs")
        .sort("metro")
    )


def by_state(table: pl.DataFrame, states: pl.DataFrame, soc_code: str = NEAREST) -> pl.DataFrame:
    """OEWS medians of an occupation by state: state, theirs. Without those that are top-coded.

    states: state (our code), number (that of the Census Bureau)
    """
    return (
        table.filter(pl.col("soc_code") == soc_code, pl.col("area") == "state", ~pl.col("is_top_coded"))
        .join(states, left_on="code", right_on="number")
        .select("state", "theirs")
        .sort("state")
    )


def state_numbers(path: Path) -> pl.DataFrame:
    """Number and name of each state of OEWS: number, name."""
    areas = pl.read_csv(path, infer_schema=False).filter(pl.col("area_type") == "S")
    return areas.select(number=pl.col("area_code").str.head(2), name="area_name").unique().sort("number")


def ai_jobs(path: Path, dims: tuple[str, ...] = ("country_code", "level")) -> pl.DataFrame:
    """Medians of full-time salaries of AI titles: dims, rows, theirs (US dollars).

    dims: of country_code, level and role_family
    """
    rows = pl.read_csv(path).filter(pl.col("employment_type") == "FT", pl.col("work_year") >= AI_JOBS_SINCE)
    titles = rows["job_title"].unique(maintain_order=True).to_list()
    read = read_records([{"title_text": title} for title in titles], "").posting
    is_ai = read.filter("is_ai_role").select("role_family", job_title="title_text")
    return (
        rows.join(is_ai, on="job_title")
        .filter(pl.col("experience_level").is_in(list(EXPERIENCE)))
        .with_columns(country_code="company_location", level=pl.col("experience_level").replace(EXPERIENCE))
        .group_by(dims)
        .agg(rows=pl.len(), theirs=pl.col("salary_in_usd").median())
        .filter(pl.col("rows") >= LEAST_ROWS)
        .sort(dims)
    )


def indeed(path: Path) -> pl.DataFrame:
    """Posted wage growth against a year before, all jobs: country_code, month, theirs (a ratio: 1.03 is 3 % more)."""
    return pl.read_csv(path, null_values="NA").select(
        country_code="jobcountry",
        month=pl.col("month").str.to_date("%b-%y"),
        theirs=1 + pl.col("posted_wage_growth_yoy"),
    )


def transparency(path: Path) -> pl.DataFrame:
    """Share of postings that state pay in the newest month, all jobs: country_code, month, theirs."""
    months = pl.read_csv(path, null_values="NA", try_parse_dates=True).sort("date")
    return months.group_by("country_code", maintain_order=True).agg(
        month=pl.col("date").last(), theirs=pl.col("pay_transparency_pct").last() / 100
    )
