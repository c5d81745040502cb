"""A "Who is hiring" comment, read as people write them: a header of segments, then lines and sentences.

The header is mostly `Company | Role | Place | REMOTE | pay` (`comment_headers`); each segment is known by its words. Roles
named there count; else roles on lines of their own (`comment_lines`); else the one that a sentence is hiring. Nothing is
made up: a comment that names no role has none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from . import comment_employers, comment_headers, comment_lines, comment_places
from .comment_headers import is_role
from .comment_lines import Role
from .comment_words import (
    ADDRESS,
    AMOUNT,
    AND,
    BULLET,
    EMPLOYMENT,
    HIRING,
    IN_A_SENTENCE,
    LIST_OF_ROLES,
    MANY,
    MODE,
    OF_LINES,
    OTHER,
    PARENTHESES,
    PAY,
    PERSON,
    ROLE,
    SEEKER,
    SENTENCE,
    bare_title,
)

MOST_ROLES = 20
WHOLE_HEADER = 3
LONGEST_MODE_BESIDE_A_ROLE = 60
LONGEST_NAME = 40
IS_HIRING = re.compile(r"^(?:.{0,60}?\b(?:is|are|[’']re)\s(?:\w+\s)?)?hiring\b(?:\sfor\b)?\s?:?\s*", re.IGNORECASE)
ENOUGH_ALONE = re.compile(r"(?:(?:SWE|SRE|SDE|MLE|FDE)'?|(?i:engineer|developer|programmer))s?")
FIGURES = re.compile(r"(?<!\S)[^\s\d]*\d(?:.*\d)?\S*(?:\s[A-Z]{3}\b)?")
BEFORE_SEGMENT = r"\s?(?:[|•·;]|[–—-]\s|//)\s?(?:(?i:locations?|where):\s?)?"
AFTER_SEGMENT = r"(?=[.,;:]?\s?(?:$|[|•·;\n]|[–—-]\s|//))"
PAID = re.compile(r"(\([^()]*[$€£]\s?\d[^()]*\))\s+(?=[A-Z])")


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
    number = comment_headers.line_of(lines)
    if SEEKER.search(text) or (number is None and not HIRING.search(text)):
        return None
    header = list[str]()
    if number is not None:
        lines[number : number + 1] = comment_headers.unfolded(lines[number])
        header = comment_headers.segments(lines[number])
    stated = comment_headers.stated(lines)
    employer, rest = _employer(header, lines[:number]) if header else (stated.get("employer"), [])
    if not header and not employer and stated and _may_be_a_name(lines[0]):
        employer = lines[0]
    if len(header) >= WHOLE_HEADER:
        stated.pop("role", None)
    in_header = [each for each in rest if is_role(each) and not MANY.search(each)]
    in_header = [each for each in in_header if PERSON.search(PARENTHESES.sub("", each))] or in_header
    places, modes = _where(lines, header, rest, stated)
    roles = _roles(lines, number, header, in_header, stated, [*places, *modes.values()])
    if not roles:
        roles = [Role(bare_title(each), text) for each in rest if MANY.search(each) and ROLE.search(each)]
    each_has_its_own = len(roles) > 1 and all(role.workplace for role in roles)
    ways = list(dict.fromkeys(said for each, said in modes.items() if not (each_has_its_own and each in in_header)))
    employments = [
        _employment(each) for each in rest if EMPLOYMENT.search(each) and not is_role(EMPLOYMENT.sub("", each))
    ]
    elsewhere = [
        each
        for each, said in modes.items()
        if each not in in_header and (comment_places.is_mixed(said) or (places and comment_places.scope_in(said)))
    ]
    paid = {each: FIGURES.sub("", each).strip(" +,/&–-") for each in rest if AMOUNT.search(each) and not is_role(each)}
    roles = [_with_its_own(role, elsewhere, paid) for role in roles]
    return Advert(
        employer=comment_employers.bare_name(employer) if employer else comment_employers.in_text(text),
        places=list(dict.fromkeys([*places, *(each for each in ways if comment_places.names_a_place(each))])),
        workplace=" / ".join(ways) or None,
        remote_scope=[scope for each in ways if (scope := comment_places.scope_in(each))],
        employment=" / ".join(employments) or None,
        roles=_each_once(_with_exceptions(roles, rest))[:MOST_ROLES],
    )


def _where(
    lines: list[str], header: list[str], rest: list[str], stated: dict[str, str]
) -> tuple[list[str], dict[str, str]]:
    """Places of all roles, and by segment what it says of the way of working."""
    modes = {
        each: comment_places.mode_of(each)
        for each in rest
        if MODE.search(each) and (len(each) <= LONGEST_MODE_BESIDE_A_ROLE or not is_role(each))
    }
    places = [each for each in rest if comment_places.is_place(each)]
    places += [place for each in rest if each not in modes and (place := comment_places.of_many(each))]
    beside = comment_headers.enclosed(header[0]) if header and header != rest else []
    modes |= {each: each for each in beside if MODE.search(each)}
    if not places and not any(map(comment_places.names_more, modes.values())):
        places = [stated["location"]] if "location" in stated else [each for each in beside if each not in modes]
    if not places and not any(map(comment_places.names_a_place, modes.values())):
        places = comment_places.in_prose(lines)
    return places, modes


def _roles(
    lines: list[str],
    number: int | None,
    header: list[str],
    in_header: list[str],
    stated: dict[str, str],
    known: list[str],
) -> list[Role]:
    """Roles that a header names, or lines of their own, or a list, or a sentence. known: what is said of all places."""
    text = "\n".join(lines)
    titles = [title for segment in in_header for title in titles_in(segment)] or titles_in(stated.get("role", ""))
    roles = [Role(bare_title(title), text) for title in titles]
    if roles and number is not None:
        roles = _apart(titles, in_header, header, lines, number)
    is_named = any(PERSON.search(role.title) and role.title.split()[0].lower() != "eng" for role in roles)
    on_lines = comment_lines.read(lines, number, known)
    is_told_apart = len(on_lines) >= max(2, len(roles)) and not any(PAY.search(segment) for segment in in_header)
    if on_lines and (is_told_apart or not is_named):
        roles = [*(_not_on_lines(roles, on_lines) if is_named else []), *on_lines]
    return roles or _in_lists(lines, number) or _in_sentences(lines)


def _with_its_own(role: Role, elsewhere: list[str], paid: dict[str, str]) -> Role:
    """A role without what the header says for all of them where it states its own place or pay.

    elsewhere: segments by which some roles are remote or in other places
    paid: segments that state pay, and what is left of them without it
    """
    if role.states_pay:
        role = role._replace(text=_changed(role.text, paid))
    if role.places and elsewhere:
        role = role._replace(text=_changed(role.text, dict.fromkeys(elsewhere, "")), workplace=role.workplace or "")
    return role


def _changed(text: str, segments: dict[str, str]) -> str:
    """A role's text with other words, or none, in place of segments of the header that do not hold for it.

    >>> _changed("Acme - Oslo, Remote (EU) - Full-time", {"Oslo, Remote (EU)": ""})
    'Acme - Full-time'
    """
    for segment, instead in segments.items():
        bounded = rf"{BEFORE_SEGMENT}{re.escape(segment)}{AFTER_SEGMENT}"
        if found := re.search(bounded, text, re.MULTILINE):
            text = text[: found.start()] + (f" | {instead}" if instead else "") + text[found.end() :]
    return text


def _with_exceptions(roles: list[Role], rest: list[str]) -> list[Role]:
    """Roles with the way of working that a segment states for their kind: `Oslo, onsite (designer remote)`."""
    some = [found for each in rest if not is_role(each) and (found := comment_places.for_some(each))]
    return [
        next((role._replace(workplace=said) for kinds, said in some if kinds & _kinds(role.title)), role)
        if not role.workplace
        else role
        for role in roles
    ]


def titles_in(segment: str) -> list[str]:
    """Titles that a segment lists; a part that names no one belongs to the title before it, or to the first.

    >>> titles_in("Senior Full Stack Developer (TS) / Senior AI Engineer – LLMs & Agents")
    ['Senior Full Stack Developer (TS)', 'Senior AI Engineer – LLMs & Agents']
    >>> titles_in("Staff, Fullstack & Frontend Software Engineers")
    ['Staff, Fullstack & Frontend Software Engineers']
    """
    titles, current = list[str](), ""
    listed = PAID.sub(r"\1, ", IS_HIRING.sub("", segment))
    for piece in re.split(r"((?:\s*[,;•]\s*|\s[/&+-]\s|\s+and\s+)(?![^()]*\)))", listed):
        if PERSON.search(PARENTHESES.sub("", piece)) and PERSON.search(PARENTHESES.sub("", current)):
            titles.append(current)
            current = piece
        else:
            current += piece
    return [AND.sub("", title.strip(" ,;-–—/&+•")) for title in [*titles, current] if ROLE.search(title)]


def _employer(header: list[str], above: list[str]) -> tuple[str | None, list[str]]:
    """The employer is the first segment, unless that is the role and the next one is nothing else, or a line above names it."""
    first, rest = comment_employers.in_header(header)
    if above and (named := comment_employers.in_text("\n".join(above))):
        return named, header
    if above and _is_something(header[0]) and _may_be_a_name(above[-1]):
        return above[-1], header
    if not first or not PERSON.search(PARENTHESES.sub("", first)) or any(is_role(each) for each in rest):
        return first, rest
    if rest and not _is_something(rest[0]) and len(rest[0]) <= LONGEST_NAME:
        return rest[0], [first, *rest[1:]]
    return comment_employers.by_site(rest[0]) if rest else None, [first, *rest]


def _may_be_a_name(line: str) -> bool:
    """Whether the line above a header that begins with the mode or the place is the employer's name."""
    return len(line) <= LONGEST_NAME and line[:1].isupper() and not SENTENCE.search(line) and not _is_something(line)


def _is_something(segment: str) -> bool:
    return any(known.search(segment) for known in (MODE, EMPLOYMENT, PAY, ADDRESS, OTHER, MANY)) or is_role(segment)


def _employment(segment: str) -> str:
    return segment if len(segment) <= 40 else " / ".join(dict.fromkeys(EMPLOYMENT.findall(segment)))


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
            employment, states_pay = comment_lines.own_employment(title), comment_lines.has_own_pay([title])
            text = "\n".join([*lines[:number], own, *rest])
            roles.append(Role(bare_title(title), text, places, workplace, employment, states_pay))
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
    """The first role that a sentence is hiring; an `engineer` and no more only where none is told more of."""
    titles = [bare_title(found[1]) for line in lines for found in IN_A_SENTENCE.finditer(line)]
    told = [title for title in titles if not SENTENCE.search(title)]
    title = next((title for title in told if len(title.split()) >= 2), next(filter(ENOUGH_ALONE.fullmatch, told), None))
    return [Role(title[0].upper() + title[1:], "\n".join(lines))] if title else []


def _each_once(roles: list[Role]) -> list[Role]:
    return list({role.title.casefold(): role for role in reversed(roles) if role.title}.values())[::-1]
