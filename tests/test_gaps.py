"""What no taxonomy knows is told: titles without a known word of work, unknown level and employment fields."""

from __future__ import annotations

import polars as pl

from tests.place_rows import raw_rows
from transforms import gaps, titles
from transforms.contract import Gap

NO_ZONES = pl.DataFrame(schema={"posting_id": pl.String, "zone": pl.String, "text": pl.String, "plain": pl.String})


def read(*postings: dict[str, str]) -> list[tuple[str, str, str]]:
    raw = raw_rows(list(postings))
    found = gaps.read(raw, titles.read(raw, NO_ZONES))
    return Gap.validate(found).select("kind", "text", "posting_id").rows()


def test_unknown_words_are_told_with_their_posting() -> None:
    assert read(
        {"title_text": "Senior Glimmer Wrangler", "level_text": "Wizard", "employment_text": "By moonlight"},
        {"title_text": "AI Engineer", "level_text": "Senior", "employment_text": "Full-time"},
    ) == [
        ("title", "senior glimmer wrangler", "p0"),
        ("level", "wizard", "p0"),
        ("employment", "by moonlight", "p0"),
    ]


def test_known_words_that_decide_nothing_are_no_gaps() -> None:
    assert (
        read({"title_text": "Data Entry Clerk", "level_text": "Mid-Senior level", "employment_text": "Internship"})
        == []
    )
    assert read({"title_text": "Account Executive"}, {"title_text": "Machine Learning Engineer"}) == []
