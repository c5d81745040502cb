"""Which postings a look saw, which it missed: first and last sight, closing, reopening.

A posting that a look lists is there, also where its record could not be read. A posting that a complete look does not
list is missed since then; once a complete look at least 12 hours later misses it as well, it is closed, as of the
first of the two. Looks that agree on a small or a missing board close what none of them listed (`standing.py`).
Seen again, it is open again. Incomplete and failed looks say nothing of what they do not list.
A look older than what is known already changes nothing but the first sight.
"""

from __future__ import annotations

import duckdb

from . import database

REOPENING = """
    create or replace temp table reopening as
    select distinct posting.source, posting.board, posting.posting_id
    from posting join judged using (posting_id)
    where closed_at is not null and missed_since <= judged.observed_at and last_seen_at <= judged.observed_at
"""
SEEN = """
    update posting set last_seen_at = judged.observed_at from judged
    where posting.posting_id = judged.posting_id and posting.last_seen_at < judged.observed_at
"""
THERE = """
    update posting set missed_since = null, closed_at = null from judged
    where posting.posting_id = judged.posting_id and missed_since is not null
        and missed_since <= judged.observed_at and last_seen_at <= judged.observed_at
"""
EARLIER = """
    update posting set first_seen_at = judged.observed_at from judged
    where posting.posting_id = judged.posting_id and judged.observed_at < first_seen_at
"""
MISSED = """
    create or replace temp table missed as
    select posting_id, source, board,
        if(look.completeness = 'complete', coalesce(posting.missed_since, look.observed_at), posting.missed_since)
            as missed_since,
        case when last_seen_at < look.ends_since then coalesce(posting.missed_since, look.ends_since)
            when look.completeness = 'complete' and look.observed_at >= posting.missed_since + interval 12 hours
            then posting.missed_since end as closed_at
    from posting join look using (source, board)
    where (look.completeness = 'complete' or look.ends_since is not null) and not look.is_late and look.shows_closing
        and posting.closed_at is null and last_seen_at < look.observed_at
"""
GONE = """
    update posting set missed_since = coalesce(missed.closed_at, missed.missed_since), closed_at = missed.closed_at
    from missed where posting.posting_id = missed.posting_id
        and (missed.closed_at is not null or posting.missed_since is distinct from missed.missed_since)
"""
CLOSING = (
    "create or replace temp table closing as select source, board, posting_id from missed where closed_at is not null"
)


def update(db: duckdb.DuckDBPyConnection) -> None:
    """Bring sight, closing and reopening of the postings held up to the looks in `look` and `judged`.

    Leaves the temporary tables `reopening` and `closing`: source, board, posting_id.
    """
    for statement in (REOPENING, SEEN, THERE, EARLIER, MISSED, GONE, CLOSING):
        db.execute(statement)
    database.drop(db, "missed")
