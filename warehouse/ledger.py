"""The ledger: what became of every record that a board listed. Nothing is dropped without a row that says so."""

from __future__ import annotations

import duckdb
import polars as pl

from . import database

EMPTY_LEDGER = pl.DataFrame(
    schema={
        "run_id": pl.String,
        "source": pl.String,
        "board": pl.String,
        "observed_at": pl.Datetime("us"),
        "listed": pl.Int64,
        "loaded": pl.Int64,
        "unchanged": pl.Int64,
        "duplicate": pl.Int64,
        "rejected": pl.Int64,
        "closed": pl.Int64,
        "reopened": pl.Int64,
        "completeness": pl.String,
        "outcome": pl.String,
        "error": pl.String,
    }
)


class LedgerError(AssertionError):
    """The books do not balance; nothing was loaded. The message names run, board and figures."""


# A record's fate, by the first rule that fits. A look older than what the tables hold of a posting changes nothing.
JUDGE = """
    create or replace temp table judged as
    select entry.source, entry.board, observed_at, kind, entry.native_id, entry.posting_id, rule, value, is_repeated,
        case
            when is_repeated then 'unchanged'
            when kind = 'reject' then 'rejected'
            when not is_first then 'duplicate'
            when held.content_sha256 = entry.content_sha256 then 'unchanged'
            when held.last_seen_at > entry.observed_at then 'unchanged'
            when staged.posting_id is not null then 'loaded'
            when refused.native_id is not null then 'rejected'
            else 'lost' end as fate
    from entry
    left join (select posting_id, content_sha256, last_seen_at from posting) as held
        on entry.kind = 'item' and held.posting_id = entry.posting_id
    left join (select posting_id, content_sha256 from staged_posting) as staged
        on entry.kind = 'item' and staged.posting_id = entry.posting_id
        and staged.content_sha256 = entry.content_sha256
    left join (select distinct source, board, native_id from staged_rejected) as refused
        on entry.kind = 'item' and refused.source = entry.source and refused.board = entry.board
        and refused.native_id = entry.native_id
"""
LOST = "select source, board, posting_id from judged where fate = 'lost' order by all limit 1"
STRAY = """
    select posting_id from staged_posting anti join (from judged where fate = 'loaded') as loaded using (posting_id)
    union all
    select source || ':' || board || ':' || native_id from staged_rejected
    anti join (from judged where fate = 'rejected') as refused using (source, board, native_id)
    order by 1 limit 1
"""
WRITE = """
    insert into board_run by name
    select ? as run_id, source, board, observed_at, listed, coalesce(loaded, 0) as loaded,
        coalesce(unchanged, 0) as unchanged, coalesce(duplicate, 0) as duplicate, coalesce(rejected, 0) as rejected,
        coalesce(closed, 0) as closed, coalesce(reopened, 0) as reopened, completeness, outcome, error
    from look
    left join (
        select source, board, count(*) filter (where fate = 'loaded') as loaded,
            count(*) filter (where fate = 'unchanged') as unchanged,
            count(*) filter (where fate = 'duplicate') as duplicate,
            count(*) filter (where fate = 'rejected') as rejected
        from judged group by source, board
    ) using (source, board)
    left join (select source, board, count(*) as closed from closing group by source, board) using (source, board)
    left join (select source, board, count(*) as reopened from reopening group by source, board) using (source, board)
"""
UNBALANCED = """
    select source, board, listed, loaded, unchanged, duplicate, rejected from board_run
    where run_id = ? and listed != loaded + unchanged + duplicate + rejected order by source, board limit 1
"""
TWICE = """
    select source, board from board_run where run_id = ? group by source, board having count(*) > 1 order by all limit 1
"""


def judge(db: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Say of every record in `entry` what becomes of it: temporary table `judged`, in place of `entry`.

    Raises:
        LedgerError: a record with new content is neither staged nor refused, or something is staged that no board
            listed.
    """
    db.execute(JUDGE)
    database.drop(db, "entry")
    for source, board, posting_id in db.sql(LOST).fetchall():
        raise LedgerError(
            f"run {run_id}, {source}/{board}: posting {posting_id} was listed with new content, but is neither staged "
            "nor rejected. Normalize it, or find the transform that drops it."
        )
    for (posting_id,) in db.sql(STRAY).fetchall():
        raise LedgerError(
            f"run {run_id}: {posting_id} is staged, but no board listed it with new content. Empty the staging folder."
        )


def write(db: duckdb.DuckDBPyConnection, run_id: str, inserted: int) -> pl.DataFrame:
    """Write the run's ledger rows and hold them to their law; returns them and closes the books.

    inserted: rows that went into `posting`

    Raises:
        LedgerError: listed is not loaded + unchanged + duplicate + rejected, or loaded is not what was inserted.
    """
    db.execute(WRITE, [run_id])
    for source, board in db.execute(TWICE, [run_id]).fetchall():
        raise LedgerError(f"run {run_id}, {source}/{board}: this look is in the ledger already. Load a run once.")
    for source, board, *figures in db.execute(UNBALANCED, [run_id]).fetchall():
        listed, loaded, unchanged, duplicate, rejected = figures
        raise LedgerError(
            f"run {run_id}, {source}/{board}: listed {listed} is not loaded {loaded} + unchanged {unchanged} + "
            f"duplicate {duplicate} + rejected {rejected}."
        )
    rows = database.frame(
        db,
        f"from board_run semi join look using (source, board) where run_id = {database.literal(run_id)} order by all",
    )
    database.drop(db, "look", "judged", "closing", "reopening")
    if rows["loaded"].sum() != inserted:
        raise LedgerError(f"run {run_id}: {rows['loaded'].sum()} postings were new, but {inserted} rows were written.")
    return rows
