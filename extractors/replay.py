"""Stored answers instead of the network: what a source said, asked again, so that a mended parser can read it again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from .answers import Answer
from .archive import Archive
from .contract import Request, Secret

FILES_HELD = 2


class Replay:
    """Answers as a source gave them when its pages were last read; asks nobody.

    Bodies are kept for a limited time; what is no longer there is answered as not stored.
    """

    def __init__(self, archive: Archive, source: str) -> None:
        self._files: dict[str, Path] = {}
        for path in archive.response_files(source):
            for url in pl.read_parquet(path, columns=["url"])["url"]:
                self._files.setdefault(url, path)

    def holds(self, requests: list[Request]) -> bool:
        """Whether the answers to all of these are stored."""
        return all(request.url in self._files for request in requests)

    async def get(
        self, request: Request, *, pause: float, known: Mapping[str, Any] | None = None, secret: Secret | None = None
    ) -> Answer:
        """The stored answer; `pause`, `known` and `secret` are for sites."""
        if request.url not in self._files:
            return Answer("unreachable", error=f"{request.url}: no answer is stored")
        body, charset = _bodies(self._files[request.url])[request.url]
        return Answer("ok", 200, body=body, charset=charset)


@lru_cache(maxsize=FILES_HELD)
def _bodies(path: Path) -> dict[str, tuple[bytes, str | None]]:
    """Bodies of a file by address, with their character sets."""
    rows = pl.read_parquet(path, columns=["url", "body", "charset"]).iter_rows()
    return {url: (body, charset) for url, body, charset in rows}
