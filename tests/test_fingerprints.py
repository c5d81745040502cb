"""The same description on two boards has one fingerprint; another description has another."""

from __future__ import annotations

from tests.place_rows import raw_rows
from transforms import fingerprints

TEXT = (
    "About us\nNorthwind builds maps for farmers in Berlin.\nYou train models on satellite images and bring them to the"
    " people who plant.\nYou work with the field team, write clear code and measure what you ship, week after week."
)


def of(*texts: str) -> list[str]:
    return fingerprints.read(raw_rows([{"text": text} for text in texts]))["text_fingerprint"].to_list()


def test_breaks_bullets_places_and_figures_do_not_matter() -> None:
    first, *others = of(
        TEXT, TEXT.replace("\n", " "), TEXT.replace("Berlin", "Munich"), TEXT.replace("You work", "• You work")
    )
    assert set(others) == {first}


def test_another_text_differs() -> None:
    first, second = of(TEXT, TEXT.replace("satellite images", "market prices"))
    assert first != second


def test_too_short_a_text_has_none() -> None:
    assert of("", "Apply on our site.") == ["", ""]


def test_texts_without_small_letters_still_differ() -> None:
    first, second = of("農家のための地図を作っています。" * 12, "衛星画像でモデルを学習します。" * 12)
    assert first != second
    assert first
