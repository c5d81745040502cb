"""How the work is done, where remote workers may live, and whether pay depends on the place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from transforms import lines, places, sentences, stances, taxonomy, work_mode

from .place_rows import board_rows, location, raw_rows, zoned_rows

WALL = Path(__file__).parent / "examples" / "work_modes.csv"
FLAGS = {"true": True, "false": False, "": None}


def read(raw: pl.DataFrame) -> pl.DataFrame:
    boards = board_rows("US", "DE")
    return work_mode.read(raw, zoned_rows(raw), places.read(raw, boards))


def test_the_wall_of_work_modes() -> None:
    wall = pl.read_csv(WALL, infer_schema=False, empty_string_is_null=False).to_dicts()
    assert len(wall) >= 100
    raw = raw_rows(
        [
            {
                "locations": [location(text.strip()) for text in row["locations"].split(";") if text.strip()],
                "workplace_text": row["workplace"] or None,
                "is_remote": FLAGS[row["is_remote"]],
                "remote_scope": [scope for scope in row["remote_scope"].split("|") if scope],
                "title_text": row["title"] or "AI Engineer",
                "text": row["text"],
                "board": row["board_country"],
            }
            for row in wall
        ]
    )
    answers = read(raw).with_columns(pl.col("hybrid_days").map_elements(lambda d: f"{d:g}", return_dtype=pl.String))
    wrong = []
    for row, got in zip(wall, answers.fill_null("").to_dicts(), strict=True):
        expected = (row["work_mode"], row["hybrid_days"], row["excluded"])
        found = (got["work_mode"], got["hybrid_days"], got["excluded_regions"])
        if found != expected or (row["scope"] and (got["remote_scope"] or "-") != row["scope"]):
            wrong.append(f"{row}\n    got {found} {got['remote_scope']!r}")
    assert not wrong, f"{len(wrong)} of {len(wall)}:\n" + "\n".join(wrong)


def test_every_cue_of_a_text_is_looked_for() -> None:
    table = taxonomy.table("work_mode_cues").filter(pl.col("stands_in") == "text", pl.col("mode") != "none")
    missed = table.filter(pl.col("cue").str.contains(f"(?i){stances.TRIGGER}").not_())
    assert missed.is_empty(), missed["cue"].to_list()


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("The salary varies by location.", "location_based"),
        ("Base pay is based on work location and experience.", "location_based"),
        ("Actual pay depends on skills and location.", "location_based"),
        ("California: $150,000 - $190,000\nNew York: $160,000 - $200,000", "location_based"),
        ("Zone 1 pay range: $150,000\nZone 2 pay range: $130,000", "zone_tiered"),
        ("Our pay zones are set by county. The range varies by location.", "zone_tiered"),
        ("We pay the same regardless of where you live.", "global_flat"),
        ("We pay SF rates to everyone.", "global_flat"),
        ("Salary does not vary by location.", "global_flat"),
        ("US employees (any location): $166,600 - $208,300 base pay", "single_national"),
        ("Office locations vary by team.", "unspecified"),
        ("We hire regardless of location, race or gender.", "unspecified"),
        ("Salary: $150,000 - $190,000", "unspecified"),
        ("", "unspecified"),
    ],
)
def test_whether_pay_depends_on_the_place(text: str, policy: str) -> None:
    assert read(raw_rows([{"text": text}]))["geo_pay_policy"].to_list() == [policy]


def test_pay_fields_for_several_zones_or_places_say_the_policy() -> None:
    fields = {"component": None, "min": "1", "max": "2", "unit": "major", "currency": "USD", "period": None}

    def labelled(*labels: str) -> dict[str, object]:
        return {"pay_fields": [{**fields, "label": label, "is_estimate": False, "note": None} for label in labels]}

    raw = raw_rows([labelled("Zone 1", "Zone 2"), labelled("Toronto, ON", "San Francisco, CA"), labelled("Base pay")])
    assert read(raw)["geo_pay_policy"].to_list() == ["zone_tiered", "location_based", "unspecified"]


def test_every_posting_gets_one_row_in_order_whatever_the_batch() -> None:
    rows: list[dict[str, Any]] = [
        {"locations": [location("Remote - US")]},
        {"text": "This is a hybrid role."},
        {"workplace_text": "On-site"},
    ]
    raw = raw_rows(rows)
    whole = read(raw)
    assert whole["posting_id"].to_list() == ["p0", "p1", "p2"]
    assert whole.equals(pl.concat([read(raw.slice(n, 1)) for n in range(3)]))
    assert read(raw.clear()).height == 0


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("Pay is set by several factors such as skills, tenure, seniority and location.", "location_based"),
        (
            "Base pay takes into account equity among peers and may vary with your geographic region.",
            "location_based",
        ),
        ("There is a different salary range for certain work locations, and it is $100,000.", "location_based"),
        ("The salaries given are US national averages.", "single_national"),
        ("Benefits may vary depending on the country and work location.", "unspecified"),
        ("Some roles carry location-based requirements.", "unspecified"),
        ("Compensation is not adjusted for location.", "global_flat"),
    ],
)
def test_place_may_be_one_of_the_things_that_pay_is_based_on(text: str, policy: str) -> None:
    assert read(raw_rows([{"text": text}]))["geo_pay_policy"].to_list() == [policy]


def test_a_search_by_literals_first_finds_the_same_sentences() -> None:
    wall = pl.read_csv(WALL, infer_schema=False, empty_string_is_null=False)
    raw = raw_rows([{"text": text} for text in wall["text"].unique(maintain_order=True) if text])
    spoken = lines.of(raw)
    assert sentences.holding(spoken, stances.TRIGGER, stances.TRIGGER_WORDS).equals(
        sentences.holding(spoken, stances.TRIGGER)
    )
