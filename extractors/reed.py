"""Reed: British jobs by keyword; the list has a snippet, the job's own page its text, period and pay. Needs a free key."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote

from .addresses import asked_for, with_query
from .contract import Board, Key, Listing, Page, PayField, Reject, Request, Source
from .json_body import decoded, listed
from .locations import joined, places_of
from .record import Take, each

PAGE_SIZE = 100
API = "https://www.reed.co.uk/api/1.0"
IGNORED = frozenset(
    ["employerId", "employerProfileId", "employerProfileName", "applications", "applicationCount", "jobRef", "salary",
     "externalUrl", "yearlyMinimumSalary", "yearlyMaximumSalary", "salaryType"]
)  # fmt: skip


def requests(board: Board) -> list[Request]:
    """The first page of jobs with the board's words: `machine-learning` asks for machine learning."""
    words = quote(board.board.replace("-", " "), safe="")
    return [Request(f"{API}/search?keywords={words}&resultsToTake={PAGE_SIZE}&resultsToSkip=0")]


def follow(page: Page) -> list[Request]:
    """The page of each job listed, then the next page of the list."""
    root = decoded(page)
    if not isinstance(root, dict) or not isinstance(root.get("results"), list) or not page.url.startswith("https:"):
        return []
    found = [each for each in parse(page) if isinstance(each, Listing)]
    details = [Request(f"{API}/jobs/{quote(each.native_id, safe='')}", listing=each) for each in found]
    skipped, total = asked_for(page.url, "resultsToSkip", 0) + len(root["results"]), root.get("totalResults")
    is_more = root["results"] and isinstance(total, int) and skipped < total
    return [*details, *([Request(with_query(page.url, resultsToSkip=skipped))] if is_more else [])]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every job of a page of the list, or the one job of its own page."""
    root = decoded(page)
    jobs = [root] if isinstance(root, dict) and "jobId" in root else listed(page, "results")[1]
    return each(jobs, _listing, ignored=IGNORED, key="jobId")


def _listing(take: Take) -> Listing:
    time = "full-time" if take.flag("fullTime") else None, "part-time" if take.flag("partTime") else None
    return Listing(
        native_id=take.required("jobId", called="id"),
        title=take.required("jobTitle", called="title"),
        html=take.text("jobDescription") or "",
        employer=take.text("employerName"),
        locations=places_of(take.text("locationName"), country="GB"),
        employment=joined(take.text("contractType"), *time),
        pay_fields=_pay(take),
        posted=take.text("datePosted") or take.text("date"),
        closes=take.text("expirationDate"),
        url=take.text("jobUrl"),
    )


def _pay(take: Take) -> list[PayField]:
    """Pay as stated, with the period that only the job's own page states."""
    low, high, currency = take.text("minimumSalary"), take.text("maximumSalary"), take.text("currency")
    return [PayField(min=low, max=high, currency=currency, period=take.text("salaryType"))] if low or high else []


def _basic(key: str) -> str:
    return "Basic " + b64encode(f"{key}:".encode()).decode()


SOURCE = Source(
    name="reed",
    home="https://www.reed.co.uk/developers/jobseeker",
    terms="Documented API, free key.",
    requests=requests,
    follow=follow,
    parse=parse,
    key=Key("REED_API_KEY", "www.reed.co.uk", "Authorization", _basic),
)
