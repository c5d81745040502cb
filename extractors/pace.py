"""One pace per host, whichever source or board asks: its turns, the waits it asked for, its failures, its retries.

A host is asked one question at a time, and again no sooner than `pause` seconds after the last answer. What it asks
for with `Retry-After` holds every question to it. After `FAILURES_IN_A_ROW` failures it is left to rest, and at most
one retry is spent for every ten questions (and a few more). Time is the event loop's, so that a test may run it.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

FAILURES_IN_A_ROW = 10
REST_SECONDS = 300.0
RETRY_SHARE = 0.1
FREE_RETRIES = 10
FIRST_WAIT_SECONDS = 1.0
LONGEST_BACKOFF_SECONDS = 60.0


class Host:
    """How one host is treated during a run."""

    def __init__(self, seed: str) -> None:
        self._turn, self._free_at, self._answered_at = asyncio.Lock(), 0.0, -1e9
        self._failures, self._rests_until = 0, 0.0
        self._asked = self._retried = 0
        self._random = random.Random(seed)  # noqa: S311 (spreads waits; nothing secret)

    @asynccontextmanager
    async def turn(self, pause: float) -> AsyncIterator[None]:
        """Wait for this host's turn and keep it for the block; whoever waits first asks first.

        pause: seconds after the answer before the next question; 0 only towards a server of ours, which is asked
            as much at once as there is to ask
        """
        self._asked += 1
        if not pause:
            if (wait := self._free_at - _now()) > 0:
                await asyncio.sleep(wait)
            yield
            return
        async with self._turn:
            while (wait := max(self._free_at, self._answered_at + pause) - _now()) > 0:
                await asyncio.sleep(wait)
            try:
                yield
            finally:
                self._answered_at = _now()
                self.hold(pause)

    def hold(self, seconds: float) -> None:
        """Ask nothing of this host for so long: it said so."""
        self._free_at = max(self._free_at, _now() + seconds)

    def rest(self, seconds: float) -> None:
        """Give up on this host for so long; questions to it fail at once."""
        self._rests_until = max(self._rests_until, _now() + seconds)

    @property
    def rests(self) -> bool:
        """Whether this host is left alone for now."""
        return _now() < self._rests_until

    def note(self, *, failed: bool) -> None:
        """Count what came of a question; the tenth failure in a row, and each after it, lets the host rest."""
        self._failures = self._failures + 1 if failed else 0
        if self._failures >= FAILURES_IN_A_ROW:
            self.rest(REST_SECONDS)

    def may_retry(self) -> bool:
        """Take one retry out of this host's budget, if there is one left."""
        if self.rests or self._retried >= FREE_RETRIES + RETRY_SHARE * self._asked:
            return False
        self._retried += 1
        return True

    def backoff(self, tries: int, *, first: float = FIRST_WAIT_SECONDS) -> float:
        """Seconds to wait after so many tries: anything up to `first`, doubled with each try ("full jitter")."""
        return self._random.uniform(0.0, min(LONGEST_BACKOFF_SECONDS, first * 2 ** (tries - 1)))


class Pace:
    """The hosts of a run."""

    def __init__(self, seed: str = "") -> None:
        self._seed, self._hosts = seed, dict[str, Host]()

    def host(self, name: str) -> Host:
        """The host of this name (with its port)."""
        if name not in self._hosts:
            self._hosts[name] = Host(f"{self._seed}/{name}")
        return self._hosts[name]


def _now() -> float:
    return asyncio.get_running_loop().time()
