"""Role, AI scope and title key: the wall of titles, the text gate, refusals with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from tests.place_rows import NO_PLACES, location, raw_rows
from transforms import taxonomy, title_keys, titles
from transforms.cues import plain

WALL = pl.read_csv(Path(__file__).parent / "examples" / "titles.csv", infer_schema=False, empty_string_is_null=False)
CUES = "Build RAG pipelines, fine-tune LLMs and run evals for our AI agents."


def read(title: str, zone: str = "", text: str = "", employer: str = "") -> dict[str, object]:
    raw = raw_rows([{"title_text": title, "employer_text": employer or None}])
    return titles.read(raw, in_zones({zone: text} if zone else {})).row(0, named=True)


def key_of(title: str, places: Sequence[str] = (), place_ids: Sequence[str] = ()) -> str:
    raw = raw_rows([{"title_text": title, "locations": [location(place) for place in places]}])
    rows = pl.DataFrame({"posting_id": "p0", "place_id": list(place_ids)}, schema=NO_PLACES.schema)
    return str(title_keys.read(raw, rows)["title_key"][0])


def in_zones(texts: dict[str, str], posting_id: str = "p0") -> pl.DataFrame:
    return pl.DataFrame(
        {"posting_id": [posting_id] * len(texts), "zone": list(texts), "text": list(texts.values())},
        schema={"posting_id": pl.String, "zone": pl.String, "text": pl.String},
    ).with_columns(plain=plain(pl.col("text")))


def of_wall() -> tuple[pl.DataFrame, pl.DataFrame]:
    raw = raw_rows([
        {"title_text": row["title"], "employer_text": row["employer"] or None, "text": row["duties"]}
        for row in WALL.iter_rows(named=True)
    ])  # fmt: skip
    zoned = raw.filter(pl.col("text") != "").select(
        "posting_id", "text", zone=pl.lit("duties"), plain=plain(pl.col("text"))
    )
    return raw, zoned


def test_wall_of_titles() -> None:
    got = titles.read(*of_wall())
    wrong = [
        f"{want['title']}: {want['role_family']}, {want['is_ai_role']}; read as {have['role_family']}, "
        f"{have['is_ai_role']} ({have['ai_role_reason']})"
        for want, have in zip(WALL.iter_rows(named=True), got.iter_rows(named=True), strict=True)
        if (want["role_family"], want["is_ai_role"] == "true") != (have["role_family"], have["is_ai_role"])
    ]
    assert WALL.height >= 500
    assert not wrong, "\n".join(wrong)


def test_every_posting_alone_reads_as_in_the_batch() -> None:
    raw, zoned = of_wall()
    whole = titles.read(raw, zoned)
    parts = [
        titles.read(one, zoned.filter(pl.col("posting_id") == one["posting_id"][0]))
        for one in raw.sample(12, seed=1).iter_slices(1)
    ]
    alone = pl.concat(parts).sort("posting_id")
    assert alone.equals(whole.join(alone.select("posting_id"), on="posting_id", how="semi").sort("posting_id"))


def test_no_postings() -> None:
    raw, zoned = of_wall()
    assert titles.read(raw.clear(), zoned.clear()).is_empty()


@pytest.mark.parametrize("zone", ["blurb", "benefits", "legal", "nice"])
def test_what_the_company_says_of_itself_opens_no_gate(zone: str) -> None:
    read_one = read("Software Engineer", zone, CUES)
    assert read_one["is_ai_role"] is False
    assert read_one["ai_role_reason"] == "title: software engineer; AI cues in duties and requirements: 0 of 2"


@pytest.mark.parametrize("zone", ["duties", "requirements"])
def test_a_plain_engineer_is_in_by_two_cues(zone: str) -> None:
    read_one = read("Software Engineer", zone, CUES)
    assert (read_one["role_family"], read_one["is_ai_role"]) == ("ai_engineer", True)
    assert str(read_one["ai_role_reason"]).startswith("title: software engineer; text: ")


@pytest.mark.parametrize(("title", "is_ai"), [("Software Engineer", False), ("Software Engineers", True)])
def test_a_line_of_another_job_counts_where_the_title_is_of_many(title: str, is_ai: bool) -> None:
    text = "Machine Learning Engineer: train large language models in PyTorch, fine-tune diffusion models, build RAG"
    assert read(title, "duties", text)["is_ai_role"] is is_ai


def test_one_idea_said_twice_is_one_cue() -> None:
    text = "Large language models, LLMs, LLM-based."
    assert read("Software Engineer", "duties", text)["is_ai_role"] is False


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("AI Trainer", "annotation work"),
        ("Account Executive, AI Products", "sales"),
        ("Technical Recruiter, Machine Learning", "recruiting"),
        ("Tax Attorney (LL.M.)", "law"),
        ("NLP Practitioner", "neuro-linguistic practice"),
        ("Insurance Agent", "insurance and agency"),
        ("AI Transformation Lead", "change and enablement"),
        ("Technical Support Engineer, AI", "support"),
        ("Artificial Insemination Technician", "care and trades"),
    ],
)
def test_refusals_say_why(title: str, reason: str) -> None:
    assert str(read(title, "duties", CUES)["ai_role_reason"]).startswith(f"refused: {reason} (")


def test_the_employers_name_is_no_cue() -> None:
    assert read("Recruiting Coordinator, Scale AI", employer="Scale AI")["is_ai_role"] is False
    assert read("Software Engineer, Scale AI", employer="Scale AI")["is_ai_role"] is False
    assert read("Software Engineer, AI", employer="Scale AI")["is_ai_role"] is True


@pytest.mark.parametrize(
    ("title", "places", "key"),
    [
        ("Senior Data Scientist (m/w/d) - Berlin", ["Berlin, Germany"], "senior data scientist"),
        ("Sr. Data Scientist | Remote", [], "senior data scientist"),
        ("Data Scientist, London (Hybrid)", ["London, UK"], "data scientist"),
        ("Machine Learning Engineer - 100% remoto", [], "machine learning engineer"),
        ("ML Engineer (R-12345)", [], "machine learning engineer"),
        ("Sr. ML Engineer - Req ID 998877", [], "senior machine learning engineer"),
        ("Data Engineer (€50k-€80k) - EU", [], "data engineer"),
        ("Data Scientist (Part-Time | Remote US | $80 – $120/hr)", [], "data scientist part time"),
        ("Software Engineer, Machine Learning", ["Austin, TX"], "software engineer machine learning"),
        ("AI Engineer, all genders", ["Zürich"], "ai engineer"),
        ("Sr. ML Eng (Full-Stack)", [], "senior machine learning engineer fullstack"),
        ("ML Engineer (Maps) Contractor role", [], "machine learning engineer maps"),
        ("Software Engineer, B2B", [], "software engineer b2b"),
        ("Contract Manager", [], "contract manager"),
        ("Remote", [], "remote"),
    ],
)
def test_title_keys(title: str, places: list[str], key: str) -> None:
    assert key_of(title, places) == key


def test_title_keys_keep_the_level() -> None:
    assert key_of("Senior AI Engineer") != key_of("Junior AI Engineer")


@pytest.mark.parametrize(
    ("title", "place_ids", "key"),
    [
        ("AI Engineer - Bengaluru", ["in/ka/bengaluru"], "ai engineer"),
        ("AI Engineer (Frankfurt am Main)", ["gb/eng/london", "de/he/frankfurt-am-main"], "ai engineer"),
        ("AI Engineer - Bengaluru", ["in/mh/mumbai"], "ai engineer bengaluru"),
        ("AI Engineer - MA", ["us/ma"], "ai engineer ma"),
    ],
)
def test_title_keys_know_the_places_by_their_other_names(title: str, place_ids: list[str], key: str) -> None:
    assert key_of(title, ["Somewhere"], place_ids) == key


def test_cue_tables_name_known_codes() -> None:
    cues = taxonomy.table("role_cues")
    homes = {
        "subject": ("role_subjects", "subject"),
        "occupation": ("role_occupations", "occupation"),
        "role": ("roles", "role_family"),
    }
    for kind, (table, column) in homes.items():
        unknown = set(cues.filter(pl.col("kind") == kind)["code"]) - set(taxonomy.table(table)[column])
        assert not unknown, f"role_cues.csv: {kind} codes {unknown} are not in {table}.csv"
    assert set(cues["kind"]) == {*homes, "mask", "keep", "specialty"}
    assert set(taxonomy.table("role_refusals")["strength"]) == {"anywhere", "occupation", "domain"}
