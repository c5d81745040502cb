"""One employer across sources: names, industries, sizes, agencies; and who wins when board and words differ."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from extractors.contract import Board
from tests.place_rows import raw_rows
from transforms import employers, taxonomy

EXAMPLES = Path(__file__).parent / "examples"
NAMES = pl.read_csv(EXAMPLES / "employers.csv", infer_schema=False, empty_string_is_null=False)
INDUSTRIES = pl.read_csv(EXAMPLES / "industries.csv", infer_schema=False, empty_string_is_null=False)
SCHEMA = {name: pl.Boolean if name == "is_agency" else pl.String for name in Board.__struct_fields__}
NO_BOARDS = pl.DataFrame(schema=SCHEMA)


def boards(**fields: Any) -> pl.DataFrame:
    row = {**dict.fromkeys(SCHEMA, ""), "source": "table", "is_agency": False, **fields}
    return pl.DataFrame([row], schema=SCHEMA)


def read(hints: pl.DataFrame = NO_BOARDS, **fields: Any) -> dict[str, Any]:
    return employers.read(raw_rows([fields]), hints).row(0, named=True)


def test_wall_of_names() -> None:
    found = employers.read(raw_rows([{"employer_text": name} for name in NAMES["name"]]), NO_BOARDS)
    wrong = [
        f"{number + 2}: {row['name']!r} should be {row['employer_id']!r} (agency {row['is_agency']}), is {got}"
        for number, (row, got) in enumerate(zip(NAMES.iter_rows(named=True), found.iter_rows(named=True), strict=True))
        if (got["employer_id"], str(got["is_agency"]).lower()) != (row["employer_id"], row["is_agency"])
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def test_wall_of_industries() -> None:
    raw = raw_rows(
        [{"industry_text": row["field"] or None, "text": row["text"]} for row in INDUSTRIES.iter_rows(named=True)]
    )
    found = employers.read(raw, NO_BOARDS)["industry"]
    wrong = [
        f"{number + 2}: {row['field']!r} / {row['text']!r} should be {row['industry']}, is {got}"
        for number, (row, got) in enumerate(zip(INDUSTRIES.iter_rows(named=True), found, strict=True))
        if got != row["industry"]
    ]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    ("name", "field", "text", "industry"),
    [
        ("Lakeside Bank", "Oil and Gas", "", "finance_banking"),
        ("Banca del Lago", None, "Cerchiamo una figura per la nostra sede.", "finance_banking"),
        ("Seeversicherung Versicherungen AG", "IT Services and IT Consulting", "", "insurance"),
        ("Fernhill Therapeutics", None, "You will keep our laptops safe.", "pharma_biotech"),
        ("Universität Seestadt", "Higher Education", "", "nonprofit_academia"),
        ("Northwind Robotics", "Software Development", "", "robotics_mfg"),
        ("Brightlake Legal Partners", "IT Services and IT Consulting", "", "legal_hr_prof"),
        ("Bankside Media Lab", "Software Development", "", "saas_software"),
        ("Harbour Recruitment", "Insurance", "Our client writes marine policies.", "staffing_agency"),
        ("Northwind", None, "Our state-of-the-art tools help everyone.", "unknown"),
    ],
)
def test_a_name_says_the_industry_before_the_field_and_the_text(
    name: str, field: str | None, text: str, industry: str
) -> None:
    assert read(employer_text=name, industry_text=field, text=text)["industry"] == industry


def test_the_board_s_line_wins() -> None:
    hints = boards(board="nw", employer="Northwind GmbH", industry="robotics_mfg", size_band="51-250", is_agency=True)
    found = read(hints, board="nw", employer_text="Northwind Careers", industry_text="Insurance")
    assert found == {
        "posting_id": "p0",
        "employer_id": "northwind",
        "employer_text": "Northwind GmbH",
        "industry": "robotics_mfg",
        "is_regulated": False,
        "size_band": "51-250",
        "is_agency": True,
    }


def test_an_empty_line_of_the_board_leaves_the_posting_s_words() -> None:
    found = read(boards(board="feed"), board="feed", employer_text=" Acme AG ", industry_text="Insurance")
    assert (found["employer_text"], found["employer_id"], found["industry"]) == ("Acme AG", "acme", "insurance")
    assert (found["is_regulated"], found["size_band"]) == (True, "unknown")


def test_without_a_name_the_board_stands_in() -> None:
    assert read(board="northwind-robotics")["employer_id"] == "northwind robotics"


def test_codes_are_those_of_the_taxonomy() -> None:
    sizes = taxonomy.table("size_bands")["size_band"].to_list()
    assert sizes == ["1-50", "51-250", "251-1000", "1001-5000", "5001+", "unknown"]
    assert "unknown" in taxonomy.table("industries")["industry"]


def test_what_the_boards_file_says_of_an_employer_holds_wherever_it_posts() -> None:
    listed = boards(board="northwind", employer="Northwind GmbH", industry="insurance", size_band="51-250")
    elsewhere = read(listed, board="another", employer_text="Northwind", industry_text="Software Development")
    assert (elsewhere["industry"], elsewhere["size_band"]) == ("insurance", "51-250")
    assert elsewhere["is_regulated"]
    assert read(listed, board="another", employer_text="Southwind")["industry"] == "unknown"
