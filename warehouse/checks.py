"""What must hold before anything is published: `checks/fail_*.sql` stop it, `checks/warn_*.sql` are reported.

A check is one select; every row that it returns is a finding.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

import duckdb
import polars as pl

from . import database

FOLDER = Path(__file__).parent / "checks"
EXAMPLES = 5


class Finding(NamedTuple):
    """A check that found rows: which, what it says, how many rows, the first of them."""

    check: str
    about: str
    rows: int
    examples: pl.DataFrame


def run(db: duckdb.DuckDBPyConnection, loudness: Literal["fail", "warn"], folder: Path = FOLDER) -> list[Finding]:
    """Run the checks of one loudness; returns those that found rows."""
    findings = []
    for path in sorted(folder.glob(f"{loudness}_*.sql")):
        rows = database.frame(db, path.read_text(encoding="utf-8"))
        if rows.height:
            findings.append(Finding(path.stem, about(path), rows.height, rows.head(EXAMPLES)))
    return findings


def about(path: Path) -> str:
    """What a check looks for: the comment at its top."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return " ".join(line[3:] for line in lines if line.startswith("-- "))
