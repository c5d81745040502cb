"""Skills: the wall of passages, with the words that must not be taken for skills, and how skills are asked for."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from transforms import skills, taxonomy
from transforms.cues import plain

WALL = pl.read_csv(Path(__file__).parent / "examples" / "skills.csv", infer_schema=False, empty_string_is_null=False)


def zoned(rows: list[tuple[str, str, str]]) -> pl.DataFrame:
    """Rows of posting_id, zone, text as `zones.split` hands them on."""
    frame = pl.DataFrame(rows, schema=dict.fromkeys(("posting_id", "zone", "text"), pl.String), orient="row")
    return frame.with_columns(plain=plain(pl.col("text")))


def test_wall_of_passages() -> None:
    passages = WALL.with_row_index("posting_id").select(pl.col("posting_id").cast(pl.String), "zone", text="passage")
    found = skills.read(passages.with_columns(plain=plain(pl.col("text"))))
    by_posting = {
        key[0]: {row["skill"]: row["requirement"] for row in part.iter_rows(named=True)}
        for key, part in found.partition_by("posting_id", as_dict=True).items()
    }
    wrong = []
    for number, row in enumerate(WALL.iter_rows(named=True)):
        got = by_posting.get(str(number), {})
        for wanted in filter(None, row["found"].split("|")):
            skill, _, requirement = wanted.partition("=")
            if skill not in got or (requirement and got[skill] != requirement):
                wrong.append(f"{number + 2}: {row['passage']!r} should give {wanted}, gave {got}")
        wrong += [
            f"{number + 2}: {row['passage']!r} should not give {skill}"
            for skill in row["refused"].split("|")
            if skill in got
        ]
    assert WALL.height >= 200
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_wall_names_skills_that_exist() -> None:
    known = set(taxonomy.table("skills")["skill"].to_list())
    named = {
        skill.partition("=")[0] for cell in [*WALL["found"], *WALL["refused"]] for skill in cell.split("|") if skill
    }
    assert named <= known, sorted(named - known)


def test_the_strongest_way_of_asking_counts() -> None:
    found = skills.read(
        zoned([("p", "duties", "Python"), ("p", "nice", "Python"), ("p", "requirements", "SQL"), ("q", "nice", "SQL")])
    )
    assert found.select("posting_id", "skill", "requirement").sort("posting_id", "skill").rows() == [
        ("p", "python", "preferred"),
        ("p", "sql", "required"),
        ("q", "sql", "preferred"),
    ]


def test_groups_come_along_and_nothing_is_named_twice() -> None:
    found = skills.read(zoned([("p", "requirements", "PyTorch, pytorch and Torch with TensorFlow")]))
    assert found.filter(pl.col("skill") == "pytorch")["skill_group"].to_list() == ["dl_frameworks"]
    assert not found.select("posting_id", "skill").is_duplicated().any()


def test_no_text_no_skills() -> None:
    assert skills.read(zoned([])).is_empty()
    assert skills.read(zoned([("p", "requirements", "")])).columns == [
        "posting_id", "skill", "skill_group", "requirement",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["R&D", "We Go far.", "Excel in what you do", "Ray will call you"])
def test_a_batch_of_nothing_but_traps_is_read(text: str) -> None:
    assert not skills.read(zoned([("a", "requirements", text)])).height


def test_at_least_700_skills_over_all_groups_and_no_alias_twice() -> None:
    table = taxonomy.table("skills")
    aliases = table.select(pl.col("aliases").str.split("|")).explode("aliases")["aliases"]
    assert table.height >= 700
    assert set(table["skill_group"]) == set(taxonomy.table("skill_groups")["skill_group"])
    assert aliases.is_duplicated().sum() == 0, aliases.filter(aliases.is_duplicated()).to_list()


@pytest.mark.parametrize("alias", ["R", "Go", "C", "Rust", "Swift", "Julia", "Ray", "Spark", "RAG", "Excel", "Hive"])
def test_words_of_every_day_have_no_plain_alias(alias: str) -> None:
    aliases = taxonomy.table("skills").select(pl.col("aliases").str.split("|")).explode("aliases")["aliases"]
    assert alias.lower() not in aliases
    assert alias in taxonomy.table("skill_cased_aliases")["alias"]
