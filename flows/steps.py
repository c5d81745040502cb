"""The pipeline as plain functions: fetch, build, publish, and `run`, which is the three in a row.

The command line calls these; the Prefect flow wraps the same ones. Nothing here knows of either.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from extractors import sources
from extractors.archive import Archive, RawFile
from extractors.contract import Board
from transforms import taxonomy
from transforms.contract import Tables
from warehouse import database, load, lock, profile, publish
from warehouse.publish import Published

from . import fetching, reference, rereading, workers
from .fetching import OnLook
from .settings import CODE_VERSION, Settings, says_off

BATCH_POSTINGS = 8_000
SMALL_BUILD = 2_000


class Outcome(NamedTuple):
    """What a run did: its ledger (one row per board looked at), its drift warnings, what it published."""

    ledger: pl.DataFrame
    drift: dict[str, str]
    published: Published


@contextmanager
def exclusive(settings: Settings) -> Iterator[None]:
    """Be the only run on this data folder.

    Raises:
        lock.Busy: another run holds it.
        SettingsError: the folder holds the other kind of data.
    """
    settings.claim()
    settings.state.mkdir(exist_ok=True)
    with lock.exclusive(settings.state / "lock"):
        yield


def run(settings: Settings, *, on_look: OnLook = lambda _source, _look: None) -> Outcome:
    """Fetch, build, publish."""
    with exclusive(settings):
        drift = fetch(settings, on_look=on_look)
        ledger = build(settings)
        return Outcome(ledger, drift, publish_snapshot(settings))


# ---- fetch


def wanted_boards(settings: Settings) -> dict[str, list[Board]]:
    """The boards to look at, by source: those of the boards file, of the sources asked for that are on.

    Raises:
        reference.BoardsError: a line of the file is wrong, or names a source that there is not.
    """
    off = sources_off(settings)
    return {name: boards for name, boards in _by_source(settings).items() if name not in off}


def sources_off(settings: Settings) -> dict[str, str]:
    """The sources with boards that are not asked, and why: they need a key that is not set."""
    told = {name: says_off(sources()[name], settings.keys) for name in _by_source(settings)}
    return {name: off for name, off in told.items() if off}


def _by_source(settings: Settings) -> dict[str, list[Board]]:
    by_source: dict[str, list[Board]] = {}
    known = sources()
    for board in reference.read_boards(settings.boards_file):
        if board.source not in known:
            raise reference.BoardsError(
                f"{settings.boards_file}: source {board.source!r} of board {board.board!r} is none of {sorted(known)}."
            )
        if not settings.sources or board.source in settings.sources:
            by_source.setdefault(board.source, []).append(board)
    return by_source


def fetch(settings: Settings, *, on_look: OnLook = lambda _source, _look: None) -> dict[str, str]:
    """Look at every wanted board and archive what was seen, the sources side by side; returns drift warnings."""
    boards = wanted_boards(settings)
    with fetching.opened(settings) as stage:
        return stage.all(boards, on_look)


def reread(settings: Settings, *, on_look: OnLook = lambda _source, _look: None) -> dict[str, str]:
    """Read the stored answers of every wanted board again, asking nobody; returns drift warnings."""
    return rereading.reread(settings, _by_source(settings), on_look)


# ---- build


def build(settings: Settings, *, rebuild: bool = False) -> pl.DataFrame:
    """Load every archived run that the warehouse does not hold yet, oldest first; returns their ledger.

    rebuild: start from an empty warehouse and replay all history; the old one is replaced when the new one is whole
    """
    target = settings.work.with_name("rebuild.duckdb") if rebuild else settings.work
    if rebuild:
        _remove(target)
    archive = Archive(settings.archive)
    with (
        workers.pool(settings.workers) as executor,
        database.open_work(target, spill=settings.state / "spill", memory_limit=settings.memory_limit) as db,
    ):
        loaded = load.loaded_runs(db)
        ledgers = [
            _build_run(settings, db, archive, run_id, executor) for run_id in archive.run_ids() if run_id not in loaded
        ]
        reference.refresh(db)
    if rebuild:
        target.replace(settings.work)
    return pl.concat(ledgers) if ledgers else load.EMPTY_LEDGER


def _build_run(settings: Settings, db: Any, archive: Archive, run_id: str, executor: Executor) -> pl.DataFrame:
    looks = archive.looks(run_id)
    files = archive.find(load.new_content(db, looks), run_id=run_id)
    paths = [file.path for file in files]
    boards = reference.boards_frame(reference.read_boards(settings.boards_file))
    tables = Tables(boards, reference.fx_rates(), profile.passages(db, paths), taxonomy.version())
    database.limit_memory(db, settings.memory_limit)  # the workers need what DuckDB took meanwhile
    staged = settings.state / "staged" / run_id
    shutil.rmtree(staged.parent, ignore_errors=True)
    staged.mkdir(parents=True)
    normalize(files, tables, staged, executor)
    started: dt.datetime = looks["observed_at"].min()  # type: ignore[assignment]
    run_row = load.Run(run_id, started, started.date(), CODE_VERSION, tables.taxonomy_version)
    ledger = load.load(db, run=run_row, observations=looks, staged=staged, boards=boards, raw_files=paths)
    shutil.rmtree(staged.parent)
    return ledger


def normalize(files: list[RawFile], tables: Tables, staged: Path, executor: Executor) -> None:
    """Normalize archived postings batch by batch into staged Parquet: here if few, else in the workers."""
    batches, rows = [list[RawFile]()], 0
    for file in files:
        if rows and rows + file.wanted.height > BATCH_POSTINGS:
            batches.append([])
            rows = 0
        batches[-1].append(file)
        rows += file.wanted.height
    if not files:
        return
    folder = staged / "tables"
    workers.save_tables(tables, folder)
    jobs = [(batch, folder, staged, number) for number, batch in enumerate(batches)]
    if len(jobs) == 1 and rows <= SMALL_BUILD:
        workers.normalize_batch(*jobs[0])
        return
    for job in [executor.submit(workers.normalize_batch, *job) for job in jobs]:
        job.result()


# ---- publish


def publish_snapshot(settings: Settings) -> Published:
    """Make the published snapshot and the exports of the working database, as of the run's day.

    Raises:
        publish.ChecksFailed: a check found rows; what was published before stays.
    """
    return publish.publish(
        settings.work,
        warehouse=settings.warehouse,
        exports=settings.exports,
        as_of=settings.as_of,
        code_version=CODE_VERSION,
        taxonomy_version=taxonomy.version(),
        sources=[{"name": s.name, "home": s.home, "terms": s.terms} for s in sources().values()],
        new_fields=list(fetching.new_fields(settings.data)),
        sample=settings.kind == "sample",
    )


def _remove(path: Path) -> None:
    for each in (path, path.with_name(path.name + ".wal")):
        each.unlink(missing_ok=True)
