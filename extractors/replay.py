"""Stored answers instead of the network: what a source said, asked again, so that a mended parser can read it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .archive import Archive
from .contract import Request, Secret
from .fetch import Answer


class Replay:
    """Answers as a source gave them when its pages were last read; asks nobody.

    Bodies are kept for a limited time; what is no longer there is answered as not stored.
    """

    def __init__(self, archive: Archive, source: str) -> None:
        self._stored: dict[str, tuple[bytes, str | None]] = {}
        for run_id in reversed(archive.run_ids()):
            for row in archive.stored_responses(run_id, source):
                self._stored.setdefault(row["url"], (row["body"], row.get("charset")))

    async def get(
        self, request: Request, *, pause: float, known: Mapping[str, Any] | None = None, secret: Secret | None = None
    ) -> Answer:
        """The stored answer; `pause`, `known` and `secret` are for sites."""
        if request.url not in self._stored:
            return Answer("unreachable", error=f"{request.url}: no answer is stored")
        body, charset = self._stored[request.url]
        return Answer("ok", 200, body=body, charset=charset)
