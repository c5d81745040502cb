"""Levels and tracks: the wall of titles, precedence of sources, traps, and what pay bands are stated for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.place_rows import raw_rows
from transforms import levels, taxonomy
from transforms.contract import PostingLevel
from transforms.cues import plain

WALL = pl.read_csv(Path(__file__).parent / "examples" / "titles.csv", infer_schema=False, empty_string_is_null=False)


YEARS = {"posting_id": pl.String, "years_min": pl.Float64, "years_max": pl.Float64}


def read(
    title: str, years: float | None = None, most: float | None = None, **fields: Any
) -> tuple[dict[str, Any], dict[str, float]]:
    raw = raw_rows([{"title_text": title, **fields}])
    asked = pl.DataFrame([("p0", years, most)], schema=YEARS, orient="row")
    one, many = levels.read(raw, asked, duties_of(raw))
    return one.row(0, named=True), dict(many.select("level", "weight").rows())


def duties_of(raw: pl.DataFrame) -> pl.DataFrame:
    return raw.select("posting_id", zone=pl.lit("duties"), plain=plain(pl.col("text")))


def of_wall() -> pl.DataFrame:
    return raw_rows([
        {"title_text": row["title"], "employer_text": row["employer"] or None, "text": row["duties"]}
        for row in WALL.iter_rows(named=True)
    ])  # fmt: skip


def without_years(raw: pl.DataFrame) -> pl.DataFrame:
    return raw.select("posting_id", years_min=pl.lit(None, dtype=pl.Float64), years_max=pl.lit(None, dtype=pl.Float64))


def test_wall_of_titles() -> None:
    raw = of_wall()
    one, many = levels.read(raw, without_years(raw), duties_of(raw))
    held = many.group_by("posting_id").agg(levels=pl.col("level").sort())
    got = one.join(held, on="posting_id", how="left", maintain_order="left")
    wrong = [
        f"{want['title']}: {want['levels']}, {want['track']}; read as {have['levels']}, {have['level']} first, {have['track']}"
        for want, have in zip(WALL.iter_rows(named=True), got.iter_rows(named=True), strict=True)
        if (want["level"], want["track"], sorted(want["levels"].split()))
        != (have["level"], have["track"], have["levels"])
    ]
    assert not wrong, "\n".join(wrong)


def test_weights_add_up_and_the_primary_is_among_them() -> None:
    raw = of_wall()
    one, many = levels.read(raw, without_years(raw), duties_of(raw))
    PostingLevel.validate(many.select(PostingLevel.column_names()), cast=True)
    assert many.group_by("posting_id").agg(pl.col("weight").sum())["weight"].round(9).unique().to_list() == [1.0]
    assert one.join(many, on=["posting_id", "level"], how="anti").is_empty()
    assert one["posting_id"].to_list() == raw["posting_id"].to_list()


def test_every_posting_alone_reads_as_in_the_batch() -> None:
    raw = of_wall()
    one, many = levels.read(raw, without_years(raw), duties_of(raw))
    for part in raw.sample(12, seed=2).iter_slices(1):
        alone, alone_many = levels.read(part, without_years(part), duties_of(part))
        assert alone.equals(one.join(part.select("posting_id"), on="posting_id", how="semi"))
        assert alone_many.equals(many.join(part.select("posting_id"), on="posting_id", how="semi"))


def test_no_postings() -> None:
    raw = of_wall().clear()
    one, many = levels.read(raw, without_years(raw), duties_of(raw))
    assert one.is_empty() and many.is_empty()


def test_nothing_said_is_unspecified() -> None:
    one, many = read("Machine Learning Engineer")
    assert one == {
        "posting_id": "p0",
        "level": "unspecified",
        "level_rank": None,
        "track": "ic",
        "level_source": "none",
    }
    assert many == {"unspecified": 1.0}


@pytest.mark.parametrize(
    ("title", "fields", "years", "level", "source"),
    [
        ("Senior ML Engineer II", {"level_text": "Entry level", "source": "smartrecruiters"}, 1, "senior", "title"),
        ("ML Engineer II", {"level_text": "Entry level", "source": "smartrecruiters"}, 9, "mid", "level_code"),
        ("ML Engineer", {"level_text": "Entry level", "source": "smartrecruiters"}, 9, "entry", "source_field"),
        ("ML Engineer", {"level_text": "Director"}, None, "director", "source_field"),
        ("ML Engineer", {"level_text": "Mid-Senior level"}, None, "unspecified", "none"),
        ("ML Engineer", {"level_text": "Mid-Senior level"}, 6, "senior", "years"),
        ("ML Engineer", {"level_text": "Not Applicable"}, None, "unspecified", "none"),
        ("ML Engineer", {"employment_text": "Internship"}, 3, "intern", "source_field"),
        ("ML Engineer", {"employment_text": "Full-time"}, None, "unspecified", "none"),
        ("ML Engineer", {}, 0, "entry", "years"),
        ("ML Engineer", {}, 1, "entry", "years"),
        ("ML Engineer", {}, 2, "mid", "years"),
        ("ML Engineer", {}, 5, "senior", "years"),
        ("ML Engineer", {}, 8, "staff", "years"),
        ("ML Engineer", {}, 12, "principal", "years"),
    ],
)
def test_precedence(title: str, fields: dict[str, Any], years: float | None, level: str, source: str) -> None:
    one, _ = read(title, years, **fields)
    assert (one["level"], one["level_source"]) == (level, source)


@pytest.mark.parametrize(
    ("low", "high", "level"),
    [
        (0, None, "entry"),
        (1, None, "entry"),
        (1.5, None, "entry"),
        (0, 2, "entry"),
        (1, 2, "entry"),
        (1, 3, "entry"),
        (1, 5, "mid"),
        (0, 1, "entry"),
        (3, 5, "mid"),
        (5, 8, "senior"),
    ],
)
def test_a_low_minimum_means_entry_unless_its_top_says_more(low: float, high: float | None, level: str) -> None:
    assert read("ML Engineer", low, high)[0]["level"] == level


def test_a_sentence_may_state_the_level() -> None:
    one, _ = read("ML Engineer", 2, text="We are looking for a senior engineer who cares.")
    assert (one["level"], one["level_source"]) == ("senior", "text")
    assert read("ML Engineer", text="This is an entry-level role.")[0]["level"] == "entry"
    assert read("ML Engineer", text="This is not an entry-level role.")[0]["level"] == "unspecified"
    assert read("ML Engineer", text="You work with senior engineers.")[0]["level"] == "unspecified"


@pytest.mark.parametrize(
    ("title", "text", "level"),
    [
        ("Data Scientist", "Role: Senior Data Scientist\nPlace: Oslo", "senior"),
        ("Data Scientist (m/w/d)", "Wir suchen einen Senior Data Scientist für Oslo.", "senior"),
        (
            "Applied Research Engineer",
            "We need 1x Senior DevOps Engineer (AWS) and 1x Junior Applied Research Engineer.",
            "entry",
        ),
        ("Tide Modeller", "As a principal tide modeller, you set the course.", "principal"),
        ("Data Scientist", "You help our senior data scientist.", "unspecified"),
        ("Data Scientist", "As a senior analyst you once worked with data.", "unspecified"),
    ],
)
def test_a_text_may_call_the_job_by_another_level_than_its_title(title: str, text: str, level: str) -> None:
    assert read(title, text=text)[0]["level"] == level
    assert read(title, 2, text=text)[0]["level_source"] == "years"
    assert read(f"Staff {title}", text=text)[0]["level"] == "staff"


def test_an_imported_table_repeats_what_a_job_board_guessed() -> None:
    assert read("ML Engineer", level_text="Entry level", source="table")[0]["level"] == "unspecified"
    assert read("ML Engineer", 4, level_text="Entry level", source="table")[0]["level"] == "mid"
    assert read("ML Engineer", level_text="Senior", source="table")[0]["level"] == "senior"


def test_several_levels_split_the_vote() -> None:
    one, many = read("ML Engineer (L4-L6)")
    assert many == pytest.approx({"mid": 1 / 3, "senior": 1 / 3, "staff": 1 / 3})
    assert (one["level"], one["level_rank"]) == ("mid", 2.0)


def test_the_level_named_first_is_primary() -> None:
    assert read("ML Engineer (Staff or Senior)")[0]["level"] == "staff"
    assert read("Senior/Staff ML Engineer")[0]["level"] == "senior"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("You will manage a team of eight with direct reports.", "manager"),
        ("You will manage pipelines and work with senior engineers.", "unspecified"),
        ("This position has no direct reports.", "unspecified"),
    ],
)
def test_a_manager_of_people_says_so(text: str, level: str) -> None:
    assert read("Incident Manager", text=text)[0]["level"] == "unspecified"
    assert read("Claims Manager", text=text)[0]["level"] == level


@pytest.mark.parametrize(
    ("title", "level", "track"),
    [
        ("Tech Lead Manager, ML", "staff", "hybrid"),
        ("Senior Engineering Manager", "senior_manager", "management"),
        ("Deputy Director, AI", "director", "management"),
        ("Chief Data Scientist", "principal", "ic"),
        ("Chief Scientist", "c_level", "management"),
        ("Senior Associate, Deals", "unspecified", "ic"),
        ("Research Fellow, AI", "unspecified", "ic"),
        ("Technical Fellow, Machine Learning", "distinguished", "ic"),
        ("Member of Technical Staff", "unspecified", "ic"),
        ("Graduate Degree Counselor", "unspecified", "ic"),
        ("L2 Support Engineer", "unspecified", "ic"),
        ("Tier II Analyst", "unspecified", "ic"),
        ("Engineer, Phase II Trials", "unspecified", "ic"),
        ("Early Stage ML Engineer", "unspecified", "ic"),
        ("Stage - Data Scientist", "intern", "ic"),
        ("Internal Tools Engineer", "unspecified", "ic"),
        ("Partner Engineer", "unspecified", "ic"),
        ("Lead Generation Manager", "unspecified", "unknown"),
        ("Reporting to the Senior Director", "unspecified", "ic"),
        ("Engineer 2026", "unspecified", "ic"),
        ("ML Engineer V", "principal", "ic"),
    ],
)
def test_traps(title: str, level: str, track: str) -> None:
    one, _ = read(title)
    assert (one["level"], one["track"]) == (level, track)


def test_resolve_names_one_level_or_none() -> None:
    texts = [
        "Senior",
        "L5",
        "Staff Engineer:",
        "Mid-level",
        "II",
        "Level 2",
        "Senior/Staff",
        "New York",
        "Principal",
        "IC3",
        "Manager, Engineering",
    ]
    got = levels.resolve(pl.Series(texts))
    assert got["text"].to_list() == texts
    assert got["level"].to_list() == [
        "senior",
        "senior",
        "staff",
        "mid",
        "mid",
        "mid",
        None,
        None,
        "principal",
        "senior",
        "manager",
    ]
    assert levels.resolve(pl.Series([], dtype=pl.String)).is_empty()


def test_cue_tables_name_known_codes() -> None:
    cues, known = taxonomy.table("level_cues"), set(taxonomy.table("levels")["level"])
    stated = set(cues.filter(pl.col("kind").is_in(["level", "bank", "field", "contract"]))["value"])
    assert stated <= known, f"level_cues.csv: {stated - known} are not in levels.csv"
    assert set(cues["needs"]) <= {"nothing", "maker", "maker_here", "not_maker", "team", "people", "own_board"}
    employers = set(taxonomy.table("level_employers")["employer"])
    unknown = set(taxonomy.table("level_codes")["employer"]) - employers - {""}
    assert not unknown, f"level_codes.csv: {unknown} are not in level_employers.csv"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Nous proposons un stage de six mois.", "intern"),
        ("Notre maison recherche un analyste pour un stage débutant en mai.", "intern"),
        ("Acabas de terminar tus estudios y buscas tu primer empleo.", "entry"),
        ("Cerchiamo neolaureati in fisica.", "entry"),
        ("Tijdens je stage leer je veel van senior collega's.", "unspecified"),
        ("We work on stage with musicians.", "unspecified"),
    ],
)
def test_texts_state_levels_in_other_languages(text: str, level: str) -> None:
    assert read("Data Analyst", text=text)[0]["level"] == level
