"""Remotive's feed: all jobs in one answer; pay in words."""

from __future__ import annotations

import re
from typing import Any

from ..ads import Ad
from ..descriptions import posted_moment, sections
from ..markup import html
from ..pay_words import summary
from .fields import reach, states_field, url
from .site import Asked, Format, Shown, Wants

JOB_TYPE = {"employee": "full_time", "contractor": "contract", "internship": "internship"}


def record(ad: Ad) -> dict[str, Any]:
    """A job."""
    return {
        "id": int(ad.native_id),
        "url": url(ad),
        "title": ad.title,
        "company_name": ad.firm.name,
        "company_logo": None,
        "category": "Artificial Intelligence" if ad.is_ai else "All others",
        "tags": [],
        "job_type": JOB_TYPE[ad.contract],
        "publication_date": posted_moment(ad).strftime("%Y-%m-%dT%H:%M:%S"),
        "candidate_required_location": ad.area if ad.mode == "remote_region" else ", ".join(reach(ad)) or "Worldwide",
        "salary": summary(ad) if states_field(ad) else "",
        "description": html(sections(ad), ad.firm.heading_style),
    }


def _wants(asked: Asked) -> Wants | None:
    return Wants("all") if asked.path.rstrip("/") == "/api/remote-jobs" and not asked.query else None


def _answer(shown: Shown) -> Any:
    notice = "The sample market's copy of a feed: link back to the ad."
    return {"0-legal-notice": notice, "job-count": len(shown.ads), "jobs": [*map(record, shown.ads)]}


FORMAT = Format(re.compile(r"remotive\.com"), _wants, _answer, title="title")
