"""What parts of a "Who is hiring" comment say of where and how the work is done.

No table of places is at hand here: a part is a place where it is short and nothing else, and a few short forms
(`SURE_PLACE`) are places wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .comment_words import (
    ADDRESS,
    COUNTRY,
    EMPLOYMENT,
    MANY,
    MODE,
    NO_NAME,
    NO_PLACE,
    NO_SCOPE,
    OTHER,
    PARENTHESES,
    PAY,
    PERSON,
    REMOTE_SCOPE,
    ROLE,
    SENTENCE,
    SURE_PLACE,
    TECHNOLOGY,
)

LONGEST_PART = 80
LONGEST_PLACE = 60
LONGEST_MODE = 110
WORDS_OF_A_PLACE = 4
FEWEST_IN_A_LIST = 5
BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
BETWEEN_PLACES = re.compile(r"\s*[,;/&+()·•]\s*|\s+(?:or|and)\s+", re.IGNORECASE)
BETWEEN_NAMES = re.compile(r",\s*(?:or\s|and\s)?|\s(?:or|and)\s")
PART_OF_A_PLACE = re.compile(rf"[A-Z]{{2}}|{COUNTRY.pattern}")
REMOTE_PART = re.compile(
    r"\bremote\b\W*\([^()]*\)|\b(?:us |fully )?remote\b(?:\s(?:in|across|from)\s.*)?", re.IGNORECASE
)
WORLD = re.compile(r"\b(?:anywhere|world-?wide|global(?:ly)?)\b", re.IGNORECASE)
ONLY = re.compile(r"\s+only$", re.IGNORECASE)
OF_MANY = re.compile(r"^.*\b(?:in|across|within)\s+(?:the\s+)?([A-Z].*)$")
TAIL = re.compile(r"(?:\s[–—-]\s|,\s(?=[^,]+,\s[A-Z]{2}$)|[(\[]|\sin\s(?=[A-Z][\w ]*$))([^()\[\]–—]+?)[)\]]?$")
FOR_SOME = re.compile(rf"\(([^()]{{0,60}}{PERSON.pattern}[^()]{{0,60}})\)", re.IGNORECASE)
_WORD = r"(?:(?:St|Ft|Mt)\.|[A-Z]\.[A-Z]\.|[A-Z][\w’'-]*)"
_NAMES = rf"{_WORD}(?:\s(?:{_WORD}|of|de))*"
_LIST = rf"{_NAMES}(?:(?:\s?[,/&]\s?|,?\s(?:or|and)\s)(?:in\s)?{_NAMES})*"
OFFERING = re.compile(
    r"\b(?:hiring|looking for|seeking|roles?|positions?|jobs|offices?|on-?site|in[- ]person)\b", re.IGNORECASE
)
IN_OFFICE = re.compile(rf"\b(?:in|at|from) (?:the|our) ({_LIST}) offices?\b")
_ON_SITE = r"on-?site|in[- ]person|in[- ]office|hybrid"
IN_PROSE = re.compile(
    rf"(?i:\b(?:hiring|(?:jobs|roles?|positions?|openings?)(?: are| is)?|offices?|join (?:us|our team)|{_ON_SITE}|{PERSON.pattern})\b)"
    rf"(?:[:)\s-]|@\w+|\b(?:all|only|is|are)\b|\bin[- ](?:office|person)\b){{0,4}}\bin (?:the |our )?({_LIST})"
)
ON_SITE = re.compile(rf"(?i:\b(?:{_ON_SITE})\b)\)?(?::|\s?[-–])\s({_LIST})")


def is_place(part: str) -> bool:
    """A segment that is nothing else and short enough to be a place; brackets may say more of it.

    >>> is_place("Oslo (visa holders welcome)"), is_place("Core Team"), is_place("Oslo (2-3 days a week)")
    (False, False, True)
    """
    bare = ONLY.sub("", PARENTHESES.sub("", part)).strip()
    return (
        (part[:1].isupper() or is_sure(bare))
        and (len(bare) <= LONGEST_PLACE or is_list(bare))
        and not any(each.search(part) for each in (MODE, EMPLOYMENT, PAY, ADDRESS, OTHER, MANY))
        and (is_sure(bare) or not any(each.search(bare) for each in (ROLE, SENTENCE, NO_PLACE, TECHNOLOGY)))
    )


def is_sure(part: str, known: Sequence[str] = ()) -> bool:
    """Whether each of the places listed is a short form of one, or among those `known` already.

    >>> is_sure("SF / NYC"), is_sure("Datagrid"), is_sure("Oslo", ["Oslo, Norway"])
    (True, False, True)
    """
    listed = [name for name in BETWEEN_PLACES.split(part) if name]
    names = {name.casefold() for text in known for name in BETWEEN_PLACES.split(text)}
    return bool(SURE_PLACE.fullmatch(part)) or (
        bool(listed) and all(SURE_PLACE.fullmatch(name) or name.casefold() in names for name in listed)
    )


def names_a_sure_one(part: str, known: Sequence[str]) -> bool:
    """Whether one of the places listed is sure: `UK/Ireland`."""
    return is_sure(part, known) or any(is_sure(name, known) for name in BETWEEN_PLACES.split(part) if name)


def is_list(text: str) -> bool:
    """Whether a long text only lists short names: `REMOTE or Oslo, Bergen, Trondheim`."""
    return not SENTENCE.search(text) and all(
        len(name.split()) <= WORDS_OF_A_PLACE for name in BETWEEN_PLACES.split(text)
    )


def of_many(segment: str) -> str | None:
    """Where several roles are: `Multiple roles across Spain and Portugal`."""
    found = OF_MANY.search(ADDRESS.sub("", segment).strip(" ().")) if MANY.search(segment) else None
    return found[1] if found and is_place(found[1]) else None


def parted(place: str) -> str:
    """A place as a field would list it: only `;` between places, and a long list of bare names by `;`.

    >>> parted("REMOTE (US; Pacific hours)"), parted("Oslo, Bergen, Hamar, Bodø or Narvik"), parted("Oslo, Norway")
    ('REMOTE (US, Pacific hours)', 'Oslo; Bergen; Hamar; Bodø; Narvik', 'Oslo, Norway')
    """
    whole = PARENTHESES.sub(lambda each: each[0].replace(";", ","), place)
    names = BETWEEN_NAMES.split(whole)
    is_long = len(names) >= FEWEST_IN_A_LIST and not re.search(r"[()/&;]", whole)
    return "; ".join(names) if is_long and not any(PART_OF_A_PLACE.fullmatch(name) for name in names) else whole


def mode_in(part: str) -> str:
    """A part without pay, people and terms of employment: `remote, $90k` says remote."""
    pieces = [piece.strip() for piece in re.split(r"\s[–—-]\s|,\s", part) if not PAY.search(piece)]
    return ", ".join(
        piece for piece in pieces if re.search(r"\w", EMPLOYMENT.sub("", piece)) and not PERSON.search(piece)
    ).strip(" :.")


def own_mode(part: str) -> str | None:
    """What a part of a role's line says of the way of working, if it says that alone and shortly."""
    said = mode_in(part)
    is_prose = len(said) > LONGEST_PART or ROLE.search(said) or SENTENCE.search(said)
    return said if MODE.search(said) and not is_prose else None


def mode_of(segment: str) -> str:
    """What a segment of a header says of the way of working: without prose that runs on and what is not for all."""
    of_all = FOR_SOME.sub(lambda each: "" if MODE.search(each[0]) else each[0], segment).strip() or segment
    enclosed = [said for part in BRACKETS.findall(of_all) if PERSON.search(PARENTHESES.sub("", of_all))
                if (said := own_mode(part))]  # fmt: skip
    said = " / ".join(enclosed) or mode_in(of_all)
    if not said and PERSON.search(of_all):
        said = " / ".join(MODE.findall(of_all))
    said = said or of_all
    return said if len(said) <= LONGEST_MODE or is_list(said) else " / ".join(dict.fromkeys(MODE.findall(said)))


def for_some(segment: str) -> tuple[set[str], str] | None:
    """For whom brackets state another way of working: `Oslo, onsite (designer remote)`."""
    found = FOR_SOME.search(segment)
    if not found or not MODE.search(found[1]):
        return None
    return {kind.lower() for kind in PERSON.findall(found[1])}, PERSON.sub("", found[1]).strip(" ,:")


def names_a_place(mode: str) -> bool:
    """Whether anything but the way of working is said; that work is remote says where, too."""
    return "remote" in mode.lower() or names_more(mode)


def is_mixed(mode: str) -> bool:
    """Whether places stand beside remote work: `Oslo, Remote (EU)`, so that a role in Oslo need not be remote."""
    beside = REMOTE_PART.sub("", mode)
    return beside != mode and names_more(beside)


def names_more(mode: str) -> bool:
    """Whether a name, as of a place, stands beside the way of working: `remote, Germany`, not `hybrid, 3 days a week`."""
    bare = mode
    for known in (MODE, EMPLOYMENT, OTHER, NO_SCOPE, NO_NAME):
        bare = known.sub("", bare)
    return any(not word[0].islower() for word in re.findall(r"[^\W\d_]{2,}", bare))


def names_its_own(mode: str) -> bool:
    """Whether a role's way of working says where, so that the places of the comment are not its own.

    >>> [names_its_own(each) for each in ("remote, Germany", "Remote (Anywhere)", "hybrid, 3 days a week", "remote")]
    [True, True, False, False]
    """
    return bool(WORLD.search(mode)) or names_more(mode)


def scope_in(mode: str) -> str | None:
    """Where remote applicants may live: what stands in brackets or behind `in` after the word."""
    found = REMOTE_SCOPE.search(mode)
    scope = (found[1] or found[2]).strip() if found else ""
    return scope if scope and not NO_SCOPE.search(scope) else None


def tail(line: str) -> str | None:
    """What stands in brackets or behind a dash at the end of a role's line, if it may be a place.

    >>> tail("Senior Data Engineer (Oslo)"), tail("Data Engineer - Colorado Springs, CO"), tail("SWE, Backend")
    ('Oslo', 'Colorado Springs, CO', None)
    """
    found = TAIL.search(ADDRESS.sub("", line).rstrip(" :.,–—-"))
    return found[1].strip() if found and is_place(found[1].strip()) else None


def in_prose(lines: Sequence[str]) -> list[str]:
    """Places that a sentence says the work is in: `All roles are onsite in Oslo`."""
    told = (line for number, line in enumerate(lines) if number == 0 or OFFERING.search(line))
    found = (
        match[1].strip(" .,")
        for line in told
        for form in (IN_PROSE, IN_OFFICE, ON_SITE)
        for match in form.finditer(line)
    )
    return list(dict.fromkeys(place for place in found if is_place(place)))[:1]
