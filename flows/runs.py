"""What opens a run: its settings, and for the sample market the server that plays the sites."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from extractors import sources
from extractors.fetch import Manners

from .sample import market as sample_market
from .sample import server as sample_server
from .settings import BOARDS, Settings, SettingsError, data_folder, read_keys, says_off, user_agent, utc_now

SAMPLE_MANNERS = Manners(user_agent="paybands sample run")


@dataclass(frozen=True)
class Wanted:
    """A run as asked for: plain values, so that a scheduler can keep them."""

    data: Path | None = None
    boards: Path | None = None
    sources: tuple[str, ...] = ()
    as_of: dt.date | None = None
    sample: bool = False
    seed: int = 7
    postings: int = 6_000
    faults: bool = False


def known_sources(names: tuple[str, ...]) -> tuple[str, ...]:
    """These names, all of sources that there are.

    Raises:
        SettingsError: one is not.
    """
    unknown = sorted(set(names) - set(sources()))
    if unknown:
        raise SettingsError(f"There is no source {unknown[0]!r}. Sources are: {', '.join(sorted(sources()))}.")
    return names


@contextmanager
def opened(wanted: Wanted) -> Iterator[Settings]:
    """The settings of a run that fetches; the sample market is served for as long as it lasts.

    Raises:
        SettingsError: an unknown source, one that is off, or a live run without a contact.
    """
    known_sources(wanted.sources)
    folder = data_folder(wanted.data, sample=wanted.sample)
    if not wanted.sample:
        keys = read_keys()
        for name in wanted.sources:
            if off := says_off(sources()[name], keys):
                raise SettingsError(f"Source {name!r} is {off}.")
        yield Settings(
            data=folder,
            as_of=wanted.as_of or utc_now().date(),
            clock=utc_now,
            manners=Manners(user_agent=user_agent()),
            boards_file=wanted.boards or BOARDS,
            sources=wanted.sources,
            keys=keys,
        )
        return
    market = sample_market.draw(wanted.seed, wanted.postings)
    day = wanted.as_of or sample_market.default_as_of(wanted.seed)
    settings = Settings(
        data=folder,
        as_of=day,
        clock=lambda: dt.datetime.combine(day, dt.time(6), dt.UTC),
        manners=replace(SAMPLE_MANNERS, attempts=2, slow_after_seconds=4.0) if wanted.faults else SAMPLE_MANNERS,
        boards_file=folder / "boards.csv",
        sources=wanted.sources,
        kind="sample",
        market=f"seed {wanted.seed}, {wanted.postings} postings",
    )
    settings.claim()
    sample_market.write_boards(market, settings.boards_file)
    faults = sample_market.some_faults(market) if wanted.faults else None
    with sample_server.serve(market, day, faults) as address:
        yield settings.towards(address)
