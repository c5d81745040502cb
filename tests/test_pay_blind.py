"""The second wall of pay strings, written by someone who had never met the reader.

First contact, before any fix: 829 strings, 748 read exactly (480 of 545 with pay, 268 of 284 without), 23 partly right, 19 wrong,
23 missed, 16 false; base bands alone: precision 0.930, recall 0.924.
A second draw (`second`), nearer to real ads and written when most of the first had been met but not mended: 119 strings, 105 read
exactly, 4 partly right, 4 wrong, 3 missed, 3 false. Four lines were then taken out because two readings of them can be defended,
and one answer was put right.
Lines that still fail are listed in `pay_blind_open.csv`, which may only shrink: a mended line must leave it.
"""

from __future__ import annotations

import pytest

from tests import pay_wall

WALL = pay_wall.lines("pay_blind")


def test_every_string_reads_as_it_says_but_for_the_open_ones(request: pytest.FixtureRequest) -> None:
    read = pay_wall.readings(WALL)
    faults = {line.number: (line, fault) for line in WALL if (fault := pay_wall.fault(line, read[line.number]))}
    listed = pay_wall.still_open()
    new = [
        f"line {number}: {line.text!r}: {fault}, expected {' ; '.join(line.bands)}"
        for number, (line, fault) in faults.items()
        if number not in listed
    ]
    assert not new, "\n".join(new)
    if mended := sorted(listed.keys() - faults.keys()):
        if request.config.getoption("--update-golden"):
            pay_wall.keep_open([line for line in WALL if line.number in listed.keys() & faults.keys()])
        pytest.fail(f"pay_blind_open.csv: these lines read right now; --update-golden takes them out: {mended}")


def test_the_open_list_names_lines_of_the_wall() -> None:
    listed = pay_wall.still_open()
    texts = {line.number: line.text for line in WALL}
    assert {number: texts.get(number) for number in listed} == listed


def test_the_walls_together_hold_enough_strings_of_both_kinds() -> None:
    both = pay_wall.lines("pay") + WALL
    assert len(both) >= 1_200
    assert sum(not line.bands for line in both) >= 400
    assert len({(line.text, line.country_code) for line in both}) == len(both)
