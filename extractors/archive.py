"""The archive: what every source said and when, in Parquet, append-only, the source of truth.

Three rooms, each with one folder a run and one or more files a source:

- `responses/` bodies as served, for a limited time, so that a mended parser can read them again
- `postings/` `RawPosting` rows, for good, each content once; a file says which version of the redaction rule they went through
- `observations/` one row per look at a board, for good: outcome, completeness and every record listed

A look is written last, after all that it refers to; a run that dies before that leaves nothing that is read.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from .contract import Observation, RawPosting
from .redact import VERSION as REDACTION_VERSION

ROWS_A_FILE = 5_000
BYTES_A_FILE = 64 << 20
RESPONSE: dict[str, pl.DataType | type[pl.DataType]] = {
    "source": pl.String,
    "board": pl.String,
    "url": pl.String,
    "fetched_at": pl.Datetime("us", "UTC"),
    "body_sha256": pl.String,
    "body": pl.Binary,
    "charset": pl.String,
}
ITEMS_A_FILE = 50_000


class RawFile(NamedTuple):
    """A file of `postings/` and which of its rows are wanted (posting_id, content_sha256)."""

    path: Path
    wanted: pl.DataFrame


class Archive:
    """The three rooms under one folder."""

    def __init__(self, root: Path) -> None:
        self.responses = root / "responses"
        self.postings = root / "postings"
        self.observations = root / "observations"

    def run_ids(self) -> list[str]:
        """Runs with at least one finished look, oldest first."""
        if not self.observations.exists():
            return []
        return sorted(folder.name for folder in self.observations.iterdir() if any(folder.glob("*.parquet")))

    def next_run_id(self, at: dt.datetime) -> str:
        """`<number>-<time>`: numbers count up, whatever the clock does."""
        known = self.run_ids()
        number = 1 + (int(known[-1].split("-")[0]) if known else 0)
        return f"{number:06d}-{at:%Y%m%dT%H%M%SZ}"

    def looks(self, run_id: str) -> pl.DataFrame:
        """All `Observation` rows of a run; a board looked at twice (a retried source) keeps its last look."""
        files = sorted((self.observations / run_id).glob("*.parquet"))
        frame = pl.concat([pl.read_parquet(file) for file in files]) if files else Observation.create_empty()
        return frame.unique(["source", "board"], keep="last", maintain_order=True)

    def raw_files(self, run_ids: list[str]) -> list[Path]:
        """Files of `postings/` that these runs wrote."""
        return sorted(file for run_id in run_ids for file in (self.postings / run_id).glob("*.parquet"))

    def find(self, wanted: pl.DataFrame, *, run_id: str) -> list[RawFile]:
        """Where the rows of these contents are, each once; the run's own files first, then older ones.

        wanted: posting_id, content_sha256

        Raises:
            LookupError: a content is in no file.
        """
        found: list[RawFile] = []
        older = [other for other in reversed(self._folders()) if other != run_id]
        for folder in [run_id, *older]:
            if not wanted.height:
                break
            for path in self.raw_files([folder]):
                keys = pl.read_parquet(path, columns=["posting_id", "content_sha256"])
                here = wanted.join(keys, on=["posting_id", "content_sha256"], how="semi")
                if here.height:
                    found.append(RawFile(path, here))
                    wanted = wanted.join(here, on="posting_id", how="anti")
        if wanted.height:
            raise LookupError(
                f"{self.postings}: content {wanted['content_sha256'][0]} of posting {wanted['posting_id'][0]!r} is "
                f"missing, as are {wanted.height - 1} more. The archive is damaged: restore `postings/` from a copy."
            )
        return found

    def expire_responses(self, *, before: dt.datetime) -> int:
        """Delete verbatim bodies of runs before a time; returns how many runs lost theirs."""
        gone = [f for f in self._children(self.responses) if f.name.split("-")[1] < f"{before:%Y%m%dT%H%M%SZ}"]
        for folder in gone:
            shutil.rmtree(folder)
        return len(gone)

    def response_files(self, source: str) -> list[Path]:
        """Files of `responses/` with bodies of a source, newest first."""
        files = [
            path for folder in self._children(self.responses) for path in sorted(folder.glob(f"{source}-*.parquet"))
        ]
        return files[::-1]

    def last_looks(self, source: str) -> dict[str, dt.datetime]:
        """When each board of a source was last seen whole; without those that are gone since."""
        seen: dict[str, dt.datetime] = {}
        for folder in self._children(self.observations):
            for path in sorted(folder.glob(f"{source}-*.parquet")):
                looks = pl.read_parquet(path, columns=["board", "observed_at", "completeness"])
                seen |= dict(looks.filter(completeness="complete").select("board", "observed_at").iter_rows())
                for board in looks.filter(completeness="gone")["board"]:
                    seen.pop(board, None)
        return seen

    def stored_responses(self, run_id: str, source: str = "*") -> Iterator[dict[str, Any]]:
        """Bodies of a run, verbatim, with source, board, url, time and declared character set; of one source or all."""
        for path in sorted((self.responses / run_id).glob(f"{source}-*.parquet")):
            yield from pl.read_parquet(path).iter_rows(named=True)

    def _folders(self) -> list[str]:
        return [folder.name for folder in self._children(self.postings)]

    @staticmethod
    def _children(room: Path) -> list[Path]:
        return sorted(room.iterdir()) if room.exists() else []


class Shelf:
    """What one run adds for one source. Whoever adds writes when it is full, so that files and memory stay bounded."""

    def __init__(self, archive: Archive, run_id: str, source: str) -> None:
        self._archive, self._run_id, self._source = archive, run_id, source
        self._responses: list[dict[str, Any]] = []
        self._rows: list[pl.DataFrame] = []
        self._looks: list[dict[str, Any]] = []
        self._bytes = self._row_count = self._items = 0
        self._file = 1 + len(list((archive.observations / run_id).glob(f"{source}-*.parquet")))

    def add(self, look: dict[str, Any], *, responses: list[dict[str, Any]], rows: list[pl.DataFrame]) -> None:
        """Keep one look: an `Observation` row, the bodies it saw, the new `RawPosting` rows it yielded."""
        self._looks.append(look)
        self._responses += responses
        self._rows += [frame for frame in rows if frame.height]
        self._bytes += sum(len(response["body"]) for response in responses)
        self._row_count += sum(frame.height for frame in rows)
        self._items += sum(len(page["items"]) for page in look["pages"])

    @property
    def is_full(self) -> bool:
        """Whether enough is held to be written."""
        return self._row_count >= ROWS_A_FILE or self._bytes >= BYTES_A_FILE or self._items >= ITEMS_A_FILE

    def flush(self) -> None:
        """Write what is held: bodies, then rows, then, as the seal, the looks."""
        if not self._looks:
            return
        name = f"{self._source}-{self._file:05d}"
        if self._responses:
            bodies = pl.DataFrame(self._responses, schema=RESPONSE).unique(["url", "body_sha256"], maintain_order=True)
            _write(bodies, self._archive.responses / self._run_id / f"{name}.parquet")
        if self._rows:
            rows = pl.concat(self._rows).unique(["posting_id", "content_sha256"], keep="first", maintain_order=True)
            for part, start in enumerate(range(0, rows.height, ROWS_A_FILE)):
                _write(
                    rows.slice(start, ROWS_A_FILE),
                    self._archive.postings / self._run_id / f"{name}-{part:03d}.parquet",
                    {"redaction_version": str(REDACTION_VERSION)},
                )
        looks = Observation.validate(pl.DataFrame(self._looks, schema=Observation.create_empty().schema))
        _write(looks, self._archive.observations / self._run_id / f"{name}.parquet")
        self._file += 1
        self._responses, self._rows, self._looks = [], [], []
        self._bytes = self._row_count = self._items = 0


def read_raw(file: RawFile) -> pl.DataFrame:
    """The wanted `RawPosting` rows of a file, one per posting."""
    keys = ["posting_id", "content_sha256"]
    rows = pl.read_parquet(file.path).join(file.wanted, on=keys, how="semi", maintain_order="left")
    return RawPosting.cast(rows.unique(keys, keep="first", maintain_order=True))


def _write(frame: pl.DataFrame, path: Path, says: dict[str, str] | None = None) -> None:
    """Write whole or not at all: a temporary file, forced to disk, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    with draft.open("wb") as file:
        frame.write_parquet(file, compression="zstd", compression_level=3, metadata=says)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
