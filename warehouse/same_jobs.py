"""Which postings announce one job: set-based statements, made anew from the tables, so the order of loading never shows.

Postings announce one job when employer, title, level, base pay, way of working (remote or not) and kind of contract (for
a time or not) agree and

- `text`: their text has the same fingerprint, and they stand in the same places;
- `places`: the same, once per place; the job is then in all of them;
- `facts`: their places agree and one follows the other: never on one board at the same time, and at most 60 days apart
  unless they read alike. Without stated base pay two on one board must read alike, unless it is a monthly thread. Where a
  board has several such jobs, a copy elsewhere must read alike too;
- `language`: of AI jobs places and role agree in place of the title (without base pay or level the specialization too),
  they are written in different languages, none of which has another such job, ask for no different degree or years, and
  on one board went up within 14 days.

Titles agree in any order of their words, singular or plural. What a copy leaves open of level, places, base pay and kind
of contract it is read as stating like the others that it agrees with, provided that these say one thing and stand on
other boards, and that no board has two such copies: the second could be of another job. Of level, places and base pay a
copy of the same text may tell on the same board too. Base pay is what the employer states, if only one end of it.
Different levels or base pay never make one job: in doubt two jobs are two, which costs a benchmark nothing, because an
employer's jobs share one vote.
"""

from __future__ import annotations

import duckdb

from . import database

APART_DAYS, TOGETHER_DAYS = 60, 14
# Excluded base pay whose figures are not those that the employer states.
UNSURE = ("estimate", "superseded", "no_currency", "implausible", "inverted")
HIRED_FOR_A_TIME = ("contract", "per_project", "temporary")
MOST_TEXTS = 100
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
    ), stated as (
        select posting_id, is_benchmark_base,
            concat_ws(' ', currency_code, coalesce(pay_min, 0), pay_max, period_code) as band
        from pay_band
        where component = 'base' and contract is distinct from 'b2b' and coalesce(excluded_reason, '') not in {UNSURE}
    ), band as (
        select posting_id, hash(list_sort(list_distinct(coalesce(
            list(band) filter (is_benchmark_base), list(band))))) as bases
        from stated group by posting_id
    )
    select posting_id,
        list_sort(string_split(replace(title_key || ' ', 's ', ' '), ' ')) as title_words,
        hash(employer_id, title_words, starts_with(work_mode, 'remote')) as title,
        hash(title, coalesce(nullif(text_fingerprint, ''), posting_id)) as words, text_sketch,
        if(level = 'unspecified', null, level) as level, places, bases, shows_closing,
        if(employment_type = 'unspecified', null, employment_type in {HIRED_FOR_A_TIME}) as is_for_a_time,
        if(shows_closing, first_seen_at, coalesce(posted_date::timestamp, first_seen_at)) as seen_from,
        if(shows_closing, last_seen_at, coalesce(posted_date::timestamp, first_seen_at)) as seen_to,
        hash(source, board, if(shows_closing, null, date_trunc('month', seen_from))) as board_key
    from posting left join place using (posting_id) left join band using (posting_id)
"""
SAME_TEXT = """
    create or replace temp table same_text as
    select min(posting_id) as text_job, words, any_value(title) as title, level, bases, is_for_a_time,
        min(places) as places, min(places) != max(places) as is_spread, any_value(text_sketch) as sketch,
        list_distinct(list(board_key)) as boards, null::ubigint as facts, min(seen_from) as seen_from, max(seen_to) as seen_to
    from fact group by words, level, bases, is_for_a_time
"""
MEMBERS = """
    create or replace temp table member as
    select posting_id, text_job, board_key, shows_closing, fact.seen_from, fact.seen_to
    from fact join same_text on fact.words = same_text.words
        and fact.level is not distinct from same_text.level and fact.bases is not distinct from same_text.bases
        and fact.is_for_a_time is not distinct from same_text.is_for_a_time
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
AGREED = "update same_text set facts = hash(title, level, places, bases, is_for_a_time)"
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
    select same_text.*, facts in (select facts from overlap where is_overlapping) as is_crowded,
        count(*) over (partition by facts) as texts
    from same_text semi join several using (facts)
"""
# Where jobs crowd, texts that read alike agree further; a board that lists one title by the hundred is left as it is.
ALIKE = f"""
    update same_text set facts = hash(facts, first_alike) from (
        select one.text_job, min(other.text_job) as first_alike
        from same_facts as one join same_facts as other using (facts)
        where one.is_crowded and one.texts <= {MOST_TEXTS}
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
    select text_job, coalesce(job_id, text_job) as job_id, level, places, bases, is_for_a_time, seen_from, seen_to,
        is_spread, false as is_translated
    from same_text left join following using (text_job)
"""
# Jobs of one role written in different languages, each language's only one, that contradict each other in nothing; on one
# board a translation goes up with its original.
TRANSLATED = f"""
    update text_of set job_id = every.job_id, is_translated = true from (
        with spoken as (
            select job_id, min(language) as language, min(facts) as facts, min(seen_from) as seen_from,
                max(seen_to) as seen_to, max(degree) as degree, max(years_min) as years_min, max(way) as way,
                bool_or(is_for_a_time) as is_for_a_time,
                min(posted_date) as posted_date, list_distinct(list(board_key)) as boards
            from (
                select text_of.job_id, text_of.seen_from, text_of.seen_to, is_for_a_time, language, years_min, posted_date, board_key,
                    nullif(education_required, 'unspecified') as degree, nullif(work_mode, 'unknown') as way, hash(
                        employer_id, role_family, starts_with(work_mode, 'remote'), text_of.level, places, bases,
                        if(bases is null or text_of.level is null, specialization, null)) as facts
                from text_of join member using (text_job) join posting using (posting_id)
                where is_ai_role
            )
            group by job_id having min(language) = max(language) and min(language) != 'und' and min(facts) = max(facts)
        ), same as (
            select facts, min(job_id) as job_id from spoken group by facts
            having count(*) > 1 and count(*) = count(distinct language)
                and count(distinct degree) <= 1 and count(distinct years_min) <= 1 and count(distinct way) <= 1
                and count(distinct is_for_a_time) <= 1
                and (len(flatten(list(boards))) = len(list_distinct(flatten(list(boards))))
                    or coalesce(max(posted_date) <= min(posted_date) + interval {TOGETHER_DAYS} days, true))
                and max(seen_from) <= min(seen_to) + interval {APART_DAYS} days
        )
        select spoken.job_id as old_id, same.job_id from spoken join same using (facts)
    ) as every
    where text_of.job_id = every.old_id
"""


def _filled(table: str, columns: str, given: str, *, elsewhere: bool = False) -> str:
    """Rows that leave some of `columns` open take them over from those that agree in `given`, if these say one thing.

    elsewhere: only from other boards than those that leave some open, each of which does so once
    """
    names = columns.split(", ")
    agree = " and ".join(f"{table}.{each} is not distinct from every.{each}" for each in given.split(", "))
    is_open = " or ".join(f"{table}.{each} is null" for each in names)
    boards_open, boards_told = (
        f"coalesce(flatten(list(boards) filter ({each})), [])" for each in ("is_open", "not is_open")
    )
    apart = f"""
        and len({boards_open}) = len(list_distinct({boards_open})) and not list_has_any({boards_open}, {boards_told})
    """
    return f"""
        update {table} set {", ".join(f"{each} = every.known_{each}" for each in names)} from (
            select {given}, {", ".join(f"min({each}) as known_{each}" for each in names)}
            from (select *, {is_open} as is_open from {table})
            group by {given}
            having bool_or(is_open) and {" and ".join(f"min({each}) = max({each})" for each in names)}
                {apart if elsewhere else ""}
        ) as every
        where ({is_open}) and {agree}
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
        ("is_for_a_time", "title, level, places, bases"),
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


def find(db: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables `member` (posting_id, text_job ...) and `text_of` (text_job, job_id ...)."""
    for statement in JOBS_OF_POSTINGS:
        db.execute(statement)
    database.drop(db, "fact", "same_text", "same_facts", "following")
