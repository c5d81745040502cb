"""What is printed for people: words of the world to the letter, figures as people read them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from flows import show
from flows.cli import app

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


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["publish", "--data", "nothing"], "nothing was built here yet"),
        (["build", "--data", "nothing"], "nothing is archived here yet"),
        (["export", "--to", "a-file"], "--to a-file: is a file"),
        (["parse", "pay", "--country", "ZZ"], "'ZZ' is no country"),
    ],
)
def test_what_cannot_be_done_is_said(
    words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a-file").touch()
    done = CliRunner().invoke(app, words, input="")
    assert done.exit_code != 0
    assert says in " ".join(f"{done.output}{done.exception}".split())
    assert not (tmp_path / "nothing").exists()
