"""USAJOBS: vacancies of the US government by keyword; pay with interval codes. Needs a free key.

The site wants to see in the user agent the e-mail address that the key was given to: let it be PAYBANDS_CONTACT.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from .addresses import asked_for, with_query
from .contract import BadPage, Board, Key, Listing, Location, Page, PayField, Reject, Request, Source
from .json_body import decoded, named
from .locations import joined, places_of
from .record import Take, each

PAGE_SIZE = 500
MOST_RESULTS = 10_000
IGNORED = frozenset(["RelevanceRank"])
IGNORED_DESCRIPTOR = frozenset(
    """
    PositionID ApplyURI DepartmentName SubAgency JobGrade PositionEndDate PositionStartDate
    QualificationSummary PositionFormattedDescription PositionOfferingType
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)
PERIODS = {"PA": "Per Year", "PH": "Per Hour", "PD": "Per Day", "PM": "Per Month", "BW": "Bi-weekly"}
PARTS = ("JobSummary", "MajorDuties", "Requirements", "Education", "Evaluations")


def requests(board: Board) -> list[Request]:
    """The first page of vacancies with the board's words: `machine-learning` asks for machine learning."""
    words = quote(board.board.replace("-", " "), safe="")
    return [
        Request(f"https://data.usajobs.gov/api/search?Keyword={words}&ResultsPerPage={PAGE_SIZE}&Page=1&Fields=Full")
    ]


def follow(page: Page) -> list[Request]:
    """The next page, as long as there are more results."""
    number, total = asked_for(page.url, "Page", 0), _result(page).get("SearchResultCountAll")
    is_more = number and isinstance(total, int) and number * PAGE_SIZE < min(total, MOST_RESULTS)
    return [Request(with_query(page.url, Page=number + 1))] if is_more else []


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every vacancy of a page."""
    items = _result(page).get("SearchResultItems")
    if not isinstance(items, list):
        raise BadPage("a search result without a list 'SearchResultItems'")
    return each(items, _listing, ignored=IGNORED, key="MatchedObjectId")


def _result(page: Page) -> dict[str, Any]:
    root = decoded(page)
    result = root.get("SearchResult") if isinstance(root, dict) else None
    if not isinstance(result, dict):
        raise BadPage(f"a JSON {named(root)} without a 'SearchResult'")
    return result


def _listing(take: Take) -> Listing:
    native_id = take.required("MatchedObjectId", called="id")
    what = take.record("MatchedObjectDescriptor", IGNORED_DESCRIPTOR)
    details = _details(what.any("UserArea"))
    is_remote = details.flag("RemoteIndicator")
    named_places = [_place(place) for place in what.records("PositionLocation", {"Longitude", "Latitude"})]
    display = what.text("PositionLocationDisplay")
    return Listing(
        native_id=native_id,
        title=what.required("PositionTitle", called="title"),
        html="".join(f"<p>{part}</p>" for name in PARTS for part in details.text_or_texts(name)),
        employer=what.text("OrganizationName"),
        locations=[place for place in named_places if place] or places_of(display),
        workplace="Telework eligible" if details.flag("TeleworkEligible") and not is_remote else None,
        is_remote=True if is_remote else None,
        employment=joined(*(each.text("Name") for each in what.records("PositionSchedule", {"Code"}))),
        department=joined(*(each.text("Name") for each in what.records("JobCategory", {"Code"}))),
        pay_fields=[_pay(pay) for pay in what.records("PositionRemuneration")],
        posted=what.text("PublicationStartDate"),
        closes=what.text("ApplicationCloseDate"),
        url=what.text("PositionURI"),
    )


def _details(area: Any) -> Take:
    """The details of a vacancy; they hold dozens of administrative fields beside the few that we read."""
    details = area.get("Details") if isinstance(area, dict) else None
    return Take(details if isinstance(details, dict) else {})


def _place(place: Take) -> Location | None:
    text = place.text("LocationName")
    city, region, country = place.text("CityName"), place.text("CountrySubDivisionCode"), place.text("CountryCode")
    return Location(text, city=city, region=region, country=country) if text else None


def _pay(pay: Take) -> PayField:
    """The interval as words: of its description, else of its code."""
    code, words = pay.text("RateIntervalCode"), pay.text("Description")
    return PayField(
        component="Salary",
        min=pay.text("MinimumRange"),
        max=pay.text("MaximumRange"),
        currency="USD",
        period=words or PERIODS.get(code or "", code),
    )


SOURCE = Source(
    name="usajobs",
    home="https://developer.usajobs.gov/api-reference/get-api-search",
    terms="Public API of the US government, free key; its data are in the public domain.",
    requests=requests,
    follow=follow,
    parse=parse,
    key=Key("USAJOBS_API_KEY", "data.usajobs.gov", "Authorization-Key"),
)
