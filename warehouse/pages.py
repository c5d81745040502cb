"""What each page of a board said when it was last read: for conditional requests and for answers that repeat it."""

from __future__ import annotations

from typing import Any

import duckdb

from . import database

PAGES_ASKED = """
    insert into "fetch" by name
    select fetch_id, ? as run_id, source, board, page.url, page.http_status, etag, body_sha256, bytes, fetched_at,
        page.outcome, page.error, last.host, last.started_at::timestamp as started_at,
        last.finished_at::timestamp as finished_at, last.pause_seconds, last.robots, last.retry_after_seconds
    from page, lateral (select case when outcome not in ('robots_denied', 'host_resting') then tries[-1] end as last)
"""
TRIES_BEFORE = """
    insert into "fetch" by name
    select fetch_id || '~' || n as fetch_id, ? as run_id, source, board, sent.url, sent.http_status,
        sent.finished_at::timestamp as fetched_at, sent.outcome, sent.host, sent.started_at::timestamp as started_at,
        sent.finished_at::timestamp as finished_at, sent.pause_seconds, sent.robots, sent.retry_after_seconds
    from (
        select fetch_id, source, board, outcome, unnest(tries) as sent, generate_subscripts(tries, 1) as n,
            len(tries) as sent_in_all from page
    )
    where n < sent_in_all or outcome in ('robots_denied', 'host_resting')
"""
READ = """
    create or replace temp table read_page as
    select page.source, page.board, page.url, page.etag, page.last_modified, page.observed_at,
        known.url is not null and page.outcome = 'unchanged'
        and page.body_sha256 is not distinct from known.body_sha256 as is_kept
    from page join look using (source, board) left join upkeep.board_page as known using (source, board, url)
    where look.completeness in ('complete', 'incomplete') and page.outcome in ('ok', 'unchanged')
        and (known.observed_at is null or known.observed_at <= page.observed_at)
"""
FORGOTTEN = """
    delete from upkeep.board_page using (
        select known.source, known.board, known.url from upkeep.board_page as known
        join (from look where completeness = 'complete') as whole using (source, board)
        anti join page using (source, board, url) where known.observed_at <= whole.observed_at
    ) as gone
    where board_page.source = gone.source and board_page.board = gone.board and board_page.url = gone.url
"""
KEPT = """
    update upkeep.board_page
    set etag = read_page.etag, last_modified = read_page.last_modified, observed_at = read_page.observed_at
    from read_page where is_kept and board_page.source = read_page.source and board_page.board = read_page.board
        and board_page.url = read_page.url
"""
REPLACED = """
    delete from upkeep.board_page using read_page where not is_kept and board_page.source = read_page.source
        and board_page.board = read_page.board and board_page.url = read_page.url
"""
ADDED = """
    insert into upkeep.board_page by name
    select source, board, url, etag, last_modified, body_sha256, bytes, follow, items, rejects, observed_at from page
    semi join (from read_page where not is_kept) as other using (source, board, url)
"""


def remember(db: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Keep the requests in temporary table `page`, and what each readable page said; lets the table go.

    A page that could not be read keeps what it last said, and so does a board that is suspect or gone:
    the next look is compared with the last good one. A complete look forgets pages that the board no longer has.
    """
    db.execute(PAGES_ASKED, [run_id])
    db.execute(TRIES_BEFORE, [run_id])
    for statement in (READ, FORGOTTEN, KEPT, REPLACED, ADDED):
        db.execute(statement)
    database.drop(db, "page", "read_page")


def board_state(db: duckdb.DuckDBPyConnection, source: str, boards: list[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """What each page of these boards last said, by board and address; boards that are not known are left out.

    Each page has url, etag, last_modified, body_sha256, bytes, follow, items, rejects.
    """
    names = ", ".join(database.literal(board) for board in boards) or "null"
    rows = database.frame(
        db,
        f"""
        select board, url, etag, last_modified, body_sha256, bytes, follow, items, rejects from upkeep.board_page
        where source = {database.literal(source)} and board in ({names}) order by board, url
        """,
    )
    known: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        known.setdefault(row.pop("board"), {})[row["url"]] = row
    return known
