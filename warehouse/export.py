"""Benchmarks as files for people and programs: CSV, Parquet, xlsx, and the data package that describes them.

A text cell that a spreadsheet would run as a formula gets a leading apostrophe; `plain_text` takes it away.
Numbers stay numbers. Rows stand in the order of the benchmark's last line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import duckdb
import polars as pl

from . import database, sql_files

FORMULA_STARTS = r"\A['=+\-@\t\r\n＝＋－＠]"
KINDS = {
    "VARCHAR": "string",
    "BIGINT": "integer",
    "INTEGER": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
UNITS = {"_usd": "USD a year", "_pct": "per cent", "_rate": "share"}
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}
NOTES = (
    "Posted pay is not paid pay. Base pay alone understates what AI jobs pay. "
    "Moves between employers cannot be seen in ads. "
    "Figures below their gate are null and say why in suppression_reason. "
    "A text cell that begins like a formula carries a leading apostrophe."
)


def export_benchmarks(
    db: duckdb.DuckDBPyConnection, folder: Path, form: Literal["csv", "parquet", "xlsx"] = "csv"
) -> list[Path]:
    """Write every benchmark of a snapshot into a folder; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for benchmark in sql_files.benchmarks():
        path = folder / f"{benchmark.name}.{form}"
        write(rows(db, benchmark), path, benchmark.name)
        files.append(path)
    return files


def rows(db: duckdb.DuckDBPyConnection, benchmark: sql_files.SqlFile) -> pl.DataFrame:
    """The rows of a benchmark as published, in its order."""
    return database.frame(db, f"from benchmark_{benchmark.name}")


def write(frame: pl.DataFrame, path: Path, sheet: str) -> None:
    """Write a frame in the form that the file's name ends with."""
    if path.suffix == ".parquet":
        frame.write_parquet(path, compression="zstd")
    elif path.suffix == ".csv":
        guarded(frame).write_csv(path)
    else:
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        import xlsxwriter  # noqa: PLC0415  # a second to load, for one format of three

        with xlsxwriter.Workbook(path, options) as book:
            frame.write_excel(book, worksheet=sheet[:31], autofilter=True, freeze_panes=(1, 0))


def guarded(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text that a spreadsheet might run."""
    return frame.with_columns(pl.col(pl.String).str.replace(FORMULA_STARTS, "'${0}"))


def plain_text(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame read from one of our CSVs as it was before the apostrophes."""
    return frame.with_columns(pl.col(pl.String).str.replace(r"\A'(['=+\-@\t\r\n＝＋－＠])", "$1"))


def data_package(
    db: duckdb.DuckDBPyConnection, folder: Path, sources: Sequence[Mapping[str, str]], *, sample: bool
) -> dict[str, Any]:
    """The Frictionless description of a folder that holds every benchmark as CSV and Parquet."""
    published = database.frame(db, "from publication").to_dicts()[0]
    resources = [resource for benchmark in sql_files.benchmarks() for resource in _resources(db, benchmark, folder)]
    title = "Pay of AI-engineering roles, from public job postings"
    return {
        "profile": "data-package",
        "name": "paybands",
        "title": f"Sample market: {title}" if sample else title,
        "description": NOTES,
        "version": str(published["as_of_date"]),
        "licenses": [LICENCE],
        "sources": [{"title": s["name"], "path": s["home"], "terms": s["terms"]} for s in sources],
        "temporal": {"start": str(published["window_start"]), "end": str(published["window_end"])},
        "as_of_date": str(published["as_of_date"]),
        "code_version": published["code_version"],
        "taxonomy_version": published["taxonomy_version"],
        "run_id": published["run_id"],
        "resources": resources,
    }


def _resources(db: duckdb.DuckDBPyConnection, benchmark: sql_files.SqlFile, folder: Path) -> list[dict[str, Any]]:
    kinds = dict(
        db.sql(
            f"select column_name, data_type from duckdb_columns() where table_name = 'benchmark_{benchmark.name}'"
        ).fetchall()
    )
    units = {column.name: column.unit for column in sql_files.pay_columns(benchmark.cells)} if benchmark.cells else {}
    fields = []
    for name, text in benchmark.columns.items():
        field = {"name": name, "type": KINDS[kinds[name]], "description": text}
        unit = units.get(name) or _unit(name, field["type"])
        fields.append(field | ({"unit": unit} if unit else {}))
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if benchmark.cells:
        schema["primaryKey"] = benchmark.cells
    return [
        {
            "name": benchmark.name if form == "csv" else f"{benchmark.name}_{form}",
            "path": f"{benchmark.name}.{form}",
            "format": form,
            "mediatype": media,
            **({"profile": "tabular-data-resource", "encoding": "utf-8"} if form == "csv" else {}),
            "title": benchmark.about,
            "bytes": (folder / f"{benchmark.name}.{form}").stat().st_size,
            "hash": f"sha256:{sha256(folder / f'{benchmark.name}.{form}')}",
            "schema": schema,
        }
        for form, media in (("csv", "text/csv"), ("parquet", "application/vnd.apache.parquet"))
    ]


def _unit(name: str, kind: str) -> str | None:
    """What the figures of a column count, by its name; None for words and days."""
    if kind not in ("integer", "number"):
        return None
    known = next((unit for end, unit in UNITS.items() if name.endswith(end)), None)
    return known or ("count" if kind == "integer" else "share")


def write_json(content: Mapping[str, Any], path: Path) -> None:
    """Write JSON for people: indented, UTF-8, keys in the order given."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def sha256(path: Path) -> str:
    """Hash of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
