"""Benchmarks over small markets whose answers were worked out by hand: cells, files, and the way back to the words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from tests.small_warehouse import AS_OF, Market
from warehouse import benchmarks, checks, database, explain, sql_files, views

SF, NY, AUSTIN, BERLIN = "us/ca/san-francisco", "us/ny/new-york-city", "us/tx/austin", "de/be/berlin"
DAY = dt.timedelta(days=1)
KEYS = ("component", "dimension", "value", "term", "model", "month", "method", "benchmark", "cell", "source", "country_code",
        "level", "size_band")  # fmt: skip


@contextmanager
def built(market: Market, folder: Path, *, views_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """The market with views and benchmarks, open."""
    path = market.save(folder / "work.duckdb")
    with database.open_work(path, spill=folder / "spill") as db:
        with database.transaction(db):
            views.build(db, as_of=AS_OF, run_id="run", code_version="1", taxonomy_version="t")
            if not views_only:
                benchmarks.build(db)
        yield db


def rows(db: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    return database.frame(db, query).to_dicts()


def votes(market: Market, folder: Path) -> set[tuple[Any, ...]]:
    """Of every vote: posting, place, metro, country, region, level, weight and low end."""
    with built(market, folder, views_only=True) as db:
        found = rows(db, "from posting_pay where left_out_reason is null")
    return {
        (r["posting_id"].rsplit(":", 1)[1], r["metro"], r["country_code"], r["market_region"], r["level"],
         round(r["weight"], 4), round(r["pay_min_usd"]))
        for r in found
    }  # fmt: skip


def scoped(low: float, place: str | None = None, level: str | None = None, **more: Any) -> dict[str, Any]:
    """A band stated for a place or a level."""
    where: dict[str, Any] = {}
    if place:
        country, *rest = place.split("/")
        metros = {SF: "us-sf-bay", NY: "us-new-york", AUSTIN: "us-austin", BERLIN: "de-berlin"}
        where = {"location_scope": place, "scope_place_id": place, "scope_country_code": country.upper(),
                 "scope_admin1": rest[0].upper() if rest else None, "scope_metro": metros.get(place)}  # fmt: skip
    if level:
        where |= {"level_scope": level, "scope_level": level}
    return {"annual_min_local": low, "annual_max_local": low * 1.1, **where, **more}


# ---- cells


def ten(market: Market, first: str = "", **over: Any) -> None:
    """Ten employers in San Francisco that pay exactly 100,000, 110,000 ... 190,000."""
    for i in range(10):
        pay = 100_000.0 + 10_000 * i
        market.posting(f"{first}{i}", {"annual_min_local": pay, "annual_max_local": pay}, **over)


def test_a_cell_worked_by_hand(tmp_path: Path) -> None:
    market = Market()
    ten(market)
    market.posting("silent", employer="silent")
    with built(market, tmp_path) as db:
        [cell] = rows(db, "from benchmark_pay_by_metro_level")
    assert (cell["metro"], cell["level"], cell["postings"], cell["employers"]) == (
        "us-sf-bay",
        "senior",
        10,
        10,
    )
    assert (cell["p50_usd"], cell["p50_usd_low"], cell["p50_usd_high"]) == (145_000, 110_000, 180_000)
    assert (cell["p25_usd"], cell["p75_usd"], cell["p10_usd"], cell["p90_usd"]) == (
        120_000,
        170_000,
        None,
        None,
    )
    assert (cell["disclosure_rate"], cell["effective_n"], cell["top_employer_share"]) == (0.9091, 10.0, 0.1)
    assert (cell["currency_code"], cell["p50_local"], cell["p50_local_low"]) == ("USD", 145_000, 110_000)
    assert (cell["estimate_kind"], cell["interval_kind_p50"], cell["interval_kind_p90"]) == (
        "direct",
        "direct",
        "none",
    )
    assert (cell["window_start"], cell["window_end"]) == (dt.date(2025, 11, 2), AS_OF)


def test_money_is_one_rate_a_currency_and_local_money_the_country_s(tmp_path: Path) -> None:
    market = Market()
    ten(market, places=(BERLIN,), work_mode="hybrid")
    for row in market.rows["pay_band"]:
        row["currency_code"] = "EUR"
    market.rows["pay_band"][0] |= {
        "currency_code": "USD",
        "annual_min_local": 120_000.0,
        "annual_max_local": 120_000.0,
    }
    with built(market, tmp_path) as db:
        [cell] = rows(db, "from benchmark_pay_by_country_level")
        [rate] = rows(db, "from money where currency_code = 'EUR'")
    assert (rate["usd"], rate["days"], rate["rate_from"], rate["rate_date"]) == (
        1.2,
        30,
        AS_OF - 29 * DAY,
        AS_OF,
    )
    assert (cell["p50_usd"], cell["p50_local"], cell["currency_code"]) == (174_000, 145_000, "EUR")


def test_a_cell_without_stated_pay_is_there_and_says_so(tmp_path: Path) -> None:
    market = Market()
    market.posting("silent")
    with built(market, tmp_path) as db:
        [cell] = rows(db, "from benchmark_pay_by_country_level")
    assert (cell["postings"], cell["employers"], cell["disclosure_rate"], cell["p50_usd"]) == (
        0,
        0,
        0.0,
        None,
    )
    assert (cell["estimate_kind"], cell["suppression_reason"], cell["interval_kind_p50"]) == (
        "suppressed",
        "few_employers",
        "none",
    )


def test_an_ad_without_pay_changes_no_percentile(tmp_path: Path) -> None:
    market = Market()
    ten(market)
    (tmp_path / "a").mkdir()
    with built(market, tmp_path / "a") as db:
        [before] = rows(db, "from benchmark_pay_by_country_level")
    market.posting("silent", employer="0")
    (tmp_path / "b").mkdir()
    with built(market, tmp_path / "b") as db:
        [after] = rows(db, "from benchmark_pay_by_country_level")
    assert before.pop("disclosure_rate") > after.pop("disclosure_rate")
    assert before == after


def test_who_states_pay(tmp_path: Path) -> None:
    market = Market()
    market.posting("a", (100, 120), employer="acme", pay_expected=True)
    market.posting("b", employer="acme", pay_expected=True, places=(BERLIN,))
    market.posting("c", is_ai_role=False)
    with built(market, tmp_path) as db:
        found = {(r["dimension"], r["value"]): r for r in rows(db, "from benchmark_disclosure")}
    assert found["country_code", "US"]["disclosure_rate"] == 1
    assert found["country_code", "DE"]["disclosure_rate"] == 0
    whole = found["level", "senior"]
    assert (whole["ai_jobs"], whole["employers"], whole["jobs_due"], whole["jobs_due_stating_pay"]) == (
        2,
        1,
        2,
        1,
    )


def test_what_could_be_read(tmp_path: Path) -> None:
    market = Market()
    market.posting("a", (100, 120))
    market.posting("b", level="unspecified", work_mode="unknown", places=("world",))
    market.posting("c", is_ai_role=False)
    market.add(
        "rejected",
        source="greenhouse",
        board="board",
        native_id="9",
        stage="parse",
        rule="no_title",
        value="",
    )
    with built(market, tmp_path) as db:
        [row] = rows(db, "from benchmark_coverage")
    wanted = (
        "postings",
        "ai_postings",
        "with_base_pay",
        "with_country",
        "with_level",
        "with_work_mode",
        "rejected",
    )
    assert [row[name] for name in wanted] == [3, 2, 1, 1, 1, 1, 1]


# ---- every benchmark


def crowd() -> Market:
    """Cells of all sizes: employers that post much or little, in one place or three, with and without pay."""
    market = Market()
    for i in range(160):
        places = [(SF,), (NY,), (SF, NY, AUSTIN), (BERLIN,)][i % 4]
        low = 90_000.0 + 700 * ((i * 37) % 160)
        bands = [(low, low * (1.0 + 0.3 * (i % 3)))] if i % 5 else []
        market.posting(
            str(i), *bands, employer=f"e{(i * i) % 41}", places=places, level=["mid", "senior", "staff"][i % 7 % 3],
            specialization=["nlp", "mlops"][i % 11 % 2], size_band=["1-50", "5001+"][i % 2],
        )  # fmt: skip
    return market


def test_no_file_goes_around_a_gate(tmp_path: Path) -> None:
    """Counted anew from the votes themselves, for every cell of every file."""
    with built(crowd(), tmp_path) as db:
        assert checks.run(db, "fail") == []
        shown = 0
        for file in (file for file in sql_files.benchmarks() if file.cells):
            dims = ", ".join(file.cells)
            anew = database.frame(
                db,
                f"""with job as (select {dims}, employer_id, least(sum(weight), 1) as s from posting_pay
                    where left_out_reason is null group by {dims}, employer_id, job_id),
                firm as (select {dims}, least(sum(s), 1) as a from job group by {dims}, employer_id)
                select {dims}, count(*) filter (a >= 0.2 - 1e-9) as firms, max(a) / sum(a) as top from firm
                group by {dims}""",
            )
            for cell in (
                database.frame(db, f"from benchmark_{file.name}").join(anew, on=file.cells, how="left").to_dicts()
            ):
                assert cell["employers"] == (cell["firms"] or 0)
                for p, least in {10: 20, 25: 10, 50: 5, 75: 10, 90: 20}.items():
                    if cell[f"p{p}_usd"] is not None:
                        shown += 1
                        assert cell["firms"] >= least
                        assert cell["top"] <= 0.25 + 1e-9
                    else:
                        assert cell[f"p{p}_usd_low"] is None
                        assert cell.get(f"p{p}_local") is None
        assert shown > 50


def test_headers_say_every_column_and_files_are_as_the_house_writes_them(tmp_path: Path) -> None:
    with built(crowd(), tmp_path) as db:
        made = [(f"benchmark_{file.name}", file) for file in sql_files.benchmarks()]
        made += [(name, sql_files.read(sql_files.FOLDER / "views" / f"{name}.sql")) for name in views.ORDER]
        for name, file in made:
            assert list(file.columns) == database.frame(db, f"from {name} limit 0").columns, name
            lines = [line for line in file.sql.splitlines() if not line.startswith("--")]
            words = [word for line in lines for word in line.split() if "'" not in word]
            assert not [word for word in words if word.isupper() and word.isalpha()], f"{name}: SQL is lower case"
            assert lines[-1].startswith("order by") or file.kind == "view", f"{name}: the last line puts rows in order"


def test_files_are_in_a_total_order_and_can_be_pasted_into_a_shell(tmp_path: Path) -> None:
    with built(crowd(), tmp_path) as db:
        for file in sql_files.benchmarks():
            pasted = database.frame(db, file.sql)
            assert pasted.equals(database.frame(db, f"from benchmark_{file.name}")), file.name
            keys = file.cells or [name for name in KEYS if name in pasted.columns]
            assert pasted.select(keys).is_duplicated().sum() == 0, file.name


def test_everything_carries_a_comment(tmp_path: Path) -> None:
    with built(crowd(), tmp_path) as db:
        silent = rows(
            db,
            """select table_name as name, column_name from duckdb_columns()
            where schema_name = 'main' and not internal and comment is null and table_name not in ('fx_rate', 'level', 'role')
            union all select table_name, '' from duckdb_tables()
            where schema_name = 'main' and not internal and comment is null and table_name not in ('fx_rate', 'level', 'role')
            union all select view_name, '' from duckdb_views()
            where schema_name = 'main' and not internal and comment is null""",
        )
    assert silent == []


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    market = crowd()
    (tmp_path / "a").mkdir()
    with built(market, tmp_path / "a") as db:
        before = {file.name: database.frame(db, f"from benchmark_{file.name}") for file in sql_files.benchmarks()}
    for table in market.rows.values():
        table.reverse()
    (tmp_path / "b").mkdir()
    with built(market, tmp_path / "b") as db:
        for name, frame in before.items():
            assert frame.equals(database.frame(db, f"from benchmark_{name}")), name


# ---- why


def test_from_a_cell_to_its_votes_and_words(tmp_path: Path) -> None:
    market = Market()
    ten(market)
    market.posting("loud", (120_000, 130_000), employer="0", places=(SF, NY))
    with built(market, tmp_path) as db:
        story = explain.explain_cell(db, "pay_by_metro_level.csv", {"metro": "us-sf-bay", "level": "senior"})
    assert story.cell["employers"].to_list() == [10]
    assert story.votes["vote"].sum() == pytest.approx(1)
    assert story.votes.height == 11
    assert story.votes["evidence_text"].unique().to_list() == ["the words"]
    shared = story.employers.row(by_predicate=pl.col("employer_id") == "0", named=True)
    assert (shared["jobs"], shared["sum_of_shares"], shared["vote"]) == (2, 1.5, pytest.approx(0.1))


def test_from_a_posting_to_its_words(tmp_path: Path) -> None:
    market = Market()
    posting = market.posting("p", scoped(200, SF), scoped(150, NY), places=(SF, NY))
    with built(market, tmp_path) as db:
        story = explain.explain_posting(db, posting)
        with pytest.raises(explain.ExplainError, match="posting_current"):
            explain.explain_posting(db, "' or 1=1 --")
    assert story.bands["evidence_text"].to_list() == ["the words"] * 2
    assert story.votes["weight"].to_list() == [1.0, 1.0]
    assert story.population["left_out_reason"].to_list() == [None]


def test_explaining_names_what_there_is(tmp_path: Path) -> None:
    market = Market()
    market.posting("p", (100, 120))
    with built(market, tmp_path) as db:
        with pytest.raises(explain.ExplainError, match="pay_by_country_level"):
            explain.explain_cell(db, "nonsense", {})
        with pytest.raises(explain.ExplainError, match="country_code, level"):
            explain.explain_cell(db, "pay_by_country_level", {"metro": "x"})
        with pytest.raises(explain.ExplainError, match="US"):
            explain.explain_cell(
                db, "pay_by_country_level", {"country_code": "'; drop table posting", "level": "senior"}
            )


def test_years_of_experience_stand_in_order_of_their_figures(tmp_path: Path) -> None:
    market = Market()
    for years in (12, 9, 6, 3, 1, None):
        market.posting(f"y{years}", (100_000, 120_000), years_min=years)
    with built(market, tmp_path) as db:
        bands = db.sql("select experience_years from benchmark_pay_by_experience_years").fetchall()
    assert [band for (band,) in bands] == ["0-1", "2-4", "5-7", "8-11", "12+", "unspecified"]
