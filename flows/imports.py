"""Recorded payloads and tables of postings, brought into the archive as if they had just been fetched.

An import is one incomplete look at each of its boards: it opens postings and never closes one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import polars as pl

from extractors import sources, table
from extractors.archive import Archive, Shelf
from extractors.contract import BadPage, Page, RawPosting
from extractors.read import Reading, payload_pages, read_page
from transforms import dates

UNDATED = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
TABLE = "table"


class ImportFailed(ValueError):
    """A file could not be imported; the message says which, which record, and why. Nothing is archived."""


class Counts(NamedTuple):
    """What an import brought in, and the fields that no parser knows, with an example each."""

    postings: int
    rejected: int
    drift: dict[str, str]


class _Part(NamedTuple):
    """One board of one file, read."""

    board: str
    url: str
    body: bytes
    reading: Reading


def import_files(
    paths: list[Path],
    *,
    archive_root: Path,
    source_name: str,
    board: str,
    employer: str | None,
    fetched_at: dt.datetime | None,
    mapping: Mapping[str, str],
    now: dt.datetime,
) -> Counts:
    """Read every file, then archive all of them as one run, or none.

    fetched_at: when the files were fetched; without it, the newest date that a file's records state
    mapping: our field to the table's column, for source `table`

    Raises:
        ImportFailed: an unknown source, a file that cannot be read, or records without a date where no time is given.
    """
    if source_name not in sources():
        raise ImportFailed(f"There is no source {source_name!r}. Sources are: {', '.join(sorted(sources()))}.")
    parts = [part for path in paths for part in _read(path, source_name, board, mapping, fetched_at or now)]
    if employer:
        parts = [part._replace(reading=_employed(part.reading, employer)) for part in parts]
    at = fetched_at or _newest_date(parts, paths)
    archive = Archive(archive_root)
    run_id = archive.next_run_id(now)
    shelf = Shelf(archive, run_id, source_name)
    for name in dict.fromkeys(part.board for part in parts):
        mine = [part for part in parts if part.board == name]
        shelf.add(_look(run_id, source_name, name, mine, at), responses=[_response(source_name, part, at) for part in mine],
                  rows=[part.reading.rows.with_columns(observed_at=pl.lit(at)) for part in mine])  # fmt: skip
        if shelf.is_full:
            shelf.flush()
    shelf.flush()
    drift = {field: example for part in parts for field, example in part.reading.drift.items()}
    return Counts(
        sum(len(part.reading.items) for part in parts),
        sum(len(part.reading.rejects) for part in parts),
        drift,
    )


def _read(path: Path, source_name: str, board: str, mapping: Mapping[str, str], at: dt.datetime) -> list[_Part]:
    if not path.is_file():
        raise ImportFailed(f"{path}: there is no such file.")
    body, url = path.read_bytes(), f"file:{path.name}"
    try:
        if source_name == TABLE:
            reading = table.read_table(body, path.suffix, board=board, mapping=dict(mapping), observed_at=at)
            return [_Part(board, url, body, reading)]
        source = sources()[source_name]
        return [
            _Part(name, url, each, read_page(source, Page(source_name, name, url, each, at)))
            for name, each in payload_pages(source_name, board, body)
        ]
    except BadPage as error:
        raise ImportFailed(f"{path}: {str(error).rstrip('.')}. Nothing was imported.") from error


def _employed(reading: Reading, employer: str) -> Reading:
    """The employer that the command names stands in where the records say none."""
    rows = reading.rows.with_columns(pl.col("employer_text").fill_null(employer))
    return reading._replace(rows=RawPosting.cast(rows))


def _newest_date(parts: list[_Part], paths: list[Path]) -> dt.datetime:
    """The files were fetched on or after the newest day that their records state."""
    stated = []
    for part in parts:
        read = dates.read(part.reading.rows.with_columns(observed_at=pl.lit(UNDATED)))
        undated = read.filter("is_backfilled_date")
        if undated.height:
            raise ImportFailed(
                f"{paths[0]}: record {undated['posting_id'][0]!r} and {undated.height - 1} more state no date. "
                "Say when the file was fetched: --fetched-at 2026-10-01."
            )
        stated += read["posted_date"].to_list()
    newest = max(stated, default=dt.date(2005, 1, 1))
    return dt.datetime.combine(newest, dt.time(), dt.UTC)


def _look(run_id: str, source_name: str, board: str, parts: list[_Part], at: dt.datetime) -> dict[str, Any]:
    shows_closing = sources()[source_name].shows_closing
    pages = [
        {
            "fetch_id": f"{run_id}/{source_name}/{board}/{number}",
            "url": part.url,
            "http_status": None,
            "etag": None,
            "last_modified": None,
            "body_sha256": hashlib.sha256(part.body).hexdigest(),
            "bytes": len(part.body),
            "fetched_at": at,
            "outcome": "ok",
            "error": None,
            "follow": [],
            "items": part.reading.items,
            "rejects": [msgspec.to_builtins(reject) for reject in part.reading.rejects],
            "tries": [],
        }
        for number, part in enumerate(parts)
    ]
    return {"run_id": run_id, "source": source_name, "board": board, "observed_at": at, "outcome": "ok",
            "completeness": "incomplete", "error": None, "shows_closing": shows_closing, "pages": pages}  # fmt: skip


def _response(source_name: str, part: _Part, at: dt.datetime) -> dict[str, Any]:
    return {"source": source_name, "board": part.board, "url": part.url, "fetched_at": at,
            "body_sha256": hashlib.sha256(part.body).hexdigest(), "body": part.body, "charset": None}  # fmt: skip
