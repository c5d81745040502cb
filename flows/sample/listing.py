"""Where jobs are posted, and from which day to which: boards, second boards, reposts, monthly threads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import tables as t
from .firms import names, token_of
from .population import Employers, Ints

PAST_DAYS, FUTURE_DAYS = 400, 150
LONGEST_BEFORE = 900  # days before the market's past from which a job may still be open
LIFE_MEDIAN, LIFE_SD = 100.0, 0.8
MOST_COMMON = "greenhouse"
MOST_ON_HN = 25
SECOND_BOARD_SHARE, ON_SECOND_BOARD = 0.10, 0.5
TALKS_ON_HN_SHARE, TALKS_IN_MONTH, TALKS_OF_ONE = 0.22, 0.5, 0.7
REPOSTED_SHARE, RELISTED_SHARE, PAUSED_SHARE = 0.06, 0.015, 0.04
KINDS = ("first", "second_board", "repost", "relisted", "hackernews", "feed")
ON_HN, IN_FEED = KINDS.index("hackernews"), KINDS.index("feed")
ON_BOARDS = ON_HN  # kinds on employers' own boards
HN_BOARD = "whoishiring"
FOREVER = 999_999
EUROPE = ("DE", "FR", "NL", "GB", "PL", "SE", "IE", "CH")


@dataclass(frozen=True)
class Site:
    """A board of one employer; `employer` is -1 for Hacker News and for feeds, which belong to all."""

    source: str
    token: str
    employer: int
    is_eu: bool = False


@dataclass(frozen=True)
class Lives:
    """Jobs before anything is known of them but whose they are and from which day to which they are open."""

    employer: Ints
    opened: Ints
    closed: Ints


@dataclass(frozen=True)
class Postings:
    """Postings as arrays of one length: which job on which site, from which day to which.

    Days are ordinals. A posting is shown from `opened` on and before `closed`, but not from `paused` on and
    before `resumed`. `serial` tells the postings of a job apart; on Hacker News it is the comment's number,
    plus the job's place in it (from 1) where there are several.
    """

    job: Ints
    site: Ints
    kind: Ints
    serial: Ints
    opened: Ints
    closed: Ints
    paused: Ints
    resumed: Ints

    def __len__(self) -> int:
        return len(self.job)

    def shown(self, rows: NDArray[Any], day: int) -> NDArray[Any]:
        """Those of these postings that can be seen on a day."""
        away = (self.paused[rows] <= day) & (day < self.resumed[rows])
        kept: NDArray[Any] = rows[(self.opened[rows] <= day) & (day < self.closed[rows]) & ~away]
        return kept


def sites(rng: np.random.Generator, seed: int, staff: Employers) -> tuple[list[Site], Ints]:
    """Each employer's main site at its own number, second boards, Hacker News; and whose second is which."""
    count = len(staff)
    shares = {name: row.share for name, row in t.PLATFORM.items() if row.share}
    platforms = tuple(shares)
    source = [platforms[i] for i in rng.choice(len(platforms), count, p=[*shares.values()])]
    source = ["greenhouse" if name == "hackernews" and staff.openings[i] > MOST_ON_HN else name
              for i, name in enumerate(source)]  # fmt: skip
    common = [i for i, name in enumerate(source) if name == MOST_COMMON]
    for i, name in zip(common, sorted(set(platforms) - set(source)), strict=False):
        source[i] = name  # each has at least one employer
    european = np.isin(staff.home, [t.COUNTRY[code] for code in EUROPE]) & (rng.random(count) < 0.5)
    tokens = [token_of(name) for name in names(seed, count)]
    out = [Site(source[i], tokens[i], i, source[i] == "lever" and bool(european[i])) for i in range(count)]
    second = np.full(count, -1, np.int32)
    for i in np.flatnonzero(rng.random(count) < SECOND_BOARD_SHARE).tolist():
        if source[i] != "hackernews":
            second[i] = len(out)
            out.append(Site("ashby" if source[i] == "jsonld" else "jsonld", tokens[i], i))
    return [*out, Site("hackernews", HN_BOARD, -1)], second


def openings_on_boards(staff: Employers, own_sites: list[Site], second: Ints) -> float:
    """How many postings one expects to see on boards on any day."""
    on_board = np.array([own_sites[i].source != "hackernews" for i in range(len(staff))])
    times = 1 + ON_SECOND_BOARD * (second >= 0) + RELISTED_SHARE
    return float((staff.openings * times)[on_board].sum())


def lives(rng: np.random.Generator, openings: NDArray[Any], anchor: int) -> Lives:
    """Draw jobs around a day (ordinal) so that on each day as many are open as expected."""
    mean_life = LIFE_MEDIAN * np.exp(LIFE_SD**2 / 2)
    first, last = anchor - PAST_DAYS - LONGEST_BEFORE, anchor + FUTURE_DAYS
    counts = rng.poisson(openings / mean_life * (last - first))
    employer = np.repeat(np.arange(len(openings), dtype=np.int32), counts)
    opened = rng.integers(first, last, len(employer)).astype(np.int32)
    life = np.exp(rng.normal(np.log(LIFE_MEDIAN), LIFE_SD, len(employer))).astype(np.int32)
    closed = opened + np.maximum(3, life)
    keep = closed > anchor - PAST_DAYS
    return Lives(employer[keep], opened[keep], closed[keep])


def postings(rng: np.random.Generator, own_sites: list[Site], second: Ints, drawn: Lives, anchor: int) -> Postings:
    """Post the jobs: first on their employer's site, some also elsewhere, again, or twice."""
    count = len(drawn.employer)
    has_board = np.array([site.source != "hackernews" for site in own_sites])[drawn.employer]
    parts: list[NDArray[Any]] = []  # tables of job, site, kind, serial, opened, closed

    def post(rows: NDArray[Any], kind: str, site: NDArray[Any], opened: NDArray[Any], closed: NDArray[Any]) -> None:
        code = np.full(len(rows), KINDS.index(kind))
        parts.append(np.stack([rows, site[rows], code, code, opened[rows], closed[rows]], 1))

    every = np.arange(count)
    post(every[has_board], "first", drawn.employer, drawn.opened, drawn.closed)
    there = second[drawn.employer]
    later = np.minimum(drawn.opened + rng.integers(0, 4, count), drawn.closed - 1)
    also = has_board & (there >= 0) & (rng.random(count) < ON_SECOND_BOARD)
    post(every[also], "second_board", there, later, drawn.closed)
    reopened = drawn.closed + rng.integers(3, 30, count)
    again = has_board & (rng.random(count) < REPOSTED_SHARE)
    post(every[again], "repost", drawn.employer, reopened, reopened + drawn.closed - drawn.opened)
    twice = has_board & (rng.random(count) < RELISTED_SHARE)
    post(every[twice], "relisted", drawn.employer, drawn.opened, drawn.closed)
    parts.append(_comments(rng, own_sites, drawn, anchor))
    table = np.concatenate(parts).astype(np.int32)
    opened, life = table[:, 4], table[:, 5] - table[:, 4]
    pauses = (rng.random(len(table)) < PAUSED_SHARE) & (life > 20) & (table[:, 2] != ON_HN)
    paused = np.where(pauses, opened + life // 3, FOREVER)
    resumed = np.where(pauses, opened + life // 3 + life // 4, FOREVER)
    return Postings(*(np.ascontiguousarray(column) for column in (*table.T, paused, resumed)))


def without_surplus(rng: np.random.Generator, listed: Postings, wanted: int, day: int) -> Postings:
    """Without the surplus of postings that boards show that day: drawn by lot, these are never posted."""
    shown = listed.shown(np.arange(len(listed)), day)
    shown = shown[listed.kind[shown] != ON_HN]
    surplus = rng.permutation(shown)[: max(0, len(shown) - wanted)]
    keep = np.ones(len(listed), bool)
    keep[surplus] = False
    return Postings(*(getattr(listed, name)[keep] for name in Postings.__dataclass_fields__))


def threads(anchor: int) -> list[int]:
    """Days (ordinals) of the monthly threads around a day: the first working day of each month."""
    first, last = (dt.date.fromordinal(anchor + days) for days in (-PAST_DAYS, FUTURE_DAYS))
    months = [dt.date(year, month, 1) for year in range(first.year, last.year + 1) for month in range(1, 13)]
    shift = (0, 0, 0, 0, 0, 2, 1)  # by weekday
    return [day.toordinal() + shift[day.weekday()] for day in months if first <= day <= last]


def _comments(rng: np.random.Generator, own_sites: list[Site], drawn: Lives, anchor: int) -> NDArray[Any]:
    """Comments in monthly threads, each of up to three open jobs of an employer."""
    count = len(own_sites)
    only_here = np.array([site.source == "hackernews" and site.employer >= 0 for site in own_sites])
    is_main = np.array([site.employer == i for i, site in enumerate(own_sites)])
    talks = is_main & (only_here | (rng.random(count) < TALKS_ON_HN_SHARE))
    order = np.argsort(drawn.employer, kind="stable")
    edges = np.searchsorted(drawn.employer[order], np.arange(count + 1))
    rows: list[tuple[int, int, int]] = []  # job, comment, day
    comment = 0
    for day in threads(anchor):
        for employer in np.flatnonzero(talks & (rng.random(count) < TALKS_IN_MONTH)).tolist():
            mine = order[edges[employer] : edges[employer + 1]]
            mine = mine[(drawn.opened[mine] <= day) & (day < drawn.closed[mine])]
            chosen = rng.permutation(mine)[: 1 if rng.random() < TALKS_OF_ONE else 3]
            comment += 10
            part = 1 if len(chosen) > 1 else 0
            rows += [(int(job), comment + part + i, day) for i, job in enumerate(chosen)]
    table = np.array(rows, np.int64).reshape(-1, 3)
    site, kind, closed = (np.full(len(table), value) for value in (count - 1, ON_HN, FOREVER))
    return np.stack([table[:, 0], site, kind, table[:, 1], table[:, 2], closed], 1)
