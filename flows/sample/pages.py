"""Ads as career pages with schema.org markup, and as comments of Hacker News' monthly thread."""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import Any

import msgspec

from . import tables as t
from .ads import Ad
from .descriptions import posted_moment, sections
from .formats.fields import COMMITMENT, figure, reach, url
from .markup import html
from .pay_words import number, sentences, summary
from .place_words import line
from .words import column, lines

UNIT = {
    "year": ("YEAR", "YEAR", "ANNUAL", "per year"),
    "month": ("MONTH", "MONTH", "monthly", "MONTH"),
    "hour": ("HOUR", "HOUR", "Hourly", "HOUR"),
}
UNIT_CODE = {"year": "ANN", "month": "MON", "hour": "HUR"}
SCHEMA_TYPE = {"employee": "FULL_TIME", "contractor": "CONTRACTOR", "internship": "INTERN"}
HOME = "https://careers.{}.example"


def career_page(ad: Ad) -> bytes:
    """A job page with JSON-LD, in one of the ways that sites embed it."""
    body = html(sections(ad), ad.firm.heading_style)
    posting = job_posting(ad, body)
    style = ad.firm.place_style
    markup: Any = posting
    if style == 1:
        markup = {
            "@context": "https://schema.org",
            "@graph": [{"@type": "WebSite", "name": ad.firm.name}, posting],
        }
    elif style == 2:
        markup = [
            {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": []},
            posting,
        ]
    script = msgspec.json.encode(markup).decode().replace("</", "<\\/")
    if style == 3:
        script = f"<!--\n{script}\n-->" if ad.firm.section_order % 2 else f"\n//<![CDATA[\n{script}\n//]]>\n"
    name, title = escape(ad.firm.name), escape(ad.title)
    return (
        f'<!doctype html>\n<html lang="{ad.language}"><head><meta charset="utf-8">\n'
        f"<title>{title} | {name}</title>\n"
        f'<link rel="canonical" href="{url(ad)}">\n'
        f'<script type="application/ld+json">{script}</script></head>\n'
        f'<body><header><nav><a href="/">{name}</a> <a href="/jobs">Jobs</a></nav></header>\n'
        f'<main><h1>{title}</h1>\n<p class="where">{escape(line(ad))}</p>\n{body}</main>\n'
        f"<footer>{escape(ad.firm.legal_name)}</footer></body></html>\n"
    ).encode()


def job_posting(ad: Ad, body: str) -> dict[str, Any]:
    """The schema.org JobPosting of an ad."""
    roll = ad.dice(51)
    posted = posted_moment(ad)
    record: dict[str, Any] = {
        "@context": "https://schema.org" if ad.firm.section_order else "http://schema.org/",
        "@type": ["JobPosting"] if ad.firm.place_style == 4 else "JobPosting",
        "title": ad.title,
        "description": body,
        "identifier": {"@type": "PropertyValue", "name": ad.firm.name, "value": ad.native_id},
        "datePosted": posted.date().isoformat() if ad.firm.section_order < 2 else posted.isoformat(),
        "hiringOrganization": {
            "@type": "Organization",
            "name": ad.firm.name,
            "sameAs": HOME.format(ad.board),
        },
        "employmentType": [SCHEMA_TYPE[ad.contract]] if ad.firm.heading_style == 0 else SCHEMA_TYPE[ad.contract],
        "url": url(ad),
    }
    if ad.firm.section_order == 1:
        record["validThrough"] = (ad.posted + dt.timedelta(days=400)).isoformat() + "T00:00"
    if ad.mode.startswith("remote"):
        record["jobLocationType"] = "TELECOMMUTE"
        where = [{"@type": "Country", "name": name} for name in reach(ad)]
        if where:
            record["applicantLocationRequirements"] = where[0] if len(where) == 1 else where
    else:
        spots = [_place(place) for place in ad.places]
        record["jobLocation"] = spots[0] if len(spots) == 1 else spots
    if ad.years > 0 and roll.random() < 0.2:
        record["experienceRequirements"] = {
            "@type": "OccupationalExperienceRequirements",
            "monthsOfExperience": 12 * ad.years,
        }
    if ad.education != "none" and roll.random() < 0.2:
        degree = {
            "bachelor": "bachelor degree",
            "master": "postgraduate degree",
            "phd": "postgraduate degree",
        }[ad.education]
        record["educationRequirements"] = {
            "@type": "EducationalOccupationalCredential",
            "credentialCategory": degree,
        }
    if ad.channel in ("field", "both"):
        record |= base_salary(ad)
    elif ad.channel == "none" and ad.firm.section_order == 0:
        nothing = {"@type": "QuantitativeValue", "minValue": 0, "maxValue": 0, "unitText": "YEAR"}
        record["baseSalary"] = {"@type": "MonetaryAmount", "currency": ad.bands[0].currency, "value": nothing}
    return record


def base_salary(ad: Ad) -> dict[str, Any]:
    """`baseSalary` in one of the many shapes that sites give it; an employer keeps to one."""
    band, unit = ad.bands[0], UNIT[ad.period][ad.firm.heading_style]
    low, high = figure(band.low), figure(band.high)
    shape = (ad.firm.heading_style + 4 * ad.firm.section_order) % 8
    quantity: dict[str, Any] = {
        "@type": "QuantitativeValue",
        "unitText": unit,
        "minValue": low,
        "maxValue": high,
    }
    amount: dict[str, Any] = {"@type": "MonetaryAmount", "currency": band.currency, "value": quantity}
    record: dict[str, Any] = {"baseSalary": amount}
    if ad.form in ("up_to", "from"):
        quantity.pop("minValue" if ad.form == "up_to" else "maxValue")
    elif ad.form == "point" and shape % 2:
        amount |= {"value": low, "unitText": unit}
    elif ad.form == "point":
        amount["value"] = {"@type": "QuantitativeValue", "unitText": unit, "value": low}
    elif shape == 1:
        quantity |= {"minValue": number(band.low, "cents"), "maxValue": number(band.high, "cents")}
    elif shape == 2:
        record["baseSalary"] = [amount]
    elif shape == 3:
        quantity["unitCode"] = UNIT_CODE[ad.period]
        quantity.pop("unitText")
    elif shape == 4:
        direct = {"@type": "MonetaryAmount", "minValue": low, "maxValue": high, "unitText": unit}
        record |= {"baseSalary": direct, "salaryCurrency": band.currency}
    elif shape == 5:
        quantity |= {"minValue": str(low), "maxValue": str(high)}
        record["salaryCurrency"] = band.currency
    return record


def comment(ads: list[Ad]) -> str:
    """One Hacker News comment for one or several jobs of an employer, as the HTML that the site stores."""
    first = ads[0]
    roll = first.dice(52)
    home = f"https://{first.firm.token}.example/jobs"
    link = f'<a href="{_hn(home)}" rel="nofollow">{_hn(home)}</a>'
    name = first.firm.name + (f" (https://{first.firm.token}.example)" if roll.random() < 0.3 else "")
    about = roll.choice(lines("about_1", "en")).format(**first.firm.slots)
    paragraphs = []
    if len(ads) == 1:
        head = [name, first.title, line(first), *_terms(first)]
        body = [part for part in sections(first) if part.kind in ("role", "duty", "need")]
        paragraphs += [" | ".join(_hn(part) for part in head), _hn(about)]
        for part in body:
            paragraphs += [_hn(text) for text in part.paragraphs]
            paragraphs += ["\n".join("- " + _hn(item) for item in part.items[:6])] if part.items else []
        paragraphs += _several_bands(first)
    else:
        paragraphs += [
            " | ".join(_hn(part) for part in (name, "Multiple roles", line(first), "Full-time")),
            _hn(about),
        ]
        for ad in ads:
            paragraphs.append(" | ".join(_hn(part) for part in (ad.title, line(ad), *_terms(ad)[:2])))
            duty = next(part for part in sections(ad) if part.kind == "duty")
            paragraphs.append("\n".join("- " + _hn(item) for item in duty.items[:4]))
            paragraphs += _several_bands(ad)
    extra = roll.sample(column("idioms/other_words", "text", kind="hn_extra"), 2)
    paragraphs += [_hn(text) for text in extra]
    paragraphs.append(
        f"Apply: {link}" if roll.random() < 0.6 else f"Write to {_hn('jobs+' + first.firm.token + '@example.com')}"
    )
    return "<p>".join(paragraphs)


def _terms(ad: Ad) -> list[str]:
    """The short facts of a headline: pay, workplace, kind of contract."""
    mode = (
        "REMOTE"
        if ad.mode.startswith("remote")
        else {"onsite": "ONSITE", "hybrid": f"Hybrid ({ad.hybrid_days} days in office)"}.get(ad.mode, "")
    )
    pay = [summary(ad)] if ad.channel != "none" and ad.band_kind == "single" else []
    return [*pay, *([mode] if mode else []), ad.dice(53).choice(COMMITMENT[ad.contract])]


def _several_bands(ad: Ad) -> list[str]:
    """Pay by place, zone or level does not fit a headline."""
    return ["\n".join(_hn(text) for text in sentences(ad))] if ad.channel != "none" and ad.band_kind != "single" else []


def _hn(text: str) -> str:
    return escape(text, quote=False).replace("'", "&#x27;").replace('"', "&quot;").replace("/", "&#x2F;")


def _place(place: t.Place) -> dict[str, Any]:
    address = {"@type": "PostalAddress", "addressLocality": place.city, "addressCountry": place.country_code}
    if place.admin1:
        address["addressRegion"] = place.admin1_code if place.country_code in ("US", "CA") else place.admin1
    return {"@type": "Place", "address": address}
