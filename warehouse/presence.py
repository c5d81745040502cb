"""Which postings a look saw, which it missed: first and last sight, closing, reopening.

A posting that a look lists is there, also where its record could not be read. A posting that a complete look does not
list is missed since then; once a complete look at least 12 hours later misses it as well, it is closed, as of the
first of the two. Seen again, it is open again. Incomplete and failed looks say nothing of what they do not list.
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
    select posting_id, source, board, look.observed_at, missed_since,
        coalesce(look.observed_at >= missed_since + interval 12 hours, false) as closes
    from posting join look using (source, board)
    where look.completeness = 'complete' and look.shows_closing and closed_at is null
        and last_seen_at < look.observed_at
"""
GONE = """
    update posting set missed_since = coalesce(posting.missed_since, missed.observed_at),
        closed_at = case when missed.closes then posting.missed_since end
    from missed where posting.posting_id = missed.posting_id and (missed.closes or posting.missed_since is null)
"""
CLOSING = "create or replace temp table closing as select source, board, posting_id from missed where closes"


def update(db: duckdb.DuckDBPyConnection) -> None:
    """Bring sight, closing and reopening of the postings held up to the looks in `look` and `judged`.

    Leaves the temporary tables `reopening` and `closing`: source, board, posting_id.
    """
    for statement in (REOPENING, SEEN, THERE, EARLIER, MISSED, GONE, CLOSING):
        db.execute(statement)
    database.drop(db, "missed")
