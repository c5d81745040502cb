"""The taxonomies: `transforms/taxonomy/*.csv`, each checked line by line when first read.

A table is declared once, in `TABLES`; what is not declared is not read. Errors name file and line.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

FOLDER = Path(__file__).parent / "taxonomy"


class Table(NamedTuple):
    """What a taxonomy file must be: its columns, the columns that identify a line, and where codes come from."""

    columns: tuple[str, ...]
    key: tuple[str, ...]
    references: dict[str, tuple[str, str]] = {}
    optional: tuple[str, ...] = ()


TABLES: dict[str, Table] = {}


class TaxonomyError(ValueError):
    """A taxonomy file breaks its own rules; the message says file, line, value and what to do."""


@cache
def table(name: str) -> pl.DataFrame:
    """Rows of `taxonomy/<name>.csv`, every column text, empty cells empty strings.

    Raises:
        TaxonomyError: missing file or column, an empty required cell, a key stated twice, an unknown code.
    """
    spec, path = TABLES[name], FOLDER / f"{name}.csv"
    where = f"transforms/taxonomy/{name}.csv"
    if not path.exists():
        raise TaxonomyError(f"{where}: file is missing. Restore it or take {name!r} out of TABLES.")
    rows = pl.read_csv(path, infer_schema=False, missing_utf8_is_empty_string=True)
    if tuple(rows.columns) != spec.columns:
        raise TaxonomyError(f"{where}:1: columns are {rows.columns}, expected {list(spec.columns)}.")
    numbered = rows.with_row_index("line", offset=2)
    for column in spec.columns:
        if column in spec.optional:
            continue
        empty = numbered.filter(pl.col(column) == "")
        if empty.height:
            raise TaxonomyError(f"{where}:{empty['line'][0]}: column {column!r} is empty. Fill it in.")
    twice = numbered.filter(pl.struct(spec.key).is_duplicated())
    if twice.height:
        first, second = twice["line"][0], twice.filter(pl.struct(spec.key) == twice.select(pl.struct(spec.key)).item(0, 0))
        raise TaxonomyError(
            f"{where}:{second['line'][-1]}: {[twice[k][0] for k in spec.key]} is already claimed by line {first}."
        )
    for column, (other, code) in spec.references.items():
        known = table(other)[code].implode()
        unknown = numbered.filter((pl.col(column) != "") & ~pl.col(column).is_in(known))
        if unknown.height:
            value, line = unknown[column][0], unknown["line"][0]
            raise TaxonomyError(f"{where}:{line}: {column} {value!r} is not a {code} of taxonomy/{other}.csv.")
    return rows


def version() -> str:
    """First 12 hex digits of the hash over every taxonomy file and every rule file of this folder."""
    digest = hashlib.sha256()
    for path in sorted([*FOLDER.glob("*.csv"), *FOLDER.parent.glob("*.py")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(pl.__version__.encode())
    return digest.hexdigest()[:12]
