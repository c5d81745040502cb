"""Folders of exports that change in one step: a finished one takes the place of the old, a link follows."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
from pathlib import Path

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DRAFTS = (".next-*", ".latest-*")
AT_FDCWD, RENAME_EXCHANGE = -100, 2


def clear(exports: Path) -> None:
    """Make the exports folder, and take away what a killed publish left in it."""
    exports.mkdir(parents=True, exist_ok=True)
    for pattern in DRAFTS:
        for left in exports.glob(pattern):
            if left.is_symlink():
                left.unlink()
            else:
                shutil.rmtree(left)


def swap_in(draft: Path, target: Path) -> Path:
    """Put a finished folder in the place of another, or of none; returns the target."""
    if target.exists() and not _exchange(draft, target):
        shutil.rmtree(target)
    if draft.exists() and not target.exists():
        draft.rename(target)
    _sync_folder(target.parent)
    shutil.rmtree(draft, ignore_errors=True)
    return target


def point(link: Path, folder: Path) -> None:
    """Let a relative link point to a folder beside it, in one step."""
    draft = link.with_name(f".{link.name}-next")
    draft.unlink(missing_ok=True)
    draft.symlink_to(folder.name)
    draft.replace(link)
    _sync_folder(link.parent)


def keep_newest(exports: Path, count: int, *, spare: Path) -> None:
    """Delete the folders of the oldest days, but for `count` of them and the one to spare."""
    days = sorted((path for path in exports.iterdir() if DAY.fullmatch(path.name) and path != spare), reverse=True)
    for old in days[max(count - 1, 0) :]:
        shutil.rmtree(old)


def sync(path: Path) -> None:
    """Have a file, or every file of a folder, on the disk itself."""
    for file in [path] if path.is_file() else sorted(path.iterdir()):
        with file.open("rb") as handle:
            os.fsync(handle.fileno())
    _sync_folder(path if path.is_dir() else path.parent)


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchange(one: Path, other: Path) -> bool:
    """Let two paths change places in one step; False where the system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0)
