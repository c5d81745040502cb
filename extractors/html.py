"""HTML to plain text: blocks, list items, table rows and `<br>` stand on lines of their own.

Blank lines are dropped, entities read once, script and style left out; a body that was escaped as a whole is
unescaped first. Block tags are cut by one vectorised pattern, the parser reads what is left. What no browser
would be sent (elements nested thousands deep, tags with thousands of attributes) costs that parser quadratic
time in C, where nothing can stop it: such bodies are read more crudely, in linear time.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

import polars as pl
from selectolax.lexbor import LexborHTMLParser

from .plain import tidied

MAX_CHARACTERS = 2 << 20
MAX_TAGS = 50_000
MAX_DEPTH = 512
MAX_ATTRIBUTES = 256
SMALL = 4 << 10

BLOCKS = (
    "address|article|aside|blockquote|br|caption|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    "h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|title|tr|ul"
)
INSIDE = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
BLOCK_TAG = rf"(?i)</?(?:{BLOCKS})\b{INSIDE}>"
CELL_TAG = rf"(?i)</?t[dh]\b{INSIDE}>"
ESCAPED_TAG = re.compile(
    rf"&lt;(?:/(?:{BLOCKS}|a|b|em|i|span|strong|u)\s*&gt;|(?:br|hr)\b|(?:p|ul|li|div)&gt;)", re.IGNORECASE
)
MARKUP = re.compile(r"<[a-zA-Z/!?]|&(?:#\d|#[xX][0-9a-fA-F]|[a-zA-Z])")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>?|<[!?][^<>]*>?")
TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{600,}")
QUOTED = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*')")
ATTRIBUTE = re.compile(r"[^\s/=<>]+")
UNNESTED = frozenset(
    [
        "area",
        "base",
        "col",
        "embed",
        "img",
        "input",
        "link",
        "meta",
        "option",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&"))


def text_of(source: str) -> str:
    """Plain text of one piece of HTML, or of text that is plain already.

    >>> text_of("<p>Pay&nbsp;range:</p><ul><li>EUR 60 000</li><li>R&amp;D</li></ul>")
    'Pay range:\\nEUR 60 000\\nR&D'
    >>> text_of("&lt;p&gt;5 &amp;lt; 7&lt;/p&gt;")
    '5 < 7'
    >>> text_of("Years < 5\\n\\n\\nR&D")
    'Years < 5\\nR&D'
    """
    return texts_of([source])[0]


def texts_of(sources: Sequence[str]) -> list[str]:
    """Plain text of many pieces of HTML; see `text_of`. Lone surrogates must have been replaced before."""
    if not sources:
        return []
    source = pl.Series([unescaped(each) if "&lt;" in each else each for each in sources], dtype=pl.String)
    blocks = source.str.contains(BLOCK_TAG)
    flat = source.str.replace_all(r"[\r\n]", " ").str.replace_all(CELL_TAG, " ").str.replace_all(BLOCK_TAG, "\n")
    return tidied(pl.Series([_inline(text) for text in source.zip_with(~blocks, flat)], dtype=pl.String)).to_list()


def unescaped(source: str) -> str:
    """Markup that was escaped as a whole, as itself; anything else unchanged.

    >>> unescaped("&lt;p&gt;R&amp;amp;D&lt;/p&gt;"), unescaped("<p>a &lt;b&gt; tag</p>")
    ('<p>R&amp;D</p>', '<p>a &lt;b&gt; tag</p>')
    """
    if "<" in source or not ESCAPED_TAG.search(source):
        return source
    for entity, character in ESCAPES:
        source = source.replace(entity, character)
    return source


def is_ordinary(source: str) -> bool:
    """Whether the parser may have it: neither huge nor nested nor attributed beyond what pages are."""
    if len(source) <= SMALL:
        return True
    tags = source.count("<")
    if len(source) > MAX_CHARACTERS or tags > MAX_TAGS:
        return False
    if tags > MAX_DEPTH and _depth(source) > MAX_DEPTH:
        return False
    return all(_attributes(tag) <= MAX_ATTRIBUTES for tag in LONG_TAG.findall(source))


def _inline(source: str) -> str:
    if ("<" not in source and "&" not in source) or not MARKUP.search(source):
        return source
    if "<" not in source:
        return html.unescape(source)
    if not is_ordinary(source):
        return _stripped(source)
    root = LexborHTMLParser(source)
    if "<s" in source or "<S" in source or "<templ" in source:
        root.strip_tags(["script", "style", "template"])
    return _stripped(source) if root.body is None else root.body.text()


def _depth(source: str) -> int:
    """How deep elements nest, one that is never closed counting as open to the end."""
    depth = deepest = 0
    for slash, name in TAG_NAME.findall(source):
        if name.lower() in UNNESTED:
            continue
        depth = max(0, depth - 1) if slash else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _attributes(tag: str) -> int:
    return len(ATTRIBUTE.findall(QUOTED.sub(" ", tag))) - 1


def _stripped(source: str) -> str:
    """Text without a parser, in linear time: script and style out, tags out, entities read."""
    kept, position, lowered = [], 0, source.lower()
    for opening in re.finditer(r"<(script|style)\b", lowered):
        if opening.start() >= position:
            end = lowered.find(f"</{opening[1]}", opening.end())
            kept.append(source[position : opening.start()])
            position = len(source) if end < 0 else end
    return html.unescape(TAG.sub("", "".join([*kept, source[position:]])))
