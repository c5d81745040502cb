"""Breezy: a list of a company's positions with pay in words, and a page for each with its text."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from . import job_posting
from .addresses import home, last_part
from .contract import BadPage, Board, Listing, Location, Page, PayField, Reject, Request, Source
from .json_body import decoded, named
from .locations import joined
from .record import BrokenRecord, Take, each
from .structured_data import job_postings

IGNORED = frozenset(
    ["friendly_id", "company_id", "tags", "org_type", "creation_date", "updated_date", "state", "locations_all"]
)
IGNORED_COMPANY = frozenset(["logo_url", "friendly_id", "id", "description"])
IGNORED_PLACE = frozenset(["streetAddress", "remote_details", "primary", "is_primary", "address"])
BODY = "div.description, .position-description, main"


def requests(board: Board) -> list[Request]:
    """The list of positions."""
    return [Request(f"{home(board, '{}.breezy.hr')}/json")]


def follow(page: Page) -> list[Request]:
    """The page of each position listed."""
    if not page.url.startswith("https:") or not page.url.endswith("/json"):
        return []
    listings = [found for found in parse(page) if isinstance(found, Listing)]
    return [Request(found.url, "text/html", listing=found) for found in listings if found.url]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every position of a list, or the one position of its own page."""
    if page.body.lstrip()[:1] == b"<" and not page.url.endswith(("/json", ".json")):
        return _position_page(page)
    root = decoded(page)
    if not isinstance(root, list):
        raise BadPage(f"a JSON {named(root)} instead of a list of positions")
    return each(root, _listing, ignored=IGNORED)


def _listing(take: Take) -> Listing:
    places = [take.record("location", IGNORED_PLACE), *take.records("locations", IGNORED_PLACE)]
    flags = [place.flag("is_remote") for place in places]
    pay, body = take.text("salary"), take.text("description")
    return Listing(
        native_id=take.required("id"),
        title=take.required("name", called="title"),
        html=body or "",
        employer=take.record("company", IGNORED_COMPANY).text("name"),
        locations=list(dict.fromkeys(found for place in places if (found := _place(place)))),
        is_remote=True if any(flags) else None,  # if not, hybrid as well
        employment=take.named("type", "name", "id"),
        department=joined(take.named("department", "name"), take.named("category", "name", "id")),
        experience=take.named("experience", "name", "id"),
        education=take.named("education", "name", "id"),
        pay_fields=[PayField(note=pay)] if pay else [],
        posted=take.text("published_date"),
        url=take.text("url"),
    )


def _place(take: Take) -> Location | None:
    city, name = take.text("city"), take.text("name")
    region, country = take.named("state", "name", "id"), take.named("country", "name", "id")
    text = name or joined(city, region, country, by=", ")
    return Location(text, city, region, country) if text else None


def _position_page(page: Page) -> Iterator[Listing | Reject]:
    """What a position's page says in schema.org data; else the words under its heading."""
    text = page.body.decode("utf-8", "replace")
    native_id = (last_part(page.url) or "").partition("-")[0]
    found = job_postings(text)
    for posting in found.postings[:1]:
        try:
            yield job_posting.listing(posting, native_id, page.url)
        except BrokenRecord as fault:
            yield Reject(native_id, fault.rule, fault.value)
    if found.postings:
        return
    root = LexborHTMLParser(text)
    title, body = root.css_first("h1"), root.css_first(BODY)
    if title is None or body is None:
        raise BadPage("a web page without a position")
    yield Listing(native_id=native_id, title=" ".join(title.text().split()), html=body.html or "", url=page.url)


SOURCE = Source(
    name="breezy",
    home="https://developer.breezy.hr",
    terms="Public list and pages of each company's career site, no key; bursts are refused: two seconds apart.",
    requests=requests,
    follow=follow,
    parse=parse,
    pause_seconds=2.0,
)
