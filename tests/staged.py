"""Small warehouses for tests: looks at boards, and what normalizing them would have staged."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dataframely as dy
import duckdb
import polars as pl

from extractors.contract import Board, Observation, RawPosting
from transforms import contract
from warehouse import load

FRAMES: dict[str, type[dy.Schema]] = {
    "posting": contract.Posting,
    "posting_level": contract.PostingLevel,
    "pay_band": contract.PayBand,
    "posting_place": contract.PostingPlace,
    "posting_skill": contract.PostingSkill,
    "posting_specialization": contract.PostingSpecialization,
    "rejected": contract.Rejected,
    "gap": contract.Gap,
}
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
BLANK: dict[type[Any], Any] = {
    dy.String: "",
    dy.Bool: False,
    dy.Float64: 0.0,
    dy.Int64: 0,
    dy.Date: dt.date(2026, 1, 1),
}
BOARDS = pl.DataFrame(
    schema={name: pl.Boolean if name == "is_agency" else pl.String for name in Board.__struct_fields__}
)


def row(schema: type[dy.Schema], **values: object) -> dict[str, Any]:
    """A row of a contract: what is given, else null where that is allowed, else blank."""
    unknown = set(values) - set(schema.column_names())
    assert not unknown, f"{schema.__name__} has no {unknown}"
    return {
        name: values.get(name, None if column.nullable else BLANK.get(type(column), []))
        for name, column in schema.columns().items()
    }


def item(native_id: str, content: str = "a", *, source: str = "lever", board: str = "acme") -> dict[str, str]:
    """A listed posting."""
    return {
        "native_id": native_id,
        "posting_id": f"{source}:{board}:{native_id}",
        "content_sha256": f"{native_id}-{content}",
    }


def refused(native_id: str, rule: str = "no_title", value: str = "") -> dict[str, str]:
    """A listed record that could not be parsed."""
    return {"native_id": native_id, "rule": rule, "value": value}


def page(
    items: list[dict[str, str]] | None = None,
    rejects: list[dict[str, str]] | None = None,
    *,
    outcome: str = "ok",
    url: str = "https://x.example/1",
    body: str | None = None,
    **values: object,
) -> dict[str, Any]:
    """A page of a look. Its body's hash is `body`, or follows from what it lists."""
    content = body or str((items or [], rejects or []))
    return {
        "fetch_id": "f",
        "url": url,
        "http_status": 200,
        "etag": None,
        "last_modified": None,
        "body_sha256": content,
        "bytes": 1,
        "fetched_at": NOON,
        "outcome": outcome,
        "error": None,
        "follow": [],
        "items": items or [],
        "rejects": rejects or [],
        "tries": [],
        **values,
    }


def look(
    *pages: dict[str, Any],
    at: dt.datetime = NOON,
    source: str = "lever",
    board: str = "acme",
    completeness: str = "complete",
    outcome: str = "ok",
    shows_closing: bool = True,
    run_id: str = "1",
) -> dict[str, Any]:
    """A look at a board."""
    return {
        "run_id": run_id,
        "source": source,
        "board": board,
        "observed_at": at,
        "outcome": outcome,
        "completeness": completeness,
        "error": None,
        "shows_closing": shows_closing,
        "pages": list(pages),
    }


def observations(*looks: dict[str, Any]) -> pl.DataFrame:
    """Looks as a frame of `Observation`."""
    return Observation.validate(pl.DataFrame(list(looks), schema=Observation.create_empty().schema))


def posting(posting_id: str, content: str, **values: object) -> dict[str, Any]:
    """A row of `Posting` for a listed item."""
    source, board, native_id = posting_id.split(":", 2)
    defaults: dict[str, object] = {
        "employer_id": board,
        "employer_text": board.title(),
        "title_text": "ML Engineer",
        "title_key": "ml engineer",
        "level": "senior",
        "track": "ic",
        "level_source": "title",
        "text_fingerprint": f"text of {content}",
        "taxonomy_version": "t1",
        "industry": "unknown",
        "size_band": "unknown",
        "place_text": "Berlin",
    }
    return row(
        contract.Posting,
        posting_id=posting_id,
        source=source,
        board=board,
        native_id=native_id,
        content_sha256=content,
        **{**defaults, **values},
    )


def band(
    posting_id: str, low: float = 100_000, high: float = 120_000, number: int = 0, **values: object
) -> dict[str, Any]:
    """A base band of a posting."""
    defaults: dict[str, object] = {
        "component": "base",
        "bound_type": "range",
        "currency_code": "EUR",
        "period_code": "year",
        "pay_basis": "field",
        "is_benchmark_base": True,
        "taxonomy_version": "t1",
    }
    return row(
        contract.PayBand,
        pay_id=f"{posting_id}#{number}",
        posting_id=posting_id,
        pay_min=low,
        pay_max=high,
        **{**defaults, **values},
    )


def place(posting_id: str, place_id: str = "de/be/berlin") -> dict[str, Any]:
    """A place of a posting."""
    return row(contract.PostingPlace, posting_id=posting_id, place_id=place_id, place_text=place_id, weight=1.0)


def stage(folder: Path, rows: Mapping[str, list[dict[str, Any]]], number: int = 0) -> Path:
    """Write rows by frame name as one batch of staged Parquet."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, some in rows.items():
        schema = FRAMES[name]
        frame = schema.validate(pl.DataFrame(some, schema=schema.create_empty().schema))
        if frame.height:
            frame.write_parquet(folder / f"{name}-{number:05d}.parquet")
    return folder


def raw(path: Path, *rows: dict[str, object]) -> Path:
    """An archived file of raw postings: source, board, title_text and text matter."""
    full = [row(RawPosting, **{"posting_id": f"p{n}", "observed_at": NOON, **each}) for n, each in enumerate(rows)]
    pl.DataFrame(full, schema=RawPosting.create_empty().schema).write_parquet(path)
    return path


def run_of(run_id: str = "1", at: dt.datetime = NOON) -> load.Run:
    """A run's row."""
    return load.Run(run_id, at, at.date(), "0", "t1")


def default_rows(wanted: pl.DataFrame, **values: object) -> dict[str, list[dict[str, Any]]]:
    """Staged rows for wanted contents: a posting with a level, a base band, a place and a gap each."""
    keys = [(str(p), str(c)) for p, c in wanted.iter_rows()]
    return {
        "posting": [posting(p, c, **values) for p, c in keys],
        "posting_level": [
            row(contract.PostingLevel, posting_id=p, level="senior", weight=1.0, rule="r") for p, _ in keys
        ],
        "pay_band": [band(p) for p, _ in keys],
        "posting_place": [place(p) for p, _ in keys],
        "posting_skill": [
            row(contract.PostingSkill, posting_id=p, skill="sql", requirement="required") for p, _ in keys
        ],
        "posting_specialization": [
            row(contract.PostingSpecialization, posting_id=p, specialization="nlp") for p, _ in keys
        ],
        "gap": [row(contract.Gap, kind="place", text="atlantis", posting_id=p) for p, _ in keys],
    }


def load_looks(
    db: duckdb.DuckDBPyConnection,
    folder: Path,
    *looks: dict[str, Any],
    run_id: str = "1",
    raw_files: list[Path] | None = None,
    refuse: tuple[str, ...] = (),
    **values: object,
) -> pl.DataFrame:
    """Load looks as a run does, with default rows for new content; `refuse` names native ids refused at normalizing."""
    seen = observations(*looks)
    wanted = load.new_content(db, seen)
    bad = wanted.filter(pl.col("posting_id").str.split(":").list.last().is_in(list(refuse)))
    rows = default_rows(wanted.join(bad, on="posting_id", how="anti"), **values)
    rows["rejected"] = [
        dict(
            zip(("source", "board", "native_id"), p.split(":", 2), strict=True),
            stage="normalize",
            rule="blank_title",
            value="",
        )
        for p in bad["posting_id"]
    ]
    staged = folder / "staged"
    shutil.rmtree(staged, ignore_errors=True)
    stage(staged, rows)
    return load.load(
        db,
        run=run_of(run_id, min(each["observed_at"] for each in looks)),
        observations=seen,
        staged=staged,
        boards=BOARDS,
        raw_files=raw_files or [],
    )
