"""`make bench`: postings a second, stage by stage, beside a bare limit and a naive reader measured in the same run.

The sample market is drawn, fetched over the loopback address and archived; then archive to published benchmarks is
timed whole, and its parts alone. Memory is the sum over the process and its workers, sampled.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from bs4 import BeautifulSoup
from rich.console import Console
from selectolax.lexbor import LexborHTMLParser

from extractors.archive import Archive
from flows import runs, steps
from flows.settings import Settings
from transforms import taxonomy

NAIVE_POSTINGS = 300
BARE_POSTINGS = 5_000
ONE_CORE_POSTINGS = steps.BATCH_POSTINGS  # what a part takes before the first posting is shared as in a build
console = Console(highlight=False, width=100)


class Memory:
    """Peak resident memory of this process's children and theirs, MiB, sampled every tenth of a second."""

    def __init__(self, pid: int, *, but_for_itself: bool = False) -> None:
        self.peak_mib = 0.0
        self._pid, self._but, self._stop = pid, {pid} if but_for_itself else set[int](), threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            self.peak_mib = max(self.peak_mib, sum(_pss_mib(pid) for pid in set(_family(self._pid)) - self._but))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in _lines(task):
            yield from _family(int(child))


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().split()
    except OSError:  # the process is gone meanwhile
        return []


def _pss_mib(pid: int) -> float:
    words = _lines(Path(f"/proc/{pid}/smaps_rollup"))
    return int(words[words.index("Pss:") + 1]) / 1024 if "Pss:" in words else 0.0


@contextmanager
def timed(rows: list[dict[str, Any]], stage: str, postings: int, note: str = "") -> Iterator[None]:
    """Time a stage and keep it as a row of the table."""
    started = time.perf_counter()
    yield
    seconds = time.perf_counter() - started
    rows.append({
        "stage": stage,
        "seconds": round(seconds, 2),
        "postings": postings,
        "postings_a_second": round(postings / seconds),
        "us_a_posting": round(seconds / postings * 1e6, 1),
        "note": note,
    })  # fmt: skip
    console.print(f"{stage}: {seconds:.2f} s, {postings / seconds:,.0f} postings/s {note}")


def main() -> None:
    """Draw, fetch, build, publish; then the parts and the two references."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--postings", type=int, default=100_000)
    options.add_argument("--to", type=Path, default=Path("bench-out"))
    arguments = options.parse_args()
    folder = arguments.to / "data"
    shutil.rmtree(folder, ignore_errors=True)
    rows: list[dict[str, Any]] = []

    with runs.opened(runs.Wanted(data=folder, sample=True, seed=11, postings=arguments.postings)) as settings:
        started = time.perf_counter()
        with steps.exclusive(settings):
            steps.fetch(settings)
        seconds = time.perf_counter() - started
    postings = sum(pl.read_parquet(f, columns=["posting_id"]).height for f in raw_files(settings))
    rows.append({"stage": "fetch, parse, archive (server in the same process)", "seconds": round(seconds, 2),
                 "postings": postings, "postings_a_second": round(postings / seconds),
                 "us_a_posting": round(seconds / postings * 1e6, 1), "note": "2 workers"})  # fmt: skip

    whole(settings, postings, rows)
    parts(settings, rows)
    references(settings, rows)
    report(rows, arguments.to)


def raw_files(settings: Settings) -> list[Path]:
    """Files of the archive's postings room."""
    archive = Archive(settings.archive)
    return archive.raw_files(archive.run_ids())


def whole(settings: Settings, postings: int, rows: list[dict[str, Any]]) -> None:
    """Archive to published benchmarks, in a process of its own as a user would run it."""
    for command in (["build", "--rebuild"], ["publish"]):
        words = [
            sys.executable,
            "-c",
            "from flows.cli import main; main()",
            *command,
            "--data",
            str(settings.data),
        ]
        with timed(rows, f"paybands {' '.join(command)}", postings):
            process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
            with Memory(process.pid) as memory:
                assert process.wait() == 0, f"{command} failed"
        rows[-1]["note"] = f"peak {memory.peak_mib:,.0f} MiB, workers included"
    both = rows[-2]["seconds"] + rows[-1]["seconds"]
    rows.append({"stage": "WHOLE: archive to published benchmarks", "seconds": round(both, 2), "postings": postings,
                 "postings_a_second": round(postings / both), "us_a_posting": round(both / postings * 1e6, 1),
                 "note": "2 cores"})  # fmt: skip


def parts(settings: Settings, rows: list[dict[str, Any]]) -> None:
    """Each transform alone, on one core, in a process of its own."""
    words = [sys.executable, "-m", "tests.bench_parts", str(settings.data), str(ONE_CORE_POSTINGS)]
    done = subprocess.run(
        words, capture_output=True, text=True, check=True, env={**os.environ, "POLARS_MAX_THREADS": "1"}
    )
    for line in done.stdout.splitlines():
        part = json.loads(line)
        seconds = part["us"] * part["postings"] / 1e6
        rows.append({"stage": f"  {part['name']}", "seconds": round(seconds, 2), "postings": part["postings"],
                     "postings_a_second": round(1e6 / max(part["us"], 1e-9)), "us_a_posting": part["us"],
                     "note": "1 core"})  # fmt: skip


def references(settings: Settings, rows: list[dict[str, Any]]) -> None:
    """What the hardware would allow, and what is usually written."""
    bodies = [row["body"] for row in _bodies(settings, "greenhouse")]
    jobs = [job for body in bodies for job in json.loads(body)["jobs"]][:BARE_POSTINGS]
    lines = [json.dumps(job) for job in jobs]
    skills = taxonomy.table("skills")["skill"].to_list()
    with timed(rows, "bare limit: JSON, selectolax text, one multi-pattern pass", len(lines), "1 core"):
        texts = []
        for line in lines:
            job = json.loads(line)
            texts.append(LexborHTMLParser(_unescaped(job.get("content") or "<p></p>")).text())
        _find(texts, skills)
    naive = lines[:NAIVE_POSTINGS]
    with (
        duckdb.connect() as db,
        timed(rows, "naive reader: BeautifulSoup, re and `in`, row inserts", len(naive), "1 core"),
    ):
        naive_reader(naive, skills, db)


def _find(texts: list[str], skills: list[str]) -> pl.DataFrame:
    return pl.DataFrame({"text": texts}).select(pl.col("text").str.extract_many(pl.lit(pl.Series(skills).implode())))


def _unescaped(content: str) -> str:
    return content.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


PAY = re.compile(r"[$€£]\s?(\d[\d,.]*)\s?[kK]?\s?(?:-|–|to)\s?[$€£]?(\d[\d,.]*)\s?[kK]?")


def naive_reader(lines: list[str], skills: list[str], db: duckdb.DuckDBPyConnection) -> None:
    """One posting at a time, as most scripts do it."""
    db.execute("create table naive (id varchar, title varchar, pay_min varchar, pay_max varchar, skills varchar)")
    for line in lines:
        job = json.loads(line)
        text = BeautifulSoup(_unescaped(job.get("content") or ""), "html.parser").get_text(" ")
        lower = text.lower()
        found = [skill for skill in skills if skill in lower]
        pay = PAY.search(text)
        row = [str(job["id"]), job["title"], *(pay.groups() if pay else (None, None)), "|".join(found)]
        db.execute("insert into naive values (?, ?, ?, ?, ?)", row)


def _bodies(settings: Settings, source: str) -> Iterator[dict[str, Any]]:
    archive = Archive(settings.archive)
    for run_id in archive.run_ids():
        yield from (row for row in archive.stored_responses(run_id) if row["source"] == source)


def report(rows: list[dict[str, Any]], folder: Path) -> None:
    """The table on the screen and as a file, with ratios against the two references of this run."""
    frame = pl.DataFrame(rows)
    whole_rate, naive_rate = (
        frame.filter(pl.col("stage").str.starts_with(start))["postings_a_second"][0] for start in ("WHOLE", "naive")
    )
    frame.write_csv(folder / "bench.csv")
    with pl.Config(tbl_rows=-1, tbl_cols=-1, fmt_str_lengths=60, tbl_width_chars=140, tbl_hide_dataframe_shape=True):
        console.print(frame, soft_wrap=True)
    console.print(f"whole / naive reader: {whole_rate / naive_rate:.1f} times")


if __name__ == "__main__":
    main()
