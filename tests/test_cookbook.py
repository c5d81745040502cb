"""The cookbook: every question is answered by rows, and the CSV files that it names hold the same columns."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests import cookbook, runs
from warehouse import database, sql_files

QUESTIONS = cookbook.questions()


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A small sample market, published."""
    folder = tmp_path_factory.mktemp("cookbook")
    done = runs.sample_run(folder)
    assert done.returncode == 0, done.stderr
    with database.open_snapshot(folder / "warehouse.duckdb") as db:
        yield db


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.words for question in QUESTIONS])
def test_a_question_is_answered(question: cookbook.Question, snapshot: duckdb.DuckDBPyConnection) -> None:
    assert question.statements, "a question has a command"
    for sql in question.statements:
        rows = database.frame(snapshot, sql)
        assert rows.height, sql
        figures = rows.select([name for name in ("p50_usd", "premium_pct", "share", "disclosure_rate") if name in rows])
        if figures.width:
            assert any(figures[name].is_not_null().any() for name in figures.columns), sql


def test_a_trend_without_enough_cells_says_why(snapshot: duckdb.DuckDBPyConnection) -> None:
    [sql] = [sql for question in QUESTIONS for sql in question.statements if "benchmark_pay_trend" in sql]
    rows = database.frame(snapshot, sql)
    assert (rows["index"].is_null() == rows["suppression_reason"].is_not_null()).all()


def test_the_files_named_are_published_and_there_are_enough_questions() -> None:
    published = {file.name for file in sql_files.benchmarks()}
    assert len(QUESTIONS) >= 10
    for question in QUESTIONS:
        assert question.files, question.words
        assert set(question.files) <= published, question.words
