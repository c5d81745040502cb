"""Recruitee's careers API: all offers of a company."""

from __future__ import annotations

import re
from typing import Any

from ..ads import Ad
from ..descriptions import posted_moment, sections
from ..markup import html
from ..place_words import line
from .fields import country_name, department, figure, home_country, is_remote, slug, states_field, url
from .site import Asked, Format, Shown, Wants

EMPLOYMENT = {"employee": "fulltime_permanent", "contractor": "freelance", "internship": "internship"}
NOTHING = {"min": None, "max": None, "currency": None, "period": None}


def record(ad: Ad) -> dict[str, Any]:
    """An offer."""
    parts, when = sections(ad), posted_moment(ad).strftime("%Y-%m-%d %H:%M:%S UTC")
    first = [part for part in parts if part.kind not in ("need", "plus")]
    needs = [part for part in parts if part.kind in ("need", "plus")]
    band, address = ad.bands[0], url(ad)
    pay = {"min": str(figure(band.low)), "max": str(figure(band.high)), "currency": band.currency, "period": ad.period}
    place, country = ad.places[0] if ad.places else None, home_country(ad)
    return {
        "id": int(ad.native_id),
        "guid": f"g{ad.number:x}",
        "slug": slug(ad),
        "position": ad.job % 300,
        "status": "published",
        "title": ad.title,
        "company_name": ad.firm.name,
        "department": department(ad),
        "category_code": "information_technology",
        "location": line(ad),
        "city": place.city if place else None,
        "state_name": place.admin1 if place else None,
        "country": country.name if country else None,
        "country_code": country.country_code if country else None,
        "locations": [
            {"id": i, "name": each.city, "city": each.city, "state": each.admin1, "country": country_name(each),
             "country_code": each.country_code, "state_code": None, "postal_code": None, "street": None, "note": None,
             "translations": {}}
            for i, each in enumerate(ad.places)
        ],
        "remote": is_remote(ad),
        "hybrid": ad.mode == "hybrid",
        "on_site": ad.mode == "onsite",
        "employment_type_code": EMPLOYMENT[ad.contract],
        "experience_code": None,
        "education_code": None,
        "min_hours": 32 if ad.country.country_code == "NL" and ad.contract == "employee" else None,
        "max_hours": 40 if ad.country.country_code == "NL" and ad.contract == "employee" else None,
        "salary": pay if states_field(ad) else NOTHING,
        "description": html(first, ad.firm.heading_style),
        "requirements": html(needs, ad.firm.heading_style),
        "careers_url": address,
        "careers_apply_url": f"{address}/c/new",
        "created_at": when,
        "published_at": when,
        "updated_at": when,
        "close_at": None,
        "tags": [],
        "translations": {},
    }  # fmt: skip


def _wants(asked: Asked) -> Wants | None:
    return Wants(asked.board) if asked.path.rstrip("/") == "/api/offers" else None


def _answer(shown: Shown) -> Any:
    return {"offers": [*map(record, shown.ads)]}


FORMAT = Format(re.compile(r"(?P<board>[\w-]+)\.recruitee\.com"), _wants, _answer, title="title")
