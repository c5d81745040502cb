"""What is printed for people: words of the world to the letter, figures as people read them."""

from __future__ import annotations

import polars as pl
import pytest

from flows import show

WORDS = [
    ":x: :smile:",
    "[bold]not bold[/bold]",
    "[/]",
    "[link=https://example.org]x[/link]",
    r"back\[slash",
    ":de: a:b:c",
]


@pytest.mark.parametrize("words", WORDS)
def test_words_are_printed_to_the_letter(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    show.show_table(pl.DataFrame({words: [words]}), title=f"about {words}")
    show.show_record({words: words}, title=words)
    printed = capsys.readouterr().out
    assert printed.count(words) == 6


def test_figures_are_parted_and_nothing_is_printed_for_null() -> None:
    assert [show.cell(value) for value in (None, 0.12345, 1234.5, 12, 2026, 95000, True, "x", "95000")] == [
        "", "0.123", "1,234", "12", "2026", "95,000", "True", "x", "95000",
    ]  # fmt: skip


def test_a_record_leaves_out_what_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    show.show_record({"said": 0, "unsaid": None, "blank": "", "none": [], "false": False}, title="record")
    printed = capsys.readouterr().out
    assert [name for name in ("said", "unsaid", "blank", "none", "false") if f"│ {name} " in printed] == [
        "said",
        "false",
    ]
