"""Pinpoint: all postings of a company with their texts; pay in figures, to be shown only where it is visible."""

from __future__ import annotations

from collections.abc import Iterator

from .addresses import home
from .contract import Board, Listing, Location, Page, PayField, Reject, Request, Source
from .json_body import listed
from .locations import joined
from .record import Take, each

IGNORED = frozenset(["path", "reporting_to", "requisition_id", "application_form", "external_apply_url", "tags"])
IGNORED_PLACE = frozenset(["id", "postal_code", "address", "latitude", "longitude"])
IGNORED_JOB = frozenset(["id", "requisition_id", "structure_custom_group_one", "structure_custom_group_two"])
PARTS = ("description", "key_responsibilities", "skills_knowledge_expertise", "benefits")


def requests(board: Board) -> list[Request]:
    """All postings."""
    return [Request(f"{home(board, '{}.pinpointhq.com')}/postings.json")]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every posting of a company."""
    return each(listed(page, "data")[1], _listing, ignored=IGNORED)


def _listing(take: Take) -> Listing:
    job = take.record("job", IGNORED_JOB)
    departments = [source.named(name, "name") for source in (job, take) for name in ("department", "division")]
    place = take.record("location", IGNORED_PLACE)
    named_place, city, region = (place.text(name) for name in ("name", "city", "province"))
    text = joined(city, region, by=", ") if city else named_place
    return Listing(
        native_id=take.required("id"),
        title=take.required("title"),
        html=_body(take),
        employer=take.text("company_name"),
        locations=[Location(text, city, region)] if text else [],
        workplace=take.first("workplace_type", "workplace_type_text"),
        employment=take.first("employment_type_text", "employment_type"),
        department=joined(*departments),
        pay_fields=_pay(take),
        posted=take.first("first_published_at", "published_at", "created_at"),
        closes=take.text("deadline_at"),
        url=take.text("url"),
    )


def _body(take: Take) -> str:
    said = [(take.text(f"{name}_header"), take.text(name)) for name in PARTS]
    return "".join((f"<h3>{header}</h3>" if header else "") + text for header, text in said if text)


def _pay(take: Take) -> list[PayField]:
    """The figures and the words beside them; neither where the employer does not show its pay."""
    low, high, currency, period = (
        take.text(f"compensation_{name}") for name in ("minimum", "maximum", "currency", "frequency")
    )
    field = PayField(min=low, max=high, currency=currency, period=period, note=take.text("compensation"))
    is_shown = take.flag("compensation_visible") is not False
    return [field] if is_shown and (field.min or field.max or field.note) else []


SOURCE = Source(
    name="pinpoint",
    home="https://developers.pinpointhq.com",
    terms="Public list of each company's career site, no key; pay only where the employer shows it.",
    requests=requests,
    parse=parse,
)
