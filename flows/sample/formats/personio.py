"""Personio's XML feed, in English or in the language that each position is written in."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape

from ..ads import Ad
from ..descriptions import posted_moment, sections
from ..markup import html
from ..place_words import towns
from .fields import department, figure, states_field
from .site import XML, Asked, Format, Shown, Wants

EMPLOYMENT = {"employee": "permanent", "contractor": "freelance", "internship": "intern"}
PERIOD = {"year": "yearly", "month": "monthly", "hour": "hourly"}


def position(ad: Ad) -> str:
    """A position as XML."""
    names = towns(ad)
    more = "".join(f"<office>{escape(name)}</office>" for name in names[1:])
    said = "".join(
        f"<jobDescription><name>{escape(part.heading)}</name>"
        f"<value><![CDATA[{html([replace(part, heading='')], ad.firm.heading_style)}]]></value></jobDescription>"
        for part in sections(ad)
    )
    fields = {
        "id": ad.native_id,
        "subcompany": escape(ad.firm.legal_name),
        "office": escape(names[0]),
        "additionalOffices": more,
        "department": escape(department(ad)),
        "recruitingCategory": "Tech",
        "name": escape(ad.title),
        "jobDescriptions": said,
        "employmentType": EMPLOYMENT[ad.contract],
        "schedule": "full-time",
        "occupationCategory": "it_software",
        "salaryInformation": _pay(ad),
        "createdAt": posted_moment(ad).isoformat(),
    }
    lines = "".join(f"  <{name}>{value}</{name}>\n" for name, value in fields.items() if value)
    return f"<position>\n{lines}</position>\n"


def _pay(ad: Ad) -> str:
    if not states_field(ad):
        return ""
    band = ad.bands[0]
    return (
        f"<min>{figure(band.low)}</min><max>{figure(band.high)}</max>"
        f"<currencyCode>{band.currency}</currencyCode><type>{PERIOD[ad.period]}</type>"
    )


def _wants(asked: Asked) -> Wants | None:
    return Wants(asked.board, more=(asked.query.get("language", ""),)) if asked.path == "/xml" else None


def _answer(shown: Shown) -> bytes:
    """Asked for in a language, a feed leaves out what is written in others."""
    language = shown.wants.more[0]
    ads = [ad for ad in shown.ads if not language or ad.language == language]
    body = "".join(position(ad) for ad in ads)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<workzag-jobs>\n{body}</workzag-jobs>\n'.encode()


FORMAT = Format(
    re.compile(r"(?P<board>[\w-]+)\.jobs\.personio\.de"), _wants, _answer, gone=b"<html></html>", content_type=XML
)
