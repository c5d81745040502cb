"""Hacker News' monthly hiring threads, as Algolia's and Firebase's interfaces give them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from typing import Any

import msgspec

from .ads import Ad
from .listing import ON_HN, threads
from .market import Market, default_as_of
from .pages import comment
from .words import column, dice

AUTHOR = "whoishiring"
FIRST_STORY = 30_000_000
ASIDES = ("Ask HN: Who wants to be hired? ({})", "Ask HN: Freelancer? Seeking freelancer? ({})")
MAIN = "Ask HN: Who is hiring? ({})"


class Threads:
    """The threads begun by a day, their comments and a little of the talk around them."""

    def __init__(self, market: Market, as_of: dt.date) -> None:
        self._market, self._as_of = market, as_of
        anchor = default_as_of(market.seed).toordinal()
        self._days = [day for day in threads(anchor) if day <= as_of.toordinal()]
        self._stories = {FIRST_STORY + 10 * i: day for i, day in enumerate(self._days)}

    def algolia(self, path: str, query: Mapping[str, str]) -> bytes | None:
        """`/api/v1/search_by_date` (and `/search`) and `/api/v1/items/<id>`; None where there is nothing."""
        if path in ("/api/v1/search_by_date", "/api/v1/search"):
            return self._search(query)
        number = path.removeprefix("/api/v1/items/")
        return self._story(int(number)) if number.isdigit() else None

    def firebase(self, path: str) -> bytes:
        """`/v0/user/whoishiring.json` and `/v0/item/<id>.json`; `null` where there is nothing."""
        name = path.removeprefix("/v0/").removesuffix(".json")
        if name == f"user/{AUTHOR}":
            submitted = [story + k for story in reversed(self._stories) for k in (0, 1, 2)]
            return msgspec.json.encode({"id": AUTHOR, "created": 1_300_000_000, "karma": 1, "submitted": submitted})
        number = name.removeprefix("item/")
        if not number.isdigit():
            return b"null"
        story = int(number) // 10 * 10
        if story in self._stories:
            return self._flat_story(int(number), story)
        return msgspec.json.encode(self._flat_comment(int(number)))

    def _search(self, query: Mapping[str, str]) -> bytes:
        tags = query.get("tags", "")
        size = int(query.get("hitsPerPage", "20"))
        page = int(query.get("page", "0"))
        stories = [
            (story + k, day, self._title(k, day)) for story, day in reversed(self._stories.items()) for k in (2, 1, 0)
        ]
        hits = [
            {
                "objectID": str(story),
                "story_id": story,
                "title": title,
                "author": AUTHOR,
                "created_at": _moment(day).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "created_at_i": int(_moment(day).timestamp()),
                "num_comments": 0 if story % 10 else len(self._comments(day)),
                "url": None,
                "_tags": ["story", f"author_{AUTHOR}", f"story_{story}", "ask_hn"],
            }
            for story, day, title in stories
        ]
        if f"author_{AUTHOR}" not in tags:  # a free search also finds threads of other people
            hits.insert(
                0,
                hits[0]
                | {
                    "objectID": "29999999",
                    "story_id": 29_999_999,
                    "author": "someone",
                    "title": "Ask HN: Who is hiring in the end?",
                },
            )
        shown = hits[page * size : (page + 1) * size]
        pages = -(-len(hits) // size)
        return msgspec.json.encode(
            {"hits": shown, "nbHits": len(hits), "page": page, "nbPages": pages, "hitsPerPage": size}
        )

    def _story(self, number: int) -> bytes | None:
        story = number // 10 * 10
        if story not in self._stories:
            return None
        day = self._stories[story]
        children = self._children(story, day) if number == story else []
        title = self._title(number % 10, day)
        item = _item(number, story, author=AUTHOR, when=_moment(day), text=None, parent=None, children=children)
        return msgspec.json.encode(item | {"type": "story", "title": title})

    def _children(self, story: int, day: int) -> list[dict[str, Any]]:
        out = []
        for number, ads in self._comments(day).items():
            roll = dice(self._market.seed, number, 71)
            when = _moment(day) + dt.timedelta(minutes=roll.randint(1, 2000))
            replies = []
            if roll.random() < 0.2:
                words = roll.choice(column("idioms/other_words", "text", kind="hn_reply"))
                replies.append(_item(number + 1, story, author="reader", when=when, text=words, parent=number))
            author, text = _author(ads[0]), comment(ads)
            out.append(_item(number, story, author=author, when=when, text=text, parent=story, children=replies))
        noise = dice(self._market.seed, story, 72).choice(column("idioms/other_words", "text", kind="hn_noise"))
        aside = _item(story + 5, story, author="helper", when=_moment(day), text=noise, parent=story)
        deleted = _item(story + 6, story, author=None, when=_moment(day), text=None, parent=story)
        return [*out[:1], aside, *out[1:], deleted]

    def _flat_story(self, number: int, story: int) -> bytes:
        day = self._stories[story]
        kids = [*self._comments(day), story + 6] if number == story else []
        if number - story > 2:
            return msgspec.json.encode(
                {
                    "id": number,
                    "type": "comment",
                    "parent": story,
                    "deleted": True,
                    "time": int(_moment(day).timestamp()),
                }
            )
        flat = {
            "by": AUTHOR,
            "id": number,
            "kids": kids,
            "time": int(_moment(day).timestamp()),
            "title": self._title(number - story, day),
            "type": "story",
        }
        return msgspec.json.encode(flat)

    def _flat_comment(self, number: int) -> dict[str, Any] | None:
        for story, day in self._stories.items():
            ads = self._comments(day).get(number)
            if ads:
                text = comment(ads)
                return {
                    "by": _author(ads[0]),
                    "id": number,
                    "parent": story,
                    "text": text,
                    "time": int(_moment(day).timestamp()),
                    "type": "comment",
                }
        return None

    def _comments(self, day: int) -> dict[int, list[Ad]]:
        """Comments of the thread of this day, by number, with the jobs that each offers."""
        postings = self._market.postings
        own = ((postings.kind == ON_HN) & (postings.opened == day)).nonzero()[0]
        out: dict[int, list[Ad]] = {}
        for ad in self._market.ads(own, dt.date.fromordinal(day)):
            out.setdefault(int(ad.native_id.split("-")[0]), []).append(ad)
        return out

    def _title(self, which: int, day: int) -> str:
        month = dt.date.fromordinal(day).strftime("%B %Y")
        return (MAIN, *ASIDES)[which].format(month)


def _author(ad: Ad) -> str:
    return ad.firm.token[:12] + ("_hr", "", "jobs")[random.Random(ad.firm.number).randrange(3)]


def _moment(day: int) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromordinal(day), dt.time(15, 0), dt.UTC)


def _item(
    number: int,
    story: int,
    *,
    author: str | None,
    when: dt.datetime,
    text: str | None,
    parent: int | None,
    children: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """An item as Algolia gives it."""
    return {
        "id": number,
        "created_at": when.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "created_at_i": int(when.timestamp()),
        "type": "comment",
        "author": author,
        "title": None,
        "url": None,
        "text": text,
        "points": None,
        "parent_id": parent,
        "story_id": story,
        "children": children or [],
        "options": [],
    }
