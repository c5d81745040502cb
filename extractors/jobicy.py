"""Jobicy: the newest remote jobs in one answer, with pay, currency and period of their own."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from .contract import Board, Listing, Page, PayField, Reject, Request, Source
from .json_body import listed
from .locations import joined, scope_of
from .record import Take, each

IGNORED = frozenset(["jobSlug", "companyLogo", "jobExcerpt", "jobTags"])


def requests(board: Board) -> list[Request]:
    """The newest hundred: of all (board `all`), or of an industry as the site writes it: `data-science`."""
    industry = "" if board.board == "all" else f"&industry={quote(board.board, safe='')}"
    return [Request(f"https://jobicy.com/api/v2/remote-jobs?count=100{industry}")]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every job."""
    return each(listed(page, "jobs")[1], _listing, ignored=IGNORED)


def _listing(take: Take) -> Listing:
    level = take.text("jobLevel")
    return Listing(
        native_id=take.required("id"),
        title=take.required("jobTitle", called="title"),
        html=take.text("jobDescription") or "",
        employer=take.text("companyName"),
        is_remote=True,
        remote_scope=scope_of(take.text("jobGeo")),
        employment=joined(*take.text_or_texts("jobType")),
        department=joined(*take.text_or_texts("jobIndustry")),
        level=None if level == "Any" else level,
        pay_fields=_pay(take),
        posted=take.text("pubDate"),
        url=take.text("url"),
    )


def _pay(take: Take) -> list[PayField]:
    """Pay as written now, or by the year as older answers have it."""
    yearly = take.text("annualSalaryMin"), take.text("annualSalaryMax")
    low, high = take.text("salaryMin"), take.text("salaryMax")
    period = take.text("salaryPeriod") or ("yearly" if any(yearly) else None)
    field = PayField(min=low or yearly[0], max=high or yearly[1], currency=take.text("salaryCurrency"), period=period)
    return [field] if field.min or field.max else []


SOURCE = Source(
    name="jobicy",
    home="https://github.com/Jobicy/remote-jobs-api",
    terms="Public API, no key; at most one look an hour, jobs six hours late, link back, no reposting to job boards.",
    requests=requests,
    parse=parse,
    shows_closing=False,
    pause_seconds=5,
)
