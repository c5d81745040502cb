"""One run at a time: a lock of the operating system, which is free again the moment its owner is gone."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(RuntimeError):
    """Another run holds the lock; the message says which process and since when."""


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock for as long as the block lasts.

    path: file to lock; it stays behind, empty of meaning, and is never removed

    Raises:
        Busy: at once, if another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            owner = file.read().strip() or "unknown"
            raise Busy(f"{path}: another run works on this data (process {owner}). Wait for its end.") from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
