"""The only network code: polite, conditional, bounded. Saves what a site says before anything understands it.

One request at a time per host, with a pause that is the larger of the source's own, the site's `Crawl-delay` and
ours; robots.txt as RFC 9309 has it (4xx allows, 5xx and silence refuse); retries with `Retry-After`; a deadline over
the whole exchange, since the library's time-outs are per operation; own decoding of the body (see `decode.py`).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import hashlib
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx
import polars as pl
import stamina
from msgspec.structs import replace
from protego import Protego

from .archive import Archive, Shelf
from .contract import BadPage, Board, Page, Request, Source, asked
from .decode import Decoder, TooLarge, Truncated
from .details import Details
from .read import Reading

RETRY_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
STATUS_OUTCOME = {401: "refused", 403: "refused", 404: "not_found", 410: "not_found", 429: "rate_limited"}
NOT_SHAPE = {"application/json": "not_json", "text/html": "not_html", "application/xml": "not_xml"}
MAX_PAGES = 5_000
MAX_REDIRECTS = 5
MAX_ERROR = 300

KnownPages = Mapping[str, Mapping[str, Any]]
Digest = Callable[[str, Page], Awaitable[tuple[Reading, list[Request]]]]


@dataclass(frozen=True)
class Manners:
    """How we behave towards other people's servers, and what we refuse to take from them."""

    user_agent: str
    pause_seconds: float | None = None  # None: the source's own; 0 only towards a server of ours
    attempts: int = 4
    deadline_seconds: float = 120.0
    connect_seconds: float = 15.0
    longest_wait_seconds: float = 120.0
    max_bytes: int = 64 << 20
    boards_at_once: int = 8
    connect_to: str | None = None  # every request goes to this address instead, its Host header unchanged


class Answer(NamedTuple):
    """What came of one request; `body` only where there is one to read."""

    outcome: str
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    body: bytes | None = None
    error: str | None = None


class Look(NamedTuple):
    """What came of one board: its `Observation` row, and what the archive keeps beside it."""

    row: dict[str, Any]
    responses: list[dict[str, Any]]
    rows: list[pl.DataFrame]
    drift: dict[str, str]


class Failure(Exception):
    """A request that did not end in a body; `wait` is what the server asked for, in seconds."""

    def __init__(self, answer: Answer, *, retry: bool, wait: float | None = None) -> None:
        super().__init__(answer.error)
        self.answer, self.retry, self.wait = answer, retry, wait


class _Rerouted(httpx.AsyncBaseTransport):
    """Sends every request to one address while its Host header keeps saying where it was meant for."""

    def __init__(self, address: str) -> None:
        self._to, self._inner = httpx.URL(address), httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme=self._to.scheme, host=self._to.host, port=self._to.port)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


class Network:
    """All requests of one run: one client, one pace and one robots.txt per host."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        transport = _Rerouted(manners.connect_to) if manners.connect_to else None
        self._client = httpx.AsyncClient(
            headers={"User-Agent": manners.user_agent, "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(manners.deadline_seconds, connect=manners.connect_seconds),
            transport=transport,
            trust_env=False,
            follow_redirects=False,
        )
        self._locks: dict[str, asyncio.Lock] = {}
        self._free_at: dict[str, float] = {}
        self._robots: dict[str, asyncio.Task[Protego | None]] = {}

    async def __aenter__(self) -> Network:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def get(self, request: Request, *, pause: float, known: Mapping[str, Any] | None = None) -> Answer:
        """One request with all its retries and redirects; never raises for what a server does."""
        url, hops = request.url, 0
        while True:
            answer = await self._get_once(request, url, pause, known)
            if answer.outcome != "redirect":
                return answer
            target = str(httpx.URL(url).join(answer.error or ""))
            hops += 1
            if hops > MAX_REDIRECTS or urlsplit(target).hostname != urlsplit(url).hostname:
                return Answer("not_found", answer.http_status, error=f"{url}: moved away, to {target}")
            url = target

    async def _get_once(self, request: Request, url: str, pause: float, known: Mapping[str, Any] | None) -> Answer:
        robots = await self._rules(url, pause)
        if robots is None or not robots.can_fetch(url, self._manners.user_agent):
            reason = "robots.txt could not be read" if robots is None else "robots.txt forbids it"
            return Answer("robots_denied", error=f"{url}: {reason}")
        delay = robots.crawl_delay(self._manners.user_agent)
        pause = max(pause, delay or 0.0) if pause else 0.0
        return await self._patiently(replace(request, url=url), pause, known)

    async def _patiently(self, request: Request, pause: float, known: Mapping[str, Any] | None) -> Answer:
        def wait_or_give_up(error: Exception) -> bool | float:
            if not isinstance(error, Failure) or not error.retry:
                return False
            return True if error.wait is None else error.wait

        try:
            async for attempt in stamina.retry_context(
                on=wait_or_give_up,
                attempts=self._manners.attempts,
                timeout=None,
                wait_initial=0.5 if pause else 0.01,
                wait_max=30.0 if pause else 0.05,
            ):
                with attempt:
                    return await self._exchange(request, pause, known)
        except Failure as failure:
            return failure.answer
        raise AssertionError("a retried request either returns or raises")

    async def _exchange(self, request: Request, pause: float, known: Mapping[str, Any] | None) -> Answer:
        url, headers = request.url, {"Accept": request.accept}
        if request.post:
            headers["Content-Type"] = "application/json"
        if known and known.get("etag"):
            headers["If-None-Match"] = known["etag"]
        if known and known.get("last_modified"):
            headers["If-Modified-Since"] = known["last_modified"]
        await self._turn(url, pause)
        try:
            async with asyncio.timeout(self._manners.deadline_seconds):
                method, content = ("POST", request.post) if request.post else ("GET", None)
                async with self._client.stream(method, url, headers=headers, content=content) as response:
                    return await self._answer(url, response)
        except TimeoutError as error:
            message = f"{url}: no whole answer within {self._manners.deadline_seconds:g} s"
            raise Failure(Answer("timeout", error=message), retry=True) from error
        except httpx.TimeoutException as error:
            raise Failure(Answer("timeout", error=f"{url}: {type(error).__name__}"), retry=True) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            outcome = "truncated" if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError) else "unreachable"
            message = f"{url}: {type(error).__name__}: {error}"[:MAX_ERROR]
            raise Failure(Answer(outcome, error=message), retry=True) from error

    async def _answer(self, url: str, response: httpx.Response) -> Answer:
        status = response.status_code
        etag, modified = response.headers.get("etag"), response.headers.get("last-modified")
        if status == 304:
            return Answer("unchanged", status, etag, modified)
        if 300 <= status < 400:
            return Answer("redirect", status, error=response.headers.get("location", ""))
        if status != 200:
            outcome = STATUS_OUTCOME.get(status, "server_error" if status >= 500 else "refused")
            wait = _retry_after(response.headers.get("retry-after"), self._manners.longest_wait_seconds)
            answer = Answer(outcome, status, error=f"{url}: HTTP {status}")
            raise Failure(answer, retry=status in RETRY_STATUS, wait=wait)
        try:
            decoder = Decoder(response.headers.get("content-encoding"), limit=self._manners.max_bytes)
            async for chunk in response.aiter_raw():
                decoder.feed(chunk)
            return Answer("ok", status, etag, modified, decoder.finish())
        except TooLarge as error:
            raise Failure(Answer("too_large", status, error=f"{url}: {error}"), retry=False) from error
        except Truncated as error:
            raise Failure(Answer("truncated", status, error=f"{url}: {error}"), retry=True) from error

    async def _turn(self, url: str, pause: float) -> None:
        """Wait until this host may be asked again; whoever waits first asks first."""
        if not pause:
            return
        host = urlsplit(url).netloc
        async with self._locks.setdefault(host, asyncio.Lock()):
            await asyncio.sleep(max(0.0, self._free_at.get(host, 0.0) - time.monotonic()))
            self._free_at[host] = time.monotonic() + pause

    async def _rules(self, url: str, pause: float) -> Protego | None:
        """The host's robots.txt, asked for once a run; None where it must be taken as a refusal."""
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._robots:
            self._robots[host] = asyncio.create_task(self._read_rules(f"{host}/robots.txt", pause))
        return await self._robots[host]

    async def _read_rules(self, url: str, pause: float) -> Protego | None:
        answer = await self._patiently(Request(url, "text/html"), pause, None)
        if answer.outcome == "ok" and answer.body is not None:
            return Protego.parse(answer.body.decode("utf-8", "replace"))
        refused = answer.http_status is not None and answer.http_status < 500 and answer.http_status != 429
        return Protego.parse("") if refused else None


async def look(network: Network, source: Source, board: Board, *, run_id: str, known: KnownPages, manners: Manners,
               clock: Callable[[], dt.datetime], digest: Digest) -> Look:  # fmt: skip
    """Look at one board: all its pages, each asked for once, read where it changed."""
    started = clock()
    pause = source.pause_seconds if manners.pause_seconds is None else manners.pause_seconds
    queue, seen, details = deque(source.requests(board)), set[str](), Details(known)
    pages: list[dict[str, Any]] = []
    responses: list[dict[str, Any]] = []
    rows: list[pl.DataFrame] = []
    drift: dict[str, str] = {}
    while queue and len(seen) < MAX_PAGES:
        request = queue.popleft()
        if request.url in seen:
            continue
        seen.add(request.url)
        before = None if request.listing else known.get(request.url)
        answer = await network.get(request, pause=pause, known=before)
        page = _page(f"{run_id}/{source.name}/{board.board}/{len(pages)}", request.url, answer, clock())
        pages.append(page)
        if answer.body is not None:
            page["bytes"], page["body_sha256"] = len(answer.body), hashlib.sha256(answer.body).hexdigest()
        if before and (answer.outcome == "unchanged" or page["body_sha256"] == before["body_sha256"]):
            validators = {key: page[key] or before[key] for key in ("etag", "last_modified")}
            repeated = {key: before[key] for key in ("body_sha256", "bytes", "follow", "items", "rejects")}
            page.update(repeated, **validators, outcome="unchanged")
            queue.extend(details.worth(asked(line) for line in before["follow"]))
        elif answer.body is not None:
            listings = (request.listing,) if request.listing else ()
            body = Page(source.name, board.board, request.url, answer.body, page["fetched_at"], listings)
            responses.append({**{k: page[k] for k in ("url", "fetched_at", "body_sha256")}, "body": answer.body,
                              "source": source.name, "board": board.board})  # fmt: skip
            try:
                reading, follow = await digest(source.name, body)
            except BadPage as error:
                page.update(outcome=_shape(request, answer.body), error=f"{request.url}: {error}"[:MAX_ERROR])
                continue
            page.update(
                items=reading.items,
                rejects=[_reject(r) for r in reading.rejects],
                follow=[f.line() for f in follow],
            )
            rows.append(reading.rows)
            drift |= reading.drift
            queue.extend(details.worth(follow))
        elif answer.outcome == "unchanged":
            page.update(outcome="bad_shape", error=f"{request.url}: HTTP 304 to a question without validators")
    rows = details.complete(pages, rows)
    told = verdict([page for page in pages if not details.is_detail(page["url"])], known)
    if told["error"] is None:
        told |= details.failure(pages) or {}
    row = {"run_id": run_id, "source": source.name, "board": board.board, "observed_at": started,
           "shows_closing": source.shows_closing, "pages": pages, **told}  # fmt: skip
    return Look(row, responses, rows, drift)


def verdict(pages: list[dict[str, Any]], known: KnownPages) -> dict[str, str | None]:
    """What the pages of a look amount to: its outcome, its completeness and the first error.

    An empty answer from a board that listed postings before is suspect: it closes nothing. A page that another one
    still names but that is gone is a closed posting, not a failure.
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
    if all(page["outcome"] in ("unchanged", "not_found") for page in pages):
        return {"outcome": "unchanged", "completeness": "complete", "error": None}
    if not any(page["items"] or page["rejects"] for page in pages):
        had = sum(len(page["items"]) for page in known.values())
        error = f"the board lists nothing, where it listed {had} before" if had else "the board lists nothing"
        return {"outcome": "empty", "completeness": "suspect" if had else "complete", "error": error}
    return {"outcome": "ok", "completeness": "complete", "error": None}


async def fetch_source(source: Source, boards: list[Board], *, archive: Archive, run_id: str,
                       known: Mapping[str, KnownPages], manners: Manners, clock: Callable[[], dt.datetime],
                       digest: Digest, on_look: Callable[[Look], None]) -> None:  # fmt: skip
    """Look at every board of a source and archive what was seen; one broken board leaves the others alone.

    known: the pages of each board as last loaded, by address (what an unchanged answer repeats)
    """
    shelf = Shelf(archive, run_id, source.name)
    gate = asyncio.Semaphore(manners.boards_at_once)

    async def one(board: Board) -> Look:
        async with gate:
            return await look(network, source, board, run_id=run_id, known=known.get(board.board, {}),
                              manners=manners, clock=clock, digest=digest)  # fmt: skip

    async with Network(manners) as network:
        for start in range(0, len(boards), 4 * manners.boards_at_once):
            part = boards[start : start + 4 * manners.boards_at_once]
            for seen in await asyncio.gather(*(one(board) for board in part)):
                shelf.add(seen.row, responses=seen.responses, rows=seen.rows)
                on_look(seen)
    shelf.flush()


def _page(fetch_id: str, url: str, answer: Answer, at: dt.datetime) -> dict[str, Any]:
    return {"fetch_id": fetch_id, "url": url, "http_status": answer.http_status, "etag": answer.etag,
            "last_modified": answer.last_modified, "body_sha256": None, "bytes": None, "fetched_at": at,
            "outcome": answer.outcome, "error": answer.error, "follow": [], "items": [], "rejects": []}  # fmt: skip


def _reject(reject: Any) -> dict[str, str]:
    return {"native_id": reject.native_id, "rule": reject.rule, "value": reject.value}


def _shape(request: Request, body: bytes) -> str:
    """Which way a body is not what was asked for: another format altogether, or the right one gone wrong."""
    looks_like_markup = body.lstrip()[:1] == b"<"
    expects_markup = request.accept != "application/json"
    return "bad_shape" if looks_like_markup == expects_markup else NOT_SHAPE[request.accept]


def _retry_after(header: str | None, longest: float) -> float | None:
    """Seconds that `Retry-After` asks for, in either form, within 0 and `longest`; None where it says nothing."""
    if not header:
        return None
    if header.strip().isdigit():
        return min(float(header), longest)
    try:
        until = email.utils.parsedate_to_datetime(header)
    except ValueError:
        return None
    return min(max(0.0, until.timestamp() - time.time()), longest)
