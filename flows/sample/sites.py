"""What each site answers on one day: boards, pages, sitemaps, threads and robots.txt."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape
from typing import Any
from zlib import crc32

import msgspec
import numpy as np

from .ads import Ad
from .faults import FAULTS, PAGE, Answer, spoil
from .formats import (
    arbeitnow,
    ashby,
    bamboohr,
    breezy,
    comeet,
    eightfold,
    greenhouse,
    himalayas,
    lever,
    oracle,
    personio,
    pinpoint,
    recruitee,
    remoteok,
    remotive,
    rippling,
    smartrecruiters,
    teamtailor,
    workable,
    workday,
)
from .formats.fields import url
from .formats.site import HTML, JSON, TEXT, XML, Asked, Format, Raw, Shown, Wants
from .market import Market
from .pages import career_page
from .threads import Threads

FORMATS: dict[str, Format] = {
    "arbeitnow": arbeitnow.FORMAT,
    "ashby": ashby.FORMAT,
    "bamboohr": bamboohr.FORMAT,
    "breezy": breezy.FORMAT,
    "comeet": comeet.FORMAT,
    "eightfold": eightfold.FORMAT,
    "greenhouse": greenhouse.FORMAT,
    "himalayas": himalayas.FORMAT,
    "lever": lever.FORMAT,
    "oracle": oracle.FORMAT,
    "personio": personio.FORMAT,
    "pinpoint": pinpoint.FORMAT,
    "recruitee": recruitee.FORMAT,
    "remoteok": remoteok.FORMAT,
    "remotive": remotive.FORMAT,
    "rippling": rippling.FORMAT,
    "smartrecruiters": smartrecruiters.FORMAT,
    "teamtailor": teamtailor.FORMAT,
    "workable": workable.FORMAT,
    "workday": workday.FORMAT,
}
CACHE_BYTES = 48 << 20
ROBOTS = "User-agent: *\nDisallow: /admin\n"


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
        self._is_eu = {(site.source, site.token) for site in market.sites if site.is_eu}
        self._threads = Threads(market, as_of)
        self._cache: OrderedDict[tuple[str, Wants], Raw] = OrderedDict()
        self._cached = 0
        self._by_id: dict[tuple[str, str], dict[str, int]] = {}
        self._hosts: dict[str, Callable[..., Answer]] = {
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
            found = self._platform(source, Asked("", host, path, query, headers, posted or b""))
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

    def _platform(self, source: str, asked: Asked) -> Answer:
        """What a platform answers; its requests and answers are told in a file of its own."""
        form = FORMATS[source]
        named = form.host.fullmatch(asked.host)
        wants = form.wants(asked._replace(board=named["board"] if named and form.host.groups else ""))
        gone = Answer(404, form.gone, JSON)
        if wants is None or (source, wants.board) not in self._numbers:
            return gone
        if wants.is_eu != ((source, wants.board) in self._is_eu):
            return gone
        if not wants.native_id:
            return self._board(source, form, wants)
        number = self._number(source, wants.board, wants.native_id)
        if number is None:
            return gone
        one = np.array([number])
        body, kind = _encoded(form.answer(Shown(list(self._market.ads(one, self._as_of)), 1, wants)))
        return Answer(200, body, kind, _etag(self._market.version(one, self._as_of)))

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

    def _board(self, source: str, form: Format, wants: Wants) -> Answer:
        """A board, or the part of it that is wanted, from the cache or rendered, with its faults."""
        fault = self._faults.get(f"{source}:{wants.board}")
        shown = self._shown(source, wants.board)
        last = None if wants.limit is None else wants.skip + wants.limit
        numbers = shown[slice(0, PAGE) if fault == "paging_loop" else slice(wants.skip, last)]
        version = self._market.version(numbers, self._as_of)
        etag = _etag(f"{version}-{crc32(repr((len(shown), wants)).encode()):x}")
        found = self._cache.get((source, wants))
        if found is None:
            value = form.answer(Shown(list(self._market.ads(numbers, self._as_of)), len(shown), wants))
            found = self._keep((source, wants), _encoded(value))
        good = Answer(200, found.body, found.content_type, etag)
        return spoil(fault, good, form.title) if fault else good

    def _keep(self, key: tuple[str, Wants], found: Raw) -> Raw:
        self._cache[key] = found
        self._cached += len(found.body)
        while self._cached > CACHE_BYTES and len(self._cache) > 1:
            self._cached -= len(self._cache.popitem(last=False)[1].body)
        return found

    def _shown(self, source: str, token: str) -> Any:
        return self._market.shown(self._as_of, self._numbers[source, token])

    def _ads(self, source: str, token: str) -> list[Ad]:
        return list(self._market.ads(self._shown(source, token), self._as_of))


def _page(title: str, *lines: str) -> bytes:
    return f"<!doctype html>\n<html><body><h1>{title}</h1>{''.join(lines)}</body></html>\n".encode()


def _encoded(value: Any) -> Raw:
    return value if isinstance(value, Raw) else Raw(msgspec.json.encode(value), JSON)


def _sitemap(root: str, item: str, entries: list[tuple[str, str]]) -> bytes:
    lines = [f"<{item}><loc>{loc}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</{item}>" for loc, day in entries]
    opening = f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', opening, *lines, f"</{root}>\n"]).encode()


def _etag(version: str) -> str:
    return f'"{version}"'
