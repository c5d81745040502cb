"""Teamtailor: a company's jobs as a JSON feed with schema.org data; RSS and the pages themselves are read as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from . import job_posting
from .addresses import home, last_part
from .contract import BadPage, Board, Listing, Location, Page, Reject, Request, Source
from .json_body import decoded, listed
from .locations import joined
from .record import BrokenRecord, Take, each
from .structured_data import job_postings, stated
from .xml_body import record, root_of

IGNORED = frozenset(["id", "content_text", "summary", "date_modified", "image", "banner_image", "author", "authors"])
IGNORED_ITEM = frozenset(["guid", "role", "division"])
IGNORED_PLACE = frozenset(["zip", "address", "hq"])
JOB = re.compile(r"/jobs/(\d+)(?:-|$)")


def requests(board: Board) -> list[Request]:
    """The feed, at the company's own address where the board's `url` is one."""
    return [Request(f"{home(board, '{}.teamtailor.com')}/jobs.json")]


def follow(page: Page) -> list[Request]:
    """The next part of a feed; of a list in HTML the page of each job, and more of the list."""
    form = _form(page)
    if not page.url.startswith("https:"):
        return []
    if form == "json":
        root = decoded(page)
        following = root.get("next_url") if isinstance(root, dict) else None
        return [Request(following)] if isinstance(following, str) and _is_here(following, page) else []
    if form == "html" and not job_postings(_text(page)).postings:
        more = [urljoin(page.url, link) for link in _links(page) if "show_more" in link]
        jobs = [Request(each.url, "text/html", listing=each) for each in _linked(page) if each.url]
        return [*jobs, *(Request(url, "text/html") for url in more if _is_here(url, page))]
    return []


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every job of a feed in either form, or of a page in HTML; or the one job of a page of its own."""
    form = _form(page)
    if form == "json":
        return each(listed(page, "items")[1], lambda take: _entry(take, page), ignored=IGNORED, key="url")
    if form == "rss":
        items = root_of(page, "rss").iterfind("channel/item")
        records = (record(item, several=("location",)) for item in items)
        return each(records, _item, ignored=IGNORED_ITEM, key="link")
    found = job_postings(_text(page))
    if found.postings or found.broken:
        return _job_page(found.postings, found.broken, page)
    linked = list(_linked(page))
    if not linked:
        raise BadPage("a web page that names no job")
    return iter(linked)


def _entry(take: Take, page: Page) -> Listing:
    """An entry of the JSON feed: what its schema.org data say, and the entry itself where they are silent."""
    url, title, posted = take.text("url"), take.required("title"), take.text("date_published")
    body, language, data = take.text("content_html"), take.text("language"), take.any("_jobposting")
    data = {"title": title, **(data if isinstance(data, dict) else {})}
    native_id = _number(url) or stated(data.get("identifier"))
    if native_id is None:
        raise BrokenRecord("missing_id", url or "")
    found = job_posting.listing(data, native_id, url or page.url)
    found.html, found.url = found.html or body or "", url or found.url
    found.posted, found.language = found.posted or posted, found.language or language
    return found


def _item(take: Take) -> Listing:
    """An item of the RSS feed."""
    url, mode = take.required("link"), take.text("remoteStatus")
    places = take.record("locations").records("location", IGNORED_PLACE)
    return Listing(
        native_id=_number(url) or url,
        title=take.required("title"),
        html=take.text("description") or "",
        locations=[place for each in places if (place := _place(each))],
        workplace=None if mode == "none" else "remote" if mode == "fully" else mode,
        department=take.text("department"),
        posted=take.text("pubDate"),
        url=url,
    )


def _place(take: Take) -> Location | None:
    name, city, country = (take.text(part) for part in ("name", "city", "country"))
    text = joined(city, country, by=", ") or name
    return Location(text, city, None, country) if text else None


def _job_page(postings: list[dict[str, Any]], broken: list[str], page: Page) -> Iterator[Listing | Reject]:
    for posting in postings:
        native_id = _number(stated(posting.get("url"))) or _number(page.url) or stated(posting.get("identifier")) or ""
        try:
            yield job_posting.listing(posting, native_id, page.url)
        except BrokenRecord as fault:
            yield Reject(native_id, fault.rule, fault.value)
    for why in broken:
        yield Reject(page.url, "broken_jsonld", why[:200])


def _linked(page: Page) -> Iterator[Listing]:
    """A listing for each different job that a page links to, with the words of the link for its title."""
    seen: set[str] = set()
    for link, words in _links(page).items():
        native_id = _number(link)
        if native_id and words and native_id not in seen:
            seen.add(native_id)
            url = urljoin(page.url, link)
            yield Listing(native_id=native_id, title=words, url=url if url.startswith("http") else None)


def _links(page: Page) -> dict[str, str]:
    nodes = LexborHTMLParser(_text(page)).css("a[href]")
    return {node.attributes["href"] or "": unescape(" ".join(node.text().split())) for node in nodes}


def _number(url: str | None) -> str | None:
    """The number of the job in an address."""
    found = JOB.search(urlsplit(url or "").path)
    return found[1] if found else None


def _form(page: Page) -> str:
    """Which of its three forms a body is in; markup where a feed was asked for is none."""
    head = page.body[:2000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head[:1] != b"<":
        return "json"
    if b"<rss" in head:
        return "rss"
    if (last_part(page.url) or "").endswith((".json", ".rss")):
        raise BadPage(
            f"a web page instead of a feed: it begins with {' '.join(head[:60].decode('utf-8', 'replace').split())!r}"
        )
    return "html"


def _is_here(url: str, page: Page) -> bool:
    return urlsplit(url).scheme == "https" and urlsplit(url).netloc == urlsplit(page.url).netloc


def _text(page: Page) -> str:
    return page.body.decode("utf-8", "replace")


SOURCE = Source(
    name="teamtailor",
    home="https://docs.teamtailor.com",
    terms="Public feeds of each company's career site, no key; its robots.txt decides.",
    requests=requests,
    follow=follow,
    parse=parse,
)
