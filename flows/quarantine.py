"""Boards that are not there any more: left alone for a week after each time that they were not, instead of hammered."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb

from extractors import sources
from extractors.contract import Board
from extractors.fetch import Manners, Network

from .settings import says_off

FILE = "quarantine.csv"
LEFT_ALONE = dt.timedelta(days=7)
GONE_LOOKS = 3


class Checked(NamedTuple):
    """What a board answered: `ok`, or the outcome of its first page."""

    source: str
    board: str
    outcome: str
    says: str


def check(boards: list[Board], manners: Manners, keys: Mapping[str, str] | None = None) -> list[Checked]:
    """Ask the first page of each board, at its source's pace, hosts side by side.

    keys: of the sources that need one; without it such a board is `off`, and not asked
    """
    held = keys or {}

    async def ask_all() -> list[Checked]:
        async with Network(manners) as network:
            return list(await asyncio.gather(*(one(network, board) for board in boards)))

    async def one(network: Network, board: Board) -> Checked:
        source = sources().get(board.source)
        requests = source.requests(board) if source else []
        if source is None or not requests:
            return Checked(board.source, board.board, "no_address", "no adapter, or no address to ask")
        if off := says_off(source, held):
            return Checked(board.source, board.board, "off", off)
        pause = source.pause_seconds if manners.pause_seconds is None else manners.pause_seconds
        secret = source.key.secret(held[source.name]) if source.key else None
        answer = await network.get(requests[0], pause=pause, secret=secret)
        return Checked(board.source, board.board, answer.outcome, answer.error or requests[0].url)

    return asyncio.run(ask_all())


def keep(folder: Path, checked: list[Checked], *, now: dt.datetime) -> None:
    """Put the boards that are not there into quarantine, and take those out that are."""
    path = folder / "state" / FILE
    held = {(row["source"], row["board"]): row["since"] for row in _rows(path)}
    for each in checked:
        if each.outcome == "not_found":
            held[each.source, each.board] = now.isoformat()
        elif each.outcome == "ok":
            held.pop((each.source, each.board), None)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("source", "board", "since"))
        writer.writerows((*key, since) for key, since in sorted(held.items()))


def left_alone(folder: Path, db: duckdb.DuckDBPyConnection, *, now: dt.datetime) -> set[tuple[str, str]]:
    """Boards (source, token) that a run does not ask now: gone at three looks or at a check, within the last week."""
    since = (now - LEFT_ALONE).astimezone(dt.UTC)
    gone = db.execute(
        "select source, board from upkeep.board_standing where gone_looks >= ? and known_at > ?",
        [GONE_LOOKS, since.replace(tzinfo=None)],
    ).fetchall()
    checked = [
        (row["source"], row["board"])
        for row in _rows(folder / "state" / FILE)
        if dt.datetime.fromisoformat(row["since"]) > since
    ]
    return {*gone, *checked}


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
