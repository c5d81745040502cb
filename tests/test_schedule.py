"""The scheduled door: a Prefect server on the loopback address starts the flow by itself, and rows are loaded."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from warehouse import database


@contextmanager
def process(words: list[str], log: Path, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process and all its children, ended with the block."""
    with log.open("wb") as out:
        started = subprocess.Popen(words, stdout=out, stderr=out, env={**os.environ, **env}, start_new_session=True)
        try:
            yield started
        finally:
            os.killpg(started.pid, signal.SIGTERM)
            try:
                started.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(started.pid, signal.SIGKILL)
                started.wait()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(condition: str, check: object, seconds: float, log: Path) -> None:
    deadline = time.monotonic() + seconds
    while not check():  # type: ignore[operator]
        assert time.monotonic() < deadline, f"{condition} did not happen in {seconds:.0f} s:\n{log.read_text()[-3000:]}"
        time.sleep(1)


@pytest.mark.slow
def test_a_served_schedule_loads_rows(tmp_path: Path) -> None:
    port, data = free_port(), tmp_path / "data"
    address = f"http://127.0.0.1:{port}/api"
    settings = {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": address,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }

    def healthy() -> bool:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False

    prefect = str(Path(sys.executable).with_name("prefect"))
    server_log, run_log = tmp_path / "server.log", tmp_path / "schedule.log"
    serve = [
        sys.executable,
        "-c",
        "from flows.cli import main; main()",
        "schedule",
        "--sample",
        "--cron",
        "* * * * *",
    ]
    with process([prefect, "server", "start", "--host", "127.0.0.1", "--port", str(port)], server_log, **settings):
        wait_for("a healthy server", healthy, 120, server_log)
        with process([*serve, "--data", str(data)], run_log, **settings):
            wait_for("a scheduled run", (data / "warehouse.duckdb").exists, 240, run_log)
    with database.open_snapshot(data / "warehouse.duckdb") as db:
        count = db.execute("select count(*) from posting").fetchone()
    assert count is not None
    assert count[0] > 1_000
