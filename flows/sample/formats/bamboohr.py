"""BambooHR's careers list, and each opening with its text."""

from __future__ import annotations

import re
from typing import Any

from ..ads import Ad
from ..descriptions import sections
from ..markup import html
from ..pay_words import summary
from ..place_words import line
from .fields import COMMITMENT, department, home_country, states_field, url, workplace
from .site import Asked, Format, Shown, Wants

NOWHERE = {"country": None, "state": None, "province": None, "city": None}


def record(ad: Ad) -> dict[str, Any]:
    """An opening as the list has it."""
    country = home_country(ad)
    return {
        "id": ad.native_id,
        "jobOpeningName": ad.title,
        "departmentId": str(18_000 + len(ad.team)),
        "departmentLabel": department(ad),
        "employmentStatusLabel": COMMITMENT[ad.contract][0],
        "employmentType": None,
        "location": _place(ad),
        "atsLocation": {**NOWHERE, "country": country.name} if country and not ad.places else NOWHERE,
        "isRemote": None,
        "locationType": workplace(ad, onsite="0", remote="1", hybrid="2"),
    }


def detail(ad: Ad) -> dict[str, Any]:
    """An opening by itself."""
    own = {name: value for name, value in record(ad).items() if name not in ("id", "isRemote", "employmentType")}
    country = home_country(ad)
    return {
        **own,
        "jobOpeningShareUrl": url(ad),
        "jobOpeningStatus": "Open",
        "location": {
            **_place(ad),
            "postalCode": None,
            "addressCountry": country.name if country and len(ad.places) < 2 else None,
        },
        "description": html(sections(ad), ad.firm.heading_style),
        "compensation": summary(ad) if states_field(ad) else None,
        "datePosted": ad.posted.isoformat(),
        "minimumExperience": None,
    }


def _place(ad: Ad) -> dict[str, str | None]:
    """Its one field for a town is where several are written."""
    if len(ad.places) > 1:
        return {"city": line(ad), "state": None}
    place = ad.places[0] if ad.places else None
    return {"city": place.city if place else None, "state": place.admin1 if place else None}


def _wants(asked: Asked) -> Wants | None:
    parts = asked.path.strip("/").split("/")
    if parts == ["careers", "list"]:
        return Wants(asked.board)
    is_detail = len(parts) == 3 and (parts[0], parts[2]) == ("careers", "detail")
    return Wants(asked.board, native_id=parts[1]) if is_detail else None


def _answer(shown: Shown) -> Any:
    if shown.wants.native_id:
        return {"meta": {}, "result": {"jobOpening": detail(shown.ads[0]), "formFields": {}}}
    return {"meta": {"totalCount": shown.total}, "result": [*map(record, shown.ads)]}


FORMAT = Format(re.compile(r"(?P<board>[\w-]+)\.bamboohr\.com"), _wants, _answer, title="jobOpeningName")
