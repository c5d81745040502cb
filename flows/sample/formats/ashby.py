"""Jobs of the Ashby job-posting API."""

from __future__ import annotations

from typing import Any

from .. import tables as t
from ..ads import Ad, Band
from ..descriptions import posted_moment, sections
from ..markup import html, plain
from ..place_words import label, towns
from .fields import SIGN, department, figure, url, uuid

INTERVAL = {"year": "1 YEAR", "month": "1 MONTH", "hour": "1 HOUR"}
TYPE = {"employee": "FullTime", "contractor": "Contract", "internship": "Intern"}


def record(ad: Ad, *, pay: bool = True) -> dict[str, Any]:
    """A job of the Ashby job-posting API. `pay`: whether the request asked for compensation."""
    parts = sections(ad)
    names = towns(ad)
    shows = ad.channel in ("field", "both")
    record: dict[str, Any] = {
        "id": ad.native_id,
        "title": ad.title,
        "department": department(ad),
        "team": ad.team,
        "employmentType": TYPE[ad.contract],
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
        "interval": INTERVAL[ad.period],
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
