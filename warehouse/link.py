"""What follows from the facts: jobs, employers, gaps. Made anew from the tables, so the order of loading never shows."""

from __future__ import annotations

import duckdb

from . import database, same_jobs

LINKED = """
    update posting set job_id = text_of.job_id from member join text_of using (text_job)
    where posting.posting_id = member.posting_id and posting.job_id != text_of.job_id
"""
SINGLES = """
    create or replace temp table next_job as
    select posting_id as job_id, posting_id, employer_id, title_key, level, 1::bigint as members,
        1::bigint as boards, 'single' as matched_by, first_seen_at, closed_at
    from posting where job_id in (
        select job_id from member join text_of using (text_job) group by job_id having count(*) = 1
    )
"""
OTHERS = """
    insert into next_job by name
    with several as (
        select job_id, case when bool_or(is_translated) then 'language' when min(text_job) != max(text_job) then 'facts'
            when bool_or(is_spread) then 'places' else 'text' end as matched_by
        from member join text_of using (text_job) group by job_id having count(*) > 1
    ), feed as (
        select source, board from posting group by source, board having min(employer_id) != max(employer_id)
    ), paid as (
        select distinct posting_id from pay_band where is_benchmark_base
    ), ranked as (
        select *, row(paid.posting_id is null, level = 'unspecified', feed.board is not null or is_agency,
            -epoch_us(last_seen_at), posting_id) as rank
        from posting join several using (job_id) left join feed using (source, board) left join paid using (posting_id)
    )
    select job_id, arg_min(posting_id, rank) as posting_id, any_value(employer_id) as employer_id,
        arg_min(title_key, rank) as title_key, arg_min(level, row(level = 'unspecified', rank)) as level,
        count(*) as members, count(distinct (source, board)) as boards, any_value(matched_by) as matched_by,
        min(first_seen_at) as first_seen_at, if(count(*) = count(closed_at), max(closed_at), null) as closed_at
    from ranked group by job_id
"""
# Few jobs change in a run: those that do not are left where they are.
OUTDATED = "delete from job using (from job except from next_job) as old where job.job_id = old.job_id"
ADDED = "insert into job by name from next_job anti join job using (job_id)"
EMPLOYERS = """
    insert into employer by name
    with name as (
        select employer_id, list(employer_text order by uses desc, employer_text) as names from (
            select employer_id, employer_text, count(*) as uses from posting group by employer_id, employer_text
        ) group by employer_id
    ), industry as (
        select employer_id, arg_min(industry, rank) as industry, arg_min(is_regulated, rank) as is_regulated from (
            select employer_id, industry, is_regulated,
                row(industry = 'unknown', -count(*), industry, is_regulated) as rank
            from posting group by employer_id, industry, is_regulated
        ) group by employer_id
    ), size as (
        select employer_id, arg_min(size_band, rank) as size_band from (
            select employer_id, size_band, row(size_band = 'unknown', -count(*), size_band) as rank
            from posting group by employer_id, size_band
        ) group by employer_id
    ), total as (
        select employer_id, bool_or(is_agency) as is_agency, count(*) as postings,
            count(distinct (source, board)) as boards
        from posting group by employer_id
    )
    select employer_id, names[1] as name, names[2:] as aliases, industry, is_regulated, size_band, is_agency, postings,
        boards
    from name join industry using (employer_id) join size using (employer_id) join total using (employer_id)
"""
GAPS = """
    insert into gap by name
    select kind, text, count(distinct posting_id) as postings, min(posting_id) as posting_id
    from posting_gap group by kind, text
"""


def link(db: duckdb.DuckDBPyConnection) -> None:
    """Make `job`, `employer` and `gap` anew and give every posting its job."""
    same_jobs.find(db)
    for statement in (LINKED, SINGLES, OTHERS):
        db.execute(statement)
    database.drop(db, "member", "text_of")
    for statement in (OUTDATED, ADDED, "delete from employer", EMPLOYERS, "delete from gap", GAPS):
        db.execute(statement)
    database.drop(db, "next_job")
