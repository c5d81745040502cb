"""Arbeitnow: jobs in Germany and remote ones, in pages of a hundred; no pay but in words."""

from __future__ import annotations

from collections.abc import Iterator

from .addresses import asked_for, with_query
from .contract import Board, Listing, Page, Reject, Request, Source
from .json_body import listed
from .locations import joined, places_of
from .record import Take, each

PAGE_SIZE = 100
IGNORED = frozenset(["tags"])


def requests(_board: Board) -> list[Request]:
    """The first page."""
    return [Request("https://www.arbeitnow.com/api/job-board-api?page=1")]


def follow(page: Page) -> list[Request]:
    """The next page, while pages come full; not the one that the answer links to, which narrows the list."""
    number = asked_for(page.url, "page", 0)
    is_full = len(listed(page, "data")[1]) >= PAGE_SIZE
    return [Request(with_query(page.url, page=number + 1))] if number and is_full else []


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every job of a page."""
    return each(listed(page, "data")[1], _listing, ignored=IGNORED, key="slug")


def _listing(take: Take) -> Listing:
    return Listing(
        native_id=take.required("slug", called="id"),
        title=take.required("title"),
        html=take.text("description") or "",
        employer=take.text("company_name"),
        locations=places_of(take.text("location")),
        is_remote=take.flag("remote"),
        employment=joined(*take.texts("job_types")),
        posted=take.text("created_at"),
        url=take.text("url"),
    )


SOURCE = Source(
    name="arbeitnow",
    home="https://www.arbeitnow.com/blog/job-board-api",
    terms="Public API, no key; asks for a link back.",
    requests=requests,
    follow=follow,
    parse=parse,
    shows_closing=False,
)
