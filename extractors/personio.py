"""Personio: a company's positions as XML, once for each language that they are written in."""

from __future__ import annotations

from collections.abc import Iterator

from .addresses import home
from .contract import Board, Listing, Location, Page, PayField, Reject, Request, Source
from .locations import joined
from .record import Take, each
from .xml_body import record, root_of

IGNORED = frozenset(["recruitingCategory", "keywords"])
LISTS = ("jobDescription", "office")


def requests(board: Board) -> list[Request]:
    """The feed in English, then in the company's own language: each leaves out what it has no words for."""
    feed = f"{home(board, '{}.jobs.personio.de')}/xml"
    return [Request(f"{feed}?language=en", "application/xml"), Request(feed, "application/xml")]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every position of a feed."""
    root = root_of(page, "workzag-jobs", "position")
    positions = [root] if root.tag == "position" else root.findall("position")
    host = page.url.partition("/xml")[0] if "/xml" in page.url else None
    records = ({**record(position, several=LISTS), "office": position.findtext("office")} for position in positions)
    return each(records, lambda take: _listing(take, host), ignored=IGNORED)


def _listing(take: Take, host: str | None) -> Listing:
    native_id = take.required("id")
    offices = [take.text("office"), *take.record("additionalOffices").texts("office")]
    own = take.text("url")
    return Listing(
        native_id=native_id,
        title=take.required("name", called="title"),
        html=_body(take.record("jobDescriptions")),
        employer=take.text("subcompany"),
        locations=[Location(office) for office in dict.fromkeys(offices) if office],
        is_remote=True if {office.strip().lower() for office in offices if office} == {"remote"} else None,
        employment=joined(take.text("employmentType"), take.text("schedule")),
        department=take.text("department"),
        level=take.text("seniority"),
        industry=joined(take.text("occupationCategory"), take.text("occupation")),
        experience=_years(take.text("yearsOfExperience")),
        pay_fields=_pay(take.record("salaryInformation")),
        posted=take.text("createdAt"),
        url=own or (f"{host}/job/{native_id}" if host else None),
    )


def _years(text: str | None) -> str | None:
    return f"{text} years" if text and text[:1].isdigit() else text


def _body(descriptions: Take) -> str:
    said = [(part.text("name"), part.text("value")) for part in descriptions.records("jobDescription")]
    return "".join(f"<h3>{name or ''}</h3><div>{value}</div>" for name, value in said if value)


def _pay(salary: Take) -> list[PayField]:
    """Pay that a few companies show."""
    field = PayField(
        min=salary.text("min"),
        max=salary.text("max"),
        currency=salary.first("currencyCode", "currency"),
        period=salary.text("type"),
    )
    return [field] if field.min or field.max else []


SOURCE = Source(
    name="personio",
    home="https://developer.personio.de/docs/retrieving-open-job-positions",
    terms="Documented public XML feed of each company, no key; companies may switch it off.",
    requests=requests,
    parse=parse,
)
