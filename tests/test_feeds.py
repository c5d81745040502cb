"""Aggregators and government feeds: their fixtures give the golden rows, their pages follow each other and end."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractors import sources
from extractors.contract import BadPage, Board, Page, RawPosting
from extractors.read import payload_pages, read_page_by_name

FIXTURES = Path(__file__).parent / "fixtures"
NOW = dt.datetime(2026, 11, 20, 6, tzinfo=dt.UTC)
A_FIELD = {
    "arbeitnow": b'"slug"', "bundesagentur": b'"referenznummer"', "himalayas": b'"title"', "jobicy": b'"jobTitle"',
    "reed": b'"jobId"', "remoteok": b'"position"', "remotive": b'"title"', "themuse": b'"publication_date"',
    "usajobs": b'"PositionID"', "workingnomads": b'"title"', "wwr": b"<category>",
}  # fmt: skip
FEEDS = tuple(A_FIELD)


def page(source: str, body: Any, url: str = "https://feeds.example/x") -> Page:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Page(source, "all", url, raw, NOW)


def fixture(source: str) -> bytes:
    (path,) = (FIXTURES / source).iterdir()
    return path.read_bytes()


@pytest.mark.parametrize("name", FEEDS)
def test_fixture_gives_golden_rows(name: str, golden: Callable[[str, Any], None]) -> None:
    reading = read_page_by_name(name, page(name, fixture(name)))
    RawPosting.validate(reading.rows)
    rejects = [{"native_id": r.native_id, "rule": r.rule, "value": r.value} for r in reading.rejects]
    rows, items = reading.rows.to_dicts(), [item["native_id"] for item in reading.items]
    golden(f"raw/{name}", {"rows": rows, "rejects": rejects, "drift": reading.drift, "items": items})


@pytest.mark.parametrize("name", FEEDS)
def test_a_new_field_rings_once_and_a_missing_title_breaks_one_record(name: str) -> None:
    body = fixture(name)
    (reject,) = read_page_by_name(name, page(name, body)).rejects
    assert reject.rule in ("missing_title", "missing_id")
    new = b"<perk>dogs</perk>" if name == "wwr" else b'"perk": "dogs", '
    renewed = body.replace(A_FIELD[name], new + A_FIELD[name])
    drift = read_page_by_name(name, page(name, renewed)).drift
    assert [path.rpartition(".")[2] for path in drift] == ["perk"]


@pytest.mark.parametrize("name", [name for name in FEEDS if name != "wwr"])
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"jobs": [', b'"jobs"', b'{"ok": false}'])
def test_another_body_is_a_bad_page(name: str, body: bytes) -> None:
    with pytest.raises(BadPage):
        read_page_by_name(name, page(name, body))


@pytest.mark.parametrize(
    ("name", "url", "body", "following"),
    [
        ("arbeitnow", "https://www.arbeitnow.com/api/job-board-api?page=1", {"data": [{}] * 100}, ["page=2"]),
        ("arbeitnow", "https://www.arbeitnow.com/api/job-board-api?page=2", {"data": [{}] * 99}, []),
        ("himalayas", "https://himalayas.app/jobs/api?limit=20&offset=0", {"jobs": [{}] * 20}, ["offset=20"]),
        ("himalayas", "https://himalayas.app/jobs/api?limit=20&offset=980", {"jobs": [{}] * 20}, []),
        ("himalayas", "https://himalayas.app/jobs/api?limit=20&offset=20", {"jobs": [{}] * 3}, []),
        ("themuse", "https://www.themuse.com/api/public/jobs?page=0&category=Data", {"page_count": 2, "results": [{}]},
         ["page=1&category=Data"]),
        ("themuse", "https://www.themuse.com/api/public/jobs?page=1", {"page_count": 2, "results": [{}]}, []),
        ("usajobs", "https://data.usajobs.gov/api/search?Keyword=ai&ResultsPerPage=500&Page=1&Fields=Full",
         {"SearchResult": {"SearchResultCountAll": 501, "SearchResultItems": []}},
         ["Keyword=ai&ResultsPerPage=500&Page=2&Fields=Full"]),
        ("usajobs", "https://data.usajobs.gov/api/search?Keyword=ai&Page=2",
         {"SearchResult": {"SearchResultCountAll": 501, "SearchResultItems": []}}, []),
        ("reed", "https://www.reed.co.uk/api/1.0/search?keywords=ai&resultsToTake=100&resultsToSkip=0",
         {"totalResults": 2, "results": [{"jobId": 7, "jobTitle": "ML Engineer"}]},
         ["/jobs/7", "keywords=ai&resultsToTake=100&resultsToSkip=1"]),
        ("bundesagentur", "https://rest.arbeitsagentur.de/jobboerse/jobsuche-service/pc/v6/jobs?was=ki&page=1&size=100",
         {"maxErgebnisse": 101, "ergebnisliste": [{"referenznummer": "1-S", "stellenangebotsTitel": "KI-Entwickler"}]},
         ["/jobdetails/MS1T", "was=ki&page=2&size=100"]),
    ],
)  # fmt: skip
def test_pages_follow_each_other_and_end(name: str, url: str, body: Any, following: list[str]) -> None:
    asked = sources()[name].follow(page(name, body, url))
    assert [each.url[-len(tail) :] for each, tail in zip(asked, following, strict=True)] == following
    assert all(each.url.startswith(url.partition("?")[0].rpartition("/")[0][:24]) for each in asked)


@pytest.mark.parametrize("name", FEEDS)
def test_first_requests_are_of_the_board(name: str) -> None:
    (request,) = sources()[name].requests(Board(name, "machine-learning"))
    assert request.url.startswith("https://")
    assert request.accept == ("application/xml" if name == "wwr" else "application/json")


def test_a_jobs_own_page_completes_the_list() -> None:
    detail = {"jobId": 55000001, "jobTitle": "Machine Learning Engineer", "salaryType": "per annum", "minimumSalary": 70000,
              "maximumSalary": 85000, "currency": "GBP", "jobDescription": "<p>All of it.</p>", "fullTime": True}  # fmt: skip
    reading = read_page_by_name("reed", page("reed", detail))
    assert reading.rows["text"].to_list() == ["All of it."]
    assert reading.rows["pay_fields"].to_list()[0][0]["period"] == "per annum"
    own = {"refnr": "1-S", "titel": "KI-Entwickler", "stellenangebotsBeschreibung": "Du baust.\nDu prüfst.",
           "arbeitsorte": [{"ort": "Ulm", "land": "Deutschland"}]}  # fmt: skip
    german = read_page_by_name("bundesagentur", page("bundesagentur", own)).rows
    assert german["text"].to_list() == ["Du baust.\nDu prüfst."]
    assert german["locations"].to_list()[0][0]["city"] == "Ulm"


def test_the_challenge_to_applicants_is_no_content() -> None:
    body = fixture("remoteok")
    other = body.replace(b"GRATEFUL", b"BRAVE").replace(b"RQUJDREVG", b"RWFla")
    once, again = (read_page_by_name("remoteok", page("remoteok", each)).items for each in (body, other))
    assert once == again


@pytest.mark.parametrize(
    ("good", "bad", "rejected"),
    [
        ("</item>", "</item><item>", 0),  # a tag that opens twice
        ("  </channel>", "<item></channel>", 0),
        ("</channel>\n</rss>", "", 0),
        ("</guid>", "", 2),
        ("<region>Anywhere", "<region>&nbsp;Anywhere", 1),
        ("    </item>\n    <item>\n      <title>Data", "    <item>\n      <title>Data", 1),  # a tag that never closes
        ("<region>Europe Only", "<region>Europe & Asia", 1),
    ],
)
def test_a_broken_feed_costs_what_is_broken_and_no_more(good: str, bad: str, rejected: int) -> None:
    body = fixture("wwr").decode()
    assert good in body
    reading = read_page_by_name("wwr", page("wwr", body.replace(good, bad).encode()))
    rules = [reject.rule for reject in reading.rejects]
    assert rules.count("broken_item") == rejected
    assert len(reading.items) + len(rules) == 3


def test_a_feed_that_is_cut_says_where() -> None:
    body = fixture("wwr")
    reading = read_page_by_name("wwr", page("wwr", body[: body.index(b"<category>Programming")]))
    assert len(reading.items) == 1
    (reject,) = reading.rejects
    assert (reject.native_id, reject.rule) == ("#2", "broken_item")
    assert "Data Engineer without" in reject.value
    for nothing in (b"<rss><channel><item><title>x", b"<html><body><item><title>x", b"<rss><channel></chan"):
        with pytest.raises(BadPage):
            read_page_by_name("wwr", page("wwr", nothing))


def test_pages_of_a_recording_are_pages_of_its_board() -> None:
    recording = b'{"pages": [' + fixture("arbeitnow") + b", " + fixture("arbeitnow") + b"]}"
    assert [board for board, _ in payload_pages("arbeitnow", "all", recording)] == ["all", "all"]


def test_recorded_feeds_lose_nothing(shared: Path) -> None:
    for name in FEEDS:
        for path in sorted((shared / "payloads" / name).glob("*")):
            for _, body in payload_pages(name, "recorded", path.read_bytes()):
                reading = read_page_by_name(name, page(name, body))
                RawPosting.validate(reading.rows)
                assert reading.items, path
                assert not reading.rejects, path
                assert set(reading.drift) <= {"_fixture_note"}, path
