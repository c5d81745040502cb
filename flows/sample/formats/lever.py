"""Postings of the Lever postings API."""

from __future__ import annotations

from typing import Any

from ..ads import Ad
from ..descriptions import Section, posted_moment, sections
from ..markup import html, listed, plain
from ..place_words import towns
from .fields import COMMITMENT, department, figure, url

INTERVAL = {"year": "per-year-salary", "month": "per-month-salary", "hour": "per-hour-wage"}


def record(ad: Ad) -> dict[str, Any]:
    """A posting of the Lever postings API."""
    parts = {part.kind: part for part in sections(ad)}
    style = ad.firm.heading_style
    opening, body = [_bare(parts["about"])], [_bare(parts["role"])]
    ending = [parts["legal"]]
    pay = parts.get("pay")
    pay_in_description = pay is not None and ad.firm.section_order == 3
    if pay and not pay_in_description:
        ending.insert(0, pay)
    if pay and pay_in_description:
        body.append(pay)
    roll = ad.dice(42)
    record: dict[str, Any] = {
        "additionalPlain": plain(ending),
        "additional": html(ending, style),
        "categories": {
            "commitment": roll.choice(COMMITMENT[ad.contract]),
            "department": department(ad),
            "location": towns(ad)[0],
            "team": ad.team,
            "allLocations": towns(ad),
        },
        "createdAt": int(posted_moment(ad).timestamp() * 1000),
        "descriptionPlain": plain([*opening, *body]),
        "description": html([*opening, *body], style),
        "id": ad.native_id,
        "lists": [
            {"text": parts[kind].heading, "content": listed(parts[kind].items, style)[4:-5]}
            for kind in ("duty", "need", "plus", "benefit")
            if kind in parts
        ],
        "text": ad.title,
        "country": ad.country.country_code if ad.mode not in ("remote_region", "remote_global") else None,
        "workplaceType": "remote"
        if ad.mode.startswith("remote")
        else {"onsite": "on-site", "hybrid": "hybrid"}.get(ad.mode, "unspecified"),
        "opening": html(opening, style),
        "openingPlain": plain(opening),
        "descriptionBody": html(body, style),
        "descriptionBodyPlain": plain(body),
        "hostedUrl": url(ad),
        "applyUrl": url(ad) + "/apply",
    }
    if ad.channel in ("field", "both"):
        band = ad.bands[0]
        record["salaryRange"] = {
            "currency": band.currency,
            "interval": INTERVAL[ad.period],
            "min": figure(band.low),
            "max": figure(band.high),
        }
        if roll.random() < 0.3:
            words = "The range is for base pay; where you land in it depends on your experience."
            record |= {"salaryDescription": f"<div>{words}</div>", "salaryDescriptionPlain": words}
    return record


def _bare(part: Section) -> Section:
    return Section(part.kind, "", part.paragraphs, part.items)
