"""Rippling: a list of jobs, each once for every place, and a page for each with text and pay by place."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from .contract import BadPage, Board, Listing, Location, Page, PayField, Reject, Request, Source
from .json_body import decoded, named
from .locations import joined
from .record import Take, each
from .repeated import merged

API = "https://api.rippling.com/platform/api/ats/v1/board"
IGNORED = frozenset(["board", "unlistedFromSearch", "language", "applyUrl", "hasSearchIndexing", "questions"])


def requests(board: Board) -> list[Request]:
    """The whole list."""
    return [Request(f"{API}/{quote(board.board, safe='')}/jobs")]


def follow(page: Page) -> list[Request]:
    """The page of each job listed."""
    if not page.url.startswith("https:") or not page.url.endswith("/jobs"):
        return []
    listings = [found for found in parse(page) if isinstance(found, Listing)]
    return [Request(f"{page.url}/{quote(found.native_id, safe='')}", listing=found) for found in listings]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every job of a list, of either version, with its places together; or the one job of its own page."""
    root = decoded(page)
    jobs = root.get("items", [root] if "name" in root else None) if isinstance(root, dict) else root
    if not isinstance(jobs, list):
        raise BadPage(f"a JSON {named(root)} instead of a list of jobs")
    renamed = ({"uuid": job.get("id"), **job} if isinstance(job, dict) else job for job in jobs)
    return merged(each(renamed, _listing, ignored=IGNORED | {"id"}, key="uuid"))


def _listing(take: Take) -> Listing:
    text = take.record("description")
    parts = [text.text("company"), text.text("role")]
    places = [take.named("workLocation", "label", "name"), *_labels(take)]
    spots = take.records("locations", {"id"})
    modes = dict.fromkeys(spot.text("workplaceType") for spot in spots)
    spotted = [place for spot in spots if (place := _spot(spot))]
    return Listing(
        native_id=take.required("uuid", called="id"),
        title=take.required("name", called="title"),
        html="".join(f"<div>{part}</div>" for part in parts if part),
        employer=take.text("companyName"),
        locations=spotted or [Location(place) for place in dict.fromkeys(places) if place],
        workplace=joined(*modes),
        employment=take.named("employmentType", "id", "label"),  # the id is the label, and the label the id
        department=take.named("department", "label", "name", "base_department"),
        pay_fields=[field for pay in take.records("payRangeDetails", {"isRemote"}) if (field := _pay(pay))],
        posted=take.text("createdOn"),
        url=take.text("url"),
    )


def _labels(take: Take) -> list[str]:
    """Places of a job's own page: words, or objects with a label."""
    return [
        text
        for place in take.mixed("workLocations", {"id"})
        if (text := place if isinstance(place, str) else place.first("label", "name"))
    ]


def _spot(take: Take) -> Location | None:
    """A place in parts, as the second version of the list has them."""
    name, city, region, country = (take.text(part) for part in ("name", "city", "state", "country"))
    take.any("stateCode"), take.any("countryCode")
    text = name or joined(city, region, country, by=", ")
    return Location(text, city, region, country) if text else None


def _pay(pay: Take) -> PayField | None:
    field = PayField(
        label=pay.named("location", "label", "name"),
        min=pay.text("rangeStart"),
        max=pay.text("rangeEnd"),
        currency=pay.named("currency", "code", "currencyType"),
        period=pay.text("frequency"),
    )
    return field if field.min or field.max else None


SOURCE = Source(
    name="rippling",
    home="https://developer.rippling.com",
    terms="Public board that Rippling's own job pages read, no key.",
    requests=requests,
    follow=follow,
    parse=parse,
)
