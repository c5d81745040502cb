"""`make validate`: our cells of real postings beside figures of others: BLS OEWS, ai-jobs.net, Indeed Hiring Lab.

Imports the recorded postings under PAYBANDS_SHARED into a folder of its own, builds and publishes them, and compares
where both sides say something; `--data` compares a folder that is there already. Every pair is printed, misses too.
Nothing here is a target: OEWS is what all employees of an occupation are paid, ai-jobs what people said of 2023 and
2024, and ours what employers offer.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import tempfile
from pathlib import Path
from typing import NamedTuple

import duckdb
import polars as pl
from rich.console import Console

from flows import imports
from flows.cli_parse import read_records
from flows.settings import utc_now
from flows.show import show_table
from tests import runs
from transforms import taxonomy
from warehouse import benchmarks, database
from warehouse.estimators.percentiles import percentiles

FETCHED = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
AS_OF = "2026-10-02"
PLATFORMS = ("greenhouse", "lever", "ashby")
TABLES = {
    "company_boards_2026.jsonl": {},
    "european_data_jobs.csv": {
        "id": "id", "title": "posting_title", "employer": "company_name", "text": "description",
        "location": "location", "url": "job_url",
    },
}  # fmt: skip
SNAPSHOT = {
    "id": "job_uid", "employer": "company", "location": "location_raw", "posted": "published_at", "url": "apply_url",
    "pay_min": "salary_min_orig", "pay_max": "salary_max_orig", "currency": "currency_original",
    "period": "salary_interval_orig",
}  # fmt: skip
TOP_CODE = 239_200  # a year: where OEWS says no more than "this or above"
# The occupation of OEWS that is nearest to a role of ours.
OCCUPATIONS = {
    "data_scientist": "15-2051", "ml_engineer": "15-1252", "ai_engineer": "15-1252", "mlops_platform": "15-1252",
    "research_scientist": "15-1221", "applied_scientist": "15-1221", "research_engineer": "15-1221",
    "ai_manager": "11-3021",
}  # fmt: skip
NEAREST = "15-2051"
EXPERIENCE = {"EN": "entry", "MI": "mid", "SE": "senior"}
AI_JOBS_SINCE = 2023
LEAST_ROWS = 10
LEAST_TO_RANK = 5
TINY = 1e-12
console = Console(highlight=False, width=140)


class Agreement(NamedTuple):
    """How near two columns of figures are to each other.

    pairs: cells in which both say something; ratio: the middle of ours over theirs; within_10, within_20: share of
    the pairs that differ by no more per cent of theirs; rank_correlation: Spearman's. None where there are too few.
    """

    pairs: int
    ratio: float | None
    within_10: float | None
    within_20: float | None
    rank_correlation: float | None


def agreement(pairs: pl.DataFrame) -> Agreement:
    """Sum up pairs of `ours` and `theirs`; pairs with a side missing are left out."""
    both = pairs.drop_nulls(["ours", "theirs"]).select(
        ratio=pl.col("ours") / pl.col("theirs"), ours="ours", theirs="theirs"
    )
    if not both.height:
        return Agreement(0, None, None, None, None)
    off = (pl.col("ratio") - 1).abs()
    can_rank = both.height >= LEAST_TO_RANK and both["ours"].n_unique() > 1 and both["theirs"].n_unique() > 1
    rank = both.select(pl.corr("ours", "theirs", method="spearman")).item() if can_rank else None
    ratio, within_10, within_20 = both.select(
        pl.col("ratio").median(), *((off <= share + TINY).mean().alias(f"within_{share}") for share in (0.1, 0.2))
    ).row(0)
    return Agreement(both.height, ratio, within_10, within_20, rank)


def oews(path: Path) -> pl.DataFrame:
    """Medians over all industries: cbsa (null for the nation), soc_code, employment, theirs (dollars a year), is_top_coded."""
    number = [pl.col(name).cast(pl.Float64, strict=False) for name in ("employment", "a_median")]
    return (
        pl.read_csv(path, infer_schema=False)
        .filter(pl.col("industry_code") == "000000", pl.col("area_type").is_in(["M", "N"]))
        .with_columns(number)
        .filter(pl.col("a_median").is_not_null())
        .select(
            "soc_code", "employment",
            cbsa=pl.when(pl.col("area_type") == "M").then(pl.col("area_code").str.tail(5)),
            theirs="a_median", is_top_coded=pl.col("a_median") == TOP_CODE,
        )
    )  # fmt: skip


def by_metro(table: pl.DataFrame, metros: pl.DataFrame) -> pl.DataFrame:
    """OEWS medians of the nearest occupation by our metros, areas that make one up weighted by employment: metro, theirs.

    metros: metro, cbsa (`|` between several). A metro with a top-coded area is left out.
    """
    areas = metros.select("metro", pl.col("cbsa").str.split("|")).explode("cbsa")
    weighed = pl.col("theirs").dot("employment") / pl.col("employment").sum()
    return (
        table.filter(pl.col("soc_code") == NEAREST)
        .join(areas, on="cbsa")
        .group_by("metro")
        .agg(weighed.alias("theirs"), pl.col("is_top_coded").any())
        .filter(~pl.col("is_top_coded"))
        .select("metro", "theirs")
        .sort("metro")
    )


def ai_jobs(path: Path) -> pl.DataFrame:
    """Medians of full-time salaries of AI titles by country and level: country_code, level, rows, theirs (US dollars)."""
    rows = pl.read_csv(path).filter(pl.col("employment_type") == "FT", pl.col("work_year") >= AI_JOBS_SINCE)
    titles = rows["job_title"].unique(maintain_order=True).to_list()
    read = read_records([{"title_text": title} for title in titles], "").posting
    is_ai = read.filter("is_ai_role")["title_text"]
    return (
        rows.filter(pl.col("job_title").is_in(is_ai.implode()), pl.col("experience_level").is_in(list(EXPERIENCE)))
        .group_by(country_code="company_location", level=pl.col("experience_level").replace(EXPERIENCE))
        .agg(rows=pl.len(), theirs=pl.col("salary_in_usd").median())
        .filter(pl.col("rows") >= LEAST_ROWS)
        .sort("country_code", "level")
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


def yearly_growth(trend: pl.DataFrame) -> pl.DataFrame:
    """Our index over itself a year before: country_code, month, ours (a ratio); months without either are not there.

    trend: value (the country), month, index
    """
    known = trend.drop_nulls("index").select(country_code="value", month="month", index="index")
    before = known.with_columns(pl.col("month").dt.offset_by("1y")).rename({"index": "before"})
    return known.join(before, on=["country_code", "month"]).select(
        "country_code", "month", ours=pl.col("index") / pl.col("before")
    )


def cells(db: duckdb.DuckDBPyConnection, dims: list[str]) -> pl.DataFrame:
    """Our P50 by other dimensions than the files have, by the same votes, estimator and gates: dims, employers, ours."""
    held = percentiles(benchmarks.votes(db, dims), dims)
    shown = pl.col("estimate_kind") == "direct"
    return held.select(*dims, "employers", pl.when(shown).then("p50").alias("ours"), "suppression_reason")


def compare(db: duckdb.DuckDBPyConnection, reference: Path) -> dict[str, pl.DataFrame]:
    """Every pair by comparison: its cell, ours, theirs, and what stands behind them."""
    table = oews(reference / "oews_may2025_soc15.csv")
    metros = taxonomy.table("metros").filter(pl.col("cbsa") != "").select("metro", "cbsa")
    nation = table.filter(pl.col("cbsa").is_null(), ~pl.col("is_top_coded")).select("soc_code", "theirs")
    roles = cells(db, ["country_code", "role_family"]).filter(pl.col("country_code") == "US")
    published = database.frame(
        db, "select country_code, level, employers, if(estimate_kind = 'direct', p50_usd, null)::double as ours, "
        "suppression_reason from benchmark_pay_by_country_level",
    )  # fmt: skip
    trend = database.frame(
        db,
        "select value, month, index from benchmark_pay_trend where dimension = 'country_code' and method = 'hedonic'",
    )
    stated = database.frame(
        db, "select value as country_code, ai_jobs, disclosure_rate::double as ours from benchmark_disclosure "
        f"where dimension = 'country_code' and ai_jobs >= {LEAST_ROWS}",
    )  # fmt: skip
    return {
        "BLS OEWS May 2025, United States, role against its nearest occupation": roles.with_columns(
            soc_code=pl.col("role_family").replace_strict(OCCUPATIONS, default=None, return_dtype=pl.String)
        ).join(nation, on="soc_code"),
        "BLS OEWS May 2025, metro areas, AI jobs against data scientists": cells(db, ["metro"]).join(
            by_metro(table, metros), on="metro"
        ),
        f"ai-jobs.net {AI_JOBS_SINCE} on, country and level": published.join(
            ai_jobs(reference / "aijobs_salaries_2020_2024.csv"), on=["country_code", "level"]
        ),
        "Indeed posted wages, growth against a year before, AI jobs against all": yearly_growth(trend).join(
            indeed(reference / "posted-wage-growth-by-country.csv"), on=["country_code", "month"]
        ),
        "Indeed share of postings that state pay, AI jobs against all": stated.join(
            transparency(reference / "pay-transparency-country.csv"), on="country_code"
        ),
    }


def build(shared: Path, folder: Path) -> None:
    """Import the recorded postings into a data folder, load and publish them.

    Raises:
        RuntimeError: the build or the publication ended with an error; its words are in the message.
    """
    archive = folder / "archive"

    def bring(path: Path, source: str, board: str, mapping: dict[str, str]) -> None:
        counts = imports.import_files(
            [path], archive_root=archive, source_name=source, board=board, employer=None, fetched_at=FETCHED,
            mapping=mapping, now=utc_now(),
        )  # fmt: skip
        console.print(f"{path.name}: {counts.postings} postings, {counts.rejected} rejected")

    for source in PLATFORMS:
        for path in sorted((shared / "payloads" / source).iterdir()):
            bring(path, source, path.name.split(".")[0], {})
    bring(shared / "postings" / "hn_who_is_hiring_2026.json", "hackernews", "whoishiring", {})
    for name, mapping in TABLES.items():
        bring(shared / "postings" / name, "table", name.split("_")[0], mapping)
    for path in sorted((shared / "snapshots").glob("jobs_*.parquet")):
        bring(path, "table", "snapshots", SNAPSHOT)
    for words in (["build"], ["publish", "--as-of", AS_OF]):
        done = runs.paybands(*words, "--data", str(folder))
        if done.returncode:
            raise RuntimeError(f"paybands {' '.join(words)} ended with {done.returncode}: {done.stderr or done.stdout}")


def show(comparisons: dict[str, pl.DataFrame]) -> None:
    """Every pair, then the agreement of each comparison, or that there is too little to say."""
    sums = []
    for name, pairs in comparisons.items():
        shown = pairs.with_columns(ratio=pl.col("ours") / pl.col("theirs")).sort("ratio", nulls_last=True)
        if shown.height:
            show_table(shown, title=name)
        found = agreement(pairs)
        sums.append(
            {"comparison": name, **found._asdict(), "held_back": pairs.height - found.pairs, "verdict": verdict(found)}
        )
    show_table(pl.DataFrame(sums, infer_schema_length=None), title="Agreement, ours over theirs")


def verdict(found: Agreement) -> str:
    """What the number of pairs allows to say."""
    if not found.pairs:
        return "nothing to compare: no cell in which both say something"
    if found.pairs < LEAST_TO_RANK:
        return f"{found.pairs} cells are too few to judge"
    return "see the pairs above"


def main() -> None:
    """Build, compare, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--data", type=Path, help="a published data folder; without it the recorded postings are imported"
    )
    wanted = options.parse_args()
    shared = Path(os.environ.get("PAYBANDS_SHARED") or Path(__file__).parents[2] / "shared" / "data")
    if not shared.is_dir():
        raise SystemExit(f"{shared} is not here: set PAYBANDS_SHARED to the folder of recorded postings and figures.")
    with tempfile.TemporaryDirectory() as made:
        folder = wanted.data or Path(made)
        if wanted.data is None:
            build(shared, folder)
        with database.open_snapshot(folder / "warehouse.duckdb") as db:
            show(compare(db, shared / "reference"))


if __name__ == "__main__":
    main()
