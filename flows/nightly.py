"""The Prefect door, and the only file that imports Prefect: the same steps, with names, retries and a schedule.

Retries of one request belong to `extractors/fetch.py`; here a whole source is retried when its step itself breaks.
The truth is never held by Prefect: no results, no caches; the archive on disk is the cache.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.types.entrypoint import EntrypointType

from flows import fetching, steps
from flows.runs import Wanted, opened
from flows.show import COUNTS, ledger_by_source, say_off, troubles

FETCH_RETRY_SECONDS = [5.0, 30.0]


@flow(name="paybands", persist_result=False, validate_parameters=False)
def paybands(
    data: str | None = None,
    boards: str | None = None,
    sources: list[str] | None = None,
    as_of: str | None = None,
    sample: bool = False,
    seed: int = 7,
    postings: int = 6_000,
    faults: bool = False,
) -> steps.Outcome:
    """Fetch every source as a task of its own, build, publish; the ledger is left as an artifact."""
    wanted = Wanted(
        Path(data) if data else None,
        Path(boards) if boards else None,
        tuple(sources or ()),
        dt.date.fromisoformat(as_of) if as_of else None,
        sample,
        seed,
        postings,
        faults,
    )
    with opened(wanted) as settings, steps.exclusive(settings):
        say_off(steps.sources_off(settings))
        with fetching.opened(settings) as stage:
            fetches = [
                _task(
                    f"fetch {name}", partial(stage.source, name, on), retry_delay_seconds=FETCH_RETRY_SECONDS
                ).submit()
                for name, on in steps.wanted_boards(settings).items()
            ]
            drift = {field: example for each in fetches for field, example in each.result().items()}
        ledger = _task("build", partial(steps.build, settings))()
        published = _task("publish", partial(steps.publish_snapshot, settings))()
    outcome = steps.Outcome(ledger, drift, published)
    create_markdown_artifact(markdown=ledger_markdown(outcome), key="paybands-ledger", description="Ledger of the run")
    return outcome


def run_flow(wanted: Wanted) -> steps.Outcome:
    """One flow run, now."""
    outcome: steps.Outcome = paybands(**_parameters(wanted))
    return outcome


def serve(cron: str, wanted: Wanted) -> None:
    """Serve the flow on a schedule until stopped."""
    paybands.serve(
        name="nightly", cron=cron, parameters=_parameters(wanted), entrypoint_type=EntrypointType.MODULE_PATH
    )


def ledger_markdown(outcome: steps.Outcome) -> str:
    """The ledger by source as a Markdown table, and the boards that broke."""
    head = ["source", "boards", *COUNTS]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += [
        "| " + " | ".join(str(cell) for cell in row) + " |" for row in ledger_by_source(outcome.ledger).iter_rows()
    ]
    for row in troubles(outcome.ledger).iter_rows(named=True):
        lines.append(f"- {row['source']}/{row['board']}: {row['outcome']}: {row['error'] or ''}")
    return "\n".join(lines)


def _task(name: str, call: Callable[[], Any], *, retry_delay_seconds: list[float] | None = None) -> Any:
    """One step as a Prefect task that takes and keeps nothing: what it needs is bound to it already."""

    def step() -> Any:
        return call()

    settings: dict[str, Any] = {"cache_policy": NO_CACHE, "persist_result": False}
    if retry_delay_seconds:
        settings |= {"retries": len(retry_delay_seconds), "retry_delay_seconds": retry_delay_seconds}
    return task(name=name, **settings)(step)


def _parameters(wanted: Wanted) -> dict[str, Any]:
    return {
        "data": str(wanted.data.resolve()) if wanted.data else None,
        "boards": str(wanted.boards.resolve()) if wanted.boards else None,
        "sources": list(wanted.sources),
        "as_of": wanted.as_of.isoformat() if wanted.as_of else None,
        "sample": wanted.sample,
        "seed": wanted.seed,
        "postings": wanted.postings,
        "faults": wanted.faults,
    }
