"""What one platform's file says: which requests it understands, and what it answers to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..ads import Ad

JSON, HTML, XML, TEXT = (
    "application/json; charset=utf-8",
    "text/html; charset=utf-8",
    "application/xml",
    "text/plain",
)


class Asked(NamedTuple):
    """A request. `board`: the token in its host, where the platform puts it there; `body`: of a POST."""

    board: str
    path: str
    query: Mapping[str, str]
    body: bytes


class Wants(NamedTuple):
    """What a request asks for: some postings of a board, or the one of this id, and whatever else matters."""

    board: str
    native_id: str = ""
    skip: int = 0
    limit: int | None = None
    more: tuple[Any, ...] = ()


class Shown(NamedTuple):
    """What is there to answer with: postings of one board, their number in all, and what was wanted."""

    ads: list[Ad]
    total: int
    wants: Wants


class Format(NamedTuple):
    """A platform on the wire.

    host: its hosts; a group `board` is the board's token. `posts`: whether it is asked with POST
    wants: what a request asks for; None where it makes no sense
    answer: a JSON value, or a body as it is
    """

    host: re.Pattern[str]
    wants: Callable[[Asked], Wants | None]
    answer: Callable[[Shown], Any]
    gone: bytes = b'{"error":"Not found"}'
    content_type: str = JSON
    detail_type: str = JSON
    title: str = "name"
    posts: bool = False


def whole(number: object, default: int) -> int:
    """A number of a query."""
    return int(number) if isinstance(number, str) and number.isdigit() else default
