"""XML bodies as plain records, bounded: what a feed lists, element by element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import XML, Element, ParseError, XMLParser

from .contract import BadPage, Page

MOST_DEPTH = 50
MOST_SHOWN = 120
CLOSING = re.compile(rb"</[^>]*>")


def root_of(page: Page, *names: str) -> Element:
    """The root element of a feed, which must have one of these names.

    Document types, and with them entities of one's own, are refused: no feed needs them.

    Raises:
        BadPage: empty, not XML, truncated, nested too deep, or another root (a web page, an error).
    """
    body = page.body.removeprefix(b"\xef\xbb\xbf").strip()
    if not body:
        raise BadPage("an empty body instead of XML")
    if body[:1] != b"<":
        raise BadPage(f"no XML: it begins with {' '.join(body[:60].decode('utf-8', 'replace').split())!r}")
    if b"<!doctype" in body[:2000].lower():
        raise BadPage("a document type, as web pages have one, instead of a feed")
    parser = XMLParser()  # noqa: S314 (entities need a document type, which is refused above)
    try:
        parser.feed(body)
        root: Element = parser.close()
    except (ParseError, ValueError, LookupError) as error:
        how = "truncated" if "no element found" in str(error) or "unclosed" in str(error) else "broken"
        raise BadPage(f"{how} XML: {error}") from error
    if named(root) not in names:
        raise BadPage(f"an element <{named(root)[:40]}> instead of <{'> or <'.join(names)}>")
    return root


def salvaged(page: Page, name: str) -> Iterator[Element | str]:
    """Each element of this name in a feed that `root_of` finds broken, read by itself; or its beginning, if it cannot be.

    A tag that opens twice or never closes costs its own element, and not those beside it.
    """
    body = page.body.removeprefix(b"\xef\xbb\xbf").strip()
    declaration, opening = re.match(rb"\s*(?:<\?xml[^>]*\?>)?", body), re.search(rb"<[A-Za-z][^>]*>", body)
    if not declaration or not opening or b"<!doctype" in body[:2000].lower():
        return
    start, end = (re.compile(pattern % re.escape(name.encode())) for pattern in (rb"<%s[\s>]", rb"</%s\s*>"))
    root, closing = opening[0], b"</" + re.split(rb"[\s>]", opening[0][1:])[0] + b">"
    at = opening.end()
    while at < len(body):
        ended = end.search(body, at)
        stop = ended.end() if ended else len(body)
        for piece in _pieces(body, [found.start() for found in start.finditer(body, at, stop)], stop):
            try:
                yield XML(declaration[0] + root + piece + closing)[0]
            except (ParseError, ValueError, LookupError, IndexError):
                yield " ".join(piece.decode("utf-8", "replace").split())[:MOST_SHOWN]
        at = stop


def _pieces(body: bytes, starts: list[int], stop: int) -> list[bytes]:
    """What stands from each of these places to the next; a tag that opens twice holds nothing."""
    pieces = [body[start:end] for start, end in pairwise([*starts, stop])]
    return [piece for piece in pieces if CLOSING.sub(b"", piece.partition(b">")[2]).strip()]


def named(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def record(element: Element, *, several: tuple[str, ...] = (), depth: int = 0) -> dict[str, Any]:
    """An element as a record: attributes, and each child as its text, or as a record where it has children itself.

    several: names of children that are lists, one item for each
    """
    out: dict[str, Any] = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    for child in element:
        name = named(child)
        value = record(child, several=several, depth=depth + 1) if len(child) and depth < MOST_DEPTH else child.text
        if name in several:
            out.setdefault(name, []).append(value)
        else:
            out.setdefault(name, value)
    return out
