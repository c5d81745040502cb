"""What each site answers on one day: boards, pages, sitemaps, threads and robots.txt."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any
from zlib import crc32

import msgspec
import numpy as np

from .ads import Ad
from .formats import (
    ashby,
    bamboohr,
    breezy,
    comeet,
    eightfold,
    greenhouse,
    lever,
    oracle,
    personio,
    pinpoint,
    recruitee,
    rippling,
    smartrecruiters,
    teamtailor,
    workable,
    workday,
)
from .formats.fields import url
from .formats.site import HTML, JSON, TEXT, XML, Asked, Format, Shown, whole
from .market import Market
from .pages import career_page
from .threads import Threads
from .words import dice

FAULTS = ("not_found", "html", "truncated", "empty", "no_title")
FORMATS: dict[str, Format] = {
    "bamboohr": bamboohr.FORMAT,
    "breezy": breezy.FORMAT,
    "comeet": comeet.FORMAT,
    "eightfold": eightfold.FORMAT,
    "oracle": oracle.FORMAT,
    "personio": personio.FORMAT,
    "pinpoint": pinpoint.FORMAT,
    "recruitee": recruitee.FORMAT,
    "rippling": rippling.FORMAT,
    "smartrecruiters": smartrecruiters.FORMAT,
    "teamtailor": teamtailor.FORMAT,
    "workable": workable.FORMAT,
    "workday": workday.FORMAT,
}
CACHE_BYTES = 48 << 20
ROBOTS = "User-agent: *\nDisallow: /admin\n"
LEVER_PAGE = 100


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; `breaks_off` closes the connection before the promised length is sent."""

    status: int
    body: bytes
    content_type: str
    etag: str = ""
    breaks_off: bool = False


class Sites:
    """All sites of a market on one day. Bodies are rendered when asked for and kept within a bound."""

    def __init__(self, market: Market, as_of: dt.date, faults: Mapping[str, str]) -> None:
        wrong = sorted(set(faults.values()) - set(FAULTS))
        if wrong:
            raise ValueError(f"fault {wrong[0]!r}: there are {', '.join(FAULTS)}.")
        self._market, self._as_of, self._faults = market, as_of, faults
        self._numbers = {
            (site.source, site.token): i for i, site in enumerate(market.sites) if site.source != "hackernews"
        }
        self._is_eu = {site.token for site in market.sites if site.is_eu}
        self._threads = Threads(market, as_of)
        self._cache: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()
        self._cached = 0
        self._by_id: dict[tuple[str, str], dict[str, int]] = {}
        self._hosts: dict[str, Callable[..., Answer]] = {
            "boards-api.greenhouse.io": self._greenhouse,
            "api.lever.co": self._lever,
            "api.eu.lever.co": self._lever,
            "api.ashbyhq.com": self._ashby,
            "hn.algolia.com": self._algolia,
            "hacker-news.firebaseio.com": self._firebase,
        }

    def answer(
        self,
        host: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        posted: bytes | None = None,
    ) -> Answer:
        """What `host` answers to a GET of `path`, or to a POST of `posted` to it."""
        if path == "/robots.txt":
            return self._robots(host)
        source = next((name for name, form in FORMATS.items() if form.host.fullmatch(host)), None)
        if posted is not None and (source is None or not FORMATS[source].posts):
            return Answer(405, b"", TEXT)
        if source is not None:
            found = self._platform(source, host, Asked("", path, query, posted or b""))
        elif host in self._hosts:
            found = self._hosts[host](host, path, query, headers)
        elif host.startswith("careers.") and host.endswith(".example"):
            found = self._careers(host, path)
        else:
            return Answer(404, b"no such host in the sample market: " + host.encode(), TEXT)
        if found.etag and headers.get("if-none-match") == found.etag:
            return replace(found, status=304, body=b"")
        return found

    def _robots(self, host: str) -> Answer:
        if host == "api.ashbyhq.com":
            return Answer(401, b'{"error":"unauthorized"}', JSON)
        text = ROBOTS
        if host.startswith("careers."):
            text += f"\nSitemap: https://{host}/sitemap.xml\n"
        return Answer(200, text.encode(), TEXT)

    def _greenhouse(self, _host: str, path: str, query: Mapping[str, str], _headers: Mapping[str, str]) -> Answer:
        parts = path.strip("/").split("/")
        gone = Answer(404, b'{"status":404,"error":"Job not found"}', JSON)
        if parts[:2] != ["v1", "boards"] or ("greenhouse", parts[2] if len(parts) > 2 else "") not in self._numbers:
            return gone
        token, wants = parts[2], (query.get("content") == "true", query.get("pay_transparency") == "true")
        if len(parts) == 3:
            house = self._market.firm(self._market.sites[self._numbers["greenhouse", token]].employer)
            return Answer(200, msgspec.json.encode({"name": house.name, "content": ""}), JSON)
        if parts[3] != "jobs":
            return gone
        if len(parts) == 5:
            ads = [ad for ad in self._ads("greenhouse", token) if ad.native_id == parts[4]]
            record = greenhouse.record(ads[0], content=True, pay=wants[1]) if ads else None
            return Answer(200, msgspec.json.encode(record), JSON) if record else gone

        def render(ads: list[Ad]) -> Any:
            jobs = [greenhouse.record(ad, content=wants[0], pay=wants[1]) for ad in ads]
            if ads and ads[0].firm.number % 8 == 0:
                jobs.append(_prospect(jobs[0], ads[0]))
            return {"jobs": jobs, "meta": {"total": len(jobs)}}

        return self._board("greenhouse", token, wants, render, empty={"jobs": [], "meta": {"total": 0}}, title="title")

    def _lever(self, host: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        parts = path.strip("/").split("/")
        gone = Answer(404, b'{"ok":false,"error":"Document not found"}', JSON)
        token = parts[2] if len(parts) > 2 and parts[:2] == ["v0", "postings"] else ""
        if ("lever", token) not in self._numbers or (token in self._is_eu) != (host == "api.eu.lever.co"):
            return gone
        if query.get("mode") != "json" and "text/html" in headers.get("accept", ""):
            return Answer(200, _page("Open positions"), HTML)
        if len(parts) == 4:
            ads = [ad for ad in self._ads("lever", token) if ad.native_id == parts[3]]
            return Answer(200, msgspec.json.encode(lever.record(ads[0])), JSON) if ads else gone
        skip, limit = whole(query.get("skip"), 0), min(whole(query.get("limit"), LEVER_PAGE), LEVER_PAGE)

        def render(ads: list[Ad]) -> Any:
            return [lever.record(ad) for ad in ads]

        return self._board(
            "lever", token, (skip, limit), render, empty=[], title="text", part=slice(skip, skip + limit)
        )

    def _ashby(self, _host: str, path: str, query: Mapping[str, str], _headers: Mapping[str, str]) -> Answer:
        parts = path.strip("/").split("/")
        if len(parts) != 3 or parts[:2] != ["posting-api", "job-board"] or ("ashby", parts[2]) not in self._numbers:
            return Answer(404, b'{"errors":["Not found"]}', JSON)
        pay = query.get("includeCompensation") == "true"

        def render(ads: list[Ad]) -> Any:
            jobs = [ashby.record(ad, pay=pay) for ad in ads]
            if ads and ads[0].firm.number % 8 == 0:
                jobs.append(jobs[0] | {"id": jobs[0]["id"][:-4] + "0000", "isListed": False})
            return {"jobs": jobs, "apiVersion": "1"}

        return self._board("ashby", parts[2], (pay,), render, empty={"jobs": [], "apiVersion": "1"}, title="title")

    def _platform(self, source: str, host: str, asked: Asked) -> Answer:
        """What a platform answers that has its requests and answers in a file of its own."""
        form = FORMATS[source]
        named = form.host.fullmatch(host)
        wants = form.wants(asked._replace(board=named["board"] if named and form.host.groups else ""))
        gone = Answer(404, form.gone, JSON)
        if wants is None or (source, wants.board) not in self._numbers:
            return gone
        if wants.native_id:
            number = self._number(source, wants.board, wants.native_id)
            if number is None:
                return gone
            one = np.array([number])
            value = form.answer(Shown(list(self._market.ads(one, self._as_of)), 1, wants))
            return Answer(200, _encoded(value), form.detail_type, _etag(self._market.version(one, self._as_of)))
        total = len(self._shown(source, wants.board))
        return self._board(
            source,
            wants.board,
            (wants.skip, wants.limit, *wants.more),
            lambda ads: form.answer(Shown(ads, total, wants)),
            empty=form.answer(Shown([], 0, wants)),
            title=form.title,
            part=slice(wants.skip, None if wants.limit is None else wants.skip + wants.limit),
            content_type=form.content_type,
        )

    def _careers(self, host: str, path: str) -> Answer:
        token = host.removeprefix("careers.").removesuffix(".example")
        fault = self._faults.get(f"jsonld:{token}")
        if ("jsonld", token) not in self._numbers or fault == "not_found":
            return Answer(404, _page("Not found"), HTML)
        if path == "/sitemap.xml" and len(token) % 2:
            return Answer(200, _sitemap("sitemapindex", "sitemap", [(f"https://{host}/sitemap-jobs.xml", "")]), XML)
        if path in ("/sitemap.xml", "/sitemap-jobs.xml"):
            return self._sitemap(self._shown("jsonld", token), f"https://{host}", fault)
        if path in ("/", "/jobs"):
            names = [f'<a href="{url(ad)}">{escape(ad.title)}</a>' for ad in self._ads("jsonld", token)]
            return Answer(200, _page("Open positions", *names), HTML)
        return self._job_page(token, path.removeprefix("/jobs/").upper())

    def _job_page(self, token: str, native_id: str) -> Answer:
        number = self._number("jsonld", token, native_id)
        if number is None:
            return Answer(410, _page("This position is filled"), HTML)
        body = career_page(next(self._market.ads(np.array([number]), self._as_of)))
        return Answer(200, body, HTML, _etag(self._market.version(np.array([number]), self._as_of)))

    def _number(self, source: str, token: str, native_id: str) -> int | None:
        """The posting of this id, if its board shows it."""
        if (source, token) not in self._by_id:
            shown = self._shown(source, token)
            self._by_id[source, token] = {self._market.native_id(number): number for number in shown.tolist()}
        return self._by_id[source, token].get(native_id)

    def _sitemap(self, numbers: Any, home: str, fault: str | None) -> Answer:
        """All jobs shown, and now and then one that is already closed, as sitemaps do."""
        if fault == "empty":
            numbers = numbers[:0]
        postings = self._market.postings
        entries = [
            (
                f"{home}/jobs/{self._market.native_id(n).lower()}",
                dt.date.fromordinal(int(postings.opened[n])).isoformat(),
            )
            for n in numbers.tolist()
        ]
        if entries and len(numbers) % 3 == 0:
            entries.append((f"{home}/jobs/r-0z", "2025-01-01"))
        entries.insert(0, (f"{home}/about", ""))
        return Answer(200, _sitemap("urlset", "url", entries), XML, _etag(self._market.version(numbers, self._as_of)))

    def _algolia(self, _host: str, path: str, query: Mapping[str, str], _headers: Mapping[str, str]) -> Answer:
        body = self._threads.algolia(path, query)
        return Answer(404, b'{"error":"Not Found","status":404}', JSON) if body is None else Answer(200, body, JSON)

    def _firebase(self, _host: str, path: str, _query: Mapping[str, str], _headers: Mapping[str, str]) -> Answer:
        return Answer(200, self._threads.firebase(path), JSON)

    def _board(
        self,
        source: str,
        token: str,
        key: tuple[Any, ...],
        render: Callable[[list[Ad]], Any],
        *,
        empty: Any,
        title: str,
        part: slice = slice(None),
        content_type: str = JSON,
    ) -> Answer:
        """A board's body from the cache or rendered, with its faults."""
        fault = self._faults.get(f"{source}:{token}")
        if fault == "not_found":
            return Answer(404, b'{"status":404,"error":"Not found"}', JSON)
        if fault == "html":
            return Answer(200, _page("We are updating our site"), HTML)
        if fault == "empty":
            return Answer(200, _encoded(empty), content_type)
        numbers = self._shown(source, token)[part]
        etag = _etag(f"{self._market.version(numbers, self._as_of)}-{crc32(repr(key).encode()):x}{fault or ''}")
        body = self._cache.get((source, token, *key))
        if body is None:
            value = render(list(self._market.ads(numbers, self._as_of)))
            if fault == "no_title":
                _records(value, title)[0].pop(title)
            body = self._keep((source, token, *key), _encoded(value))
        if fault == "truncated":
            return Answer(200, body[: len(body) // 2], content_type, breaks_off=True)
        return Answer(200, body, content_type, etag)

    def _keep(self, key: tuple[Any, ...], body: bytes) -> bytes:
        self._cache[key] = body
        self._cached += len(body)
        while self._cached > CACHE_BYTES and len(self._cache) > 1:
            self._cached -= len(self._cache.popitem(last=False)[1])
        return body

    def _shown(self, source: str, token: str) -> Any:
        return self._market.shown(self._as_of, self._numbers[source, token])

    def _ads(self, source: str, token: str) -> list[Ad]:
        return list(self._market.ads(self._shown(source, token), self._as_of))


def _prospect(record: dict[str, Any], ad: Ad) -> dict[str, Any]:
    """A talent pool: a post without a job behind it."""
    return record | {
        "id": 4_900_000_000 + ad.firm.number,
        "internal_job_id": None,
        "title": dice(ad.firm.number, 61).choice(
            ("General Application", "Join our talent community", "Future opportunities")
        ),
        **({"pay_input_ranges": []} if "pay_input_ranges" in record else {}),
    }


def _page(title: str, *lines: str) -> bytes:
    return f"<!doctype html>\n<html><body><h1>{title}</h1>{''.join(lines)}</body></html>\n".encode()


def _records(value: Any, title: str) -> list[dict[str, Any]]:
    """The list of records that have a title, wherever it stands."""
    if isinstance(value, list) and value and isinstance(value[0], dict) and title in value[0]:
        return value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((found for each in inner if (found := _records(each, title))), [])


def _encoded(value: Any) -> bytes:
    return value if isinstance(value, bytes) else msgspec.json.encode(value)


def _sitemap(root: str, item: str, entries: list[tuple[str, str]]) -> bytes:
    lines = [f"<{item}><loc>{loc}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</{item}>" for loc, day in entries]
    opening = f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', opening, *lines, f"</{root}>\n"]).encode()


def _etag(version: str) -> str:
    return f'"{version}"'
