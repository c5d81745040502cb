"""The fetch stage: one network for all sources, in a thread of its own, so that hosts keep one pace across them."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from extractors import sources
from extractors.archive import Archive
from extractors.contract import Board
from extractors.fetch import Manners, Network
from extractors.look import Asking, KnownPages, Look, look_at_boards
from warehouse import database, load

from . import quarantine, workers
from .settings import KEEP_RESPONSES, Settings

T = TypeVar("T")
OnLook = Callable[[str, Look], None]
DRIFT = Path("state") / "drift"  # one file a source, of its newest run


class Fetch:
    """A fetch stage that is on: one run's questions to all sources."""

    def __init__(self, settings: Settings, executor: Executor, line: _Line, db: duckdb.DuckDBPyConnection) -> None:
        self._settings, self._digest, self._line, self._db = settings, workers.digester(executor), line, db
        self._archive = Archive(settings.archive)
        self.run_id = self._archive.next_run_id(settings.clock())

    def source(self, name: str, boards: list[Board], on_look: OnLook = lambda _source, _look: None) -> dict[str, str]:
        """Look at these boards of one source, but for those in quarantine.

        Returns the fields that its parser does not know, with an example each; they are kept in `state/drift` too.
        """
        drift: dict[str, str] = {}
        asleep = quarantine.left_alone(self._settings.data, self._db.cursor(), now=self._settings.clock())
        awake = [board for board in boards if (name, board.board) not in asleep]

        def seen(look: Look) -> None:
            drift.update({f"{name}.{field}": example for field, example in look.drift.items()})
            on_look(name, look)

        def known(tokens: list[str]) -> Mapping[str, KnownPages]:
            return load.board_state(self._db.cursor(), name, tokens)

        source, key = sources()[name], self._settings.keys.get(name)
        secret = source.key.secret(key) if source.key and key else None
        self._line.run(
            lambda network: look_at_boards(
                network, source, awake, archive=self._archive, run_id=self.run_id, known=known, secret=secret,
                manners=self._settings.manners, clock=lambda _board: self._settings.clock(), digest=self._digest, on_look=seen,
            )
        )  # fmt: skip
        folder = self._settings.data / DRIFT
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.json").write_text(json.dumps(drift), encoding="utf-8")
        return drift

    def all(self, boards: Mapping[str, list[Board]], on_look: OnLook = lambda _source, _look: None) -> dict[str, str]:
        """Look at the boards of every source, side by side; returns drift warnings."""
        with ThreadPoolExecutor(max_workers=max(1, len(boards)), thread_name_prefix="source") as threads:
            jobs = [threads.submit(self.source, name, each, on_look) for name, each in boards.items()]
            return {field: example for job in jobs for field, example in job.result().items()}


def new_fields(data: Path) -> dict[str, str]:
    """Fields that parsers did not know when their source was last looked at, in order, with an example each."""
    found: dict[str, str] = {}
    for path in (data / DRIFT).glob("*.json"):
        found |= json.loads(path.read_text(encoding="utf-8"))
    return dict(sorted(found.items()))


@contextmanager
def opened(settings: Settings) -> Iterator[Fetch]:
    """Be ready to ask, for as long as the block lasts; bodies kept long enough are let go first."""
    archive = Archive(settings.archive)
    archive.expire_responses(before=settings.clock() - KEEP_RESPONSES)
    spill = settings.state / "spill"
    with (
        workers.pool(settings.workers) as executor,
        database.open_work(settings.work, spill=spill, memory_limit=settings.memory_limit) as db,
        _Line(settings.manners) as line,
    ):
        yield Fetch(settings, executor, line, db)


class _Line:
    """A network on an event loop in a thread of its own."""

    def __init__(self, manners: Manners) -> None:
        self._manners, self._loop, self._held = manners, asyncio.new_event_loop(), AsyncExitStack()
        self._thread = threading.Thread(target=self._loop.run_forever, name="network", daemon=True)

    def __enter__(self) -> _Line:
        self._thread.start()
        self._network = self._wait(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self._wait(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Callable[[Asking], Coroutine[Any, Any, T]]) -> T:
        """Do something with the network, from any thread; what it raises is raised here."""
        return self._wait(work(self._network))

    async def _open(self) -> Network:
        return await self._held.enter_async_context(Network(self._manners))

    async def _close(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._held.aclose()
        await asyncio.get_running_loop().shutdown_default_executor()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
