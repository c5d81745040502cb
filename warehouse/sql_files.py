"""SQL files as the house writes them: a header that says what is asked and what each column holds, a select.

    -- What does each country pay at each level?
    -- cells: country_code, level
    -- country_code: country of the job
    select ...

First the question, then declarations (`kind`, `cells`), then a line a column.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import NamedTuple

from .estimators.percentiles import PERCENTILES

FOLDER = Path(__file__).parent
HEALTH = FOLDER / "health.sql"
PAY_CELL = FOLDER / "benchmarks" / "pay_cell.csv"
COLUMN = re.compile(r"([a-z][a-z0-9_]*): (.+)")
DECLARATIONS = ("kind", "cells")
LOCAL_DIMS = ("country_code", "metro")


class HeaderError(ValueError):
    """A SQL file's header is not as the house writes it; the message says file and line."""


class SqlFile(NamedTuple):
    """One file.

    about: the question that it answers, in one paragraph
    cells: dimensions of its pay cells; empty where it has none
    columns: what each column holds, in order
    """

    name: str
    about: str
    kind: str
    cells: list[str]
    columns: dict[str, str]
    sql: str


class PayColumn(NamedTuple):
    """One of the columns that every pay cell has."""

    name: str
    unit: str
    description: str


def read(path: Path) -> SqlFile:
    """Read one file.

    Raises:
        HeaderError: no question in the first line, a line that is no declaration or column, a column twice.
    """
    text = path.read_text(encoding="utf-8")
    header = [
        line[3:].rstrip()
        for line in text.split("\nselect")[0].split("\nwith")[0].splitlines()
        if line.startswith("-- ")
    ]
    about: list[str] = []
    said: dict[str, str] = {}
    columns: dict[str, str] = {}
    for line in header:
        match = COLUMN.fullmatch(line)
        if match is None and not said and not columns:
            about.append(line)
        elif match is None and PAY_CELL.name in line:
            columns |= {column.name: column.description for column in pay_columns(said["cells"].split(", "))}
        elif match is None or match[1] in columns:
            raise HeaderError(f"{path}: header line {line!r} is no `column: meaning`, or says a column again.")
        elif match[1] in DECLARATIONS:
            said[match[1]] = match[2]
        else:
            columns[match[1]] = match[2]
    if not about:
        raise HeaderError(f"{path}: the first line must be a comment that says what the file answers.")
    cells = said["cells"].split(", ") if "cells" in said else []
    return SqlFile(path.stem, " ".join(about), said.get("kind", "table"), cells, columns, text)


def benchmarks() -> list[SqlFile]:
    """Every benchmark, by name."""
    return [read(path) for path in sorted((FOLDER / "benchmarks").glob("*.sql"))]


def is_local(cells: list[str]) -> bool:
    """Whether pay cells of these dimensions carry local currency."""
    return bool(set(cells) & set(LOCAL_DIMS))


def pay_columns(cells: list[str]) -> list[PayColumn]:
    """The columns that every pay cell has after its dimensions, in order."""
    with PAY_CELL.open(encoding="utf-8", newline="") as file:
        rows = [PayColumn(*row.values()) for row in csv.DictReader(file)]
    if not is_local(cells):
        rows = [row for row in rows if "{p}_local" not in row.name and row.name != "currency_code"]
    parts = [index for index, row in enumerate(rows) if "{p}" in row.name]
    first, last = parts[0], parts[-1] + 1
    each = [PayColumn(*(text.replace("{p}", str(p)) for text in row)) for p in PERCENTILES for row in rows[first:last]]
    return [*rows[:first], *each, *rows[last:]]
