"""The transforms one by one on archived postings, one core: a JSON line each with microseconds a posting."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from extractors.archive import Archive
from extractors.contract import RawPosting
from flows import reference, workers
from flows.settings import Settings
from transforms import (
    dates,
    employers,
    employment,
    fingerprints,
    gaps,
    languages,
    levels,
    maturity,
    pay,
    pay_law,
    places,
    requirements,
    skills,
    specializations,
    taxonomy,
    title_keys,
    titles,
    work_mode,
    zones,
)
from transforms.contract import Tables
from transforms.pipeline import normalize

T = TypeVar("T")
ROUNDS = 5


def main(data: Path, count: int) -> None:
    """Time every transform on `count` archived postings of a data folder, cycles looked for as seldom as in a worker."""
    gc.set_threshold(workers.FEW_COLLECTIONS)
    archive = Archive(data / "archive")
    frames = [pl.read_parquet(file) for file in archive.raw_files(archive.run_ids())[:20]]
    raw = RawPosting.cast(
        pl.concat(frames).unique("posting_id", maintain_order=True).sample(count, seed=1, shuffle=True)
    )
    boards = reference.boards_frame(reference.read_boards(Settings.of_folder(data).boards_file))
    passages = pl.DataFrame(schema={"source": pl.String, "board": pl.String, "line": pl.String})
    fx = reference.fx_rates()

    def time_it(name: str, call: Callable[[], T]) -> T:
        result, best = call(), float("inf")
        for _ in range(ROUNDS):
            started = time.process_time()
            call()
            best = min(best, time.process_time() - started)
        sys.stdout.write(json.dumps({"name": name, "us": round(best / count * 1e6, 1), "postings": count}) + "\n")
        return result

    zoned = time_it("zones", lambda: zones.split(raw, passages))
    dated: Any = time_it("dates", lambda: dates.read(raw))
    time_it("employers", lambda: employers.read(raw, boards))
    employed = time_it("employment", lambda: employment.read(raw))
    where = time_it("places", lambda: places.read(raw, boards))
    time_it("work mode", lambda: work_mode.read(raw, zoned, where))
    time_it("pay law", lambda: pay_law.read(where.rows, dated))
    asked = time_it("requirements", lambda: requirements.read(raw, zoned))
    role = time_it("titles", lambda: titles.read(raw, zoned))
    keys = time_it("title keys", lambda: title_keys.read(raw, where.rows))
    time_it("levels", lambda: levels.read(raw, asked, zoned))
    time_it("specializations", lambda: specializations.read(raw, zoned, role))
    time_it("skills", lambda: skills.read(zoned))
    time_it("maturity", lambda: maturity.read(zoned, raw["posting_id"]))
    time_it("gaps", lambda: gaps.read(raw, zoned, role.join(keys, on="posting_id")))
    time_it("languages", lambda: languages.read(raw))
    time_it("fingerprints", lambda: fingerprints.read(raw))
    context = where.per_posting.join(employed, on="posting_id").join(dated, on="posting_id")
    time_it("pay", lambda: pay.read(raw, context, fx))
    time_it("normalize, all of it", lambda: normalize(raw, Tables(boards, fx, passages, taxonomy.version())))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
