"""Oracle Recruiting Cloud: parts of a list, and each requisition with its text."""

from __future__ import annotations

import re
from typing import Any

from ..ads import Ad
from ..descriptions import posted_moment, sections
from ..markup import html
from ..place_words import towns
from .fields import department, home_country, workplace
from .site import Asked, Format, Shown, Wants

API = "/hcmRestApi/resources/latest/recruitingCEJobRequisition"
LIST = re.compile(r"findReqs;siteNumber=CX_1,limit=(\d+),offset=(\d+)")
ONE = re.compile(r'ById;Id="?(\d+)"?,siteNumber=CX_1')
PARTS = {
    "ExternalDescriptionStr": ("about", "role", "how", "pay", "benefit", "legal"),
    "ExternalResponsibilitiesStr": ("duty",),
    "ExternalQualificationsStr": ("need", "plus"),
}


def record(ad: Ad) -> dict[str, Any]:
    """A requisition as the list has it."""
    names, country = towns(ad), home_country(ad)
    return {
        "Id": ad.native_id,
        "Title": ad.title,
        "PostedDate": ad.posted.isoformat(),
        "Language": ad.language,
        "PrimaryLocation": names[0],
        "PrimaryLocationCountry": country.country_code if country else None,
        "HotJobFlag": False,
        "WorkplaceType": workplace(ad, onsite="On-site", hybrid="Hybrid", remote="Remote"),
        "JobFamily": department(ad),
        "JobSchedule": "Full time" if ad.contract == "employee" else None,
        "WorkerType": {"contractor": "Contractor", "internship": "Intern"}.get(ad.contract),
        "ShortDescriptionStr": "",
        "secondaryLocations": [
            {"Name": name, "CountryCode": place.country_code}
            for name, place in zip(names[1:], ad.places[1:], strict=False)
        ],
    }  # fmt: skip


def detail(ad: Ad) -> dict[str, Any]:
    """A requisition by itself."""
    parts = sections(ad)
    said = {
        name: html([part for part in parts if part.kind in kinds], ad.firm.heading_style)
        for name, kinds in PARTS.items()
    }
    return {**record(ad), **said, "ExternalPostedStartDate": posted_moment(ad).isoformat(), "Category": None}


def _wants(asked: Asked) -> Wants | None:
    finder = asked.query.get("finder", "")
    if asked.path == f"{API}s" and (found := LIST.match(finder)):
        return Wants(asked.board, skip=int(found[2]), limit=int(found[1]))
    if asked.path == f"{API}Details" and (found := ONE.match(finder)):
        return Wants(asked.board, native_id=found[1])
    return None


def _answer(shown: Shown) -> Any:
    if shown.wants.native_id:
        return {"items": [detail(shown.ads[0])], "count": 1, "hasMore": False}
    part = {"TotalJobsCount": shown.total, "Offset": shown.wants.skip, "requisitionList": [*map(record, shown.ads)]}
    return {"items": [part], "count": 1, "hasMore": False}


FORMAT = Format(re.compile(r"(?P<board>[\w-]+)\.fa\.us2\.oraclecloud\.com"), _wants, _answer, title="Title")
