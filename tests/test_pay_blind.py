"""The second wall of pay strings, written by someone who had never met the reader.

First contact, before any fix: 829 strings, 748 read exactly (480 of 545 with pay, 268 of 284 without), 23 partly right, 19 wrong,
23 missed, 16 false; base bands alone: precision 0.930, recall 0.924.
A second draw (`second`), nearer to real ads and written when most of the first had been met but not mended: 119 strings, 105 read
exactly, 4 partly right, 4 wrong, 3 missed, 3 false. Four lines were then taken out because two readings of them can be defended,
and one answer was put right.
All of them read right now.
A third wall (`pay_third`) holds styles that the others lack, European ones above all; its answers were written before the reader
saw it: 159 strings (two of them stood in the others), 151 read exactly;
base bands alone: precision 0.993 and recall 0.980. One answer was put right since.
"""

from __future__ import annotations

import pytest

from tests import pay_wall

WALLS = {name: pay_wall.lines(name) for name in ("pay_blind", "pay_third")}


@pytest.mark.parametrize("name", WALLS)
def test_every_string_reads_as_it_says(name: str) -> None:
    read = pay_wall.readings(WALLS[name])
    wrong = [
        f"line {line.number}: {line.text!r}: {fault}, expected {' ; '.join(line.bands)}"
        for line in WALLS[name]
        if (fault := pay_wall.fault(line, read[line.number]))
    ]
    assert not wrong, "\n".join(wrong)


def test_the_walls_together_hold_enough_strings_of_both_kinds() -> None:
    both = [line for name in pay_wall.NAMES for line in pay_wall.lines(name)]
    assert len(both) >= 1_200
    assert sum(not line.bands for line in both) >= 400
    assert len({(line.text, line.country_code) for line in both}) == len(both)
