"""One look at some boards in this process, against whatever answers: a scripted server, or anything that has `get`."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from extractors import sources
from extractors.archive import Archive
from extractors.contract import Board, Page, Request
from extractors.fetch import Manners, Network
from extractors.look import Asking, KnownPages, Look, look_at_boards
from extractors.read import Reading
from flows import workers

AT = dt.datetime(2026, 10, 1, 6, tzinfo=dt.UTC)


async def digest(name: str, page: Page) -> tuple[Reading, list[Request]]:
    return workers.digest(name, page)


def look_at(
    folder: Path,
    boards: list[Board],
    *,
    to: str | None = None,
    asking: Asking | None = None,
    known: Mapping[str, KnownPages] | None = None,
    run_id: str = "000001-20261001T060000Z",
    at: dt.datetime = AT,
    **manners: Any,
) -> dict[str, Look]:
    """Look at boards of one source and archive what is seen; looks by board. `to`: the server to ask."""
    settled = Manners(user_agent="test", connect_to=to, **{"pause_seconds": 0.0, "attempts": 1, **manners})
    seen: dict[str, Look] = {}

    async def ask(network: Asking) -> None:
        await look_at_boards(
            network, sources()[boards[0].source], boards, archive=Archive(folder), run_id=run_id,
            known=lambda _: known or {}, manners=settled, clock=lambda _board: at, digest=digest,
            on_look=lambda look: seen.update({look.row["board"]: look}),
        )  # fmt: skip

    async def ask_the_network() -> None:
        async with Network(settled) as network:
            await ask(network)

    asyncio.run(ask(asking) if asking else ask_the_network())
    return seen
