"""What follows from the facts: jobs, employers, gaps. Made anew from the tables, so the order of loading never shows.

Postings announce one job when employer, title, level, base pay and way of working (remote or not) agree and

- `text`: their text has the same fingerprint, and they stand in the same places;
- `places`: the same, once per place; the job is then in all of them;
- `facts`: their places agree and one follows the other: never on one board at the same time, and at most 60 days apart
  unless they read alike. Without stated base pay two on one board must read alike, unless it is a monthly thread;
- `language`: places and role agree in place of the title (without base pay the specialization too), they are written in
  different languages, and none of the languages has another such job.

Titles agree in any order of their words, singular or plural. Where only one of two copies states level, places or base
pay, the other is read as stating the same, provided that no third copy contradicts. Different levels or base pay never
make one job: in doubt two jobs are two, which costs a benchmark nothing, because an employer's jobs share one vote.
"""

from __future__ import annotations

import duckdb

from . import database

APART_DAYS = 60
ALIKE_BITS = 5  # of a sketch's 32: texts with about 70 % of their words in common differ in no more

# Places of a text. A region is written as such or as its countries: what is remote over several is in market regions.
PLACES = """hash(list_sort(list_distinct(if(any_value(starts_with(work_mode, 'remote')) and count(distinct country_code) != 1,
    list(coalesce(market_region, place_id)), list(place_id)))))"""
# One row a posting: what must agree, as 64-bit hashes (among a million postings one false match in thirty million
# runs), and when it was to be seen. A feed that never closes shows a posting on its day.
FACTS = f"""
    create or replace temp table fact as
    with place as (
        select posting_id, {PLACES} as places
        from posting_place join posting using (posting_id) where place_id != 'unknown' group by posting_id
    ), band as (
        select posting_id, hash(list_sort(list_distinct(list(
            concat_ws(' ', currency_code, pay_min, pay_max, period_code))))) as bases
        from pay_band where is_benchmark_base group by posting_id
    )
    select posting_id,
        list_sort(string_split(replace(title_key || ' ', 's ', ' '), ' ')) as title_words,
        hash(employer_id, title_words, starts_with(work_mode, 'remote')) as title,
        hash(title, coalesce(nullif(text_fingerprint, ''), posting_id)) as words, text_sketch,
        if(level = 'unspecified', null, level) as level, places, bases, shows_closing,
        if(shows_closing, first_seen_at, coalesce(posted_date::timestamp, first_seen_at)) as seen_from,
        if(shows_closing, last_seen_at, coalesce(posted_date::timestamp, first_seen_at)) as seen_to,
        hash(source, board, if(shows_closing, null, date_trunc('month', seen_from))) as board_key
    from posting left join place using (posting_id) left join band using (posting_id)
"""
SAME_TEXT = """
    create or replace temp table same_text as
    select min(posting_id) as text_job, words, any_value(title) as title, level, bases,
        min(places) as places, min(places) != max(places) as is_spread, any_value(text_sketch) as sketch,
        list_distinct(list(board_key)) as boards, null::ubigint as facts, min(seen_from) as seen_from, max(seen_to) as seen_to
    from fact group by words, level, bases
"""
MEMBERS = """
    create or replace temp table member as
    select posting_id, text_job, board_key, shows_closing, fact.seen_from, fact.seen_to
    from fact join same_text on fact.words = same_text.words
        and fact.level is not distinct from same_text.level and fact.bases is not distinct from same_text.bases
"""
# A text that stands once per place stands in all of them.
SPREAD = f"""
    update same_text set places = every.places from (
        select text_job, {PLACES} as places
        from same_text join member using (text_job) join posting using (posting_id) join posting_place using (posting_id)
        where is_spread and place_id != 'unknown' group by text_job
    ) as every
    where same_text.text_job = every.text_job
"""
# Where no place is known of either, they agree in it.
UNPLACED = "update same_text set places = 0 where places is null"
AGREED = "update same_text set facts = hash(title, level, places, bases)"
# Texts that agree in all facts, and whether one board shows two of them at the same time, or at any time without pay and
# with other words.
SAME_FACTS = f"""
    create or replace temp table same_facts as
    with several as (
        select facts from same_text group by facts having count(*) > 1
    ), sight as (
        select facts, board_key, text_job, any_value(bases) as bases, any_value(sketch) as sketch,
            bool_or(shows_closing) as shows_closing, min(member.seen_from) as seen_from, max(member.seen_to) as seen_to
        from same_text semi join several using (facts) join member using (text_job) group by facts, board_key, text_job
    ), overlap as (
        select *, count(*) over before > 0 and (seen_from <= max(seen_to) over before or (
            bases is null and shows_closing
            and coalesce(bit_count(xor(sketch, lag(sketch) over board)) > {ALIKE_BITS}, true))) as is_overlapping
        from sight
        window board as (partition by facts, board_key order by seen_from, seen_to, text_job),
            before as (
                partition by facts, board_key order by seen_from, seen_to, text_job
                rows between unbounded preceding and 1 preceding
            )
    )
    select same_text.*, facts in (select facts from overlap where is_overlapping) as is_crowded
    from same_text semi join several using (facts)
"""
# Where jobs crowd, texts that read alike agree further.
ALIKE = f"""
    update same_text set facts = hash(facts, first_alike) from (
        select one.text_job, min(other.text_job) as first_alike
        from same_facts as one join same_facts as other using (facts)
        where one.is_crowded
            and (one.text_job = other.text_job or bit_count(xor(one.sketch, other.sketch)) <= {ALIKE_BITS})
        group by one.text_job
    ) as alike
    where same_text.text_job = alike.text_job
"""
UNCROWDED = "delete from same_facts where is_crowded"
FOLLOWING = f"""
    create or replace temp table following as
    with gap as (
        select *, seen_from > max(seen_to) over before + interval {APART_DAYS} days
            and coalesce(bit_count(xor(sketch, lag(sketch) over facts)) > {ALIKE_BITS}, true) as is_apart
        from same_facts
        window facts as (partition by facts order by seen_from, seen_to, text_job),
            before as (
                partition by facts order by seen_from, seen_to, text_job
                rows between unbounded preceding and 1 preceding
            )
    ), island as (
        select *, count(*) filter (where is_apart) over (
            partition by facts order by seen_from, seen_to, text_job
        ) as island
        from gap
    )
    select text_job, min(text_job) over (partition by facts, island) as job_id from island
"""
JOBS = """
    create or replace temp table text_of as
    select text_job, coalesce(job_id, text_job) as job_id, level, places, bases, is_spread, seen_from, seen_to,
        false as is_translated
    from same_text left join following using (text_job)
"""
# Jobs of one role written in different languages, each language's only one, that ask for no different degree or years.
TRANSLATED = f"""
    update text_of set job_id = every.job_id, is_translated = true from (
        with spoken as (
            select job_id, min(language) as language, min(facts) as facts, min(seen_from) as seen_from,
                max(seen_to) as seen_to, max(degree) as degree, max(years_min) as years_min
            from (
                select text_of.job_id, text_of.seen_from, text_of.seen_to, language, years_min,
                    nullif(education_required, 'unspecified') as degree, hash(
                        employer_id, role_family, starts_with(work_mode, 'remote'), text_of.level, places, bases,
                        if(bases is null or text_of.level is null, specialization, null)) as facts
                from text_of join member using (text_job) join posting using (posting_id)
                where is_ai_role
            )
            group by job_id having min(language) = max(language) and min(language) != 'und' and min(facts) = max(facts)
        ), same as (
            select facts, min(job_id) as job_id from spoken group by facts
            having count(*) > 1 and count(*) = count(distinct language)
                and count(distinct degree) <= 1 and count(distinct years_min) <= 1
                and max(seen_from) <= min(seen_to) + interval {APART_DAYS} days
        )
        select spoken.job_id as old_id, same.job_id from spoken join same using (facts)
    ) as every
    where text_of.job_id = every.old_id
"""
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


def _filled(table: str, columns: str, given: str, *, elsewhere: bool = False) -> str:
    """Rows that know none of `columns` take over what those that agree with them in `given` say, if these say one thing.

    elsewhere: only from other boards than those that leave it open, each of which leaves it open once
    """
    names = columns.split(", ")
    agree = " and ".join(f"{table}.{each} is not distinct from every.{each}" for each in given.split(", "))
    asking = " and ".join(f"{each} is null" for each in names)
    boards = """
        and not list_has_any(flatten(list(boards) filter (not is_asking)), flatten(list(boards) filter (is_asking)))
        and len(flatten(list(boards) filter (is_asking))) = len(list_distinct(flatten(list(boards) filter (is_asking))))
    """
    return f"""
        update {table} set {", ".join(f"{each} = every.known_{each}" for each in names)} from (
            select {given}, {", ".join(f"min({each}) as known_{each}" for each in names)}
            from (select *, {asking} as is_asking from {table})
            group by {given}
            having bool_or(is_asking) and {" and ".join(f"min({each}) = max({each})" for each in names)}
                {boards if elsewhere else ""}
        ) as every
        where {" and ".join(f"{table}.{each} is null" for each in names)} and {agree}
    """


WITHIN_TEXTS = (
    _filled("fact", "level", "words"),
    _filled("fact", "places", "words, level"),
    _filled("fact", "bases", "words, level, places"),
)
BETWEEN_TEXTS = tuple(
    _filled("same_text", columns, given, elsewhere=True)
    for columns, given in (
        ("level", "title, places, bases"),
        ("bases", "title, level, places"),
        ("places", "title, level, bases"),
        ("level, bases", "title, places"),
        ("places, bases", "title, level"),
        ("level, places", "title, bases"),
        ("level, places, bases", "title"),
    )
)
JOBS_OF_POSTINGS = (
    FACTS,
    *WITHIN_TEXTS,
    SAME_TEXT,
    MEMBERS,
    SPREAD,
    *BETWEEN_TEXTS,
    UNPLACED,
    AGREED,
    SAME_FACTS,
    ALIKE,
    SAME_FACTS,
    UNCROWDED,
    FOLLOWING,
    JOBS,
    TRANSLATED,
)


def link(db: duckdb.DuckDBPyConnection) -> None:
    """Make `job`, `employer` and `gap` anew and give every posting its job."""
    for statement in JOBS_OF_POSTINGS:
        db.execute(statement)
    database.drop(db, "fact", "same_text", "same_facts", "following")
    for statement in (LINKED, SINGLES, OTHERS):
        db.execute(statement)
    database.drop(db, "member", "text_of")
    for statement in (OUTDATED, ADDED, "delete from employer", EMPLOYERS, "delete from gap", GAPS):
        db.execute(statement)
    database.drop(db, "next_job")
