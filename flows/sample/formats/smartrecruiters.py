"""SmartRecruiters' posting API: pages of a list, and each posting with its text."""

from __future__ import annotations

import re
from typing import Any

from ..ads import Ad
from ..descriptions import posted_moment, sections
from ..markup import html
from ..place_words import line
from .fields import COMMITMENT, country_name, department, home_country, is_remote, url, uuid
from .site import Asked, Format, Shown, Wants, whole

LEVEL = {
    "intern": "Internship", "entry": "Entry Level", "mid": "Associate", "senior": "Mid-Senior Level",
    "manager": "Mid-Senior Level", "director": "Director",
}  # fmt: skip
PARTS = {
    "companyDescription": ("about", "how"),
    "jobDescription": ("role", "duty"),
    "qualifications": ("need", "plus"),
    "additionalInformation": ("pay", "benefit", "legal"),
}


def record(ad: Ad) -> dict[str, Any]:
    """A posting as the list has it."""
    kind = COMMITMENT[ad.contract][0]
    return {
        "id": ad.native_id,
        "name": ad.title,
        "uuid": uuid(ad.number, 81),
        "jobAdId": uuid(ad.number, 82),
        "defaultJobAd": True,
        "refNumber": f"REF{ad.job % 9973}X",
        "company": {"identifier": ad.board, "name": ad.firm.name},
        "releasedDate": posted_moment(ad).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "location": _location(ad),
        "industry": {"id": "computer_software", "label": "Computer Software"},
        "department": {"id": str(len(ad.team)), "label": department(ad)} if ad.firm.section_order else {},
        "function": {"id": "engineering", "label": "Engineering"},
        "typeOfEmployment": {"id": kind.lower().replace("-", "_"), "label": kind},
        "experienceLevel": {},
        "customField": [],
        "visibility": "PUBLIC",
        "ref": f"https://api.smartrecruiters.com/v1/companies/{ad.board}/postings/{ad.native_id}",
        "language": {"code": ad.language, "label": ad.language.upper(), "labelNative": ad.language.upper()},
    }


def detail(ad: Ad) -> dict[str, Any]:
    """A posting by itself, with its text in four parts."""
    parts = sections(ad)
    said = {
        name: {"title": name, "text": html([part for part in parts if part.kind in kinds], ad.firm.heading_style)}
        for name, kinds in PARTS.items()
    }
    address = url(ad)
    return {**record(ad), "applyUrl": address + "?oga=true", "postingUrl": address, "active": True,
            "jobAd": {"sections": {**said, "videos": {"urls": []}}}}  # fmt: skip


def _location(ad: Ad) -> dict[str, Any]:
    if not ad.places:
        country = home_country(ad)
        return {"country": country.country_code.lower() if country else None, "remote": True, "fullLocation": line(ad)}
    place = ad.places[0]
    full = ", ".join(part for part in (place.city, place.admin1, country_name(place)) if part)
    flags = {} if ad.mode == "unknown" else {"remote": is_remote(ad), "hybrid": ad.mode == "hybrid"}
    several = line(ad) if len(ad.places) > 1 else full
    return {"city": place.city, "region": place.admin1_code or place.admin1, "country": place.country_code.lower(),
            **flags, "fullLocation": several}  # fmt: skip


def _wants(asked: Asked) -> Wants | None:
    parts = asked.path.strip("/").split("/")
    if len(parts) not in (4, 5) or parts[:2] != ["v1", "companies"] or parts[3] != "postings":
        return None
    if len(parts) == 5:
        return Wants(parts[2], native_id=parts[4])
    return Wants(
        parts[2], skip=whole(asked.query.get("offset"), 0), limit=min(whole(asked.query.get("limit"), 10), 100)
    )


def _answer(shown: Shown) -> Any:
    if shown.wants.native_id:
        return detail(shown.ads[0])
    wants = shown.wants
    return {"offset": wants.skip, "limit": wants.limit, "totalFound": shown.total, "content": [*map(record, shown.ads)]}


FORMAT = Format(re.compile(r"api\.smartrecruiters\.com"), _wants, _answer)
