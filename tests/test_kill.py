"""A run that is killed and started again ends where an undisturbed one does."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.runs import sample_run, warehouse_hash

DAYS = ("2026-10-13", "2026-10-15")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, float]:
    """Hash after two undisturbed runs on two days, and how long one takes, seconds."""
    folder = tmp_path_factory.mktemp("undisturbed")
    started = time.monotonic()
    for day in DAYS:
        done = sample_run(folder, "--as-of", day)
        assert done.returncode == 0, done.stderr
    return warehouse_hash(folder), (time.monotonic() - started) / len(DAYS)


def killed_and_restarted(folder: Path, fractions: list[float], seconds: float) -> str:
    """Each day's run is killed once, at a fraction of its usual time, then run again to its end."""
    for day, fraction in zip(DAYS, fractions, strict=True):
        sample_run(folder, "--as-of", day, kill_after=fraction * seconds)
        done = sample_run(folder, "--as-of", day)
        assert done.returncode == 0, done.stderr
    return warehouse_hash(folder)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_ten_random_moments(seed: int, undisturbed: tuple[str, float], tmp_path: Path) -> None:
    expected, seconds = undisturbed
    moment = random.Random(seed)
    assert killed_and_restarted(tmp_path, [moment.random(), moment.random()], seconds) == expected


def test_one_moment(undisturbed: tuple[str, float], tmp_path: Path) -> None:
    expected, seconds = undisturbed
    assert killed_and_restarted(tmp_path, [0.5, 0.8], seconds) == expected
