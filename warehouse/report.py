"""`report.html`: one file that works offline: charts to look at first, tables, ledger, coverage, method.

What it says of pay comes from the snapshot. Words of postings and boards are escaped by the template engine; the
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

from . import charts, checks, database, report_charts, sql_files
from .estimators.percentiles import PERCENTILES

TEMPLATE = Path(__file__).parent / "report.html"
MOST_ROWS = 400
FIRST = "pay_by_region_level_specialization"


class Table(NamedTuple):
    """Published cells of one benchmark: its question, rows, how many are published, and suppressed why.

    more: columns of its own beside the dimensions and those of every pay cell
    """

    name: str
    about: str
    cells: list[str]
    more: list[str]
    is_local: bool
    rows: list[dict[str, Any]]
    published: int
    suppressed: dict[str, int]


def render(
    db: duckdb.DuckDBPyConnection,
    sources: Sequence[Mapping[str, str]],
    new_fields: Sequence[str],
    warnings: Sequence[checks.Finding],
    *,
    sample: bool,
) -> str:
    """The page for a snapshot.

    sources: name, home and terms of each; new_fields: fields that parsers did not know
    warnings: what the checks remark on
    """
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "whole": whole, "percent": percent, "signed": signed, "words": charts.words, "csp": csp, "web": web,
    }  # fmt: skip
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    tables = sorted(
        (_table(db, file) for file in sql_files.benchmarks() if file.cells),
        key=lambda t: (t.name != FIRST, t.name),
    )
    used = {name for (name,) in db.sql("select distinct source from posting_current").fetchall()}
    return template.render(
        publication=_one(db, "from publication"),
        totals=_one(db, TOTALS),
        charts=report_charts.charts_of(db),
        tables=tables,
        most_rows=MOST_ROWS,
        percentiles=PERCENTILES,
        premiums=_rows(db, PREMIUMS),
        skills=_rows(db, SKILLS),
        trend=_rows(db, TREND),
        no_trend=_one(db, NO_TREND),
        demand=_rows(db, DEMAND),
        components=_rows(db, COMPONENTS),
        amounts=_rows(db, AMOUNTS),
        disclosure=_rows(db, DISCLOSURE),
        coverage=_rows(db, "from benchmark_coverage"),
        left_out=_rows(db, LEFT_OUT),
        health=_rows(db, HEALTH),
        broken=_rows(db, BROKEN),
        rejects=_rows(db, REJECTS),
        new_fields=new_fields,
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


def signed(value: float | None) -> str:
    """A premium in per cent, with its sign; empty where there is none."""
    return "" if value is None else f"{round(value, 1) or 0.0:+.1f} %"


def csp(text: str) -> str:
    """How a Content-Security-Policy names an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(str(text).encode()).digest()).decode()}'"


def web(url: str) -> str:
    """An address that is safe to link to: http or https; empty otherwise."""
    return url if url.startswith(("https://", "http://")) else ""


def _table(db: duckdb.DuckDBPyConnection, file: sql_files.SqlFile) -> Table:
    cells = database.frame(db, f"from benchmark_{file.name}")
    published = cells.filter(pl.col("estimate_kind") != "suppressed")
    reasons = cells.filter(pl.col("estimate_kind") == "suppressed")["suppression_reason"].value_counts(sort=True)
    shown = published.sort(["employers", *file.cells], descending=[True, *(False for _ in file.cells)]).head(MOST_ROWS)
    return Table(
        file.name,
        file.about,
        file.cells,
        [name for name in file.columns if name not in {*file.cells, *_names(file)}],
        sql_files.is_local(file.cells),
        shown.to_dicts(),
        published.height,
        {str(reason): count for reason, count in sorted(reasons.iter_rows())},
    )


def _names(file: sql_files.SqlFile) -> set[str]:
    return {column.name for column in sql_files.pay_columns(file.cells)}


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
        (select count(*) from pay_cell where estimate_kind != 'suppressed') as published,
        (select count(*) from pay_cell where estimate_kind = 'suppressed' and postings > 0) as suppressed,
    from posting_current
"""
MODELS = "".join(
    f"""
        any_value(premium_pct) filter (model = '{model}') as {model},
        any_value(premium_pct_low) filter (model = '{model}') as {model}_low,
        any_value(premium_pct_high) filter (model = '{model}') as {model}_high,"""
    for model in ("raw", "controlled", "within_employer")
)
PREMIUM = f"""
    select dimension, term, any_value(reference) as reference, max(employers_with) as employers,{MODELS}
        any_value(q_value) filter (model = 'controlled') as q_value
"""
PREMIUMS = f"{PREMIUM} from benchmark_pay_premium group by dimension, term order by dimension, controlled desc nulls last, term"
SKILLS = (
    f"{PREMIUM} from benchmark_skill_premium group by dimension, term "
    f"order by q_value nulls last, controlled desc, term limit {MOST_ROWS}"
)
TREND = """
    select month, index, index_low, index_high, jobs, employers, matched_cells, suppression_reason
    from benchmark_pay_trend where dimension = 'all' and method = 'hedonic' order by month desc
"""
NO_TREND = """
    select count(distinct month) as months, coalesce(max(matched_cells), 0) as most_cells, max(reference_month) as reference_month
    from benchmark_pay_trend where dimension = 'all'
"""
DEMAND = """
    select dimension, value, month, boards, ai_postings, share, index
    from benchmark_demand_trend where month = (select max(month) from benchmark_demand_trend)
    order by dimension, share desc, value
"""
COMPONENTS = """
    select
        component, count(distinct posting_id) as jobs, count(distinct employer_id) as employers,
        jobs / (select count(*) from posting_current where left_out_reason is null) as share
    from pay_band join posting_current using (posting_id)
    where left_out_reason is null and component not in ('base', 'unknown') and not is_estimate
    group by component order by jobs desc, component
"""
AMOUNTS = """
    select component, level, size_band, ai_jobs, share_stating, employers_stating, p50_usd
    from benchmark_pay_components where p50_usd is not null order by component, level, size_band
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
TROUBLED = "completeness != 'complete' and outcome not in ('ok', 'unchanged')"
NEWEST = "from board_run qualify row_number() over (partition by source, board order by run_id desc) = 1"
HEALTH = f"""
    with newest as ({NEWEST}),
    ledger as (
        select source, count(*) as boards, count(*) filter (completeness = 'complete') as whole,
            max(observed_at)::date as seen_date, count(*) filter ({TROUBLED}) as errors,
            sum(listed)::bigint as listed, sum(loaded)::bigint as loaded,
            sum(unchanged)::bigint as unchanged, sum(duplicate)::bigint as duplicate,
            sum(rejected)::bigint as rejected, sum(closed)::bigint as closed, sum(reopened)::bigint as reopened
        from newest group by source
    )
    select ledger.*, last_success, coalesce(postings, 0) as postings, pay_field_share, pay_text_share, requests,
        median_seconds, p95_seconds, alarm
    from ledger left join ({sql_files.HEALTH.read_text(encoding="utf-8")}) as health using (source)
    order by source
"""
BROKEN = f"""
    select source, board, observed_at::date as seen_date, completeness, outcome, coalesce(error, '') as error
    from ({NEWEST}) where {TROUBLED}
    order by source, board limit {MOST_ROWS}
"""
REJECTS = """
    select source, stage, rule, count(*) as records, min(value) as example
    from rejected group by source, stage, rule order by records desc, source, stage, rule limit 30
"""
