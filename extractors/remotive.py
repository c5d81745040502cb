"""Remotive: remote jobs of all employers, or of one category, in one answer; pay in words."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from .contract import Board, Listing, Page, PayField, Reject, Request, Source
from .json_body import listed
from .locations import scope_of
from .record import Take, each

IGNORED = frozenset(["company_logo", "company_logo_url", "tags"])


def requests(board: Board) -> list[Request]:
    """All jobs (board `all`), or those of a category as the site writes it: `software-development`, `ai-ml`."""
    category = "" if board.board == "all" else f"?category={quote(board.board, safe='')}"
    return [Request(f"https://remotive.com/api/remote-jobs{category}")]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every job."""
    return each(listed(page, "jobs")[1], _listing, ignored=IGNORED)


def _listing(take: Take) -> Listing:
    pay = take.text("salary")
    return Listing(
        native_id=take.required("id"),
        title=take.required("title"),
        html=take.text("description") or "",
        employer=take.text("company_name"),
        is_remote=True,
        remote_scope=scope_of(take.text("candidate_required_location")),
        employment=take.text("job_type"),
        department=take.text("category"),
        pay_fields=[PayField(note=pay)] if pay else [],
        posted=take.text("publication_date"),
        url=take.text("url"),
    )


SOURCE = Source(
    name="remotive",
    home="https://github.com/remotive-com/remote-jobs-api",
    terms="Public API, no key; at most four looks a day and two a minute, jobs a day late, link back, no reposting.",
    requests=requests,
    parse=parse,
    shows_closing=False,
    pause_seconds=31,
)
