"""Exports: files that no spreadsheet runs, that describe themselves, and that say what they are by hash."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.small_warehouse import AS_OF, Market
from warehouse import database, export, folders, publish, sql_files

TRIGGERS = "=+-@\t\r\n＝＋－＠"
SOURCES = [{"name": "greenhouse", "home": "https://example.org/api", "terms": "Public."}]
HOSTILE = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> publish.Published:
    """A small published market with a hostile specialization."""
    folder = tmp_path_factory.mktemp("published")
    market = Market()
    for i in range(12):
        bonus = {
            "annual_min_local": 9_000.0,
            "annual_max_local": 9_000.0,
            "component": "bonus_target",
            "is_benchmark_base": False,
        }
        base = (100_000.0 + 1000 * i, 120_000.0)
        market.posting(str(i), base, bonus, specialization=HOSTILE if i % 2 else "nlp")
    return publish.publish(
        market.save(folder / "work.duckdb"), warehouse=folder / "warehouse.duckdb", exports=folder / "exports",
        as_of=AS_OF, code_version="1", taxonomy_version="t", sources=SOURCES,
    )  # fmt: skip


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


NEED_MORE = {"demand_trend", "pay_premium", "skill_premium"}  # than a market this small holds


def test_no_cell_of_any_csv_begins_like_a_formula(published: publish.Published) -> None:
    files = [file for file in published.files if file.suffix == ".csv"]
    assert len(files) == len(sql_files.benchmarks())
    for file in files:
        head, *rows = cells(file)
        assert rows or file.stem in NEED_MORE, file
        for row in rows:
            for name, cell in zip(head, row, strict=True):
                assert not cell.startswith(tuple(TRIGGERS)), (file.name, name, cell)
    text = (published.export_folder / "pay_by_specialization_level.csv").read_text(encoding="utf-8")
    assert "'=HYPERLINK" in text


@given(st.lists(st.text(alphabet=TRIGGERS + "'a1,;\"", max_size=6), min_size=1, max_size=20))
def test_guarded_text_is_harmless_and_comes_back(texts: list[str]) -> None:
    frame = pl.DataFrame({"text": texts, "number": [-1.5] * len(texts)})
    written = export.guarded(frame).write_csv()
    rows = list(csv.reader(io.StringIO(written, newline="")))[1:]
    assert not [row for row in rows if row[0].startswith(tuple(TRIGGERS))]
    assert {row[1] for row in rows} == {"-1.5"}, "numbers stay numbers"
    assert export.plain_text(export.guarded(frame)).equals(frame)


def test_csv_and_parquet_say_the_same(published: publish.Published) -> None:
    for benchmark in sql_files.benchmarks():
        parquet = pl.read_parquet(published.export_folder / f"{benchmark.name}.parquet")
        again = pl.read_csv(published.export_folder / f"{benchmark.name}.csv", schema=parquet.schema)
        assert export.plain_text(again).equals(parquet), benchmark.name


def test_the_data_package_describes_every_column_of_every_file(published: publish.Published) -> None:
    package: dict[str, Any] = json.loads((published.export_folder / "datapackage.json").read_text(encoding="utf-8"))
    assert (package["as_of_date"], package["code_version"], package["taxonomy_version"]) == (str(AS_OF), "1", "t")
    assert package["temporal"] == {"start": "2025-11-02", "end": "2026-11-01"}
    assert package["licenses"][0]["name"]
    assert package["sources"] == [{"title": "greenhouse", "path": "https://example.org/api", "terms": "Public."}]
    assert len(package["resources"]) == 2 * len(sql_files.benchmarks())
    for resource in package["resources"]:
        path = published.export_folder / resource["path"]
        assert resource["bytes"] == path.stat().st_size
        assert resource["hash"] == "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
        fields = resource["schema"]["fields"]
        held = pl.read_parquet(path.with_suffix(".parquet"))
        assert [field["name"] for field in fields] == held.columns
        for field in fields:
            kind = held.schema[field["name"]]
            assert field["description"]
            assert field["type"] == (
                "string" if kind == pl.String else "boolean" if kind == pl.Boolean else "date" if kind == pl.Date
                else "integer" if kind.is_integer() else "number"
            )  # fmt: skip
            assert field.get("unit") or field["type"] not in ("number", "integer")
        assert held.select(resource["schema"].get("primaryKey", held.columns)).is_duplicated().sum() == 0


def test_the_manifest_names_every_file_by_its_hash(published: publish.Published) -> None:
    manifest = json.loads((published.export_folder / "manifest.json").read_text(encoding="utf-8"))
    on_disk = {path.name for path in published.export_folder.iterdir()} - {"manifest.json"}
    assert set(manifest["files"]) == on_disk
    for name, said in manifest["files"].items():
        path = published.export_folder / name
        assert said == {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size}
    assert manifest["warehouse"]["sha256"] == hashlib.sha256(published.warehouse.read_bytes()).hexdigest()
    assert manifest["run_id"] == "000001-20261101T060000Z"
    assert manifest["state_hash"] == published.state_hash


def test_xlsx_holds_text_and_no_formula(published: publish.Published, tmp_path: Path) -> None:
    with database.open_snapshot(published.warehouse) as db:
        files = export.export_benchmarks(db, tmp_path / "out", "xlsx")
    book = next(file for file in files if file.stem == "pay_by_specialization_level")
    with zipfile.ZipFile(book) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert b"HYPERLINK" in parts.read("xl/sharedStrings.xml")


# ---- folders


def test_a_finished_folder_takes_the_place_of_the_old_in_one_step(tmp_path: Path) -> None:
    for name, text in (("old", "old"), (".next-old", "new")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(text)
    folders.point(tmp_path / "latest", tmp_path / "old")
    folders.swap_in(tmp_path / ".next-old", tmp_path / "old")
    assert (tmp_path / "latest" / "file").read_text() == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["latest", "old"]
    assert (tmp_path / "latest").readlink() == Path("old"), "the link is relative, so that the folder can be moved"


def test_the_newest_days_are_kept(tmp_path: Path) -> None:
    names = [f"2026-10-{day:02}" for day in range(1, 11)]
    for name in (*names, "notes", ".next-2026-01-01"):
        (tmp_path / name).mkdir()
    folders.clear(tmp_path)
    folders.keep_newest(tmp_path, 3, spare=tmp_path / names[0])
    assert sorted(path.name for path in tmp_path.iterdir()) == [names[0], names[8], names[9], "notes"]
