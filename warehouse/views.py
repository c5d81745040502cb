"""The population, its weights and its money as tables and views of a snapshot: `views/*.sql`, in order."""

from __future__ import annotations

import datetime as dt

import duckdb
import polars as pl

from . import database, sql_files

ORDER = (
    "money",
    "population",
    "posting_share",
    "posting_vote",
    "posting_current",
    "posting_pay",
    "local_currency",
    "job_month",
)
WINDOW_DAYS = 365
PUBLICATION = {
    "as_of_date": "Day that everything dated derives from.",
    "window_start": "First day on which a posting may have been open to count.",
    "window_end": "Last day of the window: the as-of date.",
    "run_id": "Newest run whose postings are in.",
    "code_version": "Version of the program.",
    "taxonomy_version": "Version of the taxonomies and rules.",
}


def build(
    db: duckdb.DuckDBPyConnection, *, as_of: dt.date, run_id: str, code_version: str, taxonomy_version: str
) -> None:
    """Make table `publication` and everything of `views/`, with comments."""
    start = as_of - dt.timedelta(days=WINDOW_DAYS - 1)
    row = (as_of, start, as_of, run_id, code_version, taxonomy_version)
    keep(db, "publication", pl.DataFrame([row], schema=list(PUBLICATION), orient="row"))
    describe(db, "table", "publication", "What this snapshot was published for, one row.", PUBLICATION)
    for name in ORDER:
        make(db, sql_files.read(sql_files.FOLDER / "views" / f"{name}.sql"), name)


def make(db: duckdb.DuckDBPyConnection, file: sql_files.SqlFile, name: str) -> None:
    """Make a table or view of a SQL file, with the comments of its header."""
    db.execute(f"create or replace {file.kind} {name} as {file.sql}")
    describe(db, file.kind, name, file.about, file.columns)


def keep(db: duckdb.DuckDBPyConnection, name: str, rows: pl.DataFrame) -> None:
    """Make a table of a frame, in place of one of that name."""
    database.put(db, "rows_to_keep", rows)
    db.execute(f"create or replace table {name} as from rows_to_keep")
    db.execute("drop table temp.rows_to_keep")


def describe(db: duckdb.DuckDBPyConnection, kind: str, name: str, about: str, columns: dict[str, str]) -> None:
    """Say in the database what a table or view and its columns hold."""
    db.execute(f"comment on {kind} {name} is {database.literal(about)}")
    for column, text in columns.items():
        db.execute(f"comment on column {name}.{column} is {database.literal(text)}")
