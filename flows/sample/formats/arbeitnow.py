"""Arbeitnow's feed of German jobs: a hundred a page; no pay but in words."""

from __future__ import annotations

import re
from typing import Any

from ..ads import Ad
from ..descriptions import posted_moment, sections
from ..markup import html
from ..place_words import line
from .fields import COMMITMENT, is_remote, url
from .site import Asked, Format, Shown, Wants, whole

MOST = 100
API = "https://www.arbeitnow.com/api/job-board-api"


def record(ad: Ad) -> dict[str, Any]:
    """A job."""
    return {
        "slug": ad.native_id,
        "company_name": ad.firm.name,
        "title": ad.title,
        "description": html(sections(ad), ad.firm.heading_style),
        "remote": is_remote(ad),
        "url": url(ad),
        "tags": [],
        "job_types": [COMMITMENT[ad.contract][0]],
        "location": line(ad),
        "created_at": int(posted_moment(ad).timestamp()),
    }


def _wants(asked: Asked) -> Wants | None:
    page = max(1, whole(asked.query.get("page"), 1))
    return Wants("all", skip=(page - 1) * MOST, limit=MOST) if asked.path.rstrip("/") == "/api/job-board-api" else None


def _answer(shown: Shown) -> Any:
    """A page; its link to the next one leads astray, as the site's does."""
    number = shown.wants.skip // MOST + 1
    more = shown.wants.skip + MOST < shown.total
    return {
        "data": [*map(record, shown.ads)],
        "links": {"first": f"{API}?page=1", "next": f"{API}?search=featured&page={number + 1}" if more else None},
        "meta": {"current_page": number, "per_page": MOST},
    }


FORMAT = Format(re.compile(r"www\.arbeitnow\.com"), _wants, _answer, title="title")
