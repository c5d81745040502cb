"""The sample market on the loopback address, as the sites themselves would serve it.

Requests are told apart by their Host header: boards-api.greenhouse.io, api.lever.co, api.eu.lever.co,
api.ashbyhq.com, hn.algolia.com, hacker-news.firebaseio.com, careers.<employer>.example, and those of `formats/`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import parse_qs, unquote, urlsplit

from .market import Market
from .sites import Answer, Sites

REASON = {
    200: "OK",
    304: "Not Modified",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    410: "Gone",
}
GZIP_OVER = 4_096
GZIP_HOSTS = ("api.lever.co", "api.eu.lever.co")


@contextmanager
def serve(market: Market, as_of: dt.date, faults: Mapping[str, str] | None = None) -> Iterator[str]:
    """Serve what can be seen on a day, for as long as the block lasts; gives the base address.

    faults: `source:board` -> `not_found`, `html`, `truncated`, `empty` or `no_title`

    Raises:
        ValueError: there is no such fault.
    """
    sites = Sites(market, as_of, faults or {})
    loop = asyncio.new_event_loop()
    started: list[asyncio.Server] = []
    ready = threading.Event()

    async def open_() -> None:
        started.append(await asyncio.start_server(lambda r, w: _converse(sites, r, w), "127.0.0.1", 0))
        ready.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(open_())
        loop.run_forever()
        loop.run_until_complete(_close(started[0]))
        loop.close()

    thread = threading.Thread(target=run, name="sample-market", daemon=True)
    thread.start()
    ready.wait()
    try:
        yield f"http://127.0.0.1:{started[0].sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _close(server: asyncio.Server) -> None:
    server.close()
    open_ = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in open_:
        task.cancel()
    await asyncio.gather(*open_, return_exceptions=True)


async def _converse(sites: Sites, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of one connection until it is closed."""
    try:
        while True:
            try:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            first, *rest = head.split("\r\n")
            headers = {
                name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in rest if line)
            }
            method, target, *_ = [*first.split(" "), "", ""]
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            answer = _answer(sites, method, target, headers, body)
            writer.write(_raw(answer, headers, with_body=method != "HEAD"))
            await writer.drain()
            if answer.breaks_off or headers.get("connection", "").lower() == "close":
                return
    except (asyncio.CancelledError, ConnectionError):
        return
    finally:
        writer.close()


def _answer(sites: Sites, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
    if method not in ("GET", "HEAD", "POST"):
        return Answer(405, b"", "text/plain")
    parts = urlsplit(target)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    host = headers.get("host", "").split(":")[0].lower()
    return sites.answer(host, unquote(parts.path), query, headers, body if method == "POST" else None)


def _raw(answer: Answer, headers: Mapping[str, str], *, with_body: bool) -> bytes:
    body, extra = answer.body, ""
    host = headers.get("host", "").split(":")[0]
    if (
        host in GZIP_HOSTS
        and "gzip" in headers.get("accept-encoding", "")
        and len(body) > GZIP_OVER
        and not answer.breaks_off
    ):
        body, extra = gzip.compress(body, 1, mtime=0), "Content-Encoding: gzip\r\n"
    if answer.etag:
        extra += f"ETag: {answer.etag}\r\n"
    length = len(body) + (1000 if answer.breaks_off else 0)
    head = (
        f"HTTP/1.1 {answer.status} {REASON.get(answer.status, 'Unknown')}\r\n"
        f"Content-Type: {answer.content_type}\r\nContent-Length: {length}\r\n{extra}\r\n"
    ).encode("latin-1")
    return head + (body if with_body and answer.status != 304 else b"")
