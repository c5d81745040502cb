"""The Muse: jobs of all employers, or of one category, in pages of twenty; no pay but in words."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from .addresses import asked_for, with_query
from .contract import Board, Listing, Page, Reject, Request, Source
from .json_body import listed
from .locations import joined, places_of
from .record import Take, each

IGNORED = frozenset(["short_name", "model_type", "type", "tags", "categories"])
MOST_PAGES = 100


def requests(board: Board) -> list[Request]:
    """The first page: of all jobs (board `all`), or of a category as the site writes it: `Data and Analytics`."""
    category = "" if board.board == "all" else f"&category={quote(board.board, safe='')}"
    return [Request(f"https://www.themuse.com/api/public/jobs?page=0{category}")]


def follow(page: Page) -> list[Request]:
    """The next page, up to the count of pages that the answer states."""
    root, results = listed(page, "results")
    number, count = asked_for(page.url, "page", MOST_PAGES) + 1, root.get("page_count")
    is_more = results and isinstance(count, int) and number < min(count, MOST_PAGES)
    return [Request(with_query(page.url, page=number))] if is_more else []


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every job of a page."""
    return each(listed(page, "results")[1], _listing, ignored=IGNORED)


def _listing(take: Take) -> Listing:
    return Listing(
        native_id=take.required("id"),
        title=take.required("name", called="title"),
        html=take.text("contents") or "",
        employer=take.record("company", {"id", "short_name"}).text("name"),
        locations=[place for each in take.records("locations") for place in places_of(each.text("name"))],
        level=joined(*(level.text("name") for level in take.records("levels", {"short_name"}))),
        posted=take.text("publication_date"),
        url=take.record("refs").text("landing_page"),
    )


SOURCE = Source(
    name="themuse",
    home="https://www.themuse.com/developers/api/v2",
    terms="Documented public API; 500 requests an hour without a key; asks for a link back.",
    requests=requests,
    follow=follow,
    parse=parse,
    shows_closing=False,
    pause_seconds=8,
)
