"""The sample market, drawn from a seed: who hires, for what, on which boards, and how that reads on a day."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from extractors.contract import Board

from . import feeds, listing, truth
from . import jobs as j
from . import tables as t
from .ads import Ad, Drawn, ad
from .answer_key import postings_frame
from .faults import ELSEWHERE, FAULTS, ONLY_ON
from .firms import Firm, firm, names
from .formats.fields import uuid
from .listing import FOREVER, KINDS, ON_BOARDS, ON_HN, Postings, Site
from .population import MEAN_OPENINGS, Employers, Ints, Parameters, employers, stream
from .words import mix

FEWEST_EMPLOYERS = 160
CHANGED_SHARE = 0.08
SPARE = 1.04  # more than wanted is drawn, and the surplus taken away


@dataclass(frozen=True)
class Market:
    """A drawn market. Ads are told from it lazily, board by board.

    raised, raise_by: the day (ordinal) from which a job pays so many times what it did
    """

    seed: int
    size: int
    disclosure: str
    staff: Employers
    jobs: j.Jobs
    raised: Ints
    raise_by: NDArray[np.float64]
    sites: tuple[Site, ...]
    postings: Postings
    _firms: dict[int, Firm] = field(default_factory=dict)

    def shown(self, as_of: dt.date, site: int | None = None) -> NDArray[Any]:
        """Numbers of the postings that can be seen on a day, on one site or on all.

        On Hacker News nothing ever closes: there the comments of all threads so far can be seen.
        """
        rows = np.arange(len(self.postings)) if site is None else self._by_site[site]
        return self.postings.shown(rows, as_of.toordinal())

    def firm(self, employer: int) -> Firm:
        """The employer of this number, in words."""
        if employer not in self._firms:
            own = self.staff
            home, industry, size = (int(of[employer]) for of in (own.home, own.industry, own.size))
            name = names(self.seed, len(self.staff))[employer]
            self._firms[employer] = firm(self.seed, employer, name, home=home, industry=industry, size=size)
        return self._firms[employer]

    def ads(self, numbers: NDArray[Any], as_of: dt.date) -> Iterator[Ad]:
        """Tell these postings as they read on a day; a comment reads as on the day of its thread."""
        for number in numbers.tolist():
            site = self.sites[self.postings.site[number]]
            house = self.firm(int(self.jobs.employer[self.postings.job[number]]))
            is_comment = self.postings.kind[number] == ON_HN
            row = self._drawn(number, int(self.postings.opened[number]) if is_comment else as_of.toordinal())
            native_id = self.native_id(number)
            yield ad(row, house, source=site.source, board=site.token, native_id=native_id)

    def native_id(self, number: int) -> str:
        """The id that its platform gives it; several jobs of one Hacker News comment are numbered from 1."""
        source = self.sites[self.postings.site[number]].source
        job, serial = int(self.postings.job[number]), int(self.postings.serial[number])
        employer = int(self.jobs.employer[job])
        platform = t.PLATFORM[source]
        if platform.id_form == "comment":
            comment, part = 40_000_000 + serial // 10 * 10, serial % 10
            return f"{comment}-{part}" if part else str(comment)
        posting = platform.first_id + job * ON_BOARDS + serial
        return {
            "number": lambda: str(posting),
            "hex": lambda: f"{posting:X}",
            "small_hex": lambda: f"{posting:x}",
            "code": lambda: f"R-{job}{'ABCDE'[serial]}",
            "requisition": lambda: f"JR{platform.first_id + job}" + (f"-{serial}" if serial else ""),
            "uuid": lambda: uuid(self.seed, job, serial),
            "slug": lambda: f"{self.firm(employer).token}-{posting}",
            "page": lambda: f"{self.firm(employer).token}/jobs/{posting}",
        }[platform.id_form]()

    def version(self, numbers: NDArray[Any], as_of: dt.date) -> str:
        """A short text that changes when what these postings say does."""
        raised = self.raised[self.postings.job[numbers]] <= as_of.toordinal()
        state = np.stack([numbers, raised]).astype("<i8").tobytes()
        return blake2b(state, digest_size=8, key=f"{self.seed} {self.size}".encode()).hexdigest()

    @cached_property
    def _by_site(self) -> list[NDArray[Any]]:
        order = np.argsort(self.postings.site, kind="stable")
        edges = np.searchsorted(self.postings.site[order], np.arange(len(self.sites) + 1))
        return [order[edges[i] : edges[i + 1]] for i in range(len(self.sites))]

    def _drawn(self, number: int, day: int) -> Drawn:
        own, job = self.jobs, int(self.postings.job[number])
        pay_countries = tuple(own.pay_country[job].tolist())
        period, low, high = t.PERIODS[own.period[job]], own.low[job], own.high[job]
        raised = None
        if self.raised[job] <= day:
            before = low, high
            low, high = (_raised(side, float(self.raise_by[job]), period, pay_countries) for side in before)
            is_other = (low != before[0]).any() or (high != before[1]).any()
            raised = int(self.raised[job]) if is_other else None
        first, second = own.levels[job].tolist()
        return Drawn(
            number=number,
            job=job,
            kind=KINDS[self.postings.kind[number]],
            other=int(own.other[job]),
            country=int(own.country[job]),
            specialization=int(own.specialization[job]),
            role=int(own.role[job]),
            hidden=int(own.hidden[job]),
            levels=(first, second),
            cue=j.CUES[own.cue[job]],
            contract=t.CONTRACTS[own.contract[job]],
            mode=t.WORK_MODES[own.mode[job]],
            places=tuple(own.places[job].tolist()),
            education=t.EDUCATION[own.education[job]],
            paid_skills=tuple(own.paid_skills[job].tolist()),
            policy=t.POLICIES[own.policy[job]],
            band_kind=j.BAND_KINDS[own.band_kind[job]],
            form=j.FORMS[own.form[job]],
            period=period,
            pay_countries=pay_countries,
            low=tuple(low.tolist()),
            high=tuple(high.tolist()),
            states_pay=bool(own.states_pay[job]),
            posted=dt.date.fromordinal(int(self.postings.opened[number])),
            changed=dt.date.fromordinal(raised) if raised else None,
        )


def draw(seed: int = 7, postings: int = 6000, disclosure: str = "at_random") -> Market:
    """Draw a market that shows this many postings on boards on its default day; Hacker News and feeds come on top.

    disclosure: pay is missing `at_random` in the cell, `by_law` of the country, or `by_pay` (the best hide)
    """
    world, rng = Parameters.of_seed(seed, disclosure), stream(seed, "market")
    staff = employers(world, rng, max(FEWEST_EMPLOYERS, round(postings / MEAN_OPENINGS)))
    sites, second = listing.sites(rng, seed, staff)
    anchor = default_as_of(seed).toordinal()
    scale = SPARE * postings / listing.openings_on_boards(staff, sites, second)
    drawn = listing.lives(rng, staff.openings * scale, anchor)
    jobs = j.jobs(world, staff, rng, drawn.employer, _others(rng, staff, drawn.employer))
    count = len(jobs)
    when = drawn.opened + rng.random(count) * (drawn.closed - drawn.opened)
    raised = np.where(rng.random(count) < CHANGED_SHARE, when, FOREVER).astype(np.int32)
    raise_by = rng.uniform(0.98, 1.10, count)
    listed = listing.postings(rng, sites, second, drawn, anchor)
    listed = listing.without_surplus(rng, listed, postings, anchor)
    listed = feeds.with_copies(stream(seed, "feeds"), listed, jobs, len(sites))
    every = (*sites, *feeds.sites())
    return Market(seed, postings, disclosure, staff, jobs, raised, raise_by, every, listed)


def default_as_of(seed: int) -> dt.date:
    """The market's own day, fixed by the seed: between 1 September and 15 October 2026."""
    return dt.date(2026, 9, 1) + dt.timedelta(days=mix(seed, 1) % 45)


def boards(market: Market) -> list[Board]:
    """The market's rows for `boards.csv`."""
    shared = [site for site in market.sites if site.employer < 0]
    own = [_board(market, site) for site in market.sites if site.employer >= 0 and site.source != "hackernews"]
    return [*own, *(Board(site.source, site.token) for site in shared)]


def write_boards(market: Market, path: Path) -> None:
    """Write the market's `boards.csv`."""
    rows = [{name: getattr(board, name) for name in Board.__struct_fields__} for board in boards(market)]
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(rows).write_csv(path)


def write(market: Market, folder: Path, as_of: dt.date) -> None:
    """Write the market's boards and its answers: what was drawn, and what is true.

    `boards.csv`, `postings.csv` (a row for each posting shown that day), `effects.csv`, `truth/<file>.csv`
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_boards(market, folder / "boards.csv")
    postings_frame(market.ads(market.shown(as_of), as_of)).write_csv(folder / "postings.csv")
    truth.effects(market.seed).write_csv(folder / "effects.csv")
    shutil.rmtree(folder / "truth", ignore_errors=True)
    (folder / "truth").mkdir()
    for name, frame in truth.cells(market.seed, as_of).items():
        frame.write_csv(folder / "truth" / f"{name}.csv")


def some_faults(market: Market) -> dict[str, str]:
    """One board for each kind of fault that the server can play: `source:board` -> fault."""
    day = default_as_of(market.seed)
    plain = [site for i, site in enumerate(market.sites) if len(market.shown(day, i)) > 2]
    chosen: dict[str, str] = {}
    for fault in sorted(FAULTS, key=lambda name: name not in ONLY_ON):
        wanted = (ONLY_ON[fault],) if fault in ONLY_ON else ELSEWHERE
        site = next((each for each in plain if each.source in wanted), None)
        if site is not None:
            plain.remove(site)
            chosen[f"{site.source}:{site.token}"] = fault
    return chosen


def _board(market: Market, site: Site) -> Board:
    house = market.firm(site.employer)
    url = t.PLATFORM[site.source].board_url.format(board=site.token)
    url = url.replace("api.", "api.eu.", 1) if site.is_eu else url
    return Board(site.source, site.token, house.name, url, house.home, house.industry, house.size_band)


def _others(rng: np.random.Generator, staff: Employers, employer: Ints) -> NDArray[np.int16]:
    """Which jobs are not of AI, and what they are instead."""
    weights = np.array([float(row["share"]) for row in t.rows("other_roles")])
    kind = rng.choice(len(weights), len(employer), p=weights / weights.sum())
    return np.where(rng.random(len(employer)) < staff.ai_share[employer], -1, kind).astype(np.int16)


def _raised(pay: NDArray[Any], by: float, period: str, pay_countries: tuple[int, ...]) -> NDArray[Any]:
    """Bands after a raise, in round amounts."""
    rows = [t.COUNTRIES[i] for i in pay_countries]
    grains = {
        "year": [row.grain for row in rows],
        "month": [row.month_grain for row in rows],
        "hour": [1] * len(rows),
    }
    grain = np.maximum(1, np.array(grains[period]))
    out: NDArray[Any] = np.maximum(1, np.round(pay * by / grain)) * grain
    return out
