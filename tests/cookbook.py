"""The cookbook's questions as its page writes them: the page is the source, tests and benches read it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import polars as pl

PAGE = Path(__file__).resolve().parent.parent / "COOKBOOK.md"
COMMAND = ["paybands", "query", "--data", "data/sample"]
FILE = re.compile(r"^- CSV: `(\w+)\.csv`, rows ((?:`\w+=[^`]+` ?)+)$", flags=re.M)


class Rows(NamedTuple):
    """Rows of a published CSV: its name, and by column the values that are meant."""

    file: str
    values: dict[str, list[str]]

    def of(self, folder: Path) -> pl.DataFrame:
        """These rows as they stand in a folder of exports, all columns as text."""
        every = pl.read_csv(folder / f"{self.file}.csv", infer_schema=False)
        return every.filter(pl.col(column).is_in(values) for column, values in self.values.items())


class Question(NamedTuple):
    """One question: its words, the SQL of its commands, the CSV rows that answer it too."""

    words: str
    statements: list[str]
    rows: list[Rows]


def questions() -> list[Question]:
    """Every question of the page, in order."""
    parts = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    return [
        Question(
            part.splitlines()[0],
            [_sql(block) for block in re.findall(r"```sh\n(.*?)```", part, flags=re.S)],
            [Rows(file, _values(words)) for file, words in FILE.findall(part)],
        )
        for part in parts
    ]


def _sql(command: str) -> str:
    *words, sql = shlex.split(command)
    if words != COMMAND:
        raise ValueError(f"{PAGE.name}: a question is asked by {' '.join(COMMAND)} and SQL, not by {command!r}")
    return sql


def _values(words: str) -> dict[str, list[str]]:
    pairs = [pair.partition("=") for pair in re.findall(r"`([^`]+)`", words)]
    return {column: values.split("|") for column, _, values in pairs}
