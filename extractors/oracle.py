"""Oracle Recruiting Cloud: pages of a list, and a page for each requisition with its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from .contract import BadPage, Board, Listing, Location, Page, PayField, Reject, Request, Source
from .json_body import decoded, named
from .locations import joined
from .record import Take, each

PAGE_SIZE = 25
API = "hcmRestApi/resources/latest"
SITE = re.compile(r"/sites/([\w-]+)")
FINDER = re.compile(r"siteNumber=([^,;&]+),limit=\d+,offset=(\d+)")
IGNORED = frozenset(
    """
    GeographyId HotJobFlag Distance TrendingFlag BeFirstToApplyFlag Relevancy ExternalContactName
    ExternalContactEmail DomesticTravelRequired InternationalTravelRequired WorkDurationMonths
    WorkDurationYears WorkHours WorkDays LegalEmployer BusinessUnit Department Organization
    OrganizationDescriptionStr PostingEndDate workLocation otherWorkLocations RequisitionType
    WorkplaceTypeCode RequisitionId ApplyWhenNotPostedFlag links media primaryLocationCoordinates
    NumberOfOpenings CategoryCode ObjectVerNumberProfile ContentLocale CorporateDescriptionStr
    ManagerLevel JobShift JobType JobGrade LegalEmployerName skills NLPProfile PostingSource
    Latitude Longitude GeographyNodeId JobFamilyId HiringManager Keyword LocationId JobFunctionCode
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)
IGNORED_PLACE = frozenset(["RequisitionLocationId", "GeographyNodeId", "GeographyId", "Latitude", "Longitude", "links"])
PARTS = ("ExternalDescriptionStr", "ExternalResponsibilitiesStr", "ExternalQualificationsStr")
PAY = re.compile(r"salary|\bpay\b|compensation|wage", re.IGNORECASE)


def requests(board: Board) -> list[Request]:
    """The first requisitions of the site in the board's `url`: `https://<host>/hcmUI/.../sites/<number>`."""
    parts = urlsplit(board.url)
    site = SITE.search(parts.path)
    return [_asking(f"https://{parts.netloc}", site[1], 0)] if parts.netloc and site else []


def follow(page: Page) -> list[Request]:
    """The page of each requisition listed, then the next part of the list."""
    asked, found = FINDER.search(page.url), _lists(decoded(page))
    if not asked or not found:
        return []
    host, site, offset = f"https://{urlsplit(page.url).netloc}", asked[1], int(asked[2])
    listings = [each for each in parse(page) if isinstance(each, Listing)]
    details = [Request(_detail(host, site, each.native_id), listing=each) for each in listings]
    total = found[0].get("TotalJobsCount")
    shown = offset + sum(len(part["requisitionList"]) for part in found)
    is_more = shown > offset and isinstance(total, int) and shown < total
    return [*details, *([_asking(host, site, shown)] if is_more else [])]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every requisition of a part of the list, or the one requisition of its own page."""
    root = decoded(page)
    if not isinstance(root, dict):
        raise BadPage(f"a JSON {named(root)} instead of an object of requisitions")
    asked = FINDER.search(page.url)
    public = f"https://{urlsplit(page.url).netloc}/hcmUI/CandidateExperience/en/sites/{asked[1]}/job" if asked else None
    if "items" not in root and "Title" in root:
        records = [root]
    elif isinstance(items := root.get("items"), list):
        lists = _lists(root)
        records = [each for part in lists for each in part["requisitionList"]] if lists else items
    else:
        raise BadPage(f"a JSON object without 'items'; it holds {', '.join(sorted(root)[:8]) or 'nothing'}"[:200])
    return each(records, lambda take: _listing(take, public), ignored=IGNORED, key="Id")


def total(page: Page) -> int | None:
    """How many postings a page of the list says there are."""
    counts = [part.get("TotalJobsCount") for part in _lists(decoded(page))]
    return next((count for count in counts if isinstance(count, int)), None)


def _listing(take: Take, public: str | None) -> Listing:
    native_id = take.required("Id", called="id")
    short, parts = take.text("ShortDescriptionStr"), [take.text(name) for name in PARTS]
    return Listing(
        native_id=native_id,
        title=take.required("Title", called="title"),
        html="".join(f"<div>{part}</div>" for part in parts if part) or short or "",
        language=take.text("Language"),
        locations=_places(take),
        workplace=take.text("WorkplaceType"),
        employment=joined(*(take.text(name) for name in ("JobSchedule", "WorkerType", "ContractType"))),
        department=joined(*(take.text(name) for name in ("JobFamily", "JobFunction", "Category"))),
        education=take.text("StudyLevel"),
        pay_fields=_pay(take.records("requisitionFlexFields", {"links"})),
        posted=take.first("ExternalPostedStartDate", "PostedDate"),
        closes=take.text("ExternalPostedEndDate"),
        url=f"{public}/{native_id}" if public else None,
    )


def _places(take: Take) -> list[Location]:
    """The first place, to which the country belongs, then the others, each with its own."""
    first, country = take.text("PrimaryLocation"), take.text("PrimaryLocationCountry")
    others = take.records("secondaryLocations", IGNORED_PLACE)
    places = [Location(first, country=country)] if first else []
    for other in others:
        name, code = other.text("Name"), other.text("CountryCode")
        if name and name != first:
            places.append(Location(name, country=code))
    return places


def _pay(fields: list[Take]) -> list[PayField]:
    """Fields that an employer added itself, where their names speak of pay."""
    said = [(field.text("Prompt"), field.text("Value")) for field in fields]
    return [PayField(label=prompt, note=value) for prompt, value in said if prompt and value and PAY.search(prompt)]


def _lists(root: Any) -> list[dict[str, Any]]:
    items = root.get("items") if isinstance(root, dict) else None
    found = items if isinstance(items, list) else []
    return [each for each in found if isinstance(each, dict) and isinstance(each.get("requisitionList"), list)]


def _asking(host: str, site: str, offset: int) -> Request:
    finder = f"findReqs;siteNumber={site},limit={PAGE_SIZE},offset={offset},sortBy=POSTING_DATES_DESC"
    expand = "requisitionList.secondaryLocations"
    return Request(f"{host}/{API}/recruitingCEJobRequisitions?onlyData=true&expand={expand}&finder={finder}")


def _detail(host: str, site: str, native_id: str) -> str:
    finder = f"ById;Id=%22{quote(native_id, safe='')}%22,siteNumber={site}"
    return f"{host}/{API}/recruitingCEJobRequisitionDetails?onlyData=true&expand=all&finder={finder}"


SOURCE = Source(
    name="oracle",
    home="https://docs.oracle.com/en/cloud/saas/human-resources",
    terms="The interface that each employer's public career site uses, no key; its robots.txt decides.",
    requests=requests,
    follow=follow,
    parse=parse,
    total=total,
)
