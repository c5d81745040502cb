"""schema.org JobPosting records out of a web page: JSON-LD as sites write it, else microdata."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .html import is_ordinary
from .json_body import without_surrogates
from .locations import joined

MOST_DEPTH = 20
MOST_NODES = 20_000
NAMES = ("name", "credentialCategory", "alternateName", "@value", "value", "@id")
_SCRIPT = re.compile(r"<script\b[^>]{0,500}\bld\+json\b[^>]{0,500}>", re.IGNORECASE)
_CLOSING = re.compile(r"</script", re.IGNORECASE)
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)+|(?:-->|//\s*\]\]>|"
    r"/\*\s*\]\]>\s*\*/|\]\]>)+\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,\s*(?=[}\]])', re.DOTALL)


class Found(NamedTuple):
    """JobPosting records of a page, and blocks that speak of one but cannot be read, and why."""

    postings: list[dict[str, Any]]
    broken: list[str]


def job_postings(text: str) -> Found:
    """All JobPosting records of a page, in order, wherever in its structured data they stand."""
    postings: list[dict[str, Any]] = []
    broken: list[str] = []
    for block in _blocks(text):
        try:
            postings += _typed(loads(block))
        except ValueError as error:
            if "JobPosting" in block:
                broken.append(f"{error}: {' '.join(block[:60].split())}")
    if not postings and "schema.org/JobPosting" in text and is_ordinary(text):
        postings = _microdata(text)
    return Found(postings, broken)


def loads(block: str) -> Any:
    """JSON-LD with wrappers, control characters, trailing commas or escaped quotes; figures stay as written.

    Raises:
        ValueError: it is not JSON even so, or nested beyond reason.
    """
    block = _WRAPPING.sub("", block.strip()).strip()
    first: ValueError | None = None
    for text in (block, _TRAILING_COMMA.sub(r"\1", block), html.unescape(block)):
        try:
            root = json.loads(text, strict=False, parse_float=str, parse_int=str, parse_constant=str)
            return without_surrogates(root)
        except RecursionError as error:
            raise ValueError("nested too deep") from error
        except ValueError as error:
            first = first or error
    raise ValueError(str(first))


def types_of(record: dict[str, Any]) -> list[str]:
    """Types of a record without their address: `http://schema.org/JobPosting` is `JobPosting`."""
    stated = record.get("@type")
    return [
        re.split(r"[/:#]", each)[-1]
        for each in (stated if isinstance(stated, list) else [stated])
        if isinstance(each, str)
    ]


def several(value: Any) -> list[Any]:
    """What a property holds: nothing, one value or several."""
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def stated(value: Any) -> str | None:
    """A value as text: itself, the name or category of a thing, or each of several with a comma between."""
    if isinstance(value, list):
        return joined(*(stated(each) for each in value), by=", ")
    if isinstance(value, dict):
        named = (value.get(name) for name in NAMES)
        return next((each.strip() for each in named if isinstance(each, str) and each.strip()), None)
    return str(value).strip() or None if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def all_stated(value: Any) -> list[str]:
    """Text of each of several values that have one."""
    return [text for each in several(value) if (text := stated(each))]


def _blocks(text: str) -> Iterator[str]:
    if text.lstrip()[:1] in ("{", "["):
        yield text
        return
    read_to = 0
    for opening in _SCRIPT.finditer(text):
        if opening.start() < read_to:
            continue
        closing = _CLOSING.search(text, opening.end())
        read_to = closing.start() if closing else len(text)
        yield text[opening.end() : read_to]


def _typed(root: Any) -> list[dict[str, Any]]:
    """JobPosting objects anywhere in the data, in order of appearance."""
    found, waiting, seen = [], [(root, 0)], 0
    while waiting and seen < MOST_NODES:
        node, depth = waiting.pop()
        seen += 1
        if isinstance(node, dict) and "JobPosting" in types_of(node):
            found.append(node)
        elif depth < MOST_DEPTH and isinstance(node, dict | list):
            inner = list(node.values()) if isinstance(node, dict) else node
            waiting += [(each, depth + 1) for each in reversed(inner)]
    return found


def _microdata(text: str) -> list[dict[str, Any]]:
    root = LexborHTMLParser(text)
    return [_item(node, 0) for node in root.css('[itemtype*="schema.org/JobPosting"]')]


def _item(node: LexborNode, depth: int) -> dict[str, Any]:
    """An element's properties; those of items inside it belong to them."""
    record: dict[str, Any] = {"@type": (node.attributes.get("itemtype") or "").rsplit("/", 1)[-1]}
    waiting = list(node.iter(include_text=False))
    while waiting:
        child = waiting.pop(0)
        name = child.attributes.get("itemprop")
        if name is None:
            waiting = [*child.iter(include_text=False), *waiting]
            continue
        is_item = "itemscope" in child.attributes and depth < MOST_DEPTH
        value = _item(child, depth + 1) if is_item else _value(child, name)
        known = record.get(name)
        record[name] = value if known is None else [*(known if isinstance(known, list) else [known]), value]
        if not is_item and name != "description":
            waiting = [*child.iter(include_text=False), *waiting]
    return record


def _value(node: LexborNode, name: str) -> str:
    for attribute in ("content", "datetime", "href", "value"):
        if stated := node.attributes.get(attribute):
            return stated
    return (node.html or "") if name == "description" else node.text().strip()
