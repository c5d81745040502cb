"""The pay reader on texts: the wall of examples, its offsets, and what must not change a reading."""

from __future__ import annotations

import time

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import pay_wall
from tests.pay_wall import FIGURES, Line, bands
from transforms import amounts, pay, pay_anchors, pay_stated, pay_text, pay_tokens

WALL = pay_wall.lines("pay")


def test_every_string_of_the_wall_reads_as_it_says() -> None:
    read = pay_wall.readings(WALL)
    wrong = [
        f"{line.text!r}: {fault}, expected {' ; '.join(line.bands)}"
        for line in WALL
        if (fault := pay_wall.fault(line, read[line.number]))
    ]
    assert not wrong, "\n".join(wrong)


@given(
    line=st.sampled_from([line for line in WALL if line.bands]),
    before=st.text(st.characters(codec="utf-8"), max_size=30),
    after=st.text(st.characters(codec="utf-8"), max_size=30),
)
@settings(max_examples=60)
def test_evidence_stands_where_it_says_whatever_stands_around_it(line: Line, before: str, after: str) -> None:
    text = f"{before}😀\n\n{line.text}\n\n{after}"
    for band in bands(text, line.country_code or None):
        start, end = band["evidence_start"], band["evidence_end"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert text[start:end] == band["evidence_text"]


LABELLED = [
    "The base salary is {} per year.",
    "Salary: {} annually",
    "Base pay range: {} a year, plus equity and 401(k)",
]


@given(low=st.integers(40, 300), width=st.integers(1, 100), frame=st.sampled_from(LABELLED))
@settings(max_examples=25)
def test_every_way_to_write_a_range_means_the_same(low: int, width: int, frame: str) -> None:
    high = low + width
    ways = [
        f"${low},000 - ${high},000", f"${low}k - ${high}k", f"${low}-{high}k", f"${low}K–${high}K",
        f"${low} 000 — ${high} 000", f"${low},000.00 to ${high},000.00", f"USD {low}000-{high}000",
        f"{low},000–{high},000 USD", f"$ {low},000 ~ $ {high},000", f"${low},000\n-\n${high},000",
        f"between ${low},000 and ${high},000", f"＄{low},000－＄{high},000",
    ]  # fmt: skip
    for way in ways:
        found = [tuple(band[name] for name in FIGURES) for band in bands(frame.format(way))]
        assert found == [("base", "range", low * 1000.0, high * 1000.0, "USD", "year")], way


@given(st.text(st.sampled_from(list("$€£¥0123456789.,'-–~+kKmM%()/ \n|LPAtoperyearsalarybonusUSD万円")), max_size=200))
@settings(max_examples=150)
def test_no_text_makes_it_fail_and_every_band_is_sound(text: str) -> None:
    for band in bands(text):
        start, end = band["evidence_start"], band["evidence_end"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert text[start:end] == band["evidence_text"]
        assert band["pay_min"] is not None or band["pay_max"] is not None
        assert band["is_benchmark_base"] is False or band["excluded_reason"] is None


@pytest.mark.parametrize(
    "pump",
    [
        "$1 ",
        "1,",
        "1.",
        "1 000 ",
        "- ",
        "$",
        "10k-",
        "per ",
        "to ",
        "\n",
        " ",
        "(",
        "1'",
        "salary ",
        "$100,000 - $120,000\n",
        "1억",
        "$100k (x) to ",
        "Level 4 $1k ",
        "é1",
    ],
)
def test_time_grows_with_length_and_not_with_its_square(pump: str) -> None:
    def seconds(size: int) -> float:
        text = "Salary $" + pump * (size // len(pump))
        start = time.process_time()
        bands(text)
        return time.process_time() - start

    seconds(1_000)
    assert seconds(200_000) < max(12 * seconds(25_000), 1.5)


def test_a_text_of_nothing_but_figures_is_cut_short_and_says_so() -> None:
    many = "\n".join(f"Salary {number}: ${number},000 - ${number + 9},000 a year" for number in range(100, 2500))
    few = "Salary: $100,000 - $109,000 a year\nApply soon"
    read = pay.texts(pl.DataFrame({"posting_id": ["many", "few"], "text": [many, few]}))
    flags = read.group_by("posting_id").agg(pl.col("flags").unique(), bands=pl.len()).rows_by_key("posting_id")
    assert 500 < flags["many"][0][1] < 2400
    assert flags["many"][0][0] == ["cut_short"]
    assert flags["few"] == [([""], 1)]


def test_a_batch_reads_as_its_postings_alone() -> None:
    texts = [line.text for line in WALL if line.country_code == "US"]
    together = pay_wall.read_lines(pl.Series(texts), "US")
    for number, text in enumerate(texts[:60]):
        alone = pay_wall.read_lines(pl.Series([text]), "US").drop("posting_id", "pay_id")
        assert together.filter(posting_id=str(number)).drop("posting_id", "pay_id").equals(alone), text


def test_pay_ids_count_a_postings_bands_from_zero() -> None:
    read = pay_wall.read_lines(pl.Series(["OTE $300-350k (base $180-200k)", "$85/hr", "no pay"]), "US")
    assert read["pay_id"].to_list() == ["0#0", "0#1", "1#0"]


def test_lines_without_anchors_are_not_read() -> None:
    texts = pl.Series(
        ["We raised money.", "About us\n\nSalary: $100,000\nLocation: 10115 Berlin", "401(k), $50M raised"]
    )
    found, places = pay_anchors.lines(texts)
    assert found.select("row", "start", "line", "above").rows() == [(1, 10, "Salary: $100,000", "About us")]
    assert [*places] == ["Salary: $100,000"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [("Referral bonus of $3,000", "closed"), ("We raised $50 million", "closed"), ("San Francisco: $90,000 - $110,000", "open"),
     ("Salary: $90,000", "named"), ("Founded in 2015", "void")],
)  # fmt: skip
def test_a_line_that_needs_no_other_is_read_alone(line: str, kind: str) -> None:
    assert pay_text.read_line(line)[0] == kind


def test_a_line_read_alone_reads_as_among_others() -> None:
    text = "Pay\nReferral bonus of $3,000\nBase: $90,000 - $110,000\nA stipend of $100 per month\n$5,000 sign-on bonus"
    found = [(band["component"], band["pay_max"]) for band in bands(text)]
    assert found == [("referral", 3000), ("base", 110000), ("stipend", 100), ("sign_on", 5000)]


@pytest.mark.parametrize(
    ("written", "value"),
    [("60.000,00", 60000), ("1,266.18", 1266.18), ("12,00,000", 1200000), ("120'000", 120000), ("20 000", 20000),
     ("46.75", 46.75), ("3.5", 3.5), ("150000", 150000), ("1.234.567,89", 1234567.89), ("0.15", 0.15)],
)  # fmt: skip
def test_numbers_of_every_locale(written: str, value: float) -> None:
    assert amounts.number(written) == pytest.approx(value)


def test_tokens_know_their_place() -> None:
    text = "Salary：＄120,000 – 150 000\u00a0€ (A$ 5)"
    tokens = pay_tokens.read(text)
    for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True):
        assert len(text[start:end]) == len(word)
    assert tokens.raw(0, len(tokens.words)) == text


@pytest.mark.parametrize(
    ("text", "country", "field", "value"),
    [
        ("Salary: 5.000 € netto pro Monat", "DE", "gross_net", "net"),
        ("Jahresgehalt 60.000 € brutto", "DE", "gross_net", "gross"),
        ("Wynagrodzenie: 20 000 - 25 000 zł netto + VAT (B2B)", "PL", "contract", "b2b"),
        ("£600 per day outside IR35", "GB", "contract", "contractor"),
        ("Gehalt: 14 x 4.200 € brutto pro Monat", "AT", "payments_per_year", 14.0),
        ("薪资:25k-45k·15薪", "CN", "payments_per_year", 15.0),
        ("Salaris € 4.000 tot € 5.000 op basis van 40 uur per week", "NL", "hours_week", 40.0),
        ("Paid $3,500 biweekly as salary", "US", "payments_per_year", 26.0),
        ("Base salary: $120,000 (Glassdoor est.)", "US", "is_estimate", True),
        ("Salary: $150k", "US", "currency_evidence", "country"),
        ("Salary: USD 150k", "US", "currency_evidence", "code"),
        ("Salary: £90k", "US", "currency_evidence", "symbol"),
        ("Salary: $150k a year", "US", "period_source", "text"),
        ("Salary: $150k", "US", "period_source", "country"),
        ("Wage: $25 to $31", "US", "period_source", "magnitude"),
    ],
)
def test_details(text: str, country: str, field: str, value: object) -> None:
    assert [band[field] for band in bands(text, country)][:1] == [value]


def test_label_of_a_tier() -> None:
    assert pay_stated.read_label("Zone 2").location_scope == "Zone 2"
    assert pay_stated.read_label("Senior").level_scope == "Senior"
    assert pay_stated.read_label("OTE range").component == "ote"
    assert pay_stated.read_label("Hourly rate").period_code == "hour"
