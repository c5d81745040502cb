"""Roles that stand on lines of their own in a comment, each with what is said of it alone.

A role's line, the lines beneath it up to the next role, and the heading of its group are not another role's: else pay,
places and skills of one role would be read as another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from .comment_words import (
    ADDRESS,
    BULLET,
    CLOSING,
    EMPLOYMENT,
    MANY,
    MODE,
    NO_SCOPE,
    OTHER,
    PARENTHESES,
    PAY,
    PERSON,
    ROLE,
    SENTENCE,
    SIGNED,
    STATED,
    bare_title,
)

LONGEST_BLOCK = 12
LONGEST_HEADING = 80
LONGEST_PART = 60
LONGEST_PLACE = 60
NO_PLACE = re.compile(
    r"\b(?!(?:st|ft|mt)\.)[a-z]{2,}[.:]|\d|\+|(?<!US )(?<!UK )(?<!EU )\bonly\b|"
    r"\b(?:experience|level|team|(?-i:new)|full|part|roles?|positions?|openings?)\b",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"\b(?:or|and|fully|only|mostly|partly|partially|flexible|required|role|position|team|per|weeks?|months?)\b",
    re.IGNORECASE,
)
NO_TITLE = re.compile(
    r"(?:[A-Z]\w+/)?[Ll]eads? [a-z]|(?:\w+/)?lead\b|(?i:(?:for|on the|in the|salar\w+|pay|compensation|hacker news) )"
)


class Role(NamedTuple):
    """One role: its title, the lines of the comment that speak of it, and the place and way of working it has alone."""

    title: str
    text: str
    places: tuple[str, ...] = ()
    workplace: str | None = None


def read(lines: Sequence[str], header: int | None) -> list[Role]:
    """Roles on lines of their own; each keeps the comment but for what belongs to the others."""
    found: dict[int, str] = {}
    for number, line in enumerate(lines):
        if number == header or STATED.match(line):
            continue
        start = re.split(r"\||: |\s•\s", line)[0]
        candidates = (bare_title(each) for each in (start, *re.split(r"\s[–—-]\s", start)[:1]))
        title = next((each for each in candidates if stands_alone(each)), None)
        if title:
            found[number] = title
    starts = list(found)
    blocks, headings = blocks_of(lines, starts), headings_of(lines, starts)
    titles = distinct(found, lines)
    owner = {line: titles[start].casefold() for start, block in blocks.items() for line in block}
    owner |= dict.fromkeys(strangers(lines, starts), "")
    owner |= dict.fromkeys(pay_of_the_last(lines, blocks), titles[starts[-1]].casefold() if starts else "")
    roles: dict[str, Role] = {}
    for number, title in titles.items():
        name = title.casefold()
        heading = max((each for each in headings if each < number), default=None)
        text = "\n".join(
            line
            for at, line in enumerate(lines)
            if owner.get(at, name) == name and (at not in headings or at == heading)
        )
        places, workplace = own([lines[at] for at in blocks[number]], lines[heading] if heading is not None else "")
        roles.setdefault(name, Role(title, text, places, workplace))
    return list(roles.values())


def blocks_of(lines: Sequence[str], starts: list[int]) -> dict[int, range]:
    """Lines that belong to each role: its own, and those up to the next role where they are few."""
    blocks = {}
    for start, following in pairwise(starts):
        end = following
        while end > start + 1 and is_mark(lines[end - 1]):
            end -= 1
        end = next((at for at in range(start + 1, end) if bullet(lines[at]) == bullet(lines[start]) != ""), end)
        blocks[start] = range(start, end if end - start <= LONGEST_BLOCK else start + 1)
    if starts:
        longest, last = max((len(block) for block in blocks.values()), default=1), starts[-1]
        mark, end = bullet(lines[last]), last + 1
        while not mark and end < len(lines) and bullet(lines[end]):
            end += 1
        while end < min(len(lines), last + longest) and not CLOSING.search(lines[end]) and not is_mark(lines[end]):
            if bullet(lines[end]) == mark != "":
                break
            end += 1
        blocks[last] = range(last, end)
    return blocks


def bullet(line: str) -> str:
    """The mark that a line of a list begins with, whatever its number."""
    found = BULLET.match(line)
    return re.sub(r"[\d\s]+", "", found[0]) if found else ""


def strangers(lines: Sequence[str], starts: list[int]) -> list[int]:
    """Items of a list of roles that name someone or state pay, but in no title that we know: of no other role either."""
    marks = {bullet(lines[start]) for start in starts} - {""}
    between = range(min(starts, default=0), min(len(lines), max(starts, default=0) + 2))
    return [
        at
        for at in between
        if at not in starts and bullet(lines[at]) in marks and (PAY.search(lines[at]) or PERSON.search(lines[at]))
    ]


def pay_of_the_last(lines: Sequence[str], blocks: dict[int, range]) -> list[int]:
    """Lines of pay below the last role, where each role before it has stated its own."""
    *before, last = [blocks[start] for start in sorted(blocks)] or [range(0)]
    if not before or not all(any(PAY.search(lines[at]) for at in block) for block in before):
        return []
    return [at for at in range(last.stop, len(lines)) if PAY.search(lines[at])]


def is_mark(line: str) -> bool:
    """A heading (`Sales:`) or a rule of dashes."""
    return (len(line) <= LONGEST_HEADING and line.rstrip().endswith(":")) or not re.search(r"\w", line)


def headings_of(lines: Sequence[str], starts: list[int]) -> list[int]:
    """Headings directly above a role, where there are several: each is of its own group."""
    found = [
        start - 1 for start in starts if start and lines[start - 1].rstrip().endswith(":") and is_mark(lines[start - 1])
    ]
    return found if len(found) > 1 else []


def distinct(found: dict[int, str], lines: Sequence[str]) -> dict[int, str]:
    """Titles that differ: of two alike the line tells more (`Data Engineer - Maps team - apply here`)."""
    named = list(found.values())
    return {
        number: next(longer_titles(lines[number]), title) if named.count(title) > 1 else title
        for number, title in found.items()
    }


def longer_titles(line: str) -> Iterator[str]:
    """What a line begins with that can be a title, the longest first."""
    pieces = re.split(r"(\s[–—-]\s|: )", ADDRESS.sub("", line))
    titles = (bare_title("".join(pieces[:end])) for end in range(len(pieces), 0, -2))
    return (title for title in titles if stands_alone(title))


def own(block: Sequence[str], heading: str = "") -> tuple[tuple[str, ...], str | None]:
    """Places and way of working that a role's own lines state, or else the heading of its group.

    >>> own(["Data Engineer (remote, $90k) | Oslo"])
    (('Oslo',), 'remote')
    """
    first, *below = block
    head, *barred = (part.strip() for part in ADDRESS.sub("", first).split("|"))
    rest = [*re.split(r"\s[–—-]\s", head)[1:], *barred]
    parts = [*re.findall(r"[(\[]([^()\[\]]+)[)\]]", first), *rest]
    modes = [mode for part in parts if (mode := own_mode(part))]
    stated = [said[2] for line in below if (said := STATED.match(line)) and said[1].lower() in ("location", "where")]
    bars = [part for part in barred if is_place(part)]
    group = heading.strip(" :#*-")
    modes = modes or [mode for mode in (own_mode(group),) if mode]
    bars = bars or [each for each in (group,) if is_place(each)]
    places = [each.strip() for each in [*stated, *bars]]
    return tuple(dict.fromkeys([*places, *(mode for mode in modes if names_more(mode))])), " / ".join(modes) or None


def own_mode(part: str) -> str | None:
    """What a part of a role's line says of the way of working, if it says that alone and shortly."""
    said = mode_in(part)
    is_prose = len(said) > LONGEST_PART or ROLE.search(said) or SENTENCE.search(said)
    return said if MODE.search(said) and not is_prose else None


def mode_in(part: str) -> str:
    """A part without pay, people and terms of employment: `remote, $90k` says remote."""
    pieces = [piece.strip() for piece in re.split(r"\s[–—-]\s|,\s", part) if not PAY.search(piece)]
    return ", ".join(
        piece for piece in pieces if re.search(r"\w", EMPLOYMENT.sub("", piece)) and not PERSON.search(piece)
    ).strip(" :.")


def names_more(mode: str) -> bool:
    """Whether a name, as of a place, stands beside the way of working: `remote, Germany`, not `hybrid, 3 days a week`."""
    others = re.findall(r"[^\W\d_]{2,}", NO_NAME.sub("", NO_SCOPE.sub("", MODE.sub("", mode))))
    return any(not word[0].islower() for word in others)


def is_place(part: str) -> bool:
    """A segment that is nothing else and short enough to be a place; brackets may say more of it.

    >>> is_place("Oslo (visa holders welcome)"), is_place("Core Team"), is_place("Oslo (2-3 days a week)")
    (False, False, True)
    """
    bare = PARENTHESES.sub("", part)
    return (
        part[:1].isupper()
        and len(bare) <= LONGEST_PLACE
        and not any(each.search(part) for each in (MODE, EMPLOYMENT, PAY, ADDRESS, OTHER, MANY))
        and not any(each.search(bare) for each in (ROLE, SENTENCE, NO_PLACE))
    )


def stands_alone(title: str) -> bool:
    """Whether a line's beginning is a title and not a sentence or a signature."""
    bare = PARENTHESES.sub("", title).strip().removesuffix(" I")
    return (
        len(title.split()) >= 2
        and len(bare) <= 70
        and len(bare.split()) <= 9
        and (title[0].isupper() or title[0].isdigit() or title.startswith("iOS"))
        and bool(PERSON.search(bare))
        and not SENTENCE.search(bare)
        and not SIGNED.search(bare)
        and not NO_TITLE.match(bare)
    )
