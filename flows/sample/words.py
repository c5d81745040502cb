"""The phrase bank: invented sentences by section, language and country, and the dice that choose from it."""

from __future__ import annotations

import random
from functools import cache

from . import tables as t

MASK = (1 << 64) - 1


def mix(*numbers: int) -> int:
    """One well-spread 64-bit number from several; the same in every process."""
    state = 0x9E3779B97F4A7C15
    for number in numbers:
        state = (state ^ (number & MASK)) * 0xBF58476D1CE4E5B9 & MASK
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB & MASK
        state ^= state >> 31
    return state


def dice(*numbers: int) -> random.Random:
    """Dice of their own for a thing that these numbers name."""
    return random.Random(mix(*numbers))


@cache
def lines(section: str, language: str, country: str = "") -> tuple[str, ...]:
    """All sentences of a section that a country's ad may use; English where the language has none.

    Raises:
        LookupError: the section has no sentence at all.
    """
    groups = _line_groups()
    found = [row["text"] for row in groups.get((section, language), []) if row["country"] in ("", country)]
    if found:
        return tuple(found)
    if language == "en":
        raise LookupError(f"idioms/lines.csv: no sentence for the section {section!r}")
    return lines(section, "en", country)


@cache
def has(section: str, language: str) -> bool:
    """Whether the bank has sentences of this section in this very language."""
    return (section, language) in _line_groups()


@cache
def column(name: str, wanted: str, **where: str) -> tuple[str, ...]:
    """One column of a CSV file of this folder, from the rows that equal `where`."""
    return tuple(row[wanted] for row in t.rows(name) if all(row[key] == value for key, value in where.items()))


@cache
def _line_groups() -> dict[tuple[str, str], list[dict[str, str]]]:
    groups: dict[tuple[str, str], list[dict[str, str]]] = t.by_key("idioms/lines", "section", "language")
    return groups
