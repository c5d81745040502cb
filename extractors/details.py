"""Two-step sources: a list names the postings, and a page for each says the rest.

Such a source's `follow` asks for a posting's page with what the list says of it (`Request.listing`). The page is asked
for only if the title may be of interest, and only once for as long as the list says the same. What it adds completes
the list's record: a posting is listed once, by its list, with the content of both.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from msgspec.structs import replace

from .contract import Request, asked
from .plain import line
from .read import content_sha256

CUES = Path(__file__).parent / "detail_cues.csv"
GOT = ("ok", "unchanged", "not_found")
Item = dict[str, str]
Pages = list[dict[str, Any]]


@cache
def is_of_interest(title: str) -> bool:
    """Whether a title may be of an AI role or of one that AI roles are compared with; in doubt it is.

    >>> is_of_interest("Softwareentwickler (m/w/d)"), is_of_interest("Nurse Paralegal")
    (True, False)
    """
    return bool(_cues().search(_folded(title)))


class Details:
    """The postings' own pages in one look at a board.

    known: the board's pages as last loaded, by address
    """

    def __init__(self, known: Mapping[str, Mapping[str, Any]]) -> None:
        self._held = dict(_held(known))
        self._asked: dict[str, Request] = {}
        self._kept: dict[str, Item] = {}

    def worth(self, requests: Iterable[Request]) -> list[Request]:
        """Those of the requests that a page named which are worth asking."""
        return [request for request in requests if request.listing is None or self._is_worth(request)]

    def is_detail(self, url: str) -> bool:
        """Whether this address is a posting's own page."""
        return url in self._asked

    def complete(self, pages: Pages, rows: list[pl.DataFrame]) -> list[pl.DataFrame]:
        """Give the records of lists the content that their postings' pages have, or had; changes `pages`.

        Returns the rows that are still listed. A posting whose page cannot be had now keeps what it was.
        """
        if not self._asked and not self._kept:
            return rows
        details = [page for page in pages if self.is_detail(page["url"])]
        lists = [page for page in pages if not self.is_detail(page["url"])]
        had = {item["native_id"]: item for page in details for item in page["items"]}
        whole = self._kept | had
        listed = {item["native_id"] for page in lists for item in page["items"]}
        questions = {request.line(): self._open(request, had).line() for request in self._asked.values()}
        for page in details:
            page["items"] = [item for item in page["items"] if item["native_id"] not in listed]
        for page in lists:
            now = {
                "items": [whole.get(item["native_id"], item) for item in page["items"]],
                "follow": [questions.get(question, question) for question in page["follow"]],
            }
            if any(now[name] != page[name] for name in now):
                page.update(now, outcome="ok")
        final = pl.DataFrame([item for page in pages for item in page["items"]])
        keys = ["posting_id", "content_sha256"]
        return [frame.join(final, on=keys, how="semi", maintain_order="left") for frame in rows] if len(final) else []

    def failure(self, pages: Pages) -> dict[str, str] | None:
        """The first of the postings' pages that could not be had, as outcome and error."""
        failed = (page for page in pages if self.is_detail(page["url"]) and page["outcome"] not in GOT)
        return next(({"outcome": page["outcome"], "error": page["error"]} for page in failed), None)

    def _is_worth(self, request: Request) -> bool:
        assert request.listing is not None  # noqa: S101 (for the type checker; `worth` has looked)
        native_id = line(request.listing.native_id)
        question, item = self._held.get(native_id, ("", None))
        is_wanted = is_of_interest(request.listing.title)
        if item and (is_wanted or question == request.line()):
            self._kept[native_id] = item
        if question == request.line() or not is_wanted:
            return False
        self._asked[request.url] = request
        return True

    def _open(self, request: Request, had: Mapping[str, Item]) -> Request:
        """The question as the next look finds it: with what the posting keeps meanwhile if it found no answer."""
        native_id = line(request.listing.native_id) if request.listing else ""
        kept = "" if native_id in had else self._kept.get(native_id, {}).get("content_sha256", "")
        return replace(request, was=kept)


def _held(known: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, tuple[str, Item]]]:
    """Postings whose page was had earlier: the id, the question that is answered, and the record as completed."""
    items = {item["native_id"]: item for page in known.values() for item in page["items"]}
    for page in known.values():
        for question in page["follow"]:
            request = asked(question)
            item = items.get(line(request.listing.native_id)) if request.listing else None
            if request.listing and item and item["content_sha256"] != content_sha256(request.listing):
                yield item["native_id"], ("" if request.was else question, item)


@cache
def _cues() -> re.Pattern[str]:
    """The lines of `detail_cues.csv`: whole words; `*` stands for any letters; scripts without spaces match anywhere."""
    with CUES.open(encoding="utf-8", newline="") as file:
        cues = [_folded(row["cue"]) for row in csv.DictReader(file)]
    spaced = [re.escape(cue).replace(r"\*", r"\w*") for cue in cues if cue.isascii()]
    dense = [re.escape(cue) for cue in cues if not cue.isascii()]
    return re.compile(rf"\b(?:{'|'.join(spaced)})\b|{'|'.join(dense)}")


def _folded(text: str) -> str:
    """Lower case, without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))
