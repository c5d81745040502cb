"""Ads in the wire formats of Greenhouse, Lever and Ashby: one function for each, from an ad to a record."""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import Any
from uuid import UUID

from . import tables as t
from .ads import Ad, Band
from .descriptions import Section, posted_moment, sections
from .markup import html, listed, plain
from .pay_words import number
from .place_words import label, line, towns
from .words import mix

SIGN = {
    "USD": "$",
    "GBP": "£",
    "EUR": "€",
    "CAD": "CA$",
    "AUD": "A$",
    "SGD": "SGD ",
    "INR": "₹",
    "JPY": "¥",
    "CHF": "CHF ",
    "PLN": "PLN ",
    "SEK": "SEK ",
}
LEVER_INTERVAL = {"year": "per-year-salary", "month": "per-month-salary", "hour": "per-hour-wage"}
ASHBY_INTERVAL = {"year": "1 YEAR", "month": "1 MONTH", "hour": "1 HOUR"}
COMMITMENT = {
    "employee": ("Full-time", "Permanent", "Full Time", "Regular"),
    "contractor": ("Contract", "Contractor"),
    "internship": ("Internship", "Intern"),
}
ASHBY_TYPE = {"employee": "FullTime", "contractor": "Contract", "internship": "Intern"}
WORKPLACE = {"onsite": "On-site", "hybrid": "Hybrid"}
PERIOD_TITLE = {
    "year": ("Annual base salary range", "Base Salary Range (annual)", "Annual Salary", "Salary Range"),
    "month": ("Monthly base salary (gross)", "Monthly salary range"),
    "hour": ("Hourly rate", "Base pay range per hour"),
}


def greenhouse(ad: Ad, *, content: bool = True, pay: bool = True) -> dict[str, Any]:
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


def lever(ad: Ad) -> dict[str, Any]:
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
            "interval": LEVER_INTERVAL[ad.period],
            "min": figure(band.low),
            "max": figure(band.high),
        }
        if roll.random() < 0.3:
            words = "The range is for base pay; where you land in it depends on your experience."
            record |= {"salaryDescription": f"<div>{words}</div>", "salaryDescriptionPlain": words}
    return record


def ashby(ad: Ad, *, pay: bool = True) -> dict[str, Any]:
    """A job of the Ashby job-posting API. `pay`: whether the request asked for compensation."""
    parts = sections(ad)
    names = towns(ad)
    shows = ad.channel in ("field", "both")
    record: dict[str, Any] = {
        "id": ad.native_id,
        "title": ad.title,
        "department": department(ad),
        "team": ad.team,
        "employmentType": ASHBY_TYPE[ad.contract],
        "location": names[0],
        "shouldDisplayCompensationOnJobPostings": shows,
        "secondaryLocations": [
            {"location": name, "address": {"postalAddress": _postal(place)}}
            for name, place in zip(names[1:], ad.places[1:], strict=True)
        ],
        "publishedAt": posted_moment(ad).isoformat(timespec="milliseconds"),
        "isListed": ad.kind != "unlisted",
        "isRemote": True if ad.mode.startswith("remote") else (None if ad.mode == "unknown" else False),
        "workplaceType": "Remote"
        if ad.mode.startswith("remote")
        else {"onsite": "OnSite", "hybrid": "Hybrid"}.get(ad.mode),
        "address": {
            "postalAddress": _postal(
                ad.places[0] if ad.places else None, ad.country.name if ad.mode == "remote_country" else ""
            )
        },
        "jobUrl": url(ad),
        "applyUrl": url(ad) + "/application",
        "descriptionHtml": html(parts, (0, 2)[ad.firm.heading_style % 2], paragraph='<p style="min-height:1.5em">'),
        "descriptionPlain": plain(parts),
    }
    if pay:
        record["compensation"] = (
            _compensation(ad)
            if shows
            else {
                "compensationTierSummary": None,
                "scrapeableCompensationSalarySummary": None,
                "compensationTiers": [],
                "summaryComponents": [],
            }
        )
    return record


def url(ad: Ad) -> str:
    """The public address of the posting."""
    return {
        "greenhouse": f"https://job-boards.greenhouse.io/{ad.board}/jobs/{ad.native_id}",
        "lever": f"https://jobs.lever.co/{ad.board}/{ad.native_id}",
        "ashby": f"https://jobs.ashbyhq.com/{ad.board}/{ad.native_id}",
        "jsonld": f"https://careers.{ad.board}.example/jobs/{ad.native_id.lower()}",
        "hackernews": f"https://news.ycombinator.com/item?id={ad.native_id.split('-')[0]}",
    }[ad.source]


def department(ad: Ad) -> str:
    """The department's name: what it does, or Research, or AI."""
    if ad.function:
        return ad.function
    if ad.role_family.startswith("research") or ad.role_family == "ai_safety":
        return "Research"
    return ("Engineering", "AI", "Data & AI", "Machine Learning")[ad.firm.heading_style]


def uuid(*numbers: int) -> str:
    """A random-looking id that these numbers always give."""
    return str(UUID(int=(mix(*numbers) << 64) | mix(*numbers, 7), version=4))


def _bare(part: Section) -> Section:
    return Section(part.kind, "", part.paragraphs, part.items)


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


def _postal(place: t.Place | None, country: str = "") -> dict[str, str]:
    if place is None:
        return {"addressCountry": country} if country else {}
    return {
        "addressRegion": place.admin1,
        "addressCountry": t.COUNTRIES[t.COUNTRY[place.country_code]].name,
        "addressLocality": place.city,
    }


def _compensation(ad: Ad) -> dict[str, Any]:
    roll = ad.dice(45)
    equity = roll.random() < 0.5
    tiers = []
    for i, band in enumerate(ad.bands):
        salary = _salary(ad, band)
        components = [{"id": uuid(ad.number, i, 1), "summary": _short(ad, band), **salary}]
        if equity:
            nothing = {
                "interval": "1 YEAR",
                "currencyCode": band.currency,
                "minValue": None,
                "maxValue": None,
            }
            components.append(
                {
                    "id": uuid(ad.number, i, 2),
                    "summary": "Offers Equity",
                    "compensationType": "EquityCashValue",
                    **nothing,
                }
            )
        elif roll.random() < 0.2:
            bonus = {
                "interval": "1 YEAR",
                "currencyCode": band.currency,
                "minValue": figure(band.low // 10),
                "maxValue": figure(band.high // 10),
            }
            components.append(
                {"id": uuid(ad.number, i, 3), "summary": "Offers Bonus", "compensationType": "Bonus", **bonus}
            )
        tiers.append(
            {
                "id": uuid(ad.number, i, 4),
                "tierSummary": _short(ad, band) + (" • Offers Equity" if equity else ""),
                "title": label(ad, i) or None,
                "additionalInformation": None,
                "components": components,
            }
        )
    lows = [band.low for band in ad.bands]
    wide = Band("", min(lows), max(band.high for band in ad.bands), ad.bands[0].country)
    several = " • Multiple Ranges" if len(ad.bands) > 1 else ""
    return {
        "compensationTierSummary": _short(ad, wide) + (" • Offers Equity" if equity else "") + several,
        "scrapeableCompensationSalarySummary": _short(ad, wide).replace("–", "-"),
        "compensationTiers": tiers,
        "summaryComponents": [_salary(ad, wide)],
    }


def _salary(ad: Ad, band: Band) -> dict[str, Any]:
    return {
        "compensationType": "Salary",
        "interval": ASHBY_INTERVAL[ad.period],
        "currencyCode": band.currency,
        "minValue": None if ad.form == "up_to" else figure(band.low),
        "maxValue": None if ad.form == "from" else figure(band.high),
    }


def _short(ad: Ad, band: Band) -> str:
    """Ashby's own way to write a range: $180K – $220K, €4.5K per month."""
    sign = SIGN[band.currency]
    low, high = (f"{sign}{side / 1000:.4g}K" if side >= 1000 else f"{sign}{side:g}" for side in (band.low, band.high))
    unit = {"month": " per month", "hour": " per hour"}.get(ad.period, "")
    if ad.form == "up_to":
        return f"Up to {high}{unit}"
    if ad.form == "from":
        return f"From {low}{unit}"
    return f"{low}{unit}" if band.low == band.high else f"{low} – {high}{unit}"


def figure(value: float) -> int | float:
    """An amount without a needless fraction."""
    return int(value) if value == int(value) else value
