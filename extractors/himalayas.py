"""Himalayas: remote jobs, newest first, in pages of twenty."""

from __future__ import annotations

from collections.abc import Iterator

from .addresses import asked_for, with_query
from .contract import Board, Listing, Page, PayField, Reject, Request, Source
from .json_body import listed
from .locations import joined
from .record import Take, each

PAGE_SIZE = 20
NEWEST = 1_000
IGNORED = frozenset(
    ["excerpt", "companySlug", "companyLogo", "timezoneRestrictions", "categories", "parentCategories",
     "applicationLink"]
)  # fmt: skip


def requests(_board: Board) -> list[Request]:
    """The newest page."""
    return [Request(f"https://himalayas.app/jobs/api?limit={PAGE_SIZE}&offset=0")]


def follow(page: Page) -> list[Request]:
    """The next page, while pages come full and up to the newest thousand."""
    offset = asked_for(page.url, "offset", NEWEST) + PAGE_SIZE
    is_full = len(listed(page, "jobs")[1]) >= PAGE_SIZE
    return [Request(with_query(page.url, offset=offset))] if is_full and offset < NEWEST else []


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every job of a page."""
    return each(listed(page, "jobs")[1], _listing, ignored=IGNORED, key="guid")


def _listing(take: Take) -> Listing:
    native_id = take.required("guid", called="id")
    return Listing(
        native_id=native_id.rstrip("/").removeprefix("https://himalayas.app/companies/"),
        title=take.required("title"),
        html=take.text("description") or "",
        employer=take.text("companyName"),
        is_remote=True,
        remote_scope=_scope(take),
        employment=take.text("employmentType"),
        level=joined(*take.texts("seniority")),
        pay_fields=_pay(take),
        posted=take.text("pubDate"),
        closes=take.text("expiryDate"),
        url=native_id,
    )


def _scope(take: Take) -> list[str]:
    """Countries that applicants may live in: names, or objects with a name; none is the world."""
    places = take.mixed("locationRestrictions", {"alpha2", "slug"})
    return [name for place in places if (name := place if isinstance(place, str) else place.text("name"))]


def _pay(take: Take) -> list[PayField]:
    field = PayField(
        min=take.text("minSalary"),
        max=take.text("maxSalary"),
        currency=take.text("currency"),
        period=take.text("salaryPeriod"),
    )
    return [field] if field.min or field.max else []


SOURCE = Source(
    name="himalayas",
    home="https://himalayas.app/api",
    terms="Public API, no key; asks for a link back and the name Himalayas as source.",
    requests=requests,
    follow=follow,
    parse=parse,
    shows_closing=False,
)
