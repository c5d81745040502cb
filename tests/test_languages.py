"""Languages by the source's field, by script and by small words."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.place_rows import raw_rows
from transforms import languages

WALL = pl.read_csv(Path(__file__).parent / "examples" / "languages.csv", infer_schema=False, empty_string_is_null=False)


def test_wall_of_languages() -> None:
    raw = raw_rows([
        {"language_text": row["field"] or None, "text": row["text"], "title_text": "AI Engineer"}
        for row in WALL.iter_rows(named=True)
    ])  # fmt: skip
    found = languages.read(raw)
    assert found["posting_id"].to_list() == raw["posting_id"].to_list()
    wrong = [
        f"{number + 2}: {row['field']!r} / {row['text']!r} should be {row['language']}, is {got}"
        for number, (row, got) in enumerate(zip(WALL.iter_rows(named=True), found["language"], strict=True))
        if got != row["language"]
    ]
    assert not wrong, "\n" + "\n".join(wrong)
