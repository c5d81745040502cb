"""What must not change a reading: kinds of blanks, digits and dashes, the size of amounts, the order of bands, other text.

Changes that can be made to any string are made to every line of the walls, as one batch; those that need
amounts or places of their own are drawn by hypothesis, always the same draws.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import pay_wall
from tests.pay_wall import Line, said

WALLS = [line for name in pay_wall.NAMES for line in pay_wall.lines(name)]
WITH_PAY = [line for line in WALLS if line.bands]
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
DASHES = "-‐‑‒–—−－"
DASH_BETWEEN_AMOUNTS = re.compile(rf"(?<=[\dkKmM%€£$+])(\s?)[{DASHES}](\s?)(?=[$€£¥₹]?\d)")
BLANK_OUTSIDE_NUMBERS = re.compile(r"(?<!\d) | (?!\d)")
THOUSANDS = re.compile(r"(?<![\d,.])\d{2,3},\d{3}(?![,.]?\d)")
CLOSE_BY = "A small team that ships. "
FAR = "We write down what we decide, and we read what others wrote.\n\n" * 12


def read(lines: list[Line], change: Callable[[str], str]) -> list[list[str]]:
    """What is said of every line after a change, in the notation of the wall, without scopes."""
    found = pay_wall.read([change(line.text) for line in lines], [line.country_code for line in lines])
    return [[said(band, with_scopes=False) for band in bands] for bands in found]


def assert_unchanged(lines: list[Line], change: Callable[[str], str]) -> None:
    compared = zip(lines, read(lines, str), read(lines, change), strict=True)
    changed = [f"{change(line.text)!r}: {now}, before {before}" for line, before, now in compared if now != before]
    assert not changed, "\n".join(changed)


@pytest.mark.parametrize(
    "blank",
    [
        "\u00a0",
        "\u2009",
        "\u202f",
        "\u2007",
        "\u3000",
    ],
    ids=ascii,
)
def test_blanks_of_any_kind_are_blanks(blank: str) -> None:
    assert_unchanged(WALLS, lambda text: text.replace(" ", blank))


@pytest.mark.parametrize("blank", ["\t", "  "], ids=ascii)
def test_two_blanks_or_a_tab_outside_numbers_are_one(blank: str) -> None:
    assert_unchanged(WALLS, lambda text: BLANK_OUTSIDE_NUMBERS.sub(blank, text))


def test_line_breaks_and_blanks_around_a_text_do_not_matter() -> None:
    assert_unchanged(WALLS, lambda text: f"\n  {text}\r\n\t")
    assert_unchanged(WALLS, lambda text: text.replace("\n", "\r\n"))


@pytest.mark.parametrize("dash", DASHES, ids=ascii)
def test_every_dash_between_amounts_is_a_dash(dash: str) -> None:
    assert_unchanged(WALLS, lambda text: DASH_BETWEEN_AMOUNTS.sub(rf"\1{dash}\2", text))


@pytest.mark.parametrize(("written", "otherwise"), ["kK", "Kk"])
def test_thousands_are_written_small_or_large(written: str, otherwise: str) -> None:
    assert_unchanged(WALLS, lambda text: re.sub(rf"(?<=\d){written}\b", otherwise, text))


def test_digits_of_full_width_are_digits() -> None:
    in_money = [line for line in WITH_PAY if "%" not in line.text]
    assert_unchanged(in_money, lambda text: text.translate(FULL_WIDTH))


GROUPINGS = {"GBP": [",", "", " "], "EUR": [".", "", " ", "\u202f"], "CHF": ["'", "’", "", " "]}


@given(
    low=st.integers(40_000, 120_000),
    width=st.integers(1_000, 60_000),
    written=st.sampled_from([(code, mark) for code, marks in GROUPINGS.items() for mark in marks]),
)
@settings(max_examples=60)
def test_however_thousands_are_grouped_the_amount_is_the_same(low: int, width: int, written: tuple[str, str]) -> None:
    currency, mark = written
    ends = [f"{end:,}".replace(",", mark) for end in (low, low + width)]
    (bands,) = pay_wall.read([f"Salary: {ends[0]} - {ends[1]} {currency} per year"], ["GB"])
    assert [said(band, with_scopes=False) for band in bands] == [f"base range {low} {low + width} {currency} year"]


def rescaled(figures: str, factor: float) -> str:
    """Amounts of thousands in a text or an answer, all multiplied and rounded alike."""
    return THOUSANDS.sub(lambda match: f"{scaled(int(match[0].replace(',', '')), factor):,}", figures)


def scaled(amount: int, factor: float) -> int:
    return round(amount * factor / 10) * 10


def is_of_thousands(line: Line) -> bool:
    """Whether every amount of the answer stands in the text as `dd,ddd` or `ddd,ddd`."""
    stated = {int(match.replace(",", "")) for match in THOUSANDS.findall(line.text)}
    figures = {figure for band in line.bands for figure in band.split(" ")[2:4] if figure != "-"}
    return all(figure.isdigit() and int(figure) in stated for figure in figures)


YEARS_OF_WORK = re.compile(r"(base|ote|total_cash|total_comp) .* year( [@^].*)?")
SCALABLE = [line for line in WITH_PAY if is_of_thousands(line) and all(map(YEARS_OF_WORK.fullmatch, line.bands))]


@given(factor=st.floats(0.85, 1.2))
@settings(max_examples=8)
def test_larger_amounts_are_read_as_the_same_bands_of_larger_amounts(factor: float) -> None:
    assert len(SCALABLE) > 150
    before = read(SCALABLE, str)
    after = read(SCALABLE, lambda text: rescaled(text, factor))
    for line, bands, larger in zip(SCALABLE, before, after, strict=True):
        expected = [re.sub(r"\b\d{5,}\b", lambda match: str(scaled(int(match[0]), factor)), band) for band in bands]
        assert larger == expected, rescaled(line.text, factor)


PLACES = ["San Francisco", "Austin", "New York", "Denver", "Remote (US)", "California", "Seattle, WA", "Colorado"]
LEVELS = ["Senior", "Staff", "Principal", "Level 3", "Level 4", "IC5", "IC6"]


@given(
    labels=st.sampled_from([PLACES, LEVELS]).flatmap(lambda all_of: st.permutations(all_of).map(lambda p: p[:4])),
    lows=st.lists(st.integers(90, 250), min_size=4, max_size=4, unique=True),
    width=st.integers(15, 60),
    between=st.sampled_from(["\n", "\n\n", "; ", "\n- "]),
)
@settings(max_examples=40)
def test_the_order_of_a_list_of_bands_does_not_matter(
    labels: list[str], lows: list[int], width: int, between: str
) -> None:
    items = [f"{label}: ${low},000 - ${low + width},000" for label, low in zip(labels, lows, strict=True)]
    orders = [items, items[::-1], items[2:] + items[:2]]
    lists = ["Base salary ranges:\n" + between.join(order) for order in orders]
    found = [sorted(said(band, with_scopes=True) for band in bands) for bands in pay_wall.read(lists, ["US"] * 3)]
    assert found[0] == found[1] == found[2]
    assert [" ".join(band.split(" ")[:6]) for band in found[0]] == sorted(
        f"base range {low}000 {low + width}000 USD year" for low in lows
    )


def test_a_text_says_what_its_parts_say() -> None:
    """Two lines of a wall, far apart in one ad, are read as each alone in the ad."""
    by_country: dict[str, list[Line]] = {}
    for line in WALLS:
        by_country.setdefault(line.country_code, []).append(line)
    pairs = [pair for lines in by_country.values() for pair in pairwise(lines)]
    ads = [FAR + first.text + "\n\n" + FAR + second.text + "\n\n" + FAR for first, second in pairs]
    together = pay_wall.read(ads, [first.country_code for first, _ in pairs])
    alone = dict(zip(((line.text, line.country_code) for line in WALLS), read(WALLS, in_an_ad), strict=True))
    wrong = []
    for (first, second), bands in zip(pairs, together, strict=True):
        expected = {band for line in (first, second) for band in alone[line.text, line.country_code]}
        if (found := {said(band, with_scopes=False) for band in bands}) != expected:
            wrong.append(f"{first.text!r} and {second.text!r}: {sorted(found)}, expected {sorted(expected)}")
    assert not wrong, "\n".join(wrong)


def in_an_ad(text: str) -> str:
    return FAR + text + "\n\n" + FAR


def test_standing_inside_an_ad_changes_nothing_where_a_heading_says_pay() -> None:
    headed = [line._replace(text=f"Pay\n\n{line.text}") for line in WALLS]
    assert_unchanged(headed, in_an_ad)


def test_a_line_without_pay_has_none_inside_an_ad_either() -> None:
    without = [line for line, bands in zip(WALLS, read(WALLS, str), strict=True) if not bands and not line.bands]
    assert_unchanged(without, in_an_ad)
    assert_unchanged(without, lambda text: f"{CLOSE_BY}{text}\n{CLOSE_BY}")
