"""Every source: its fixture gives the golden rows, and what is broken breaks alone and says why."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractors import sources
from extractors.contract import BadPage, Board, Page, RawPosting, Reject
from extractors.read import Reading, content_sha256, payload_pages, read_page, read_page_by_name

FIXTURES = Path(__file__).parent / "fixtures"
NOW = dt.datetime(2026, 11, 20, 6, tzinfo=dt.UTC)
JSON_SOURCES = ("ashby", "greenhouse", "hackernews", "lever")
TITLE_FIELD = {"greenhouse": "title", "lever": "text", "ashby": "title"}


def page(source: str, body: bytes, url: str = "https://boards.example/x") -> Page:
    return Page(source, "acme", url, body, NOW)


def read(source: str, body: Any, url: str = "https://boards.example/x") -> Reading:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_page_by_name(source, page(source, raw, url))


def fixture(source: str) -> bytes:
    (path,) = (FIXTURES / source).iterdir()
    return path.read_bytes()


def records(source: str) -> tuple[Any, list[Any]]:
    """A fixture's root and the list of its records inside."""
    root = json.loads(fixture(source))
    return root, root if isinstance(root, list) else root["children" if source == "hackernews" else "jobs"]


def test_sources_are_found_by_module() -> None:
    assert {"ashby", "greenhouse", "hackernews", "jsonld", "lever", "table"} <= set(sources())
    for name, source in sources().items():
        assert (FIXTURES / name).is_dir(), f"{name} has no fixture"
        assert source.terms.endswith(".")
        assert source.home
        assert source.pause_seconds >= 1


def golden_name(path: Path) -> str:
    """The one page of a source has the source's name; of several, each has its own as well."""
    return f"raw/{path.parent.name}" + (f"-{path.stem}" if len(list(path.parent.iterdir())) > 1 else "")


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*/*")), ids=golden_name)
def test_fixture_gives_golden_rows(path: Path, golden: Callable[[str, Any], None]) -> None:
    name = golden_name(path)
    reading = read(path.parent.name, path.read_bytes(), f"https://boards.example/{path.name if '-' in name else 'x'}")
    RawPosting.validate(reading.rows)
    rejects = [{"native_id": r.native_id, "rule": r.rule, "value": r.value} for r in reading.rejects]
    rows, items = reading.rows.to_dicts(), [item["native_id"] for item in reading.items]
    golden(name, {"rows": rows, "rejects": rejects, "drift": reading.drift, "items": items})


def test_unknown_fields_ring_once() -> None:
    root, jobs = records("greenhouse")
    root["jobs"] = [{**jobs[0], "id": n, "perks": {"dogs": n}} for n in range(3)]
    reading = read("greenhouse", root)
    assert reading.drift == {"perks": "object of 1"}
    assert reading.rows.height == 3


def test_drift_carries_no_personal_data() -> None:
    root, jobs = records("greenhouse")
    root["jobs"] = [{**jobs[0], "recruiter": "jane.doe@example.org"}]
    assert read("greenhouse", root).drift == {"recruiter": "[email]"}


@pytest.mark.parametrize("name", TITLE_FIELD)
def test_a_missing_title_rejects_the_record_alone(name: str) -> None:
    root, jobs = records(name)
    whole = {**jobs[0], "id": "whole"}
    broken = {key: value for key, value in jobs[0].items() if key != TITLE_FIELD[name]} | {"id": "broken"}
    jobs[:] = [
        broken,
        {**broken, "id": "blank", TITLE_FIELD[name]: " \u00a0"},
        {**broken, TITLE_FIELD[name]: [1]},
        whole,
    ]
    reading = read(name, root)
    assert [item["native_id"] for item in reading.items] == ["whole"]
    assert [reject.rule for reject in reading.rejects] == ["missing_title"] * 3
    assert {reject.native_id for reject in reading.rejects} == {"broken", "blank"}


@pytest.mark.parametrize("name", JSON_SOURCES)
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty body"),
        (b"<!doctype html><html><body>Maintenance", "markup instead of JSON"),
        (b'{"jobs": [', "truncated JSON"),
        (b'"jobs"', "JSON string"),
        (b"null", "JSON null"),
        (b'{"jobs": 7, "ok": false}', "JSON object"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"jobs": []} trailing', "broken JSON"),
    ],
)
def test_a_body_of_another_kind_is_a_bad_page(name: str, body: bytes, said: str) -> None:
    with pytest.raises(BadPage, match=said):
        read(name, body)


@pytest.mark.parametrize("name", JSON_SOURCES)
def test_every_truncation_is_a_bad_page(name: str) -> None:
    body = fixture(name).strip()
    for end in range(1, len(body), 97):
        with pytest.raises(BadPage, match=r"truncated|broken"):
            read(name, body[:end])


@pytest.mark.parametrize("name", JSON_SOURCES)
def test_a_wrong_type_anywhere_never_loses_the_page(name: str) -> None:
    root, jobs = records(name)
    first = dict(jobs[0])
    wrong: list[Any] = [None, [], {}, 7, "x", True, [7], [{"a": [None]}], {"name": {}}]
    for key in first:
        for value in wrong:
            jobs[:] = [{**first, key: value}, {**first, "id": 999}]
            assert any(item["native_id"].startswith("999") for item in read(name, root).items), (key, value)


def test_odd_numbers_and_characters_are_kept_or_cleaned() -> None:
    body = (
        b'{"jobs":[{"id":12345678901234567890123,"title":"ML\\u0000 \\ud800Engineer\\u202e\\u200b",'
        b'"content":"a\\u0007b \\ud83d\\ude00",'
        b'"location":{"name":"K\xc3\xb6ln"},"pay_input_ranges":[{"min_cents":1e999,"max_cents":NaN,"currency_type":"EUR"}]}]}'
    )
    row = read("greenhouse", body).rows.row(0, named=True)
    assert row["native_id"] == "12345678901234567890123"
    assert row["title_text"] == "ML \ufffdEngineer"
    assert row["text"] == "ab 😀"
    assert row["locations"][0]["text"] == "Köln"
    assert (row["pay_fields"][0]["min"], row["pay_fields"][0]["max"]) == ("1e999", "NaN")


def test_bytes_that_are_not_utf8_do_not_lose_the_page() -> None:
    reading = read("greenhouse", b'{"jobs":[{"id":1,"title":"Caf\xe9 ML","content":""}]}')
    assert reading.rows["title_text"].to_list() == ["Caf\ufffd ML"]


def test_a_repeated_id_is_listed_twice_and_kept_once() -> None:
    root, jobs = records("ashby")
    jobs[:] = [jobs[0], {**jobs[0], "title": "Another"}]
    reading = read("ashby", root)
    assert [item["native_id"] for item in reading.items] == ["a-0001", "a-0001"]
    assert len({item["content_sha256"] for item in reading.items}) == 2
    assert reading.rows["title_text"].to_list() == ["Research Engineer"]


def test_content_hash_follows_content_and_not_the_address() -> None:
    listing = next(
        item for item in sources()["lever"].parse(page("lever", fixture("lever"))) if not isinstance(item, Reject)
    )
    before = content_sha256(listing)
    listing.url = "https://elsewhere.example/?utm_source=x"
    assert content_sha256(listing) == before
    listing.title += "!"
    assert content_sha256(listing) != before


def test_a_reading_crosses_processes() -> None:
    reading = read("lever", fixture("lever"))
    assert pickle.loads(pickle.dumps(reading)).items == reading.items  # noqa: S301


def test_an_empty_board_is_a_page_that_lists_nothing() -> None:
    for name, body in (("greenhouse", b'{"jobs":[]}'), ("lever", b"[]"), ("ashby", b'{"jobs":[]}')):
        reading = read(name, body)
        assert (reading.rows.height, reading.items, reading.rejects) == (0, [], [])


def test_single_records_are_read_like_boards() -> None:
    for name in TITLE_FIELD:
        assert len(read(name, records(name)[1][0]).items) == 1


def urls(name: str, board: str = "acme", url: str = "") -> list[str]:
    return [request.url for request in sources()[name].requests(Board(name, board, url=url))]


def test_what_is_asked_for() -> None:
    base = "https://boards-api.greenhouse.io/v1/boards"
    assert urls("greenhouse") == [f"{base}/acme/jobs?content=true&pay_transparency=true"]
    assert urls("ashby", "Acme Co.") == [
        "https://api.ashbyhq.com/posting-api/job-board/Acme%20Co.?includeCompensation=true"
    ]
    assert urls("lever") == ["https://api.lever.co/v0/postings/acme?mode=json&limit=100&skip=0"]
    assert urls("lever", url="eu") == ["https://api.eu.lever.co/v0/postings/acme?mode=json&limit=100&skip=0"]
    assert urls("lever", url="https://api.eu.lever.co/v0/postings/acme") == urls("lever", url="eu")
    assert urls("greenhouse", "../../x?y")[0].startswith(f"{base}/..%2F..%2Fx%3Fy/")


def test_lever_pages_until_a_short_page() -> None:
    lever = sources()["lever"]
    posting = json.loads(fixture("lever"))[0]
    url = "https://api.eu.lever.co/v0/postings/acme%20x?mode=json&limit=100&skip=100"
    full = json.dumps([posting] * 100).encode()
    assert [r.url for r in lever.follow(page("lever", full, url))] == [url.replace("skip=100", "skip=200")]
    assert not lever.follow(page("lever", json.dumps([posting] * 99).encode(), url))
    assert not lever.follow(page("lever", full, "file:recorded.json"))


def test_lever_says_what_the_site_says() -> None:
    with pytest.raises(BadPage, match="Document not found"):
        read("lever", b'{"ok":false,"error":"Document not found"}')


def test_recorded_boards_are_unwrapped() -> None:
    wrapped = b'{"boards": {"one": {"jobs": []}, "two": {"jobs": [1]}}}'
    assert payload_pages("greenhouse", "b", wrapped) == [("one", b'{"jobs": []}'), ("two", b'{"jobs": [1]}')]
    assert payload_pages("lever", "b", b'{"sites": {"x": []}}') == [("x", b"[]")]
    for body in (b'{"jobs": []}', b"[]", b'{"boards": {"x": 1}, "more": 1}', b"<html>", b'{"boards": '):
        assert payload_pages("greenhouse", "b", body) == [("b", body)]
    with pytest.raises(BadPage, match="list instead of boards"):
        payload_pages("greenhouse", "b", b'{"boards": [1]}')


def test_hacker_news_is_read_alike_in_every_shape() -> None:
    thread = json.loads(fixture("hackernews"))
    comment = thread["children"][0]
    firebase = {
        "id": comment["id"],
        "by": "x",
        "time": comment["created_at_i"],
        "text": comment["text"],
        "type": "comment",
        "parent": 1,
    }
    flat = [
        {
            "id": comment["id"],
            "source": "who_is_hiring",
            "time": comment["created_at_i"],
            "text": comment["text"],
        }
    ]
    rows = [read("hackernews", body).rows for body in ({**thread, "children": [comment]}, firebase, flat)]
    assert rows[0].height == 1
    assert rows[0].equals(rows[1])
    assert rows[0].equals(rows[2])
    assert rows[0]["posted_text"].to_list() == [str(comment["created_at_i"])]


def test_hacker_news_follows_threads_and_comments() -> None:
    source = sources()["hackernews"]

    def follow(body: Any) -> list[str]:
        return [request.url for request in source.follow(page("hackernews", json.dumps(body).encode()))]

    hits = [
        {"objectID": "3", "title": "Ask HN: Freelancer? Seeking freelancer?"},
        {"objectID": "2", "title": "Ask HN: Who is hiring? (Nov)"},
    ]
    assert follow({"hits": hits}) == ["https://hn.algolia.com/api/v1/items/2"]
    story = {"id": 2, "type": "story", "title": "Ask HN: Who is hiring?", "kids": [5, 6]}
    assert follow(story) == [f"https://hacker-news.firebaseio.com/v0/item/{kid}.json" for kid in (5, 6)]
    assert not follow({**story, "title": "Ask HN: Who wants to be hired?"})
    for body in ({"hits": hits}, story):
        assert not read("hackernews", body).items


def test_hacker_news_other_feeds_are_rejected_by_name() -> None:
    (reject,) = read("hackernews", [{"id": 1, "source": "direct", "time": 1, "text": "Acme is hiring"}]).rejects
    assert (reject.rule, reject.value) == ("not_who_is_hiring", "direct")


def test_read_page_takes_the_source_itself() -> None:
    assert read_page(sources()["lever"], page("lever", fixture("lever"))).rows.height == 2
