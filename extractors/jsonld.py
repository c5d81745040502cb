"""Any career page with schema.org JobPosting data: found through a sitemap or given; JSON-LD or microdata."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urlsplit

from . import job_posting
from .contract import BadPage, Board, Listing, Page, Reject, Request, Source
from .decode import Decoder, TooLarge, Truncated
from .record import BrokenRecord
from .structured_data import job_postings, several, stated

MOST_PAGES = 2_000
MOST_SITEMAPS = 50
MOST_BYTES = 64 << 20
JOB_LIKE = re.compile(
    r"job|career|position|vacan|opening|stelle|karriere|emploi|empleo|offre|oferta|lavoro|praca|recruit",
    re.IGNORECASE,
)
LOC = re.compile(r"<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]{1,2000})", re.IGNORECASE)
CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{3,20})", re.IGNORECASE)
CHARSETS = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "windows-1252": "cp1252", "iso-8859-2": "iso-8859-2",
    "iso-8859-15": "iso-8859-15", "windows-1250": "cp1250", "windows-1251": "cp1251", "shift_jis": "cp932",
    "euc-jp": "euc-jp", "euc-kr": "cp949", "gbk": "gb18030", "gb2312": "gb18030", "gb18030": "gb18030",
    "big5": "big5",
}  # fmt: skip


def requests(board: Board) -> list[Request]:
    """The board's `url`: a sitemap, an index of sitemaps, or a page."""
    path = urlsplit(board.url).path.lower()
    is_sitemap = path.endswith((".xml", ".xml.gz")) or "sitemap" in path
    return [Request(board.url, "application/xml" if is_sitemap else "text/html")] if board.url else []


def follow(page: Page) -> list[Request]:
    """Sitemaps of an index, job pages of a sitemap: of the same host, those like jobs if any are, bounded."""
    text = _text(page)
    if not _is_sitemap(text):
        return []
    host = urlsplit(page.url).netloc
    found = dict.fromkeys(html.unescape(each) for each in LOC.findall(text))
    here = [url for url in found if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc == host]
    wanted = [url for url in here if JOB_LIKE.search(urlsplit(url).path)] or here
    if "<sitemapindex" in text[:2000].lower():
        return [Request(url, "application/xml") for url in wanted[:MOST_SITEMAPS]]
    return [Request(url, "text/html") for url in wanted[:MOST_PAGES]]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every JobPosting of a page; none of a sitemap, which only leads on."""
    text = _text(page)
    if _is_sitemap(text):
        return
    if (
        not re.search(r"<(?:!doctype html|html|head|body|script|div|main|article)\b", text[:20_000], re.IGNORECASE)
        and text[:1] not in "{["
    ):
        raise BadPage(f"neither a page nor a sitemap: it begins with {' '.join(text[:60].split())!r}")
    if urlsplit(page.url).path.lower().endswith(".xml"):
        raise BadPage("a web page where a sitemap was asked for")
    postings, broken = job_postings(text)
    for number, posting in enumerate(postings, start=1):
        native_id = _native_id(posting, page, number)
        try:
            listing = job_posting.listing(posting, native_id, page.url)
        except BrokenRecord as fault:
            yield Reject(native_id, fault.rule, fault.value)
        else:
            yield (
                Reject(native_id, "expired", listing.closes or "")
                if _is_past(listing.closes, page.fetched_at)
                else listing
            )
    for why in broken:
        yield Reject(urldefrag(page.url).url, "broken_jsonld", why[:200])


def _native_id(posting: dict[str, Any], page: Page, number: int) -> str:
    """The site's own id; else the posting's address; else the page's, numbered where it holds several.

    An identifier that is only the employer's name is none.
    """
    employer = stated(posting.get("hiringOrganization"))
    ids = (_id_of(value) for value in several(posting.get("identifier")))
    own = next((each for each in ids if each and each != employer), None) or stated(posting.get("url"))
    here = urldefrag(page.url).url
    return own or (here if number == 1 else f"{here}#{number}")


def _id_of(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("value") or value.get("propertyID") or value.get("@id")
    return str(value).strip() or None if isinstance(value, str | int | float) else None


def _is_past(text: str | None, now: dt.datetime) -> bool:
    """Whether a date, or its day, is over; what cannot be read as a date is not."""
    if not text:
        return False
    try:
        until = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return False
    if len(text.strip()) <= 10 or until.time() == dt.time():
        until += dt.timedelta(days=1)
    return (until if until.tzinfo else until.replace(tzinfo=dt.UTC)) < now


def _is_sitemap(text: str) -> bool:
    return bool(re.search(r"<(?:\w+:)?(?:urlset|sitemapindex)\b", text[:2000], re.IGNORECASE))


def _text(page: Page) -> str:
    """The body as text: unpacked if it is a packed sitemap, in its own character set.

    Raises:
        BadPage: empty, or packed and damaged or too large.
    """
    body = page.body
    if body[:2] == b"\x1f\x8b":
        decoder = Decoder("gzip", limit=MOST_BYTES)
        try:
            decoder.feed(body)
            body = decoder.finish()
        except (Truncated, TooLarge) as error:
            raise BadPage(f"a packed sitemap that cannot be unpacked: {error}") from error
    if not body.strip():
        raise BadPage("an empty body instead of a page")
    try:
        return body.decode("utf-8-sig").lstrip()
    except UnicodeDecodeError:
        named = CHARSET.search(body[:3000])
        charset = CHARSETS.get(named[1].decode().lower(), "cp1252") if named else "cp1252"
        return body.decode(charset, "replace").lstrip()


SOURCE = Source(
    name="jsonld",
    home="https://schema.org/JobPosting",
    terms="Data that employers publish for search engines on career pages; each site's robots.txt decides.",
    requests=requests,
    follow=follow,
    parse=parse,
)
