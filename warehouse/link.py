"""What follows from the facts: jobs, employers, gaps. Made anew from the tables, so the order of loading never shows.

Postings announce one job when employer, title, level, places and stated base pay agree and

- their text has the same fingerprint, or
- one follows the other: never on one board at the same time, and at most 60 days apart; where no base pay is stated,
  each on a board of its own.

Where only one of two copies of a text states places or base pay, the other is read as stating the same, provided that
no third copy contradicts. Different levels, places or base pay never make one job: in doubt two jobs are two, which
costs a benchmark nothing, because an employer's jobs share one vote.
"""

from __future__ import annotations

import duckdb

from . import database

# One row a posting: what must agree, as 64-bit hashes (among a million postings one false match in thirty million
# runs), and when it was to be seen. A feed that never closes shows a posting on its day.
FACTS = """
    create or replace temp table fact as
    with place as (
        select posting_id, hash(list_sort(list(place_id))) as places from posting_place group by posting_id
    ), band as (
        select posting_id, hash(list_sort(list_distinct(list(
            concat_ws(' ', currency_code, pay_min, pay_max, period_code))))) as bases
        from pay_band where is_benchmark_base group by posting_id
    )
    select posting_id, hash(source, board) as board_key, hash(employer_id, title_key, level) as title,
        hash(employer_id, title_key, level, coalesce(nullif(text_fingerprint, ''), posting_id)) as words, places, bases,
        if(shows_closing, first_seen_at, coalesce(posted_date::timestamp, first_seen_at)) as seen_from,
        if(shows_closing, last_seen_at, coalesce(posted_date::timestamp, first_seen_at)) as seen_to
    from posting left join place using (posting_id) left join band using (posting_id)
"""
# Copies of a text that say nothing of places, then of base pay, take over what the others agree on.
PLACED = """
    update fact set places = known.places from (
        select words, min(places) as places from fact group by words
        having count(*) > count(places) and min(places) = max(places)
    ) as known
    where fact.places is null and fact.words = known.words
"""
PAID = """
    update fact set bases = known.bases from (
        select words, places, min(bases) as bases from fact group by words, places
        having count(*) > count(bases) and min(bases) = max(bases)
    ) as known
    where fact.bases is null and fact.words = known.words and fact.places is not distinct from known.places
"""
# Where none is known, 0 stands for it, so that postings without stated base pay agree in it.
SILENT = "update fact set bases = 0 where bases is null"
SAME_TEXT = """
    create or replace temp table same_text as
    select min(posting_id) as text_job, any_value(title) as title, words, places, bases,
        min(seen_from) as seen_from, max(seen_to) as seen_to
    from fact group by words, places, bases
"""
# Texts that agree in all facts; dropped where one board shows two of them at the same time, or at any time without pay.
SAME_FACTS = """
    create or replace temp table same_facts as
    with several as (
        select title, places, bases from same_text where places is not null
        group by title, places, bases having count(*) > 1
    ), sight as (
        select title, places, bases, board_key, words, min(seen_from) as seen_from, max(seen_to) as seen_to
        from fact semi join several using (title, places, bases) group by title, places, bases, board_key, words
    ), overlap as (
        select *, if(bases = 0, true, seen_from <= max(seen_to) over before) and count(*) over before > 0 as is_overlapping
        from sight
        window before as (
            partition by title, places, bases, board_key order by seen_from, seen_to, words
            rows between unbounded preceding and 1 preceding
        )
    )
    select same_text.* from same_text semi join several using (title, places, bases)
    anti join (from overlap where is_overlapping) as together using (title, places, bases)
"""
FOLLOWING = """
    create or replace temp table following as
    with gap as (
        select *, seen_from > max(seen_to) over (
            partition by title, places, bases order by seen_from, seen_to, text_job
            rows between unbounded preceding and 1 preceding
        ) + interval 60 days as is_apart
        from same_facts
    ), island as (
        select *, count(*) filter (where is_apart) over (
            partition by title, places, bases order by seen_from, seen_to, text_job
        ) as island
        from gap
    )
    select text_job, min(text_job) over (partition by title, places, bases, island) as job_id from island
"""
MEMBERS = """
    create or replace temp table member as
    select fact.posting_id, coalesce(following.job_id, same_text.text_job) as job_id, same_text.text_job
    from fact join same_text on fact.words = same_text.words
        and fact.places is not distinct from same_text.places and fact.bases is not distinct from same_text.bases
    left join following on following.text_job = same_text.text_job
"""
LINKED = """
    update posting set job_id = member.job_id from member
    where posting.posting_id = member.posting_id and posting.job_id != member.job_id
"""
SINGLES = """
    create or replace temp table next_job as
    select posting_id as job_id, posting_id, employer_id, title_key, level, 1::bigint as members,
        1::bigint as boards, 'single' as matched_by, first_seen_at, closed_at
    from posting where job_id in (select job_id from member group by job_id having count(*) = 1)
"""
OTHERS = """
    insert into next_job by name
    with several as (
        select job_id, min(text_job) = max(text_job) as is_one_text from member group by job_id having count(*) > 1
    ), feed as (
        select source, board from posting group by source, board having min(employer_id) != max(employer_id)
    ), paid as (
        select distinct posting_id from pay_band where is_benchmark_base
    ), ranked as (
        select *, row(paid.posting_id is null, feed.board is not null or is_agency, -epoch_us(last_seen_at), posting_id)
            as rank
        from posting join several using (job_id) left join feed using (source, board) left join paid using (posting_id)
    )
    select job_id, arg_min(posting_id, rank) as posting_id, any_value(employer_id) as employer_id,
        any_value(title_key) as title_key, any_value(level) as level, count(*) as members,
        count(distinct (source, board)) as boards, if(any_value(is_one_text), 'text', 'facts') as matched_by,
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
    for statement in (FACTS, PLACED, PAID, SILENT, SAME_TEXT, SAME_FACTS, FOLLOWING, MEMBERS):
        db.execute(statement)
    database.drop(db, "fact", "same_text", "same_facts", "following")
    for statement in (LINKED, SINGLES, OTHERS):
        db.execute(statement)
    database.drop(db, "member")
    for statement in (OUTDATED, ADDED, "delete from employer", EMPLOYERS, "delete from gap", GAPS):
        db.execute(statement)
    database.drop(db, "next_job")
