"""An event loop whose time passes only while everybody waits: hours of pauses in seconds."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Selector(selectors.DefaultSelector):
    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        """Nothing is ever read from the world: whoever waits for a time has it at once."""
        if timeout:
            self.now += timeout
        return super().select(0)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end, in virtual time."""
    selector = _Selector()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign]
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()
