"""Himalayas' feed: the newest jobs, twenty a page; an address for an id."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from ..ads import Ad
from ..descriptions import posted_moment, sections
from ..markup import html
from .fields import figure, reach, states_field, url
from .site import Asked, Format, Shown, Wants, whole

MOST = 20
EMPLOYMENT = {"employee": "Full Time", "contractor": "Contractor", "internship": "Intern"}
PERIOD = {"year": "annual", "month": "monthly", "hour": "hourly"}
NO_PAY = {"minSalary": None, "maxSalary": None, "currency": None, "salaryPeriod": "annual"}


def record(ad: Ad) -> dict[str, Any]:
    """A job; no places to live in are all places."""
    when, band = posted_moment(ad), ad.bands[0]
    pay = {"minSalary": figure(band.low), "maxSalary": figure(band.high), "currency": band.currency,
           "salaryPeriod": PERIOD[ad.period]}  # fmt: skip
    return {
        "title": ad.title,
        "excerpt": "",
        "companyName": ad.firm.name,
        "companySlug": ad.firm.token,
        "companyLogo": None,
        "employmentType": EMPLOYMENT[ad.contract],
        **(pay if states_field(ad) else NO_PAY),
        "seniority": [],
        "locationRestrictions": reach(ad),
        "timezoneRestrictions": [],
        "categories": [],
        "parentCategories": [],
        "description": html(sections(ad), ad.firm.heading_style),
        "pubDate": int(when.timestamp()),
        "expiryDate": int((when + dt.timedelta(days=60)).timestamp()),
        "applicationLink": url(ad),
        "guid": url(ad),
    }


def _wants(asked: Asked) -> Wants | None:
    limit = min(MOST, whole(asked.query.get("limit"), MOST))
    skip = whole(asked.query.get("offset"), 0)
    return Wants("all", skip=skip, limit=limit) if asked.path.rstrip("/") == "/jobs/api" else None


def _answer(shown: Shown) -> Any:
    jobs = [*map(record, shown.ads)]
    return {"totalCount": shown.total, "offset": shown.wants.skip, "limit": shown.wants.limit, "jobs": jobs}


FORMAT = Format(re.compile(r"himalayas\.app"), _wants, _answer, title="title")
