"""Personal data goes, pay stays."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.redact import redact, redact_text

with (Path(__file__).parent / "examples" / "redact.csv").open(encoding="utf-8", newline="") as _file:
    EXAMPLES = [(row["text"], row["answer"]) for row in csv.DictReader(_file)]


@pytest.mark.parametrize(("text", "answer"), EXAMPLES)
def test_examples(text: str, answer: str) -> None:
    assert redact_text(text) == answer


@pytest.mark.parametrize(("text", "answer"), EXAMPLES)
def test_redacting_twice_changes_nothing_more(text: str, answer: str) -> None:
    assert redact_text(answer) == answer


def test_a_column_is_redacted_text_by_text() -> None:
    texts, answers = zip(*EXAMPLES, strict=True)
    assert redact(pl.Series([*texts, "", None, "nothing here"], dtype=pl.String)).to_list() == [
        *answers,
        "",
        None,
        "nothing here",
    ]


def written(figure: int, style: str) -> str:
    """A figure of pay as people write it."""
    if style == "plain":
        return str(figure)
    return f"{figure // 1000}k" if style == "k" else f"{figure:,}".replace(",", style)


@st.composite
def pay(draw: st.DrawFn) -> str:
    """A figure or range of pay with or without currency and period."""
    low = 10 ** draw(st.integers(3, 6)) * draw(st.integers(10, 99)) // 10
    high = low * draw(st.integers(10, 20)) // 10
    style = draw(st.sampled_from(["plain", ",", ".", " ", "'", "k"]))
    sign = draw(st.sampled_from(["", "$", "€", "£", "US$ ", "EUR ", "CHF ", "+", "+ "]))
    between = draw(st.sampled_from(["-", " - ", "–", " – ", " to ", " bis ", "/"]))
    after = draw(
        st.sampled_from(["", " EUR", " USD", " zł", " per year", "/yr", " p.a.", " brutto", " a month", ".", ";"])
    )
    before = draw(st.sampled_from(["", "Salary: ", "Pay range ", "We pay ", "Gehalt: ", "(", "up to ", "from "]))
    first, second = f"{sign}{written(low, style)}", f"{sign.strip('+ ')}{written(high, style)}"
    return f"{before}{first if draw(st.booleans()) else first + between + second}{after}"


@settings(max_examples=200)
@given(st.lists(pay(), min_size=5, max_size=25))
def test_pay_is_never_touched(spans: list[str]) -> None:
    text = "We offer. " + "\n".join(spans) + "\nApply now."
    assert redact_text(text) == text


@settings(max_examples=100)
@given(st.from_regex(r"[a-z][a-z0-9._+-]{0,20}[a-z0-9]@[a-z][a-z0-9-]{0,20}\.(?:com|de|co\.uk|io)", fullmatch=True))
def test_every_address_goes(address: str) -> None:
    assert redact_text(f"Write to {address}, please.") == "Write to [email], please."


@settings(max_examples=100)
@given(
    st.integers(2_000_000_000, 9_899_999_999),
    st.sampled_from(["{}-{}-{}", "({}) {}-{}", "{}.{}.{}", "+1 {} {} {}", "+1-{}-{}-{}"]),
)
def test_every_american_number_goes(number: int, style: str) -> None:
    digits = str(number)
    written = style.format(digits[:3], digits[3:6], digits[6:])
    assert redact_text(f"Ring us on {written} today") == "Ring us on [phone] today"


def test_hostile_texts_take_linear_time() -> None:
    for piece in ("a.", "1 ", "+1 ", "a@", "Contact Aa ", "0", "(0) ", "a at ", "Ab "):
        assert redact_text(piece * 30_000)
