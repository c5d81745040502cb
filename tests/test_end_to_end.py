"""The main job on a small sample market, as a user runs it: what it prints, leaves behind, and does the second time."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from flows.sample import answer_key
from flows.sample import market as sample_market
from flows.sample.answer_key import postings_frame
from flows.sample.faults import FAULTS
from tests.bench import Memory
from tests.runs import paybands, sample_run, warehouse_hash
from warehouse import database

DAYS = ("2026-10-12", "2026-10-13", "2026-10-15")


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after three runs on three days, with changes in between."""
    folder = tmp_path_factory.mktemp("market")
    for day in DAYS:
        done = sample_run(folder, "--as-of", day)
        assert done.returncode == 0, done.stderr + done.stdout
    return folder


def rows(folder: Path, sql: str) -> list[dict[str, object]]:
    with database.open_snapshot(folder / "warehouse.duckdb") as db:
        return [dict(row) for row in db.sql(sql).pl().to_dicts()]


def test_a_run_leaves_everything_behind(market: Path) -> None:
    latest = market / "exports" / "latest"
    assert latest.resolve().name == DAYS[-1]
    for name in (
        "pay_by_region_level_specialization.csv",
        "report.html",
        "datapackage.json",
        "manifest.json",
    ):
        assert (latest / name).stat().st_size > 100, name
    with (latest / "pay_by_country_level.csv").open(encoding="utf-8", newline="") as file:
        published = [row for row in csv.DictReader(file) if row["estimate_kind"] == "direct"]
    assert published
    for row in published:
        assert int(row["employers"]) >= 5
        assert float(row["p50_usd"]) > 0


def test_every_ledger_balances(market: Path) -> None:
    unbalanced = "select * from board_run where listed != loaded + unchanged + duplicate + rejected"
    assert not rows(market, unbalanced)
    days = rows(market, "select run_id, sum(loaded) as loaded, sum(unchanged) as unchanged, sum(closed) as closed "
                        "from board_run group by run_id order by run_id")  # fmt: skip
    assert len(days) == len(DAYS)
    assert days[1]["loaded"] < days[0]["loaded"]  # type: ignore[operator]
    assert days[1]["unchanged"] > 0  # type: ignore[operator]


def test_planted_duplicates_are_found(market: Path) -> None:
    """Pairs of postings of one job, over second boards, reposts, new ids and monthly threads: F1, and no false friends."""
    drawn = sample_market.draw(7, 1500)
    days = [dt.date.fromisoformat(day) for day in DAYS]
    every = np.arange(len(drawn.postings))
    key = pl.concat(
        [answer_key.postings_frame(drawn.ads(drawn.postings.shown(every, day.toordinal()), day)) for day in days]
    )
    found = pl.DataFrame(rows(market, "select posting_id, job_id as found_id, level from posting"))
    both = (
        key.unique("posting_id", keep="last", maintain_order=True)
        .join(found, on="posting_id")
        .select("posting_id", "job_id", "found_id", "levels", "bands")
    )

    def pairs(*columns: str) -> int:
        sizes = both.group_by(columns).len()["len"]
        return int((sizes * (sizes - 1) // 2).sum())

    planted, linked, right = pairs("job_id"), pairs("found_id"), pairs("job_id", "found_id")
    assert planted > 120
    assert 2 * right / (planted + linked) >= 0.98, f"{right} of {planted} planted pairs, {linked} linked"
    merged = both.join(both, on="found_id").filter(pl.col("job_id") != pl.col("job_id_right"))
    assert not merged.filter(
        (pl.col("levels") != pl.col("levels_right")) | (pl.col("bands") != pl.col("bands_right"))
    ).height


def test_words_stand_behind_every_pay_band_of_a_text(market: Path) -> None:
    bands = rows(market, "select evidence_text, evidence_start, evidence_end from pay_band where pay_basis = 'text'")
    assert bands
    assert all(len(str(b["evidence_text"])) == b["evidence_end"] - b["evidence_start"] for b in bands)  # type: ignore[operator]


def test_a_second_run_finds_everything_unchanged(market: Path) -> None:
    before = warehouse_hash(market)
    started = time.monotonic()
    done = sample_run(market, "--as-of", DAYS[-1])
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - started < 60
    newest = rows(market, "select sum(loaded) as loaded, sum(rejected) as rejected, sum(listed) as listed, "
                          "sum(unchanged) as unchanged from board_run where run_id = (select max(run_id) from board_run)")[0]  # fmt: skip
    assert newest["loaded"] == 0
    assert newest["listed"] == newest["unchanged"]
    asked = rows(market, """select http_status, count(*) as n from "fetch" where run_id = (select max(run_id) from run)
        and robots = 'allowed' and source in ('greenhouse', 'lever', 'ashby', 'recruitee') group by all""")  # fmt: skip
    assert [row["http_status"] for row in asked] == [304]  # headers only, where there are validators
    last = max((market / "archive" / "observations").iterdir()).name
    assert not list((market / "archive" / "postings" / last).glob("*"))  # nothing was parsed
    assert warehouse_hash(market) == before


def test_copies_in_feeds_are_one_job_with_the_employers_own_ad(market: Path) -> None:
    drawn, day = sample_market.draw(7, 1500), dt.date.fromisoformat(DAYS[-1])
    answers = postings_frame(drawn.ads(drawn.shown(day), day)).select("posting_id", "job_id", "kind", "source")
    with database.open_snapshot(market / "warehouse.duckdb") as db:
        found = db.sql("select posting.posting_id, job_id as found, job.posting_id as spoken_for_by "
                       "from posting join job using (job_id)").pl()  # fmt: skip
        speaking = set(
            db.sql("select posting_id from posting_current where left_out_reason is null").pl()["posting_id"]
        )
    loaded = answers.join(found, on="posting_id")
    copies = loaded.filter(kind="feed")
    own = loaded.filter(pl.col("kind") == "first").select("job_id", "found")
    pairs = copies.join(own, on="job_id", suffix="_own")
    assert copies["source"].n_unique() == 4
    assert pairs.height > 20
    assert (pairs["found"] == pairs["found_own"]).mean() >= 0.85  # type: ignore[operator]
    merged = pairs.filter(pl.col("found") == pl.col("found_own"))
    assert not set(merged.filter(pl.col("posting_id") != pl.col("spoken_for_by"))["posting_id"]) & speaking
    assert merged.filter(pl.col("posting_id") == pl.col("spoken_for_by")).height <= merged.height / 4


def test_rebuilding_from_the_archive_gives_the_same_warehouse(market: Path) -> None:
    before = warehouse_hash(market)
    done = paybands("build", "--rebuild", "--data", str(market))
    assert done.returncode == 0, done.stderr
    assert paybands("publish", "--data", str(market)).returncode == 0
    assert warehouse_hash(market) == before


def test_prefect_and_plain_runs_agree(sample_folder: Path, tmp_path: Path) -> None:
    flow = tmp_path / "flow"
    words = ["run", "--sample", "--sample-postings", "1500", "--prefect", "--data", str(flow)]
    done = paybands(*words, PREFECT_HOME=str(tmp_path / "prefect"))
    assert done.returncode == 0, done.stderr
    assert warehouse_hash(flow) == warehouse_hash(sample_folder)


def test_plain_runs_need_no_prefect(tmp_path: Path) -> None:
    code = "import sys; sys.modules['prefect'] = None; from flows.cli import main; main()"
    words = [
        sys.executable,
        "-c",
        code,
        "run",
        "--sample",
        "--sample-postings",
        "600",
        "--data",
        str(tmp_path / "d"),
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_reader_is_never_in_the_way(market: Path) -> None:
    with database.open_snapshot(market / "warehouse.duckdb") as reader:
        before = reader.execute("select count(*) from posting").fetchone()
        assert sample_run(market, "--as-of", "2026-10-16").returncode == 0
        assert reader.execute("select count(*) from posting").fetchone() == before


def test_a_second_run_meanwhile_is_turned_away(sample_folder: Path) -> None:
    from warehouse import lock  # noqa: PLC0415

    with lock.exclusive(sample_folder / "state" / "lock"):
        started = time.monotonic()
        done = paybands("build", "--data", str(sample_folder))
    assert done.returncode == 75
    assert time.monotonic() - started < 30


def test_sample_and_live_data_never_mix(market: Path, tmp_path: Path) -> None:
    done = paybands("run", "--data", str(market), PAYBANDS_CONTACT="someone@example.org")
    assert done.returncode == 2
    assert "never mix" in done.stderr
    other = paybands("run", "--sample", "--sample-postings", "1600", "--data", str(market))
    assert other.returncode == 2
    assert paybands("run", "--data", str(tmp_path / "live"), PAYBANDS_CONTACT="").returncode == 2


WRONG = {
    "not_found": "not_found", "rate_limited": "rate_limited", "rests_long": "server_error",
    "unavailable": "server_error", "private_address": "blocked_address", "moving": "redirect_loop",
    "html": "not_json", "truncated": "truncated", "cut_gzip": "truncated", "bomb": "too_large", "stacked": "truncated",
    "drip": "timeout", "shrinks": "list_moved", "paging_loop": "paging_loop", "null_flood": "bad_shape",
    "empty": "empty",
}  # fmt: skip


def test_broken_boards_are_named_and_the_others_load(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    assert sample_run(folder, "--as-of", DAYS[0]).returncode == 0
    with Memory(os.getpid(), but_for_itself=True) as memory:
        done = sample_run(folder, "--as-of", DAYS[1], "--sample-faults")
    assert done.returncode == 1
    assert memory.peak_mib < 600
    faults = sample_market.some_faults(sample_market.draw(7, 1500))
    assert set(faults.values()) == set(FAULTS)
    newest = "run_id = (select max(run_id) from board_run)"
    looks = {
        f"{row['source']}:{row['board']}": row
        for row in rows(folder, f"select *, outcome in ('ok', 'unchanged') as is_good from board_run where {newest}")
    }
    for name, fault in faults.items():
        look = looks[name]
        assert look["is_good"] if fault not in WRONG else look["outcome"] == WRONG[fault], (fault, look)
        assert look["closed"] == 0
        if fault in WRONG:
            assert look["error"], fault
            assert look["completeness"] != "complete", fault
            if fault not in ("empty", "not_found", "shrinks", "paging_loop", "null_flood"):
                assert look["listed"] == 0, fault
    assert all(row["is_good"] for name, row in looks.items() if name not in faults)
    shown = [line for line in done.stdout.splitlines() if line.startswith("  ") and "/" in line]
    assert len(shown) >= len(WRONG)
    assert (
        "greenhouse.brandNewField" in done.stdout
        or "lever.brandNewField" in done.stdout
        or "ashby.brandNewField" in done.stdout
    )
    refused = rows(folder, "select distinct rule from rejected")
    assert {"rule": "missing_title"} in refused


def test_usage_errors_name_the_choices(tmp_path: Path) -> None:
    done = paybands("run", "--sample", "--source", "monster", "--data", str(tmp_path))
    assert done.returncode == 2
    assert "greenhouse" in done.stderr
    assert paybands("run", "--sampel").returncode == 2
    missing = paybands("query", "select 1", "--data", str(tmp_path / "none"))
    assert missing.returncode == 2
    assert "paybands run" in missing.stderr


def test_a_cell_is_walked_back_to_its_words(market: Path) -> None:
    cell = rows(market, "select country_code, level from benchmark_pay_by_country_level where estimate_kind = 'direct' "
                        "order by employers desc limit 1")[0]  # fmt: skip
    dims = [f"{name}={value}" for name, value in cell.items()]
    done = paybands("explain", "--cell", "pay_by_country_level", *dims, "--data", str(market))
    assert done.returncode == 0, done.stderr
    posting = rows(market, "select posting_id from posting_pay where pay_basis = 'text' limit 1")[0]["posting_id"]
    told = paybands("explain", str(posting), "--data", str(market))
    assert told.returncode == 0, told.stderr


def test_queries_reach_the_warehouse_and_nothing_else(market: Path) -> None:
    good = paybands("query", "--format", "json", "select count(*) as n from posting", "--data", str(market))
    assert json.loads(good.stdout)[0]["n"] > 0
    for sql in (
        "from read_csv('/etc/passwd')",
        "copy posting to 'x.csv'",
        "install httpfs",
        "attach 'x.db'",
        "drop table posting",
    ):
        refused = paybands("query", sql, "--data", str(market))
        assert refused.returncode == 1, sql


def test_lines_are_read_as_in_a_run() -> None:
    line = "Base salary: $150,000 - $180,000 a year"
    done = paybands("parse", "pay", "--country", "US", stdin=line + "\n")
    read = json.loads(done.stdout)
    band = read["bands"][0]
    assert (band["pay_min"], band["pay_max"], band["currency_code"], band["period_code"]) == (
        150_000,
        180_000,
        "USD",
        "year",
    )
    assert line[band["evidence_start"] : band["evidence_end"]] == band["evidence_text"]
    title = json.loads(paybands("parse", "title", stdin="Senior Machine Learning Engineer\n").stdout)
    assert (title["role_family"], title["level"], title["is_ai_role"]) == ("ml_engineer", "senior", True)
    place = json.loads(paybands("parse", "place", stdin="Berlin, Germany\n").stdout)
    assert place["places"][0]["country_code"] == "DE"
    skill = json.loads(paybands("parse", "skills", stdin="You know PyTorch and SQL.\n").stdout)
    assert {row["skill"] for row in skill["skills"]} >= {"pytorch", "sql"}
    posting = {
        "title": "ML Engineer",
        "location": "Paris",
        "description": "Salaire : 60 000 - 75 000 € brut par an",
        "country": "FR",
    }
    read = json.loads(paybands("parse", "posting", stdin=json.dumps(posting) + "\n").stdout)
    assert read["bands"][0]["currency_code"] == "EUR"
    assert paybands("parse", "posting", stdin="not json\n").returncode == 2


def test_a_posting_in_html_reads_like_its_text() -> None:
    text = (
        "Your tasks\nBuild RAG pipelines & evals.\nRequirements\n5+ years of experience\nPay: €70,000 - €90,000 a year"
    )
    given = {"title": "Machine Learning Engineer", "location": ["Berlin, Germany", "Remote (Germany)"]}
    blocks = "".join(f"<p>{line}</p>" for line in text.replace("&", "&amp;").split("\n"))
    done = paybands("parse", "posting", stdin="".join(
        json.dumps({**given, "description": each}) + "\n" for each in (text, blocks)
    ))  # fmt: skip
    as_text, as_html = map(json.loads, done.stdout.splitlines())
    assert as_html.pop("text") == text
    assert as_text == as_html
    assert (as_text["level"], as_text["years_min"], as_text["is_ai_role"]) == ("senior", 5, True)
    band = as_text["bands"][0]
    assert text[band["evidence_start"] : band["evidence_end"]] == band["evidence_text"]
    assert {place["country_code"] for place in as_text["places"]} == {"DE"}
