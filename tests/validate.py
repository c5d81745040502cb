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
from flows.settings import utc_now
from flows.show import show_table
from tests import outside, runs
from transforms import taxonomy
from warehouse import benchmarks, database, estimates
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
# The occupation of OEWS that is nearest to a role: AI roles, which are published, and their neighbours, which are read alike.
OCCUPATIONS = {
    "data_scientist": "15-2051", "ml_engineer": "15-1252", "ai_engineer": "15-1252", "mlops_platform": "15-1252",
    "research_scientist": "15-1221", "applied_scientist": "15-1221", "research_engineer": "15-1221",
    "ai_manager": "11-3021", "software_engineer": "15-1252", "data_engineer": "15-1243", "data_analyst": "15-2051",
    "engineering_manager": "11-3021",
}  # fmt: skip
PERCENTS = (25, 50, 75)
OEWS, TRANSPARENCY = "oews_may2025_soc15.csv", "pay-transparency-country.csv"
# Every posting that we hold, AI or not, on its countries; pay of any kind but a board's estimate counts as stated.
STATED = """
    select country_code, count(*) as postings, avg((paid.posting_id is not null)::integer)::double as ours
    from (select distinct posting_id, country_code from posting_place where country_code is not null)
    left join (
        select distinct posting_id from pay_band
        where not is_estimate and component in ('base', 'unknown', 'ote', 'total_cash', 'total_comp')
    ) as paid using (posting_id)
    group by country_code having count(*) >= {least}
"""
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


def yearly_growth(trend: pl.DataFrame) -> pl.DataFrame:
    """Our index over itself a year before: country_code, month, ours (a ratio); months without either are not there.

    trend: value (the country), month, index
    """
    known = trend.drop_nulls("index").select(country_code="value", month="month", index="index")
    before = known.with_columns(pl.col("month").dt.offset_by("1y")).rename({"index": "before"})
    return known.join(before, on=["country_code", "month"]).select(
        "country_code", "month", ours=pl.col("index") / pl.col("before")
    )


def cells(db: duckdb.DuckDBPyConnection, dims: list[str], source: str = benchmarks.VOTING) -> pl.DataFrame:
    """Our figures by other dimensions than the files have, by the same estimator and gates.

    source: votes; those of the benchmarks, or others
    Returns dims, employers, p25, p50, p75, ours (p50), suppression_reason; figures are null where a gate holds them back.
    """
    held = percentiles(benchmarks.votes(db, dims, source=source), dims)
    shown = pl.when(pl.col("estimate_kind") == "direct")
    figures = {f"p{p}": shown.then(f"p{p}") for p in PERCENTS}
    return held.select(*dims, "employers", **figures, ours=shown.then("p50"), suppression_reason="suppression_reason")


def per_percentile(ours: pl.DataFrame, theirs: pl.DataFrame, on: str) -> pl.DataFrame:
    """One row a cell and percentile: on, percentile, employers, ours, theirs, suppression_reason.

    ours: as `cells` gives them; theirs: on, p25, p50, p75
    """
    names = [f"p{p}" for p in PERCENTS]
    parts = [
        frame.unpivot(names, index=index, variable_name="percentile", value_name=side)
        for frame, index, side in (
            (
                ours.select(on, "employers", "suppression_reason", *names),
                [on, "employers", "suppression_reason"],
                "ours",
            ),
            (theirs.select(on, *names), [on], "theirs"),
        )
    ]
    return parts[0].join(parts[1].drop_nulls(), on=[on, "percentile"])


def compare(db: duckdb.DuckDBPyConnection, reference: Path) -> dict[str, pl.DataFrame]:
    """Every pair by comparison: its cell, ours, theirs, and what stands behind them."""
    table = outside.oews(reference / OEWS)
    metros = taxonomy.table("metros").filter(pl.col("cbsa") != "").select("metro", "cbsa")
    states = taxonomy.table("admin1").filter(pl.col("country_code") == "US").select("admin1", "name")
    areas = states.join(outside.state_numbers(reference / OEWS), on="name").select("number", state="admin1")
    soc = pl.col("role_family").replace_strict(OCCUPATIONS, default=None, return_dtype=pl.String)
    nation = (
        table.filter(pl.col("area") == "nation")
        .select("p25", "p50", "p75", "soc_code", national="theirs")
        .unique("soc_code")
    )
    american = "(select *, upper(split_part(place_id, '/', 2)) as state from {} where country_code = 'US')"
    published_votes, others = american.format(benchmarks.VOTING), american.format(f"({estimates.OTHERS})")
    roles = pl.concat([cells(db, ["role_family"], votes) for votes in (published_votes, others)]).with_columns(
        soc_code=soc
    )
    by_role = roles.select("role_family", "soc_code").join(nation, on="soc_code")
    published = database.frame(
        db, "select country_code, level, employers, if(estimate_kind = 'direct', p50_usd, null)::double as ours, "
        "suppression_reason from benchmark_pay_by_country_level",
    )  # fmt: skip
    told = reference / "aijobs_salaries_2020_2024.csv"
    trend = database.frame(
        db,
        "select value, month, index from benchmark_pay_trend where dimension = 'country_code' and method = 'hedonic'",
    )
    stated = database.frame(
        db, "select value as country_code, ai_jobs, disclosure_rate::double as ours from benchmark_disclosure "
        f"where dimension = 'country_code' and ai_jobs >= {outside.LEAST_ROWS}",
    )  # fmt: skip
    return {
        "BLS OEWS May 2025, United States, role against its nearest occupation": per_percentile(
            roles, by_role, "role_family"
        ),
        "BLS OEWS May 2025, metro areas, AI jobs against data scientists": _short(cells(db, ["metro"])).join(
            outside.by_metro(table, metros), on="metro"
        ),
        "BLS OEWS May 2025, metro areas, other engineers and analysts that we read against software developers": _short(
            cells(db, ["metro"], others)
        ).join(outside.by_metro(table, metros, outside.DEVELOPERS), on="metro"),
        "BLS OEWS May 2025, states, AI jobs against data scientists": _short(
            cells(db, ["state"], published_votes)
        ).join(outside.by_state(table, areas), on="state"),
        "BLS OEWS May 2025, states, other engineers and analysts that we read against software developers": _short(
            cells(db, ["state"], others)
        ).join(outside.by_state(table, areas, outside.DEVELOPERS), on="state"),
        f"ai-jobs.net {outside.AI_JOBS_SINCE} on, country and level": published.join(
            outside.ai_jobs(told), on=["country_code", "level"]
        ),
        f"ai-jobs.net {outside.AI_JOBS_SINCE} on, country and role": _short(
            cells(db, ["country_code", "role_family"])
        ).join(outside.ai_jobs(told, ("country_code", "role_family")), on=["country_code", "role_family"]),
        "Indeed posted wages, growth against a year before, AI jobs against all": yearly_growth(trend).join(
            outside.indeed(reference / "posted-wage-growth-by-country.csv"), on=["country_code", "month"]
        ),
        "Indeed share of postings that state pay, AI jobs against all": stated.join(
            outside.transparency(reference / TRANSPARENCY), on="country_code"
        ),
        "Indeed share of postings that state pay, all that we read against all": database.frame(
            db, STATED.format(least=outside.LEAST_ROWS)
        ).join(outside.transparency(reference / TRANSPARENCY), on="country_code"),
    }


def _short(found: pl.DataFrame) -> pl.DataFrame:
    """Without the other percentiles: where only medians are compared."""
    return found.drop(f"p{p}" for p in PERCENTS)


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
