"""Workday's career site interface: twenty jobs at a time by POST, and each job with its text."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from .. import tables as t
from ..ads import Ad
from ..descriptions import sections
from ..markup import html
from ..place_words import towns
from .fields import COMMITMENT, home_country, slug, url, uuid, workplace
from .site import Asked, Format, Shown, Wants

SITE, MOST = "Careers", 20


def record(ad: Ad) -> dict[str, Any]:
    """A job as the list has it; several places are only counted."""
    names = towns(ad)
    mode = _mode(ad)
    return {
        "title": ad.title,
        "externalPath": f"/job/Office/{slug(ad)}_{ad.native_id}",
        "locationsText": names[0] if len(names) == 1 else f"{len(names)} Locations",
        "postedOn": "Posted 30+ Days Ago",
        **({"remoteType": mode} if mode else {}),
        "bulletFields": [ad.native_id],
    }


def detail(ad: Ad) -> dict[str, Any]:
    """A job by itself."""
    names, country = towns(ad), home_country(ad)
    where = {"descriptor": country.name, "id": uuid(t.COUNTRY[country.country_code], 84)} if country else None
    mode = _mode(ad)
    info = {
        "id": uuid(ad.number, 85),
        "title": ad.title,
        "jobDescription": html(sections(ad), ad.firm.heading_style),
        "location": names[0],
        **({"additionalLocations": names[1:]} if names[1:] else {}),
        "postedOn": "Posted 30+ Days Ago",
        "startDate": ad.posted.isoformat(),
        "timeType": COMMITMENT[ad.contract][0],
        "jobReqId": ad.native_id.partition("-")[0],
        "jobPostingId": f"{slug(ad)}_{ad.native_id}",
        "jobPostingSiteId": SITE,
        **({"country": where} if where else {}),
        **({"remoteType": mode} if mode else {}),
        "canApply": True,
        "posted": True,
        "externalUrl": url(ad),
    }
    return {"jobPostingInfo": info, "hiringOrganization": {"name": ad.firm.legal_name, "url": ""},
            "similarJobs": [], "userAuthenticated": False}  # fmt: skip


def _mode(ad: Ad) -> str | None:
    return workplace(ad, onsite="On-site", hybrid="Hybrid", remote="Remote")


def _wants(asked: Asked) -> Wants | None:
    parts = asked.path.strip("/").split("/")
    if parts[:4] != ["wday", "cxs", asked.board, SITE]:
        return None
    if parts[4:5] == ["job"] and not asked.body:
        return Wants(asked.board, native_id=parts[-1].rpartition("_")[2])
    if parts[4:] != ["jobs"] or not asked.body:
        return None
    question = msgspec.json.decode(asked.body)
    if question.get("limit", MOST) > MOST or question.get("appliedFacets"):
        return None
    return Wants(asked.board, skip=question.get("offset", 0), limit=question.get("limit", MOST))


def _answer(shown: Shown) -> Any:
    if shown.wants.native_id:
        return detail(shown.ads[0])
    return {"total": shown.total, "jobPostings": [*map(record, shown.ads)], "facets": [], "userAuthenticated": False}


FORMAT = Format(
    re.compile(r"(?P<board>[\w-]+)\.wd5\.myworkdayjobs\.com"), _wants, _answer,
    gone=b'{"errorCode":"S22","message":"not found"}', title="title", posts=True,
)  # fmt: skip
