"""What a person sees while a run works and when it is done: progress, the ledger, the headline table."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import polars as pl
import rich.progress
from rich.console import Console
from rich.table import Table

from extractors.look import Look
from warehouse.publish import Published

# What is shown is words of the world: no `[bold]`, no `:smile:` in them means anything.
console = Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else 140)
MAX_TROUBLES = 20
MAX_ROWS = 25
COUNTS = ("listed", "loaded", "unchanged", "duplicate", "rejected", "closed", "reopened")


class Progress:
    """A bar on a terminal, plain lines in a log: how many boards have been looked at."""

    def __init__(self, boards: Mapping[str, list[Any]]) -> None:
        self._total = {source: len(each) for source, each in boards.items()}
        self._done = dict.fromkeys(self._total, 0)
        self._bar = rich.progress.Progress(console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task("boards", total=sum(self._total.values()))

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._bar.stop()

    @property
    def boards(self) -> int:
        """How many boards have been looked at."""
        return sum(self._done.values())

    def on_look(self, source: str, _look: Look) -> None:
        """Count one board."""
        self._bar.advance(self._task)
        self._done[source] = self._done.get(source, 0) + 1
        if self._done[source] == self._total.get(source) and not console.is_terminal:
            console.print(f"fetched {source}: {self._done[source]} boards")


def say_off(off: Mapping[str, str]) -> None:
    """Name the sources that are not asked, and why."""
    for source, why in sorted(off.items()):
        console.print(f"{source} is {why}.", soft_wrap=True)


def show_ledger(ledger: pl.DataFrame, drift: Mapping[str, str]) -> None:
    """The run's ledger by source, the boards that broke with their reasons, and the fields that are new."""
    if not ledger.height:
        console.print("Nothing new: every archived run is loaded already.")
        return
    show_table(ledger_by_source(ledger), title="Ledger: listed = loaded + unchanged + duplicate + rejected")
    broken = troubles(ledger)
    for row in broken.head(MAX_TROUBLES).iter_rows(named=True):
        console.print(f"  {row['source']}/{row['board']}: {row['outcome']}: {row['error'] or ''}")
    if broken.height > MAX_TROUBLES:
        console.print(f"  ... and {broken.height - MAX_TROUBLES} more; see table board_run.")
    show_drift(drift)


def show_drift(drift: Mapping[str, str]) -> None:
    """The fields that are new, each with an example."""
    for field, example in sorted(drift.items()):
        console.print(f"  new field {field}, for example {example}: take it in parse(), or ignore it there.")


def ledger_by_source(ledger: pl.DataFrame) -> pl.DataFrame:
    """One row a source: boards looked at, and the ledger's counts."""
    return ledger.group_by("source").agg(pl.len().alias("boards"), *[pl.col(c).sum() for c in COUNTS]).sort("source")


def troubles(ledger: pl.DataFrame) -> pl.DataFrame:
    """The boards of a ledger that could not be read whole; one that has nothing open is not among them."""
    return ledger.filter(pl.col("completeness") != "complete", ~pl.col("outcome").is_in(["ok", "unchanged"]))


def is_broken(ledger: pl.DataFrame) -> bool:
    """Whether a board could not be read; one that suddenly lists nothing is told, but nothing of ours broke."""
    return not troubles(ledger).filter(pl.col("completeness") != "suspect").is_empty()


def show_published(published: Published) -> None:
    """The headline table, and where everything is."""
    show_table(published.headline.head(MAX_ROWS), title="Base pay a year, US dollars: the cells with most employers")
    console.print(f"warehouse  {published.warehouse}", soft_wrap=True)
    console.print(f"CSVs       {published.export_folder}", soft_wrap=True)
    console.print(f"report     {published.report}", soft_wrap=True)


def show_table(frame: pl.DataFrame, *, title: str | None = None) -> None:
    """A frame as a table; numbers to the right, thousands parted."""
    table = Table()
    for name, kind in frame.schema.items():
        table.add_column(name, justify="right" if kind.is_numeric() else "left", overflow="fold")
    for row in frame.iter_rows():
        table.add_row(*[cell(value) for value in row])
    _print(table, title)


def show_record(record: Mapping[str, Any], *, title: str) -> None:
    """One row, a line a column; columns that say nothing are left out."""
    table = Table(show_header=False)
    for name, value in record.items():
        if value not in (None, "", []):
            table.add_row(name, cell(value))
    _print(table, title)


def _print(table: Table, title: str | None) -> None:
    """The title stands on a line of its own: in the table it would be broken to its width."""
    if title:
        console.print(title, style="italic", soft_wrap=True)
    console.print(table)


def cell(value: object) -> str:
    """A value as people read it; whole numbers are parted from five digits on, so that a year stays one."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    if isinstance(value, int) and abs(value) >= 10_000:
        return f"{value:,}"
    return str(value)
