"""Real recorded payloads, where they are there: everything in them is listed or rejected with a reason."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from extractors.comment_roles import read as read_comment
from extractors.contract import Page, RawPosting
from extractors.html import text_of
from extractors.read import Reading, payload_pages, read_page_by_name
from extractors.table import read_table

NOW = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)


def readings(source: str, path: Path) -> list[tuple[Any, Reading]]:
    """Each board of a file: its body as plain objects and what was read of it."""
    pages = payload_pages(source, "recorded", path.read_bytes())
    return [
        (json.loads(body), read_page_by_name(source, Page(source, name, path.name, body, NOW))) for name, body in pages
    ]


@pytest.mark.parametrize("source", ["greenhouse", "lever", "ashby"])
def test_boards_lose_nothing(source: str, shared: Path) -> None:
    files = sorted((shared / "payloads" / source).glob("*.json"))
    assert files
    for path in files:
        for body, reading in readings(source, path):
            RawPosting.validate(reading.rows)
            jobs = body if isinstance(body, list) else body["jobs"]
            assert len(reading.items) + len(reading.rejects) == len(jobs), path
            assert not reading.rejects, path
            assert reading.drift == {}, path


PLATFORMS = {  # records that the files hold, and of them those that stand for no posting of their own
    "smartrecruiters": (7, {"missing_id": 1}),
    "workable": (5, {}),
    "recruitee": (6, {}),
    "personio": (5, {}),
    "teamtailor": (5, {}),
    "bamboohr": (2, {}),
    "pinpoint": (2, {}),
    "rippling": (2, {}),
    "workday": (7, {}),
    "comeet": (2, {}),
    "oracle_orc": (3, {}),
    "eightfold": (2, {}),
}
PLACES_OF_ONE_JOB = {"workable": 1, "rippling": 1}  # records that were gathered into another's posting


@pytest.mark.parametrize("folder", PLATFORMS)
def test_platforms_lose_nothing(folder: str, shared: Path) -> None:
    source, (records, rejected) = folder.removesuffix("_orc"), PLATFORMS[folder]
    listed, refused = 0, Counter[str]()
    for path in sorted((shared / "payloads" / folder).iterdir()):
        if path.suffix == ".txt":
            continue
        for name, body in payload_pages(source, "recorded", path.read_bytes()):
            reading = read_page_by_name(source, Page(source, name, f"file:{path.name}", body, NOW))
            RawPosting.validate(reading.rows)
            assert reading.drift == {}, path
            listed += len(reading.items)
            refused.update(reject.rule for reject in reading.rejects)
    assert refused == rejected
    assert listed + refused.total() + PLACES_OF_ONE_JOB.get(folder, 0) == records


def test_recorded_pay_of_platforms_is_kept(shared: Path) -> None:
    def fields(source: str, file: str) -> list[tuple[Any, ...]]:
        path = shared / "payloads" / source / file
        rows = read_page_by_name(source, Page(source, "recorded", file, path.read_bytes(), NOW)).rows
        pay = [field for several in rows["pay_fields"].to_list() for field in several]
        return [(field["min"], field["max"], field["currency"], field["period"]) for field in pay]

    assert fields("recruitee", "careerkit.json") == [
        ("60000", "75000", "EUR", "year"), ("75000", "90000", "EUR", "year"),
    ]  # fmt: skip
    assert fields("pinpoint", "careerkit.json") == [
        ("135000.0", "198000.0", "USD", "year"), ("70", "90", "USD", "hour"),
    ]  # fmt: skip


def test_lever_bodies_are_whole(shared: Path) -> None:
    for path in sorted((shared / "payloads" / "lever").glob("*.json")):
        for body, reading in readings("lever", path):
            for posting, text in zip(body, reading.rows["text"], strict=True):
                for part in posting.get("lists", []):
                    assert part["text"].strip() in text, path


def test_ashby_pay_is_all_there(shared: Path) -> None:
    for path in sorted((shared / "payloads" / "ashby").glob("*.json")):
        for body, reading in readings("ashby", path):
            for job, fields in zip(body["jobs"], reading.rows["pay_fields"], strict=True):
                tiers = (job.get("compensation") or {}).get("compensationTiers", [])
                assert len(fields) == sum(len(tier["components"]) for tier in tiers), path


def test_hacker_news_comments_are_listed_or_rejected(shared: Path) -> None:
    path = shared / "postings" / "hn_who_is_hiring_2026.json"
    ((comments, reading),) = readings("hackernews", path)
    RawPosting.validate(reading.rows)
    read = {item["native_id"].split("-")[0] for item in reading.items} | {each.native_id for each in reading.rejects}
    assert read == {str(comment["id"]) for comment in comments}
    rejected = Counter(each.rule for each in reading.rejects)
    assert rejected["not_who_is_hiring"] == sum(comment["source"] != "who_is_hiring" for comment in comments)
    assert rejected["no_role_named"] <= 55
    assert rejected["not_a_posting"] <= 20
    assert set(rejected) <= {"not_who_is_hiring", "no_role_named", "not_a_posting"}


def test_labelled_comments(shared: Path) -> None:
    cases = json.loads((shared / "labelled" / "hn_roles.json").read_text())["test_cases"]
    for case in cases:
        advert = read_comment(text_of(case["comment"]["content"].replace("\n", "<br>")))
        expected = case["expected"]
        if expected.get("error") or not expected.get("is_job_posting", True):
            assert advert is None, case["name"]
            continue
        assert advert is not None, case["name"]
        titles = [role.title for role in advert.roles]
        assert expected.get("role_count_min", 1) <= len(titles) <= expected.get("role_count", 20), (
            case["name"],
            titles,
        )
        for role in expected["roles"]:
            wanted = role["match_by"]["role_title_contains"]
            assert any(word.lower() in title.lower() for word in wanted for title in titles), (
                case["name"],
                wanted,
                titles,
            )
            name = role["expect"].get("company_name")
            assert name is None or (advert.employer or "").startswith(name), case["name"]


@pytest.mark.parametrize(
    ("file", "mapping", "listed"),
    [
        ("company_boards_2026.jsonl", {}, 390),
        (
            "european_data_jobs.csv",
            {
                "title": "posting_title",
                "employer": "company_name",
                "text": "description",
                "url": "job_url",
                "industry": "industries",
            },
            464,
        ),
    ],
)
def test_tables_lose_nothing(file: str, mapping: dict[str, str], listed: int, shared: Path) -> None:
    path = shared / "postings" / file
    reading = read_table(path.read_bytes(), path.suffix, board="recorded", mapping=mapping, observed_at=NOW)
    RawPosting.validate(reading.rows)
    assert (len(reading.items), reading.rejects) == (listed, [])
    assert reading.rows.height == len({item["native_id"] for item in reading.items})
    assert reading.rows["text"].str.len_chars().median() > 1_000  # type: ignore[operator]
