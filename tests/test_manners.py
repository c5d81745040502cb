"""A hundred thousand requests against sites of all tempers, in virtual time: the shipped query finds nothing wrong."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import duckdb
import httpcore
import polars as pl
import pytest

from extractors.answers import Answer
from extractors.contract import TRY, Request
from extractors.fetch import Manners, Network
from tests import virtual_time
from warehouse import database
from warehouse.checks import FOLDER

QUERY = (FOLDER / "fail_manners_broken.sql").read_text()
BEGAN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class Site:
    """A site's temper, drawn from its name: its robots.txt, how often it fails, how long it takes."""

    def __init__(self, name: str) -> None:
        draw = random.Random(name)
        self.delay = draw.choice([0, 0, 0, 3, 7])
        self.forbids = draw.choice([[], [], ["/private"], ["/"]])
        self.robots_status = draw.choice([200, 200, 200, 200, 404, 401, 503])
        self.failing = draw.choice([0.0, 0.0, 0.02, 0.2, 1.0])
        self.retry_after = draw.choice([None, "2", "60", "0", "-5", "soon", "Thu, 01 Jan 2026 00:10:00 GMT"])
        self.status = draw.choice([429, 503, 500])

    def robots(self) -> bytes:
        lines = [f"Disallow: {path}" for path in self.forbids]
        return "\n".join(["User-agent: *", *lines, f"Crawl-delay: {self.delay}" if self.delay else ""]).encode()


class World:
    """In place of the pool of connections: answers as each site would, and notes what it saw itself."""

    def __init__(self, seed: int) -> None:
        self.draw, self.sites = random.Random(seed), dict[str, Site]()
        self.busy: Counter[str] = Counter()
        self.seen: list[tuple[str, str, float, float]] = []
        self.crowded = 0

    @asynccontextmanager
    async def stream(self, _method: str, url: httpcore.URL, **_more: Any) -> AsyncIterator[httpcore.Response]:
        host, path = url.host.decode(), url.target.decode()
        site = self.sites.setdefault(host, Site(host))
        self.busy[host] += 1
        self.crowded += self.busy[host] > 1
        started = asyncio.get_running_loop().time()
        await asyncio.sleep(self.draw.uniform(0.01, 2.0))
        self.busy[host] -= 1
        self.seen.append((host, path, started, asyncio.get_running_loop().time()))
        if path == "/robots.txt":
            yield httpcore.Response(site.robots_status, content=site.robots() if site.robots_status == 200 else b"")
        elif self.draw.random() < site.failing:
            headers = [("Retry-After", site.retry_after)] if site.retry_after else []
            yield httpcore.Response(site.status, headers=headers, content=b"")
        else:
            yield httpcore.Response(200, content=b"{}")

    async def aclose(self) -> None:
        """Nothing is open."""


async def simulate(world: World, requests: int, hosts: int) -> list[Answer]:
    def clock() -> dt.datetime:
        return BEGAN + dt.timedelta(seconds=asyncio.get_running_loop().time())

    network = Network(Manners(user_agent="paybands/1 (test)"), clock=clock)
    network._pool = cast(Any, world)  # the world instead of the wire

    async def board(number: int) -> list[Answer]:
        """A board asks its questions one after the other; several boards share a host."""
        host = f"site{number % hosts}.example"
        paths = [world.draw.choice(["/jobs", "/private/jobs"]) for _ in range(10)]
        return [await network.get(Request(f"https://{host}{path}?b={number}&n={n}"), pause=1.0)
                for n, path in enumerate(paths)]  # fmt: skip

    async with network:
        found = await asyncio.gather(*(board(number) for number in range(requests // 10)))
    return [answer for each in found for answer in each]


def fetch_table(answers: list[Answer]) -> pl.DataFrame:
    tries = [each for answer in answers for each in answer.tries]
    schema = {name: column.dtype for name, column in pl.DataFrame(tries[:1]).to_dict().items()}
    assert set(schema) == set(TRY)
    frame = pl.DataFrame(tries, schema={**schema, "retry_after_seconds": pl.Float64, "http_status": pl.Int64})
    return frame.with_columns(
        pl.col("started_at", "finished_at").dt.replace_time_zone(None),
        run_id=pl.lit("1"),
        fetch_id=pl.int_range(pl.len()).cast(pl.String),
    )


def violations(frame: pl.DataFrame) -> Counter[str]:
    with duckdb.connect() as db:
        database.put(db, '"fetch"', frame)
        return Counter(row[-1] for row in db.sql(QUERY).fetchall())


def prove(requests: int, hosts: int) -> pl.DataFrame:
    world = World(3)
    answers = virtual_time.run(simulate(world, requests, hosts))
    frame = fetch_table(answers)
    assert frame.height == len(world.seen)  # every request that a site saw is in the table
    assert world.crowded == 0
    assert not violations(frame)
    outcomes = Counter(answer.outcome for answer in answers)
    assert outcomes["ok"] > requests / 4
    assert outcomes["robots_denied"]
    assert outcomes["host_resting"]
    forbidden = [(host, path) for host, path, _, _ in world.seen if path != "/robots.txt"
                 and (world.sites[host].robots_status == 503 or (world.sites[host].robots_status == 200
                      and any(path.startswith(each) for each in world.sites[host].forbids)))]  # fmt: skip
    assert not forbidden
    questions = Counter(urlsplit(f"//{host}{path}").netloc for host, path, _, _ in world.seen)
    assert sum(questions.values()) <= 1.1 * requests + 20 * hosts  # retries are few, whatever fails
    return frame


def test_thousands_of_requests_keep_our_manners() -> None:
    frame = prove(4_000, 40)
    later = pl.col("started_at") + pl.duration(seconds=-2)
    assert violations(frame.with_columns(pl.when(pl.int_range(pl.len()) % 97 == 0).then(later).otherwise("started_at")
                                         .alias("started_at")))  # fmt: skip
    assert violations(frame.with_columns(robots=pl.lit("forbidden")))["robots"] == frame.height


@pytest.mark.slow
def test_a_hundred_thousand_requests_keep_our_manners() -> None:
    prove(110_000, 400)


def test_the_query_names_each_kind_of_violation(tmp_path: Path) -> None:
    row: dict[str, Any] = {
        "url": "u", "host": "h", "pause_seconds": 1.0, "robots": "allowed", "http_status": 200, "outcome": "ok",
        "retry_after_seconds": None, "run_id": "1",
    }  # fmt: skip

    def at(number: int, start: float, end: float, **more: Any) -> dict[str, Any]:
        begin = BEGAN.replace(tzinfo=None)
        return {**row, "fetch_id": str(number), "started_at": begin + dt.timedelta(seconds=start),
                "finished_at": begin + dt.timedelta(seconds=end), **more}  # fmt: skip

    def found(*rows: dict[str, Any]) -> dict[str, int]:
        schema = {"retry_after_seconds": pl.Float64}
        return dict(violations(pl.DataFrame(list(rows), schema_overrides=schema, infer_schema_length=None)))

    assert found(at(1, 0, 1), at(2, 2, 3)) == {}
    assert found(at(1, 0, 1), at(2, 1.5, 3)) == {"delay": 1}
    assert found(at(1, 0, 1), at(2, 0.5, 3)) == {"concurrency": 1}
    assert found(at(1, 0, 1, retry_after_seconds=60.0), at(2, 30, 31)) == {"retry_after": 1}
    assert found(at(1, 0, 1), at(2, 2, 3, robots="forbidden")) == {"robots": 1}
    assert found(at(1, 0, 1), at(2, 0.5, 3, host="other")) == {}
    assert found(at(1, 0, 1, pause_seconds=0.0), at(2, 0.5, 3, pause_seconds=0.0)) == {}
    assert found(at(1, 0, 1, pause_seconds=5.0), at(2, 3, 4)) == {"delay": 1}
