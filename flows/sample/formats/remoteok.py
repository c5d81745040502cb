"""Remote OK's feed: a notice, then the newest jobs; pay without currency or period."""

from __future__ import annotations

import re
from typing import Any

from ..ads import Ad
from ..descriptions import posted_moment, sections
from ..markup import html
from .fields import figure, reach, slug, states_field, url
from .site import Asked, Format, Shown, Wants

NEWEST = 100
NOTICE = {"last_updated": 1_790_000_000, "legal": "The sample market's copy of a feed: link back to the ad."}


def record(ad: Ad) -> dict[str, Any]:
    """A job; zeros where no pay is stated."""
    when, band = posted_moment(ad), ad.bands[0]
    return {
        "slug": f"remote-{slug(ad)}-{ad.native_id}",
        "id": ad.native_id,
        "epoch": str(int(when.timestamp())),
        "date": when.isoformat(),
        "company": ad.firm.name,
        "company_logo": "",
        "position": ad.title,
        "tags": ["ai", "engineer"],
        "logo": "",
        "description": html(sections(ad), ad.firm.heading_style),
        "location": ad.area if ad.mode == "remote_region" else ", ".join(reach(ad)) or "Worldwide",
        "apply_url": url(ad),
        "salary_min": figure(band.low) if states_field(ad) else 0,
        "salary_max": figure(band.high) if states_field(ad) else 0,
        "url": url(ad),
    }


def _wants(asked: Asked) -> Wants | None:
    return Wants("all", limit=NEWEST) if asked.path.rstrip("/") == "/api" else None


def _answer(shown: Shown) -> Any:
    return [NOTICE, *map(record, shown.ads)]


FORMAT = Format(re.compile(r"remoteok\.com"), _wants, _answer, title="position")
