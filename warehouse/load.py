"""Loading a run: all of it in one transaction, or nothing. The same input twice changes nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

import duckdb
import polars as pl

from . import database, ledger, link, looks, merge, pages, presence, profile, standing
from .ledger import EMPTY_LEDGER, LedgerError
from .pages import board_state

__all__ = ["EMPTY_LEDGER", "LedgerError", "Run", "board_state", "load", "loaded_runs", "new_content"]


class Run(NamedTuple):
    """A run's row. `started_at` is aware, UTC."""

    run_id: str
    started_at: dt.datetime
    as_of: dt.date
    code_version: str
    taxonomy_version: str


def loaded_runs(db: duckdb.DuckDBPyConnection) -> set[str]:
    """Ids of the runs that the warehouse holds."""
    return {run_id for (run_id,) in db.sql("select run_id from run").fetchall()}


def new_content(db: duckdb.DuckDBPyConnection, observations: pl.DataFrame) -> pl.DataFrame:
    """What must be normalized before these rows of `Observation` can be loaded: posting_id, content_sha256.

    Listed postings, each once, whose content is not the one that the warehouse holds, nor older than it.
    """
    _unfold(db, observations, ("entry",))
    rows = database.frame(
        db,
        """
        select posting_id, entry.content_sha256 from entry left join posting as held using (posting_id)
        where kind = 'item' and is_first and not is_repeated
            and held.content_sha256 is distinct from entry.content_sha256
            and coalesce(held.last_seen_at <= entry.observed_at, true)
        order by posting_id
        """,
    )
    database.drop(db, "entry")
    return rows


def load(
    db: duckdb.DuckDBPyConnection,
    *,
    run: Run,
    observations: pl.DataFrame,
    staged: Path,
    boards: pl.DataFrame,
    raw_files: list[Path],
) -> pl.DataFrame:
    """Load a run's looks and what was normalized for them; returns the ledger, one row a board looked at.

    observations: rows of `Observation`, one per board
    staged: folder of `<frame>-*.parquet`, the frames of `Normalized` for the rows of `new_content`
    boards: the boards file, for hints and names
    raw_files: archived `RawPosting` files that were normalized, for the profile of repeated passages

    Raises:
        LedgerError: the books do not balance.
        merge.DuplicateKey: two staged rows claim one key.
        duckdb.Error: a staged frame does not fit its table. After any error nothing of the run is in the warehouse.
    """
    with database.transaction(db):
        _unfold(db, observations, ("look", "page", "entry"))
        _write_run(db, run)
        _write_boards(db, boards)
        merge.stage(db, staged)
        merge.check_keys(db)
        standing.judge(db)
        ledger.judge(db, run.run_id)
        pages.remember(db, run.run_id)
        presence.update(db)
        inserted = merge.merge(db)
        merge.reject(db)
        rows = ledger.write(db, run.run_id, inserted)
        profile.update(db, raw_files)
        link.link(db)
    db.execute("checkpoint")
    return rows


def _unfold(db: duckdb.DuckDBPyConnection, observations: pl.DataFrame, names: tuple[str, ...]) -> None:
    """Lay the observations out in temporary tables; see `looks.Looks`."""
    for number, part in enumerate(looks.unfold_by_parts(observations)):
        for name in names:
            database.put(db, name, getattr(part, name), append=number > 0)


def _write_run(db: duckdb.DuckDBPyConnection, run: Run) -> None:
    started, finished = (at.astimezone(dt.UTC).replace(tzinfo=None) for at in (run.started_at, dt.datetime.now(dt.UTC)))
    values = [run.run_id, started, finished, run.as_of, "loaded", run.code_version, run.taxonomy_version]
    db.execute("delete from run where run_id = ?", [run.run_id])
    db.execute("insert into run values (?, ?, ?, ?, ?, ?, ?)", values)


def _write_boards(db: duckdb.DuckDBPyConnection, boards: pl.DataFrame) -> None:
    database.put(db, "listed_board", boards)
    db.execute("delete from board")
    db.execute("insert into board by name from listed_board")
    database.drop(db, "listed_board")
