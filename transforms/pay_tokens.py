"""Words, numbers and signs of a passage, with the pay cues that begin at each of them.

A passage is cut into tokens that tile it, so every token knows its code points; cues of one or several tokens are
found by looking up each token once and trying the longest cue first. Both take linear time whatever the passage.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

from . import taxonomy

DASHES, TILDES, SPACES = (
    "‐‑‒–—―−－﹣",
    "〜～∼",
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u3000\ufeff\t",
)
SAME: dict[int, str] = {
    **{ord(c): "-" for c in DASHES},
    **{ord(c): "~" for c in TILDES},
    **{ord(c): " " for c in SPACES},
    **{ord(c): "'" for c in "’‘´`＇"},
    **{0xFF10 + n: str(n) for n in range(10)},
    **{ord(a): b for a, b in zip("，．：；（）＄￥￡％／＋｜", ",.:;()$¥£%/+|", strict=True)},
    **{c: chr(c - 0xFEE0) for c in [*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]},
}
ODD = re.compile("[" + "".join(map(chr, SAME)) + "]")
LETTER = "A-Za-zªºÀ-ÖØ-öø-ɏͰ-ԯ֐-ۿ฀-๿Ḁ-ỿ"
NUMBER = (
    r"[0-9]{1,3}(?: [0-9]{3}){1,4}(?![0-9]|[.,][0-9]{3})(?:[.,][0-9]{1,2}(?![0-9]))?"
    r"|[0-9]{1,15}(?:[.,'][0-9]{1,6}){0,6}"
)
LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9][0-9.,']{3,}[0-9]")
ZEROS = str.maketrans("123456789", "000000000")
TOKEN = re.compile(rf" ?(?:[{LETTER}]{{4,}}|[{LETTER}]{{1,3}}\$?|{NUMBER}|\S)|\s+")
BREAK, CJK = "\n", "\u3000"
NOTHING: dict[str, str] = {}
PAST_END, LINES_KEPT = 64, 4096


class Cue(NamedTuple):
    """What a run of `size` tokens may mean: kind of cue -> its value."""

    size: int
    kinds: dict[str, str]


class Node:
    """A step of the lexicon: what may follow, and the cue that ends here, by spelling where capitals matter."""

    __slots__ = ("cue", "follow", "spelled")

    def __init__(self) -> None:
        self.follow: dict[str, Node] = {}
        self.spelled: dict[str, Cue] = {}
        self.cue: Cue | None = None


class Tokens(NamedTuple):
    """A passage in tokens, blanks left out, line breaks kept as one token `\\n`.

    words: lower case; starts, ends: code points in the passage
    kinds: kinds of the cue that begins at a token, empty where none does, and a few more empty ones past the end
    sizes: tokens of that cue, 1 where none begins; inside: True for its second and later tokens
    marked: tokens that a cue or a number may begin at
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    kinds: list[dict[str, str]]
    sizes: list[int]
    inside: list[bool]
    marked: list[int]

    def raw(self, first: int, last: int) -> str:
        """Tokens `first` to before `last`, as written; as many of them as there are."""
        last = min(last, len(self.ends))
        return self.text[self.starts[first] : self.ends[last - 1]] if first < last else ""

    def initial(self, index: int) -> str:
        """First character of a token, as written."""
        return self.text[self.starts[index]]

    def is_cut(self, index: int) -> bool:
        """True where the cue that begins here ends inside a word: `/r` in `/r7u`."""
        last = index + self.sizes[index]
        return self.touches(last) and self.words[last][0].isalnum() and self.words[last][0] < CJK

    def touches(self, index: int) -> bool:
        """True where a token follows the one before it without a blank."""
        return 0 < index < len(self.starts) and self.starts[index] == self.ends[index - 1]


class Line(NamedTuple):
    """The tokens of one line after the break that ends the one before, as in `Tokens`; numbers: tokens that are one."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    kinds: list[dict[str, str]]
    sizes: list[int]
    inside: list[bool]
    marked: list[int]
    numbers: list[int]


BROKEN = Line([BREAK], [-1], [0], [NOTHING], [1], [False], [], [])
NO_KINDS, NO_SIZES, NOT_INSIDE = [NOTHING] * PAST_END, [1] * PAST_END, [False] * PAST_END


def read(text: str) -> Tokens:
    """Cut a passage into tokens and mark its cues, line by line: no cue or number runs over a line's end."""
    plain = text if text.isascii() else ODD.sub(lambda found: SAME[ord(found[0])], text)
    tokens = Tokens(text, [], [], [], [], [], [], [])
    start = 0
    for line in plain.split("\n"):
        if words := line.strip():
            _add(tokens, _line(words), start + len(line) - len(line.lstrip()), skip=0 if start else 1)
        start += len(line) + 1
    if not words and BREAK in plain:
        _add(tokens, BROKEN, len(plain), skip=0)
    tokens.kinds.extend(NO_KINDS)
    tokens.sizes.extend(NO_SIZES)
    tokens.inside.extend(NOT_INSIDE)
    return tokens


def _add(tokens: Tokens, line: Line, offset: int, *, skip: int) -> None:
    """Add a line that begins at a code point, its first `skip` tokens left out."""
    first = len(tokens.words) - skip
    words, starts, ends, kinds, sizes, inside, marked, _ = line
    tokens.words.extend(words[1:] if skip else words)
    if offset:
        starts, ends = [offset + start for start in starts], [offset + end for end in ends]
    tokens.starts.extend(starts[1:] if skip else starts)
    tokens.ends.extend(ends[1:] if skip else ends)
    tokens.kinds.extend(kinds[1:] if skip else kinds)
    tokens.sizes.extend(sizes[1:] if skip else sizes)
    tokens.inside.extend(inside[1:] if skip else inside)
    tokens.marked.extend([first + index for index in marked])


@lru_cache(LINES_KEPT)
def _line(plain: str) -> Line:
    """Tokens of a line, from its first character on, after the break that ends there."""
    shape = LONG_NUMBER.sub(_zeros, plain)
    line = _shape(shape)
    if shape == plain:
        return line
    words = line.words.copy()
    for index in line.numbers:
        words[index] = plain[line.starts[index] : line.ends[index]]
    return Line(words, *line[1:])


def _zeros(found: re.Match[str]) -> str:
    return found[0].translate(ZEROS)


@lru_cache(LINES_KEPT)
def _shape(plain: str) -> Line:
    """Tokens of a line whose long numbers are zeros: lines that differ in their figures alone are cut once."""
    pieces = TOKEN.findall(plain)
    ends = [0, *accumulate(map(len, pieces))]
    raws = [BREAK, *(piece.strip() for piece in pieces)]
    if "" in raws:
        ends = [end for end, raw in zip(ends, raws, strict=True) if raw]
        raws = [raw for raw in raws if raw]
    words = [raw.lower() for raw in raws]
    starts = [end - len(raw) for end, raw in zip(ends, raws, strict=True)]
    known = lexicon()
    marked = [index for index, word in enumerate(words) if word in known or "0" <= word[0] <= "9"]
    numbers = [index for index in marked if "0" <= words[index][0] <= "9"]
    return Line(words, starts, ends, *_mark(words, raws, marked), marked, numbers)


def _mark(words: list[str], raws: list[str], marked: list[int]) -> tuple[list[dict[str, str]], list[int], list[bool]]:
    known = lexicon()
    size = len(words)
    kinds: list[dict[str, str]] = [NOTHING] * size
    sizes = [1] * size
    inside = [False] * size
    free = 0
    for index in marked:
        if index < free or words[index] not in known:
            continue
        node, last = known[words[index]], index + 1
        found = node.spelled.get(raws[index], node.cue) if node.spelled else node.cue
        while node.follow and last < size and (next_node := node.follow.get(words[last])):
            node, last = next_node, last + 1
            found = (node.spelled.get(" ".join(raws[index:last])) if node.spelled else None) or node.cue or found
        if found:
            kinds[index], sizes[index] = found.kinds, found.size
            free = index + found.size
            for token in range(index + 1, free):
                inside[token] = True
    return kinds, sizes, inside


@cache
def lexicon() -> dict[str, Node]:
    """Every pay cue of the taxonomies as a tree over its tokens."""
    root = Node()
    spelled: list[tuple[Node, str, Cue]] = []
    for cue, kind, value in _cues():
        raws = [piece.strip() for piece in TOKEN.findall(cue.translate(SAME)) if not piece.isspace()]
        node = root
        for raw in raws:
            node = node.follow.setdefault(raw.lower(), Node())
        if cue != cue.lower():
            spelled.append((node, " ".join(raws), Cue(len(raws), {kind: value})))
        elif node.cue:
            node.cue.kinds.setdefault(kind, value)
        else:
            node.cue = Cue(len(raws), {kind: value})
    _inherit(root)
    for node, spelling, found in spelled:
        before = node.spelled.get(spelling) or node.cue
        node.spelled[spelling] = Cue(found.size, {**(before.kinds if before else {}), **found.kinds})
    return root.follow


def _inherit(root: Node) -> None:
    """Give a component's cue the period and tax that its words say alone: `annual gross salary`."""

    def alone(words: list[str]) -> list[dict[str, str]]:
        node: Node | None = root
        for word in words:
            node = node.follow.get(word) if node else None
        return [node.cue.kinds] if node and node.cue else []

    def visit(node: Node, path: list[str], inside: list[dict[str, str]]) -> None:
        for word, following in node.follow.items():
            words = [*path, word]
            said = [*inside, *alone(words[-1:]), *(alone(words[-2:]) if path else [])]
            if following.cue and "component" in following.cue.kinds:
                for kind in ("period", "gross"):
                    value = next(
                        (kinds[kind] for kinds in said if kinds is not following.cue.kinds and kind in kinds), None
                    )
                    if value:
                        following.cue.kinds.setdefault(kind, value)
            visit(following, words, said)

    visit(root, [], [])


def _cues() -> list[tuple[str, str, str]]:
    return (
        [(row["sign"], "sign", row["sign"]) for row in taxonomy.table("currency_signs").to_dicts()]
        + [(row["currency_code"], "sign", row["currency_code"]) for row in taxonomy.table("currencies").to_dicts()]
        + [
            (row["cue"], "period", f"{row['period_code']} {row['payments_per_year']}".strip())
            for row in taxonomy.table("period_words").to_dicts()
            if row["language"] != "code"
        ]
        + [
            (row["cue"], "component", row["component"])
            for row in taxonomy.table("pay_components").to_dicts()
            if row["language"] != "code"
        ]
        + [(row["cue"], f"not_{row['place']}", row["reason"]) for row in taxonomy.table("pay_negatives").to_dicts()]
        + [(row["cue"], "country", row["country_code"]) for row in taxonomy.table("country_words").to_dicts()]
        + [(row["cue"], row["kind"], row["value"]) for row in taxonomy.table("pay_words").to_dicts()]
    )
