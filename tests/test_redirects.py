"""Redirects, robots.txt and validators: where a question may lead, and what an answer without a body means."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.contract import Board, Request
from extractors.robots import LONGEST
from tests.looking import look_at
from tests.loopback import Reply, reply, serving
from tests.test_faults import resets
from tests.test_fetch import EMPTY, ONE, ask_network, board_path, get

# ---- redirects, robots.txt, validators


@pytest.mark.parametrize(
    ("start", "target", "outcome"),
    [
        ("https", "http://boards.example/b", "not_found"),
        ("http", "https://boards.example/b", "ok"),
        ("https", "//boards.example/b", "ok"),
        ("https", "https://elsewhere.example/b", "not_found"),
        ("https", "http://127.0.0.1/b", "blocked_address"),
        ("https", "http://2130706433/b", "not_found"),
        ("https", "file:///etc/hosts", "blocked_address"),
        ("https", "https://user:word@boards.example/b", "blocked_address"),
        ("https", "", "redirect_loop"),
    ],
)
def test_where_a_redirect_may_lead(start: str, target: str, outcome: str) -> None:
    with serving({"/a": [reply(302, location=target)], "/b": [reply(200, ONE)]}) as script:
        answer = ask_network(script, Request(f"{start}://boards.example/a"))
        assert answer.outcome == outcome
        assert ("/b" in script.paths()) == (outcome == "ok")


@pytest.mark.parametrize(("hops", "outcome"), [(5, "ok"), (6, "redirect_loop")])
def test_five_redirects_are_followed_and_no_more(hops: int, outcome: str) -> None:
    replies: dict[str, list[Reply]] = {f"/{n}": [reply(302, location=f"/{n + 1}")] for n in range(hops)}
    with serving({**replies, f"/{hops}": [reply(200, ONE)]}) as script:
        assert get(script, "/0").outcome == outcome
        assert len(script.paths()) == 6


def test_a_redirect_into_what_robots_forbid_is_not_followed() -> None:
    robots = reply(200, b"User-agent: *\nDisallow: /b")
    with serving({"/robots.txt": [robots], "/a": [reply(302, location="/b")], "/b": [reply(200, ONE)]}) as script:
        assert get(script).outcome == "robots_denied"
        assert script.paths() == ["/a"]


@pytest.mark.parametrize(("is_early", "outcome"), [(True, "robots_denied"), (False, "ok")])
def test_of_a_huge_robots_file_the_first_500_kib_count(is_early: bool, outcome: str) -> None:
    rule, filling = b"User-agent: *\nDisallow: /a\n", b"# nothing\n" * ((LONGEST + (100 << 10)) // 10)
    robots = reply(200, rule + filling if is_early else filling + rule)
    with serving({"/robots.txt": [robots], "/a": [reply(200, ONE)]}) as script:
        assert get(script).outcome == outcome


@pytest.mark.parametrize(
    ("robots", "outcome"),
    [
        (reply(301, location="/rules"), "robots_denied"),
        (reply(301, location="https://elsewhere.example/rules"), "robots_denied"),
        (reply(301, location="/robots.txt"), "ok"),
        (reply(301, location="http://10.0.0.1/robots.txt"), "robots_denied"),
        (reply(429), "robots_denied"),
        (reply(403), "ok"),
        (reply(410), "ok"),
        (reply(200, b"<html>\x00\xff Disallow all you want", content_type="text/html"), "ok"),
        (reply(200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /a"), "robots_denied"),
        (reply(200, b"user-AGENT: TEST\ndisallow: /a\n\nUser-agent: *\nAllow: /"), "robots_denied"),
        (reply(200, b"User-agent: *\nDisallow: /\nAllow: /a"), "ok"),
        (reply(200, b"User-agent: *\nDisallow: /*b$"), "ok"),
        (resets, "robots_denied"),
        (b"garbage\r\n\r\n", "robots_denied"),
    ],
)
def test_robots_files_of_all_kinds(robots: Reply, outcome: str) -> None:
    rules = reply(200, b"User-agent: *\nDisallow: /a")
    with serving({"/robots.txt": [robots], "/rules": [rules], "/a": [reply(200, ONE)]}) as script:
        assert get(script, attempts=1).outcome == outcome


def test_the_same_body_under_another_tag_is_unchanged(tmp_path: Path) -> None:
    path, board = board_path("good"), [Board("greenhouse", "good")]
    with serving({path: [reply(200, ONE, etag='"1"'), reply(200, ONE, etag='"2"')]}) as script:
        first = look_at(tmp_path, board, to=script.address)["good"].row["pages"][0]
        again = look_at(tmp_path, board, to=script.address, run_id="000002-20261002T060000Z",
                        known={"good": {first["url"]: first}})["good"]  # fmt: skip
    assert again.row["outcome"] == "unchanged"
    assert (again.row["pages"][0]["etag"], again.rows) == ('"2"', [])


def test_unchanged_without_a_question_about_it_is_no_answer(tmp_path: Path) -> None:
    with serving({board_path("good"): [reply(304)]}) as script:
        look = look_at(tmp_path, [Board("greenhouse", "good")], to=script.address)["good"]
    assert (look.row["outcome"], look.row["completeness"]) == ("bad_shape", "incomplete")


def test_an_empty_board_is_alive_and_an_empty_body_is_not(tmp_path: Path) -> None:
    with serving({board_path("empty"): [reply(200, EMPTY)], board_path("blank"): [reply(200, b"")]}) as script:
        seen = look_at(tmp_path, [Board("greenhouse", "empty"), Board("greenhouse", "blank")], to=script.address)
    assert (seen["empty"].row["outcome"], seen["empty"].row["completeness"]) == ("empty", "complete")
    assert (seen["blank"].row["outcome"], seen["blank"].row["completeness"]) == ("bad_shape", "incomplete")
