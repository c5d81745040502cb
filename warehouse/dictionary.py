"""`DICTIONARY.md`: every table, view and column of a snapshot, from the comments that it carries."""

from __future__ import annotations

from pathlib import Path

import duckdb

from . import database

PATH = Path(__file__).parent / "DICTIONARY.md"
ESTIMATE = "estimate_"
SHARED = "pay_cell"
HELD = """
    select table_name as name, 'table' as kind, comment from duckdb_tables()
    where schema_name = 'main' and not internal and not temporary
    union all
    select view_name, 'view', comment from duckdb_views()
    where schema_name = 'main' and not internal and not temporary
    order by name
"""
COLUMNS = """
    select table_name, column_name, data_type, comment from duckdb_columns()
    where schema_name = 'main' and not internal
    order by table_name, column_index
"""
OPENING = """# Dictionary

Every table, view and column of `warehouse.duckdb`, made from the comments that the database itself carries.
Do not edit: `pytest --update-golden` writes it anew.
"""


def dictionary(db: duckdb.DuckDBPyConnection) -> str:
    """The dictionary of a snapshot, as Markdown."""
    columns = database.frame(db, COLUMNS).partition_by("table_name", as_dict=True)
    shared = set(columns[(SHARED,)]["column_name"])
    chapters: dict[str, list[str]] = {"Views": [], "Tables": [], "Benchmarks": [], "Estimates": []}
    for name, kind, comment in database.frame(db, HELD).iter_rows():
        if name.startswith(ESTIMATE):
            chapters["Estimates"].append(f"`{name}` has the columns of `benchmark_{name.removeprefix(ESTIMATE)}`.")
            continue
        own = columns[(name,)]
        has_cells = name.startswith("benchmark_pay_by_")
        if has_cells:
            own = own.filter(~own["column_name"].is_in(shared))
        table = "| column | type | meaning |\n|---|---|---|" + "".join(
            f"\n| {column} | {kind.lower()} | {_cell(meaning or '')} |" for _, column, kind, meaning in own.iter_rows()
        )
        chapter = "Benchmarks" if name.startswith("benchmark_") else f"{kind.capitalize()}s"
        chapters[chapter] += [f"### {name}", comment or "", table]
        if has_cells:
            chapters[chapter].append(f"And the columns of every pay cell: see `{SHARED}`.")
    return OPENING + "".join(f"\n## {title}\n\n" + "\n\n".join(lines) + "\n" for title, lines in chapters.items())


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
