"""Gaps: what the tables do not know yet is said once a posting, and what they know is not."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.place_rows import NO_PLACES, raw_rows
from transforms import gaps, title_keys, titles
from transforms.contract import Gap
from transforms.cues import plain


def named(raw: pl.DataFrame, zoned: pl.DataFrame) -> pl.DataFrame:
    return titles.read(raw, zoned).join(title_keys.read(raw, NO_PLACES), on="posting_id")


def read(text: str = "", zone: str = "requirements", **fields: Any) -> list[tuple[str, str]]:
    """kind and text of the gaps of one posting whose text is one zone."""
    raw = raw_rows([fields])
    zoned = raw.select("posting_id", zone=pl.lit(zone), text=pl.lit(text)).with_columns(plain=plain(pl.col("text")))
    found = gaps.read(raw, zoned, named(raw, zoned))
    Gap.validate(found.select(Gap.column_names()), cast=True)
    return sorted(found.select("kind", "text").rows())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Python, SQL, Zorbflow and Docker", ["zorbflow"]),
        ("Tools like PyTorch, Kubernetes (Glimmer Stack), Zorbflow/Quaxly", ["glimmer stack", "quaxly", "zorbflow"]),
        ("Kenntnisse in Python, Docker und Zorbflow", ["zorbflow"]),
        ("Python, SQL, Zorbflow, Zorbflow", ["zorbflow"]),
        ("Python, SQL, Germany, French, PhD", []),
        ("Grace, Python and Patience", []),
        ("You lead, decide and write. Zorbflow helps.", []),
    ],
)
def test_a_name_beside_two_known_skills_is_a_gap(text: str, wanted: list[str]) -> None:
    assert [word for kind, word in read(text) if kind == "skill"] == wanted


def test_only_what_ai_jobs_ask_for() -> None:
    text = "Python, SQL, Zorbflow"
    assert read(text, zone="nice") == [("skill", "zorbflow")]
    assert read(text, zone="duties") == []
    assert read(text, title_text="Office Manager") == []


def test_words_of_titles_that_name_no_known_work() -> None:
    assert read(title_text="Senior Wizzle Flumper, Berlin") == [("title", "flumper"), ("title", "wizzle")]
    assert read(title_text="Senior Machine Learning Engineer, Wizzle") == []


def test_level_and_employment_fields_without_a_cue() -> None:
    assert read(title_text="AI Engineer", level_text="Wizard", employment_text="By moonlight") == [
        ("employment", "by moonlight"),
        ("level", "wizard"),
    ]
    assert read(title_text="AI Engineer", level_text="Mid-Senior level", employment_text="Internship") == []


def test_industry_fields_without_a_cue() -> None:
    assert read(industry_text="Basket Weaving") == [("industry", "basket weaving")]
    assert read(industry_text="Software Development") == []


def test_no_postings_no_gaps() -> None:
    raw = raw_rows([{}]).clear()
    zoned = pl.DataFrame(schema=dict.fromkeys(("posting_id", "zone", "text", "plain"), pl.String))
    assert gaps.read(raw, zoned, named(raw, zoned)).is_empty()
