"""The cookbook: every question is answered by rows of SQL, and by rows of the CSV files that it names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests import cookbook
from warehouse import database

QUESTIONS = cookbook.questions()
FIGURES = ("p50_usd", "p50_local", "premium_pct", "share", "share_stating", "disclosure_rate", "ai_jobs")
every_question = pytest.mark.parametrize("question", QUESTIONS, ids=[question.words for question in QUESTIONS])


@pytest.fixture(scope="module")
def snapshot(sample_folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Its warehouse."""
    with database.open_snapshot(sample_folder / "warehouse.duckdb") as db:
        yield db


def says_something(rows: pl.DataFrame) -> bool:
    """Whether there are rows, and a figure where they have a column for one."""
    figures = [name for name in FIGURES if name in rows.columns]
    return rows.height > 0 and (not figures or any(rows[name].is_not_null().any() for name in figures))


@every_question
def test_sql_answers(question: cookbook.Question, snapshot: duckdb.DuckDBPyConnection) -> None:
    assert question.statements, "a question has a command"
    for sql in question.statements:
        assert says_something(database.frame(snapshot, sql)), sql


@every_question
def test_csv_rows_answer(question: cookbook.Question, sample_folder: Path) -> None:
    assert question.rows, "a question names the rows of a CSV"
    answers = [rows.of(sample_folder / "exports" / "latest") for rows in question.rows]
    assert all(rows.height for rows in answers), "every file that is named has such rows"
    assert any(says_something(rows) for rows in answers)


def test_a_trend_without_enough_cells_says_why(snapshot: duckdb.DuckDBPyConnection) -> None:
    [sql] = [sql for question in QUESTIONS for sql in question.statements if "benchmark_pay_trend" in sql]
    rows = database.frame(snapshot, sql)
    assert (rows["index"].is_null() == rows["suppression_reason"].is_not_null()).all()


def test_there_are_enough_questions() -> None:
    assert len(QUESTIONS) >= 10
