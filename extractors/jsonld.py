"""Any career page with schema.org JobPosting data: found through a sitemap or given; JSON-LD or microdata."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urlsplit

from .base_salary import pay_fields
from .contract import BadPage, Board, Listing, Location, Page, Reject, Request, Source
from .decode import Decoder, TooLarge, Truncated
from .html import unescaped
from .locations import joined, places_of
from .record import BrokenRecord, Take, fields
from .structured_data import all_stated, job_postings, several, stated

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
IGNORED = frozenset(
    """
    @context @type @id identifier mainEntityOfPage image logo sameAs directApply jobImmediateStart
    jobStartDate totalJobOpenings applicationContact applicationDeadline dateModified datePublished
    dateCreated publisher specialCommitments securityClearanceRequirement physicalRequirement
    sensoryRequirement eligibilityToWorkRequirement employerOverview potentialAction workHours
    jobDuration relevantOccupation employmentUnit alternateName disambiguatingDescription name
    keywords hiringProcess salary additionalType subjectOf provider breadcrumb
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)
# Parts of the advertisement that some keep out of `description`; added where it does not hold them already.
PARTS = ("responsibilities", "qualifications", "skills", "jobBenefits", "incentiveCompensation")


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
            with fields(posting, IGNORED) as take:
                listing = _listing(take, native_id, page)
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


def _listing(take: Take, native_id: str, page: Page) -> Listing:
    url, employer = stated(take.any("url")), stated(take.any("hiringOrganization"))
    mode = all_stated(take.any("jobLocationType"))
    return Listing(
        native_id=native_id,
        title=html.unescape(take.required("title")),
        html=_body(take),
        employer=html.unescape(employer) if employer else None,
        language=stated(take.any("inLanguage")),
        locations=[place for each in several(take.any("jobLocation")) for place in _places(each)],
        workplace=joined(*mode),
        is_remote=True if any("TELECOMMUTE" in each.upper() for each in mode) else None,
        remote_scope=all_stated(take.any("applicantLocationRequirements")),
        employment=joined(*all_stated(take.any("employmentType"))),
        department=joined(*all_stated(take.any("occupationalCategory"))),
        industry=joined(*all_stated(take.any("industry"))),
        education=joined(*all_stated(take.any("educationRequirements"))),
        experience=_experience(take.any("experienceRequirements")),
        pay_fields=pay_fields(take),
        posted=stated(take.any("datePosted")),
        closes=stated(take.any("validThrough")),
        url=url if url and urlsplit(url).scheme in ("http", "https") else page.url,
    )


def _places(value: Any) -> list[Location]:
    """Places of a `Place`, of an address, or of a text."""
    if isinstance(value, str):
        return places_of(html.unescape(value))
    if not isinstance(value, dict):
        return []
    address = value.get("address", value)
    if isinstance(address, list):
        return [place for each in address for place in _places({"address": each})]
    if not isinstance(address, dict):
        return places_of(stated(address) or stated(value.get("name")))
    city, region, country = (stated(address.get(f"address{part}")) for part in ("Locality", "Region", "Country"))
    text = joined(city, region, country, by=", ") or stated(value.get("name")) or stated(address.get("streetAddress"))
    return [Location(text, city, region, country)] if text else []


def _body(take: Take) -> str:
    """The description, with what is stated beside it and not in it."""
    body = unescaped(stated(take.any("description")) or "")
    for name in PARTS:
        for part in all_stated(take.any(name)):
            if part not in body:
                body += f"<div>{part}</div>"
    return body


def _experience(value: Any) -> str | None:
    months = [each.get("monthsOfExperience") for each in several(value) if isinstance(each, dict)]
    known = [f"{each} months" for each in months if each not in (None, "")]
    return joined(*(known or all_stated(value)))


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
