"""What each page of a board said when it was last read: for conditional requests and for answers that repeat it."""

from __future__ import annotations

import duckdb
import polars as pl

from . import database

REQUESTS = """
    insert into "fetch" by name
    select fetch_id, ? as run_id, source, board, url, http_status, etag, body_sha256, bytes, fetched_at, outcome, error
    from page
"""
READ = """
    create or replace temp table read_page as
    select page.source, page.board, page.url, page.etag, page.last_modified, page.observed_at,
        known.url is not null and page.outcome = 'unchanged'
        and page.body_sha256 is not distinct from known.body_sha256 as is_kept
    from page left join upkeep.board_page as known using (source, board, url)
    where page.look_is_trusted and page.outcome in ('ok', 'unchanged')
        and (known.observed_at is null or known.observed_at <= page.observed_at)
"""
FORGOTTEN = """
    delete from upkeep.board_page using (
        select known.source, known.board, known.url from upkeep.board_page as known
        join (select distinct source, board, observed_at from page where look_is_complete) as whole
            using (source, board)
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

    A page that could not be read keeps what it last said, and so does a board that suddenly lists nothing or is gone:
    the next look is compared with the last good one. A complete look forgets pages that the board no longer has.
    """
    db.execute(REQUESTS, [run_id])
    for statement in (READ, FORGOTTEN, KEPT, REPLACED, ADDED):
        db.execute(statement)
    database.drop(db, "page", "read_page")


def board_state(db: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """What every board last said: source, board, pages (list of structs with the page columns of `Observation`).

    Each page has url, etag, last_modified, body_sha256, bytes, follow, items, rejects.
    """
    return database.frame(
        db,
        """
        select source, board, list({'url': url, 'etag': etag, 'last_modified': last_modified,
            'body_sha256': body_sha256, 'bytes': bytes, 'follow': follow, 'items': items, 'rejects': rejects}
            order by url) as pages
        from upkeep.board_page group by source, board order by source, board
        """,
    )
