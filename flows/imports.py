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
from msgspec.structs import replace

from extractors import sources, table
from extractors.archive import Archive, Shelf
from extractors.contract import BadPage, Listing, Page, RawPosting, Source
from extractors.read import Reading, payload_pages, read_page
from transforms import dates

UNDATED = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
TABLE = "table"
Key = tuple[str, str]  # board, native id


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
    if source_name == TABLE:
        parts = [_read_table(path, board, mapping, fetched_at or now) for path in paths]
    else:
        parts = _read_pages(paths, source_name, board, fetched_at or now)
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


def _read_table(path: Path, board: str, mapping: Mapping[str, str], at: dt.datetime) -> _Part:
    body = _body(path)
    try:
        reading = table.read_table(body, path.suffix, board=board, mapping=dict(mapping), observed_at=at)
    except BadPage as error:
        raise _unread(path, error) from error
    return _Part(board, f"file:{path.name}", body, reading)


def _read_pages(paths: list[Path], source_name: str, board: str, at: dt.datetime) -> list[_Part]:
    """What the files say. A posting that one lists without its text and another has with it is the latter's."""
    source, pages, bare, told = sources()[source_name], list[tuple[Path, Page]](), dict[Key, Listing](), set[Key]()
    for path in paths:
        try:
            for name, body in payload_pages(source_name, board, _body(path)):
                page = Page(source_name, name, f"file:{path.name}", body, at)
                pages.append((path, page))
                found = [each for each in source.parse(page) if isinstance(each, Listing)]
                bare |= {(name, each.native_id): each for each in found if not each.html}
                told |= {(name, each.native_id) for each in found if each.html}
        except BadPage as error:
            raise _unread(path, error) from error
    completed = {key: listing for key, listing in bare.items() if key in told}
    return [_read_page(source, page, completed) for _, page in pages]


def _read_page(source: Source, page: Page, completed: Mapping[Key, Listing]) -> _Part:
    """A page with what other files say of its postings, and without those that others have whole."""
    mine = {native_id: listing for (board, native_id), listing in completed.items() if board == page.board}
    if not mine:
        return _Part(page.board, page.url, page.body, read_page(source, page))
    whole = {each.native_id for each in source.parse(page) if isinstance(each, Listing) and each.html}
    reading = read_page(source, replace(page, listings=tuple(mine[key] for key in mine if key in whole)))
    elsewhere = [native_id for native_id in mine if native_id not in whole]
    items = [item for item in reading.items if item["native_id"] not in elsewhere]
    rows = RawPosting.cast(reading.rows.filter(~pl.col("native_id").is_in(elsewhere)))
    return _Part(page.board, page.url, page.body, reading._replace(rows=rows, items=items))


def _body(path: Path) -> bytes:
    if not path.is_file():
        raise ImportFailed(f"{path}: there is no such file.")
    return path.read_bytes()


def _unread(path: Path, error: BadPage) -> ImportFailed:
    return ImportFailed(f"{path}: {str(error).rstrip('.')}. Nothing was imported.")


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
