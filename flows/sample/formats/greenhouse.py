"""Jobs of the Greenhouse job-board API."""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import Any

from .. import tables as t
from ..ads import Ad
from ..descriptions import posted_moment, sections
from ..markup import html
from ..pay_words import number
from ..place_words import label, line
from .fields import SIGN, department, url

WORKPLACE = {"onsite": "On-site", "hybrid": "Hybrid"}
PERIOD_TITLE = {
    "year": ("Annual base salary range", "Base Salary Range (annual)", "Annual Salary", "Salary Range"),
    "month": ("Monthly base salary (gross)", "Monthly salary range"),
    "hour": ("Hourly rate", "Base pay range per hour"),
}


def record(ad: Ad, *, content: bool = True, pay: bool = True) -> dict[str, Any]:
    """A job of the Greenhouse job-board API. `content`, `pay`: whether the request asked for them."""
    posted = posted_moment(ad)
    roll = ad.dice(41)
    workplace = _workplace(ad)
    record: dict[str, Any] = {
        "absolute_url": url(ad),
        "data_compliance": [{"type": "gdpr", "requires_consent": False, "retention_period": None}],
        "internal_job_id": None if ad.kind == "prospect" else 3_000_000_000 + ad.job,
        "location": {"name": line(ad)},
        "metadata": [{"id": 400_001, "name": "Workplace Type", "value": workplace, "value_type": "single_select"}]
        if ad.firm.names_workplace and workplace
        else (None if ad.firm.section_order else []),
        "id": int(ad.native_id),
        "updated_at": _offset(ad.changed or ad.posted, posted),
        "requisition_id": roll.choice((f"R-{ad.job % 100_000}", f"REQ{ad.job}", "See Opening ID")),
        "title": ad.title,
        "company_name": ad.firm.name,
        "first_published": posted.astimezone(dt.timezone(dt.timedelta(hours=-4))).isoformat(),
        "application_deadline": None,
        "language": ad.language,
        "departments": [{"id": 500_000 + len(ad.team), "name": department(ad), "child_ids": [], "parent_id": None}],
        "offices": _offices(ad),
    }
    if content:
        parts = sections(ad)
        intro, body, end = parts[:1], parts[1:-1], parts[-1:]
        style = ad.firm.heading_style
        block = _pay_block(ad) if ad.channel == "field" and ad.firm.section_order < 2 else ""
        record["content"] = escape(
            f'<div class="content-intro">{html(intro, style)}</div>{html(body, style)}{block}'
            f'<div class="content-conclusion">{html(end, style)}</div>'
        )
    if pay:
        record["pay_input_ranges"] = _pay_input_ranges(ad) if ad.channel in ("field", "both") else []
    return record


def _workplace(ad: Ad) -> str:
    return "Remote" if ad.mode.startswith("remote") else WORKPLACE.get(ad.mode, "")


def _offset(day: dt.date, posted: dt.datetime) -> str:
    return dt.datetime.combine(day, posted.time(), dt.timezone(dt.timedelta(hours=-4))).isoformat()


def _offices(ad: Ad) -> list[dict[str, Any]]:
    return [
        {
            "id": 600_000 + i,
            "name": place.city,
            "location": ", ".join(
                part for part in (place.city, place.admin1, t.COUNTRIES[t.COUNTRY[place.country_code]].name) if part
            ),
            "child_ids": [],
            "parent_id": None,
        }
        for i, place in enumerate(ad.places)
    ]


def _range_title(ad: Ad, index: int) -> str:
    if ad.band_kind == "single":
        return ad.dice(43).choice(PERIOD_TITLE[ad.period])
    unit = {"year": "annual base salary", "month": "monthly base salary", "hour": "hourly base pay"}[ad.period]
    return label(ad, index) if ad.band_kind == "zones" else f"{label(ad, index)} {unit}"


def _pay_input_ranges(ad: Ad) -> list[dict[str, Any]]:
    ranges = [
        {
            "min_cents": round(band.low * 100),
            "max_cents": round(band.high * 100),
            "currency_type": band.currency,
            "title": _range_title(ad, i),
            "blurb": escape(f"<p>{_blurb(ad)}</p>") if ad.firm.section_order < 3 else "",
        }
        for i, band in enumerate(ad.bands)
    ]
    if (
        ad.role_family == "forward_deployed"
        and ad.band_kind == "single"
        and ad.period == "year"
        and ad.dice(44).random() < 0.3
    ):
        band = ad.bands[0]
        ranges.append(
            {
                "min_cents": round(band.low * 125),
                "max_cents": round(band.high * 125),
                "currency_type": band.currency,
                "title": "OTE range (base + commission)",
                "blurb": "",
            }
        )
    return ranges


def _blurb(ad: Ad) -> str:
    unit = {"year": "annual", "month": "monthly", "hour": "hourly"}[ad.period]
    return f"The {unit} base pay that we expect to offer for this role. Equity and benefits come on top."


def _pay_block(ad: Ad) -> str:
    """The block that Greenhouse writes into the description of posts with pay ranges."""
    out = []
    for i, band in enumerate(ad.bands):
        sign, style = SIGN[band.currency], "cents" if ad.period == "hour" else "comma"
        low, high = sign + number(band.low, style), sign + number(band.high, style)
        both = (
            f"<span>{low}</span>"
            if band.low == band.high
            else f'<span>{low}</span><span class="divider">&mdash;</span><span>{high}</span>'
        )
        title = escape(_range_title(ad, i))
        out.append(
            f'<div class="pay-input"><div class="description"><p>{_blurb(ad)}</p></div>'
            f'<div class="title">{title}</div><div class="pay-range">{both} {band.currency}</div></div>'
        )
    return f'<div class="content-pay-transparency">{"".join(out)}</div>'
