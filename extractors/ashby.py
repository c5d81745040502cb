"""Ashby job boards: a whole board in one answer, pay in tiers of components and only when asked for."""

from __future__ import annotations

import html
from collections.abc import Iterator
from urllib.parse import quote

from .contract import Board, Listing, Location, Page, PayField, Reject, Request, Source
from .json_body import decoded, listed
from .locations import joined
from .record import Take, each

IGNORED = frozenset(["applyUrl", "updatedAt", "shouldDisplayCompensationOnJobPostings"])
IGNORED_PAY = frozenset(["scrapeableCompensationSalarySummary", "compensationTierSummary"])
SUMMARISED = frozenset(
    ["id", "label", "summary", "compensationType", "minValue", "maxValue", "currencyCode", "interval"]
)


def requests(board: Board) -> list[Request]:
    """The whole board, with pay."""
    token = quote(board.board, safe="")
    return [Request(f"https://api.ashbyhq.com/posting-api/job-board/{token}?includeCompensation=true")]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every job of a board, or the one job of a body of its own."""
    root = decoded(page)
    jobs = [root] if isinstance(root, dict) and "title" in root and "jobs" not in root else listed(page, "jobs")[1]
    return each(jobs, _listing, ignored=IGNORED)


def _listing(take: Take) -> Listing | Reject:
    native_id, title = take.required("id"), take.required("title")
    workplace, is_remote = take.text("workplaceType"), take.flag("isRemote")
    rich, plain = take.text("descriptionHtml"), take.text("descriptionPlain")
    is_listed = take.flag("isListed")
    listing = Listing(
        native_id=native_id,
        title=title,
        html=rich or html.escape(plain or "", quote=False).replace("\n", "<br>"),
        locations=_locations(take),
        workplace=workplace,
        is_remote=is_remote
        if workplace is None
        else None,  # the type is what the employer chose; the flag may contradict
        employment=take.text("employmentType"),
        department=joined(take.text("department"), take.text("team")),
        pay_fields=_pay(take.record("compensation", IGNORED_PAY)),
        posted=take.text("publishedAt"),
        url=take.text("jobUrl"),
    )
    return Reject(native_id, "unlisted", title) if is_listed is False else listing


def _locations(take: Take) -> list[Location]:
    places = [_place(take.text("location"), take.record("address"))]
    for other in take.mixed("secondaryLocations"):
        if isinstance(other, str):
            places.append(Location(other))
        else:
            places.append(_place(other.text("location"), other.record("address")))
    return list(dict.fromkeys(place for place in places if place is not None))


def _place(text: str | None, address: Take) -> Location | None:
    """A place with its postal parts; made of the parts where it has no name."""
    parts = address.record("postalAddress")
    city, region, country = (parts.text(f"address{kind}") for kind in ("Locality", "Region", "Country"))
    text = text or joined(city, region, country, by=", ")
    return Location(text, city, region, country) if text else None


def _pay(compensation: Take) -> list[PayField]:
    """Every component of every tier; the summary, which mixes the tiers, only where there are none."""
    tiers = compensation.records("compensationTiers", {"id", "tierSummary"})
    summary = compensation.records("summaryComponents", SUMMARISED)
    if not tiers:
        return [_component(component) for component in summary]
    fields = []
    for tier in tiers:
        label, more = tier.text("title"), tier.text("additionalInformation")
        fields += [_component(component, label, more) for component in tier.records("components", {"id"})]
    return fields


def _component(component: Take, label: str | None = None, more: str | None = None) -> PayField:
    return PayField(
        label=joined(label, component.text("label")),
        component=component.text("compensationType"),
        min=component.text("minValue"),
        max=component.text("maxValue"),
        currency=component.text("currencyCode"),
        period=component.text("interval"),
        note=joined(component.text("summary"), more, by=" • "),
    )


SOURCE = Source(
    name="ashby",
    home="https://developers.ashbyhq.com/docs/public-job-posting-api",
    terms="Documented public job-posting API, no key; slow and throttled by host: two seconds apart.",
    requests=requests,
    parse=parse,
    pause_seconds=2.0,
)
