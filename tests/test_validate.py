"""Outside checks: what is compared with what, and that misses and thin evidence are said."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from tests import outside, validate
from warehouse import database


def test_agreement_counts_hits_and_misses_alike() -> None:
    pairs = pl.DataFrame(
        {"ours": [100.0, 109.0, 85.0, 200.0, 50.0, None], "theirs": [100.0, 100.0, 100.0, 110.0, 90.0, 70.0]}
    )
    found = validate.agreement(pairs)
    assert found.pairs == 5
    assert found.ratio == pytest.approx(1.0)
    assert found.within_10 == pytest.approx(0.4)
    assert found.within_20 == pytest.approx(0.6)
    assert found.rank_correlation == pytest.approx(pl.select(pl.corr(
        pl.Series([3.0, 4.0, 2.0, 5.0, 1.0]), pl.Series([3.0, 3.0, 3.0, 5.0, 1.0])
    )).item())  # fmt: skip


def test_thin_evidence_is_called_thin() -> None:
    none = validate.agreement(
        pl.DataFrame({"ours": [None], "theirs": [1.0]}, schema={"ours": pl.Float64, "theirs": pl.Float64})
    )
    assert none == validate.Agreement(0, None, None, None, None)
    assert "nothing to compare" in validate.verdict(none)
    two = validate.agreement(pl.DataFrame({"ours": [1.0, 2.0], "theirs": [1.0, 2.0]}))
    assert two.rank_correlation is None
    assert "too few" in validate.verdict(two)


def test_oews_takes_whole_areas_and_leaves_out_its_top_code(tmp_path: Path) -> None:
    path = tmp_path / "oews.csv"
    path.write_text(
        "area_code,area_type,area_name,industry_code,soc_code,employment,a_median,a_pct25,a_pct75\n"
        "0011111,M,One,000000,15-2051,300,100000,,\n0022222,M,Two,000000,15-2051,100,200000,,\n"
        "0033333,M,Three,000000,15-2051,100,239200,,\n0011111,M,One,541500,15-2051,300,1,,\n"
        "0600000,S,Coast,000000,15-2051,300,150000,,\n0700000,S,Hills,000000,15-2051,300,239200,,\n"
        "0044444,M,Four,000000,15-2051,100,#,,\n0000000,N,Nation,000000,15-2051,999,120000,90000,239200\n",
        encoding="utf-8",
    )
    table = outside.oews(path)
    nation = table.filter(pl.col("area") == "nation")
    assert nation.select("theirs", "p25", "p75").rows() == [(120_000, 90_000, None)]
    numbers = outside.state_numbers(path)
    assert numbers.rows() == [("06", "Coast"), ("07", "Hills")]
    assert outside.by_state(table, numbers.rename({"name": "state"})).rows() == [("Coast", 150_000.0)]
    metros = pl.DataFrame({"metro": ["both", "high", "none"], "cbsa": ["11111|22222", "33333", "44444"]})
    assert outside.by_metro(table, metros).rows() == [("both", 125_000.0)]


def test_ai_jobs_counts_full_time_ai_titles_of_late_years(tmp_path: Path) -> None:
    path = tmp_path / "ai.csv"
    head = (
        "work_year,experience_level,employment_type,job_title,salary,salary_currency,salary_in_usd,company_location\n"
    )
    rows = [f"2024,SE,FT,Machine Learning Engineer,0,USD,{200_000 + n},US\n" for n in range(11)]
    other = ["2020,SE,FT,Machine Learning Engineer,0,USD,1,US\n", "2024,SE,CT,Machine Learning Engineer,0,USD,1,US\n",
             "2024,SE,FT,Receptionist,0,USD,1,US\n", "2024,EX,FT,Machine Learning Engineer,0,USD,1,US\n",
             "2024,MI,FT,Machine Learning Engineer,0,USD,1,DE\n"]  # fmt: skip
    path.write_text(head + "".join(rows + other * 11), encoding="utf-8")
    found = outside.ai_jobs(path)
    assert found.filter(pl.col("level") == "senior").rows() == [("US", "senior", 11, 200_005.0)]
    assert set(found["level"]) == {"senior", "mid"}
    by_role = outside.ai_jobs(path, ("country_code", "role_family"))
    assert by_role.rows() == [
        ("DE", "ml_engineer", 11, 1.0),
        ("US", "ml_engineer", 11, 200_005.0),
    ]


def test_percentiles_are_compared_where_both_say_them() -> None:
    ours = pl.DataFrame({"role": ["a", "b"], "employers": [12, 3], "p25": [90.0, None], "p50": [100.0, None],
                         "p75": [110.0, None], "suppression_reason": [None, "few_employers"]})  # fmt: skip
    theirs = pl.DataFrame({"role": ["a", "b"], "p25": [80.0, 70.0], "p50": [100.0, 90.0], "p75": [None, 120.0]})
    found = validate.per_percentile(ours, theirs, "role")
    assert found.select("role", "percentile", "ours", "theirs").sort("role", "percentile").rows() == [
        ("a", "p25", 90.0, 80.0), ("a", "p50", 100.0, 100.0),
        ("b", "p25", None, 70.0), ("b", "p50", None, 90.0), ("b", "p75", None, 120.0),
    ]  # fmt: skip


def test_growth_is_an_index_over_itself_a_year_before() -> None:
    trend = pl.DataFrame({
        "value": ["US"] * 3, "month": [dt.date(2025, 3, 1), dt.date(2026, 3, 1), dt.date(2026, 4, 1)], "index": [100.0, 105.0, None],
    })  # fmt: skip
    assert validate.yearly_growth(trend).rows() == [("US", dt.date(2026, 3, 1), pytest.approx(1.05))]


def test_transparency_is_that_of_the_newest_month(tmp_path: Path) -> None:
    path = tmp_path / "stated.csv"
    path.write_text("date,country_code,pay_transparency_pct\n2026-02-01,US,48\n2026-01-01,US,40\n2026-01-01,DE,20\n")
    assert outside.transparency(path).sort("country_code").rows() == [
        ("DE", dt.date(2026, 1, 1), 0.2), ("US", dt.date(2026, 2, 1), 0.48),
    ]  # fmt: skip


@pytest.mark.slow
def test_real_postings_are_compared(shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    validate.build(shared, tmp_path)
    with database.open_snapshot(tmp_path / "warehouse.duckdb") as db:
        comparisons = validate.compare(db, shared / "reference")
    assert len(comparisons) == 10
    validate.show(comparisons)
    assert "Agreement" in capsys.readouterr().out
