"""Zones: the wall of headings and lines in eleven languages, wishes, boilerplate, and text without line breaks."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.place_rows import raw_rows
from transforms import headings, taxonomy, zones
from transforms.cues import plain

EXAMPLES = Path(__file__).parent / "examples"
WALL = pl.read_csv(EXAMPLES / "zones.csv", infer_schema=False, empty_string_is_null=False)
WISHES = pl.read_csv(EXAMPLES / "wishes.csv", infer_schema=False, empty_string_is_null=False)
NO_PASSAGES = pl.DataFrame(schema=dict.fromkeys(("source", "board", "line"), pl.String))


def split(text: str, passages: pl.DataFrame = NO_PASSAGES) -> dict[str, str]:
    found = zones.split(raw_rows([{"text": text}]), passages)
    return dict(found.select("zone", "text").iter_rows())


def test_wall_of_lines() -> None:
    texts = WALL["text"].str.replace(">>", "", literal=True)
    lines = WALL["text"].str.extract(">>([^\n]*)", 1)
    found = zones.split(raw_rows([{"text": text} for text in texts]), NO_PASSAGES)
    zone_of = {
        (row["posting_id"], line): row["zone"]
        for row in found.iter_rows(named=True)
        for line in row["text"].split("\n")
    }
    wrong = [
        f"{number + 2}: {row['text']!r} ({row['why']}): {line!r} should be {row['zone']}, is {zone_of.get((f'p{number}', line))}"
        for number, (row, line) in enumerate(zip(WALL.iter_rows(named=True), lines, strict=True))
        if zone_of.get((f"p{number}", line)) != row["zone"]
    ]
    assert WALL.height >= 300
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize(("line", "asked", "wished"), WISHES.rows())
def test_wishes_are_parted_from_demands(line: str, asked: str, wished: str) -> None:
    found = split(f"Requirements\n{line}")
    assert " ".join(found["requirements"].split("\n")[1:]).split() == asked.split()
    assert found.get("nice", "") == wished


def test_what_a_board_repeats_is_blurb_but_for_pay_and_demands() -> None:
    repeated = ["We keep the world moving, one map at a time.", "Bachelor's degree in geography is required for all.",
                "Paid time off and dental insurance."]  # fmt: skip
    passages = pl.DataFrame({"source": "table", "board": "", "line": repeated})
    text = "Requirements\nPython\n" + "\n".join(repeated)
    found = split(text, passages)
    assert found["blurb"] == repeated[0]
    assert repeated[1] in found["requirements"]
    assert found["benefits"] == repeated[2]
    assert "blurb" not in split(text, passages.with_columns(board=pl.lit("another")))


def test_all_lines_are_kept_in_order_and_plain_is_that_of_the_text() -> None:
    text = "Intro\nRequirements\nPython, SQL\n\nC++ (modern)\nBenefits\nLunch"
    found = zones.split(raw_rows([{"text": text}]), NO_PASSAGES)
    assert sorted("\n".join(found["text"]).split("\n")) == sorted(line for line in text.split("\n") if line)
    assert found["plain"].to_list() == found.select(again=plain(pl.col("text")))["again"].to_list()


def test_a_posting_without_text_has_no_zone() -> None:
    found = zones.split(raw_rows([{"text": ""}, {"text": "You train models."}]), NO_PASSAGES)
    assert found.select("posting_id", "zone").rows() == [("p1", "duties")]


def test_unheaded_demands_are_requirements_unless_a_heading_opens_them() -> None:
    assert split("You train models.\nMust have five years of experience with Python.")["requirements"].startswith(
        "Must"
    )
    assert "Must have" in split("Must have grit.\nYou train models.\nRequirements\nPython")["duties"]


def test_text_without_line_breaks_is_cut_at_headings() -> None:
    text = (
        "Acme is a leading maker of maps and was founded in 2011. " * 20
        + "What You'll Do Train models for maps and ship them to farmers. " * 6
        + "Requirements: Python and three years of experience. SQL. Nice To Have Rust and Go for services. Benefits: Lunch."
    )
    found = split(text)
    assert set(found) >= {"blurb", "duties", "requirements", "nice", "benefits"}
    assert "Python" in found["requirements"]
    assert "Rust" in found["nice"]
    assert "Rust" not in found["requirements"]


def test_any_cut_of_a_batch_gives_the_same_rows() -> None:
    rows = raw_rows([{"text": text.replace(">>", "")} for text in WALL["text"].head(40)])
    whole = zones.split(rows, NO_PASSAGES)
    parts = pl.concat([zones.split(rows[start : start + 7], NO_PASSAGES) for start in range(0, 40, 7)])
    assert whole.equals(parts)


def test_a_heading_has_one_zone_in_whatever_form_it_is_written() -> None:
    table = taxonomy.table("zone_headings")
    phrase = plain(pl.col("heading").str.replace_all("[…:]", " "))
    several = table.group_by(phrase=phrase).agg(pl.col("zone").unique()).filter(pl.col("zone").list.len() > 1)
    assert several.is_empty(), several.to_dicts()
    assert set(table["zone"]) == {*zones.ZONES, zones.FACTS, zones.IDEAL}
    assert set(taxonomy.table("zone_cues")["zone"]) <= set(zones.BITS)


def test_a_long_bullet_is_no_heading() -> None:
    lines = ["Benefits analysis with finance, benefits administrators and the works council, every week of the year",
             "Requirements gathering with customers,"]  # fmt: skip
    frame = pl.DataFrame({"n": [0, 1], "line": lines}).with_columns(plain=plain(pl.col("line")))
    assert headings.read(frame).is_empty()


SHARED_ADVERT = """Acme | Data Engineer, ML Engineer | Berlin
We map farms.
Data Engineer
You have: 3 years of SQL
Sr. ML Engineer
You have: 7 years of PyTorch
- Product Designer: Figma
Both roles: German is a plus"""


@pytest.mark.parametrize(
    ("title", "others"),
    [
        (
            "Senior Machine Learning Engineer",
            ["Data Engineer", "You have: 3 years of SQL", "- Product Designer: Figma"],
        ),
        ("Data Engineer", ["Sr. ML Engineer", "You have: 7 years of PyTorch", "- Product Designer: Figma"]),
        ("Frontend Developer", ["Data Engineer", "Sr. ML Engineer", "- Product Designer: Figma"]),
        ("Engineers", []),
        ("Software Engineers", []),
    ],
)
def test_another_job_of_a_shared_advert_counts_for_nothing(title: str, others: list[str]) -> None:
    row = {"title_text": title, "text": SHARED_ADVERT, "source": "hackernews"}
    found = dict(zones.split(raw_rows([row]), NO_PASSAGES).select("zone", "text").iter_rows())
    assert found.get("legal", "").split("\n") == (others or [""])
    alone = dict(zones.split(raw_rows([row | {"source": "lever"}]), NO_PASSAGES).select("zone", "text").iter_rows())
    assert "legal" not in alone


def test_addresses_are_no_words_for_cues() -> None:
    text = "You build maps. See https://jobs.example.com/large-language-models/apply and www.example.org/agents now."
    found = zones.split(raw_rows([{"text": text}]), NO_PASSAGES)
    assert found["text"].to_list() == [text]
    assert found["plain"].to_list() == [" you build maps see and now "]


def test_what_is_repeated_under_duties_stays_duties() -> None:
    duty = "You train detectors on images of fields, and measure what they miss."
    line = "Larkspur makes maps for farmers in nine countries, and has done so since 2009."
    passages = pl.DataFrame({"source": ["table"] * 2, "board": ["board"] * 2, "line": [duty, line]})
    text = f"About us\n{line}\nWhat you will do\n{duty}\nYou write it down.\nRequirements\n{line}\nPython"
    raw = raw_rows([{"text": text}]).with_columns(source=pl.lit("table"), board=pl.lit("board"))
    found = dict(zones.split(raw, passages).select("zone", "text").iter_rows())
    assert duty in found["duties"]
    assert found["blurb"].count(line) == 2


def test_the_lines_of_an_advert_for_several_jobs_are_no_boilerplate() -> None:
    line = "We teach drills to listen, and sell them to tunnel builders in nine countries."
    raw = raw_rows([{"text": f"{line}\nYou train models."}])
    for source, zone in (("hackernews", "duties"), ("table", "blurb")):
        passages = pl.DataFrame({"source": [source], "board": ["board"], "line": [line]})
        mine = raw.with_columns(source=pl.lit(source), board=pl.lit("board"))
        assert line in dict(zones.split(mine, passages).select("zone", "text").iter_rows())[zone]
