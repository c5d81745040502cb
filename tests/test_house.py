"""The house: who may import whom, what stays pure, what the documents promise. Errors name the line."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("extractors", "transforms", "warehouse", "flows")
OUTSIDE = {
    "extractors": {
        "httpcore",
        "httpx",
        "selectolax",
        "polars",
        "dataframely",
        "msgspec",
        "protego",
        "phonenumbers",
    },
    "transforms": {"polars", "dataframely", "numpy", "rensa"},
    "warehouse": {
        "duckdb",
        "polars",
        "dataframely",
        "numpy",
        "scipy",
        "threadpoolctl",
        "jinja2",
        "altair",
        "vl_convert",
        "xlsxwriter",
        "fcntl",
    },
}
IMPURE_MODULES = {"os", "io", "time", "random", "socket", "subprocess", "urllib", "shutil", "tempfile"}
IMPURE_CALLS = re.compile(r"\b(datetime\.now|date\.today|utcnow|open|read_text|write_text|getenv|environ)\b")


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything a module imports; relative imports in full."""
    package = list(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield node.lineno, f"{stem}.{alias.name}"


@pytest.mark.parametrize("folder", ["extractors", "transforms", "warehouse"])
def test_only_contracts_cross_folders(folder: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: imports {name}; across folders only `contract` may be imported"
        for path in modules(folder)
        for line, name in imports(path)
        if name.split(".")[0] in FOLDERS and name.split(".")[0] != folder and name.split(".")[1] != "contract"
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("folder", OUTSIDE)
def test_a_folder_uses_only_its_own_libraries(folder: str) -> None:
    allowed = OUTSIDE[folder] | set(sys.stdlib_module_names) | set(FOLDERS)
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: imports {name}, which does not belong in {folder}/"
        for path in modules(folder)
        for line, name in imports(path)
        if name.split(".")[0] not in allowed
    ]
    assert not wrong, "\n".join(wrong)


def test_prefect_is_imported_in_one_file() -> None:
    found = {
        str(path.relative_to(ROOT))
        for folder in FOLDERS
        for path in modules(folder)
        for _, name in imports(path)
        if name.split(".")[0] == "prefect"
    }
    assert found == {"flows/nightly.py"}


def test_transforms_are_pure() -> None:
    wrong = []
    for path in modules("transforms"):
        if path.name == "taxonomy.py":
            continue
        wrong += [
            f"{path.relative_to(ROOT)}:{line}: imports {name}; transforms know no clock, network, disk or environment"
            for line, name in imports(path)
            if name.split(".")[0] in IMPURE_MODULES
        ]
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and IMPURE_CALLS.fullmatch(ast.unparse(node.func)):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}: calls {ast.unparse(node.func)}")
    assert not wrong, "\n".join(wrong)


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for folder in FOLDERS
        for path in modules(folder)
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent, f"no docstring at the top of {silent}"


def test_nothing_is_caught_blindly() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}: catches everything"
        for folder in (*FOLDERS, "tests")
        for path in modules(folder)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and ast.unparse(node.body[-1]) != "raise"
    ]
    assert not wrong, "\n".join(wrong)


def test_no_two_migrations_have_one_number() -> None:
    """The number is what a database keeps: of two files with one number, one would never be applied."""
    named: dict[str, list[str]] = {}
    for path in sorted((ROOT / "warehouse" / "migrations").iterdir()):
        named.setdefault(path.name.partition("_")[0], []).append(path.name)
    assert not {number: names for number, names in named.items() if len(names) > 1}
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.sql", name) for names in named.values() for name in names), named


def test_no_registry_host_is_named() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "--hash=sha256:" in lock
    assert not re.search(r"https?://|index-url|find-links", lock)


def test_every_dependency_of_the_project_is_locked() -> None:
    lock = (ROOT / "requirements.lock").read_text().lower()
    project = (ROOT / "pyproject.toml").read_text()
    declared = tomllib.loads(project)["project"]
    wanted = [*declared["dependencies"], *declared["optional-dependencies"]["dev"]]
    names = [re.split(r"[^A-Za-z0-9_-]", each)[0] for each in wanted]
    missing = [name for name in names if not re.search(rf"^{name.lower()}==", lock, flags=re.M)]
    assert not missing, f"not in requirements.lock: {missing}"
