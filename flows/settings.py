"""Where a run keeps its data and how it behaves: one frozen value, read from options and environment once."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from extractors import sources
from extractors.archive import Archive
from extractors.contract import Source
from extractors.fetch import Manners

CODE_VERSION = version("paybands")
MARK = "KIND"
ROOT = Path(__file__).resolve().parent.parent
KEEP_RESPONSES = dt.timedelta(days=30)
BOARDS = ROOT / "extractors" / "boards.csv"


class SettingsError(ValueError):
    """The options do not go together; the message says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """One run's paths, dates and manners.

    as_of: the day that everything dated derives from
    clock: the time now, UTC; fixed for the sample market
    kind: `sample` or `live`; a data folder is one or the other for ever
    market: which sample market, in words; a folder keeps to one
    keys: the keys of sources that need one, by source
    """

    data: Path
    as_of: dt.date
    clock: Callable[[], dt.datetime]
    manners: Manners
    boards_file: Path = BOARDS
    sources: tuple[str, ...] = ()
    kind: Literal["sample", "live"] = "live"
    market: str = ""
    workers: int = 2
    memory_limit: str = "400MB"
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def archive(self) -> Path:
        """Folder of the archive's three rooms."""
        return self.data / "archive"

    @property
    def state(self) -> Path:
        """Folder of what only runs need: the working database, the lock, staged files."""
        return self.data / "state"

    @property
    def work(self) -> Path:
        """The database that runs write."""
        return self.state / "work.duckdb"

    @property
    def warehouse(self) -> Path:
        """The published snapshot."""
        return self.data / "warehouse.duckdb"

    @property
    def exports(self) -> Path:
        """Folder of the published files, one folder a day."""
        return self.data / "exports"

    @classmethod
    def of_folder(cls, data: Path, *, boards_file: Path | None = None, as_of: dt.date | None = None) -> Settings:
        """Settings of a stage that asks no site anything, for a folder of either kind.

        A sample folder brings its own boards, and its last day is its newest run's.
        """
        mark = data / MARK
        words = mark.read_text().split(maxsplit=1) if mark.exists() else ["live"]
        is_sample = words[0] == "sample"
        runs = Archive(data / "archive").run_ids() if is_sample else []
        last = dt.datetime.strptime(runs[-1].split("-")[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC) if runs else None
        return cls(
            data=data,
            as_of=as_of or (last or utc_now()).date(),
            clock=(lambda: last) if last else utc_now,
            manners=Manners(user_agent="none: this stage asks nobody"),
            boards_file=boards_file or (data / "boards.csv" if is_sample else BOARDS),
            kind="sample" if is_sample else "live",
            market=words[1].strip() if is_sample and len(words) > 1 else "",
        )

    def towards(self, address: str) -> Settings:
        """The same, with every request sent to one address of ours, without pauses."""
        manners = replace(self.manners, connect_to=address, pause_seconds=0.0)
        return replace(self, manners=manners)

    def claim(self) -> None:
        """Make the data folder, or make sure that it is of this run's kind and market.

        Raises:
            SettingsError: the folder holds data of the other kind, or of another sample market.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        mark, mine = self.data / MARK, f"{self.kind} {self.market}".strip()
        if not mark.exists():
            draft = mark.with_suffix(".draft")
            draft.write_text(mine + "\n")
            draft.replace(mark)
        found = mark.read_text().strip()
        if found != mine:
            raise SettingsError(
                f"{self.data}: this folder holds data of the kind {found!r}, and this run is {mine!r}. "
                "Kinds and markets never mix: name another folder with --data."
            )


def utc_now() -> dt.datetime:
    """The time now, to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def data_folder(option: Path | None, *, sample: bool) -> Path:
    """The data folder: the option, else PAYBANDS_DATA, else `./data` (`./data/sample` for the sample market)."""
    if option is not None:
        return option
    base = Path(os.environ.get("PAYBANDS_DATA", "data"))
    return base / "sample" if sample else base


def read_keys() -> dict[str, str]:
    """The keys that the operator has, by source: of the environment variable that each source names.

    `USAJOBS_API_KEY`, `REED_API_KEY`, `BUNDESAGENTUR_API_KEY`

    Raises:
        SettingsError: a key that no header can carry; the message names the variable, not the key.
    """
    found: dict[str, str] = {}
    for name, source in sources().items():
        key = os.environ.get(source.key.variable, "").strip() if source.key else ""
        if source.key and not all("!" <= character <= "~" for character in key):
            raise SettingsError(f"{source.key.variable}: holds characters that no key has. Set it again, or unset it.")
        if key:
            found[name] = key
    return found


def says_off(source: Source, keys: Mapping[str, str]) -> str | None:
    """Why a source is off and how to switch it on; None if it is on."""
    if source.key is None or source.name in keys:
        return None
    return f"off without a key: export {source.key.variable}=...; {source.home} says how to get one"


def user_agent() -> str:
    """Who we say we are: the project and the operator's contact.

    Raises:
        SettingsError: PAYBANDS_CONTACT is not set.
    """
    contact = os.environ.get("PAYBANDS_CONTACT", "").strip()
    if not contact:
        raise SettingsError(
            "A live run tells every site who runs it. Set PAYBANDS_CONTACT to your e-mail address or web page: "
            "export PAYBANDS_CONTACT=you@your.domain"
        )
    return f"paybands/{CODE_VERSION} ({contact})"
