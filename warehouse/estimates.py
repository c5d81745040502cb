"""What goes from the snapshot into the estimators that are no pay cells: premiums, trend, weights of disclosure.

Each estimate becomes a table `estimate_<name>`, which the benchmark of that name reads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import duckdb
import polars as pl

from . import database
from .estimators import premiums, selection, trend

Estimate = Callable[[], pl.DataFrame]
LEAST_COUNTRY_JOBS = 300
JOB = """
    select
        pay.employer_id, pay.job_id, pay.country_code, pay.level, weight, (pay_min_usd + pay_max_usd) / 2 as pay,
        pay.specialization, pay.role_family, pay.industry, pay.size_band, pay.work_mode, pay.education_required,
        pay.project_maturity, pay.geo_pay_policy, pay.track,
        if(is_generalist, 'generalist', 'specialist') as breadth,
        if(pay.is_regulated, 'regulated', 'not_regulated') as regulation,
    from {votes} as pay join posting_current using (posting_id)
"""
OTHERS = """
    select posting_pay.*
    from posting_pay
    join role using (role_family)
    join posting_current as now using (posting_id)
    where posting_pay.left_out_reason = 'not_ai_role' and role_group in ('engineering', 'data')
        and now.employment_type not in ('internship', 'contract', 'per_project') and now.level != 'intern'
"""
KEYS = ["employer_id", "job_id", "country_code", "level"]


def premiums_of(db: duckdb.DuckDBPyConnection) -> dict[str, Estimate]:
    """The premiums of traits and of skills, by benchmark: reads now, and each works when called."""
    named = database.frame(
        db,
        "select distinct job_id, skill from posting_skill join population using (posting_id) where left_out_reason is null",
    )
    jobs, others = _jobs(db, "temp.voting"), _jobs(db, f"({OTHERS})")
    return {
        "pay_premium": lambda: premiums.pay_premiums(jobs, others),
        "skill_premium": lambda: premiums.skill_premiums(jobs, named),
    }


def pay_trend(db: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The index of all jobs, and of the countries with most."""
    [(reference, first)] = db.sql(
        "select (date_trunc('month', as_of_date + 1) - interval 1 month)::date,"
        " (date_trunc('month', as_of_date) - interval 24 months)::date from publication"
    ).fetchall()
    jobs = database.frame(db, f"from job_month where month >= '{first}'")
    sizes = jobs.group_by("country_code").len().filter(pl.col("len") >= LEAST_COUNTRY_JOBS)
    countries = sorted(sizes["country_code"].drop_nulls().to_list())
    parts = [_index(jobs, reference, "all", "all")]
    parts += [
        _index(jobs.filter(pl.col("country_code") == country), reference, "country_code", country)
        for country in countries
    ]
    return pl.concat(parts)


def represents(db: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """What each job that states pay stands for."""
    query = f"""
        select now.job_id, states_base_pay, {", ".join(f"now.{trait}" for trait in selection.TRAITS[1:])},
            place.country_code
        from posting_current as now
        left join (select posting_id, min(country_code) as country_code from posting_share group by posting_id) as place
            using (posting_id)
        where left_out_reason is null
    """
    return selection.rake(database.frame(db, query))


def ageing(pay_trend: pl.DataFrame) -> pl.DataFrame:
    """Pay at the reference month over pay as posted: month, ageing; months without an index are not there."""
    headline = pay_trend.filter(
        pl.col("dimension") == "all", pl.col("method") == "hedonic", pl.col("index").is_not_null()
    )
    return headline.select("month", ageing=100 / pl.col("index"))


def _jobs(db: duckdb.DuckDBPyConnection, votes: str) -> pl.DataFrame:
    """One row a job, country and level: pay the mean over its votes there."""
    rows = database.frame(db, JOB.format(votes=votes)).sort(*KEYS, "pay", "weight")
    traits = [name for name in rows.columns if name not in (*KEYS, "weight", "pay")]
    return rows.group_by(KEYS, maintain_order=True).agg(
        (pl.col("pay") * pl.col("weight")).sum() / pl.col("weight").sum(),
        pl.col("weight").sum().clip(upper_bound=1.0),
        pl.col(traits).first(),
    )


def _index(jobs: pl.DataFrame, reference: dt.date, dimension: str, value: str) -> pl.DataFrame:
    return trend.index(jobs, reference).select(
        pl.lit(dimension).alias("dimension"),
        pl.lit(value).alias("value"),
        pl.all(),
        pl.lit(reference).alias("reference_month"),
    )
