"""The fetcher against a scripted server: what comes of every kind of answer, and what is asked for."""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import gzip
import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from extractors import redact
from extractors.answers import Answer
from extractors.archive import Archive
from extractors.contract import Board, Request, Secret
from extractors.fetch import Manners, Network
from extractors.look import Look
from extractors.paging import Fault, Walk
from extractors.replay import Replay
from tests.looking import look_at
from tests.loopback import Script, reply, serving

NOW = dt.datetime(2026, 10, 1, 6, tzinfo=dt.UTC)
HOST = "http://boards.example"
EMPTY = b'{"jobs": [], "meta": {"total": 0}}'
ONE = (
    b'{"jobs": [{"id": 1, "title": "ML Engineer", "content": "x", "location": {"name": "Oslo"}}], "meta": {"total": 1}}'
)


def ask_network(script: Script, request: Request, *, known: dict[str, Any] | None = None,
                secret: Secret | None = None, **manners: Any) -> Answer:  # fmt: skip
    async def ask() -> Answer:
        settled = Manners(user_agent="test", connect_to=script.address, pause_seconds=0.0, **manners)
        async with Network(settled) as network:
            return await network.get(request, pause=0.0, known=known, secret=secret)

    return asyncio.run(ask())


def get(script: Script, path: str = "/a", **more: Any) -> Answer:
    return ask_network(script, Request(HOST + path), **more)


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


def board_path(token: str) -> str:
    return f"/v1/boards/{token}/jobs?content=true&pay_transparency=true"


def looks(tmp_path: Path, script: Script, *tokens: str, **more: Any) -> dict[str, Look]:
    return look_at(tmp_path, [Board("greenhouse", token) for token in tokens], to=script.address, **more)


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
    [kept] = archive.raw_files(archive.run_ids())
    assert pl.read_parquet_metadata(kept)["redaction_version"] == str(redact.VERSION)


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


def test_stored_answers_are_read_again_without_a_network(tmp_path: Path) -> None:
    with serving({board_path("good"): [reply(200, ONE)]}) as script:
        first = looks(tmp_path, script, "good")["good"]
    archive = Archive(tmp_path)
    board = [Board("greenhouse", "good"), Board("greenhouse", "other")]
    again = look_at(tmp_path, board, asking=Replay(archive, "greenhouse"), run_id="000002-20261002T060000Z")
    assert again["good"].row["pages"][0]["items"] == first.row["pages"][0]["items"] != []
    assert again["good"].rows[0].equals(first.rows[0])
    assert again["other"].row["completeness"] == "incomplete"
    assert not again["good"].row["pages"][0]["tries"]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (ONE.decode().encode("utf-16"), "application/json; charset=utf-16"),
        (ONE.replace(b"Oslo", "Zürich".encode("cp1252")), "application/json; charset=ISO-8859-1"),
        (ONE.replace(b"Oslo", "Zürich".encode()), "application/json; charset=zlib_codec"),
        (ONE.replace(b"Oslo", "Zürich".encode()), "application/json; charset=latin1"),
    ],
)
def test_a_body_is_read_in_its_character_set(tmp_path: Path, body: bytes, content_type: str) -> None:
    with serving({board_path("good"): [reply(200, body, content_type=content_type)]}) as script:
        look = looks(tmp_path, script, "good")["good"]
    assert look.row["outcome"] == "ok"
    assert look.rows[0]["locations"][0][0]["text"] in ("Oslo", "Zürich")
    assert next(Archive(tmp_path).stored_responses("000001-20261001T060000Z"))["body"] == body


def test_a_list_that_goes_in_circles_or_shrinks_is_not_complete() -> None:
    walk = Walk()
    for number in range(1, 5):
        walk.names(f"https://x.example/l?page={number - 1}", f"https://x.example/l?page={number}")
    assert walk.page("https://x.example/l?page=0", ["a", "b", "c"], None) is None
    assert walk.page("https://x.example/l?page=1", ["a", "b", "c"], None) is None
    assert (walk.page("https://x.example/l?page=2", ["a", "b", "c"], None) or Fault("", "")).outcome == "paging_loop"
    moved = Walk()
    moved.names("https://x.example/l?page=0", "https://x.example/l?page=1")
    assert moved.page("https://x.example/l?page=0", ["a", "b", "c"], None) is None
    assert (moved.page("https://x.example/l?page=1", ["b", "c", "d"], None) or Fault("", "")).outcome == "list_moved"
    shrunk = Walk()
    assert shrunk.page("https://x.example/l?page=0", ["a", "b"], 4) is None
    assert (shrunk.page("https://x.example/l?page=1", ["c"], 3) or Fault("", "")).outcome == "list_moved"
    short = Walk()
    assert short.page("https://x.example/l", ["a", "b"], 3) is None
    assert (short.end() or Fault("", "")).outcome == "list_moved"
    whole = Walk()
    assert whole.page("https://x.example/l", ["a", "b"], 2) is None
    assert whole.end() is None
