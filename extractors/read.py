"""A page becomes rows of `RawPosting`: text made of HTML, content hashed, personal data taken out."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any, NamedTuple, cast

import dataframely as dy
import msgspec
import polars as pl

from . import charset
from .contract import BadPage, Listing, Location, Page, PayField, RawPosting, Reject, Source
from .html import texts_of
from .json_body import named
from .plain import line
from .record import collecting
from .redact import redact, redact_text

LONGEST_TEXT = 1 << 20
LONGEST_ID = 500
WRAPPERS = ("boards", "sites", "subdomains", "pages")
_SCHEMA = RawPosting.create_empty().schema
_TEXTS = (
    "employer", "language", "workplace", "employment", "department", "level", "industry", "education",
    "experience", "posted", "closes",
)  # fmt: skip


class Reading(NamedTuple):
    """What a page says.

    `items` names every posting listed, in order and with repetitions: native_id, posting_id, content_sha256.
    `rows` holds each posting once, the first of a repeated one. `drift` is fields unknown to the parser, each
    with an example. `total` is how many postings the page says there are on the whole board.
    """

    rows: dy.DataFrame[RawPosting]
    rejects: list[Reject]
    drift: dict[str, str]
    items: list[dict[str, str]]
    total: int | None = None


def read_page(source: Source, page: Page) -> Reading:
    """Read one page of a source.

    Raises:
        BadPage: the body is not what the source serves; the message says what was found.
    """
    page = in_utf8(page)
    listed = {listing.native_id: listing for listing in page.listings}
    with collecting() as drift:
        found = [
            completed(listed[each.native_id], each) if isinstance(each, Listing) and each.native_id in listed else each
            for each in source.parse(page)
        ]
    reading = read_listings(found, source=page.source, board=page.board, observed_at=page.fetched_at, drift=drift)
    return reading._replace(total=source.total(page))


def in_utf8(page: Page) -> Page:
    """The page with its body in UTF-8, where bytes or header say that it is in another character set."""
    body = charset.in_utf8(page.body, page.charset)
    return page if body is page.body else msgspec.structs.replace(page, body=body, charset=None)


def read_page_by_name(source_name: str, page: Page) -> Reading:
    """`read_page` for worker processes, which are told the source by its name."""
    from . import sources  # noqa: PLC0415 (this module is what `sources` imports)

    return read_page(sources()[source_name], page)


def read_listings(
    found: Iterable[Listing | Reject],
    *,
    source: str,
    board: str,
    observed_at: dt.datetime,
    drift: dict[str, str],
) -> Reading:
    """Rows, rejects and the list of what was seen, of listings however they were come by."""
    rejects: list[Reject] = []
    listings: list[Listing] = []
    for each in found:
        if isinstance(each, Reject):
            rejects.append(_clean_reject(each))
        elif (fault := _fault(each)) is not None:
            rejects.append(_clean_reject(fault))
        else:
            listings.append(each)
    notes = list(
        dict.fromkeys(note for listing in listings for field in listing.pay_fields if (note := _markup(field)))
    )
    texts = texts_of([*(listing.html for listing in listings), *notes])
    plain = dict(zip(notes, texts[len(listings) :], strict=True))
    short = [text if len(text) <= LONGEST_TEXT else "" for text in texts[: len(listings)]]
    redacted = redact(pl.Series(short, dtype=pl.String)).to_list()
    items: list[dict[str, str]] = []
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    for listing, text, safe_text in zip(listings, texts[: len(listings)], redacted, strict=True):
        native_id = line(listing.native_id)
        if len(text) > LONGEST_TEXT:
            rejects.append(Reject(native_id, "text_too_long", f"{len(text)} characters"))
            continue
        item = {
            "native_id": native_id,
            "posting_id": f"{source}:{board}:{native_id}",
            "content_sha256": content_sha256(listing),
        }
        items.append(item)
        if native_id not in seen:
            seen.add(native_id)
            keys = {**item, "source": source, "board": board, "observed_at": observed_at}
            rows.append(_row(listing, safe_text, keys, plain))
    frame = cast("dy.DataFrame[RawPosting]", pl.DataFrame(rows, schema=_SCHEMA, orient="row"))
    safe_drift = {line(field): redact_text(line(example)) for field, example in drift.items()}
    return Reading(frame, rejects, safe_drift, items)


def payload_pages(source: str, board: str, body: bytes) -> list[tuple[str, bytes]]:
    """The boards that a recorded file holds: itself, or each of `{"boards": {token: body}}` and the like.

    Returns pairs of board and body.

    Raises:
        BadPage: a wrapper that holds something other than bodies.
    """
    head = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] != b"{" or not any(f'"{name}"'.encode() in head for name in WRAPPERS):
        return [(board, body)]
    try:
        root = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return [(board, body)]  # whoever parses it will say what is wrong with it
    if len(root) != 1 or next(iter(root)) not in WRAPPERS:
        return [(board, body)]
    ((wrapper, inside),) = root.items()
    try:
        if wrapper == "pages":
            return [(board, bytes(each)) for each in msgspec.json.decode(inside, type=list[msgspec.Raw])]
        boards = msgspec.json.decode(inside, type=dict[str, msgspec.Raw])
    except msgspec.DecodeError as error:
        raise BadPage(
            f"{source}: {wrapper!r} holds a JSON {named(msgspec.json.decode(inside))} instead of boards"
        ) from error
    return [(token, bytes(each)) for token, each in boards.items()]


def completed(listing: Listing, detail: Listing) -> Listing:
    """What a posting's own page says, and what only the list said of it."""
    said = {name: value for name, value in msgspec.structs.asdict(detail).items() if value not in (None, "", [])}
    return msgspec.structs.replace(listing, **said)


def content_sha256(listing: Listing) -> str:
    """Hash of what a posting says: all that is stated but its address."""
    stated = {
        name: value
        for name, value in msgspec.structs.asdict(listing).items()
        if value not in (None, "", []) and name != "url"
    }
    return hashlib.sha256(msgspec.json.encode(stated, order="sorted")).hexdigest()


def _fault(listing: Listing) -> Reject | None:
    if not line(listing.native_id):
        return Reject("", "missing_id", listing.title)
    if len(listing.native_id) > LONGEST_ID:
        return Reject(listing.native_id[:LONGEST_ID], "id_too_long", f"{len(listing.native_id)} characters")
    if not line(listing.title):
        return Reject(listing.native_id, "missing_title", "")
    return None


def _clean_reject(reject: Reject) -> Reject:
    return Reject(line(reject.native_id), reject.rule, redact_text(line(reject.value)))


def _row(listing: Listing, text: str, keys: dict[str, Any], plain: dict[str, str]) -> dict[str, Any]:
    return {
        **keys,
        "title_text": _short(listing.title) or "",
        "text": text,
        **{f"{name}_text": _short(getattr(listing, name)) for name in _TEXTS},
        "is_remote": listing.is_remote,
        "locations": [_place(place) for place in listing.locations],
        "remote_scope": [_short(scope) or "" for scope in listing.remote_scope],
        "pay_fields": [_pay_field(field, plain) for field in listing.pay_fields],
        "url": line(listing.url) if listing.url else None,
    }


def _place(place: Location) -> dict[str, str | None]:
    parts = {"city": place.city, "region": place.region, "country": place.country}
    return {"text": _short(place.text) or "", **{name: _short(part) for name, part in parts.items()}}


def _markup(field: PayField) -> str | None:
    """The note of a pay field if it may hold HTML."""
    return field.note if field.note and ("<" in field.note or "&" in field.note) else None


def _pay_field(field: PayField, plain: dict[str, str]) -> dict[str, Any]:
    """plain: what notes with HTML say in plain text"""
    note = plain[field.note].replace("\n", " ") if field.note in plain else field.note
    return {
        "label": _short(field.label),
        "component": _short(field.component),
        "min": _short(field.min),
        "max": _short(field.max),
        "unit": field.unit,
        "currency": _short(field.currency),
        "period": _short(field.period),
        "is_estimate": field.is_estimate,
        "note": _short(note),
    }


def _short(text: str | None) -> str | None:
    """A short field on one line, without personal data; None where nothing is left of it."""
    if not text:
        return None
    return redact_text(cleaned) if "@" in (cleaned := line(text)) else cleaned or None
