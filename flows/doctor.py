"""What the doctor looks at: is everything in place for a run, and is what was published fresh and whole."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import duckdb

from extractors import sources
from warehouse import database, lock

from .settings import MARK, SettingsError, read_keys, says_off

GOOD, WRONG, NOTE = "good", "WRONG", "note"
LEAST_FREE_BYTES = 2 << 30
STALE_AFTER = dt.timedelta(days=3)
LIBRARIES = ("polars", "duckdb", "httpcore", "httpx", "selectolax", "msgspec", "prefect")


class Finding(NamedTuple):
    """One thing looked at: what, in which state, and what to do."""

    what: str
    state: str
    says: str


def examine(folder: Path, *, now: dt.datetime) -> list[Finding]:
    """Everything about a data folder and its surroundings; changes nothing."""
    return [*_environment(), *_keys(), *_folder(folder), *_snapshot(folder, now), *_working(folder)]


def _environment() -> list[Finding]:
    python = ".".join(str(part) for part in sys.version_info[:3])
    found = [Finding("python", GOOD if sys.version_info >= (3, 11) else WRONG, python)]
    for name in LIBRARIES:
        try:
            found.append(Finding(name, GOOD, version(name)))
        except PackageNotFoundError:
            found.append(Finding(name, WRONG, "not installed: run `make run` once, or install from requirements.lock"))
    contact = os.environ.get("PAYBANDS_CONTACT", "").strip()
    says = contact or "not set; a live run needs it: export PAYBANDS_CONTACT=you@your.domain"
    return [*found, Finding("contact", GOOD if contact else NOTE, says)]


def _keys() -> list[Finding]:
    """The sources that need a key: on, or off and why."""
    try:
        keys = read_keys()
    except SettingsError as error:
        return [Finding("keys", WRONG, str(error))]
    needing = [source for source in sources().values() if source.key]
    offs = [(source.name, says_off(source, keys)) for source in needing]
    return [Finding(f"key of {name}", NOTE if off else GOOD, off or "set") for name, off in offs]


def _folder(folder: Path) -> list[Finding]:
    if not folder.exists():
        return [Finding("data folder", NOTE, f"{folder}: not there yet; a run makes it")]
    writable = os.access(folder, os.W_OK)
    mark = folder / MARK
    kind = mark.read_text(encoding="utf-8").strip() if mark.exists() else "no run yet"
    free = shutil.disk_usage(folder).free
    return [
        Finding("data folder", GOOD if writable else WRONG, f"{folder}: {kind if writable else 'cannot be written'}"),
        Finding("disk", GOOD if free >= LEAST_FREE_BYTES else WRONG, f"{free / 2**30:.1f} GiB free, 2 are needed"),
    ]


def _snapshot(folder: Path, now: dt.datetime) -> list[Finding]:
    path = folder / "warehouse.duckdb"
    if not path.exists():
        return [Finding("warehouse", NOTE, f"{path}: not published yet; run `paybands run`")]
    try:
        with database.open_snapshot(path) as db:
            runs, newest = db.sql("select count(*), max(started_at) from run").fetchall()[0]
            done = database.applied(db)
    except duckdb.Error as error:
        return [Finding("warehouse", WRONG, f"{path}: cannot be opened ({error}); run `paybands build --rebuild`")]
    files = {int(file.name[:4]) for file in database.MIGRATIONS.glob("[0-9]*.sql")}
    found = [Finding("warehouse", GOOD, f"{path}: {runs} runs")]
    if set(done) == files:
        found.append(Finding("tables", GOOD, f"migration {max(done)}, the newest"))
    else:
        newer = set(done) - files
        says = "made by a newer program: update it" if newer else "of an older program: the next run brings them up"
        found.append(Finding("tables", WRONG if newer else NOTE, says))
    if newest is not None:
        age = now.replace(tzinfo=None) - newest
        is_sample = (folder / MARK).exists() and (folder / MARK).read_text(encoding="utf-8").startswith("sample")
        state = GOOD if age <= STALE_AFTER else NOTE if is_sample else WRONG
        found.append(Finding("age", state, f"newest run began {newest:%Y-%m-%d %H:%M} UTC, {age.days} days ago"))
    return found


def _working(folder: Path) -> list[Finding]:
    path = folder / "state" / "lock"
    if not path.exists():
        return [Finding("lock", GOOD, "no run is on")]
    try:
        with lock.exclusive(path):
            return [Finding("lock", GOOD, "no run is on")]
    except lock.Busy as busy:
        return [Finding("lock", NOTE, str(busy))]
