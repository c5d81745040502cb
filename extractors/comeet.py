"""Comeet: all positions of a company with their texts in one answer, each place a position of its own."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

from .contract import BadPage, Board, Listing, Location, Page, PayField, Reject, Request, Source
from .json_body import decoded, named
from .locations import joined
from .record import Take, each

API = "https://www.comeet.co/careers-api/2.0/company"
IGNORED = frozenset(
    """
    email email_alias url_recruit_hosted_page url_detected_page internal_use_custom_id is_consent_needed
    is_sms_consent_needed referrals_reward is_reward is_company_reward company_referrals_reward
    picture_url time_updated linkedin_job_posting_id position_url is_published categories tags
    custom_fields
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)
IGNORED_PLACE = frozenset(
    ["postal_code", "street_name", "street_number", "arrival_instructions", "timezone", "location_uid"]
)


def requests(board: Board) -> list[Request]:
    """All positions. The board is the company's uid; its public `token` stands in the query of the board's `url`."""
    token = parse_qs(urlsplit(board.url).query).get("token", [""])[0]
    address = f"{API}/{quote(board.board, safe='')}/positions?token={quote(token, safe='')}&details=true"
    return [Request(address)] if token else []


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every position of a company, or the one position of a page of its own."""
    root = decoded(page)
    if isinstance(root, dict) and "uid" in root:
        root = [root]
    if not isinstance(root, list):
        said = f": {root['message']}" if isinstance(root, dict) and "message" in root else ""
        raise BadPage(f"a JSON {named(root)} instead of a list of positions{said}"[:200])
    return each(root, _listing, ignored=IGNORED, key="uid")


def _listing(take: Take) -> Listing | Reject:
    native_id, title = take.required("uid", called="id"), take.required("name", called="title")
    place = take.record("location", IGNORED_PLACE)
    name, city, region, country = (place.text(part) for part in ("name", "city", "state", "country"))
    where = joined(city, region, country, by=", ") or name
    pay = take.text("salary")
    listing = Listing(
        native_id=native_id,
        title=title,
        html=_body(take.records("details", {"order"})),
        employer=take.text("company_name"),
        locations=[Location(where, city, region, country)] if where else [],
        workplace=take.text("workplace_type"),
        is_remote=place.flag("is_remote") or None,  # if not, hybrid as well
        employment=take.text("employment_type"),
        department=take.text("department"),
        level=take.text("experience_level"),
        pay_fields=[PayField(note=pay)] if pay else [],
        url=take.first("url_active_page", "url_comeet_hosted_page"),
    )
    return Reject(native_id, "internal", title) if take.flag("is_internal") else listing


def _body(details: list[Take]) -> str:
    said = [(part.text("name"), part.text("value")) for part in details]
    return "".join(f"<h3>{name or ''}</h3>{value}" for name, value in said if value)


SOURCE = Source(
    name="comeet",
    home="https://developers.comeet.com/reference/careers-api-overview",
    terms="Documented careers API of each company; uid and token are public, on its career page.",
    requests=requests,
    parse=parse,
)
