"""Two-step sources through the fetcher: which pages are asked for when, and what becomes of a posting's record."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from extractors import sources
from extractors.archive import Archive
from extractors.contract import Board, Listing, Page, Request, asked
from extractors.fetch import Manners, Network
from extractors.look import Look, look_at_boards
from extractors.read import Reading, completed, content_sha256, read_page
from flows.imports import import_files
from tests.loopback import Script, reply, serving

DAY = dt.datetime(2026, 10, 1, 6, tzinfo=dt.UTC)
LIST = "/careers/list"


def opening(number: int, title: str, **more: Any) -> dict[str, Any]:
    return {"id": str(number), "jobOpeningName": title, "location": {"city": "Oslo", "state": None}, **more}


def listed(*openings: dict[str, Any]) -> bytes:
    return json.dumps({"meta": {"totalCount": len(openings)}, "result": list(openings)}).encode()


def page_of(number: int, text: str = "Looms.", **more: Any) -> bytes:
    own = {"jobOpeningShareUrl": f"https://acme.bamboohr.com/careers/{number}", "description": f"<p>{text}</p>",
           "jobOpeningName": "AI Engineer", "compensation": "$100,000 - $120,000 / year", **more}  # fmt: skip
    return json.dumps({"result": {"jobOpening": own}}).encode()


async def digest(name: str, page: Page) -> tuple[Reading, list[Request]]:
    return read_page(sources()[name], page), sources()[name].follow(page)


def look_at(
    script: Script, board: Board, folder: Path, *, run: int = 1, known: dict[str, Any] | None = None, days: int = 0
) -> Look:
    """One look at one board of the script, so many days after the day of that run."""
    seen: list[Look] = []
    manners = Manners(user_agent="test", connect_to=script.address, pause_seconds=0.0, attempts=1)

    async def ask() -> None:
        async with Network(manners) as network:
            await look_at_boards(
                network, sources()[board.source], [board], archive=Archive(folder),
                run_id=f"{run:06d}-2026100{run}T060000Z", known=lambda _boards: {board.board: known or {}},
                manners=manners, clock=lambda _board: DAY + dt.timedelta(days=run + days), digest=digest, on_look=seen.append,
            )  # fmt: skip

    asyncio.run(ask())
    return seen[0]


class Board41:
    """One BambooHR board over several looks; each sees what the one before left behind."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.known, self.run = folder, dict[str, Any](), 0

    def look(self, script: Script, *, days: int = 0) -> Look:
        self.run += 1
        look = look_at(script, Board("bamboohr", "acme"), self.folder, run=self.run, known=self.known, days=days)
        pages = look.row["pages"]
        self.known = {page["url"]: page for page in pages if page["outcome"] in ("ok", "unchanged")}
        return look


@pytest.fixture
def board(tmp_path: Path) -> Board41:
    return Board41(tmp_path)


def items(look: Look) -> dict[str, str]:
    """Content of each posting that a look lists; none is listed twice."""
    found = [(item["native_id"], item["content_sha256"]) for page in look.row["pages"] for item in page["items"]]
    assert len(dict(found)) == len(found)
    return dict(found)


def rows(look: Look) -> dict[str, dict[str, Any]]:
    return {row["native_id"]: row for row in pl.concat(look.rows).to_dicts()} if look.rows else {}


def test_pages_of_titles_of_interest_are_asked_for_and_complete_the_list(board: Board41) -> None:
    replies = {LIST: [reply(200, listed(opening(1, "AI Engineer"), opening(2, "Cook")))],
               "/careers/1/detail": [reply(200, page_of(1))], "/careers/2/detail": [reply(200, page_of(2))]}  # fmt: skip
    with serving(replies) as script:
        look = board.look(script)
    assert script.paths() == [LIST, "/careers/1/detail"]
    assert (look.row["outcome"], look.row["completeness"]) == ("ok", "complete")
    assert set(items(look)) == {"1", "2"}
    assert {number: row["text"] for number, row in rows(look).items()} == {"1": "Looms.", "2": ""}
    assert rows(look)["1"]["locations"][0]["text"] == "Oslo"  # said by the list alone
    assert rows(look)["1"]["pay_fields"][0]["note"] == "$100,000 - $120,000 / year"
    assert rows(look)["1"]["content_sha256"] == items(look)["1"]


@pytest.mark.parametrize("etag", [True, False])
def test_an_unchanged_posting_is_not_asked_for_again(board: Board41, etag: bool) -> None:
    first = listed(opening(1, "AI Engineer"))
    validator: dict[str, Any] = {"etag": '"v1"'} if etag else {}
    second = reply(304) if etag else reply(200, first)
    changed = reply(200, listed(opening(1, "AI Engineer"), opening(3, "ML Engineer")))
    replies = {LIST: [reply(200, first, **validator), second, changed], "/careers/1/detail": [reply(200, page_of(1))],
               "/careers/3/detail": [reply(200, page_of(3))]}  # fmt: skip
    with serving(replies) as script:
        looks = [board.look(script) for _ in range(3)]
    assert script.paths() == [LIST, "/careers/1/detail", LIST, LIST, "/careers/3/detail"]
    assert looks[1].row["outcome"] == "unchanged"
    assert items(looks[0])["1"] == items(looks[1])["1"] == items(looks[2])["1"]
    assert set(rows(looks[2])) == {"3"}


@pytest.mark.parametrize("etag", [True, False])
def test_a_page_is_asked_for_again_after_a_week_or_two(board: Board41, etag: bool) -> None:
    first, detail = listed(opening(1, "AI Engineer"), opening(2, "Cook")), "/careers/1/detail"
    validator: dict[str, Any] = {"etag": '"d1"'} if etag else {}
    same = reply(304) if etag else reply(200, page_of(1))
    replies = {LIST: [reply(200, first, etag='"v1"'), reply(304)],
               detail: [reply(200, page_of(1), **validator), same, reply(200, page_of(1, "Robots."), etag='"d2"'),
                        reply(304)]}  # fmt: skip
    with serving(replies) as script:
        looks = [board.look(script, days=days) for days in (0, 1, 2, 3, 14, 15, 40, 70)]
        tags = [each.headers.get("if-none-match") for each in script.asked if each.path == detail]
    assert tags == [None, '"d1"' if etag else None, '"d1"' if etag else None, '"d2"']
    assert [len(look.row["pages"]) for look in looks] == [2, 1, 1, 1, 2, 1, 2, 2]
    contents = [items(look)["1"] for look in looks]
    assert (len(set(contents[:6])), len(set(contents[6:])), len(set(contents))) == (1, 1, 2)
    assert [sorted(rows(look)) for look in looks] == [["1", "2"], [], [], [], [], [], ["1"], []]
    assert rows(looks[6])["1"]["text"] == "Robots."
    assert [bool(look.responses) for look in looks] == [True, False, False, False, False, False, True, False]
    assert {look.row["outcome"] for look in looks[1:4]} == {"unchanged"}


def test_a_page_that_fails_when_asked_for_again_keeps_its_posting(board: Board41) -> None:
    replies = {LIST: [reply(200, listed(opening(1, "AI Engineer")), etag='"v1"'), reply(304)],
               "/careers/1/detail": [reply(200, page_of(1)), reply(500), reply(200, page_of(1, "Robots."))]}  # fmt: skip
    with serving(replies) as script:
        first, failed, later, last = (board.look(script, days=days) for days in (0, 20, 20, 20))
    assert items(first) == items(failed) != items(later) == items(last)
    assert (failed.row["outcome"], failed.row["completeness"]) == ("server_error", "complete")
    assert script.paths().count("/careers/1/detail") == 3


def test_a_page_whose_list_changes_elsewhere_keeps_its_day(board: Board41) -> None:
    one, two = opening(1, "AI Engineer"), opening(2, "ML Engineer")
    replies = {LIST: [reply(200, listed(one)), reply(200, listed(one, two)), reply(200, listed(two, one))],
               "/careers/1/detail": [reply(200, page_of(1))], "/careers/2/detail": [reply(200, page_of(2))]}  # fmt: skip
    with serving(replies) as script:
        for days in (0, 1, 2, 14):
            board.look(script, days=days)
    asked_for = [each.path for each in script.asked if each.path.startswith("/careers/") and each.path != LIST]
    assert asked_for[:2] == ["/careers/1/detail", "/careers/2/detail"]
    assert sorted(asked_for[2:]) == asked_for[:2]


def test_a_posting_that_its_list_changes_is_asked_for_again(board: Board41) -> None:
    replies = {LIST: [reply(200, listed(opening(1, title))) for title in ("AI Engineer", "Senior AI Engineer")],
               "/careers/1/detail": [reply(200, page_of(1))]}  # fmt: skip
    with serving(replies) as script:
        first, second = board.look(script), board.look(script)
        third = board.look(script)
    assert script.paths().count("/careers/1/detail") == 2
    assert items(first) == items(second) == items(third)  # its page says the same title as before
    assert items(first)["1"]


def test_a_page_that_cannot_be_had_is_asked_for_the_next_time(board: Board41) -> None:
    first = listed(opening(1, "AI Engineer"), opening(2, "Cook"))
    replies = {LIST: [reply(200, first, etag='"v1"'), reply(304)],
               "/careers/1/detail": [reply(500), reply(200, page_of(1))]}  # fmt: skip
    with serving(replies) as script:
        failed, second, third = board.look(script), board.look(script), board.look(script)
    assert (failed.row["outcome"], failed.row["completeness"]) == ("server_error", "complete")
    assert "/careers/1/detail" in failed.row["error"]
    assert rows(failed)["1"]["text"] == ""
    assert rows(second)["1"]["text"] == "Looms."
    assert items(failed)["1"] != items(second)["1"] == items(third)["1"]
    assert items(failed)["2"] == items(second)["2"]
    assert second.row["pages"][0]["outcome"] == "ok"  # its list says something new, if with the same words
    assert script.paths().count("/careers/1/detail") == 2


def test_a_posting_keeps_what_it_was_while_its_page_fails(board: Board41) -> None:
    replies = {LIST: [reply(200, listed(opening(1, title))) for title in ("AI Engineer", "AI Engineer II")],
               "/careers/1/detail": [reply(200, page_of(1)), reply(503), reply(200, page_of(1, "More looms."))]}  # fmt: skip
    with serving(replies) as script:
        first, second, third, fourth = (board.look(script) for _ in range(4))
    assert items(first) == items(second) != items(third) == items(fourth)
    assert script.paths().count("/careers/1/detail") == 3
    assert (second.row["outcome"], second.row["completeness"]) == ("server_error", "complete")
    assert rows(second) == {}
    assert rows(third)["1"]["text"] == "More looms."


def test_an_answer_that_says_the_same_after_all_is_not_asked_for_again(board: Board41) -> None:
    replies = {LIST: [reply(200, listed(opening(1, "AI Engineer"))), reply(200, listed(opening(1, "AI Guru")), etag='"v"'),
                      reply(304)],
               "/careers/1/detail": [reply(200, page_of(1)), reply(503), reply(200, page_of(1))]}  # fmt: skip
    with serving(replies) as script:
        looks = [board.look(script) for _ in range(5)]
    assert len({items(look)["1"] for look in looks}) == 1
    assert script.paths().count("/careers/1/detail") == 3


def test_a_page_that_is_gone_leaves_the_list_to_say_who_is_there(board: Board41) -> None:
    with serving({LIST: [reply(200, listed(opening(1, "AI Engineer")))]}) as script:
        look = board.look(script)
    assert (look.row["outcome"], look.row["completeness"], set(items(look))) == ("ok", "complete", {"1"})


def test_a_broken_page_is_told_and_its_record_stays(board: Board41) -> None:
    replies = {LIST: [reply(200, listed(opening(1, "AI Engineer")))],
               "/careers/1/detail": [reply(200, page_of(1, jobOpeningName=" "))]}  # fmt: skip
    with serving(replies) as script:
        look = board.look(script)
    (reject,) = [reject for page in look.row["pages"] for reject in page["rejects"]]
    assert (reject["native_id"], reject["rule"]) == ("1", "missing_title")
    assert set(items(look)) == {"1"}


def test_every_row_that_a_look_lists_is_in_the_archive(board: Board41) -> None:
    first = listed(opening(1, "AI Engineer"), opening(2, "Cook"))
    replies = {LIST: [reply(200, first), reply(200, listed(opening(1, "AI Engineer"), opening(2, "Chef")))],
               "/careers/1/detail": [reply(200, page_of(1))]}  # fmt: skip
    with serving(replies) as script:
        looks = [board.look(script), board.look(script)]
    archive = Archive(board.folder)
    for look, run_id in zip(looks, archive.run_ids(), strict=True):
        wanted = pl.DataFrame(
            [{"posting_id": f"bamboohr:acme:{native_id}", "content_sha256": content}
             for native_id, content in items(look).items()]
        )  # fmt: skip
        assert sum(file.wanted.height for file in archive.find(wanted, run_id=run_id)) == wanted.height


def test_a_question_with_a_body_is_posted(tmp_path: Path) -> None:
    path = "/wday/cxs/acme/External/jobs"
    two = [{"title": "Cook", "externalPath": f"/job/x/Cook_R{n}", "locationsText": "Oslo"} for n in range(21)]
    answers = [{"total": 21, "jobPostings": two[:20]}, {"total": 21, "jobPostings": two[20:]}]
    board = Board("workday", "acme", url="http://acme.wd5.myworkdayjobs.com/External")
    with serving({path: [reply(200, json.dumps(answer).encode()) for answer in answers]}) as script:
        look = look_at(script, board, tmp_path)
    bodies = [json.loads(each.body) for each in script.asked if each.path == path]
    assert [body["offset"] for body in bodies] == [0, 20]
    assert len(items(look)) == 21
    assert look.row["completeness"] == "complete"


def test_a_board_without_an_address_says_so(tmp_path: Path) -> None:
    with serving({}) as script:
        look = look_at(script, Board("workday", "acme"), tmp_path)
    assert look.row["completeness"] == "incomplete"
    assert "fill in `url`" in look.row["error"]


def test_requests_are_kept_as_lines() -> None:
    for request in (
        Request("https://x.example/a"),
        Request("https://x.example/a", "text/html"),
        Request("https://x.example/a#b", post='{"a": "b c"}'),
        Request("https://x.example/a", "text/html", listing=Listing(native_id="1", title="Ingénieur IA, x")),
    ):
        assert asked(request.line()) == request


def test_completed_keeps_what_only_the_list_said() -> None:
    on_list = Listing(native_id="1", title="AI Engineer", department="Looms", is_remote=True, posted="2026-10-01")
    whole = completed(on_list, Listing(native_id="1", title="AI Engineer (m/f)", html="<p>x</p>", is_remote=False))
    assert (whole.title, whole.department, whole.html, whole.is_remote) == (
        "AI Engineer (m/f)",
        "Looms",
        "<p>x</p>",
        False,
    )
    assert content_sha256(whole) != content_sha256(on_list)


@pytest.mark.parametrize("order", [("list.json", "job.json"), ("job.json", "list.json")])
def test_a_list_and_a_page_imported_together_make_one_posting(order: tuple[str, str], tmp_path: Path) -> None:
    folder = Path(__file__).parent / "fixtures" / "workday"
    counts = import_files(
        [folder / name for name in order], archive_root=tmp_path, source_name="workday", board="acme", employer=None,
        fetched_at=DAY, mapping={}, now=DAY,
    )  # fmt: skip
    assert (counts.postings, counts.rejected, counts.drift) == (2, 1, {})
    archive = Archive(tmp_path)
    (run_id,) = archive.run_ids()
    held = pl.concat([pl.read_parquet(path) for path in archive.raw_files([run_id])]).sort("native_id")
    assert held["native_id"].to_list() == ["RQ1001", "RQ1001-1"]
    assert [bool(text) for text in held["text"]] == [True, False]
    assert held["workplace_text"].to_list() == ["Hybrid", "Hybrid"]
