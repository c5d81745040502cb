"""Looking at boards: all pages of each, read where they changed, and what the look amounts to."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

import polars as pl

from .answers import MAX_ERROR, Answer
from .archive import Archive, Shelf
from .contract import BadPage, Board, Page, Request, Secret, Source, asked
from .details import Details
from .fetch import Manners
from .paging import Walk
from .read import Reading

NOT_SHAPE = {"application/json": "not_json", "text/html": "not_html", "application/xml": "not_xml"}
MAX_PAGES = 5_000
FEW_BROKEN = 3
BROKEN_RULES = ("missing_", "not_a_record")
BOARDS_AHEAD = 4  # times the boards looked at at once: how many may wait for a slower one before them

KnownPages = Mapping[str, Mapping[str, Any]]
KnownBoards = Callable[[list[str]], Mapping[str, KnownPages]]
Digest = Callable[[str, Page], Awaitable[tuple[Reading, list[Request]]]]


class Asking(Protocol):
    """Who answers questions: the network, or a replay of stored answers."""

    async def get(
        self, request: Request, *, pause: float, known: Mapping[str, Any] | None = None, secret: Secret | None = None
    ) -> Answer:
        """One question; see `fetch.Network.get`."""
        ...


class Look(NamedTuple):
    """What came of one board: its `Observation` row, and what the archive keeps beside it."""

    row: dict[str, Any]
    responses: list[dict[str, Any]]
    rows: list[pl.DataFrame]
    drift: dict[str, str]


async def look(network: Asking, source: Source, board: Board, *, run_id: str, known: KnownPages, manners: Manners,
               secret: Secret | None, clock: Callable[[], dt.datetime], digest: Digest,
               again: bool = False) -> Look:  # fmt: skip
    """Look at one board: all its pages, each asked for once, read where it changed, or anyway if `again`."""
    started = clock()
    pause = source.pause_seconds if manners.pause_seconds is None else manners.pause_seconds
    looking = _Looking(source, board, known, digest, on=started.date(), again=again)
    while (request := looking.next_request()) is not None:
        before = looking.before(request)
        answer = await network.get(request, pause=pause, known=before, secret=secret)
        page = _page(f"{run_id}/{source.name}/{board.board}/{len(looking.pages)}", request.url, answer, clock())
        await looking.take(request, answer, page, before)
    told = looking.end()
    row = {"run_id": run_id, "source": source.name, "board": board.board, "observed_at": started,
           "shows_closing": source.shows_closing, "pages": looking.pages, **told}  # fmt: skip
    return Look(row, looking.responses, looking.rows, looking.drift)


class _Looking:
    """A look that is going on: what is left to ask, and what came of what was asked."""

    def __init__(
        self, source: Source, board: Board, known: KnownPages, digest: Digest, *, on: dt.date, again: bool
    ) -> None:
        self._source, self._board, self._known, self._digest, self._again = source, board, known, digest, again
        self._queue, self._seen = deque(source.requests(board)), set[str]()
        self._details, self._walk = Details(known, on, again=again), Walk()
        self.pages: list[dict[str, Any]] = []
        self.responses: list[dict[str, Any]] = []
        self.rows: list[pl.DataFrame] = []
        self.drift: dict[str, str] = {}

    def next_request(self) -> Request | None:
        """What to ask next; each address once."""
        while self._queue and len(self._seen) < MAX_PAGES:
            request = self._queue.popleft()
            if request.url not in self._seen:
                self._seen.add(request.url)
                return request
        return None

    def before(self, request: Request) -> Mapping[str, Any] | None:
        """What the page said when it was last read, if an answer may repeat it."""
        if self._again:
            return None
        return self._details.before(request) if request.listing else self._known.get(request.url)

    async def take(
        self, request: Request, answer: Answer, page: dict[str, Any], before: Mapping[str, Any] | None
    ) -> None:
        """Make of an answer what it says, and ask for what it names."""
        self.pages.append(page)
        if answer.body is not None:
            page["bytes"], page["body_sha256"] = len(answer.body), hashlib.sha256(answer.body).hexdigest()
        held = self._known.get(request.url)
        if self._again and held and page["body_sha256"] == held["body_sha256"]:
            page["etag"], page["last_modified"] = held["etag"], held["last_modified"]
        if before and (answer.outcome == "unchanged" or page["body_sha256"] == before["body_sha256"]):
            validators = {key: page[key] or before[key] for key in ("etag", "last_modified")}
            repeated = {key: before[key] for key in ("body_sha256", "bytes", "follow", "items", "rejects")}
            page.update(repeated, **validators, outcome="unchanged")
            self._follow(page, [asked(line) for line in before["follow"]], None)
        elif answer.body is not None:
            await self._read(request, answer.body, answer.charset, page)
        elif answer.outcome == "unchanged":
            page.update(outcome="bad_shape", error=f"{request.url}: HTTP 304 to a question without validators")

    def end(self) -> dict[str, str | None]:
        """What the look amounts to, once nothing is left to ask: outcome, completeness, error."""
        self.rows = self._details.complete(self.pages, self.rows)
        told = verdict([page for page in self.pages if not self._details.is_detail(page["url"])])
        if told["error"] is not None:
            return told
        if fault := self._walk.end():
            return {"outcome": fault.outcome, "completeness": "incomplete", "error": fault.error[:MAX_ERROR]}
        if self._queue:
            error = f"more than {MAX_PAGES} pages; {len(self._queue)} were not asked for"
            return {"outcome": "too_large", "completeness": "incomplete", "error": error}
        return told | (self._details.failure(self.pages) or {})

    async def _read(self, request: Request, body: bytes, charset: str | None, page: dict[str, Any]) -> None:
        source, board = self._source.name, self._board.board
        self.responses.append({
            **{k: page[k] for k in ("url", "fetched_at", "body_sha256")},
            "source": source, "board": board, "body": body, "charset": charset,
        })  # fmt: skip
        listings = (request.listing,) if request.listing else ()
        try:
            reading, named = await self._digest(
                source, Page(source, board, request.url, body, page["fetched_at"], listings, charset)
            )
        except BadPage as error:
            page.update(outcome=_shape(request, body), error=f"{request.url}: {error}"[:MAX_ERROR])
            return
        page.update(
            items=reading.items,
            rejects=[_reject(each) for each in reading.rejects],
            follow=[each.line() for each in named],
        )
        self.rows.append(reading.rows)
        self.drift |= reading.drift
        self._follow(page, named, reading.total)

    def _follow(self, page: dict[str, Any], requests: list[Request], total: int | None) -> None:
        """Ask for what a page names, unless the walk through the list went wrong on it."""
        if not self._details.is_detail(page["url"]):
            fault = self._walk.page(page["url"], [each["native_id"] for each in page["items"] + page["rejects"]], total)
            if fault:
                page.update(outcome=fault.outcome, error=fault.error[:MAX_ERROR])
                return
        for request in self._details.worth(requests):
            self._walk.names(page["url"], request.url)
            self._queue.append(request)


def verdict(pages: list[dict[str, Any]]) -> dict[str, str | None]:
    """What the pages of a look amount to: its outcome, its completeness and the first error.

    A page that another one still names but that is gone is a closed posting, not a failure.
    """
    read = ("ok", "unchanged")
    if not pages:
        error = "the boards file gives no address to ask: fill in `url`"
        return {"outcome": "not_found", "completeness": "incomplete", "error": error}
    failed = [page for n, page in enumerate(pages) if page["outcome"] not in (read if n == 0 else (*read, "not_found"))]
    if failed:
        gone = len(pages) == 1 and failed[0]["outcome"] == "not_found"
        return {
            "outcome": failed[0]["outcome"],
            "completeness": "gone" if gone else "incomplete",
            "error": failed[0]["error"],
        }
    if unread := _unreadable(pages):
        return {"outcome": "bad_shape", "completeness": "incomplete", "error": unread}
    if all(page["outcome"] in ("unchanged", "not_found") for page in pages):
        return {"outcome": "unchanged", "completeness": "complete", "error": None}
    if not any(page["items"] or page["rejects"] for page in pages):
        return {"outcome": "empty", "completeness": "complete", "error": "the board lists nothing"}
    return {"outcome": "ok", "completeness": "complete", "error": None}


def _unreadable(pages: list[dict[str, Any]]) -> str | None:
    """Why a board counts as broken though its pages could be had: most of its records lack what every posting has."""
    broken = [each["rule"] for page in pages for each in page["rejects"] if each["rule"].startswith(BROKEN_RULES)]
    listed = sum(len(page["items"]) + len(page["rejects"]) for page in pages)
    if len(broken) < FEW_BROKEN or 2 * len(broken) <= listed:
        return None
    return f"{len(broken)} of {listed} records cannot be read: {', '.join(sorted(set(broken)))}"[:MAX_ERROR]


async def look_at_boards(network: Asking, source: Source, boards: list[Board], *, archive: Archive, run_id: str,
                         known: KnownBoards, manners: Manners, secret: Secret | None = None,
                         clock: Callable[[Board], dt.datetime], digest: Digest, on_look: Callable[[Look], None],
                         again: bool = False) -> None:  # fmt: skip
    """Look at every board of a source and archive what was seen; one broken board leaves the others alone.

    known: the pages of these boards as last loaded, by board and address (what an unchanged answer repeats);
        asked for some boards at a time, so that memory does not grow with their number
    secret: the source's key, where it needs one
    clock: the time at which a board is looked at
    again: read what did not change too, because the parser did
    """
    shelf = Shelf(archive, run_id, source.name)
    gate = asyncio.Semaphore(manners.boards_at_once)
    ahead = BOARDS_AHEAD * manners.boards_at_once

    async def one(board: Board, before: KnownPages) -> Look:
        async with gate:
            return await look(network, source, board, run_id=run_id, known=before, manners=manners, secret=secret,
                              clock=lambda: clock(board), digest=digest, again=again)  # fmt: skip

    async def keep(task: asyncio.Task[Look]) -> None:
        seen = await task
        shelf.add(seen.row, responses=seen.responses, rows=seen.rows)
        if shelf.is_full:
            await asyncio.to_thread(shelf.flush)
        on_look(seen)

    async with asyncio.TaskGroup() as tasks:
        running: deque[asyncio.Task[Look]] = deque()
        for board, before in _with_known(boards, known, ahead):
            running.append(tasks.create_task(one(board, before)))
            if len(running) >= ahead:
                await keep(running.popleft())
        while running:
            await keep(running.popleft())
    await asyncio.to_thread(shelf.flush)


def _with_known(boards: list[Board], known: KnownBoards, at_once: int) -> Iterator[tuple[Board, KnownPages]]:
    for start in range(0, len(boards), at_once):
        part = boards[start : start + at_once]
        before = known([board.board for board in part])
        for board in part:
            yield board, before.get(board.board, {})


def _page(fetch_id: str, url: str, answer: Answer, at: dt.datetime) -> dict[str, Any]:
    return {"fetch_id": fetch_id, "url": url, "http_status": answer.http_status, "etag": answer.etag,
            "last_modified": answer.last_modified, "body_sha256": None, "bytes": None, "fetched_at": at,
            "outcome": answer.outcome, "error": answer.error, "follow": [], "items": [], "rejects": [],
            "tries": list(answer.tries)}  # fmt: skip


def _reject(reject: Any) -> dict[str, str]:
    return {"native_id": reject.native_id, "rule": reject.rule, "value": reject.value}


def _shape(request: Request, body: bytes) -> str:
    """Which way a body is not what was asked for: another format altogether, or the right one gone wrong."""
    looks_like_markup = body.lstrip()[:1] == b"<"
    expects_markup = request.accept != "application/json"
    return "bad_shape" if looks_like_markup == expects_markup else NOT_SHAPE[request.accept]
