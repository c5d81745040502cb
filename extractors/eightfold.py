"""Eightfold: pages of a list of positions, and a page for each with its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from .addresses import asked_for, home, with_query
from .contract import BadPage, Board, Listing, Location, Page, Reject, Request, Source
from .json_body import decoded, named
from .locations import joined
from .record import Take, each

PAGE_SIZE = 10
IGNORED = frozenset(
    """
    ats_job_id display_job_id displayJobId t_update stars type isPrivate location_flexibility_ranges
    solrScore creationTs atsJobId standardizedLocations positionUrl locationMaps medallionProgram
    isHot recommendationReason hot id_locale profile_id custom_JD efcustom onboarding apply_url
    score talentReferral
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)


def requests(board: Board) -> list[Request]:
    """The first positions; the employer's domain stands in the query of the board's `url`, else it is a guess by name."""
    host, domain = home(board, "{}.eightfold.ai"), parse_qs(urlsplit(board.url).query).get("domain", [""])[0]
    if not domain:
        domain = f"{board.board}.com"
    address = f"{host}/api/apply/v2/jobs?domain={quote(domain, safe='')}&start=0&num={PAGE_SIZE}&sort_by=timestamp"
    return [Request(address)]


def follow(page: Page) -> list[Request]:
    """The page of each position listed, then the next part of the list."""
    parts, root = urlsplit(page.url), _inside(decoded(page))
    positions = root.get("positions") if isinstance(root, dict) else None
    if not parts.path.endswith("/jobs") or not isinstance(positions, list):
        return []
    domain = parse_qs(parts.query).get("domain", [""])[0]
    base = f"https://{parts.netloc}{parts.path}"
    listings = [found for found in parse(page) if isinstance(found, Listing)]
    details = [Request(f"{base}/{quote(found.native_id, safe='')}?domain={quote(domain, safe='')}", listing=found)
               for found in listings]  # fmt: skip
    shown, total = asked_for(page.url, "start", 0) + len(positions), root.get("count")
    is_more = positions and (shown < total if isinstance(total, int) else len(positions) >= PAGE_SIZE)
    return [*details, *([Request(with_query(page.url, start=shown))] if is_more else [])]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every position of a part of the list, or the one position of its own page."""
    root = _inside(decoded(page))
    if not isinstance(root, dict):
        raise BadPage(f"a JSON {named(root)} instead of an object of positions")
    positions = root.get("positions", [root] if "name" in root else None)
    if not isinstance(positions, list):
        raise BadPage(f"a JSON object without 'positions'; it holds {', '.join(sorted(root)[:8]) or 'nothing'}"[:200])
    return each(positions, _listing, ignored=IGNORED)


def total(page: Page) -> int | None:
    """How many postings a page of the list says there are."""
    root = _inside(decoded(page))
    found = root.get("count") if isinstance(root, dict) and "positions" in root else None
    return found if isinstance(found, int) else None


def _listing(take: Take) -> Listing:
    first, others = take.text("location"), take.texts("locations")
    return Listing(
        native_id=take.required("id"),
        title=take.required("name", called="title"),
        html=take.first("job_description", "jobDescription") or "",
        locations=[Location(place) for place in dict.fromkeys([*([first] if first and not others else []), *others])],
        workplace=take.first("work_location_option", "workLocationOption", "location_flexibility"),
        department=joined(take.text("department"), take.text("business_unit")),
        posted=take.first("t_create", "postedTs"),
        url=take.first("canonicalPositionUrl", "publicUrl"),
    )


def _inside(root: Any) -> Any:
    """The newer interface wraps what the older one says."""
    inner = root.get("data") if isinstance(root, dict) else None
    return inner if isinstance(inner, dict) else root


SOURCE = Source(
    name="eightfold",
    home="https://docs.eightfold.ai",
    terms="The interface that each employer's public career site uses, no key; few requests are let through: two "
    "seconds apart.",
    requests=requests,
    follow=follow,
    parse=parse,
    total=total,
    pause_seconds=2.0,
)
