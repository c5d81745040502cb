"""Workable: all jobs of an account in one answer, once for each place; no structured pay on most accounts."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from .contract import Board, Listing, Location, Page, PayField, Reject, Request, Source
from .json_body import decoded, listed
from .locations import joined
from .record import Take, each
from .repeated import merged

IGNORED = frozenset(
    """
    id code shortlink application_url isInternal accountUid approvalStatus internal updated_at
    requisition_id salary_visible
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)
IGNORED_PLACE = frozenset(
    [
        "hidden",
        "zip_code",
        "zip",
        "regionCode",
        "subregion",
        "location_str",
        "coords",
        "workplace_type",
        "streetAddress",
    ]
)


def requests(board: Board) -> list[Request]:
    """The widget of the account, with descriptions."""
    return [Request(f"https://apply.workable.com/api/v1/widget/accounts/{quote(board.board, safe='')}?details=true")]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every job of a widget (or of a search), or the one job of a page of its own; a job's places together."""
    root = decoded(page)
    if isinstance(root, dict) and "shortcode" in root:
        jobs, employer = [root], None
    else:
        rest, jobs = listed(page, "results" if isinstance(root, dict) and "results" in root else "jobs")
        employer = rest.get("name") if isinstance(rest.get("name"), str) else None
    return merged(each(jobs, lambda take: _listing(take, employer), ignored=IGNORED, key="shortcode"))


def _listing(take: Take, employer: str | None) -> Listing:
    inside = take.record("location", IGNORED_PLACE)
    flags = [take.flag("telecommuting"), take.flag("remote"), inside.flag("telecommuting")]
    parts = [take.text(name) for name in ("description", "requirements", "benefits")]
    return Listing(
        native_id=take.required("shortcode", called="id"),
        title=take.required("title"),
        html="".join(f"<div>{part}</div>" for part in parts if part),
        employer=employer,
        language=take.text("language"),
        locations=_places(take, inside),
        is_remote=True if any(flags) else None,  # no telecommuting may be hybrid as well
        workplace=take.text("workplace"),
        employment=joined(take.text("employment_type"), take.text("type")),
        department=take.named("department", "name"),
        level=take.text("experience"),
        industry=joined(take.text("industry"), take.text("function")),
        education=take.text("education"),
        pay_fields=_pay(take),
        posted=take.first("published_on", "published", "created_at"),
        url=take.text("url"),
    )


def _places(take: Take, inside: Take) -> list[Location]:
    """All places listed; else the one that the job's own fields make."""
    several = [_place(place) for place in take.records("locations", IGNORED_PLACE)]
    one = [_place(inside), _place(take, region="state")]
    found = [place for place in (several if any(several) else one) if place]
    return list(dict.fromkeys(found))


def _place(take: Take, region: str = "region") -> Location | None:
    city, area, country = take.text("city"), take.text(region), take.text("country")
    code = take.first("countryCode", "country_code")
    text = joined(city, area, country or code, by=", ")
    return Location(text, city, area, country or code) if text else None


def _pay(take: Take) -> list[PayField]:
    """A range in an object, or words."""
    if isinstance(take.peek("salary"), dict):
        pay = take.record("salary")
        field = PayField(
            min=pay.first("salary_from", "from", "min"),
            max=pay.first("salary_to", "to", "max"),
            currency=pay.first("salary_currency", "currency"),
            period=pay.text("period"),
        )
        return [field] if field.min or field.max else []
    words = take.text("salary")
    return [PayField(note=words)] if words else []


SOURCE = Source(
    name="workable",
    home="https://help.workable.com/hc/en-us/articles/115012771647",
    terms="Public widget of an account's jobs, no key; one host throttles all accounts: two seconds apart.",
    requests=requests,
    parse=parse,
    pause_seconds=2.0,
)
