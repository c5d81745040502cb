"""Years of experience and degrees: the wall of lines, fields before text, and the cheap sieve of the degrees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from tests.place_rows import raw_rows
from transforms import education, requirements, taxonomy
from transforms.cues import plain

WALL = pl.read_csv(
    Path(__file__).parent / "examples" / "requirements.csv", infer_schema=False, empty_string_is_null=False
)


def zoned(zones: list[str], texts: list[str]) -> pl.DataFrame:
    ids = [f"p{number}" for number in range(len(texts))]
    frame = pl.DataFrame({"posting_id": ids, "zone": zones, "text": texts}, schema_overrides={"text": pl.String})
    return frame.with_columns(plain=plain(pl.col("text")))


def read(text: str, zone: str = "requirements", **fields: str) -> dict[str, Any]:
    return requirements.read(raw_rows([fields]), zoned([zone], [text])).row(0, named=True)


def test_wall_of_lines() -> None:
    got = requirements.read(raw_rows([{}] * WALL.height), zoned(WALL["zone"].to_list(), WALL["lines"].to_list()))
    wrong = []
    for number, (row, found) in enumerate(zip(WALL.iter_rows(named=True), got.iter_rows(named=True), strict=True)):
        wanted = {
            "years_min": float(row["years_min"]) if row["years_min"] else None,
            "years_max": float(row["years_max"]) if row["years_max"] else None,
            "education_required": row["education_required"] or "unspecified",
            "education_preferred": row["education_preferred"] or "unspecified",
            "degree_or_equivalent": row["degree_or_equivalent"] == "true",
        }
        differs = {name: (value, found[name]) for name, value in wanted.items() if found[name] != value}
        if differs:
            wrong.append(
                f"{number + 2}: {row['lines']!r}: " + ", ".join(f"{k} {a} not {b}" for k, (a, b) in differs.items())
            )
    assert WALL.height >= 120
    assert not wrong, "\n" + "\n".join(wrong)


def test_every_posting_has_a_row_and_silence_is_unspecified() -> None:
    found = requirements.read(raw_rows([{}, {}]), zoned(["blurb"], ["We make maps."]))
    assert found.rows() == [(f"p{n}", None, None, "unspecified", "unspecified", False) for n in range(2)]


def test_the_source_s_own_field_comes_first() -> None:
    assert read("5+ years of experience", experience_text="2-4 years", source="workable")["years_min"] == 2
    assert read("5+ years of experience", experience_text="Mid-Senior level")["years_min"] == 5
    assert read("", experience_text="36 months")["years_min"] == 3
    assert read("PhD in physics", education_text="bachelor degree")["education_required"] == "bachelor"
    assert read("PhD in physics", education_text="as stated below")["education_required"] == "phd"


def test_wishes_are_not_requirements() -> None:
    found = read("7+ years in finance, PhD", zone="nice")
    assert (found["years_min"], found["education_required"], found["education_preferred"]) == (
        None,
        "unspecified",
        "phd",
    )


def test_years_that_would_be_liked_count_where_nothing_is_required() -> None:
    wish, demand = "Ideally, you have:\n5+ years of experience in data", "2+ years of experience"

    def years(zones: list[str], texts: list[str]) -> Any:
        both = zoned(zones, texts).with_columns(posting_id=pl.lit("p0"))
        return requirements.read(raw_rows([{}]), both)["years_min"][0]

    assert years(["duties", "nice"], ["You build pipelines.", wish]) == 5
    assert years(["requirements", "nice"], ["Python and SQL", wish]) is None
    assert years(["requirements", "nice"], [demand, wish]) == 2
    assert years(["duties", "nice"], [demand, wish]) == 2


def test_a_title_may_state_the_years() -> None:
    assert read("", title_text="Full-Stack Engineer (5+ YOE)")["years_min"] == 5
    assert read("", title_text="Engineer 2026")["years_min"] is None


def test_the_sieve_lets_every_degree_through() -> None:
    cues = taxonomy.table("education_cues").filter(pl.col("degree").is_in([*education.DEGREES, "any"]))
    kept = cues.filter(pl.col("cue").str.contains(education.SIEVE))
    assert kept.height == cues.height, cues.join(kept, on="cue", how="anti")["cue"].to_list()


def test_a_table_s_own_figure_counts_only_where_the_description_names_none() -> None:
    def years(text: str, source: str) -> Any:
        row = raw_rows([{"experience_text": "5+ years", "source": source}])
        return requirements.read(row, zoned(["requirements"], [text]))["years_min"][0]

    assert years("A degree or 5 years of experience in lieu of a degree", "table") is None
    assert years("3 years of Python", "table") == 3.0
    assert years("Python", "table") == 5.0
    assert years("3 years of Python", "workable") == 5.0
