"""What a metro pays and what that buys: price levels as loaded, and the benchmark over them, worked by hand."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from flows import reference
from tests.small_warehouse import Market
from tests.test_benchmarks import AUSTIN, BERLIN, built, rows, ten
from transforms import taxonomy
from warehouse import checks

MARGIN = {"us-austin": 97.6, "us-sf-bay": 115.5}


def test_every_us_metro_and_every_hub_s_country_has_a_price_level() -> None:
    levels = reference.references()["price_level"].rows
    metros = taxonomy.table("metros")
    own = levels.filter(pl.col("price_level_scope") == "metro")
    assert set(own["metro"]) == set(metros.filter(pl.col("country_code") == "US")["metro"])
    assert own["ppp_local_per_usd"].is_between(0.8, 1.3).all()
    assert set(own["currency_code"]) == {"USD"}
    countries = levels.filter(pl.col("price_level_scope") == "country")
    hubs = metros.filter(pl.col("hub_volume_tier").is_in(["1", "2", "3"]))
    assert set(hubs["country_code"]) - set(countries["country_code"]) <= {"TW"}, "the World Bank leaves Taiwan out"
    assert levels.filter(pl.col("country_code") == "US", pl.col("metro") == "")["ppp_local_per_usd"].to_list() == [1.0]
    assert levels.null_count().drop("currency_code").row(0) == (0,) * 6


def test_pay_at_equal_prices_worked_by_hand(tmp_path: Path) -> None:
    market = Market()
    ten(market)
    ten(market, "austin", places=(AUSTIN,))
    with built(market, tmp_path) as db:
        found = {row["metro"]: row for row in rows(db, "from benchmark_metro_pay_and_prices")}
        parity = {
            row["metro"]: row["ppp_local_per_usd"] for row in rows(db, "from price_level where metro is not null")
        }
        assert checks.run(db, "fail") == []
    for metro, index in MARGIN.items():
        cell = found[metro]
        assert (cell["p50_usd"], cell["p50_usd_low"], cell["p50_usd_high"]) == (145_000, 110_000, 180_000)
        assert (cell["price_level_scope"], cell["price_level_year"], cell["country_code"]) == ("metro", 2023, "US")
        assert cell["cost_of_labour_index"] == 100.0
        assert cell["p50_real_usd"] == round(145_000 / parity[metro])
        assert cell["p50_real_usd_low"] == round(110_000 / parity[metro])
        assert cell["p50_real_usd_high"] == round(180_000 / parity[metro])
        assert cell["deflator"] == parity[metro]
        assert 100 * parity[metro] == pytest.approx(index, abs=0.1)
    assert found["us-sf-bay"]["hub_volume_tier"] == "1"


def test_a_metro_without_a_price_level_has_its_country_s_cost_of_living_and_no_real_pay(tmp_path: Path) -> None:
    market = Market()
    ten(market, places=(BERLIN,))
    for row in market.rows["pay_band"]:
        row["currency_code"] = "EUR"
    with built(market, tmp_path) as db:
        [cell] = rows(db, "from benchmark_metro_pay_and_prices")
    assert cell["p50_local"] == 145_000
    assert (cell["price_level_scope"], cell["price_level_year"]) == ("country", 2024)
    assert (cell["p50_real_usd"], cell["p50_real_usd_low"], cell["deflator"]) == (None, None, None)
    assert (cell["cost_of_labour_index"], cell["hub_volume_tier"]) == (None, "2")
    assert cell["cost_of_living_index"] is None, "there is no rate of 2024 in this market"


def test_the_cost_of_living_takes_the_rates_of_the_price_level_s_year(tmp_path: Path) -> None:
    market = Market()
    ten(market, places=(BERLIN,))
    for row in market.rows["pay_band"]:
        row["currency_code"] = "EUR"
    with built(market, tmp_path) as db:
        db.execute("update fx_rate set date = date - interval 2 years")
        query = Path("warehouse/benchmarks/metro_pay_and_prices.sql").read_text(encoding="utf-8")
        [cell] = db.sql(query).pl().to_dicts()
        [ppp] = rows(db, "from price_level where country_code = 'DE'")
    assert cell["cost_of_living_index"] == round(100 * ppp["ppp_local_per_usd"] * 1.2, 1)


def test_a_suppressed_cell_shows_no_pay_in_any_column(tmp_path: Path) -> None:
    market = Market()
    ten(market)
    for name in ("one", "two", "three", "four"):
        market.posting(name, (100_000.0, 120_000.0), places=(AUSTIN,))
    with built(market, tmp_path) as db:
        shown, hidden = sorted(rows(db, "from benchmark_metro_pay_and_prices"), key=lambda cell: -cell["postings"])
    assert (shown["metro"], hidden["metro"]) == ("us-sf-bay", "us-austin")
    assert shown["p50_real_usd"] is not None
    money = [name for name in hidden if name.startswith("p") and ("usd" in name or "local" in name)]
    assert len(money) > 30
    assert {hidden[name] for name in [*money, "cost_of_labour_index"] if name != "price_level_scope"} == {None}
    assert (hidden["suppression_reason"], hidden["cost_of_living_index"]) == ("few_employers", None)
    assert hidden["price_level_scope"] == "metro"


def test_price_levels_are_those_of_the_world_bank_and_of_the_bureau(shared: Path) -> None:
    bank = pl.read_csv(shared / "reference" / "worldbank_ppp.csv")
    newest = bank.drop_nulls("PPP").sort("Year").group_by("Country ID").agg(pl.col("Year", "PPP").last())
    held = taxonomy.table("price_levels").join(newest, left_on="country_code", right_on="Country ID", how="left")
    assert held.filter(pl.col("PPP").is_null()).is_empty()
    lev = pl.when(pl.col("country_code") == "BG").then(1.95583).otherwise(1.0)  # Bulgaria pays in euro since 2026
    wrong = held.filter(
        (pl.col("year").cast(pl.Int64) != pl.col("Year"))
        | ((pl.col("ppp_local_per_usd").cast(pl.Float64) * lev / pl.col("PPP") - 1).abs() > 1e-4)
    )
    assert wrong.is_empty(), wrong
    table = pl.read_csv(shared / "reference" / "bea_rpp_metro_2023.csv")
    bureau = {area.split(" (Metro")[0]: index for area, index in table.iter_rows()}
    for metro, year, parity, source in taxonomy.table("metro_price_levels").iter_rows():
        areas = source.split("all items, ")[1].removeprefix("mean of ").split("; ")
        assert year == "2023"
        assert float(parity) == pytest.approx(sum(bureau[area] for area in areas) / len(areas) / 100, abs=1e-5), metro
