"""Offers: placed by published figures alone, valued in money, and never around a gate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from tests.small_warehouse import AS_OF, Market
from warehouse import database, offers, publish

CELL = {
    "p10_usd": None, "p25_usd": 100.0, "p50_usd": 120.0, "p75_usd": 160.0, "p90_usd": None,
    "p10_usd_low": None, "p25_usd_low": 90.0, "p50_usd_low": 110.0, "p75_usd_low": None, "p90_usd_low": None,
    "p10_usd_high": None, "p25_usd_high": 108.0, "p50_usd_high": 140.0, "p75_usd_high": 190.0, "p90_usd_high": None,
}  # fmt: skip
BERLIN = offers.Where("de-berlin", "DE", "dach", "senior", "nlp")


@pytest.mark.parametrize(
    ("base", "percentile", "low", "high"),
    [
        (100.0, 25.0, None, 37.5),  # bounds of P25 are 90 and 108: below the one of P25 nothing is known
        (120.0, 50.0, 34.375, None),
        (140.0, 62.5, 50.0, None),
    ],
)
def test_a_base_stands_between_published_percentiles(
    base: float, percentile: float, low: float | None, high: float | None
) -> None:
    found = offers.standing(CELL, base)
    assert (found.percentile, found.low, found.high) == (percentile, low, high)
    assert found.words == f"about P{percentile:.0f}"


@pytest.mark.parametrize(("base", "words"), [(99.0, "below P25"), (161.0, "above P75")])
def test_beyond_what_is_published_there_is_no_percentile(base: float, words: str) -> None:
    found = offers.standing(CELL, base)
    assert found[:3] == (None, None, None)
    assert found.words.startswith(words)


def test_totals_count_equity_by_its_fate() -> None:
    rows = offers.totals(100_000, 10_000, 20_000, offers.Equity(80_000, 4))
    assert rows["equity_multiple"].to_list() == [0, 0.5, 1, 2]
    assert rows["total"].to_list() == [115_000, 125_000, 135_000, 155_000]
    assert offers.totals(100_000, 0, 5_000, None)["total"].to_list() == [105_000]
    assert offers.totals(100_000, 0, 0, offers.Equity(None, 4))["total"].to_list() == [100_000]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Ten employers in San Francisco, ten in Austin at half the pay, three in Berlin."""
    folder, market = tmp_path_factory.mktemp("offers"), Market()
    for n in range(10):
        low = 150_000.0 + 5_000 * n
        market.posting(f"sf{n}", (low, low + 20_000))
        market.posting(f"austin{n}", (low / 2, low / 2 + 10_000), places=("us/tx/austin",))
    for n in range(3):
        market.posting(f"berlin{n}", {"annual_min_local": 80_000.0, "annual_max_local": 90_000.0, "currency_code": "EUR"},
                       places=("de/be/berlin",))  # fmt: skip
    publish.publish(
        market.save(folder / "work.duckdb"), warehouse=folder / "warehouse.duckdb", exports=folder / "exports",
        as_of=AS_OF, code_version="1", taxonomy_version="1", sources=[],
    )  # fmt: skip
    with database.open_snapshot(folder / "warehouse.duckdb") as db:
        yield db


def where(metro: str | None, country: str, region: str, **over: Any) -> offers.Where:
    return offers.Where(metro, country, region, "senior", "nlp")._replace(**over)


def test_the_nearest_published_cell_is_taken(snapshot: duckdb.DuckDBPyConnection) -> None:
    cells = offers.ladder(snapshot, where("us-sf-bay", "US", "north_america"))
    assert cells["benchmark"].to_list() == list(offers.LADDER)
    cell = offers.published(cells)
    assert cell is not None
    assert (cell["benchmark"], cell["employers"]) == ("pay_by_metro_level_specialization", 10)
    remote = offers.ladder(snapshot, where(None, "US", "north_america"))
    assert set(remote["benchmark"]) == {name for name, dims in offers.LADDER.items() if "metro" not in dims}


def test_a_cell_that_is_held_back_places_no_offer(snapshot: duckdb.DuckDBPyConnection) -> None:
    cells = offers.ladder(snapshot, BERLIN)
    assert cells.height == len(offers.LADDER)
    assert offers.published(cells) is None
    assert offers.published(offers.ladder(snapshot, where("xx-none", "XX", "none"))) is None


def test_room_and_comparable_postings_are_of_the_cell(snapshot: duckdb.DuckDBPyConnection) -> None:
    cell = offers.published(offers.ladder(snapshot, where("us-sf-bay", "US", "north_america")))
    assert cell is not None
    room = offers.room(snapshot, cell, 190_000)
    assert room is not None
    assert room["jobs_with_a_range"] == 10
    assert room["employers_reaching_higher"] == pytest.approx(0.5)
    near = offers.comparable(snapshot, cell, BERLIN)
    assert near.height == offers.MOST_COMPARABLE
    assert near["employer_name"].str.starts_with("sf").all()


def test_elsewhere_the_same_standing_costs_what_employers_pay(snapshot: duckdb.DuckDBPyConnection) -> None:
    cell = offers.published(offers.ladder(snapshot, where("us-sf-bay", "US", "north_america")))
    assert cell is not None
    others = offers.elsewhere(snapshot, cell, 200_000)
    assert others["place"].to_list() == ["us-austin"]  # Berlin's cell is held back
    assert others["base_usd_for_same_standing"].to_list() == [pytest.approx(100_000, abs=1_000)]
