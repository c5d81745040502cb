"""Tables of postings: whole or not at all, and never a guess."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from extractors.contract import RawPosting
from extractors.read import Reading
from extractors.table import BadTable, read_table

NOW = dt.datetime(2026, 11, 20, 6, tzinfo=dt.UTC)
RECORDS = [
    {"id": 1, "title": "ML Engineer", "location": "Oslo; Bergen", "description": "a\n\nb",
     "salary_min": 1.5, "remote": True},
    {"id": 2, "title": "Analyst", "location": ["Rome", "Milan"], "country": "IT", "description": None, "remote": False},
]  # fmt: skip


def read(body: bytes | str, suffix: str = "", **mapping: str) -> Reading:
    raw = body.encode() if isinstance(body, str) else body
    return read_table(raw, suffix, board="acme", mapping=mapping, observed_at=NOW)


def parquet(records: list[dict[str, Any]]) -> bytes:
    file = io.BytesIO()
    pl.DataFrame(records, strict=False).write_parquet(file)
    return file.getvalue()


@pytest.mark.parametrize("suffix", [".jsonl", ".json", ""])
def test_json_in_its_forms(suffix: str) -> None:
    body = "\n".join(map(json.dumps, RECORDS)) + "\n" if suffix != ".json" else json.dumps({"jobs": RECORDS, "n": 2})
    reading = read(body, suffix)
    RawPosting.validate(reading.rows)
    first, second = reading.rows.to_dicts()
    assert (first["posting_id"], first["text"], first["is_remote"]) == ("table:acme:1", "a\nb", True)
    assert [place["text"] for place in first["locations"]] == ["Oslo", "Bergen"]
    assert first["pay_fields"][0]["min"] == "1.5"
    assert [place["country"] for place in second["locations"]] == [None, None]


def test_parquet_and_csv_say_the_same() -> None:
    records = [{**record, "location": "Oslo"} for record in RECORDS]
    frame = pl.DataFrame(records, strict=False)
    columns = ["native_id", "title_text", "text", "locations", "is_remote"]
    forms: list[tuple[bytes | str, str]] = [
        (parquet(records), ".parquet"),
        (parquet(records), ""),
        (frame.write_csv(), ".csv"),
        (frame.write_csv(separator=";"), ""),
    ]
    rows = [read(body, suffix).rows.select(columns) for body, suffix in forms]
    assert all(each.equals(rows[0]) for each in rows)


def test_a_mapping_wins_over_names_alike() -> None:
    body = "title,headline,job title\nwrong,ML Engineer,also wrong\n"
    assert read(body, ".csv", title="headline").rows["title_text"].to_list() == ["ML Engineer"]


def test_ids_are_made_where_there_are_none() -> None:
    body = "title,company,location\nML Engineer,Acme,Oslo\nML Engineer,Acme,Rome\n"
    ids = read(body).rows["native_id"].to_list()
    assert len(set(ids)) == 2
    assert ids == read(body).rows["native_id"].to_list()


def test_pay_words_and_pay_figures() -> None:
    body = "title,salary,pay_min,currency,period\nA,60k-80k EUR,,,\nB,,5000,EUR,month\nC,,,EUR,month\n"
    fields = read(body).rows["pay_fields"].to_list()
    assert [(each["note"], each["min"], each["currency"]) for pay in fields for each in pay] == [
        ("60k-80k EUR", None, None),
        (None, "5000", "EUR"),
    ]


def test_records_without_a_title_are_rejected_alone() -> None:
    reading = read("id,title\n1,A\n2,\n3, - \n")
    assert reading.rows["native_id"].to_list() == ["1"]
    assert [(reject.native_id, reject.rule) for reject in reading.rejects] == [
        ("2", "missing_title"),
        ("3", "missing_title"),
    ]


@pytest.mark.parametrize(
    ("body", "suffix", "mapping", "said"),
    [
        ("id,title\n1,A\n2,B,C\n", ".csv", {}, r"record 2 has 3 cells where the header has 2 \(line 3\)"),
        ('id,title\n1,"A\n2,B', ".csv", {}, r"record 1: unexpected end of data"),
        ('id,title\n1,"A"x\n', ".csv", {}, r"record 1: .* expected after"),
        ("id,id,title\n1,2,A\n", ".csv", {}, "'id' more than once"),
        ("", ".csv", {}, "empty"),
        ("", ".jsonl", {}, "empty"),
        ('{"title": "A"}\n{"title": \n', ".jsonl", {}, r"record 2 \(line 2\): truncated JSON"),
        ('{"title": "A"}\n\n[1]\n', ".jsonl", {}, r"record 2 \(line 3\): a JSON list instead of an object"),
        ('[{"title": "A"}, 7]', ".json", {}, "record 2: a JSON number instead of an object"),
        ('{"a": [], "b": []}', ".json", {}, "a JSON object instead of a list of records"),
        (b"PAR1 nonsense", ".parquet", {}, "not a Parquet file"),
        (b"id,title\n1,Caf\xe9\n", ".csv", {}, r"not UTF-8 at byte 14 \(line 2\)"),
        ("id,name\n1,A\n", ".csv", {}, "no column holds the title; map one of id, name"),
        (
            "id,title\n1,A\n",
            ".csv",
            {"pay": "salary"},
            "no column 'salary' for 'pay'; the columns are id, title",
        ),
        ("id,title\n1,A\n", ".csv", {"wage": "id"}, "'wage' is no field of ours; map one of id, title"),
    ],
)
def test_a_malformed_table_says_which_record_and_why(
    body: bytes | str, suffix: str, mapping: Mapping[str, str], said: str
) -> None:
    with pytest.raises(BadTable, match=said):
        read(body, suffix, **mapping)


def test_a_table_of_no_records_is_no_error() -> None:
    assert read("id,title\n", ".csv").rows.height == 0
    assert read("[]", ".json").rows.height == 0
