"""Two-step sources: a list names the postings, and a page for each says the rest.

Such a source's `follow` asks for a posting's page with what the list says of it (`Request.listing`). The page is asked
for only if the title may be of interest, and only when the list says something new of it, or after a week or two, since
a page may change alone; then with the validators that it came with. What it adds completes the list's record: a posting
is listed once, by its list, with the content of both.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import polars as pl
from msgspec.structs import replace

from .contract import Had, Listing, Request, asked
from .plain import line
from .read import content_sha256

CUES = Path(__file__).parent / "detail_cues.csv"
GOT = ("ok", "unchanged", "not_found")
READ = ("ok", "unchanged")
AGAIN_AFTER_DAYS, SPREAD_DAYS = 7, 7  # a page is asked for again 7 to 13 days later, each on a day of its own
Item = dict[str, str]
Pages = list[dict[str, Any]]


@cache
def is_of_interest(title: str) -> bool:
    """Whether a title may be of an AI role or of one that AI roles are compared with; in doubt it is.

    >>> is_of_interest("Softwareentwickler (m/w/d)"), is_of_interest("Nurse Paralegal")
    (True, False)
    """
    return bool(_cues().search(_folded(title)))


class _Held(NamedTuple):
    """A posting whose page was had: the question that it answered, unless that is open again, and the whole record."""

    answered: Request
    item: Item


class Details:
    """The postings' own pages in one look at a board.

    known: the board's pages as last loaded, by address
    on: the day of the look
    again: ask for pages however lately they were had, and whether or not they changed
    """

    def __init__(self, known: Mapping[str, Mapping[str, Any]], on: dt.date, *, again: bool = False) -> None:
        self._held, self._on, self._again = dict(_held(known)), on, again
        self._named: dict[str, Request] = {}
        self._asked: dict[str, Request] = {}
        self._kept: dict[str, Item] = {}

    def worth(self, requests: Iterable[Request]) -> list[Request]:
        """Those of the requests that a page named which are worth asking."""
        return [request for request in requests if request.listing is None or self._is_worth(request, request.listing)]

    def is_detail(self, url: str) -> bool:
        """Whether this address is a posting's own page."""
        return url in self._asked

    def before(self, request: Request) -> dict[str, Any] | None:
        """What the page of a posting said when it was last had, if the list still says the same of it."""
        had = self._had(request)
        if had is None:
            return None
        return {"etag": had.etag, "last_modified": had.last_modified, "body_sha256": had.body_sha256,
                "bytes": had.bytes, "follow": [], "items": [self._held[_id(request)].item], "rejects": []}  # fmt: skip

    def complete(self, pages: Pages, rows: list[pl.DataFrame]) -> list[pl.DataFrame]:
        """Give the records of lists the content that their postings' pages have, or had; changes `pages`.

        Returns the rows that are still listed. A posting whose page cannot be had now keeps what it was.
        """
        if not self._asked and not self._kept:
            return rows
        details = {page["url"]: page for page in pages if self.is_detail(page["url"])}
        lists = [page for page in pages if not self.is_detail(page["url"])]
        whole = self._kept | {item["native_id"]: item for page in details.values() for item in page["items"]}
        listed = {item["native_id"] for page in lists for item in page["items"]}
        questions = {asked: self._asked_next(request, details).line() for asked, request in self._named.items()}
        for page in details.values():
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

    def _is_worth(self, request: Request, listing: Listing) -> bool:
        self._named[request.line()] = request
        held, had, is_wanted = self._held.get(_id(request)), self._had(request), is_of_interest(listing.title)
        if held and (is_wanted or had):
            self._kept[_id(request)] = held.item
        if not is_wanted or (had and not self._again and self._on < _due(had, request.url)):
            return False
        self._asked[request.url] = request
        return True

    def _had(self, request: Request) -> Had | None:
        """When and how the answer to this very question was had."""
        held = self._held.get(_id(request))
        is_same = held is not None and replace(held.answered, had=None) == replace(request, was="", had=None)
        return held.answered.had if held and is_same else None

    def _asked_next(self, request: Request, details: Mapping[str, dict[str, Any]]) -> Request:
        """The question as the next look finds it: with what came of it, or with what the posting keeps meanwhile."""
        page, kept = details.get(request.url), self._kept.get(_id(request))
        if page is not None and page["outcome"] in READ and page["items"]:
            had = Had(self._on, page["body_sha256"], page["bytes"], page["etag"], page["last_modified"])
            return replace(request, was="", had=had)
        if page is not None:
            return replace(request, was=kept["content_sha256"] if kept else "", had=None)
        return replace(request, was="", had=self._had(request))


def _held(known: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, _Held]]:
    """Postings whose page was had earlier, by id."""
    items = {item["native_id"]: item for page in known.values() for item in page["items"]}
    for page in known.values():
        for question in page["follow"]:
            request = asked(question)
            item = items.get(_id(request)) if request.listing else None
            if request.listing and item and (request.had or item["content_sha256"] != content_sha256(request.listing)):
                yield item["native_id"], _Held(request, item)


def _id(request: Request) -> str:
    return line(request.listing.native_id) if request.listing else ""


def _due(had: Had, url: str) -> dt.date:
    """The day on which a page is to be asked for again though its list says the same."""
    return had.on + dt.timedelta(days=AGAIN_AFTER_DAYS + crc32(url.encode()) % SPREAD_DAYS)


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
