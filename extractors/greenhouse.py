"""Greenhouse job boards: a whole board in one answer, pay in cents and only when asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from .contract import Board, Listing, Location, Page, PayField, Reject, Request, Source
from .json_body import decoded, listed
from .locations import joined, places_of
from .record import Take, each, shown

IGNORED = frozenset(
    """
    requisition_id updated_at data_compliance ai_disclaimer include_ai_disclaimer
    ai_opt_out_request_url questions location_questions compliance demographic_questions education
    employment
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)
IGNORED_OFFICE = frozenset(["id", "child_ids", "parent_id"])
IGNORED_DEPARTMENT = frozenset(["id", "child_ids", "parent_id"])
IGNORED_METADATA = frozenset(["id", "value_type"])
WORK_MODEL = re.compile(
    r"(?:fully |100 ?% )?(?:remote|hybrid|on-?site|in-?office|flexible|distributed|anywhere|virtual|"
    r"work from home|various|multiple locations?)(?:[ -]?friendly)?",
    re.IGNORECASE,
)
TOTAL = re.compile(rb'"meta"\s*:\s*\{[^{}]*"total"\s*:\s*(\d{1,9})')
# Fields that employers add themselves, by the words of their names.
CUSTOM = {
    "employment": re.compile(r"(?:employment|job|time|contract|worker) type|commitment", re.IGNORECASE),
    "workplace": re.compile(
        r"workplace|location type|work (?:model|type|mode|arrangement|location)|^remote", re.IGNORECASE
    ),
    "level": re.compile(r"^(?:job |career )?level$|seniority|career level", re.IGNORECASE),
    "pay": re.compile(r"salary|\bpay\b|compensation|wage|\bOTE\b", re.IGNORECASE),
}


def requests(board: Board) -> list[Request]:
    """The whole board, with descriptions and pay."""
    token = quote(board.board, safe="")
    return [Request(f"https://boards-api.greenhouse.io/v1/boards/{token}/jobs?content=true&pay_transparency=true")]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every job of a board, or the one job of a page of its own."""
    root = decoded(page)
    jobs = [root] if isinstance(root, dict) and "title" in root and "jobs" not in root else listed(page, "jobs")[1]
    return each(jobs, _listing, ignored=IGNORED)


def total(page: Page) -> int | None:
    """How many jobs the board says it has."""
    said = TOTAL.search(page.body)
    return int(said[1]) if said else None


def _listing(take: Take) -> Listing | Reject:
    is_prospect = "internal_job_id" in take and take.any("internal_job_id") is None
    native_id, title = take.required("id"), take.required("title")
    custom = _custom(take.records("metadata", IGNORED_METADATA))
    where = take.record("location").text("name")
    listing = Listing(
        native_id=native_id,
        title=title,
        html=take.text("content") or "",
        employer=take.text("company_name"),
        language=take.text("language"),
        locations=[*places_of(where), *_offices(take, where)],
        workplace=_words(custom["workplace"]),
        employment=_words(custom["employment"]),
        level=_words(custom["level"]),
        department=joined(*(each.text("name") for each in take.records("departments", IGNORED_DEPARTMENT))),
        pay_fields=[
            *(_pay(field) for field in take.records("pay_input_ranges", {"id"})),
            *(_custom_pay(name, value) for name, value in custom["pay"]),
        ],
        posted=take.text("first_published"),
        closes=take.text("application_deadline"),
        url=take.text("absolute_url"),
    )
    return Reject(native_id, "prospect_post", title) if is_prospect else listing


def _offices(take: Take, where: str | None) -> list[Location]:
    """Offices say where the work is only if the location names a way of working instead of a place."""
    offices = [(office.text("name"), office.text("location")) for office in take.records("offices", IGNORED_OFFICE)]
    if where is not None and not WORK_MODEL.fullmatch(where.strip()):
        return []
    return [place for name, location in offices for place in places_of(location or name)]


def _pay(field: Take) -> PayField:
    return PayField(
        label=field.text("title"),
        min=field.text("min_cents"),
        max=field.text("max_cents"),
        unit="minor",
        currency=field.text("currency_type"),
        note=field.text("blurb"),
    )


def _custom(metadata: list[Take]) -> dict[str, list[tuple[str, Any]]]:
    """Custom fields that we understand, by kind: name and value, each of several values alone."""
    found: dict[str, list[tuple[str, Any]]] = {kind: [] for kind in CUSTOM}
    for field in metadata:
        name, value = field.text("name") or "", field.any("value")
        kind = next((kind for kind, words in CUSTOM.items() if words.search(name)), None)
        if kind:
            values = value if isinstance(value, list) else [value]
            found[kind] += [(name, each) for each in values if each not in (None, "")]
    return found


def _words(stated: list[tuple[str, Any]]) -> str | None:
    return joined(*(shown(value) for _, value in stated))


def _custom_pay(name: str, value: Any) -> PayField:
    """An amount or a range of money as figures; anything else as words, to be read like words."""
    if not isinstance(value, dict):
        return PayField(label=name, note=shown(value))
    money = Take(value)
    point, currency = money.text("amount"), money.text("unit")
    low, high = money.text("min_value") or point, money.text("max_value") or point
    return PayField(label=name, min=low, max=high, currency=currency)


SOURCE = Source(
    name="greenhouse",
    home="https://developers.greenhouse.io/job-board.html",
    terms="Documented public job-board API, no key; no published limit: one request a second and board.",
    requests=requests,
    parse=parse,
    total=total,
)
