"""Lists that come in pages: does the walk go round in circles, did the list move meanwhile, was all of it seen."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urldefrag, urlsplit

STALE_PAGES = 2
OVERLAP = 1  # one posting on two neighbouring pages is no sign: some sites list it once a place


class Fault(NamedTuple):
    """What is wrong with the walk: an outcome, and why."""

    outcome: str
    error: str


class Walk:
    """The pages of one look at a board, as they come in."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}
        self._ids: dict[str, set[str]] = {}
        self._stale: dict[str, int] = {}
        self._known: dict[str, set[str]] = {}
        self._listed: dict[str, int] = {}
        self._totals: dict[str, int] = {}

    def names(self, parent: str, url: str) -> None:
        """A page names a further one."""
        self._parents.setdefault(url, parent)

    def page(self, url: str, ids: list[str], total: int | None) -> Fault | None:
        """Take the next page: the records that it lists, and how many there are in all if it says so."""
        parent = self._parents.get(url, "")
        place, series = _place(url), _series(url)
        known = self._known.setdefault(place, set())
        is_stale = bool(ids) and known.issuperset(ids)
        self._stale[url] = self._stale.get(parent, 0) + 1 if is_stale and _place(parent) == place else 0
        self._ids[url] = set(ids)
        known |= self._ids[url]
        self._listed[series] = self._listed.get(series, 0) + len(ids)
        before, self._totals[series] = self._totals.get(series), total if total is not None else -1
        if self._stale[url] >= STALE_PAGES:
            return Fault("paging_loop", f"{url}: this page and the one before list nothing new; paging goes in circles")
        if before is not None and total is not None and 0 <= total < before:
            return Fault("list_moved", f"{url}: the list shrank from {before} to {total} while it was read")
        if parent and _series(parent) == series and not is_stale:
            twice = len(self._ids[url] & self._ids.get(parent, set()))
            if twice > OVERLAP:
                return Fault("list_moved", f"{url}: {twice} postings stood on the page before; the list moved")
        return None

    def end(self) -> Fault | None:
        """After the last page: did the lists hold as much as they said."""
        for series, total in self._totals.items():
            if self._listed[series] < total:
                error = f"{series}: says that it has {total} postings, and lists {self._listed[series]}"
                return Fault("list_moved", error)
        return None


def _place(url: str) -> str:
    """An address without its query: pages of one list share it."""
    return urldefrag(url).url.partition("?")[0]


def _series(url: str) -> str:
    """An address without figures in query and mark: pages that differ by their number alone share it."""
    parts = urlsplit(url)
    return f"{_place(url)}?{re.sub(r'[0-9]+', '', parts.query + parts.fragment)}"
