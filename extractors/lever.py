"""Lever postings: pages of a bare list, on one of two hosts; descriptions come in parts."""

from __future__ import annotations

import html
from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

from .contract import BadPage, Board, Listing, Location, Page, PayField, Reject, Request, Source
from .json_body import decoded, named
from .locations import joined, places_of
from .record import Take, each

PAGE_SIZE = 100
GLOBAL_HOST, EU_HOST = "api.lever.co", "api.eu.lever.co"
IGNORED = frozenset(["applyUrl"])


def requests(board: Board) -> list[Request]:
    """The first page; `eu`, or an address of the EU host, as the board's `url` says that it is there."""
    host = EU_HOST if board.url == "eu" or EU_HOST in board.url else GLOBAL_HOST
    return [_page_request(host, quote(board.board, safe=""), 0)]


def follow(page: Page) -> list[Request]:
    """The next page, as long as pages come full."""
    asked = parse_qs(urlsplit(page.url).query)
    postings = decoded(page)
    if "skip" not in asked or not isinstance(postings, list) or len(postings) < PAGE_SIZE:
        return []
    parts = urlsplit(page.url)
    return [_page_request(parts.netloc, parts.path.rsplit("/", 1)[1], int(asked["skip"][0]) + PAGE_SIZE)]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every posting of a page, or the one posting of a page of its own."""
    root = decoded(page)
    if isinstance(root, dict) and "text" in root and "id" in root:
        root = [root]
    if not isinstance(root, list):
        said = f": {root['error']}" if isinstance(root, dict) and "error" in root else ""
        raise BadPage(f"a JSON {named(root)} instead of a list of postings{said}"[:200])
    return each(root, _listing, ignored=IGNORED)


def _page_request(host: str, site: str, skip: int) -> Request:
    """site: as it stands in an address"""
    return Request(f"https://{host}/v0/postings/{site}?mode=json&limit={PAGE_SIZE}&skip={skip}")


def _listing(take: Take) -> Listing:
    categories = take.record("categories")
    return Listing(
        native_id=take.required("id"),
        title=take.required("text", called="title"),
        html=_body(take),
        locations=_locations(categories, take.text("country")),
        workplace=take.text("workplaceType"),
        employment=categories.text("commitment"),
        department=joined(categories.text("department"), categories.text("team")),
        level=categories.text("level"),
        pay_fields=_pay(take.record("salaryRange")),
        posted=take.text("createdAt"),
        url=take.text("hostedUrl"),
    )


def _locations(categories: Take, country: str | None) -> list[Location]:
    """The main place, to which the country belongs, then the others."""
    main = categories.text("location")
    others = categories.texts("allLocations")
    first = places_of(main or (others[0] if others else None), country=country)
    known = {place.text for place in first}
    return first + [place for other in others for place in places_of(other) if place.text not in known]


def _body(take: Take) -> str:
    """The whole advertisement in the order of its page: opening, body, lists, pay, closing."""
    opening, body = _part(take, "opening"), _part(take, "descriptionBody")
    whole = _part(take, "description") or opening + body
    lists = [
        f"<h3>{each.text('text') or ''}</h3><ul>{each.text('content') or ''}</ul>" for each in take.records("lists")
    ]
    pay, closing = _part(take, "salaryDescription"), _part(take, "additional")
    return "".join([whole, *lists, pay, closing])


def _part(take: Take, name: str) -> str:
    """A part in HTML, or made of its plain version where only that is there."""
    rich, plain = take.text(name), take.text(f"{name}Plain")
    if rich is None and plain is not None:
        rich = html.escape(plain, quote=False).replace("\n", "<br>")
    return f"<div>{rich}</div>" if rich else ""


def _pay(salary: Take) -> list[PayField]:
    field = PayField(
        min=salary.text("min"),
        max=salary.text("max"),
        currency=salary.text("currency"),
        period=salary.text("interval"),
    )
    return [field] if field.min or field.max else []


SOURCE = Source(
    name="lever",
    home="https://github.com/lever/postings-api",
    terms="Documented public postings API, no key; its robots.txt asks for one request a second.",
    requests=requests,
    follow=follow,
    parse=parse,
)
