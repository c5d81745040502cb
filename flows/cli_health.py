"""Commands that say how it fares: sources, boards (list, check, find), doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from extractors import board_urls
from extractors import sources as all_sources
from extractors.fetch import Manners
from warehouse import database, sql_files
from warehouse.checks import FOLDER as CHECKS

from . import doctor as examining
from . import fetching, quarantine, reference
from .settings import BOARDS, SettingsError, data_folder, read_keys, says_off, user_agent, utc_now
from .show import console, say_off, show_table

Data = Annotated[Path | None, typer.Option("--data", help="Data folder [default: $PAYBANDS_DATA or ./data].")]
Source = Annotated[str | None, typer.Option("--source", help="Only this source.")]
BoardsFile = Annotated[Path, typer.Option("--boards", help="Boards file.")]
MANNERS = CHECKS / "fail_manners_broken.sql"

boards_app = typer.Typer(invoke_without_command=True, help="The boards we look at: list, check, find.")


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(sources)
    app.command()(doctor)
    app.add_typer(boards_app, name="boards")


def sources(data: Data = None) -> None:
    """The sources: terms, how each fared last, what it yields, alarms, manners. Exit code 1 if there is an alarm."""
    keys = read_keys()
    off = {name: why for name, source in all_sources().items() if (why := says_off(source, keys))}
    rows = [
        {"source": s.name, "state": "off" if s.name in off else "on", "home": s.home, "terms": s.terms}
        for s in all_sources().values()
    ]
    show_table(pl.DataFrame(rows).sort("source"), title="Sources and their terms")
    say_off(off)
    folder = data_folder(data, sample=False)
    if not (folder / "warehouse.duckdb").exists():
        return
    with database.open_snapshot(folder / "warehouse.duckdb") as db:
        health = database.frame(db, sql_files.HEALTH.read_text(encoding="utf-8"))
        broken = database.frame(db, MANNERS.read_text(encoding="utf-8")).height
        [(sent,)] = db.sql('select count(*) from "fetch" where started_at is not null').fetchall()
    show_table(health, title="How each source fared last")
    for field, example in fetching.new_fields(folder).items():
        console.print(f"  new field {field}, for example {example}")
    console.print(f"Manners: {sent} requests were sent, {broken} of them against robots.txt, pace or a wait asked for.")
    console.print("  `paybands query --file warehouse/checks/fail_manners_broken.sql` names each of them.")
    alarms = health.filter(pl.col("alarm").is_not_null())
    for row in alarms.iter_rows(named=True):
        console.print(f"ALARM {row['source']}: {row['alarm']}", style="red")
    if alarms.height or broken:
        raise typer.Exit(1)


def doctor(data: Data = None) -> None:
    """Is everything in place: environment, contact, data folder, disk, tables, age, lock? Exit code 1 if not."""
    found = examining.examine(data_folder(data, sample=False), now=utc_now())
    show_table(pl.DataFrame(found, schema=["what", "state", "says"], orient="row"))
    if any(each.state == examining.WRONG for each in found):
        raise typer.Exit(1)


@boards_app.callback()
def boards(context: typer.Context, source: Source = None, file: BoardsFile = BOARDS) -> None:
    """The boards we look at. Example: `paybands boards --source lever`."""
    if context.invoked_subcommand is None:
        frame = reference.boards_frame(reference.read_boards(file))
        show_table(frame if source is None else frame.filter(pl.col("source") == source))


@boards_app.command()
def find(url: Annotated[str, typer.Argument(help="Address of a career page or of one of its postings.")]) -> None:
    """Which platform and token a career page's address is of, as a line for boards.csv. Asks nobody."""
    board = board_urls.find(url)
    if board is None:
        raise SettingsError(
            f"{url}: no platform that we know. If the site has a sitemap with its jobs, give the sitemap's address: "
            "source `jsonld` reads schema.org data from the pages that it lists."
        )
    if board.source not in all_sources():
        raise SettingsError(f"{url}: is on {board.source!r}, which has no adapter here.")
    show_table(pl.DataFrame([{"source": board.source, "board": board.board, "url": board.url}]))


@boards_app.command()
def check(
    source: Source = None,
    file: BoardsFile = BOARDS,
    most: Annotated[int, typer.Option(help="Check at most so many boards, those verified longest ago first.")] = 100,
    write: Annotated[bool, typer.Option("--write", help="Write `verified_on` into the boards file.")] = False,
    data: Data = None,
) -> None:
    """Ask boards whether they are there, politely; the dead ones are quarantined: runs leave them alone for a week.

    Needs the internet and PAYBANDS_CONTACT. Example: `paybands boards check --source lever --most 20`
    """
    folder = data_folder(data, sample=False)
    manners = Manners(user_agent=user_agent())
    wanted = [board for board in reference.read_boards(file) if source in (None, board.source)]
    wanted = sorted(wanted, key=lambda board: board.verified_on)[:most]
    found = quarantine.check(wanted, manners, read_keys())
    show_table(pl.DataFrame(found, schema=["source", "board", "outcome", "says"], orient="row"))
    quarantine.keep(folder, found, now=utc_now())
    if write:
        alive = {(each.source, each.board) for each in found if each.outcome == "ok"}
        reference.write_verified(file, alive, utc_now().date())
    if any(each.outcome not in ("ok", "off") for each in found):
        raise typer.Exit(1)
