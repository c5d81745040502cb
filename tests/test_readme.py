"""Every command of the README is run: most of them here, as written; the rest by the tests named below."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows import cli, runs
from tests.runs import paybands

ROOT = Path(__file__).resolve().parent.parent
ELSEWHERE = {
    "make run": "test_end_to_end.py::test_a_run_leaves_everything_behind",
    "make test": "test_readme.py::test_make_test_checks_everything",
    "make flow": "test_end_to_end.py::test_prefect_and_plain_runs_agree",
    "make bench": "test_readme.py::test_the_bench_prints_its_ratios",
    'paybands schedule --cron "0 5 * * *"': "test_schedule.py::test_a_served_schedule_loads_rows",
}
EXPORT = "export "


def commands() -> list[str]:
    """Every command line of the README's shell blocks, long ones joined."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.S)
    lines = [line.strip() for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


HERE: list[str] = [line for line in commands() if line not in ELSEWHERE and not line.startswith(EXPORT)]


@pytest.fixture(scope="module")
def home(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a user has it after `paybands run --sample` and a first import, with the files that the README imports."""
    folder = tmp_path_factory.mktemp("home")
    shutil.copytree(sample_folder, folder / "data" / "sample", symlinks=True)
    shutil.copy(ROOT / "tests" / "fixtures" / "greenhouse" / "board.json", folder / "board.json")
    (folder / "postings.jsonl").write_text(
        '{"title": "ML Engineer", "company": "Example Robotics", "description": "Base salary: $150,000 to $180,000 a year.", '
        '"location": "Austin, TX", "published_at": "2026-10-01"}\n',
        encoding="utf-8",
    )
    header = (ROOT / "extractors" / "boards.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "no_boards.csv").write_text(header + "\n", encoding="utf-8")
    of_acme = ("--source", "greenhouse", "--board", "acme", "--fetched-at", "2026-10-01")
    for words in (("import", str(folder / "board.json"), *of_acme), ("build",)):
        done = paybands(*words, "--data", str(folder / "data"))
        assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("line", HERE)
def test_a_command_of_the_readme_works(
    line: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(home)
    monkeypatch.setenv("PAYBANDS_CONTACT", "someone@example.org")
    monkeypatch.setattr(runs, "BOARDS", home / "no_boards.csv")  # live looks are at no board: tests reach nothing
    said, _, command = line.rpartition("|") if line.startswith("echo ") else ("", "", line)
    words = shlex.split(command)
    assert words[0] == "paybands", f"{line}: run it in a test and name that in ELSEWHERE"
    with (home / "stdin").open("w+", encoding="utf-8") as stdin:
        stdin.write(" ".join(shlex.split(said)[1:]) + "\n")
        stdin.seek(0)
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as ended:
            cli.main()
    printed = capsys.readouterr()
    assert ended.value.code == 0, printed.err
    assert printed.out.strip(), line


def test_commands_run_elsewhere_are_in_the_readme_and_their_tests_exist() -> None:
    gone = sorted(set(ELSEWHERE) - set(commands()))
    assert not gone, f"no longer in the README: {gone}"
    for test in ELSEWHERE.values():
        file, _, name = test.partition("::")
        assert f"def {name}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), test


def test_make_test_checks_everything() -> None:
    recipe = subprocess.run(["make", "--dry-run", "test"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607
    for check in ("ruff format --check", "ruff check", "mypy", "pytest"):
        assert check in recipe, recipe


@pytest.mark.slow
def test_the_bench_prints_its_ratios(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tests.bench", "--postings", "1500", "--to", str(tmp_path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "WHOLE" in done.stdout
    assert re.search(r"naive reader: [0-9.]+ times", done.stdout)
