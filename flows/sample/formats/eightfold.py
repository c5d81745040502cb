"""Eightfold: ten positions at a time, and each position with its text."""

from __future__ import annotations

import re
from typing import Any

from ..ads import Ad
from ..descriptions import posted_moment, sections
from ..markup import html
from ..place_words import towns
from .fields import department, url, workplace
from .site import Asked, Format, Shown, Wants, whole

MOST = 10


def record(ad: Ad, *, with_text: bool = False) -> dict[str, Any]:
    """A position; the list has it without its text."""
    names, posted = towns(ad), int(posted_moment(ad).timestamp())
    return {
        "id": int(ad.native_id),
        "name": ad.title,
        "canonicalPositionUrl": url(ad),
        "location": names[0],
        "locations": names,
        "job_description": html(sections(ad), ad.firm.heading_style) if with_text else "",
        "t_create": posted,
        "t_update": posted,
        "department": department(ad),
        "business_unit": None,
        "work_location_option": workplace(ad, onsite="onsite", hybrid="hybrid", remote="remote"),
        "isPrivate": False,
    }


def _wants(asked: Asked) -> Wants | None:
    parts = asked.path.strip("/").split("/")
    if parts[:4] != ["api", "apply", "v2", "jobs"] or len(parts) > 5 or "domain" not in asked.query:
        return None
    if len(parts) == 5:
        return Wants(asked.board, native_id=parts[4])
    limit = min(MOST, whole(asked.query.get("num"), MOST))
    return Wants(asked.board, skip=whole(asked.query.get("start"), 0), limit=limit)


def _answer(shown: Shown) -> Any:
    if shown.wants.native_id:
        return record(shown.ads[0], with_text=True)
    return {"domain": f"{shown.wants.board}.example", "count": shown.total, "positions": [*map(record, shown.ads)]}


FORMAT = Format(re.compile(r"(?P<board>[\w-]+)\.eightfold\.ai"), _wants, _answer)
