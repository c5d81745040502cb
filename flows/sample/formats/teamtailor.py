"""Teamtailor's JSON feed, with schema.org data in each entry; long ones in parts."""

from __future__ import annotations

import re
from typing import Any

from ..ads import Ad
from ..descriptions import posted_moment, sections
from ..markup import html
from ..pages import job_posting
from .fields import url, uuid
from .site import Asked, Format, Shown, Wants, whole

PART = 30


def record(ad: Ad) -> dict[str, Any]:
    """An entry of the feed."""
    body, address = html(sections(ad), ad.firm.heading_style), url(ad)
    data = job_posting(ad, body) | {"identifier": {"@type": "PropertyValue", "name": ad.firm.name,
                                                   "value": int(ad.native_id)}}  # fmt: skip
    data.pop("url")
    return {
        "id": uuid(ad.number, 83),
        "title": ad.title,
        "url": address,
        "date_published": posted_moment(ad).isoformat(),
        "content_html": body,
        "_jobposting": data,
    }


def _wants(asked: Asked) -> Wants | None:
    if asked.path != "/jobs.json":
        return None
    page = max(1, whole(asked.query.get("page"), 1))
    return Wants(asked.board, skip=(page - 1) * PART, limit=PART)


def _answer(shown: Shown) -> Any:
    home = f"https://{shown.wants.board}.teamtailor.com"
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": shown.wants.board,
        "home_page_url": f"{home}/jobs",
        "feed_url": f"{home}/jobs.json",
        "items": [*map(record, shown.ads)],
    }
    if shown.wants.skip + PART < shown.total:
        feed["next_url"] = f"{home}/jobs.json?page={shown.wants.skip // PART + 2}"
    return feed


FORMAT = Format(re.compile(r"(?P<board>[\w-]+)\.teamtailor\.com"), _wants, _answer, title="title")
