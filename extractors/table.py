"""Tables of postings: CSV, JSON Lines, a JSON list or Parquet, with a mapping of our fields to their columns.

A malformed file is refused whole, with the file, the record and the reason; a record without a title is
rejected alone. A column that is neither mapped nor named like one of our fields is left out.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl

from .contract import BadPage, Board, Listing, Location, Page, PayField, Reject, Request, Source
from .json_body import loads, named
from .locations import places_of
from .read import Reading, read_listings

FORMATS = ("csv", "jsonl", "json", "parquet")
# Our fields and the names that columns often have for them, the likeliest first.
FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "job_id", "posting_id", "source_id", "job_key"),
    "title": ("title", "job_title", "posting_title", "position"),
    "text": ("text", "description", "description_text", "body", "content"),
    "employer": ("employer", "company", "company_name", "organization"),
    "location": ("location", "locations", "place"),
    "city": ("city",),
    "region": ("region", "state"),
    "country": ("country", "country_code"),
    "url": ("url", "job_url", "link"),
    "posted": ("posted", "published_at", "posted_at", "date_posted", "publication_date", "posted_date"),
    "closes": ("closes", "valid_through", "closing_date"),
    "employment": ("employment", "employment_type", "job_type"),
    "department": ("department", "team", "job_function"),
    "level": ("level", "seniority", "seniority_level", "experience_level"),
    "industry": ("industry", "industries"),
    "education": ("education",),
    "experience": ("experience", "experience_required"),
    "language": ("language",),
    "workplace": ("workplace", "workplace_type", "work_mode"),
    "is_remote": ("is_remote", "remote"),
    "remote_scope": ("remote_scope",),
    "pay": ("pay", "salary", "salary_text", "compensation"),
    "pay_min": ("pay_min", "salary_min", "min_salary"),
    "pay_max": ("pay_max", "salary_max", "max_salary"),
    "currency": ("currency", "currency_code", "salary_currency"),
    "period": ("period", "period_code", "salary_period"),
}
NOTHING = frozenset(["", "null", "none", "nan", "n/a", "na", "-"])
TRUE, FALSE = frozenset(["true", "yes", "1", "remote", "t", "y"]), frozenset(["false", "no", "0", "f", "n"])
LONGEST_CELL = 16 << 20

Record = dict[str, Any]


class BadTable(BadPage):
    """A table that cannot be read, or a mapping that does not fit it: which record, and why."""


def read_table(
    body: bytes, suffix: str = "", *, board: str, mapping: Mapping[str, str], observed_at: dt.datetime
) -> Reading:
    """Read a table of postings.

    suffix: the file's ending, such as `.csv`; without one the body tells the format
    mapping: our field to its column; fields left out are taken from columns named like them

    Raises:
        BadTable: the mapping names a field or column that there is not, or the file is malformed.
    """
    found = list(listings(body, suffix, mapping=mapping))
    return read_listings(found, source=SOURCE.name, board=board, observed_at=observed_at, drift={})


def listings(body: bytes, suffix: str = "", *, mapping: Mapping[str, str]) -> Iterator[Listing | Reject]:
    """Every record of a table; see `read_table`."""
    records = READERS[format_of(suffix, body)](body)
    columns = list(dict.fromkeys(column for record in records for column in record))
    columns_of = _mapped(mapping, columns) if records else {}
    for number, record in enumerate(records, start=1):
        yield _listing({field: record.get(column) for field, column in columns_of.items()}, number)


def format_of(suffix: str, body: bytes) -> str:
    """The format of a table, by its file's ending or, where that says nothing, by its beginning."""
    ending = suffix.lower().lstrip(".")
    known = {
        "csv": "csv",
        "tsv": "csv",
        "jsonl": "jsonl",
        "ndjson": "jsonl",
        "json": "json",
        "parquet": "parquet",
    }
    if ending in known:
        return known[ending]
    start = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:4] == b"PAR1":
        return "parquet"
    return "json" if start[:1] == b"[" else "jsonl" if start[:1] == b"{" else "csv"


def _mapped(mapping: Mapping[str, str], columns: list[str]) -> dict[str, str]:
    """Our fields to the columns they are read from."""
    for field, column in mapping.items():
        if field not in FIELDS:
            raise BadTable(f"{field!r} is no field of ours; map one of {', '.join(FIELDS)}.")
        if column not in columns:
            raise BadTable(f"there is no column {column!r} for {field!r}; the columns are {', '.join(columns)}")
    taken = set(mapping.values())
    alike = {
        field: [each for each in names if each in columns and each not in taken] for field, names in FIELDS.items()
    }
    columns_of = {**{field: found[0] for field, found in alike.items() if found}, **mapping}
    if "title" not in columns_of:
        raise BadTable(f"no column holds the title; map one of {', '.join(columns)} with `title=...`.")
    return columns_of


def _listing(record: Record, number: int) -> Listing | Reject:
    cell = {field: _text(value) for field, value in record.items()}
    title = cell.get("title")
    if title is None:
        return Reject(cell.get("id") or f"#{number}", "missing_title", _text(record.get("url")) or "")
    return Listing(
        native_id=cell.get("id") or _made_id(cell),
        title=title,
        html=cell.get("text") or "",
        employer=cell.get("employer"),
        language=cell.get("language"),
        locations=_locations(record, cell),
        workplace=cell.get("workplace"),
        is_remote=_flag(cell.get("is_remote")),
        remote_scope=[place.text for each in _several(record.get("remote_scope")) for place in places_of(each)],
        employment=cell.get("employment"),
        department=cell.get("department"),
        level=cell.get("level"),
        industry=cell.get("industry"),
        education=cell.get("education"),
        experience=cell.get("experience"),
        pay_fields=_pay(cell),
        posted=cell.get("posted"),
        closes=cell.get("closes"),
        url=cell.get("url"),
    )


def _locations(record: Record, cell: dict[str, str | None]) -> list[Location]:
    """Every place of a cell; the parts stated in cells of their own belong to a single place only."""
    places = [place for each in _several(record.get("location")) for place in places_of(each)]
    city, region, country = cell.get("city"), cell.get("region"), cell.get("country")
    if len(places) > 1 or not (city or region or country):
        return places
    text = places[0].text if places else ", ".join(part for part in (city, region, country) if part)
    return [Location(text, city, region, country)]


def _pay(cell: dict[str, str | None]) -> list[PayField]:
    """Figures where columns hold them; else the words of a pay column, to be read like words."""
    low, high, words = cell.get("pay_min"), cell.get("pay_max"), cell.get("pay")
    if low or high:
        return [PayField(min=low, max=high, currency=cell.get("currency"), period=cell.get("period"), note=words)]
    return [PayField(currency=cell.get("currency"), period=cell.get("period"), note=words)] if words else []


def _made_id(cell: dict[str, str | None]) -> str:
    """An id for a table without one: its address, or what makes a posting itself."""
    stated = cell.get("url") or "\n".join(cell.get(field) or "" for field in ("employer", "title", "location", "text"))
    return hashlib.sha256(stated.encode("utf-8", "replace")).hexdigest()[:16]


def _flag(text: str | None) -> bool | None:
    word = (text or "").lower()
    return True if word in TRUE else False if word in FALSE else None


def _text(value: Any) -> str | None:
    """A cell as text; a list as its items with `; ` between."""
    if isinstance(value, list):
        return "; ".join(text for each in value if (text := _text(each))) or None
    if value is None or isinstance(value, dict):
        return None
    text = str(value).strip()
    return None if len(text) <= 4 and text.lower() in NOTHING else text


def _several(value: Any) -> list[str]:
    return [text for each in (value if isinstance(value, list) else [value]) if (text := _text(each))]


# ---- formats: each gives all records or raises BadTable


def _csv(body: bytes) -> list[Record]:
    text = _decoded(body)
    head = text.split("\n", 1)[0]
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=head.count), strict=True)
    records: list[Record] = []
    header: list[str] | None = None
    try:
        for row in reader:
            if header is None:
                header = [column.strip() for column in row]
                _check_header(header)
            elif row and len(row) != len(header):
                sizes = f"has {len(row)} cells where the header has {len(header)}"
                raise BadTable(f"record {len(records) + 1} {sizes} (line {reader.line_num}).")
            elif row:
                records.append(dict(zip(header, row, strict=True)))
    except csv.Error as error:
        raise BadTable(f"record {len(records) + 1}: {error} (line {reader.line_num}).") from error
    if header is None:
        raise BadTable("the file is empty.")
    return records


def _check_header(header: list[str]) -> None:
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise BadTable(f"the header names {', '.join(map(repr, twice))} more than once.")


def _jsonl(body: bytes) -> list[Record]:
    records: list[Record] = []
    for number, row in enumerate(body.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if row.strip():
            where = f"record {len(records) + 1} (line {number})"
            records.append(_record(_json(row, where), where))
    if not records:
        raise BadTable("the file is empty.")
    return records


def _json_list(body: bytes) -> list[Record]:
    root = _json(body, "the file")
    if isinstance(root, dict):
        lists = [each for each in root.values() if isinstance(each, list)]
        root = lists[0] if len(lists) == 1 else root
    if not isinstance(root, list):
        raise BadTable(f"a JSON {named(root)} instead of a list of records.")
    return [_record(each, f"record {number}") for number, each in enumerate(root, start=1)]


def _parquet(body: bytes) -> list[Record]:
    try:
        return pl.read_parquet(io.BytesIO(body)).to_dicts()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadTable(f"not a Parquet file that can be read: {str(error).splitlines()[0]}.") from error


def _json(text: bytes, where: str) -> Any:
    try:
        return loads(text)
    except BadPage as error:
        raise BadTable(f"{where}: {error}.") from error


def _record(value: Any, where: str) -> Record:
    if not isinstance(value, dict):
        raise BadTable(f"{where}: a JSON {named(value)} instead of an object.")
    return value


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise BadTable(f"not UTF-8 at byte {error.start} (line {line}); save the file as UTF-8.") from error


READERS: dict[str, Callable[[bytes], list[Record]]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "json": _json_list,
    "parquet": _parquet,
}


def requests(_board: Board) -> list[Request]:
    """None: tables are imported."""
    return []


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every record of a table whose columns are named like our fields."""
    return listings(page.body, mapping={})


SOURCE = Source(
    name="table",
    home="README.md",
    terms="Your own files; what may be done with them is between you and where they come from.",
    requests=requests,
    parse=parse,
    shows_closing=False,
)
