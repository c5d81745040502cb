"""An unchanged market costs headers: nothing is transferred, read, normalized or merged a second time."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from extractors.contract import Page
from flows import steps, workers
from flows.runs import Wanted, opened
from flows.sample import server
from flows.settings import Settings
from warehouse import database, merge

SOURCES = ("greenhouse", "lever", "workday", "smartrecruiters", "jsonld", "himalayas", "hackernews")
NEWEST = "run_id = (select max(run_id) from run)"


class Counters:
    """What a run does, counted at the doors of each stage."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.did: Counter[str] = Counter()
        self.bytes: Counter[int] = Counter()
        digest, normalize, stage, raw = workers.digest, workers.normalize_batch, merge.merge, server._raw

        def read(source: str, page: Page) -> Any:
            self.did[f"read {source}"] += 1
            return digest(source, page)

        def normalized(*job: Any) -> int:
            self.did["normalized"] += 1
            return normalize(*job)

        def merged(db: Any) -> int:
            found = stage(db)
            self.did["merged"] += found
            return found

        def sent(answer: Any, headers: Any, *, with_body: bool) -> bytes:
            out = raw(answer, headers, with_body=with_body)
            self.bytes[answer.status] += len(out.partition(b"\r\n\r\n")[2])
            self.did[f"status {answer.status}"] += 1
            return out

        for module, name, double in ((workers, "digest", read), (workers, "normalize_batch", normalized),
                                     (merge, "merge", merged), (server, "_raw", sent)):  # fmt: skip
            monkeypatch.setattr(module, name, double)

    def taken(self) -> tuple[Counter[str], Counter[int]]:
        """The counts so far; begins anew."""
        found = self.did, self.bytes
        self.did, self.bytes = Counter(), Counter()
        return found


def a_run(settings: Settings) -> None:
    with steps.exclusive(settings):
        steps.fetch(settings)
        steps.build(settings)


def test_a_second_run_does_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "SMALL_BODY", 1 << 30)  # everything here, where it is counted
    counters = Counters(monkeypatch)
    with opened(Wanted(tmp_path / "d", sample=True, postings=300, sources=SOURCES)) as settings:
        a_run(settings)
        did, sent = counters.taken()
        assert did["normalized"] == 1
        assert did["merged"] > 100
        assert sent[200] > 1_000_000
        assert {name.removeprefix("read ") for name in did if name.startswith("read ")} == set(SOURCES)
        a_run(settings)
        did, sent = counters.taken()
        with database.open_work(settings.work, spill=tmp_path / "spill") as db:
            looks = db.sql(f"select sum(listed - unchanged), sum(loaded) from board_run where {NEWEST}").fetchall()
            again = db.sql(f"""select url, robots = 'robots' as is_robots from "fetch" where {NEWEST}
                               and http_status = 200""").fetchall()  # fmt: skip
            tagged = db.sql(f"""select url from "fetch" where not {NEWEST} and etag is not null""").fetchall()
    assert looks == [(0, 0)]
    assert not [name for name in did if name.startswith("read ")]
    assert not did["normalized"] + did["merged"]
    assert not {url for url, is_robots in again if not is_robots} & {url for (url,) in tagged}  # headers only
    assert did["status 304"] > 100
    assert sent[304] == 0
    last = max((settings.archive / "observations").iterdir()).name
    for room in ("postings", "responses"):
        assert not list((settings.archive / room / last).glob("*"))  # nothing is written again
