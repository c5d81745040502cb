"""What came of one question: its outcome, the body where there is one to read, and whether to ask again."""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import re
import ssl
from typing import Any, NamedTuple

import httpcore
import httpx

from .connect import BlockedAddress, UnknownHost
from .decode import Decoder, TooLarge, Truncated

RETRY_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504, 522, 524})
STATUS_OUTCOME = {401: "refused", 403: "refused", 404: "not_found", 410: "not_found", 429: "rate_limited"}
MAX_ERROR = 300
LEAST_BYTES_A_SECOND = 1_000
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


class Answer(NamedTuple):
    """What came of one question; `body` only where there is one to read.

    tries: every request sent for it, robots.txt and redirects included; rows of `contract.TRY`
    """

    outcome: str
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    body: bytes | None = None
    charset: str | None = None
    error: str | None = None
    tries: tuple[dict[str, Any], ...] = ()


class Reply(NamedTuple):
    """What came of one request: may it be asked again, what wait was asked for, where it points to."""

    answer: Answer
    retry: bool = False
    wait: float | None = None
    target: str = ""


class _TooSlow(Exception):
    """A body that only drips."""


async def read(
    response: httpcore.Response,
    url: httpx.URL,
    *,
    is_post: bool,
    max_bytes: int,
    slow_after_seconds: float,
    now: dt.datetime,
) -> Reply:
    """What a server answers, its body too where there is one to read.

    max_bytes: of the decoded body
    slow_after_seconds: from then on a body must have come at 1,000 bytes a second
    now: for a `Retry-After` that names a time
    """
    status = response.status
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    etag, modified = headers.get("etag"), headers.get("last-modified")
    if status == 304:
        return Reply(Answer("unchanged", status, etag, modified))
    if 300 <= status < 400 and not (status == 303 and is_post):
        return Reply(Answer("redirect", status), target=headers.get("location", ""))
    if status == 200:
        kind = CHARSET.search(headers.get("content-type", ""))
        whole = Answer("ok", status, etag, modified, None, kind[1].lower() if kind else None)
        return await _whole(response, url, whole, headers.get("content-encoding"), max_bytes, slow_after_seconds)
    outcome = STATUS_OUTCOME.get(status, "server_error" if status >= 500 or status == 303 else "refused")
    answer = Answer(outcome, status, error=f"{url}: HTTP {status}")
    retry = status in RETRY_STATUS or status == 303
    return Reply(answer, retry, retry_after(headers.get("retry-after"), now) if retry else None)


async def _whole(
    response: httpcore.Response,
    url: httpx.URL,
    answer: Answer,
    encoding: str | None,
    max_bytes: int,
    slow_after_seconds: float,
) -> Reply:
    """The answer with its body, or why it has none."""
    try:
        body = await _body(response, Decoder(encoding, limit=max_bytes), slow_after_seconds)
    except _TooSlow as error:
        return _failed("timeout", f"{url}: {error}", response.status)
    except TooLarge as error:
        return Reply(answer._replace(outcome="too_large", body=error.beginning, error=f"{url}: {error}"))
    except Truncated as error:
        return _failed("truncated", f"{url}: {error}", response.status)
    return Reply(answer._replace(body=body))


def broken(url: httpx.URL, error: Exception) -> Reply:
    """What an exchange that broke off amounts to, and whether it may be tried again."""
    message = f"{url}: {type(error).__name__}: {error}"
    if isinstance(error, TimeoutError | httpcore.TimeoutException):
        return _failed("timeout", f"{url}: no answer in time ({type(error).__name__})")
    if isinstance(error, BlockedAddress):
        return _failed("blocked_address", message)._replace(retry=False)
    if isinstance(error, UnknownHost):
        return _failed("unreachable", message)._replace(retry=False)
    if isinstance(error, httpcore.ConnectError):
        causes = [each for each in (error.__cause__, error.__context__) if isinstance(each, ssl.SSLError)]
        if any(not isinstance(each, ssl.SSLEOFError) for each in causes):  # an end in the middle may pass
            return _failed("bad_certificate", message)._replace(retry=False)
        return _failed("unreachable", message)
    is_cut = isinstance(error, httpcore.RemoteProtocolError | httpcore.ReadError)
    return _failed("truncated" if is_cut else "unreachable", message)


def _failed(outcome: str, message: str, status: int | None = None) -> Reply:
    """A failure that may pass."""
    return Reply(Answer(outcome, status, error=message[:MAX_ERROR]), retry=True)


def retry_after(header: str | None, now: dt.datetime) -> float | None:
    """Seconds that `Retry-After` asks for, in either form, 0 at least; None where it says nothing.

    >>> retry_after("120", dt.datetime.now(dt.UTC)), retry_after("soon", dt.datetime.now(dt.UTC))
    (120.0, None)
    """
    if not header:
        return None
    text = header.strip()
    if re.fullmatch(r"[+-]?\d{1,12}(?:\.\d+)?", text):
        return max(0.0, float(text))
    try:
        until = email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # the latter of a zone of twenty digits
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or dt.UTC) - now).total_seconds())


async def _body(response: httpcore.Response, decoder: Decoder, slow_after_seconds: float) -> bytes:
    """The whole body, decoded.

    Raises:
        TooLarge, Truncated: see `decode.Decoder`.
        _TooSlow: it only drips.
    """
    loop = asyncio.get_running_loop()
    began = loop.time()
    async for chunk in response.aiter_stream():
        decoder.feed(chunk)
        took = loop.time() - began
        if took > slow_after_seconds and decoder.taken < LEAST_BYTES_A_SECOND * took:
            raise _TooSlow(f"only {decoder.taken} bytes in {took:.0f} s")
    if _came_with_more(response):
        await response.extensions["network_stream"].aclose()
    return decoder.finish()


def _came_with_more(response: httpcore.Response) -> bool:
    """Whether bytes followed the answer in one go; the pool would take them as the answer to the next question.

    httpcore says so nowhere in the open; what comes later makes the socket readable, which it does look at.
    """
    if "network_stream" not in response.extensions:
        return False
    connection = response.stream._stream._connection  # type: ignore[union-attr]
    return bool(connection._h11_state.trailing_data[0])
