"""Recruitee: all offers of a company with their texts; pay in figures that are text, null or both."""

from __future__ import annotations

from collections.abc import Iterator

from .addresses import home
from .contract import Board, Listing, Location, Page, PayField, Reject, Request, Source
from .json_body import decoded, listed
from .locations import joined, places_of
from .record import Take, each

IGNORED = frozenset(
    """
    guid slug position sharing_image sharing_title sharing_description cover_image created_at updated_at
    careers_apply_url options_salutation options_title options_cover_letter options_cv options_photo
    options_phone mailbox_email locations_question locations_question_type locations_question_required
    location_question_visible dynamic_fields open_questions postal_code state_code category_code tags
    translations min_hours_per_week max_hours_per_week location_ids street kind eeo_settings
    questions video_url image
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)
IGNORED_PLACE = frozenset(["id", "translations", "country_code", "postal_code", "state_code", "street", "note"])


def requests(board: Board) -> list[Request]:
    """All offers, of the company's own address where the board's `url` is one."""
    return [Request(f"{home(board, '{}.recruitee.com')}/api/offers/")]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every offer of a company, or the one offer of a page of its own."""
    root = decoded(page)
    offers = [root["offer"]] if isinstance(root, dict) and "offer" in root else listed(page, "offers")[1]
    return each(offers, _listing, ignored=IGNORED)


def _listing(take: Take) -> Listing | Reject:
    native_id, title = take.required("id"), take.required("title")
    parts = [take.text(name) for name in ("highlight", "description", "requirements")]
    modes = [name for name in ("on_site", "hybrid", "remote") if take.flag(name)]
    status = take.text("status")
    listing = Listing(
        native_id=native_id,
        title=title,
        html="".join(f"<div>{part}</div>" for part in parts if part),
        employer=take.text("company_name"),
        language=take.text("language"),
        locations=_places(take),
        workplace=joined(*modes),
        is_remote=True if modes == ["remote"] else None,
        employment=joined(take.text("employment_type_code"), _hours(take)),
        department=take.text("department"),
        level=take.text("experience_code"),
        education=take.text("education_code"),
        pay_fields=_pay(take.record("salary")),
        posted=take.text("published_at"),
        closes=take.text("close_at"),
        url=take.text("careers_url"),
    )
    return Reject(native_id, "not_published", status) if status not in (None, "published") else listing


def _places(take: Take) -> list[Location]:
    """The places in parts; else the offer's own; else its words."""
    words = take.text("location")
    own = _place(take.text("city"), take.text("state_name"), take.first("country", "country_code"))
    found = [
        _place(place.text("city"), place.text("state"), place.text("country"), place.text("name"))
        for place in take.records("locations", IGNORED_PLACE)
    ]
    places = [place for place in (found if any(found) else [own]) if place]
    return list(dict.fromkeys(places)) or places_of(words)


def _place(city: str | None, region: str | None, country: str | None, name: str | None = None) -> Location | None:
    text = joined(city, region, country, by=", ") or name
    return Location(text, city, region, country) if text else None


def _hours(take: Take) -> str | None:
    """Hours a week, in one figure or two."""
    low, high = take.text("min_hours"), take.text("max_hours")
    return f"{joined(low, high, by='-')} hours" if low or high else None


def _pay(salary: Take) -> list[PayField]:
    field = PayField(
        min=salary.text("min"),
        max=salary.text("max"),
        currency=salary.text("currency"),
        period=salary.text("period"),
    )
    return [field] if field.min or field.max else []


SOURCE = Source(
    name="recruitee",
    home="https://docs.recruitee.com/reference/offers",
    terms="Documented public careers API of each company, no key.",
    requests=requests,
    parse=parse,
)
