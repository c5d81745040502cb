"""Workable's widget: all jobs of an account, once for each of their places."""

from __future__ import annotations

import re
from typing import Any

from ..ads import Ad
from ..descriptions import sections
from ..markup import html
from .fields import COMMITMENT, country_name, department, home_country, is_remote, url
from .site import Asked, Format, Shown, Wants


def records(ad: Ad) -> list[dict[str, Any]]:
    """The job, once for each place."""
    country = home_country(ad)
    towns = [(place.city, place.admin1, country_name(place), place.country_code) for place in ad.places]
    towns = towns or [("", "", country.name if country else "", country.country_code if country else "")]
    address = url(ad)
    common = {
        "title": ad.title,
        "shortcode": ad.native_id,
        "code": "",
        "employment_type": COMMITMENT[ad.contract][0],
        "telecommuting": is_remote(ad),
        "department": department(ad),
        "url": address,
        "shortlink": address,
        "application_url": f"{address}/apply",
        "published_on": ad.posted.isoformat(),
        "created_at": ad.posted.isoformat(),
        "education": "",
        "experience": "",
        "function": "Engineering",
        "industry": "Computer Software",
        "description": html(sections(ad), ad.firm.heading_style),
    }
    return [
        {**common, "country": nation, "city": city, "state": region,
         "locations": [{"country": nation, "countryCode": code, "city": city, "region": region or None,
                        "hidden": False}] if nation else []}
        for city, region, nation, code in towns
    ]  # fmt: skip


def _wants(asked: Asked) -> Wants | None:
    parts = asked.path.strip("/").split("/")
    is_widget = len(parts) == 5 and parts[:4] == ["api", "v1", "widget", "accounts"]
    return Wants(parts[4], more=(asked.query.get("details") == "true",)) if is_widget else None


def _answer(shown: Shown) -> Any:
    jobs = [job for ad in shown.ads for job in records(ad)]
    if not shown.wants.more[0]:
        jobs = [{name: value for name, value in job.items() if name != "description"} for job in jobs]
    return {"name": shown.ads[0].firm.name if shown.ads else "", "description": None, "jobs": jobs}


FORMAT = Format(re.compile(r"apply\.workable\.com"), _wants, _answer, title="title")
