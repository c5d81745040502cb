"""Remote OK: the newest remote jobs in one answer, whose first record is a notice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .contract import BadPage, Board, Listing, Page, PayField, Reject, Request, Source
from .json_body import decoded, named
from .locations import scope_of
from .record import Take, each

IGNORED = frozenset(["slug", "date", "company_logo", "logo", "apply_url", "tags", "original", "verified"])
CHALLENGE = re.compile(
    r"(?:<br ?/?>|\s)*Please mention the word \*\*.{1,40}\*\* and tag \S+ when applying.*$", re.DOTALL
)


def requests(_board: Board) -> list[Request]:
    """The newest hundred or so."""
    return [Request("https://remoteok.com/api")]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every job; the notice that comes first is none."""
    root = decoded(page)
    if not isinstance(root, list):
        raise BadPage(f"a JSON {named(root)} instead of a list of jobs")
    jobs = [job for job in root if not (isinstance(job, dict) and "legal" in job and "position" not in job)]
    return each(jobs, _listing, ignored=IGNORED)


def _listing(take: Take) -> Listing:
    """Without the closing words that ask applicants for a code: they differ with every request."""
    return Listing(
        native_id=take.required("id"),
        title=take.required("position", called="title"),
        html=CHALLENGE.sub("", take.text("description") or ""),
        employer=take.text("company"),
        is_remote=True,
        remote_scope=scope_of(take.text("location")),
        pay_fields=_pay(take.text("salary_min"), take.text("salary_max")),
        posted=take.text("epoch"),
        url=take.text("url"),
    )


def _pay(low: str | None, high: str | None) -> list[PayField]:
    """Figures without currency or period; zeros say that there is none."""
    return [PayField(min=low, max=high)] if {low, high} - {None, "0"} else []


SOURCE = Source(
    name="remoteok",
    home="https://remoteok.com/api",
    terms="Public API, no key; asks for a followed link back and the name Remote OK as source.",
    requests=requests,
    parse=parse,
    shows_closing=False,
)
