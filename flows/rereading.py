"""Reading stored answers again, with the parsers of today: what a source said stays, what we made of it is made anew.

A board is looked at again as of its last whole look, so that nothing is seen, missed or closed by it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import Executor
from functools import partial

import duckdb

from extractors import sources
from extractors.archive import Archive
from extractors.contract import Board
from extractors.look import Look, look_at_boards
from extractors.replay import Replay
from warehouse import database, load

from . import workers
from .fetching import OnLook
from .settings import Settings


def reread(settings: Settings, boards: Mapping[str, list[Board]], on_look: OnLook) -> dict[str, str]:
    """Archive a run of looks at what is stored of these boards; returns drift warnings.

    Boards whose answers are no longer stored are left out.
    """
    drift: dict[str, str] = {}
    run_id = Archive(settings.archive).next_run_id(settings.clock())
    with (
        workers.pool(settings.workers) as executor,
        database.open_work(settings.work, spill=settings.state / "spill", memory_limit=settings.memory_limit) as db,
    ):
        for name, listed in boards.items():
            drift |= _reread_source(settings, db, name, listed, executor, on_look, run_id)
    return drift


def _reread_source(
    settings: Settings,
    db: duckdb.DuckDBPyConnection,
    name: str,
    boards: list[Board],
    executor: Executor,
    on_look: OnLook,
    run_id: str,
) -> dict[str, str]:
    archive, source, drift = Archive(settings.archive), sources()[name], dict[str, str]()
    replay, last = Replay(archive, name), archive.last_looks(name)

    def seen(look: Look) -> None:
        drift.update({f"{name}.{field}": example for field, example in look.drift.items()})
        on_look(name, look)

    asyncio.run(
        look_at_boards(
            replay,
            source,
            [board for board in boards if board.board in last and replay.holds(source.requests(board))],
            archive=archive,
            run_id=run_id,
            known=partial(load.board_state, db, name),
            manners=settings.manners,
            clock=lambda board: last[board.board],
            digest=workers.digester(executor),
            on_look=seen,
            again=True,
        )
    )
    return drift
