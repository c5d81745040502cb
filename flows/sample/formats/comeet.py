"""Comeet's careers API: all positions of a company, each place one of its own."""

from __future__ import annotations

import re
from typing import Any

from ..ads import Ad
from ..descriptions import sections
from ..markup import html
from ..place_words import line
from .fields import COMMITMENT, department, is_remote, url, workplace
from .site import Asked, Format, Shown, Wants

TOKEN = "5A3F"  # noqa: S105 (public, as each company's career page shows it)
PARTS = {
    "Description": ("about", "role", "how"),
    "Responsibilities": ("duty",),
    "Requirements": ("need", "plus"),
    "Benefits": ("pay", "benefit", "legal"),
}


def record(ad: Ad) -> dict[str, Any]:
    """A position."""
    parts, style, address = sections(ad), ad.firm.heading_style, url(ad)
    place = ad.places[0] if len(ad.places) == 1 else None
    return {
        "uid": ad.native_id,
        "name": ad.title,
        "department": department(ad),
        "email": f"{ad.board}.{ad.native_id}@example.com",
        "url_comeet_hosted_page": address,
        "url_active_page": address,
        "employment_type": COMMITMENT[ad.contract][0],
        "experience_level": None,
        "location": {
            "name": line(ad),
            "country": place.country_code if place else None,
            "city": place.city if place else None,
            "state": (place.admin1_code or None) if place else None,
            "is_remote": is_remote(ad),
        },
        "workplace_type": workplace(ad, onsite="On-site", hybrid="Hybrid", remote="Remote"),
        "time_updated": ad.posted.isoformat() + "T08:00:00Z",
        "company_name": ad.firm.name,
        "is_internal": False,
        "details": [
            {"name": name, "value": html([part for part in parts if part.kind in kinds], style) or None, "order": i}
            for i, (name, kinds) in enumerate(PARTS.items(), start=1)
        ],
    }


def _wants(asked: Asked) -> Wants | None:
    parts = asked.path.strip("/").split("/")
    is_list = len(parts) == 5 and parts[:3] == ["careers-api", "2.0", "company"] and parts[4] == "positions"
    return Wants(parts[3]) if is_list and asked.query.get("token") == TOKEN else None


def _answer(shown: Shown) -> Any:
    return [*map(record, shown.ads)]


FORMAT = Format(re.compile(r"www\.comeet\.co"), _wants, _answer, gone=b'{"message":"Token is missing"}')
