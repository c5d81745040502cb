"""Specializations: the wall of passages, zones and their weights, generalists, entropy."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.place_rows import raw_rows
from transforms import specializations, titles
from transforms.contract import PostingSpecialization
from transforms.cues import plain

WALL = pl.read_csv(
    Path(__file__).parent / "examples" / "specializations.csv", infer_schema=False, empty_string_is_null=False
)


def zoned_rows(rows: list[tuple[str, str, str]]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema={"posting_id": pl.String, "zone": pl.String, "text": pl.String}, orient="row")
    return frame.filter(pl.col("text") != "").with_columns(plain=plain(pl.col("text")))


def of_wall() -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    raw = raw_rows([{"title_text": title} for title in WALL["title"]])
    zoned = zoned_rows([
        (f"p{n}", zone, row[zone]) for n, row in enumerate(WALL.iter_rows(named=True)) for zone in ("duties", "requirements")
    ])  # fmt: skip
    return raw, zoned, titles.read(raw, zoned)


def read(title: str, **zones: str) -> tuple[dict[str, Any], dict[str, float]]:
    raw = raw_rows([{"title_text": title}])
    role = raw.select("posting_id", is_ai_role=pl.lit(value=True))
    one, many = specializations.read(raw, zoned_rows([("p0", zone, text) for zone, text in zones.items()]), role)
    return one.row(0, named=True), dict(many.select("specialization", "score").rows())


def test_wall_of_passages() -> None:
    raw, zoned, role = of_wall()
    one, many = specializations.read(raw, zoned, role)
    held = many.group_by("posting_id").agg("specialization")
    shown = dict(held.rows())
    wrong = [
        f"{want['title']}: {want['duties']}: {want['specialization']}; read as {have['specialization']} of {shown.get(have['posting_id'])}"
        for want, have in zip(WALL.iter_rows(named=True), one.iter_rows(named=True), strict=True)
        if want["specialization"] != have["specialization"] or want["never"] in shown.get(have["posting_id"], [])
    ]
    assert WALL.height >= 120
    assert not wrong, "\n".join(wrong)


def test_one_primary_for_every_ai_job_and_none_for_others() -> None:
    raw, zoned, role = of_wall()
    one, many = specializations.read(raw, zoned, role)
    PostingSpecialization.validate(many.select(PostingSpecialization.column_names()), cast=True)
    primary = many.filter("is_primary").select("posting_id", "specialization").sort("posting_id")
    ai = (
        one.filter(pl.col("specialization") != "not_applicable")
        .select("posting_id", "specialization")
        .sort("posting_id")
    )
    assert primary.equals(ai)
    others = role.filter(~pl.col("is_ai_role"))["posting_id"].to_list()
    assert not set(others) & set(many["posting_id"])
    assert one["posting_id"].to_list() == raw["posting_id"].to_list()


def test_every_posting_alone_reads_as_in_the_batch() -> None:
    raw, zoned, role = of_wall()
    one, many = specializations.read(raw, zoned, role)
    for part in raw.sample(12, seed=3).iter_slices(1):
        mine = part.select("posting_id")
        alone, alone_many = specializations.read(
            part, zoned.join(mine, on="posting_id", how="semi"), role.join(mine, on="posting_id", how="semi")
        )
        assert alone.equals(one.join(mine, on="posting_id", how="semi"))
        assert alone_many.equals(many.join(mine, on="posting_id", how="semi"))


def test_no_postings() -> None:
    raw, zoned, role = of_wall()
    one, many = specializations.read(raw.clear(), zoned.clear(), role.clear())
    assert one.is_empty() and many.is_empty()


def test_zones_weigh_as_the_method_says() -> None:
    text = "Object detection."
    score = {
        zone: read("ML Engineer", **{zone: text})[1].get("computer_vision", 0.0) for zone in ("duties", "requirements")
    }
    assert score["duties"] == 2 * score["requirements"] > 0
    assert (
        read("ML Engineer", duties=text, nice=text)[1]["computer_vision"] == score["duties"] + score["requirements"] / 2
    )


@pytest.mark.parametrize("zone", ["blurb", "benefits", "legal"])
def test_boilerplate_counts_nothing(zone: str) -> None:
    one, many = read("ML Engineer", **{zone: "Object detection, YOLO and OpenCV."})
    assert one["specialization"] == "generalist" and one["is_generalist"]
    assert many == {"generalist": 0.0}


def test_a_cue_inside_a_longer_one_counts_once() -> None:
    assert read("ML Engineer", duties="Demand forecasting.")[1]["forecasting_timeseries"] == 2.0


def test_entropy_in_nats() -> None:
    assert read("ML Engineer", duties="Object detection and YOLO.")[0]["specialization_entropy"] == 0.0
    even = read("ML Engineer", duties="Object detection and speech recognition.")[0]
    assert even["specialization_entropy"] == pytest.approx(math.log(2), abs=1e-6)


def test_three_alike_are_a_generalist_unless_the_title_says() -> None:
    duties = "Named entity recognition, object detection, fraud detection."
    assert read("ML Engineer", duties=duties)[0]["specialization"] == "generalist"
    assert read("NLP Engineer", duties=duties)[0]["specialization"] == "nlp"
    assert read("ML Engineer", duties="Object detection.")[0]["specialization"] == "computer_vision"
    assert read("ML Engineer", requirements="Object detection.")[0]["specialization"] == "computer_vision"
    assert read("ML Engineer", nice="Object detection.")[0]["is_generalist"]


def test_a_field_within_another_stands_before_it_from_half_its_score() -> None:
    wide = "LLMs, RAG, prompt engineering, fine-tuning LLMs."
    assert read("ML Engineer", duties=f"AI agents. {wide}")[0]["specialization"] == "genai_llm"
    assert (
        read("ML Engineer", duties=f"AI agents, multi-agent systems and CrewAI. {wide}")[0]["specialization"]
        == "agents"
    )


def test_a_field_and_the_one_around_it_are_one_when_asked_how_mixed_a_job_is() -> None:
    two = read("ML Engineer", duties="AI agents, LLMs, fraud detection.")[0]
    three = read("ML Engineer", duties="AI agents, LLMs, fraud detection, object detection.")[0]
    assert not two["is_generalist"] and three["is_generalist"]


def test_what_follows_the_title_on_its_own_line_counts_twice() -> None:
    listed = (
        "- Designer: you draw.\n- ML Engineer: object detection in the yard of our partners.\nNamed entity recognition."
    )
    mine = read("ML Engineer", duties=listed)[1]
    assert mine["computer_vision"] == 2 * mine["nlp"]
    another = read("Staff ML Engineer", duties=listed)[1]
    assert another["computer_vision"] == another["nlp"]


def test_a_titles_word_of_many_meanings_needs_the_text() -> None:
    said = read("ML Engineer, Safety", duties="Jailbreaks of our models.")[1]["safety_alignment"]
    unsaid = read("ML Engineer, Safety", duties="Object detection.")[1]["safety_alignment"]
    assert said > 2 * unsaid > 0
