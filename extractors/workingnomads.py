"""Working Nomads: the newest remote jobs in one answer; an aggregator itself, without ids and pay fields."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from .contract import BadPage, Board, Listing, Page, Reject, Request, Source
from .json_body import decoded, named
from .locations import scope_of
from .record import Take, each

IGNORED = frozenset(["tags"])


def requests(_board: Board) -> list[Request]:
    """All jobs that the site shows."""
    return [Request("https://www.workingnomads.com/api/exposed_jobs/")]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every job."""
    root = decoded(page)
    if not isinstance(root, list):
        raise BadPage(f"a JSON {named(root)} instead of a list of jobs")
    return each(root, _listing, ignored=IGNORED, key="url")


def _listing(take: Take) -> Listing:
    """The address is the id, for there is no other."""
    url = take.required("url", called="id")
    return Listing(
        native_id=urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl().strip("/"),
        title=take.required("title"),
        html=take.text("description") or "",
        employer=take.text("company_name"),
        is_remote=True,
        remote_scope=scope_of(take.text("location")),
        department=take.text("category_name"),
        posted=take.text("pub_date"),
        url=url,
    )


SOURCE = Source(
    name="workingnomads",
    home="https://www.workingnomads.com/jobsapi",
    terms="Public API, no key; asks for a link back.",
    requests=requests,
    parse=parse,
    shows_closing=False,
)
