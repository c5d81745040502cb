"""Commands that do the work: run, fetch, build, publish, import, sample, schedule."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from extractors.archive import Archive

from . import imports, steps
from .runs import Wanted, known_sources, opened
from .sample import market as sample_market
from .settings import Settings, SettingsError, data_folder
from .show import Progress, console, is_broken, say_off, show_drift, show_ledger, show_published

Data = Annotated[Path | None, typer.Option("--data", help="Data folder [default: $PAYBANDS_DATA or ./data].")]
Day = Annotated[str | None, typer.Option("--as-of", help="The day everything dated derives from, YYYY-MM-DD.")]
Boards = Annotated[Path | None, typer.Option("--boards", help="Boards file instead of the built-in one.")]
Sources = Annotated[list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")]


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    for command in (run, fetch, build, publish, sample, schedule):
        app.command()(command)
    app.command("import")(import_)


def run(
    data: Data = None,
    boards: Boards = None,
    source: Sources = None,
    as_of: Day = None,
    sample: Annotated[bool, typer.Option("--sample", help="The built-in market: no internet.")] = False,
    sample_postings: Annotated[int, typer.Option(help="Size of the sample market.")] = 6_000,
    sample_faults: Annotated[
        bool, typer.Option("--sample-faults", help="Some boards of the sample market are broken.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of the sample market.")] = 7,
    prefect: Annotated[bool, typer.Option("--prefect", help="As a Prefect flow run.")] = False,
) -> None:
    """Fetch, build and publish: the main job. Example: `paybands run --sample`."""
    wanted = Wanted(data, boards, tuple(source or ()), _day(as_of), sample, seed, sample_postings, sample_faults)
    if prefect or os.environ.get("PREFECT_API_URL"):
        from . import nightly  # noqa: PLC0415 (importing Prefect takes seconds: only where it is used)

        outcome = nightly.run_flow(wanted)
    else:
        with opened(wanted) as settings, Progress(steps.wanted_boards(settings)) as progress:
            say_off(steps.sources_off(settings))
            outcome = steps.run(settings, on_look=progress.on_look)
    show_ledger(outcome.ledger, outcome.drift)
    show_published(outcome.published)
    if is_broken(outcome.ledger):
        raise typer.Exit(1)


def fetch(
    data: Data = None,
    boards: Boards = None,
    source: Sources = None,
    as_of: Day = None,
    stored: Annotated[
        bool, typer.Option("--stored", help="Ask nobody: read the answers of the last 30 days with today's parsers.")
    ] = False,
) -> None:
    """Look at every board and archive what it says. Example: `paybands fetch --source greenhouse`."""
    if stored:
        _fetch_stored(_stage_settings(data, boards, as_of, tuple(source or ())))
        return
    wanted = Wanted(data, boards, tuple(source or ()), _day(as_of))
    with (
        opened(wanted) as settings,
        Progress(steps.wanted_boards(settings)) as progress,
        steps.exclusive(settings),
    ):
        say_off(steps.sources_off(settings))
        steps.fetch(settings, on_look=progress.on_look)
    console.print(f"{progress.boards} boards were looked at and archived. Next: paybands build, then paybands publish.")


def build(
    data: Data = None,
    boards: Boards = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Replay all archived history from nothing.")] = False,
) -> None:
    """Load what the archive holds and the warehouse does not. Example: `paybands build --rebuild`."""
    settings = _stage_settings(data, boards, None)
    if not Archive(settings.archive).run_ids():
        raise SettingsError(
            f"{settings.archive}: nothing is archived here yet. Run `paybands fetch` or `paybands import` first, "
            "or name another folder with --data."
        )
    with steps.exclusive(settings):
        show_ledger(steps.build(settings, rebuild=rebuild), {})


def publish(data: Data = None, as_of: Day = None) -> None:
    """Check, then publish snapshot, CSVs and report. Example: `paybands publish --as-of 2026-11-01`."""
    settings = _stage_settings(data, None, as_of)
    if not settings.work.exists():
        raise SettingsError(
            f"{settings.data}: nothing was built here yet. Run `paybands fetch` or `paybands import`, then `paybands build`, "
            "or name another folder with --data."
        )
    with steps.exclusive(settings):
        show_published(steps.publish_snapshot(settings))


def import_(
    paths: Annotated[list[Path], typer.Argument(help="Recorded bodies, or a table of postings.")],
    source: Annotated[str, typer.Option(help="What the files are of; `paybands sources` lists the names.")],
    board: Annotated[str, typer.Option(help="The employer's token, or a name for the table.")],
    employer: Annotated[str | None, typer.Option(help="Employer, where the records do not say.")] = None,
    fetched_at: Annotated[str | None, typer.Option(help="When the files were fetched, YYYY-MM-DD[THH:MM:SS].")] = None,
    columns: Annotated[str | None, typer.Option("--map", help="`title=posting_title,text=description,...`.")] = None,
    data: Data = None,
) -> None:
    """Recorded payloads or a table of postings into the archive; `paybands build` loads them.

    Example: `paybands import board.json --source greenhouse --board acme --fetched-at 2026-10-01`
    """
    settings = _stage_settings(data, None, None)
    with steps.exclusive(settings):
        counts = imports.import_files(
            paths, archive_root=settings.archive, source_name=source, board=board, employer=employer,
            fetched_at=_moment(fetched_at), mapping=_mapping(columns), now=settings.clock(),
        )  # fmt: skip
    console.print(
        f"{counts.postings} postings and {counts.rejected} rejected records of {len(paths)} files are archived."
    )
    console.print("Next: paybands build, then paybands publish.")


def sample(
    seed: Annotated[int, typer.Option(help="Seed of the market.")] = 7,
    postings: Annotated[int, typer.Option(help="Size of the market.")] = 6_000,
    to: Annotated[Path, typer.Option(help="Folder for boards and truth.")] = Path("sample-market"),
) -> None:
    """Write the sample market as files: its boards, and the truth of every posting and cell as CSV."""
    market = sample_market.draw(seed, postings)
    sample_market.write(market, to, sample_market.default_as_of(seed))
    console.print(f"Boards, postings' truth and cells' truth are in {to}.")


def schedule(
    cron: Annotated[str, typer.Option(help="When, in cron's form.")] = "0 5 * * *",
    data: Data = None,
    boards: Boards = None,
    sample: Annotated[bool, typer.Option("--sample", help="The built-in market: no internet.")] = False,
) -> None:
    """Serve the Prefect flow on a schedule until stopped. Example: `paybands schedule --cron "0 5 * * *"`."""
    from . import nightly  # noqa: PLC0415 (importing Prefect takes seconds: only where it is used)

    nightly.serve(cron, Wanted(data, boards, sample=sample))


def _fetch_stored(settings: Settings) -> None:
    with (
        Progress({}) as progress,
        steps.exclusive(settings),
    ):
        drift = steps.reread(settings, on_look=progress.on_look)
    show_drift(drift)
    console.print(f"{progress.boards} boards were read again. Next: paybands build, then paybands publish.")


def _stage_settings(
    data: Path | None, boards: Path | None, as_of: str | None, sources: tuple[str, ...] = ()
) -> Settings:
    """Settings of a stage that asks nobody, for a data folder of either kind."""
    settings = Settings.of_folder(data_folder(data, sample=False), boards_file=boards, as_of=_day(as_of))
    return replace(settings, sources=known_sources(sources))


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise SettingsError(f"--as-of {text!r} is not a day. Write it as 2026-11-24.") from error


def _moment(text: str | None) -> dt.datetime | None:
    try:
        at = dt.datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise SettingsError(f"--fetched-at {text!r} is not a time. Write it as 2026-11-24T05:00:00.") from error
    return at.replace(tzinfo=at.tzinfo or dt.UTC).astimezone(dt.UTC) if at else None


def _mapping(text: str | None) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split(",")] if text else []
    wrong = [field for field, equals, column in pairs if not (field.strip() and equals and column.strip())]
    if wrong:
        raise SettingsError(f"--map {wrong[0]!r}: write it as field=column, parted by commas.")
    return {field.strip(): column.strip() for field, _, column in pairs}
