"""Roles that stand on lines of their own in a comment, each with what is said of it alone.

A role's line, the lines beneath it up to the next role, and the heading of its group are not another role's: else pay,
places and skills of one role would be read as another's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from .comment_places import BRACKETS, is_place, names_a_sure_one, names_its_own, names_more, own_mode, tail
from .comment_words import (
    ADDRESS,
    AMOUNT,
    BULLET,
    CLOSING,
    EMPLOYMENT,
    MODE,
    PARENTHESES,
    PAY,
    PERSON,
    SENTENCE,
    SIGNED,
    STATED,
    bare_title,
)

LONGEST_BLOCK = 12
LONGEST_HEADING = 80
LONGEST_BEGINNING = 120
LONGEST_TERMS = 30
PAY_BELOW = re.compile(
    rf"\W*(?:[\w ]{{0,30}}\b(?:salary|pay|range|compensation|comp|base)\b[^\d$€£\n]{{0,20}})?(?:{AMOUNT.pattern})",
    re.IGNORECASE,
)
NO_TITLE = re.compile(
    r"(?:[A-Z]\w+/)?[Ll]eads? [a-z]|(?:\w+/)?lead\b|\d+-minute|"
    r"(?i:(?:for|on the|in the|salar\w+|pay|compensation|hacker news|check out|chat|define|why|in person|to be) )"
)


class Role(NamedTuple):
    """One role: its title, the lines of the comment that speak of it, and the place and terms that it has alone.

    workplace: None where that of the comment holds, empty where it does not
    employment: None where that of the comment holds
    states_pay: whether it has pay of its own, so that figures for all roles are not its own
    """

    title: str
    text: str
    places: tuple[str, ...] = ()
    workplace: str | None = None
    employment: str | None = None
    states_pay: bool = False


def read(lines: Sequence[str], header: int | None, known: Sequence[str] = ()) -> list[Role]:
    """Roles on lines of their own; each keeps the comment but for what belongs to the others. known: places of all."""
    found: dict[int, str] = {}
    for number, line in enumerate(lines):
        if number == header or not PERSON.search(line, 0, LONGEST_BEGINNING) or STATED.match(line):
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
    tails = tails_of({number: [lines[at] for at in blocks[number]] for number in titles}, known)
    roles: dict[str, Role] = {}
    for number, title in titles.items():
        name = title.casefold()
        if name in roles:
            continue
        heading = max((each for each in headings if each < number), default=None)
        text = "\n".join(
            line
            for at, line in enumerate(lines)
            if owner.get(at, name) == name and (at not in headings or at == heading)
        )
        block = [lines[at] for at in blocks[number]]
        places, workplace = own(block, lines[heading] if heading is not None else "", known)
        places = places or tails.get(number, ())
        employment = own_employment(lines[number])
        roles[name] = Role(title, text, places, workplace, employment, has_own_pay(block))
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
    named = Counter(found.values())
    return {
        number: next(longer_titles(lines[number]), title) if named[title] > 1 else title
        for number, title in found.items()
    }


def longer_titles(line: str) -> Iterator[str]:
    """What a line begins with that can be a title, the longest first."""
    pieces = re.split(r"(\s[–—-]\s|: )", ADDRESS.sub("", line))
    titles = (bare_title("".join(pieces[:end])) for end in range(len(pieces), 0, -2))
    return (title for title in titles if stands_alone(title))


def own(block: Sequence[str], heading: str = "", known: Sequence[str] = ()) -> tuple[tuple[str, ...], str | None]:
    """Places and way of working that a role's own lines state, or else the heading of its group.

    known: places of all; where there are, a name behind a dash may be of a team: `ML Engineer - Search (remote)`

    >>> own(["Data Engineer (remote, $90k) | Oslo"])
    (('Oslo',), 'remote')
    """
    first, *below = block
    head, *barred = (part.strip() for part in ADDRESS.sub("", first).split("|"))
    dashed = [part for part in re.split(r"\s[–—-]\s", head)[1:] if not _may_be_a_team(part, known)]
    rest = [*dashed, *barred]
    stated = [
        said[2] for line in below if (said := STATED.match(line)) and said[1].lower()[:8] in ("location", "where")
    ]
    parts = [*BRACKETS.findall(first), *rest, *stated]
    modes = [mode for part in parts if (mode := own_mode(part))]
    bars = [part for part in barred if is_place(part)]
    group = heading.strip(" :#*-")
    modes = modes or [mode for mode in (own_mode(group),) if mode]
    bars = bars or [each for each in (group,) if is_place(each)]
    places = [each.strip() for each in [*stated, *bars]]
    modes = [mode for mode in dict.fromkeys(modes) if not any(mode != other and mode in other for other in modes)]
    return tuple(dict.fromkeys([*places, *(mode for mode in modes if names_its_own(mode))])), " / ".join(modes) or None


def has_own_pay(block: Sequence[str]) -> bool:
    """Whether a role's line states pay, or a line beneath it begins with it.

    >>> has_own_pay(["Data Engineer: $90k"]), has_own_pay(["Data Engineer (5 years)", "We raised $9M", "401k"])
    (True, False)
    """
    first, *below = block
    return bool(AMOUNT.search(first)) or any(map(PAY_BELOW.match, below))


def own_employment(line: str) -> str | None:
    """Terms of employment that a role's own line states between bars or in brackets.

    >>> own_employment("Data Engineer (contract) | Oslo | $90k"), own_employment("Contract Data Engineer | Oslo")
    ('contract', None)
    """
    parts = [part.strip() for part in (*BRACKETS.findall(line), *line.split("|")[1:])]
    return " / ".join(part for part in parts if len(part) <= LONGEST_TERMS and EMPLOYMENT.search(part)) or None


def _may_be_a_team(part: str, known: Sequence[str]) -> bool:
    bare = PARENTHESES.sub("", part).strip()
    return (
        any(map(names_more, known))
        and bare != part.strip()
        and not MODE.search(bare)
        and not names_a_sure_one(bare, known)
    )


def tails_of(blocks: dict[int, list[str]], known: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Places at the end of roles' lines, or in brackets on the line below: sure ones; with most of them sure, or where the
    comment names no place for all, the others too.
    """
    found = {}
    for number, (first, *below) in blocks.items():
        said = tail(below[0]) if below and below[0].startswith("(") else tail(first)
        if said:
            found[number] = said
    sure = [number for number, said in found.items() if names_a_sure_one(said, known)]
    kept = found if not known or 2 * len(sure) > len(found) else sure
    return {number: (found[number],) for number in kept}


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
