"""`paybands parse`: what the transforms read in a line or a posting, as JSON, through the same code as a run."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import polars as pl
import typer

from extractors.contract import RawPosting
from extractors.html import text_of
from transforms import taxonomy
from transforms.contract import Normalized, Tables
from transforms.pipeline import normalize

from . import reference
from .settings import SettingsError, utc_now

LINES_A_BATCH = 2_000
SOURCE = "stdin"
PLACE = ["place_id", "metro", "admin1", "country_code", "market_region"]
ROLE = ["role_family", "is_ai_role", "ai_role_reason", "level", "level_rank", "track"]
MODE = ["work_mode", "hybrid_days", "remote_scope", "excluded_regions"]
SKILL = ["skill", "skill_group", "requirement"]
FACTS = [
    "language", *ROLE, "level_source", "specialization", "is_generalist", "industry", *MODE, "geo_pay_policy",
    "employment_type", "education_required", "education_preferred", "degree_or_equivalent", "years_min", "years_max",
    "project_maturity", "employer_id", "posted_date",
]  # fmt: skip
MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]{2,8}|#\d{1,6});")
HIDDEN = ("pay_id", "posting_id", "taxonomy_version")


def _known(country: str) -> str:
    """The code of a country that there is, in capitals."""
    code = country.upper()
    if code and code not in taxonomy.table("countries")["country_code"]:
        raise typer.BadParameter(
            f"{country!r} is no country. Write its ISO code of two letters, for example DE, GB or US."
        )
    return code


Country = Annotated[
    str, typer.Option(callback=_known, help="Country of the texts, ISO code, for what they leave open.")
]
Rows = dict[str, list[dict[str, Any]]]

app = typer.Typer(no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add `parse` and what it can read."""
    parent.add_typer(app, name="parse", help="What we read in lines on stdin, one JSON object a line. "
                     'Example: `echo "$120-150k" | paybands parse pay --country US`')  # fmt: skip


@app.command()
def pay(country: Country = "") -> None:
    """Pay bands of each line, with the words they were read from."""
    for texts in _batches(_lines()):
        bands = _by_posting(read_records([{"text": text} for text in texts], country).pay_band)
        for text, key in zip(texts, _ids(len(texts)), strict=True):
            _print({"text": text, "bands": [_without(band, HIDDEN) for band in bands.get(key, [])]})


@app.command()
def title(country: Country = "") -> None:
    """Role, level and specializations of each title."""
    for texts in _batches(_lines()):
        read = read_records([{"title_text": text} for text in texts], country)
        postings, special = _by_posting(read.posting), _by_posting(read.posting_specialization)
        for text, key in zip(texts, _ids(len(texts)), strict=True):
            found = {name: postings[key][0][name] for name in ROLE} if key in postings else {}
            names = [row["specialization"] for row in special.get(key, [])]
            _print({"text": text, **found, "specializations": names})


@app.command()
def place(country: Country = "") -> None:
    """Places of each location line, and the work mode it states."""
    for texts in _batches(_lines()):
        read = read_records([{"locations": [text]} for text in texts], country)
        postings, places = _by_posting(read.posting), _by_posting(read.posting_place)
        for text, key in zip(texts, _ids(len(texts)), strict=True):
            mode = postings[key][0]
            _print({
                "text": text,
                "places": [{name: row[name] for name in PLACE} for row in places.get(key, [])],
                "work_mode": mode["work_mode"],
                "remote_scope": mode["remote_scope"],
                "excluded": mode["excluded_regions"],
            })  # fmt: skip


@app.command()
def skills() -> None:
    """Skills that each line names."""
    for texts in _batches(_lines()):
        found = _by_posting(read_records([{"text": text} for text in texts], "").posting_skill)
        for text, key in zip(texts, _ids(len(texts)), strict=True):
            _print({"text": text, "skills": [{name: row[name] for name in SKILL} for row in found.get(key, [])]})


@app.command()
def posting() -> None:
    """All of it for postings as JSON lines: title, location, description, and if you like country, employer.

    A description in HTML is read as text, as in a run; `text` then holds what the offsets count in.
    """
    for number, lines in enumerate(_batches(_lines())):
        records = [_record(line, number * LINES_A_BATCH + n + 1) for n, line in enumerate(lines)]
        read = read_records(records, "")
        tables = {name: _by_posting(getattr(read, name)) for name in Normalized._fields[:6]}
        for key, record in zip(_ids(len(records)), records, strict=True):
            facts = tables["posting"].get(key)
            _print({
                **({"text": record["text"]} if record["is_html"] else {}),
                **({name: facts[0][name] for name in FACTS} if facts else {"rejected": "blank_title"}),
                "levels": [{n: row[n] for n in ("level", "weight")} for row in tables["posting_level"].get(key, [])],
                "places": [{n: row[n] for n in [*PLACE, "weight"]} for row in tables["posting_place"].get(key, [])],
                "skills": [{n: row[n] for n in SKILL} for row in tables["posting_skill"].get(key, [])],
                "specializations": [
                    {n: row[n] for n in ("specialization", "score", "is_primary")}
                    for row in tables["posting_specialization"].get(key, [])
                ],
                "bands": [_without(band, HIDDEN) for band in tables["pay_band"].get(key, [])],
            })  # fmt: skip


def _record(line: str, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise SettingsError(f"stdin:{number}: not a JSON object: {error}. Give one posting a line.") from error
    if not isinstance(record, dict) or not isinstance(record.get("title"), str):
        raise SettingsError(f"stdin:{number}: a posting is an object with at least a `title`, not {line[:80]!r}.")
    description, location = str(record.get("description") or ""), record.get("location") or []
    is_html = MARKUP.search(description) is not None
    return {
        "title_text": record["title"],
        "text": text_of(description) if is_html else description,
        "is_html": is_html,
        "locations": [str(place) for place in (location if isinstance(location, list) else [location])],
        "country": str(record.get("country") or ""),
        "employer_text": record.get("employer"),
        "posted_text": record.get("posted"),
    }


def read_records(records: list[dict[str, Any]], country: str) -> Normalized:
    """What the transforms read in records of title_text, text, location, country ..., as if a run had fetched them."""
    now = utc_now()
    countries = [(record.get("country") or country).upper() for record in records]
    rows = [
        _raw(record, key, hint, now) for record, key, hint in zip(records, _ids(len(records)), countries, strict=True)
    ]
    boards = pl.DataFrame(
        [{"source": SOURCE, "board": hint or "-", "country_code": hint} for hint in sorted(set(countries))],
        schema={name: pl.Boolean if name == "is_agency" else pl.String for name in reference.BOARD_COLUMNS},
    ).with_columns(pl.col(pl.String).fill_null(""), pl.col("is_agency").fill_null(value=False))
    passages = pl.DataFrame(schema={"source": pl.String, "board": pl.String, "line": pl.String})
    tables = Tables(boards, reference.fx_rates(), passages, taxonomy.version())
    return normalize(RawPosting.validate(pl.DataFrame(rows, schema=RawPosting.create_empty().schema)), tables)


def _raw(record: dict[str, Any], key: str, hint: str, now: dt.datetime) -> dict[str, Any]:
    locations = [text for text in record.get("locations", []) if text.strip()] or [text for text in [hint] if text]
    return {
        **dict.fromkeys(RawPosting.column_names()),
        "posting_id": key,
        "source": SOURCE,
        "board": hint or "-",
        "native_id": key,
        "content_sha256": "",
        "observed_at": now,
        "title_text": record.get("title_text", "Untitled"),
        "text": record.get("text", ""),
        "employer_text": record.get("employer_text"),
        "posted_text": record.get("posted_text"),
        "locations": [{"text": text, "city": None, "region": None, "country": hint or None} for text in locations],
        "remote_scope": [],
        "pay_fields": [],
    }


def _lines() -> Iterator[str]:
    return (line.rstrip("\r\n") for line in sys.stdin)


def _batches(lines: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(lines)
    while batch := list(itertools.islice(rest, LINES_A_BATCH)):
        yield batch


def _ids(count: int) -> list[str]:
    return [f"{SOURCE}:{number:06d}" for number in range(count)]


def _by_posting(frame: pl.DataFrame) -> Rows:
    rows: Rows = {}
    for row in frame.iter_rows(named=True):
        rows.setdefault(row["posting_id"], []).append(row)
    return rows


def _without(row: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _print(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
