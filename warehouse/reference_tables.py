"""Taxonomies and reference tables as loaded, so that SQL can join them."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import polars as pl

from . import database


def replace(
    db: duckdb.DuckDBPyConnection, name: str, rows: pl.DataFrame, *, about: str, columns: Mapping[str, str]
) -> bool:
    """Make a reference table of a frame, with its comments; returns whether anything changed.

    columns: what each column of the frame holds; an empty text becomes null in the table

    Raises:
        ValueError: a column without a comment, or a comment without a column.
    """
    if set(columns) != set(rows.columns):
        raise ValueError(f"table {name}: columns {sorted(rows.columns)} and comments {sorted(columns)} differ.")
    texts = [column for column, kind in rows.schema.items() if kind == pl.String]
    clean = rows.with_columns(pl.col(texts).replace("", None))
    with database.transaction(db):
        database.put(db, "next_rows", clean)
        changed = not _is_same(db, name)
        if changed:
            db.execute(f'create or replace table main."{name}" as from next_rows')
            database.comment(db, f'main."{name}"', about, columns)
        database.drop(db, "next_rows")
    if changed:
        db.execute("checkpoint")
    return changed


def _is_same(db: duckdb.DuckDBPyConnection, name: str) -> bool:
    shape = "select column_name, data_type from duckdb_columns() where table_name = ? and schema_name = 'main'"
    held, new = (db.execute(shape, [table]).fetchall() for table in (name, "next_rows"))
    if held != new:
        return False
    rows = ('(from main."{0}" except all from next_rows)', '(from next_rows except all from main."{0}")')
    return not any(db.sql(f"{each.format(name)} limit 1").fetchall() for each in rows)
