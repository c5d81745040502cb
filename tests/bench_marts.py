"""`make marts`: every benchmark over a million postings, and the cookbook's questions on them, beside a plain group-by.

The warehouse is made up in SQL, without boards and parsers: heavy-tailed employers, the taxonomies' own codes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from rich.console import Console

from flows import reference
from tests import cookbook
from warehouse import benchmarks, checks, database, merge, views

AS_OF = dt.date(2026, 11, 1)
TIMES = 30
console = Console(highlight=False, width=110)
GROUP_BY = """
    select market_region, level, specialization, count(*), quantile_cont((pay_min_usd + pay_max_usd) / 2, [0.1, 0.25, 0.5, 0.75, 0.9])
    from posting_pay where left_out_reason is null group by all
"""
# Draws are hashes of the posting's number and a word, as shares of one.
DRAWN = """
    create temp table drawn as
    select i, 'made:up:' || i as posting_id, 1 + floor(pow(u(i, 'employer'), 3) * {employers})::bigint as employer,
        u(i, 'ai') < 0.6 as is_ai, u(i, 'pay') < 0.6 as states, level, specialization, role_family, place_id, metro, admin1,
        country_code, market_region, exp(11.6 + 0.16 * n(i, 'job') + 0.2 * coalesce(level_rank, 2)
            + 0.14 * n(1 + floor(pow(u(i, 'employer'), 3) * {employers})::bigint, 'own')) as pay
    from (select range as i from range({postings})) as number
    join (select row_number() over (order by level) - 1 as l, level, level_rank from level where level != 'intern') as levels
        on l = floor(u(i, 'level') * 13)::bigint
    join (select row_number() over (order by specialization) - 1 as s, specialization from specialization) as special
        on s = floor(pow(u(i, 'special'), 1.5) * 26)::bigint
    join (select row_number() over (order by role_family) - 1 as r, role_family from role where is_ai) as roles
        on r = floor(u(i, 'role') * 18)::bigint
    join (select row_number() over (order by population desc, place_id) - 1 as p, * from place where metro is not null) as places
        on p = floor(pow(u(i, 'place'), 2) * 300)::bigint
"""


@contextmanager
def timed(what: str, seconds: dict[str, float]) -> Iterator[None]:
    """Time a step and print it."""
    started = time.perf_counter()
    yield
    seconds[what] = time.perf_counter() - started
    console.print(f"{what}: {seconds[what]:.2f} s")


def fill(db: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], source: str) -> None:
    """Insert rows; a column that must not be null and is not named gets a plain value."""
    plain = {"VARCHAR": "'plain'", "BOOLEAN": "false", "BIGINT": "1", "DOUBLE": "1.0", "TIMESTAMP": f"timestamp '{AS_OF}'",
             "VARCHAR[]": "[]"}  # fmt: skip
    needed = db.sql(
        f"select column_name, data_type from duckdb_columns() where table_name = '{table}' and schema_name = 'main' "
        "and not is_nullable and not internal"
    ).fetchall()
    every = {name: plain[kind] for name, kind in needed} | columns
    db.execute(
        f"insert into {table} by name select {', '.join(f'{sql} as {name}' for name, sql in every.items())} from {source}"
    )


def make_up(db: duckdb.DuckDBPyConnection, postings: int) -> None:
    """A warehouse of so many postings."""
    reference.refresh(db)
    db.execute("create temp macro u(i, word) as (hash(i, word) % 1000003) / 1000003.0")
    db.execute(
        "create temp macro n(i, word) as sqrt(-2 * ln(1 - 0.999999 * u(i, word))) * cos(6.283185307 * u(i, word || 'b'))"
    )
    db.execute(DRAWN.format(employers=max(200, postings // 30), postings=postings))
    month = f"date '{AS_OF}' - (u(i, 'day') * 330)::bigint::integer"
    modes = "['onsite', 'hybrid', 'remote_country', 'unknown']"
    fill(db, "posting", {
        "posting_id": "posting_id", "job_id": "posting_id", "employer_id": "'e' || employer", "employer_text": "'E' || employer",
        "source": "'greenhouse'", "board": "'b' || employer", "native_id": "i::varchar", "title_text": "'Engineer'",
        "is_ai_role": "is_ai", "role_family": "if(is_ai, role_family, 'software_engineer')", "level": "level", "level_rank": "null",
        "track": "'ic'", "specialization": "specialization", "is_generalist": "specialization = 'generalist'",
        "industry": "['saas_software', 'finance_banking', 'big_tech', 'healthcare_provider'][1 + employer % 4]",
        "size_band": "['1-50', '51-250', '251-1000', '5001+'][1 + employer % 7 % 4]",
        "work_mode": f"{modes}[1 + floor(u(i, 'mode') * 4)::bigint]",
        "education_required": "['bachelor', 'master', 'phd', 'unspecified'][1 + floor(u(i, 'degree') * 4)::bigint]",
        "project_maturity": "['production', 'research'][1 + i % 2]", "geo_pay_policy": "'unspecified'", "employment_type": "'full_time'",
        "shows_closing": "true", "posted_date": month, "first_seen_at": f"timestamp '{AS_OF}' - interval 9 days",
    }, "drawn")  # fmt: skip
    fill(db, "posting_level", {"posting_id": "posting_id", "level": "level"}, "drawn")
    fill(db, "posting_place", {
        name: name for name in ("posting_id", "place_id", "metro", "admin1", "country_code", "market_region")
    } | {"place_text": "place_id"}, "drawn")  # fmt: skip
    fill(db, "pay_band", {
        "pay_id": "posting_id || '#0'", "posting_id": "posting_id", "component": "'base'", "bound_type": "'range'",
        "currency_code": "'USD'", "period_code": "'year'", "gross_net": "'gross'", "contract": "'employee'", "pay_basis": "'field'",
        "annual_min_local": "round(pay * 0.88, -3)", "annual_max_local": "round(pay * 1.12, -3)", "is_benchmark_base": "true",
        "flags": "''", "evidence_text": "'words'",
    }, "drawn where states")  # fmt: skip
    skills = "(select row_number() over (order by skill) - 1 as k, skill from skill)"
    source = f"drawn cross join range(6) as turn (t) join {skills} on k = floor(pow(hash(i, t) % 1000003 / 1000003.0, 2) * 400)::bigint"
    fill(
        db,
        "posting_skill",
        {"posting_id": "posting_id", "skill": "skill"},
        f"(select distinct posting_id, skill from {source})",
    )
    db.execute("insert into job by name select job_id, posting_id, employer_id, title_key, level, 1 as members, 1 as boards,"
               " 'single' as matched_by, first_seen_at from posting")  # fmt: skip
    db.execute("insert into posting_version by name select posting_id, first_seen_at as valid_from, 'new' as changed, content_sha256,"
               " title_text, text_fingerprint, taxonomy_version, paid.currency_code, annual_pay_local from posting left join"
               f" ({merge.PAID.format(bands='pay_band')}) as paid using (posting_id)")  # fmt: skip
    db.execute("insert into employer by name select employer_id, any_value(employer_text) as name, [] as aliases, any_value(industry) as"
               " industry, false as is_regulated, any_value(size_band) as size_band, false as is_agency, count(*) as postings,"
               " 1 as boards from posting group by employer_id")  # fmt: skip
    db.execute("drop table drawn")


def main() -> None:
    """Make up, build, ask."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--postings", type=int, default=1_000_000)
    options.add_argument("--to", type=Path, default=Path("bench-out/marts"))
    wanted = options.parse_args()
    shutil.rmtree(wanted.to, ignore_errors=True)
    wanted.to.mkdir(parents=True)
    seconds: dict[str, float] = {}
    path = wanted.to / "warehouse.duckdb"
    with database.open_work(path, spill=wanted.to / "spill") as db:
        with timed("make up", seconds):
            make_up(db, wanted.postings)
        with timed("views", seconds), database.transaction(db):
            views.build(db, as_of=AS_OF, run_id="run", code_version="bench", taxonomy_version="bench")
        with timed("all benchmarks", seconds), database.transaction(db):
            benchmarks.build(db)
        with timed("checks", seconds):
            failed = [f"{each.check}: {each.rows}" for each in checks.run(db, "fail")]
        db.execute("checkpoint")
    console.print(f"checks that fail: {failed or 'none'}")
    with database.open_snapshot(path) as db:
        with timed("plain quantile_cont group-by over the same votes", seconds):
            db.sql(GROUP_BY).fetchall()
        slowest = []
        for words, query in [(each.words, sql) for each in cookbook.questions() for sql in each.statements]:
            taken = []
            for _ in range(TIMES):
                started = time.perf_counter()
                db.sql(query).fetchall()
                taken.append(1000 * (time.perf_counter() - started))
            p95 = statistics.quantiles(taken, n=20)[-1]
            slowest.append(p95)
            console.print(f"p95 {p95:7.1f} ms  {words}")
        console.print(f"slowest query, p95: {max(slowest):.1f} ms (target 200)")
    marts = seconds["views"] + seconds["all benchmarks"]
    console.print(f"views and all benchmarks over {wanted.postings:,} postings: {marts:.1f} s (target 120)")


if __name__ == "__main__":
    main()
