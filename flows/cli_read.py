"""Commands that read what is there: query, export, report, explain, rejects, gaps."""

from __future__ import annotations

import json
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl
import typer

from warehouse import database
from warehouse import explain as explaining
from warehouse import export as exporting

from .settings import SettingsError, data_folder
from .show import console, show_record, show_table

Data = Annotated[Path | None, typer.Option("--data", help="Data folder [default: $PAYBANDS_DATA or ./data].")]
Kind = Annotated[str | None, typer.Option("--kind", help="Only words of this kind: skill, title, place, industry.")]
TOP = 50
MOST_COLUMNS = 10  # more do not fit side by side
VOTE = ["vote", "employer_name", "title_text", "pay_min", "pay_max", "evidence_text", "posting_id"]


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    for command in (query, export, report, explain, rejects, gaps):
        app.command()(command)


def query(
    sql: Annotated[str | None, typer.Argument(help="One SQL query over the warehouse.")] = None,
    file: Annotated[Path | None, typer.Option(help="A file with the query instead.")] = None,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print rows.")] = "table",
    data: Data = None,
) -> None:
    """Ask the warehouse in SQL: read-only, no files, no network. Example: `paybands query "from posting_pay limit 5"`."""
    if (sql is None) == (file is None):
        raise SettingsError("query: give one SQL text or one --file, not both and not neither.")
    text = sql if sql is not None else Path(str(file)).read_text()
    with open_published(data) as db:
        _print(db.sql(text).pl(), format)


def export(
    format: Annotated[Literal["csv", "parquet", "xlsx"], typer.Option(help="Format of the files.")] = "csv",
    to: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("benchmarks"),
    data: Data = None,
) -> None:
    """Every benchmark as a file of its own. Example: `paybands export --format xlsx --to benchmarks`."""
    if to.exists() and not to.is_dir():
        raise SettingsError(f"--to {to}: is a file. Name a folder; it is made where there is none.")
    with open_published(data) as db:
        files = exporting.export_benchmarks(db, to, format)
    console.print(f"{len(files)} files are in {to}.")


def report(
    open_: Annotated[bool, typer.Option("--open", help="Show it in the browser.")] = False,
    data: Data = None,
) -> None:
    """Where the newest report is. Example: `paybands report --open`."""
    path = data_folder(data, sample=False) / "exports" / "latest" / "report.html"
    if not path.exists():
        raise SettingsError(f"{path}: there is no report yet. Run `paybands run` or `paybands run --sample` first.")
    console.print(str(path), soft_wrap=True)
    if open_:
        webbrowser.open(path.resolve().as_uri())


def explain(
    words: Annotated[
        list[str], typer.Argument(help="A posting's id; or, with --cell, `dim=value` for each dimension.")
    ],
    cell: Annotated[str | None, typer.Option("--cell", help="A benchmark file: explain one of its cells.")] = None,
    top: Annotated[int, typer.Option(help="How many votes and employers of a cell to show.")] = 20,
    data: Data = None,
) -> None:
    """Why this number: postings, bands, and the words they came from.

    Example: `paybands explain --cell pay_by_country_level country_code=DE level=senior`
    """
    with open_published(data) as db:
        if cell is None:
            if len(words) != 1:
                raise SettingsError("explain: give one posting's id, or --cell FILE and its dimensions as dim=value.")
            _show_story(explaining.explain_posting(db, words[0]))
            return
        pairs = [word.partition("=") for word in words]
        story = explaining.explain_cell(db, cell, {name: value for name, _, value in pairs})
        show_record(story.cell.row(0, named=True), title=f"{cell}: {', '.join(words)}")
        show_table(story.employers.head(top), title=f"Employers ({story.employers.height}), heaviest first")
        show_table(
            story.votes.select(VOTE).head(top),
            title=f"Votes ({story.votes.height}), heaviest first, and the words behind them; more: paybands explain POSTING_ID",
        )


def _show_story(story: explaining.PostingStory) -> None:
    """What is narrow as tables, what is wide row by row."""
    for name, frame in story._asdict().items():
        rows = frame.drop("posting_id", strict=False) if name != "posting" else frame
        if rows.width <= MOST_COLUMNS and rows.height:
            show_table(rows, title=name)
        elif rows.height:
            for number, row in enumerate(rows.iter_rows(named=True), start=1):
                show_record(row, title=name if rows.height == 1 else f"{name}: {number} of {rows.height}")


def rejects(data: Data = None) -> None:
    """What could not be used and why, most frequent rule first."""
    with open_published(data) as db:
        show_table(db.sql(REJECTS).pl())


def gaps(kind: Kind = None, data: Data = None) -> None:
    """Words that the taxonomies do not know yet, most frequent first. Example: `paybands gaps --kind skill`."""
    with open_published(data) as db:
        found = db.sql("select kind, text, postings, posting_id from gap order by postings desc, kind, text").pl()
        show_table(found.filter(kind is None or pl.col("kind") == kind).head(TOP))


REJECTS = """
    select source, stage, rule, count(*) as records, any_value(value) as example
    from rejected group by source, stage, rule order by records desc, source, rule
"""


@contextmanager
def open_published(data: Path | None) -> Iterator[Any]:
    """The published snapshot of a data folder, read-only.

    Raises:
        SettingsError: there is none yet.
    """
    path = data_folder(data, sample=False) / "warehouse.duckdb"
    if not path.exists():
        raise SettingsError(
            f"{path}: there is no warehouse yet. Run `paybands run` or `paybands run --sample`, or name its folder with --data."
        )
    with database.open_snapshot(path) as db:
        yield db


def _print(frame: pl.DataFrame, form: str) -> None:
    if form == "csv":
        sys.stdout.write(_flat(frame).write_csv())
    elif form == "json":
        sys.stdout.write(json.dumps(frame.to_dicts(), ensure_ascii=False, default=str, indent=1) + "\n")
    else:
        show_table(frame)


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists and structs as JSON text, which is what a CSV can hold."""
    nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
    return frame.with_columns(
        pl.Series(name, [None if value is None else _json(value) for value in frame[name].to_list()], pl.String)
        for name in nested
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
