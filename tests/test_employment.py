"""Employment types by field and title: the wall, its traps, and contracts that a sentence names."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.place_rows import raw_rows
from transforms import employment, taxonomy

WALL = pl.read_csv(
    Path(__file__).parent / "examples" / "employment.csv", infer_schema=False, empty_string_is_null=False
)


def test_wall_of_fields_and_titles() -> None:
    raw = raw_rows(
        [{"employment_text": row["field"] or None, "title_text": row["title"]} for row in WALL.iter_rows(named=True)]
    )
    found = employment.read(raw)
    assert found["posting_id"].to_list() == raw["posting_id"].to_list()
    wrong = [
        f"{number + 2}: {row['field']!r} / {row['title']!r} should be {row['employment_type']}, is {got}"
        for number, (row, got) in enumerate(zip(WALL.iter_rows(named=True), found["employment_type"], strict=True))
        if got != row["employment_type"]
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def test_no_kind_of_contract_is_left_out_of_a_title_key_unless_it_is_read_as_one() -> None:
    noise = taxonomy.table("title_noise").filter(pl.col("kind") == "contract")["words"].to_list()
    for field in (None, "Full-time"):
        raw = raw_rows([{"title_text": f"ML Engineer ({words})", "employment_text": field} for words in noise])
        read = dict(zip(noise, employment.read(raw)["employment_type"], strict=True))
        assert [words for words, kind in read.items() if kind not in ("contract", "temporary")] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("This is a contract role of six months.", "contract"),
        ("You work for us on a freelance basis.", "contract"),
        ("We hire employees and contractors alike.", "unspecified"),
        ("Negotiate contracts with vendors.", "unspecified"),
    ],
)
def test_a_sentence_may_say_that_the_job_is_a_contract(text: str, wanted: str) -> None:
    assert employment.read(raw_rows([{"text": text}]))["employment_type"].to_list() == [wanted]
    assert employment.read(raw_rows([{"text": text, "employment_text": "Full-time"}]))["employment_type"].to_list() == [
        "full_time"
    ]
