"""Hacker News "Who is hiring": each top-level comment of the monthly thread offers one or several roles.

Read alike from Algolia's items, from Firebase's items and from flat lists of comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from . import comment_employers
from .comment_places import parted
from .comment_roles import read
from .contract import BadPage, Board, Listing, Page, Reject, Request, Source
from .html import texts_of
from .json_body import decoded, named
from .locations import joined, places_of
from .record import BrokenRecord, fields, shown

THREADS = 2  # months looked at: this one and the last
ALGOLIA = "https://hn.algolia.com/api/v1"
FIREBASE = "https://hacker-news.firebaseio.com/v0"
SEARCH = f"{ALGOLIA}/search_by_date?tags=story,author_whoishiring&hitsPerPage=10"
TITLE = re.compile(r"who is hiring\?", re.IGNORECASE)
IGNORED = frozenset(
    """
    by author kids children parent parent_id story_id points score options title url type created_at
    descendants source
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)


def requests(board: Board) -> list[Request]:
    """The newest threads of the account that opens them; or the thread that the board's `url` names."""
    return [Request(board.url or SEARCH)]


def follow(page: Page) -> list[Request]:
    """From a search to its threads, from a Firebase thread to its comments."""
    root = decoded(page)
    if not isinstance(root, dict):
        return []
    if isinstance(root.get("hits"), list):
        hits = [hit for hit in root["hits"] if isinstance(hit, dict) and TITLE.search(str(hit.get("title")))]
        return [
            Request(f"{ALGOLIA}/items/{hit['objectID']}")
            for hit in hits[:THREADS]
            if str(hit.get("objectID")).isdigit()
        ]
    if isinstance(root.get("submitted"), list):
        return [
            Request(f"{FIREBASE}/item/{item}.json")
            for item in root["submitted"][: 3 * THREADS]
            if isinstance(item, int)
        ]
    if TITLE.search(str(root.get("title"))) and isinstance(root.get("kids"), list):
        return [Request(f"{FIREBASE}/item/{kid}.json") for kid in root["kids"] if isinstance(kid, int)]
    return []


def parse(page: Page) -> Iterator[Listing | Reject]:
    """Every role of every top-level comment."""
    comments = _comments(decoded(page))
    texts = texts_of([_broken_at_lines(each.get("text")) if isinstance(each, dict) else "" for each in comments])
    for number, (comment, text) in enumerate(zip(comments, texts, strict=True), start=1):
        if isinstance(comment, dict):
            yield from _listings(comment, text)
        else:
            yield Reject(f"#{number}", "not_a_record", shown(comment))


def _comments(root: Any) -> list[Any]:
    """The top-level comments of a page, of whatever shape; none on a page that only leads on."""
    if isinstance(root, list):
        return root
    if isinstance(root, dict):
        if isinstance(root.get("hits"), list) or isinstance(root.get("submitted"), list):
            return []
        if isinstance(root.get("children"), list) and root.get("type") == "story":
            return root["children"] if TITLE.search(str(root.get("title"))) else []
        if root.get("type") == "story" or ("kids" in root and "title" in root):
            return []
        if "text" in root or root.get("deleted") or root.get("dead"):
            return [root]
    raise BadPage(f"a JSON {named(root)} that is neither a search, a thread, a comment nor a list of comments")


def _listings(comment: dict[str, Any], text: str) -> Iterator[Listing | Reject]:
    with fields(comment, IGNORED) as take:
        try:
            native_id = take.required("id")
        except BrokenRecord as broken:
            yield Reject("", broken.rule, broken.value or shown(text))
            return
        posted = take.text("time") or take.text("created_at_i")
        take.any("text")
        gone = take.flag("deleted") or take.flag("dead")
    if gone or not text:
        yield Reject(native_id, "deleted", "")
    elif comment.get("source", "who_is_hiring") != "who_is_hiring":
        yield Reject(native_id, "not_who_is_hiring", shown(comment["source"]))
    else:
        yield from _roles(native_id, posted, text)


def _roles(native_id: str, posted: str | None, text: str) -> Iterator[Listing | Reject]:
    advert = read(text)
    if advert is None or not advert.roles:
        yield Reject(native_id, "not_a_posting" if advert is None else "no_role_named", shown(text))
        return
    for number, role in enumerate(advert.roles, start=1):
        yield Listing(
            native_id=native_id if len(advert.roles) == 1 else f"{native_id}-{number}",
            title=role.title,
            html=_plain(role.text),
            employer=advert.employer or comment_employers.nameless(text),  # the thread is nobody's
            locations=[place for text in role.places or advert.places for place in places_of(parted(text))],
            workplace=(advert.workplace if role.workplace is None else role.workplace) or None,
            remote_scope=[] if role.workplace or role.places else advert.remote_scope,
            employment=joined(role.employment or advert.employment),
            posted=posted,
            url=f"https://news.ycombinator.com/item?id={native_id}",
        )


def _broken_at_lines(text: object) -> str:
    """A line break that its author typed is one, whatever a browser makes of it."""
    return text.replace("\n", "<br>") if isinstance(text, str) else ""


def _plain(text: str) -> str:
    """Plain text such that reading it as HTML gives it back."""
    return text.replace("&", "&amp;").replace("<", "&lt;") if "<" in text or "&" in text else text


SOURCE = Source(
    name="hackernews",
    home="https://hn.algolia.com/api",
    terms="Public search and item APIs, no key; Algolia allows about 10,000 requests an hour.",
    requests=requests,
    follow=follow,
    parse=parse,
    shows_closing=False,
)
