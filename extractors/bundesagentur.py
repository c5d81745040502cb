"""Bundesagentur für Arbeit: German jobs by keyword; the list has no text, the job's own page has. Needs a key."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote

from .addresses import asked_for, with_query
from .contract import Board, Key, Listing, Location, Page, PayField, Reject, Request, Source
from .json_body import decoded, listed
from .locations import joined
from .record import Take, each

PAGE_SIZE = 100
MOST_RESULTS = 10_000
API = "https://rest.arbeitsagentur.de/jobboerse/jobsuche-service/pc"
NAMES = {
    "id": ("referenznummer", "refnr"),
    "title": ("stellenangebotsTitel", "titel"),
    "employer": ("firma", "arbeitgeber"),
    "text": ("stellenangebotsBeschreibung", "stellenbeschreibung"),
    "posted": ("datumErsteVeroeffentlichung", "aktuelleVeroeffentlichungsdatum", "ersteVeroeffentlichungsdatum"),
    "occupation": ("hauptberuf", "beruf"),
    "url": ("externeURL", "externeUrl"),
}
IGNORED = frozenset(
    """
    hashId kundennummerHash eintrittsdatum modifikationsTimestamp alternativBerufe berufe angebotsart logoHashId
    veroeffentlichungszeitraum eintrittszeitraum chiffrenummer branche branchengruppe anzahlOffeneStellen
    arbeitgeberdarstellung arbeitgeberdarstellungUrl istPrivateArbeitsvermittlung istZeitarbeit
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)
IGNORED_PLACE = frozenset(["plz", "strasse", "strasseHausnummer", "koordinaten", "entfernung", "adresse", "breite",
                           "laenge"])  # fmt: skip


def requests(board: Board) -> list[Request]:
    """The first page of jobs with the board's words: `machine-learning` asks for machine learning."""
    words = quote(board.board.replace("-", " "), safe="")
    return [Request(f"{API}/v6/jobs?was={words}&page=1&size={PAGE_SIZE}")]


def follow(page: Page) -> list[Request]:
    """The page of each job listed, then the next page of the list."""
    root = decoded(page)
    held = root.get("ergebnisliste", root.get("stellenangebote")) if isinstance(root, dict) else None
    if not isinstance(held, list) or not page.url.startswith("https:"):
        return []
    found = [each for each in parse(page) if isinstance(each, Listing)]
    details = [Request(f"{API}/v4/jobdetails/{_encoded(each.native_id)}", listing=each) for each in found]
    number, total = asked_for(page.url, "page", 0), root.get("maxErgebnisse")
    is_more = held and isinstance(total, int) and number and number * PAGE_SIZE < min(total, MOST_RESULTS)
    return [*details, *([Request(with_query(page.url, page=number + 1))] if is_more else [])]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every job of a page of the list, in the form of version 6 or of 4, or the one job of its own page."""
    root = decoded(page)
    is_job = isinstance(root, dict) and any(name in root for name in NAMES["title"])
    is_old = isinstance(root, dict) and "stellenangebote" in root
    jobs = [root] if is_job else listed(page, "stellenangebote" if is_old else "ergebnisliste")[1]
    key = next((name for name in NAMES["id"] for job in jobs[:1] if isinstance(job, dict) and name in job), "refnr")
    return each(jobs, _listing, ignored=IGNORED, key=key)


def _listing(take: Take) -> Listing:
    places = [place for each in take.records("stellenlokationen", IGNORED_PLACE) for place in _place(each)]
    places += [place for each in take.records("arbeitsorte", IGNORED_PLACE) for place in _place(each)]
    places += _place(take.record("arbeitsort", IGNORED_PLACE))
    time = "Vollzeit" if take.flag("arbeitszeitVollzeit") else None
    return Listing(
        native_id=take.required(_stated(take, "id"), called="id"),
        title=take.required(_stated(take, "title"), called="title"),
        html=(take.text(_stated(take, "text")) or "").replace("\n", "<br>"),
        employer=take.text(_stated(take, "employer")),
        language="de",
        locations=places,
        workplace="Homeoffice möglich" if take.flag("homeofficemoeglich") else None,
        employment=joined(time, take.text("vertragsdauer"), take.text("befristung")),
        department=take.text(_stated(take, "occupation")),
        pay_fields=_pay(take),
        posted=take.text(_stated(take, "posted")),
        url=take.text(_stated(take, "url")),
    )


def _stated(take: Take, field: str) -> str:
    """The name under which this version of the answer has a field."""
    return next((name for name in NAMES[field] if name in take), NAMES[field][0])


def _place(take: Take) -> list[Location]:
    """The place of an address, which version 6 puts one level further in."""
    address = take.record("adresse", IGNORED_PLACE) if "adresse" in take else take
    city, region, country = (address.text(name) for name in ("ort", "region", "land"))
    text = joined(city, region, country, by=", ")
    return [Location(text, city, region, country)] if text else []


def _pay(take: Take) -> list[PayField]:
    """Figures without period and currency, and words beside them."""
    low, high, words = take.text("gehaltsspanneVon"), take.text("gehaltsspanneBis"), take.text("verguetungsangabe")
    return [PayField(min=low, max=high, currency="EUR", note=words)] if low or high or words else []


def _encoded(reference: str) -> str:
    return quote(b64encode(reference.encode()).decode(), safe="")


SOURCE = Source(
    name="bundesagentur",
    home="https://jobsuche.api.bund.dev",
    terms="Public service of the German employment agency; its interface is not documented by it and may change.",
    requests=requests,
    follow=follow,
    parse=parse,
    key=Key("BUNDESAGENTUR_API_KEY", "rest.arbeitsagentur.de", "X-API-Key"),
    pause_seconds=2,
)
