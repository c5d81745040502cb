"""Pairs of postings, read and linked as in a run: which are one job, and which are two however alike they look."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from extractors import sources
from flows import reference
from flows.workers import STAGED
from tests.place_rows import location, raw_rows
from tests.staged import BOARDS, NOON, item, look, observations, page, run_of
from transforms import pipeline
from transforms.contract import Normalized, Tables
from warehouse import database, load

EXAMPLES = Path(__file__).parent / "examples"
PAIRS = pl.read_csv(EXAMPLES / "duplicates.csv", infer_schema=False, empty_string_is_null=False).fill_null("")
NO_PASSAGES = pl.DataFrame(schema=dict.fromkeys(("source", "board", "line"), pl.String))
FIELDS = ("employer", "title", "location", "board", "native", "day", "text")
AS_FIRST = "="


def ads(number: int, pair: dict[str, str]) -> list[dict[str, Any]]:
    """The two postings of a pair; employers and boards are the pair's own."""
    first = {name: pair[name] for name in FIELDS}
    said = {name: pair[f"other_{name}"] for name in FIELDS}
    other = {name: first[name] if said[name] == AS_FIRST else said[name] for name in FIELDS}
    out = []
    for each in (first, other):
        source, token = each["board"].split("/")
        board = f"{token}{number}"
        out.append({**each, "employer": f"Pair{number} {each['employer']}", "source": source, "board": board,
                    "key": f"{source}:{board}:{each['native']}", "day": int(each["day"])})  # fmt: skip
    return out


def raw(ad: dict[str, Any]) -> dict[str, Any]:
    return {
        "posting_id": ad["key"],
        "source": ad["source"],
        "board": ad["board"],
        "native_id": ad["native"],
        "employer_text": ad["employer"],
        "title_text": ad["title"],
        "text": ad["text"],
        "locations": [location(ad["location"])] if ad["location"] else [],
        "posted_text": (NOON + dt.timedelta(days=ad["day"])).date().isoformat(),
    }


def stage(folder: Path, read: Normalized, wanted: pl.DataFrame) -> Path:
    """What was read of the wanted postings, as a batch of staged Parquet."""
    folder.mkdir()
    for name, frame in zip(STAGED, read, strict=True):
        rows = frame.join(wanted, on="posting_id", how="semi") if "posting_id" in frame.columns else frame
        if name == "posting":
            rows = rows.drop("content_sha256").join(wanted, on="posting_id").select(frame.columns)
        rows.write_parquet(folder / f"{name}-00000.parquet")
    return folder


@pytest.fixture(scope="module")
def job_of(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Job by posting, after days on which all pairs were seen."""
    folder = tmp_path_factory.mktemp("pairs")
    every = [ad for number, pair in enumerate(PAIRS.iter_rows(named=True)) for ad in ads(number, pair)]
    tables = Tables(reference.boards_frame([]), reference.fx_rates(), NO_PASSAGES, "t")
    read = pipeline.normalize(raw_rows([raw(ad) for ad in every]), tables)
    with database.open_work(folder / "w.duckdb", spill=folder) as db:
        for day in sorted({ad["day"] for ad in every}):
            boards: dict[tuple[str, str], list[dict[str, str]]] = {}
            for ad in (each for each in every if each["day"] == day):
                own = boards.setdefault((ad["source"], ad["board"]), [])
                own.append(item(ad["native"], source=ad["source"], board=ad["board"]))
            looks = observations(*(
                look(page(items), at=NOON + dt.timedelta(days=day), source=source, board=board,
                     shows_closing=sources()[source].shows_closing)
                for (source, board), items in boards.items()
            ))  # fmt: skip
            staged = stage(folder / str(day), read, load.new_content(db, looks))
            load.load(db, run=run_of(str(day)), observations=looks, staged=staged, boards=BOARDS, raw_files=[])
        return dict(db.sql("select posting_id, job_id from posting").fetchall())


@pytest.mark.parametrize("number", range(PAIRS.height), ids=lambda number: PAIRS["why"][number])
def test_wall_of_pairs(number: int, job_of: dict[str, str]) -> None:
    pair = PAIRS.row(number, named=True)
    first, other = ads(number, pair)
    assert (job_of[first["key"]] == job_of[other["key"]]) is (pair["is_same"] == "true"), f"line {number + 2}"
