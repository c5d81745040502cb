"""SmartRecruiters: pages of a list, and a page for each posting with its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from .addresses import asked_for, last_part, with_query
from .contract import (
    NEITHER_REMOTE_NOR_HYBRID,
    BadPage,
    Board,
    Listing,
    Location,
    Page,
    PayField,
    Reject,
    Request,
    Source,
)
from .json_body import decoded, named
from .locations import joined
from .record import Take, each

PAGE_SIZE = 100
API = "https://api.smartrecruiters.com/v1/companies"
IGNORED = frozenset(
    """
    uuid jobAdId defaultJobAd refNumber visibility creator ref applyUrl referralUrl jobId statistics
    postingStatus
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)
IGNORED_PLACE = frozenset(["address", "postalCode", "latitude", "longitude", "regionCode", "manual", "placeId"])
PAY = re.compile(r"salary|\bpay\b|compensation|wage|gehalt|vergütung|rémunération|salaire|salario", re.IGNORECASE)
SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")


def requests(board: Board) -> list[Request]:
    """The first page of the company's postings."""
    return [Request(f"{API}/{quote(board.board, safe='')}/postings?limit={PAGE_SIZE}&offset=0")]


def follow(page: Page) -> list[Request]:
    """The page of each posting listed, then the next page of the list."""
    root = decoded(page)
    if not isinstance(root, dict) or not isinstance(root.get("content"), list) or not page.url.startswith("https:"):
        return []
    here = page.url.partition("?")[0]
    listings = [found for found in parse(page) if isinstance(found, Listing)]
    details = [Request(f"{here}/{quote(found.native_id, safe='')}", listing=found) for found in listings]
    offset, total = asked_for(page.url, "offset", 0) + len(root["content"]), root.get("totalFound")
    is_more = root["content"] and isinstance(total, int) and offset < total
    return [*details, *([Request(with_query(page.url, offset=offset))] if is_more else [])]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every posting of a page of the list, or the one posting of its own page."""
    root = decoded(page)
    if not isinstance(root, dict):
        raise BadPage(f"a JSON {named(root)} instead of an object of postings")
    postings = root.get("content", [root] if "jobAd" in root or "name" in root else None)
    if not isinstance(postings, list):
        raise BadPage(
            f"a JSON object without a list 'content'; it holds {', '.join(sorted(root)[:8]) or 'nothing'}"[:200]
        )
    return each(postings, _listing, ignored=IGNORED)


def total(page: Page) -> int | None:
    """How many postings a page of the list says there are."""
    root = decoded(page)
    found = root.get("totalFound") if isinstance(root, dict) and "content" in root else None
    return found if isinstance(found, int) else None


def _listing(take: Take) -> Listing | Reject:
    native_id, title = take.required("id"), take.required("name", called="title")
    company = take.record("company")
    identifier, employer = company.text("identifier"), company.text("name")
    place = take.record("location", IGNORED_PLACE)
    custom = [(field.text("fieldLabel") or "", field.text("valueLabel"))
              for field in take.records("customField", {"fieldId", "valueId"})]  # fmt: skip
    remote, hybrid = place.flag("remote"), place.flag("hybrid")
    is_neither = remote is False and hybrid is False
    listing = Listing(
        native_id=native_id,
        title=title,
        html=_body(take.record("jobAd").record("sections", {"videos"})),
        employer=employer,
        language=take.named("language", "code", "label"),
        locations=_places(place),
        is_remote=remote,
        workplace="hybrid" if hybrid else NEITHER_REMOTE_NOR_HYBRID if is_neither else None,
        employment=take.named("typeOfEmployment", "label", "id"),
        department=joined(take.named("department", "label"), take.named("function", "label")),
        level=take.named("experienceLevel", "label", "id"),
        industry=take.named("industry", "label"),
        pay_fields=[*_pay(take.record("compensation")),
                    *(PayField(label=label, note=value) for label, value in custom if value and PAY.search(label))],
        posted=take.text("releasedDate"),
        url=take.text("postingUrl") or _public(identifier, native_id),
    )  # fmt: skip
    return Reject(native_id, "inactive", title) if take.flag("active") is False else listing


def _places(place: Take) -> list[Location]:
    city, region, country = (place.text(name) for name in ("city", "region", "country"))
    text = place.text("fullLocation") or joined(city, region, country and country.upper(), by=", ")
    return [Location(text, city, region, country and country.upper())] if text else []


def _public(identifier: str | None, native_id: str) -> str | None:
    return f"https://jobs.smartrecruiters.com/{identifier}/{last_part(native_id)}" if identifier else None


def _body(sections: Take) -> str:
    parts = [sections.record(name) for name in SECTIONS]
    said = [(part.text("title"), part.text("text")) for part in parts]
    return "".join(f"<h3>{title or ''}</h3>{text}" for title, text in said if text)


def _pay(compensation: Take) -> list[PayField]:
    """Both shapes that are told of: the figures themselves, or an object of them."""
    own: list[Any] = [compensation.record("salary"), compensation]
    fields = [PayField(min=each.text("min"), max=each.text("max"), currency=each.text("currency"),
                       period=each.text("period")) for each in own]  # fmt: skip
    return [field for field in fields if field.min or field.max]


SOURCE = Source(
    name="smartrecruiters",
    home="https://developers.smartrecruiters.com/docs/posting-api",
    terms="Documented public posting API, no key; ten requests a second are allowed, one is made.",
    requests=requests,
    follow=follow,
    parse=parse,
    total=total,
)
