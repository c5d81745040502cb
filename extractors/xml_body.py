"""XML bodies as plain records, bounded: what a feed lists, element by element."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLParser, iterparse

from .contract import BadPage, Page

MOST_DEPTH = 50


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


def whole_ones(page: Page, name: str) -> list[Element]:
    """The elements of this name that are whole, in a feed that `root_of` finds broken."""
    found: list[Element] = []
    body = BytesIO(page.body.removeprefix(b"\xef\xbb\xbf").strip())
    with suppress(ParseError):  # up to the place at which the feed breaks
        for _, element in iterparse(body, events=("end",)):  # noqa: S314 (as above)
            if named(element) == name:
                found.append(element)
    return found


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
