"""`report.html`: one file that works offline: charts to look at first, tables, ledger, coverage, method.

Everything in it comes from the snapshot. Words of postings and boards are escaped by the template engine; the
page allows no script but its own.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import jinja2
import polars as pl

from . import charts, checks, database, sql_files
from .estimators.percentiles import PERCENTILES

TEMPLATE = Path(__file__).parent / "report.html"
HEALTH = Path(__file__).parent / "health.sql"
MOST_ROWS = 400
FIRST = "pay_by_region_level_specialization"


class Table(NamedTuple):
    """Published cells of one benchmark: its question, rows, how many are published, and suppressed why."""

    name: str
    about: str
    cells: list[str]
    is_local: bool
    rows: list[dict[str, Any]]
    published: int
    suppressed: dict[str, int]


def render(
    db: duckdb.DuckDBPyConnection,
    sources: Sequence[Mapping[str, str]],
    warnings: Sequence[checks.Finding],
    *,
    sample: bool,
) -> str:
    """The page for a snapshot.

    sources: name, home and terms of each; warnings: what the checks remark on
    """
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"whole": whole, "percent": percent, "words": charts.words, "csp": csp, "web": web}
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    tables = sorted(
        (_table(db, file) for file in sql_files.benchmarks() if file.cells),
        key=lambda t: (t.name != FIRST, t.name),
    )
    used = {name for (name,) in db.sql("select distinct source from posting_current").fetchall()}
    return template.render(
        publication=_one(db, "from publication"),
        totals=_one(db, TOTALS),
        charts=[chart for chart in _charts(db) if chart is not None],
        tables=tables,
        most_rows=MOST_ROWS,
        percentiles=PERCENTILES,
        disclosure=_rows(db, DISCLOSURE),
        coverage=_rows(db, "from benchmark_coverage"),
        left_out=_rows(db, LEFT_OUT),
        ledger=_rows(db, LEDGER),
        health=_rows(db, HEALTH.read_text(encoding="utf-8")),
        broken=_rows(db, BROKEN),
        rejects=_rows(db, REJECTS),
        warnings=warnings,
        sources=[source for source in sources if source["name"] in used],
        sample=sample,
    )


def whole(value: float | None) -> str:
    """A number with its thousands parted; empty where there is none."""
    return "" if value is None else f"{value:,.0f}"


def percent(value: float | None) -> str:
    """A share as a percentage; empty where there is none."""
    return "" if value is None else f"{100 * value:.0f} %"


def csp(text: str) -> str:
    """How a Content-Security-Policy names an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(str(text).encode()).digest()).decode()}'"


def web(url: str) -> str:
    """An address that is safe to link to: http or https; empty otherwise."""
    return url if url.startswith(("https://", "http://")) else ""


def _table(db: duckdb.DuckDBPyConnection, file: sql_files.SqlFile) -> Table:
    cells = database.frame(db, f"from benchmark_{file.name}")
    published = cells.filter(pl.col("estimate_kind") == "direct")
    reasons = cells.filter(pl.col("estimate_kind") == "suppressed")["suppression_reason"].value_counts(sort=True)
    shown = published.sort(["employers", *file.cells], descending=[True, *(False for _ in file.cells)]).head(MOST_ROWS)
    return Table(
        file.name,
        file.about,
        file.cells,
        sql_files.is_local(file.cells),
        shown.to_dicts(),
        published.height,
        {str(reason): count for reason, count in sorted(reasons.iter_rows())},
    )


def _charts(db: duckdb.DuckDBPyConnection) -> list[charts.Chart | None]:
    country = database.frame(
        db, "from benchmark_pay_by_country_level where estimate_kind = 'direct' and level != 'unspecified'"
    )
    if not country.height:
        return []
    level = _fullest(country, "level")
    home = _fullest(country, "country_code")
    said = charts.words(level)
    at_level = f"where estimate_kind = 'direct' and level = {database.literal(level)}"
    return [
        charts.intervals(
            f"{said.capitalize()} AI jobs, by country", "base pay a year, US dollars",
            country.filter(pl.col("level") == level), "country_code",
        ),
        charts.intervals(
            f"{said.capitalize()} AI jobs, by metro area", "remote jobs never count in a metro",
            database.frame(db, f"from benchmark_pay_by_metro_level {at_level}"), "metro",
        ),
        charts.intervals(
            f"Levels in {home}", "base pay a year, US dollars",
            country.filter(pl.col("country_code") == home), "level",
        ),
        charts.intervals(
            f"{said.capitalize()} AI jobs, by specialization", "over all countries",
            database.frame(db, f"from benchmark_pay_by_specialization_level {at_level}"), "specialization",
        ),
        charts.intervals(
            f"{said.capitalize()} AI jobs, by role", "over all countries",
            database.frame(db, f"from benchmark_pay_by_role_level {at_level}"), "role_family",
        ),
        charts.intervals(
            f"{said.capitalize()} AI jobs, by work mode", "over all countries, in different mixes",
            database.frame(db, f"from benchmark_pay_by_work_mode {at_level}"), "work_mode",
        ),
    ]  # fmt: skip


def _fullest(cells: pl.DataFrame, dim: str) -> str:
    """The value of a dimension behind which most employers stand."""
    counted = cells.group_by(dim).agg(pl.col("employers").sum()).sort(["employers", dim], descending=[True, False])
    return str(counted[dim][0])


def _one(db: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    return database.frame(db, query).to_dicts()[0]


def _rows(db: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    return database.frame(db, query).to_dicts()


TOTALS = """
    select
        count(*) as postings,
        count(*) filter (is_ai_role) as ai_postings,
        count(*) filter (left_out_reason is null) as jobs,
        count(distinct employer_id) filter (left_out_reason is null) as employers,
        count(*) filter (left_out_reason is null and states_base_pay) as paid_jobs,
        count(distinct employer_id) filter (left_out_reason is null and states_base_pay) as paying_employers,
        (select count(*) from pay_cell where estimate_kind = 'direct') as published,
        (select count(*) from pay_cell where estimate_kind = 'suppressed' and postings > 0) as suppressed,
    from posting_current
"""
DISCLOSURE = """
    select value, ai_jobs, employers, disclosure_rate, jobs_due, jobs_due_stating_pay
    from benchmark_disclosure where dimension = 'country_code' order by ai_jobs desc, value limit 20
"""
LEFT_OUT = """
    select 'posting' as what, left_out_reason as reason, count(*) as n
    from posting_current where left_out_reason is not null group by all
    union all
    select 'base pay of an AI job', excluded_reason, count(*)
    from pay_band join posting_current using (posting_id)
    where is_ai_role and excluded_reason is not null group by all
    order by what desc, n desc, reason
"""
LEDGER = """
    select source, count(*) as boards, sum(listed)::bigint as listed, sum(loaded)::bigint as loaded,
        sum(unchanged)::bigint as unchanged, sum(duplicate)::bigint as duplicate,
        sum(rejected)::bigint as rejected, sum(closed)::bigint as closed, sum(reopened)::bigint as reopened
    from board_run where run_id = (select max(run_id) from board_run) group by source order by source
"""
BROKEN = """
    select source, board, outcome, coalesce(error, '') as error from board_run
    where run_id = (select max(run_id) from board_run) and outcome not in ('ok', 'unchanged')
    order by source, board limit 50
"""
REJECTS = """
    select source, stage, rule, count(*) as records, min(value) as example
    from rejected group by source, stage, rule order by records desc, source, stage, rule limit 30
"""
