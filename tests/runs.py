"""Runs of the real command in a process of its own, as a user or a scheduler starts them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from warehouse import database
from warehouse.logical_hash import logical_hash

MARKET = ("--sample", "--sample-postings", "1500")


def paybands(
    *words: str, kill_after: float | None = None, stdin: str = "", **env: str
) -> subprocess.CompletedProcess[str]:
    """Run `paybands`; with `kill_after`, SIGKILL it and all its children after so many seconds."""
    command = [sys.executable, "-c", "from flows.cli import main; main()", *words]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **env}, start_new_session=True,
    )  # fmt: skip
    if kill_after is not None:
        time.sleep(kill_after)
        os.killpg(process.pid, signal.SIGKILL)
    out, err = process.communicate(stdin)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def sample_run(folder: Path, *words: str, kill_after: float | None = None) -> subprocess.CompletedProcess[str]:
    """One run over a small sample market into a folder."""
    return paybands("run", *MARKET, "--data", str(folder), *words, kill_after=kill_after)


def warehouse_hash(folder: Path) -> str:
    """Logical hash of what a folder's published snapshot holds."""
    with database.open_snapshot(folder / "warehouse.duckdb") as db:
        return logical_hash(db)
