"""Pinpoint's list of postings; figures that an employer does not show are in it all the same."""

from __future__ import annotations

import re
from typing import Any

from ..ads import Ad
from ..descriptions import sections
from ..markup import html
from ..pay_words import summary
from ..place_words import line
from .fields import COMMITMENT, department, figure, states_field, url, workplace
from .site import Asked, Format, Shown, Wants

FREQUENCY = {"year": "yearly", "month": "monthly", "hour": "hourly"}
PARTS = {
    "description": ("about", "role", "how"),
    "key_responsibilities": ("duty",),
    "skills_knowledge_expertise": ("need", "plus"),
    "benefits": ("benefit", "pay", "legal"),
}


def record(ad: Ad) -> dict[str, Any]:
    """A posting. Where pay is told nowhere, one employer in four has it in hidden fields."""
    parts, band, address = sections(ad), ad.bands[0], url(ad)
    is_hidden = ad.channel == "none" and ad.firm.section_order == 0
    has_figures = states_field(ad) or is_hidden
    said: dict[str, Any] = {
        name: html([part for part in parts if part.kind in kinds], ad.firm.heading_style)
        for name, kinds in PARTS.items()
    }
    return {
        "id": ad.native_id,
        "title": ad.title,
        "url": address,
        "path": f"/en/postings/{ad.native_id}",
        **said,
        "employment_type": COMMITMENT[ad.contract][0].lower().replace("-", "_"),
        "employment_type_text": COMMITMENT[ad.contract][0],
        "workplace_type": workplace(ad, onsite="onsite", hybrid="hybrid", remote="remote"),
        "location": {"id": str(len(ad.team)), "name": line(ad)},
        "job": {"id": str(ad.job), "requisition_id": None, "department": {"id": "1", "name": department(ad)},
                "division": None},
        "compensation": summary(ad) if states_field(ad) else None,
        "compensation_minimum": figure(band.low) if has_figures else None,
        "compensation_maximum": figure(band.high) if has_figures else None,
        "compensation_currency": band.currency if has_figures else None,
        "compensation_frequency": FREQUENCY[ad.period] if has_figures else None,
        "compensation_visible": not is_hidden,
        "first_published_at": ad.posted.isoformat(),
        "deadline_at": None,
    }  # fmt: skip


def _wants(asked: Asked) -> Wants | None:
    return Wants(asked.board) if asked.path == "/postings.json" else None


def _answer(shown: Shown) -> Any:
    return {"data": [*map(record, shown.ads)]}


FORMAT = Format(re.compile(r"(?P<board>[\w-]+)\.pinpointhq\.com"), _wants, _answer, title="title")
