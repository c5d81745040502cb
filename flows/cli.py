"""The `paybands` command: what each command is, and how errors become exit codes.

Exit codes: 0 done, 1 a check failed or a source broke (what could be done was done), 2 usage, 75 another run is on.
"""

from __future__ import annotations

import sys
from typing import NoReturn

import duckdb
import typer
from rich.console import Console

from extractors.contract import BadPage
from transforms.taxonomy import TaxonomyError
from warehouse.database import SchemaError
from warehouse.explain import ExplainError
from warehouse.load import LedgerError
from warehouse.lock import Busy
from warehouse.publish import ChecksFailed, SnapshotError

from . import cli_health, cli_offer, cli_parse, cli_read, cli_run
from .imports import ImportFailed
from .reference import BoardsError
from .settings import SettingsError

BUSY = 75
USAGE = (SettingsError, BoardsError, TaxonomyError, ImportFailed, ExplainError)
BROKEN = (ChecksFailed, SnapshotError, SchemaError, LedgerError, BadPage, duckdb.Error, LookupError)

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Open, reproducible pay benchmarks for AI-engineering roles, from public job postings. "
    "Start with `paybands run --sample`: the built-in market, no internet.",
)
for part in (cli_run, cli_read, cli_offer, cli_health, cli_parse):
    part.register(app)


def main() -> NoReturn:
    """Run the command line; errors of the world are said in plain words, ours with their trace."""
    errors = Console(stderr=True, soft_wrap=True)
    try:
        app(standalone_mode=True)
    except Busy as error:
        errors.print(str(error), style="yellow", highlight=False, markup=False)
        sys.exit(BUSY)
    except USAGE as error:
        errors.print(str(error), style="red", highlight=False, markup=False)
        sys.exit(2)
    except BROKEN as error:
        errors.print(str(error), style="red", highlight=False, markup=False)
        sys.exit(1)
    sys.exit(0)
