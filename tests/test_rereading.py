"""Stored answers are read again by a mended parser: content is made anew, nobody is asked, nothing is seen or closed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner

from extractors import bamboohr, greenhouse, sources
from extractors.contract import Board, Listing, Source
from flows import runs, steps
from flows.cli import app
from flows.settings import Settings
from tests.looking import AT
from tests.loopback import Script, reply, serving
from tests.test_details import LIST, listed, opening, page_of
from tests.test_fetch import board_path
from warehouse import database
from warehouse.logical_hash import logical_hash

JOB = {"id": 1, "title": "ML Engineer", "content": "&lt;p&gt;Looms.&lt;/p&gt;", "location": {"name": "Oslo"}}
BOARDS = ("greenhouse,acme", "greenhouse,empty", "greenhouse,other", "bamboohr,acme")


def settings_of(folder: Path, script: Script, days: int = 0) -> Settings:
    folder.mkdir(exist_ok=True)
    (folder / "boards.csv").write_text(
        ",".join(Board.__struct_fields__) + "\n" + "".join(f"{line},,,,,,,\n" for line in BOARDS)
    )
    at = AT.replace(day=AT.day + days)
    manners = replace(runs.SAMPLE_MANNERS, attempts=1)
    settings = Settings(folder / "d", at.date(), lambda: at, manners, folder / "boards.csv")
    return settings.towards(script.address)


def run(settings: Settings) -> None:
    with steps.exclusive(settings):
        steps.fetch(settings)
        steps.build(settings)


def reread(folder: Path, *more: str) -> str:
    words = ["--data", str(folder / "d"), "--boards", str(folder / "boards.csv")]
    done = CliRunner().invoke(app, ["fetch", "--stored", *words, *more])
    assert done.exit_code == 0, done.stdout
    return done.stdout


def rows(folder: Path, sql: str) -> list[dict[str, Any]]:
    with database.open_work(folder / "d" / "state" / "work.duckdb", spill=folder / "spill") as db:
        return database.frame(db, sql).to_dicts()


SIGHT = "select posting_id, first_seen_at, last_seen_at, missed_since, closed_at from posting order by posting_id"
STANDING = "select * from upkeep.board_standing order by source, board"


def mended(monkeypatch: pytest.MonkeyPatch, source: Source) -> None:
    """The parser of a source says from now on that its employer is Mended."""

    def parse(page: Any) -> Any:
        for each in source.parse(page):
            yield msgspec.structs.replace(each, employer="Mended") if isinstance(each, Listing) else each

    monkeypatch.setitem(sources(), source.name, msgspec.structs.replace(source, parse=parse))


def test_a_mended_parser_reaches_what_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    board = json.dumps({"jobs": [JOB, {**JOB, "id": 2, "title": "Cook"}], "meta": {"total": 2}}).encode()
    empty = json.dumps({"jobs": [], "meta": {"total": 0}}).encode()
    replies = {board_path("acme"): [reply(200, board, etag='"1"'), reply(304)],
               board_path("empty"): [reply(200, empty)], board_path("other"): [reply(200, empty), reply(404)],
               LIST: [reply(200, listed(opening(1, "AI Engineer")), etag='"1"'), reply(304)],
               "/careers/1/detail": [reply(200, page_of(1))]}  # fmt: skip
    with serving(replies) as script:
        run(settings_of(tmp_path, script))
        run(settings_of(tmp_path, script, days=1))
        asked = len(script.asked)
        sight, standing = rows(tmp_path, SIGHT), rows(tmp_path, STANDING)
        before = rows(tmp_path, "select posting_id, content_sha256, employer_text from posting order by posting_id")
        mended(monkeypatch, greenhouse.SOURCE)
        mended(monkeypatch, bamboohr.SOURCE)
        assert "3 boards were read again" in reread(tmp_path)  # all but the one that is gone
        steps.build(settings_of(tmp_path, script))
        assert len(script.asked) == asked
        after = rows(tmp_path, "select posting_id, content_sha256, employer_text from posting order by posting_id")
        assert [row["posting_id"] for row in after] == [row["posting_id"] for row in before]
        assert {row["employer_text"] for row in after} == {"Mended"}
        assert not {row["content_sha256"] for row in after} & {row["content_sha256"] for row in before}
        assert rows(tmp_path, SIGHT) == sight
        assert rows(tmp_path, STANDING) == standing
        unbalanced = "select * from board_run where listed != loaded + unchanged + duplicate + rejected"
        assert not rows(tmp_path, unbalanced)
        settings = settings_of(tmp_path, script, days=2)
        run(settings)  # asks conditionally again, and keeps what was read anew
        assert [each.headers.get("if-none-match") for each in script.asked if each.path == LIST][-1] == '"1"'
        assert rows(tmp_path, "select distinct employer_text from posting") == [{"employer_text": "Mended"}]
        with database.open_work(settings.work, spill=tmp_path / "spill") as db:
            replayed = logical_hash(db)
        steps.build(settings, rebuild=True)
        with database.open_work(settings.work, spill=tmp_path / "spill") as db:
            assert logical_hash(db) == replayed


def test_what_is_no_longer_stored_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replies = {board_path("acme"): [reply(200, json.dumps({"jobs": [JOB]}).encode())],
               LIST: [reply(200, listed(opening(1, "AI Engineer")))],
               "/careers/1/detail": [reply(200, page_of(1))]}  # fmt: skip
    with serving(replies) as script:
        settings = settings_of(tmp_path, script)
        run(settings)
    before = rows(tmp_path, "select * from posting order by posting_id")
    for path in (settings.archive / "responses").rglob("greenhouse-*.parquet"):
        path.unlink()
    mended(monkeypatch, greenhouse.SOURCE)
    assert "0 boards were read again" in reread(tmp_path, "--source", "greenhouse")
    assert "1 boards were read again" in reread(tmp_path)
    steps.build(settings)
    assert rows(tmp_path, "select * from posting order by posting_id") == before
