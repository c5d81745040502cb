"""Asking: one question to one site, politely and bounded. With `connect.py` and `answers.py` the only network code.

Every question is allowed by robots.txt, takes its host's turn (`pace.py`), is asked conditionally where the answer is
known, has a deadline over the whole exchange and a limit to what it takes, and is asked again only after failures that
may pass. Everything that went over the wire is kept with its times, so that our manners can be checked afterwards.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag

import httpcore
import httpx

from . import answers, robots
from .answers import MAX_ERROR, Answer, Reply
from .connect import Rerouted, Vetted, is_address
from .contract import Request, Secret
from .pace import Host, Pace

HOST_FAILURES = frozenset({"timeout", "unreachable", "server_error", "rate_limited"})
MAX_REDIRECTS = 5


@dataclass(frozen=True)
class Manners:
    """How we behave towards other people's servers, and what we refuse to take from them."""

    user_agent: str
    pause_seconds: float | None = None  # None: the source's own; 0 only towards a server of ours
    attempts: int = 4
    deadline_seconds: float = 300.0
    connect_seconds: float = 15.0
    idle_seconds: float = 60.0
    slow_after_seconds: float = 20.0  # from then on a body must have come at 1,000 bytes a second
    longest_wait_seconds: float = 900.0
    max_bytes: int = 64 << 20
    boards_at_once: int = 8
    connect_to: str | None = None  # every request goes to this address instead, its Host header unchanged
    seed: str = ""  # of the random waits


@dataclass
class _Question:
    """One request to be sent, with all that decides how."""

    request: Request
    url: httpx.URL
    host: Host
    pause: float
    verdict: str
    known: Mapping[str, Any] | None
    secret: Secret | None
    max_bytes: int
    tries: list[dict[str, Any]] = field(default_factory=list)


class Network:
    """All questions of one run: one pool of connections, one pace and one robots.txt per host."""

    def __init__(
        self,
        manners: Manners,
        *,
        backend: httpcore.AsyncNetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._manners, self._agent = manners, manners.user_agent.partition("/")[0].split(" ")[0]
        to = httpx.URL(manners.connect_to) if manners.connect_to else None
        backend = backend or (Rerouted(to.host, to.port or 80) if to else Vetted())
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls or httpx.create_ssl_context(trust_env=False),
            max_connections=100,
            max_keepalive_connections=50,
            keepalive_expiry=30.0,
            network_backend=backend,
        )
        self._pace = Pace(manners.seed)
        self._robots: dict[str, asyncio.Task[tuple[robots.Rules, list[dict[str, Any]]]]] = {}
        self._began = clock(), asyncio.get_running_loop().time()

    async def __aenter__(self) -> Network:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pool.aclose()

    async def get(
        self, request: Request, *, pause: float, known: Mapping[str, Any] | None = None, secret: Secret | None = None
    ) -> Answer:
        """One question with all its retries and redirects; never raises for what a server does.

        pause: least seconds between two requests to the host
        known: validators of what is known already, `etag` and `last_modified`
        secret: the source's key, sent to its own host only and kept nowhere
        """
        tries: list[dict[str, Any]] = []
        answer = await self._follow(request, pause, known, secret, tries)
        return answer._replace(body=answer.body if answer.outcome == "ok" else None, tries=tuple(tries))

    async def _follow(
        self,
        request: Request,
        pause: float,
        known: Mapping[str, Any] | None,
        secret: Secret | None,
        tries: list[dict[str, Any]],
    ) -> Answer:
        url = _address(request.url)
        if isinstance(url, Answer):
            return url
        for _ in range(MAX_REDIRECTS + 1):
            rules, asked = await self._rules(url, pause)
            tries += asked
            verdict = rules.verdict(str(url), self._agent)
            if verdict in robots.REFUSED:
                return Answer("robots_denied", error=f"{url}: {robots.REFUSED[verdict]}"[:MAX_ERROR])
            least = max(pause, rules.delay(self._agent)) if pause else 0.0
            question = _Question(
                request, url, self._host(url), least, verdict, known, secret, self._manners.max_bytes, tries
            )
            reply = await self._patiently(question)
            if reply.answer.outcome != "redirect":
                return reply.answer
            target = _address(reply.target, url)
            if isinstance(target, Answer):
                return target._replace(error=f"{url}: sends us to {target.error}"[:MAX_ERROR])
            if target.host != url.host or (url.scheme, target.scheme) == ("https", "http"):
                return Answer(
                    "blocked_address" if is_address(target.host) else "not_found",
                    reply.answer.http_status,
                    error=f"{url}: moved away, to {target}"[:MAX_ERROR],
                )
            url = target
        return Answer("redirect_loop", error=f"{request.url}: more than {MAX_REDIRECTS} redirects"[:MAX_ERROR])

    # ---- one question, again and again

    async def _patiently(self, question: _Question) -> Reply:
        """Ask until there is an answer, or until asking again would be no use or no good manners."""
        for tried in itertools.count(1):
            reply = await self._once(question)
            if not reply.retry or tried >= self._manners.attempts or not question.host.may_retry():
                return reply
            if reply.wait is None:
                await asyncio.sleep(question.host.backoff(tried, first=1.0 if question.pause else 0.01))
        raise AssertionError("counting ends")  # pragma: no cover

    async def _once(self, question: _Question) -> Reply:
        host = question.host
        async with host.turn(question.pause):
            if host.rests:
                message = f"{question.url.host} failed or asked for rest; nothing is asked of it for now"
                return Reply(Answer("host_resting", error=message))
            started = self._now()
            reply = await self._exchange(question)
            host.note(failed=reply.answer.outcome in HOST_FAILURES)
            question.tries.append({
                "url": str(question.url), "host": _netloc(question.url), "started_at": started,
                "finished_at": self._now(), "pause_seconds": question.pause, "robots": question.verdict,
                "http_status": reply.answer.http_status, "outcome": reply.answer.outcome,
                "retry_after_seconds": reply.wait,
            })  # fmt: skip
            if reply.wait is None:
                return reply
            if reply.wait > self._manners.longest_wait_seconds:
                host.rest(reply.wait)
                error = f"{reply.answer.error}; it asks for a wait of {reply.wait:,.0f} s, which is too long for a run"
                return reply._replace(answer=reply.answer._replace(error=error), retry=False)
            host.hold(reply.wait)
            return reply

    async def _exchange(self, question: _Question) -> Reply:
        """Send one request and read its answer, whatever happens."""
        request, url, manners = question.request, question.url, self._manners
        headers = {"User-Agent": manners.user_agent, "Accept": request.accept, "Accept-Encoding": "gzip"}
        if request.post:
            headers["Content-Type"] = "application/json"
        if question.known and question.known.get("etag"):
            headers["If-None-Match"] = question.known["etag"]
        if question.known and question.known.get("last_modified"):
            headers["If-Modified-Since"] = question.known["last_modified"]
        if (secret := question.secret) and (url.scheme, url.host, url.port) == ("https", secret.host, None):
            headers[secret.header] = secret.value
        timeouts = {"connect": manners.connect_seconds, "read": manners.idle_seconds, "write": manners.idle_seconds,
                    "pool": manners.deadline_seconds}  # fmt: skip
        try:
            async with (
                asyncio.timeout(manners.deadline_seconds),
                self._pool.stream(
                    "POST" if request.post else "GET",
                    httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=list(headers.items()),
                    content=request.post.encode() or None,
                    extensions={"timeout": timeouts},
                ) as response,
            ):
                return await answers.read(
                    response, url, is_post=bool(request.post), max_bytes=question.max_bytes,
                    slow_after_seconds=manners.slow_after_seconds, now=self._now(),
                )  # fmt: skip
        except (TimeoutError, httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            return answers.broken(url, error)

    # ---- robots.txt

    async def _rules(self, url: httpx.URL, pause: float) -> tuple[robots.Rules, list[dict[str, Any]]]:
        """The site's rules, asked for once a run, and the requests that it took whoever asked first."""
        site = f"{url.scheme}://{_netloc(url)}"
        if site in self._robots:
            return (await self._robots[site])[0], []
        self._robots[site] = asyncio.create_task(self._read_rules(site, pause))
        return await self._robots[site]

    async def _read_rules(self, site: str, pause: float) -> tuple[robots.Rules, list[dict[str, Any]]]:
        tries: list[dict[str, Any]] = []
        url, outcome = httpx.URL(f"{site}/robots.txt"), "redirect_loop"
        for _ in range(MAX_REDIRECTS + 1):
            request = Request(str(url), "text/html")
            question = _Question(request, url, self._host(url), pause, "robots", None, None, robots.LONGEST, tries)
            reply = await self._patiently(question)
            if reply.answer.outcome != "redirect":
                return robots.rules(reply.answer.outcome, reply.answer.http_status, reply.answer.body), tries
            target = _address(reply.target, url)
            if isinstance(target, Answer):
                return robots.rules(target.outcome, None, None), tries
            url = target
        return robots.rules(outcome, None, None), tries

    def _host(self, url: httpx.URL) -> Host:
        return self._pace.host(_netloc(url))

    def _now(self) -> dt.datetime:
        """The time now, UTC: never backwards within a run."""
        at, then = self._began
        return at + dt.timedelta(seconds=asyncio.get_running_loop().time() - then)


def _address(url: str, base: httpx.URL | None = None) -> httpx.URL | Answer:
    """An address that may be asked, without its mark; or why not."""
    try:
        parsed = httpx.URL(urldefrag(url).url)
        parsed = base.join(parsed) if base else parsed
    except (httpx.InvalidURL, ValueError) as error:
        return Answer("blocked_address", error=f"{url[:200]!r} is not an address: {error}"[:MAX_ERROR])
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.userinfo:
        return Answer("blocked_address", error=f"{url[:200]!r} is not the address of a public site")
    return parsed


def _netloc(url: httpx.URL) -> str:
    return url.netloc.decode("ascii")
