"""We Work Remotely: the newest remote jobs of a category as RSS; pay in words only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from .addresses import last_part
from .contract import BadPage, Board, Listing, Page, Reject, Request, Source
from .record import Take, each
from .xml_body import record, root_of, salvaged

IGNORED = frozenset(["content", "skills", "guid", "state"])


def requests(board: Board) -> list[Request]:
    """The feed of a category as the site writes it: `remote-programming-jobs`."""
    category = quote(board.board, safe="")
    return [Request(f"https://weworkremotely.com/categories/{category}.rss", "application/xml")]


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every item; of a feed that is broken those that can be read by themselves, and a reject for each that cannot."""
    try:
        yield from _listings(record(item) for item in root_of(page, "rss").iterfind("channel/item"))
    except BadPage:
        items = list(salvaged(page, "item"))
        if all(isinstance(item, str) for item in items):
            raise
        yield from _listings(record(item) for item in items if not isinstance(item, str))
        for number, item in enumerate(items, start=1):
            if isinstance(item, str):
                yield Reject(f"#{number}", "broken_item", item)


def _listings(items: Iterable[dict[str, object]]) -> Iterator[Listing | Reject]:
    return each(items, _listing, ignored=IGNORED, key="link")


def _listing(take: Take) -> Listing:
    """A title names employer and role: `Example Labs: ML Engineer`."""
    url = take.required("link", called="id")
    employer, colon, title = take.required("title").partition(":")
    region, country = take.text("region"), take.text("country")
    return Listing(
        native_id=last_part(url) or url,
        title=title.strip() if colon else employer,
        html=take.text("description") or "",
        employer=employer.strip() if colon else None,
        is_remote=True,
        remote_scope=[each for each in (region, country) if each],
        employment=take.text("type"),
        department=take.text("category"),
        posted=take.text("pubDate"),
        closes=take.text("expires_at"),
        url=url,
    )


SOURCE = Source(
    name="wwr",
    home="https://weworkremotely.com/remote-job-rss-feed",
    terms="Public RSS feeds of the newest jobs, no key; asks for a link back.",
    requests=requests,
    parse=parse,
    shows_closing=False,
)
