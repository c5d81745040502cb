"""One run at a time, and a dead run is never in the way."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from warehouse import lock

HOLD = """
import sys, time
from pathlib import Path
from warehouse import lock
with lock.exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(path: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline().strip() == "held"
    return process


def test_the_second_is_turned_away_at_once(tmp_path: Path) -> None:
    path = tmp_path / "state" / "lock"
    with holder(path) as process:
        started = time.monotonic()
        with pytest.raises(lock.Busy, match=str(process.pid)), lock.exclusive(path):
            pass
        assert time.monotonic() - started < 1
        process.send_signal(signal.SIGKILL)
        process.wait()
        with lock.exclusive(path):
            pass


def test_it_is_free_again_after_an_error(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with pytest.raises(ZeroDivisionError), lock.exclusive(path):
        raise ZeroDivisionError
    with lock.exclusive(path), pytest.raises(lock.Busy), lock.exclusive(path):
        pass
