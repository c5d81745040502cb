"""What every test may rely on: no network but loopback, golden files, the shared recorded data where it is there."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.runs import sample_run

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"
LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104 (addresses that are refused or ours)

# Properties are tried on the same examples each time, however slow the machine is.
settings.register_profile("paybands", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("paybands")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files instead of comparing")


def _refuse_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    """No test reaches out: connecting or looking up anything but this machine fails."""
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
    else:
        return
    if host and not str(host).startswith(LOOPBACK):
        raise RuntimeError(f"a test tried to reach {host!r}; tests may only talk to this machine")


sys.addaudithook(_refuse_the_network)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, Any], None]:
    """`golden("raw/lever", data)` compares with `tests/golden/raw/lever.json`, or writes it with --update-golden."""

    def compare(name: str, data: Any) -> None:
        path = GOLDEN / f"{name}.json"
        text = json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n"
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"{path} is missing: run pytest with --update-golden and read it"
        assert json.loads(text) == json.loads(path.read_text(encoding="utf-8"))

    return compare


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recorded data: $PAYBANDS_SHARED, or `shared/data` beside the repository."""
    folder = Path(os.environ.get("PAYBANDS_SHARED") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there: recorded payloads are not part of the repository")
    return folder


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a small sample market, run and published once, for tests that change nothing in it."""
    folder = tmp_path_factory.mktemp("sample")
    done = sample_run(folder)
    assert done.returncode == 0, done.stderr
    return folder
