"""Lines of texts: each in its place, each different one held once."""

from __future__ import annotations

import polars as pl

from transforms import lines

RAW = pl.DataFrame({"posting_id": ["a", "b", "c"], "text": ["über\nx\nx", "", "x\ny"]})


def test_every_line_is_found_where_it_stands() -> None:
    spoken = lines.of(RAW)
    assert spoken.place(spoken.different).rows() == [
        ("a", 0, "über"), ("a", 5, "x"), ("a", 7, "x"), ("b", 0, ""), ("c", 0, "x"), ("c", 2, "y"),
    ]  # fmt: skip
    assert spoken.different["line"].sort().to_list() == ["", "x", "y", "über"]


def test_the_lines_of_some_postings_are_those_of_their_texts_alone() -> None:
    some = RAW.filter(pl.col("posting_id") != "a")
    part, alone = lines.of(RAW).only(some), lines.of(some)
    assert part.place(part.different).equals(alone.place(alone.different))
    assert part.only(some).only(some.clear()).different.is_empty()
