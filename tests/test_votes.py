"""Who votes, where and how much, over small markets whose answers were worked out by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.small_warehouse import Market
from tests.test_benchmarks import AUSTIN, BERLIN, DAY, NY, SF, built, rows, scoped, votes

# ---- who votes


def population(market: Market, folder: Path) -> dict[str, str | None]:
    with built(market, folder, views_only=True) as db:
        found = rows(db, "from population")
    return {row["posting_id"].rsplit(":", 1)[1]: row["left_out_reason"] for row in found}


def test_who_votes_and_why_not(tmp_path: Path) -> None:
    market = Market()
    market.posting("votes", (100, 120))
    market.posting("no_ai", (100, 120), is_ai_role=False)
    market.posting("intern", (100, 120), employment_type="internship")
    market.posting("intern_level", (100, 120), level="intern")
    market.posting("contract", (100, 120), employment_type="contract")
    market.posting("project", (100, 120), employment_type="per_project")
    assert population(market, tmp_path) == {
        "votes": None, "no_ai": "not_ai_role", "intern": "internship", "intern_level": "internship",
        "contract": "contract", "project": "per_project",
    }  # fmt: skip


def test_the_window_is_of_days_observed_open(tmp_path: Path) -> None:
    first = dt.datetime(2025, 11, 2)  # noqa: DTZ001
    ages_ago = dt.datetime(2020, 1, 1)  # noqa: DTZ001
    market = Market()
    market.posting("closed_on_the_first_day", first_seen_at=ages_ago, last_seen_at=first, closed_at=first)
    market.posting("closed_before_it", first_seen_at=ages_ago, last_seen_at=first - DAY, closed_at=first)
    market.posting("seen_after_it", first_seen_at=dt.datetime(2026, 11, 2))  # noqa: DTZ001
    market.posting("feed", shows_closing=False, posted_date=first.date(), last_seen_at=first + 800 * DAY)
    market.posting("old_feed", shows_closing=False, posted_date=first.date() - DAY)
    assert set(population(market, tmp_path)) == {"closed_on_the_first_day", "feed"}


def test_a_job_votes_once_by_the_posting_that_states_pay(tmp_path: Path) -> None:
    market = Market()
    market.posting("a", employer="acme", job_id="job")
    market.posting("b", (100, 120), employer="acme", job_id="job")
    market.posting("c", (200, 220), employer="acme", job_id="job", is_ai_role=False)
    assert population(market, tmp_path) == {"a": "same_job", "b": None, "c": "not_ai_role"}


def test_a_job_posted_once_per_place_votes_once_in_all_of_them(tmp_path: Path) -> None:
    market = Market()
    market.posting("a", (100, 120), job_id="job", employer="acme", places=(SF,))
    market.posting("b", (100, 120), job_id="job", employer="acme", places=(BERLIN,))
    market.posting("c", (100, 120), job_id="job", employer="acme", places=(NY,), employment_type="contract")
    market.posting("d", (100, 120), job_id="job", employer="acme", places=("unknown",))
    assert votes(market, tmp_path) == {
        ("a", "us-sf-bay", "US", "north_america", "senior", 0.5, 100),
        ("a", "de-berlin", "DE", "dach", "senior", 0.5, 100),
    }


def test_bands_that_no_benchmark_may_use_have_no_vote(tmp_path: Path) -> None:
    market = Market()
    market.posting("net", scoped(100, is_benchmark_base=False, excluded_reason="net", gross_net="net"))
    market.posting("one_sided", {"annual_min_local": 100.0, "annual_max_local": None})
    market.posting("inverted", {"annual_min_local": 100.0, "annual_max_local": 90.0})
    market.posting("no_rate", scoped(100, currency_code="XYZ"))
    assert votes(market, tmp_path) == set()


# ---- where and how much


def test_places_and_levels_split_a_vote(tmp_path: Path) -> None:
    market = Market()
    market.posting("p", (100, 120), places=(SF, BERLIN), levels=("senior", "staff"))
    assert votes(market, tmp_path) == {
        ("p", "us-sf-bay", "US", "north_america", "senior", 0.25, 100),
        ("p", "us-sf-bay", "US", "north_america", "staff", 0.25, 100),
        ("p", "de-berlin", "DE", "dach", "senior", 0.25, 100),
        ("p", "de-berlin", "DE", "dach", "staff", 0.25, 100),
    }


def test_a_band_for_that_very_place_counts_one_there_and_nowhere_else(tmp_path: Path) -> None:
    market = Market()
    market.posting("p", scoped(200, SF), scoped(150, NY), places=(SF, NY, AUSTIN))
    assert votes(market, tmp_path) == {
        ("p", "us-sf-bay", "US", "north_america", "senior", 1.0, 200),
        ("p", "us-new-york", "US", "north_america", "senior", 1.0, 150),
    }


def test_a_band_for_the_rest_counts_with_the_share_of_the_rest(tmp_path: Path) -> None:
    market = Market()
    market.posting("p", scoped(200, SF), (150, 160), places=(SF, AUSTIN))
    assert votes(market, tmp_path) == {
        ("p", "us-sf-bay", "US", "north_america", "senior", 1.0, 200),
        ("p", "us-austin", "US", "north_america", "senior", 0.5, 150),
    }


def test_a_band_for_a_country_is_shared_by_the_places_in_it(tmp_path: Path) -> None:
    market = Market()
    market.posting("p", scoped(200, "us"), scoped(90, "de"), places=(SF, NY, BERLIN))
    assert votes(market, tmp_path) == {
        ("p", "us-sf-bay", "US", "north_america", "senior", 0.5, 200),
        ("p", "us-new-york", "US", "north_america", "senior", 0.5, 200),
        ("p", "de-berlin", "DE", "dach", "senior", 1.0, 90),
    }


def test_a_list_of_places_names_each_of_them(tmp_path: Path) -> None:
    """The scope resolves to the first place only; the words name the second."""
    market = Market()
    market.posting(
        "p",
        scoped(200, SF, location_scope="San Francisco / Austin"),
        scoped(150, NY),
        places=(SF, NY, AUSTIN),
    )
    assert {(metro, low) for _, metro, _, _, _, _, low in votes(market, tmp_path)} == {
        ("us-sf-bay", 200), ("us-austin", 200), ("us-new-york", 150),
    }  # fmt: skip


def test_bands_by_level(tmp_path: Path) -> None:
    market = Market()
    market.posting("both", scoped(100, level="senior"), scoped(150, level="staff"), levels=("senior", "staff"))
    market.posting("named_by_pay", scoped(100, level="mid"), scoped(150, level="senior"), level="unspecified")
    assert {(name, level, weight, low) for name, _, _, _, level, weight, low in votes(market, tmp_path)} == {
        ("both", "senior", 1.0, 100), ("both", "staff", 1.0, 150),
        ("named_by_pay", "mid", 1.0, 100), ("named_by_pay", "senior", 1.0, 150),
    }  # fmt: skip


def test_bands_by_place_and_level(tmp_path: Path) -> None:
    market = Market()
    bands = [
        scoped(100 * (i + 1) + 10 * k, p, level)
        for i, p in enumerate((SF, NY))
        for k, level in enumerate(("mid", "senior"))
    ]
    market.posting("p", *bands, places=(SF, NY), levels=("mid", "senior"))
    assert {(metro, level, weight, low) for _, metro, _, _, level, weight, low in votes(market, tmp_path)} == {
        ("us-sf-bay", "mid", 1.0, 100), ("us-sf-bay", "senior", 1.0, 110),
        ("us-new-york", "mid", 1.0, 200), ("us-new-york", "senior", 1.0, 210),
    }  # fmt: skip


def test_remote_jobs_count_as_far_as_they_reach(tmp_path: Path) -> None:
    market = Market()
    market.posting("country", (100, 120), work_mode="remote_country", places=("de",))
    market.posting("city", (100, 120), work_mode="remote_country", places=(BERLIN,))
    market.posting("region", (100, 120), work_mode="remote_region", places=("europe",))
    market.posting("world", (100, 120), work_mode="remote_global", places=("world",))
    market.posting("placed_world", (100, 120), work_mode="remote_global", places=(BERLIN,))
    assert {vote[:4] for vote in votes(market, tmp_path)} == {
        ("country", None, "DE", "dach"), ("city", None, "DE", "dach"), ("region", None, None, "dach"),
        ("world", None, None, "global_remote"), ("placed_world", None, None, "global_remote"),
    }  # fmt: skip


def test_pay_by_zones_counts_for_the_country_and_never_for_a_metro(tmp_path: Path) -> None:
    zones = [
        scoped(300, SF, location_scope="Zone 1 (San Francisco, New York City)"),
        scoped(200, location_scope="Zone 2"),
        scoped(100, "us", location_scope="Zone 3 (all other US)"),
    ]
    market = Market()
    market.posting("remote", *zones, work_mode="remote_country", places=("us",))
    market.posting("named", *zones, places=(NY,))
    market.posting("unnamed", *zones, places=(AUSTIN,))
    third, half = 0.3333, 0.5
    found = votes(market, tmp_path)
    assert {(name, metro, country, weight, low) for name, metro, country, _, _, weight, low in found} == {
        ("remote", None, "US", third, 300), ("remote", None, "US", third, 200), ("remote", None, "US", third, 100),
        ("named", None, "US", 1.0, 300),
        ("unnamed", None, "US", half, 200), ("unnamed", None, "US", half, 100),
    }  # fmt: skip


def test_places_inside_a_country_speak_for_a_job_that_names_only_the_country(tmp_path: Path) -> None:
    market = Market()
    market.posting("p", scoped(200, SF), scoped(150, NY), work_mode="remote_country", places=("us",))
    assert {(country, weight, low) for _, _, country, _, _, weight, low in votes(market, tmp_path)} == {
        ("US", 0.5, 200), ("US", 0.5, 150),
    }  # fmt: skip
