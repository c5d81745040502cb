"""The cookbook's questions as its page writes them: the page is the source, tests and benches read it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).resolve().parent.parent / "COOKBOOK.md"
COMMAND = ["paybands", "query", "--data", "data/sample"]


class Question(NamedTuple):
    """One question: its words, the SQL of its commands, the CSV files that answer it too."""

    words: str
    statements: list[str]
    files: list[str]


def questions() -> list[Question]:
    """Every question of the page, in order."""
    parts = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    return [
        Question(
            part.splitlines()[0],
            [_sql(line) for block in re.findall(r"```sh\n(.*?)```", part, flags=re.S) for line in block.splitlines()],
            re.findall(r"`(\w+)\.csv`", part),
        )
        for part in parts
    ]


def _sql(line: str) -> str:
    *command, sql = shlex.split(line)
    if command != COMMAND:
        raise ValueError(f"{PAGE.name}: a question is asked by {' '.join(COMMAND)} and SQL, not by {line!r}")
    return sql
