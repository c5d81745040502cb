"""Rippling's board: jobs once for each place, and each job with text and pay by place."""

from __future__ import annotations

import re
from typing import Any

from ..ads import Ad
from ..descriptions import posted_moment, sections
from ..markup import html
from ..place_words import label, line, towns
from .fields import department, figure, is_remote, states_field, url
from .site import Asked, Format, Shown, Wants

EMPLOYMENT = {
    "employee": {"label": "SALARIED_FT", "id": "Salaried, full-time"},
    "contractor": {"label": "CONTRACTOR", "id": "Contractor"},
    "internship": {"label": "INTERN", "id": "Internship"},
}
FREQUENCY = {"year": "YEAR", "month": "MONTH", "hour": "HOUR"}


def records(ad: Ad) -> list[dict[str, Any]]:
    """The job, once for each place."""
    common = {
        "uuid": ad.native_id,
        "name": ad.title,
        "department": {"id": department(ad), "label": department(ad)},
        "url": url(ad),
    }
    return [{**common, "workLocation": {"label": town, "id": town}} for town in _places(ad)]


def detail(ad: Ad) -> dict[str, Any]:
    """The job by itself."""
    parts = sections(ad)
    company = [part for part in parts if part.kind == "about"]
    role = [part for part in parts if part.kind != "about"]
    places = _places(ad)
    return {
        "uuid": ad.native_id,
        "name": ad.title,
        "description": {"company": html(company, ad.firm.heading_style), "role": html(role, ad.firm.heading_style)},
        "workLocations": places,
        "department": {"name": department(ad), "base_department": department(ad)},
        "companyName": ad.firm.name,
        "employmentType": EMPLOYMENT[ad.contract],
        "createdOn": posted_moment(ad).isoformat(),
        "url": url(ad),
        "unlistedFromSearch": False,
        "payRangeDetails": [
            {"location": label(ad, i) or line(ad), "currency": band.currency, "frequency": FREQUENCY[ad.period],
             "rangeStart": figure(band.low), "rangeEnd": figure(band.high), "isRemote": is_remote(ad)}
            for i, band in enumerate(ad.bands)
        ] if states_field(ad) else [],
    }  # fmt: skip


def _places(ad: Ad) -> list[str]:
    """Places as written; hybrid work is told with them, as there is no other field for it."""
    return [f"{town} (Hybrid)" if ad.mode == "hybrid" and ad.firm.names_workplace else town for town in towns(ad)]


def _wants(asked: Asked) -> Wants | None:
    parts = asked.path.strip("/").split("/")
    if parts[:5] != ["platform", "api", "ats", "v1", "board"] or len(parts) not in (7, 8) or parts[6] != "jobs":
        return None
    return Wants(parts[5], native_id=parts[7] if len(parts) == 8 else "")


def _answer(shown: Shown) -> Any:
    return detail(shown.ads[0]) if shown.wants.native_id else [job for ad in shown.ads for job in records(ad)]


FORMAT = Format(re.compile(r"api\.rippling\.com"), _wants, _answer)
