"""Breezy's list of positions, and each on a page of its own."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import msgspec

from ..ads import Ad
from ..descriptions import posted_moment, sections
from ..markup import html
from ..pages import job_posting
from ..pay_words import summary
from ..place_words import line
from .fields import COMMITMENT, country_name, department, is_remote, slug, states_field, url
from .site import HTML, Asked, Format, Shown, Wants


def record(ad: Ad) -> dict[str, Any]:
    """A position as the list has it."""
    kind = COMMITMENT[ad.contract][0]
    return {
        "id": ad.native_id,
        "friendly_id": f"{ad.native_id}-{slug(ad)}",
        "name": ad.title,
        "url": url(ad),
        "published_date": posted_moment(ad).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "type": {"id": kind.lower(), "name": kind},
        "location": _location(ad),
        "department": department(ad),
        "salary": summary(ad) if states_field(ad) else "",
        "company": {"name": ad.firm.name, "logo_url": None, "friendly_id": ad.board},
        "locations": [],
    }


def page(ad: Ad) -> bytes:
    """A position's page; one employer in two puts schema.org data into it, without pay."""
    body, title = html(sections(ad), ad.firm.heading_style), escape(ad.title)
    script = ""
    if ad.firm.number % 2:
        data = {name: value for name, value in job_posting(ad, body).items() if name != "baseSalary"}
        said = msgspec.json.encode(data).decode().replace("</", "<\\/")
        script = f'<script type="application/ld+json">{said}</script>'
    return (
        f'<!doctype html>\n<html lang="{ad.language}"><head><title>{title}</title>{script}</head>\n'
        f'<body><h1>{title}</h1><div class="description">{body}</div></body></html>\n'
    ).encode()


def _location(ad: Ad) -> dict[str, Any]:
    if not ad.places:
        return {"name": line(ad), "is_remote": True, "remote_details": {"value": "remote"}}
    place = ad.places[0]
    return {
        "country": {"name": country_name(place), "id": place.country_code},
        "state": {"id": place.admin1_code, "name": place.admin1} if place.admin1 else None,
        "city": place.city,
        "primary": True,
        "is_remote": is_remote(ad) if ad.mode != "unknown" else None,
        "name": line(ad),
    }


def _wants(asked: Asked) -> Wants | None:
    if asked.path == "/json":
        return Wants(asked.board)
    name = asked.path.removeprefix("/p/")
    return Wants(asked.board, native_id=name.partition("-")[0]) if name != asked.path else None


def _answer(shown: Shown) -> Any:
    return page(shown.ads[0]) if shown.wants.native_id else [*map(record, shown.ads)]


FORMAT = Format(re.compile(r"(?P<board>[\w-]+)\.breezy\.hr"), _wants, _answer, detail_type=HTML)
