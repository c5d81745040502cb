"""The fetcher against a scripted server: what comes of every kind of answer, and what is asked for."""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import gzip
import time
from pathlib import Path
from typing import Any

import pytest

from extractors import sources
from extractors.archive import Archive
from extractors.contract import Board, Page, Request
from extractors.fetch import Answer, Manners, Network
from extractors.look import Look, look_at_boards
from extractors.read import Reading, read_page
from tests.loopback import Script, reply, serving

NOW = dt.datetime(2026, 10, 1, 6, tzinfo=dt.UTC)
HOST = "http://boards.example"
EMPTY = b'{"jobs": [], "meta": {"total": 0}}'
ONE = (
    b'{"jobs": [{"id": 1, "title": "ML Engineer", "content": "x", "location": {"name": "Oslo"}}], "meta": {"total": 1}}'
)


def get(script: Script, path: str = "/a", *, known: dict[str, Any] | None = None, **manners: Any) -> Answer:
    async def ask() -> Answer:
        settled = Manners(user_agent="test", connect_to=script.address, pause_seconds=0.0, **manners)
        async with Network(settled) as network:
            return await network.get(Request(HOST + path), pause=0.0, known=known)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("replies", "outcome"),
    [
        ([reply(200, ONE)], "ok"),
        ([reply(200, gzip.compress(ONE), content_encoding="gzip")], "ok"),
        ([reply(200, gzip.compress(ONE)[:-4], content_encoding="gzip")], "truncated"),
        ([reply(200, gzip.compress(ONE), content_encoding="gzip, gzip")], "truncated"),
        ([reply(200, ONE, length=10_000)], "truncated"),
        ([reply(404)], "not_found"),
        ([reply(410)], "not_found"),
        ([reply(403)], "refused"),
        ([reply(429, retry_after="0")], "rate_limited"),
        ([reply(503)], "server_error"),
        ([b"garbage\r\n\r\n"], "truncated"),
        ([reply(301, location="https://elsewhere.example/")], "not_found"),
        ([reply(301, location="/b")], "ok"),
        ([reply(302, location="/a")], "redirect_loop"),
    ],
)
def test_each_answer_has_its_outcome(replies: list[bytes], outcome: str) -> None:
    with serving({"/a": replies, "/b": [reply(200, ONE)]}) as script:
        assert get(script).outcome == outcome


def test_a_failing_server_is_asked_again_and_a_missing_page_is_not() -> None:
    with serving({"/a": [reply(500), reply(500), reply(200, ONE)], "/gone": [reply(404)]}) as script:
        assert get(script).outcome == "ok"
        assert get(script, "/gone").outcome == "not_found"
        assert script.paths() == ["/a", "/a", "/a", "/gone"]


@pytest.mark.parametrize("date_form", [False, True])
def test_retry_after_is_kept_in_both_forms(date_form: bool) -> None:
    wait = (
        email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2), usegmt=True)
        if date_form
        else "1"
    )
    with serving({"/a": [reply(429, retry_after=wait), reply(200, ONE)]}) as script:
        started = time.monotonic()
        assert get(script).outcome == "ok"
        assert time.monotonic() - started >= 0.9


def test_an_absurd_retry_after_ends_the_questions_to_that_host() -> None:
    with serving({"/a": [reply(429, retry_after="315360000"), reply(200, ONE)]}) as script:
        answer = get(script)
        assert answer.outcome == "rate_limited"
        assert "315,360,000 s" in str(answer.error)
        assert script.paths() == ["/a"]


def test_a_dripping_server_meets_the_deadline() -> None:
    with serving({"/a": [reply(200, ONE, length=10_000)]}) as script:
        answer = get(script, deadline_seconds=0.3, attempts=1)
    assert answer.outcome in ("timeout", "truncated")


def test_a_body_above_the_limit_is_refused_without_asking_again() -> None:
    with serving({"/a": [reply(200, b"x" * 2_000)]}) as script:
        assert get(script, max_bytes=1_000).outcome == "too_large"
        assert script.paths() == ["/a"]


@pytest.mark.parametrize(
    ("robots", "outcome"),
    [
        (reply(200, b"User-agent: *\nDisallow: /a"), "robots_denied"),
        (reply(200, b"User-agent: *\nDisallow: /b"), "ok"),
        (reply(401), "ok"),
        (reply(404), "ok"),
        (reply(503), "robots_denied"),
    ],
)
def test_robots_are_read_as_the_standard_says(robots: bytes, outcome: str) -> None:
    with serving({"/robots.txt": [robots], "/a": [reply(200, ONE)]}) as script:
        assert get(script).outcome == outcome
        assert (script.paths() == ["/a"]) == (outcome == "ok")


def test_validators_are_sent_and_304_is_unchanged() -> None:
    with serving({"/a": [reply(304)]}) as script:
        answer = get(script, known={"etag": '"v1"', "last_modified": "Thu, 01 Oct 2026 00:00:00 GMT"})
        assert answer.outcome == "unchanged"
        headers = next(each.headers for each in script.asked if each.path == "/a")
        assert headers["if-none-match"] == '"v1"'
        assert headers["if-modified-since"].startswith("Thu, 01 Oct")
        assert headers["host"] == "boards.example"


def test_one_host_is_asked_at_its_pace() -> None:
    async def ask(script: Script) -> float:
        async with Network(Manners(user_agent="test", connect_to=script.address)) as network:
            started = time.monotonic()
            await asyncio.gather(*(network.get(Request(f"{HOST}/{n}"), pause=0.1) for n in range(3)))
            return time.monotonic() - started

    with serving({f"/{n}": [reply(200, ONE)] for n in range(3)}) as script:
        assert asyncio.run(ask(script)) >= 0.3  # robots.txt, then three pages


# ---- whole boards, through a real source


async def in_process(name: str, page: Page) -> tuple[Reading, list[Request]]:
    source = sources()[name]
    return read_page(source, page), source.follow(page)


def board_path(token: str) -> str:
    return f"/v1/boards/{token}/jobs?content=true&pay_transparency=true"


async def asking(script: Script, *words: Any, **more: Any) -> None:
    manners = Manners(user_agent="test", connect_to=script.address, pause_seconds=0.0, attempts=1)
    async with Network(manners) as network:
        await look_at_boards(network, *words, manners=manners, **more)


def looks(tmp_path: Path, script: Script, *tokens: str, run_id: str = "000001-20261001T060000Z",
          known: dict[str, Any] | None = None) -> dict[str, Look]:  # fmt: skip
    seen: dict[str, Look] = {}
    asyncio.run(
        asking(
            script,
            sources()["greenhouse"],
            [Board("greenhouse", token) for token in tokens],
            archive=Archive(tmp_path),
            run_id=run_id,
            known=lambda _boards: known or {},
            clock=lambda: NOW,
            digest=in_process,
            on_look=lambda look: seen.update({look.row["board"]: look}),
        )
    )
    return seen


def test_each_broken_board_says_why_and_the_others_load(tmp_path: Path) -> None:
    replies = {
        board_path("good"): [reply(200, ONE)],
        board_path("html"): [reply(200, b"<html>maintenance</html>", content_type="text/html")],
        board_path("cut"): [reply(200, ONE[:40])],
        board_path("shape"): [reply(200, b'{"postings": []}')],
        board_path("empty"): [reply(200, EMPTY)],
    }
    with serving(replies) as script:
        seen = looks(tmp_path, script, "good", "html", "cut", "shape", "empty", "gone")
    outcomes = {board: (look.row["outcome"], look.row["completeness"]) for board, look in seen.items()}
    assert outcomes == {
        "good": ("ok", "complete"),
        "html": ("not_json", "incomplete"),
        "cut": ("bad_shape", "incomplete"),
        "shape": ("bad_shape", "incomplete"),
        "empty": ("empty", "complete"),
        "gone": ("not_found", "gone"),
    }
    assert all(look.row["error"] for board, look in seen.items() if board != "good")
    archive = Archive(tmp_path)
    assert archive.looks("000001-20261001T060000Z").height == 6
    assert len(archive.raw_files(archive.run_ids())) == 1


def test_an_unchanged_body_is_not_read_again_and_carries_its_list(tmp_path: Path) -> None:
    with serving({board_path("good"): [reply(200, ONE, etag='"v1"'), reply(304)]}) as script:
        first = looks(tmp_path, script, "good")["good"]
        page = first.row["pages"][0]
        again = looks(tmp_path, script, "good", run_id="000002-20261002T060000Z", known={"good": {page["url"]: page}})[
            "good"
        ]
    assert again.row["outcome"] == "unchanged"
    assert again.row["pages"][0]["items"] == page["items"] != []
    assert again.row["pages"][0]["etag"] == '"v1"'
    assert not again.rows
    assert not again.responses
