"""Offers as people type them: titles, places and amounts in several languages, and errors that say what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows import offer_words
from flows.cli import app
from flows.settings import SettingsError
from tests.small_warehouse import AS_OF, Market
from warehouse import publish

PLACES = [
    ("münchen", "de-munich", "DE", "dach"),
    ("Bay Area", "us-sf-bay", "US", "north_america"),
    ("nyc", "us-new-york", "US", "north_america"),
    ("東京", "jp-tokyo", "JP", "japan_korea"),
    ("remote Germany", None, "DE", "dach"),
    ("télétravail France", None, "FR", "france_benelux"),
    ("remote us", None, "US", "north_america"),
    ("remote anywhere", None, None, "global_remote"),
    ("Berlin / remote", "de-berlin", "DE", "dach"),
]
TITLES = [
    ("Staff Applied Scientist", "staff", None),
    ("MLE II", "mid", None),
    ("Senior NLP Engineer", "senior", "nlp"),
    ("Ingénieur IA senior, vision par ordinateur", "senior", "computer_vision"),
    ("Desenvolvedor de IA Pleno", "mid", None),
    ("mlops eng", "unspecified", "mlops_deployment"),
]


@pytest.mark.parametrize(("location", "metro", "country", "region"), PLACES)
def test_places_are_read_as_typed(location: str, metro: str | None, country: str | None, region: str) -> None:
    found = offer_words.read("Senior NLP Engineer", location, None, None).where
    assert found[:3] == (metro, country, region)


@pytest.mark.parametrize(("title", "level", "specialization"), TITLES)
def test_titles_are_read_as_typed(title: str, level: str, specialization: str | None) -> None:
    found = offer_words.read(title, "Berlin", None, None)
    assert found.where[3:] == (level, specialization)
    assert any("--specialization" in remark for remark in found.remarks) == (specialization is None)
    assert any("--level" in remark for remark in found.remarks) == (level == "unspecified")


def test_options_win_over_words() -> None:
    found = offer_words.read("Senior NLP Engineer", "Berlin", "staff", "generalist").where
    assert (found.level, found.specialization) == ("staff", "generalist")


def test_what_words_leave_open_is_said() -> None:
    remarks = " ".join(offer_words.read("Research Scientist", "San Francisco or New York", None, None).remarks)
    assert "does not say that this is an AI job" in remarks
    assert "us/ny/new-york-city too" in remarks


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("40000", 40_000),
        ("40k", 40_000),
        ("12,500", 12_500),
        ("1.5m", 1_500_000),
        ("2b", 2e9),
        ("2 bn", 2e9),
        ("60.000,00", 60_000),
        (" 0 ", 0),
    ],
)
def test_amounts_are_read_as_typed(words: str, value: float) -> None:
    assert offer_words.amount("--sign-on", words) == value


def test_bonus_and_equity_are_amounts_or_shares() -> None:
    assert offer_words.bonus("15%", 100_000) == 15_000
    assert offer_words.bonus("15k", 100_000) == 15_000
    assert offer_words.equity("40k", None, 4, None) == (40_000, 4)
    assert offer_words.equity("40k", "annual", 3, None) == (120_000, 3)
    assert offer_words.equity("0.5%", None, 4, 20e6) == (100_000, 4)
    assert offer_words.equity("0.5", "percent", 4, 20e6) == (100_000, 4)
    assert offer_words.equity("0.5%", None, 4, None) == (None, 4)
    for words, unit in (("lots", None), ("1%", "annual")):
        with pytest.raises(SettingsError, match="--equity"):
            offer_words.equity(words, unit, 4, None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published market: six employers in San Francisco, six in Berlin."""
    folder, market = tmp_path_factory.mktemp("offer"), Market()
    for n in range(6):
        low = 150_000.0 + 5_000 * n
        market.posting(f"sf{n}", (low, low + 20_000))
        market.posting(f"berlin{n}", {"annual_min_local": low / 2, "annual_max_local": low / 2, "currency_code": "EUR"},
                       places=("de/be/berlin",))  # fmt: skip
    publish.publish(
        market.save(folder / "work.duckdb"), warehouse=folder / "warehouse.duckdb", exports=folder / "exports",
        as_of=AS_OF, code_version="1", taxonomy_version="1", sources=[],
    )  # fmt: skip
    return folder


def offer(folder: Path, **options: str) -> Any:
    """`paybands offer` with these options in place of, or beside, those of a plain offer."""
    plain = {"title": "Senior NLP Engineer", "location": "Berlin", "base": "85k"}
    words = [word for name, value in {**plain, **options}.items() for word in (f"--{name.replace('_', '-')}", value)]
    return CliRunner().invoke(app, ["offer", "--data", str(folder), *words])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "base 85,000 EUR a year"),
        ({"base": "$120k"}, "base 120,000 USD a year"),
        ({"base": "7.000 €", "period": "month"}, "base 84,000 EUR a year"),
        ({"base": "40", "period": "hour"}, "base 83,200 EUR a year"),
        ({"base": "5000", "period": "month", "location": "Wien"}, "base 70,000 EUR a year"),  # fourteen payments
        ({"location": "remote us", "base": "180000"}, "base 180,000 USD a year"),
        ({"location": "remote anywhere", "base": "100k", "currency": "eur"}, "base 100,000 EUR a year"),
    ],
)
def test_base_pay_is_reckoned_as_a_run_does(folder: Path, options: dict[str, str], said: str) -> None:
    done = offer(folder, **options)
    assert done.exit_code == 0, done.output
    assert said in done.output


def test_an_offer_is_placed_traced_and_valued(folder: Path) -> None:
    done = offer(folder, bonus="10%", equity="40k", sign_on="8k")
    assert "about P" in done.output or "P50, the" in done.output
    for words in (
        "metro=de-berlin level=senior specialization=nlp",
        "Postings behind",
        "us-sf-bay",
        "105,500",
        "115,500",
    ):
        assert words in done.output, words
    assert "Add --valuation" in offer(folder, equity="0.1%").output


def test_where_nothing_is_published_it_says_where_something_is(folder: Path) -> None:
    output = offer(folder, location="Paris").output
    assert "No cell of the offer is published" in output
    assert "at level senior: DE, US." in output


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"location": "remote europe"}, "spans several markets"),
        ({"location": "somewhere nice"}, "no city, country or market"),
        ({"title": " "}, "--title is blank"),
        ({"base": "plenty"}, "no amount of pay is read"),
        ({"base": "90-100k"}, "more than one amount"),
        ({"base": "20"}, "check --base and --period"),
        ({"base": "100k", "location": "remote anywhere"}, "add --currency"),
        ({"currency": "XXX"}, "there are rates for EUR, GBP, USD"),
        ({"level": "boss"}, "there are intern, entry"),
        ({"sign_on": "x"}, "--sign-on 'x'"),
    ],
)
def test_errors_say_what_to_do_next(folder: Path, options: dict[str, str], says: str) -> None:
    done = offer(folder, **options)
    assert isinstance(done.exception, SettingsError)
    assert says in str(done.exception)


def test_nested_columns_are_json_in_a_csv(folder: Path) -> None:
    sql = "select ['a', 'ü'] as list, {'x': 1} as struct, null::varchar[] as missing"
    done = CliRunner().invoke(app, ["query", "--data", str(folder), "--format", "csv", sql])
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[1] == '"[""a"", ""ü""]","{""x"": 1}",'
