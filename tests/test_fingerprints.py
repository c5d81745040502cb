"""The same description on two boards has one fingerprint; another description has another."""

from __future__ import annotations

from tests.place_rows import raw_rows
from transforms import fingerprints
from warehouse.same_jobs import ALIKE_BITS

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


def test_the_nearer_two_texts_the_nearer_their_sketches() -> None:
    words = [f"{one}{two}ing" for one in "bcdfghjklm" for two in "aeiouaeiouaeiou"]
    texts = [" ".join(words[start:] + [f"{word}s" for word in words[:start]]) for start in (0, 15, 75, 150)]
    first, *others = fingerprints.read(raw_rows([{"text": text} for text in texts]))["text_sketch"].to_list()
    apart = [(first ^ other).bit_count() for other in others]
    assert apart[0] <= ALIKE_BITS < apart[1] < apart[2]
    assert fingerprints.read(raw_rows([{"text": "Apply."}]))["text_sketch"].to_list() == [None]


def test_too_short_a_text_has_none() -> None:
    assert of("", "Apply on our site.") == ["", ""]


def test_texts_without_small_letters_still_differ() -> None:
    first, second = of("農家のための地図を作っています。" * 12, "衛星画像でモデルを学習します。" * 12)
    assert first != second
    assert first
