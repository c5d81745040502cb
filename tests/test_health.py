"""How sources fare and whether all is in place: `sources`, `doctor`, `boards check`, their alarms and exit codes."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from extractors.fetch import Manners
from flows import cli_health, doctor, quarantine, reference
from flows.cli import app
from tests.loopback import reply, serving
from tests.small_warehouse import Market
from warehouse import database, lock
from warehouse.sql_files import HEALTH

NEWEST = 9
CONTACT = {"PAYBANDS_CONTACT": "someone@example.org"}


def run_id(number: int) -> str:
    return f"{number:06d}-202611{number:02d}T060000Z"


def at(number: int) -> dt.datetime:
    return dt.datetime(2026, 11, number, 6)  # noqa: DTZ001 (the tables hold UTC without saying so)


class Health:
    """A warehouse whose ledger is written by hand."""

    def __init__(self) -> None:
        self.market = Market()

    def look(
        self, source: str, run: int, listed: int, outcome: str = "ok", board: str = "a", rejected: int = 0
    ) -> None:
        """One look at a board."""
        is_whole = outcome in ("ok", "unchanged", "empty")
        self.market.add(
            "board_run", run_id=run_id(run), source=source, board=board, observed_at=at(run), listed=listed,
            loaded=listed - rejected, unchanged=0, duplicate=0, rejected=rejected, closed=0, reopened=0, outcome=outcome,
            completeness="complete" if is_whole else "incomplete",
        )  # fmt: skip

    def asked(self, source: str, run: int, number: int, seconds: float, **more: Any) -> None:
        """One request."""
        started = at(run) + dt.timedelta(minutes=number)
        self.market.add(
            "fetch", fetch_id=f"{run}/{source}/{number}", run_id=run_id(run), source=source, board="a",
            host=f"{source}.example", started_at=started, finished_at=started + dt.timedelta(seconds=seconds),
            **{"pause_seconds": 1.0, "robots": "allowed", "outcome": "ok", **more},
        )  # fmt: skip

    def saved(self, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        self.market.save(folder / "warehouse.duckdb")
        return folder


def health_of(folder: Path) -> dict[str, dict[str, Any]]:
    with database.open_snapshot(folder / "warehouse.duckdb") as db:
        rows = database.frame(db, HEALTH.read_text(encoding="utf-8"))
    return {row["source"]: row for row in rows.to_dicts() if row["source"] != "greenhouse"}


@pytest.fixture
def said() -> CliRunner:
    return CliRunner()


def test_a_source_that_yields_far_less_than_usual_rings(tmp_path: Path) -> None:
    health = Health()
    for run in range(1, NEWEST):
        for source, usual in (("lever", 100), ("ashby", 100), ("workable", 8), ("personio", 100), ("recruitee", 60)):
            health.look(source, run, usual)
        health.look("comeet", run, 50, board="b")
        health.look("comeet", run, 50, board="c")
        health.look("comeet", run, 50, board="d")
    health.look("lever", NEWEST, 49)
    health.look("ashby", NEWEST, 50)
    health.look("workable", NEWEST, 0, "empty")
    health.look("personio", NEWEST, 0, "not_json")
    health.look("recruitee", NEWEST - 1, 0, "timeout", board="later")
    health.look("breezy", NEWEST, 500)
    for board, outcome in (("b", "ok"), ("c", "timeout"), ("d", "unreachable")):
        health.look("comeet", NEWEST, 150 if outcome == "ok" else 0, outcome, board)
    found = health_of(health.saved(tmp_path))
    alarms = {source: row["alarm"] for source, row in found.items() if row["alarm"]}
    assert alarms == {
        "lever": "lists 49 postings, where 100 are usual",
        "personio": "no board could be read; lists 0 postings, where 100 are usual",
        "comeet": "most boards are broken",
    }
    assert found["breezy"]["usual_listed"] is None
    assert found["personio"]["last_success"] == at(NEWEST - 1)
    assert found["lever"]["last_success"] == at(NEWEST)
    assert (found["comeet"]["boards"], found["comeet"]["broken"]) == (3, 2)


def test_a_source_of_which_far_less_can_be_read_than_usual_rings(tmp_path: Path) -> None:
    health = Health()
    for run in range(1, NEWEST):
        health.look("lever", run, 100, rejected=5)
        health.look("hackernews", run, 100, rejected=40)
    health.look("lever", NEWEST, 100, rejected=30)
    health.look("hackernews", NEWEST, 100, rejected=45)
    health.look("breezy", NEWEST, 100, rejected=60)
    health.look("comeet", NEWEST, 100, rejected=45)
    found = health_of(health.saved(tmp_path))
    assert {source: row["alarm"] for source, row in found.items() if row["alarm"]} == {
        "lever": "30 of 100 records could not be used, where 5 per cent are usual",
        "breezy": "60 of 100 records could not be used",
    }


def test_pay_shares_and_response_times(tmp_path: Path) -> None:
    health = Health()
    health.look("lever", 1, 4)
    for number, seconds in enumerate((1.0, 2.0, 9.0)):
        health.asked("lever", 1, number, seconds)
    perk = {"pay_basis": "text", "component": "stipend"}  # is no pay of the job
    for number, bands in enumerate([({"pay_basis": "field"}, perk), ({"pay_basis": "text"},), (perk,), ()]):
        stated = [{"annual_min_local": 1e5, "annual_max_local": 2e5, **band} for band in bands]
        health.market.posting(f"p{number}", *stated, source="lever", closed_at=None)
    health.market.posting("closed", source="lever", closed_at=at(1))
    row = health_of(health.saved(tmp_path))["lever"]
    assert (row["postings"], row["pay_field_share"], row["pay_text_share"]) == (4, 0.25, 0.25)
    assert (row["requests"], row["median_seconds"]) == (3, 2.0)
    assert 2.0 < row["p95_seconds"] <= 9.0
    assert row["alarm"] is None


def test_sources_tells_alarms_drift_and_manners(tmp_path: Path, said: CliRunner) -> None:
    quiet = Health()
    quiet.look("lever", 1, 4)
    quiet.asked("lever", 1, 0, 1.0)
    folder = quiet.saved(tmp_path / "quiet")
    (folder / "state" / "drift").mkdir(parents=True)
    (folder / "state" / "drift" / "lever.json").write_text('{"lever.perk": "dogs"}', encoding="utf-8")
    done = said.invoke(app, ["sources", "--data", str(folder)])
    assert done.exit_code == 0, done.stdout
    assert "new field lever.perk, for example dogs" in done.stdout
    assert "1 requests were sent, 0 of them against" in done.stdout
    assert "ALARM" not in done.stdout
    loud = Health()
    loud.look("lever", 1, 0, "not_json")
    done = said.invoke(app, ["sources", "--data", str(loud.saved(tmp_path / "loud"))])
    assert (done.exit_code, "ALARM lever: no board could be read" in done.stdout) == (1, True)
    rude = Health()
    rude.look("lever", 1, 4)
    rude.asked("lever", 1, 0, 1.0, robots="forbidden")
    folder = rude.saved(tmp_path / "rude")
    done = said.invoke(app, ["sources", "--data", str(folder)])
    assert (done.exit_code, "1 requests were sent, 1 of them against" in done.stdout) == (1, True)
    named = said.invoke(app, ["query", "--file", str(cli_health.MANNERS), "--format", "csv", "--data", str(folder)])
    assert named.exit_code == 0
    assert "robots" in named.stdout.splitlines()[1]
    nothing = said.invoke(app, ["sources", "--data", str(tmp_path / "none")])
    assert (nothing.exit_code, "greenhouse" in nothing.stdout) == (0, True)


# ---- doctor


def states(folder: Path, now: dt.datetime) -> dict[str, tuple[str, str]]:
    return {each.what: (each.state, each.says) for each in doctor.examine(folder, now=now)}


def test_the_doctor_looks_at_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAYBANDS_CONTACT", raising=False)
    now = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
    before = states(tmp_path / "none", now)
    assert before["contact"][0] == before["data folder"][0] == before["warehouse"][0] == doctor.NOTE
    assert "export PAYBANDS_CONTACT" in before["contact"][1]
    monkeypatch.setenv("PAYBANDS_CONTACT", "someone@example.org")
    folder = Health().saved(tmp_path / "d")
    (folder / "state").mkdir()
    found = states(folder, now)
    assert {name for name, (state, _) in found.items() if state == doctor.WRONG} <= {"disk", "age"}
    assert found["contact"] == (doctor.GOOD, "someone@example.org")
    assert found["tables"][0] == doctor.GOOD
    with lock.exclusive(folder / "state" / "lock"):
        assert states(folder, now)["lock"][0] == doctor.NOTE


@pytest.mark.parametrize(
    ("kind", "days", "state"),
    [("live", 1, doctor.GOOD), ("live", 40, doctor.WRONG), ("sample seed 7, 10 postings", 40, doctor.NOTE)],
)
def test_a_warehouse_that_is_old_is_told(tmp_path: Path, kind: str, days: int, state: str) -> None:
    folder = Health().saved(tmp_path)
    (folder / "KIND").write_text(f"{kind}\n")
    with database.open_snapshot(folder / "warehouse.duckdb") as db:
        ((newest,),) = db.sql("select max(started_at) from run").fetchall()
    assert states(folder, newest.replace(tzinfo=dt.UTC) + dt.timedelta(days=days))["age"][0] == state


def test_the_doctor_finds_what_is_wrong(tmp_path: Path, said: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "warehouse.duckdb").write_bytes(b"not a database" * 1000)
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 1 << 60)
    monkeypatch.setattr(doctor, "LIBRARIES", ("polars", "no-such-library"))
    found = states(tmp_path, dt.datetime.now(dt.UTC))
    wrong = {name for name, (state, _) in found.items() if state == doctor.WRONG}
    assert wrong == {"warehouse", "disk", "no-such-library"}
    assert "build --rebuild" in found["warehouse"][1]
    done = said.invoke(app, ["doctor", "--data", str(tmp_path)])
    assert (done.exit_code, "WRONG" in done.stdout) == (1, True)


def test_the_doctor_knows_tables_of_another_program(tmp_path: Path) -> None:
    folder = Health().saved(tmp_path)
    with database.open_work(folder / "warehouse.duckdb", spill=tmp_path / "spill") as db:
        db.execute("insert into migration select * replace (9999 as number) from migration limit 1")
    assert states(folder, dt.datetime.now(dt.UTC))["tables"] == (
        doctor.WRONG, "made by a newer program: update it",
    )  # fmt: skip


# ---- boards check


def test_boards_are_checked_politely_and_the_dead_are_left_alone(
    tmp_path: Path, said: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/v1/boards/{}/jobs?content=true&pay_transparency=true"
    file, folder = tmp_path / "boards.csv", tmp_path / "d"
    lines = ["greenhouse,here,,,,,,,", "greenhouse,gone,,,,,,,2026-01-01", "greenhouse,late,,,,,,,2026-11-01",
             "lever,other,,,,,,,"]  # fmt: skip
    file.write_text("\n".join([",".join(reference.BOARD_COLUMNS), *lines, ""]))
    replies = {path.format("here"): [reply(200, b'{"jobs": []}')], path.format("late"): [reply(200, b'{"jobs": []}')]}
    with serving(replies) as script:
        ours = partial(Manners, connect_to=script.address, pause_seconds=0.0, attempts=1)
        monkeypatch.setattr(cli_health, "Manners", ours)
        words = ["boards", "check", "--source", "greenhouse", "--boards", str(file), "--data", str(folder)]
        done = said.invoke(app, [*words, "--most", "2", "--write"], env=CONTACT)
        assert done.exit_code == 1, done.stdout
        assert sorted(script.paths()) == sorted(path.format(board) for board in ("here", "gone"))
        agents = {each.headers["user-agent"] for each in script.asked}
        assert len(agents) == 1
        assert "someone@example.org" in agents.pop()
    verified = {row["board"]: row["verified_on"] for row in pl.read_csv(file, infer_schema=False).to_dicts()}
    assert verified["here"] == dt.datetime.now(dt.UTC).date().isoformat()
    assert (verified["gone"], verified["late"], verified["other"]) == ("2026-01-01", "2026-11-01", "")
    with database.open_work(folder / "w.duckdb", spill=folder) as db:
        asleep = quarantine.left_alone(folder, db, now=dt.datetime.now(dt.UTC))
    assert asleep == {("greenhouse", "gone")}


def test_checking_needs_a_contact(tmp_path: Path, said: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAYBANDS_CONTACT", raising=False)
    done = said.invoke(app, ["boards", "check", "--most", "1", "--data", str(tmp_path)])
    assert "Set PAYBANDS_CONTACT" in str(done.exception)


def test_boards_are_listed_and_found(said: CliRunner) -> None:
    assert "stripe" in said.invoke(app, ["boards", "--source", "greenhouse"]).stdout
    found = said.invoke(app, ["boards", "find", "https://jobs.lever.co/acme/1"]).stdout
    assert ("lever" in found, "acme" in found) == (True, True)
    for address in ("https://acme.example/careers", "https://acme.icims.com/jobs"):
        assert said.invoke(app, ["boards", "find", address]).exit_code == 1
