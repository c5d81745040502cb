"""The boards that ship: codes that the taxonomies know, all market regions; and finding a board by its address."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from extractors import board_urls, sources
from extractors.contract import Board
from extractors.fetch import Manners
from flows import quarantine, reference
from flows.settings import BOARDS
from tests.loopback import reply, serving
from tests.test_feeds import FEEDS
from transforms import taxonomy

NOW = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def boards() -> list[Board]:
    return reference.read_boards(BOARDS)


def test_every_line_uses_known_codes(boards: list[Board]) -> None:
    known = {
        "country_code": set(taxonomy.table("countries")["country_code"]),
        "industry": set(taxonomy.table("industries")["industry"]),
        "size_band": set(taxonomy.table("size_bands")["size_band"]),
        "source": set(sources()),
    }
    wrong = [
        f"{board.source}/{board.board}: {name} {value!r}"
        for board in boards
        for name, codes in known.items()
        if (value := getattr(board, name)) and value not in codes
    ]
    assert not wrong, "\n".join(wrong)
    assert {board.source for board in boards if not board.employer} == {*FEEDS, "hackernews"}
    assert not [board.board for board in boards if board.verified_on]


def test_four_hundred_employers_in_all_regions_and_industries(boards: list[Board]) -> None:
    assert len({board.employer for board in boards}) >= 400
    regions = dict(taxonomy.table("countries").select("country_code", "market_region").iter_rows())
    found = {regions[board.country_code] for board in boards if board.country_code}
    assert found == set(taxonomy.table("market_regions")["market_region"]) - {"global_remote"}
    industries = set(taxonomy.table("industries")["industry"]) - {"other", "unknown"}
    assert {board.industry for board in boards if board.industry} >= industries


@pytest.mark.parametrize(
    ("address", "source", "board"),
    [
        ("https://boards.greenhouse.io/acme/jobs/123", "greenhouse", "acme"),
        ("https://job-boards.eu.greenhouse.io/acme", "greenhouse", "acme"),
        ("https://boards.greenhouse.io/embed/job_board?for=acme&b=1", "greenhouse", "acme"),
        ("jobs.lever.co/acme-2/0000-1", "lever", "acme-2"),
        ("https://jobs.eu.lever.co/acme", "lever", "acme"),
        ("https://jobs.ashbyhq.com/Acme%20Labs/1", "ashby", "Acme Labs"),
        ("https://careers.smartrecruiters.com/AcmeInc", "smartrecruiters", "AcmeInc"),
        ("https://apply.workable.com/acme/j/1A2B/", "workable", "acme"),
        ("https://acme.recruitee.com/o/ml", "recruitee", "acme"),
        ("https://acme.jobs.personio.de/job/1", "personio", "acme"),
        ("https://acme.teamtailor.com/jobs", "teamtailor", "acme"),
        ("https://acme.bamboohr.com/careers", "bamboohr", "acme"),
        ("https://acme.breezy.hr/p/1", "breezy", "acme"),
        ("https://acme.pinpointhq.com/", "pinpoint", "acme"),
        ("https://ats.rippling.com/acme/jobs", "rippling", "acme"),
        ("https://acme.wd5.myworkdayjobs.com/en-US/External", "workday", "acme"),
        ("https://www.comeet.com/jobs/acme/12.345", "comeet", "12.345"),
        ("https://acme.fa.us2.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_1", "oracle", "acme"),
        ("https://acme.eightfold.ai/careers?domain=acme.com", "eightfold", "acme"),
        ("https://remoteok.com/remote-ai-jobs", "remoteok", "all"),
        ("https://news.ycombinator.com/item?id=1", "hackernews", "whoishiring"),
        ("https://careers.acme.example/sitemap.xml", "jsonld", "careers.acme.example"),
    ],
)
def test_a_platform_and_its_token_are_told_from_an_address(address: str, source: str, board: str) -> None:
    found = board_urls.find(address)
    assert found is not None
    assert (found.source, found.board) == (source, board)
    if source in sources() and source not in ("hackernews", "comeet"):
        assert sources()[source].requests(found)


@pytest.mark.parametrize(
    "address",
    [
        "https://acme.example/careers",
        "",
        "ftp://jobs.lever.co/acme",
        "https://www.recruitee.com/",
        "https://evil.example/jobs.lever.co/x",
    ],
)
def test_other_addresses_are_of_no_platform(address: str) -> None:
    assert board_urls.find(address) is None


def test_a_dead_board_is_left_alone_for_a_week(tmp_path: Path) -> None:
    path = "/v1/boards/{}/jobs?content=true&pay_transparency=true"
    with serving({path.format("here"): [reply(200, b'{"jobs": []}')]}) as script:
        manners = Manners(user_agent="test", connect_to=script.address, pause_seconds=0.0, attempts=1)
        boards = [Board("greenhouse", "here"), Board("greenhouse", "gone"), Board("workday", "lost")]
        found = quarantine.check(boards, manners)
    assert [each.outcome for each in found] == ["ok", "not_found", "no_address"]
    quarantine.keep(tmp_path, found, now=NOW)
    from warehouse import database  # noqa: PLC0415

    with database.open_work(tmp_path / "w.duckdb", spill=tmp_path) as db:
        assert quarantine.left_alone(tmp_path, db, now=NOW) == {("greenhouse", "gone")}
        assert quarantine.left_alone(tmp_path, db, now=NOW + dt.timedelta(days=8)) == set()
        db.execute(
            "insert into upkeep.board_standing values ('lever', 'x', ?, [3], null, [], ?, ?, 3)",
            [NOW.replace(tzinfo=None)] * 3,
        )
        assert ("lever", "x") in quarantine.left_alone(tmp_path, db, now=NOW + dt.timedelta(days=6))
        quarantine.keep(tmp_path, [found[1]._replace(outcome="ok")], now=NOW)
        assert ("greenhouse", "gone") not in quarantine.left_alone(tmp_path, db, now=NOW)
