"""BambooHR: a list of a company's openings, and a page for each with text and pay in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from .addresses import home
from .contract import BadPage, Board, Listing, Location, Page, PayField, Reject, Request, Source
from .json_body import decoded, named
from .locations import joined
from .record import Take, each

IGNORED = frozenset(
    """
    departmentId employmentType jobOpeningStatus jobCategoryId jobPostingId hiringLead
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)
IGNORED_PLACE = frozenset(["postalCode", "addressLine1", "addressLine2", "street", "zip"])
WORKPLACE = {"0": "On-site", "1": "Remote", "2": "Hybrid"}
ADDRESS = re.compile(r"/careers/(\d+)(?:/|$|\?)")


def requests(board: Board) -> list[Request]:
    """The list of openings."""
    return [Request(f"{home(board, '{}.bamboohr.com')}/careers/list")]


def follow(page: Page) -> list[Request]:
    """The page of each opening listed."""
    root, where = decoded(page), page.url.removesuffix("/list")
    if where == page.url or not isinstance(root, dict) or not isinstance(root.get("result"), list):
        return []
    listings = [found for found in parse(page) if isinstance(found, Listing)]
    return [Request(f"{where}/{quote(found.native_id, safe='')}/detail", listing=found) for found in listings]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every opening of a list, or the one opening of its own page."""
    root = decoded(page)
    result = root.get("result") if isinstance(root, dict) else None
    where = page.url.removesuffix("/list") if page.url.endswith("/careers/list") else None
    if isinstance(result, list):
        return each(result, lambda take: _listing(take, where), ignored=IGNORED)
    if isinstance(result, dict) and isinstance(result.get("jobOpening"), dict):
        return each([_with_id(result["jobOpening"], page)], lambda take: _listing(take, where), ignored=IGNORED)
    raise BadPage(f"a JSON {named(root)} without a 'result' of openings")


def total(page: Page) -> int | None:
    """How many postings a page of the list says there are."""
    root = decoded(page)
    meta = root.get("meta") if isinstance(root, dict) and isinstance(root.get("result"), list) else None
    found = meta.get("totalCount") if isinstance(meta, dict) else None
    return found if isinstance(found, int) else None


def _with_id(opening: dict[str, Any], page: Page) -> dict[str, Any]:
    """An opening's own page tells its number in addresses only."""
    found = ADDRESS.search(str(opening.get("jobOpeningShareUrl") or "")) or ADDRESS.search(page.url)
    return {**({"id": found[1]} if found else {}), **opening}


def _listing(take: Take, where: str | None) -> Listing:
    native_id = take.required("id")
    kind, pay = take.text("locationType"), take.text("compensation")
    return Listing(
        native_id=native_id,
        title=take.required("jobOpeningName", called="title"),
        html=take.text("description") or "",
        locations=_places(take),
        workplace=WORKPLACE.get(kind or ""),
        is_remote=take.flag("isRemote"),
        employment=take.text("employmentStatusLabel"),
        department=take.text("departmentLabel"),
        experience=take.text("minimumExperience"),
        pay_fields=[PayField(note=pay)] if pay else [],
        posted=take.text("datePosted"),
        url=take.text("jobOpeningShareUrl") or (f"{where}/{native_id}" if where else None),
    )


def _places(take: Take) -> list[Location]:
    """The opening's own place, else that of its applicants' portal."""
    places = [_place(take.record(name, IGNORED_PLACE)) for name in ("location", "atsLocation")]
    return [place for place in places if place][:1]


def _place(take: Take) -> Location | None:
    city, region = take.text("city"), take.first("state", "province")
    country = take.first("addressCountry", "country")
    text = joined(city, region, country, by=", ")
    return Location(text, city, region, country) if text else None


SOURCE = Source(
    name="bamboohr",
    home="https://documentation.bamboohr.com",
    terms="Public careers list of each company, as its own pages load it, no key.",
    requests=requests,
    follow=follow,
    parse=parse,
    total=total,
)
