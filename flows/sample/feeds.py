"""Which jobs the feeds carry: copies of employers' own ads on job boards of many employers, newest first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from . import tables as t
from .jobs import Jobs
from .listing import FOREVER, IN_FEED, KINDS, Postings, Site

FEED = "all"
REMOTE_SHARES = {"himalayas": 0.2, "remotive": 0.12, "remoteok": 0.12}
GERMAN_SHARES = {"arbeitnow": 0.2}
LATEST_DAYS = 4  # after the employer's own ad a copy appears
LIFE_DAYS = 60


def sites() -> list[Site]:
    """The feeds: sites that belong to no employer."""
    return [Site(source, FEED, -1) for source in (*REMOTE_SHARES, *GERMAN_SHARES)]


def with_copies(rng: np.random.Generator, listed: Postings, jobs: Jobs, first_site: int) -> Postings:
    """The postings and their copies, where `first_site` is the number of the first feed."""
    own = np.flatnonzero(listed.kind == KINDS.index("first"))
    remote = np.char.startswith(np.array(t.WORK_MODES), "remote")[jobs.mode[listed.job[own]]]
    german = jobs.country[listed.job[own]] == t.COUNTRY["DE"]
    parts = [listed]
    for fits, shares in ((remote, REMOTE_SHARES), (german, GERMAN_SHARES)):
        for share in shares.values():
            chosen = own[fits & (rng.random(len(own)) < share)]
            parts.append(_copies(rng, listed, chosen, first_site + len(parts) - 1))
    return Postings(*(np.concatenate([getattr(part, name) for part in parts]) for name in listed.__dataclass_fields__))


def _copies(rng: np.random.Generator, listed: Postings, chosen: NDArray[np.intp], site: int) -> Postings:
    opened = listed.opened[chosen] + rng.integers(0, LATEST_DAYS, len(chosen))
    newest = np.argsort(-opened, kind="stable")
    chosen, opened = chosen[newest], opened[newest]
    closed = np.minimum(np.maximum(listed.closed[chosen], opened + 1), opened + LIFE_DAYS)

    def whole(value: int) -> NDArray[np.int32]:
        return np.full(len(chosen), value, np.int32)

    return Postings(
        job=listed.job[chosen],
        site=whole(site),
        kind=whole(IN_FEED),
        serial=whole(0),
        opened=opened.astype(np.int32),
        closed=closed.astype(np.int32),
        paused=whole(FOREVER),
        resumed=whole(FOREVER),
    )
