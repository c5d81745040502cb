"""Workday: pages of twenty jobs with little but titles, and a page for each with its text.

A list ends at 2,000 jobs and begins again behind them, so that a longer one is asked for group by group.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from .addresses import last_part
from .contract import BadPage, Board, Listing, Location, Page, Reject, Request, Source
from .json_body import decoded, named
from .record import Take, each

PAGE_SIZE, MOST_LISTED = 20, 2_000
IGNORED = frozenset(["postedOn", "bulletFields"])  # a day that moves, and what the address says as well
IGNORED_DETAIL = frozenset(
    """
    id postedOn canApply posted includeResumeParsing questionnaireId jobPostingSiteId jobReqId
    secondaryQuestionnaireId similarJobs userAuthenticated jobPostingId logoImage
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)
IGNORED_COUNTRY = frozenset(["id", "alpha2Code"])
COUNTED = re.compile(r"\d+ Locations?", re.IGNORECASE)
HOST = re.compile(r"([\w-]+)\.(wd\d+)\.myworkday(?:jobs|site)(?:-impl)?\.com", re.IGNORECASE)
LOCALE = re.compile(r"[a-z]{2}(?:-[A-Z]{2})?")


def requests(board: Board) -> list[Request]:
    """The first jobs of the site in the board's `url`: `https://<tenant>.wd5.myworkdayjobs.com/<site>`.

    `https://wd5.myworkdaysite.com/recruiting/<tenant>/<site>` is the other form.
    """
    parts = urlsplit(board.url)
    names = [name for name in parts.path.split("/") if name and not LOCALE.fullmatch(name)]
    host = HOST.fullmatch(parts.netloc)
    if len(names) >= 3 and names[0] == "recruiting":
        tenant, site = names[1:3]
    elif host and names:
        tenant, site = host[1], names[0]
    else:
        return []
    return [_asking(f"https://{parts.netloc}/wday/cxs/{tenant}/{site}/jobs", 0, {})]


def follow(page: Page) -> list[Request]:
    """The page of each job listed, then the next jobs; of a list that is too long its groups."""
    root = decoded(page)
    where = page.url.partition("#")[0]
    if not isinstance(root, dict) or not isinstance(root.get("jobPostings"), list) or not where.endswith("/jobs"):
        return []
    base = where.removesuffix("/jobs")
    listings = [found for found in parse(page) if isinstance(found, Listing)]
    paths = {
        _id_of(job.get("externalPath")): job.get("externalPath") for job in root["jobPostings"] if isinstance(job, dict)
    }
    details = [Request(f"{base}{paths[found.native_id]}", listing=found) for found in listings]
    return [*details, *_more(where, root, *_asked(page))]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every job of a page of the list, or the one job of its own page."""
    root = decoded(page)
    if isinstance(root, dict) and isinstance(root.get("jobPostingInfo"), dict):
        hiring = root.get("hiringOrganization")
        employer = hiring.get("name") if isinstance(hiring, dict) else None
        info = {**root["jobPostingInfo"], "_employer": employer}
        return each([info], _detail, ignored=IGNORED_DETAIL, key="jobPostingId")
    jobs = root.get("jobPostings") if isinstance(root, dict) else None
    if not isinstance(jobs, list):
        raise BadPage(f"a JSON {named(root)} without 'jobPostings'")
    site = page.url.partition("#")[0].removesuffix("/jobs").replace("/wday/cxs/", "/", 1)
    public = re.sub(r"^(https://[^/]+)/[^/]+/", r"\1/", site) if "myworkdayjobs" in site else None
    return each(jobs, lambda take: _listing(take, public), ignored=IGNORED, key="externalPath")


def total(page: Page) -> int | None:
    """How many jobs a page of the list says there are: not of one group, nor of a list asked for by groups.

    Some sites count on their first page alone, and say 0 on the others.
    """
    root = decoded(page)
    if not isinstance(root, dict) or "jobPostings" not in root:
        return None
    offset, facets = _asked(page)
    count = _count(root, "total")
    return None if facets or count >= MOST_LISTED or (offset and not count) else count


def _listing(take: Take, public: str | None) -> Listing:
    path, where = take.required("externalPath", called="id"), take.text("locationsText")
    return Listing(
        native_id=_id_of(path) or path,
        title=take.required("title"),
        locations=[Location(where)] if where and not COUNTED.fullmatch(where.strip()) else [],
        workplace=take.text("remoteType"),
        employment=take.text("timeType"),
        url=f"{public}{path}" if public else None,
    )


def _detail(take: Take) -> Listing:
    url = take.text("externalUrl")
    native_id = _id_of(take.text("jobPostingId")) or _id_of(url)
    return Listing(
        native_id=native_id or take.required("jobReqId", called="id"),
        title=take.required("title"),
        html=take.text("jobDescription") or "",
        employer=take.text("_employer"),
        locations=_places(take),
        workplace=take.text("remoteType"),
        employment=take.text("timeType"),
        posted=take.text("startDate"),
        closes=take.text("endDate"),
        url=url,
    )


def _places(take: Take) -> list[Location]:
    """The first place, to which the country belongs, then the others."""
    country = take.record("country", IGNORED_COUNTRY).text("descriptor")
    exact = take.record("jobRequisitionLocation")
    exact.text("descriptor"), exact.record("country", IGNORED_COUNTRY).text("descriptor")
    first, others = take.text("location"), take.texts("additionalLocations")
    places = [Location(first, country=country)] if first else []
    return places + [Location(other) for other in dict.fromkeys(others) if other != first]


def _more(where: str, root: dict[str, Any], offset: int, facets: dict[str, Any]) -> list[Request]:
    """The other pages of a list, or of each of its groups, which their first page names."""
    total = _count(root, "total")
    if offset:
        return []
    if not facets and total >= MOST_LISTED and (groups := _groups(root)):
        return [_asking(where, 0, group) for group in groups]
    return [_asking(where, start, facets) for start in range(PAGE_SIZE, min(total, MOST_LISTED), PAGE_SIZE)]


def _groups(root: dict[str, Any]) -> list[dict[str, list[str]]]:
    """The facet whose groups are all short enough and hold the most jobs, as one question for each group."""
    best: list[dict[str, list[str]]] = []
    most = 0
    for facet in root.get("facets") or []:
        values = facet.get("values") if isinstance(facet, dict) else None
        groups = [value for value in values or [] if isinstance(value, dict)]
        counts = [_count(group, "count") for group in groups]
        if sum(counts) > most and 0 < min(counts) <= max(counts) < MOST_LISTED:
            most = sum(counts)
            best = [{str(facet.get("facetParameter")): [str(group.get("id"))]} for group in groups]
    return best


def _count(record: dict[str, Any], name: str) -> int:
    value = record.get(name)
    return value if isinstance(value, int) else 0


def _asking(where: str, offset: int, facets: dict[str, Any]) -> Request:
    """One page of the list. What makes it different from the others stands behind the address as well."""
    mark = quote(json.dumps({"offset": offset, "appliedFacets": facets}))
    question = {"appliedFacets": facets, "limit": PAGE_SIZE, "offset": offset, "searchText": ""}
    return Request(f"{where}#{mark}", post=json.dumps(question))


def _asked(page: Page) -> tuple[int, dict[str, Any]]:
    """Where in the list a page begins, and of which group it is."""
    mark = page.url.partition("#")[2]
    question = json.loads(unquote(mark)) if mark else {}
    return question.get("offset", 0), question.get("appliedFacets", {})


def _id_of(path: str | None) -> str | None:
    """The requisition at the end of a job's path; a `-1` behind it is the same one posted once more, and another ad."""
    name = last_part(path)
    return name.rpartition("_")[2] or name if name else None


SOURCE = Source(
    name="workday",
    home="https://www.workday.com",
    terms="The interface that each employer's public career site uses, no key; its robots.txt decides.",
    requests=requests,
    follow=follow,
    parse=parse,
    total=total,
)
