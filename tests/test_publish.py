"""Publishing: whole or not at all, the same for the same state, and never in a reader's way."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.small_warehouse import AS_OF, Market
from warehouse import checks, database, publish, sql_files

ROOT = Path(__file__).resolve().parent.parent


def market(pay: float = 100_000.0) -> Market:
    drawn = Market()
    for i in range(12):
        drawn.posting(str(i), (pay + 1000 * i, pay * 1.2))
    return drawn


def published(folder: Path, drawn: Market, **more: Any) -> publish.Published:
    folder.mkdir(exist_ok=True)
    (folder / "work.duckdb").unlink(missing_ok=True)
    wanted: dict[str, Any] = {"as_of": AS_OF, "code_version": "1", "taxonomy_version": "t", "sources": []} | more
    return publish.publish(
        drawn.save(folder / "work.duckdb"), warehouse=folder / "warehouse.duckdb", exports=folder / "exports", **wanted
    )


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "exports" / "latest").iterdir())}


def test_everything_is_in_its_place(tmp_path: Path) -> None:
    done = published(tmp_path, market())
    assert done.export_folder == tmp_path / "exports" / str(AS_OF)
    assert (tmp_path / "exports" / "latest").readlink() == Path(str(AS_OF))
    assert all(file.exists() for file in done.files)
    assert done.headline["employers"].to_list() == [12]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["exports", "spill", "warehouse.duckdb", "work.duckdb"]
    with database.open_snapshot(done.warehouse) as db:
        tables = {name for (name,) in db.sql("select table_name from duckdb_tables()").fetchall()}
        assert {f"benchmark_{file.name}" for file in sql_files.benchmarks()} <= tables
        assert not tables & {"board_page", "line_title", "passage"}
        assert db.sql("select count(*) from posting_pay").fetchall() == [(12,)]
        assert db.sql("select count(*) from pay_cell where estimate_kind = 'direct'").fetchall()[0][0] >= 10


def test_the_same_state_gives_the_same_files(tmp_path: Path) -> None:
    one, two = published(tmp_path / "a", market()), published(tmp_path / "b", market())
    assert one.state_hash == two.state_hash
    mine, theirs = content(tmp_path / "a"), content(tmp_path / "b")
    for files in (mine, theirs):  # but for the warehouse's own hash, whose bytes depend on how they were written
        manifest = json.loads(files.pop("manifest.json"))
        assert manifest["warehouse"]["name"] == "warehouse.duckdb"
    assert mine == theirs
    assert published(tmp_path / "c", market(90_000.0)).state_hash != one.state_hash


def test_a_failed_check_leaves_everything_as_it_was(tmp_path: Path) -> None:
    published(tmp_path, market())
    before, snapshot = content(tmp_path), (tmp_path / "warehouse.duckdb").read_bytes()
    broken = market(50_000.0)
    broken.add("board_run", run_id="2", source="lever", board="acme", listed=9, loaded=1, outcome="ok")
    with pytest.raises(publish.ChecksFailed, match=r"fail_ledger_unbalanced: 1 rows.*acme"):
        published(tmp_path, broken)
    assert content(tmp_path) == before
    assert (tmp_path / "warehouse.duckdb").read_bytes() == snapshot
    assert not [path for path in (*tmp_path.iterdir(), *(tmp_path / "exports").iterdir()) if path.name.startswith(".")]


BREAKAGES = {
    "fail_posting_twice": "insert into posting from posting limit 1",
    "fail_child_twice": "insert into pay_band from pay_band limit 1",
    "fail_child_without_posting": "update pay_band set posting_id = 'nobody' where pay_id like '%:3#0'",
    "fail_vote_split_wrongly": "update posting_place set weight = 0.5",
    "fail_vote_not_admitted": "update pay_band set is_estimate = true",
    "fail_evidence_missing": "update pay_band set evidence_text = ' '",
    "fail_vote_not_sound": "update posting_vote set pay_min_usd = 'nan'::double where pay_id like '%:3#0'",
    "fail_job_votes_twice": "update population set job_id = 'one'",
    "fail_cell_twice": "insert into benchmark_pay_by_country_level from benchmark_pay_by_country_level",
    "fail_gate_passed_by": "update benchmark_pay_by_country_level set employers = 4",
    "fail_suppressed_cell_shows_pay": "update benchmark_pay_by_country_level set estimate_kind = 'suppressed'",
    "fail_percentiles_disordered": "update benchmark_pay_by_country_level set p25_usd = 999999",
    "fail_pooled_levels_fall": "insert into benchmark_pay_by_country_level by name from (values ('US', 'mid', 'pooled', 200),"
    " ('US', 'senior', 'pooled', 100)) as cell (country_code, level, estimate_kind, p50_usd)",
    "fail_sensitivity_shows_more": "update benchmark_sensitivity set p50_usd = p50_usd + 1",
    "fail_premium_passed_by": "insert into benchmark_skill_premium by name select 'skill' as dimension, 'sql' as term,"
    " 'raw' as model, 9 as employers_with, 50 as employers_without",
    "fail_trend_passed_by": "update benchmark_pay_trend set suppression_reason = null",
    "fail_manners_broken": """insert into "fetch" by name select 'f' as fetch_id, '1' as run_id, 'lever' as source,
        'acme' as board, 'u' as url, timestamp '2026-01-01' as fetched_at, 'ok' as outcome, 'h' as host,
        timestamp '2026-01-01' as started_at, timestamp '2026-01-01' as finished_at, 1.0 as pause_seconds,
        'forbidden' as robots""",
    "fail_ledger_unbalanced": "update board_run set listed = 99",
}


def test_every_check_can_fail(tmp_path: Path) -> None:
    done = published(tmp_path, market())
    assert {path.stem for path in checks.FOLDER.glob("fail_*.sql")} == set(BREAKAGES)
    for check, breakage in BREAKAGES.items():
        copy = tmp_path / "copy.duckdb"
        copy.write_bytes(done.warehouse.read_bytes())
        with duckdb.connect(str(copy)) as db:
            db.execute(breakage)
            assert check in {finding.check for finding in checks.run(db, "fail")}, check


def test_a_jobs_vote_over_the_places_of_its_postings_is_checked_too(tmp_path: Path) -> None:
    done = published(tmp_path, market())
    with duckdb.connect(str(done.warehouse)) as db:
        db.execute("update posting_share set place_weight = 0.5")
        found = checks.run(db, "fail")
    assert "fail_vote_split_wrongly" in {finding.check for finding in found}


def test_warnings_do_not_stop_it_and_are_told(tmp_path: Path) -> None:
    odd = market()
    odd.posting("odd", {"annual_min_local": 9e6, "annual_max_local": 9e6})
    odd.add("board_run", run_id="000001-20261101T060000Z", source="lever", board="acme", listed=0, loaded=0, unchanged=0,
            duplicate=0, rejected=0, outcome="timeout", error="no answer")  # fmt: skip
    done = published(tmp_path, odd)
    assert {each.check for each in done.warnings} == {"warn_board_broken", "warn_pay_far_out"}
    assert "warn_pay_far_out" in done.report.read_text(encoding="utf-8")


def test_only_so_many_days_are_kept(tmp_path: Path) -> None:
    for back in (2, 1, 0):
        published(tmp_path, market(), as_of=AS_OF - dt.timedelta(days=back), keep=2)
    assert sorted(path.name for path in (tmp_path / "exports").iterdir()) == [
        "2026-10-31",
        "2026-11-01",
        "latest",
    ]


def test_a_reader_keeps_what_it_opened(tmp_path: Path) -> None:
    done = published(tmp_path, market())
    with duckdb.connect(str(done.warehouse), read_only=True) as reader:
        before = reader.sql("select sum(pay_min_usd) from posting_pay").fetchall()
        published(tmp_path, market(200_000.0))
        assert reader.sql("select sum(pay_min_usd) from posting_pay").fetchall() == before
    with duckdb.connect(str(done.warehouse), read_only=True) as reader:
        assert reader.sql("select sum(pay_min_usd) from posting_pay").fetchall() != before


CHILD = """
import sys, datetime as dt
from pathlib import Path
from warehouse import publish
folder = Path(sys.argv[1])
publish.publish(folder / "work.duckdb", warehouse=folder / "warehouse.duckdb", exports=folder / "exports",
                as_of=dt.date.fromisoformat(sys.argv[2]), code_version="1", taxonomy_version="t", sources=[])
"""


def test_killed_at_any_moment_the_next_publish_leaves_all_right(tmp_path: Path) -> None:
    """Some kills hit the imports, some the snapshot, some the swap; what readers see is old or new, never half."""
    done = published(tmp_path, market())
    before = content(tmp_path)
    (tmp_path / "work.duckdb").unlink()
    market(150_000.0).save(tmp_path / "work.duckdb")
    command = [sys.executable, "-c", CHILD, str(tmp_path), str(AS_OF)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = time.monotonic()
    subprocess.run(command, check=True, env=environment)
    whole = time.monotonic() - started
    after = content(tmp_path)
    for moment in (0.45, 0.65, 0.8, 0.95):
        child = subprocess.Popen(command, env=environment)
        time.sleep(whole * moment)
        child.send_signal(signal.SIGKILL)
        child.wait()
        files = content(tmp_path)
        for name in set(files) - {"manifest.json", "report.html", "datapackage.json"}:
            assert files[name] in (before[name], after[name])
        manifest = json.loads(files["manifest.json"])
        assert set(manifest["files"]) == set(files) - {"manifest.json"}
        with database.open_snapshot(done.warehouse) as db:
            assert db.sql("select count(*) from posting_pay").fetchall() == [(12,)]
    subprocess.run(command, check=True, env=environment)
    final = content(tmp_path)
    assert {name: final[name] for name in final if name != "manifest.json"} == {
        name: after[name] for name in after if name != "manifest.json"
    }
    assert not [path for path in (*tmp_path.iterdir(), *(tmp_path / "exports").iterdir()) if path.name.startswith(".")]
