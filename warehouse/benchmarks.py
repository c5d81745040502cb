"""Every file of `benchmarks/` as a table `benchmark_<name>`.

A file that declares `cells` reads `estimate_<name>`, which is made here: the votes of its dimensions go into
the estimator, the columns of every pay cell come out.
"""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor

import duckdb
import polars as pl
from threadpoolctl import threadpool_limits

from . import database, estimates, sql_files, views
from .estimators import selection
from .estimators.cells import pay_cells_of
from .estimators.percentiles import KINDS, PERCENTILES, Seats, seat

RATIOS = ("top_employer_share", "top_employer_job_share", "disclosure_rate")
LOW_COVERAGE = 0.3
ALL_CELLS = {
    "benchmark": "Benchmark that the cell is of.",
    "cell": "Its dimensions, as `dim=value`, in the order of the file.",
}


VOTING = "(from posting_pay where left_out_reason is null)"
STANDING = """(
    select
        now.*, share.market_region, share.country_code, share.metro, share.level,
        place_weight * level_weight as weight
    from posting_share as share
    join (select * exclude level from posting_current where left_out_reason is null) as now using (posting_id)
)"""
WEIGHED = """(
    select vote.*, coalesce(represents, 1) as represents, coalesce(ageing, 1) as ageing
    from temp.voting as vote
    left join temp.represents using (job_id)
    left join job_month using (job_id)
    left join temp.ageing on ageing.month = latest_month
)"""


def build(db: duckdb.DuckDBPyConnection) -> None:
    """Make all benchmarks, with comments, and view `pay_cell` over the pay cells of all of them."""
    # Many small matrices: threads of one product would wait for each other, and sum in other orders.
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(1) as beside:
        _build(db, beside)


def _build(db: duckdb.DuckDBPyConnection, beside: Executor) -> None:
    files = {file.name: file for file in sql_files.benchmarks()}
    cells = [file for file in files.values() if file.cells]
    db.execute(f"create or replace temp table voting as from {VOTING}")
    db.execute(f"create or replace temp table standing as from {STANDING}")
    premiums = {name: beside.submit(work) for name, work in estimates.premiums_of(db).items()}
    estimated = {"pay_trend": estimates.pay_trend(db)}
    database.put(db, "represents", estimates.represents(db))
    database.put(db, "ageing", estimates.ageing(estimated["pay_trend"]))
    db.execute(f"create or replace temp table weighed as from {WEIGHED}")
    moved = []
    for file in cells:
        estimated[file.name], sensitivity = estimate(db, file.cells)
        moved.append(sensitivity.with_columns(benchmark=pl.lit(file.name)))
    every = pl.concat(moved, how="vertical")
    estimated["sensitivity"] = every.select("benchmark", pl.exclude("benchmark")).sort("benchmark", "cell")
    estimated |= {name: premium.result() for name, premium in premiums.items()}
    for name, frame in estimated.items():
        views.keep(db, f"estimate_{name}", frame)
        columns = {column: text for column, text in files[name].columns.items() if column in frame.columns}
        views.describe(db, "table", f"estimate_{name}", f"Figures for: {files[name].about}", columns)
    for file in files.values():
        views.make(db, file, f"benchmark_{file.name}")
    database.drop(db, "voting", "standing", "weighed", "represents", "ageing")
    _all_cells(db, cells)


def estimate(db: duckdb.DuckDBPyConnection, cells: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The pay cells of some dimensions: those columns, then the columns of every pay cell, sorted.

    A cell is there as soon as an AI job is; without votes it is suppressed. Beside them the sensitivity of P50 in
    the direct cells: cell, employers, disclosure_rate, is_low_coverage, p50_usd, then `selection.SCHEMA`.
    """
    levels = database.frame(db, "select level, track, level_rank from level")
    ordered, seats = seat(votes(db, cells, "represents", "ageing", source="temp.weighed"), cells)
    figures = pay_cells_of(ordered, seats, cells, levels)
    every = disclosure(db, cells).join(figures, on=cells, how="left").with_columns(
        pl.col("postings", "employers").fill_null(0),
        pl.col("effective_n").fill_null(0.0),
        pl.col(KINDS).fill_null("none"),
        pl.col("estimate_kind").fill_null("suppressed"),
        suppression_reason=pl.when(pl.col("postings").is_null()).then(pl.lit("few_employers")).otherwise("suppression_reason"),
    )  # fmt: skip
    window = database.frame(db, "select window_start, window_end, as_of_date from publication")
    names = [column.name for column in sql_files.pay_columns(cells)]
    paid = _with_money(db, every, cells).join(window, how="cross").select(*cells, *names).sort(cells)
    return paid, _sensitivity(paid, figures, ordered, seats, cells)


def _sensitivity(
    paid: pl.DataFrame, figures: pl.DataFrame, ordered: pl.DataFrame, seats: Seats, cells: list[str]
) -> pl.DataFrame:
    """The direct cells under other assumptions."""
    numbered = figures.with_row_index("_number").filter(pl.col("estimate_kind") == "direct").select(*cells, "_number")
    shown = numbered.join(paid, on=cells, how="left", maintain_order="left")
    moved = selection.sensitivity(ordered, seats, shown["_number"], shown["disclosure_rate"])
    named = pl.concat_str([pl.format("{}={}", pl.lit(dim), pl.col(dim)) for dim in cells], separator=" ")
    about = shown.select(
        named.alias("cell"), "employers", "disclosure_rate", is_low_coverage=pl.col("disclosure_rate") < LOW_COVERAGE,
        p50_usd="p50_usd",
    )  # fmt: skip
    return pl.concat([about, moved.select(pl.all().round().cast(pl.Int64))], how="horizontal")


def votes(db: duckdb.DuckDBPyConnection, cells: list[str], *more: str, source: str = VOTING) -> pl.DataFrame:
    """The votes in the cells of some dimensions, as the estimator takes them, and `more` columns."""
    taken = ("employer_id", "job_id", "weight", "pay_min_usd as pay_min", "pay_max_usd as pay_max")
    columns = ", ".join((*cells, *taken, *more))
    return database.frame(db, f"select {columns} from {source} where {_known(cells)}")


def disclosure(db: duckdb.DuckDBPyConnection, cells: list[str]) -> pl.DataFrame:
    """Every cell with an AI job in it, and `disclosure_rate`: the share of its jobs that vote there.

    Shares are summed as decimals, so that their order does not matter.
    """
    dims = ", ".join(cells)
    return database.frame(
        db,
        f"""
        with job as (
            select {dims}, job_id, least(sum(weight::decimal(18, 9)), 1) as weight
            from temp.standing where {_known(cells)} group by {dims}, job_id
        ),
        vote as (select distinct {dims}, job_id, true as votes from temp.voting where {_known(cells)})
        select
            {dims}, coalesce(sum(weight) filter (votes), 0)::double / sum(weight)::double as disclosure_rate
        from job left join vote using ({dims}, job_id)
        group by {dims}
        """,
    )


def _known(cells: list[str]) -> str:
    return " and ".join(f"{dim} is not null" for dim in cells)


def _with_money(db: duckdb.DuckDBPyConnection, figures: pl.DataFrame, cells: list[str]) -> pl.DataFrame:
    """Whole dollars a year, the same in local currency where the cells have one, and rounded ratios."""
    amounts = [f"p{p}{end}" for p in PERCENTILES for end in ("", "_low", "_high")]
    named = {amount: amount.replace("_", "_usd_") if "_" in amount else f"{amount}_usd" for amount in amounts}
    rounded = figures.with_columns(pl.col("effective_n").round(2), *(pl.col(name).round(4) for name in RATIOS))
    dim = next((dim for dim in cells if dim in sql_files.LOCAL_DIMS), None)
    if dim is not None:
        rates = database.frame(
            db, f"select value as {dim}, currency_code, usd from local_currency where dimension = '{dim}'"
        )
        rounded = rounded.join(rates, on=dim, how="left").with_columns(
            (pl.col(amount) / pl.col("usd")).round().cast(pl.Int64).alias(name.replace("_usd", "_local"))
            for amount, name in named.items()
        )
    return rounded.with_columns(pl.col(amounts).round().cast(pl.Int64)).rename(named)


def _all_cells(db: duckdb.DuckDBPyConnection, files: list[sql_files.SqlFile]) -> None:
    names = [column.name for column in sql_files.pay_columns(["country_code"])]
    selects = []
    for file in files:
        cell = ", ".join(f"'{dim}=' || {dim}" for dim in file.cells)
        own = ", ".join(name for name in names if name in file.columns)
        named = f"'{file.name}' as benchmark, concat_ws(' ', {cell}) as cell"
        selects.append(f"select {named}, {own} from benchmark_{file.name}")
    db.execute("create or replace view pay_cell as " + " union all by name ".join(selects))
    about = {column.name: column.description for column in sql_files.pay_columns(["country_code"])}
    views.describe(db, "view", "pay_cell", "Every pay cell of every benchmark, one row a cell.", ALL_CELLS | about)
