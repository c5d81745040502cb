"""A "Who is hiring" comment, read as people write them: a header of segments, then lines and sentences.

The header is mostly `Company | Role | Place | REMOTE | pay`; each segment is known by its words. Roles named
there count; else roles on lines of their own; else the one that a sentence is hiring. Nothing is made up: a
comment that names no role has none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from . import comment_lines
from .comment_lines import Role
from .comment_words import (
    ADDRESS,
    AND,
    AT_EMPLOYER,
    BULLET,
    EMPLOYMENT,
    HIRING,
    IN_A_SENTENCE,
    LIST_OF_ROLES,
    LONGEST_TITLE,
    MANY,
    MODE,
    NO_SCOPE,
    OF_LINES,
    OTHER,
    PARENTHESES,
    PAY,
    PERSON,
    REMOTE_SCOPE,
    ROLE,
    SEEKER,
    SENTENCE,
    STATED,
    bare_title,
)

MOST_ROLES = 20
LONGEST_SEGMENT = 110
HEADER_LINES = 4
LONGEST_NAME = 40
LABEL = re.compile(r"^\s*(?:locations?|where)\s*:", re.IGNORECASE)


class Advert(NamedTuple):
    """What a comment offers."""

    employer: str | None
    places: list[str]
    workplace: str | None
    remote_scope: list[str]
    employment: str | None
    roles: list[Role]


def read(text: str) -> Advert | None:
    """Read the plain text of a comment, one paragraph a line; None where it does not offer work."""
    lines = text.split("\n")
    number = _header_line(lines)
    if SEEKER.search(text) or (number is None and not HIRING.search(text)):
        return None
    header = _segments(lines[number]) if number is not None else []
    stated = _stated(lines) if len(header) < 3 else {}
    employer, rest = _employer(header) if header else (stated.get("employer"), [])
    if number and header and _is_something(header[0]) and _may_be_a_name(lines[number - 1]):
        employer, rest = lines[number - 1], header
    in_header = [each for each in rest if _is_role(each) and not MANY.search(each)]
    in_header = [each for each in in_header if PERSON.search(PARENTHESES.sub("", each))] or in_header
    titles = [title for segment in in_header for title in titles_in(segment)] or titles_in(stated.get("role", ""))
    roles = [Role(bare_title(title), text) for title in titles]
    if roles and number is not None:
        roles = _apart(titles, in_header, header, lines, number)
    is_named = any(PERSON.search(role.title) and role.title.split()[0].lower() != "eng" for role in roles)
    on_lines = comment_lines.read(lines, number)
    is_told_apart = len(on_lines) >= max(2, len(roles)) and not any(PAY.search(segment) for segment in in_header)
    if on_lines and (is_told_apart or not is_named):
        roles = [*(_not_on_lines(roles, on_lines) if is_named else []), *on_lines]
    roles = roles or _in_lists(lines, number) or _in_sentences(lines)
    roles = roles or [Role(bare_title(each), text) for each in rest if MANY.search(each) and ROLE.search(each)]
    if employer is None and (named := AT_EMPLOYER.search(text)):
        employer = named[1]
    each_has_its_own = len(roles) > 1 and all(role.workplace for role in roles)
    of_all = [each for each in rest if not (each_has_its_own and each in in_header)]
    modes = [_mode(each) for each in of_all if MODE.search(each) and (len(each) <= 60 or not _is_role(each))]
    places = [each for each in rest if comment_lines.is_place(each)] + (
        [stated["location"]] if "location" in stated else []
    )
    employments = [
        _employment(each) for each in rest if EMPLOYMENT.search(each) and not _is_role(EMPLOYMENT.sub("", each))
    ]
    return Advert(
        employer=_employer_name(employer),
        places=list(dict.fromkeys([*places, *(each for each in modes if _names_a_place(each))])),
        workplace=" / ".join(modes) or None,
        remote_scope=[scope for each in modes if (scope := _scope(each))],
        employment=" / ".join(employments) or None,
        roles=_each_once(roles)[:MOST_ROLES],
    )


def titles_in(segment: str) -> list[str]:
    """Titles that a segment lists; a part that names no one belongs to the title before it, or to the first.

    >>> titles_in("Senior Full Stack Developer (TS) / Senior AI Engineer – LLMs & Agents")
    ['Senior Full Stack Developer (TS)', 'Senior AI Engineer – LLMs & Agents']
    >>> titles_in("Staff, Fullstack & Frontend Software Engineers")
    ['Staff, Fullstack & Frontend Software Engineers']
    """
    titles, current = list[str](), ""
    for piece in re.split(r"((?:\s*[,;•]\s*|\s[/&+-]\s|\s+and\s+)(?![^()]*\)))", segment):
        if PERSON.search(PARENTHESES.sub("", piece)) and PERSON.search(PARENTHESES.sub("", current)):
            titles.append(current)
            current = piece
        else:
            current += piece
    return [AND.sub("", title.strip(" ,;-–—/&+•")) for title in [*titles, current] if ROLE.search(title)]


def _header_line(lines: list[str]) -> int | None:
    """The first of the first lines with two bars, else the first line if dashes part it."""
    for number, line in enumerate(lines[:HEADER_LINES]):
        if line.count("|") >= 2 or (number == 0 and "|" in line):
            return number
    first = _segments(lines[0])
    is_header = (
        len(lines[0]) <= 2 * LONGEST_SEGMENT
        and len(first) >= 2
        and any(_is_role(each) or MODE.search(each) for each in first)
    )
    return 0 if is_header else None


def _segments(line: str) -> list[str]:
    parts = line.split("|") if "|" in line else re.split(r"\s[–—•-]\s|\s//\s", line)
    bare = (LABEL.sub("", part).strip(" .,;:–—-") for part in parts)
    return [part for part in bare if part]


def _stated(lines: list[str]) -> dict[str, str]:
    """Lines such as `Role: ML Engineer`, by what they state."""
    names = {
        "company": "employer",
        "employer": "employer",
        "location": "location",
        "where": "location",
        "type": "type",
    }
    found: dict[str, str] = {}
    for line in lines[:15]:
        if (said := STATED.match(line)) and len(said[2]) <= LONGEST_SEGMENT and not SENTENCE.search(said[2]):
            found.setdefault(names.get(said[1].lower(), "role"), said[2].strip())
    if "role" in found and not ROLE.search(found["role"]):
        del found["role"]
    return found


def _employer(header: list[str]) -> tuple[str | None, list[str]]:
    """The employer is the first segment, unless that is the role and the next one is nothing else."""
    first, rest = header[0], header[1:]
    if not PERSON.search(PARENTHESES.sub("", first)) or any(_is_role(each) for each in rest):
        return first, rest
    if rest and not _is_something(rest[0]) and len(rest[0]) <= 40:
        return rest[0], [first, *rest[1:]]
    return None, header


def _may_be_a_name(line: str) -> bool:
    """Whether the line above a header that begins with the mode or the place is the employer's name."""
    return len(line) <= LONGEST_NAME and line[:1].isupper() and not SENTENCE.search(line) and not _is_something(line)


def _employer_name(text: str | None) -> str | None:
    """A name without addresses and batches: `Acme (https://acme.test) (YC S21)` is `Acme`."""
    if not text:
        return None
    bare = re.sub(r"\(\s*(?:YC|Y Combinator)?[^()]{0,12}\s*\)", " ", re.sub(r"https?://\S+?(?=[)\s]|$)", "", text))
    name = " ".join(PARENTHESES.sub(" ", bare).replace("()", " ").split()).strip(" ,-–—()")
    return (name or text)[:LONGEST_TITLE]


def _is_role(segment: str) -> bool:
    bare = PARENTHESES.sub("", ADDRESS.sub("", segment))
    if len(bare) > LONGEST_SEGMENT:
        return False
    return bool(PERSON.search(bare)) or bool(
        ROLE.search(bare) and not EMPLOYMENT.search(bare) and len(bare.split()) <= 6
    )


def _is_something(segment: str) -> bool:
    return any(known.search(segment) for known in (MODE, EMPLOYMENT, PAY, ADDRESS, OTHER, MANY)) or _is_role(segment)


def _mode(segment: str) -> str:
    """What a segment says of the way of working: without prose that runs on."""
    said = comment_lines.mode_in(segment) or segment
    return said if len(said) <= LONGEST_SEGMENT else " / ".join(dict.fromkeys(MODE.findall(said)))


def _names_a_place(mode: str) -> bool:
    """Whether anything but the way of working is said; that work is remote says where, too."""
    return "remote" in mode.lower() or comment_lines.names_more(mode)


def _employment(segment: str) -> str:
    return segment if len(segment) <= 40 else " / ".join(dict.fromkeys(EMPLOYMENT.findall(segment)))


def _scope(mode: str) -> str | None:
    found = REMOTE_SCOPE.search(mode)
    scope = (found[1] or found[2]).strip() if found else ""
    return scope if scope and not NO_SCOPE.search(scope) else None


def _apart(titles: list[str], segments: list[str], header: list[str], lines: list[str], number: int) -> list[Role]:
    """Roles of a header, each with a header of its own and without the lines that begin with another one's title."""
    roles = []
    for segment in segments:
        for title in titles_in(segment):
            own = " | ".join(
                title if each == segment else each for each in header if each == segment or each not in segments
            )
            others = [other.casefold() for other in titles if other != title]
            rest = [line for line in lines[number + 1 :] if not _begins_with(line, others, title.casefold())]
            places, workplace = comment_lines.own([title])
            roles.append(Role(bare_title(title), "\n".join([*lines[:number], own, *rest]), places, workplace))
    return roles if len(titles) > 1 else [Role(roles[0].title, "\n".join(lines))]


def _begins_with(line: str, others: list[str], title: str) -> bool:
    """Whether a line begins with another role's title, and not with this one's."""
    start = BULLET.sub("", line).casefold()
    longest = max((other for other in others if start.startswith(other.rstrip("s"))), key=len, default="")
    return bool(longest) and not (start.startswith(title.rstrip("s")) and len(title) >= len(longest))


def _not_on_lines(roles: list[Role], on_lines: list[Role]) -> list[Role]:
    """Roles of a header for one person of a kind that no line names (`CTO` above engineers), with the lines of all."""
    told = {kind.rstrip("s") for role in on_lines for kind in _kinds(role.title)}
    of_all = set.intersection(*(set(role.text.split("\n")) for role in on_lines))
    return [
        role._replace(text="\n".join(line for line in role.text.split("\n") if line in of_all))
        for role in roles
        if (kinds := _kinds(role.title)) and not any(kind in told or OF_LINES.fullmatch(kind) for kind in kinds)
    ]


def _kinds(title: str) -> set[str]:
    return {kind.lower() for kind in PERSON.findall(PARENTHESES.sub("", title))}


def _in_lists(lines: list[str], header: int | None) -> list[Role]:
    """Roles listed after `looking for:` and the like."""
    for number, line in enumerate(lines):
        listed = LIST_OF_ROLES.search(line) if number != header else None
        if listed:
            parts = re.split(r"\s[-–—•]\s|;", listed[1])
            titles = [bare_title(part) for part in (parts if len(parts) > 1 else titles_in(listed[1]))]
            titles = [title for title in titles if PERSON.search(title) and len(title.split()) <= 10]
            if titles:
                return [Role(title, "\n".join(lines)) for title in titles]
    return []


def _in_sentences(lines: list[str]) -> list[Role]:
    """The first role that a sentence is hiring."""
    for line in lines:
        for found in IN_A_SENTENCE.finditer(line):
            title = bare_title(found[1])
            if len(title.split()) >= 2 and not SENTENCE.search(title):
                return [Role(title[0].upper() + title[1:], "\n".join(lines))]
    return []


def _each_once(roles: list[Role]) -> list[Role]:
    return list({role.title.casefold(): role for role in reversed(roles) if role.title}.values())[::-1]
