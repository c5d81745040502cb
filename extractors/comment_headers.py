"""The header of a "Who is hiring" comment, `Company | Role | Place | REMOTE | pay`, in segments."""

from __future__ import annotations

import re

from .comment_places import is_list, is_place
from .comment_words import (
    ADDRESS,
    EMPLOYMENT,
    LONGEST_SEGMENT,
    MODE,
    OTHER,
    PARENTHESES,
    PAY,
    PERSON,
    ROLE,
    SENTENCE,
    STATED,
    SURE_PLACE,
)

HEADER_LINES = 4
LONGEST_RUN = 60
LONGEST_SENTENCE = 400
LONGEST_TITLE_WORDS, LONGEST_FIELD_WORDS = 9, 6
TERMS = re.compile(r"\W*(?:full|part)[- ]?time\W*,", re.IGNORECASE)
LABEL = re.compile(r"^\s*(?:locations?|where)\s*:", re.IGNORECASE)
BAR = re.compile(r"\|(?![^()|]{0,40}(?:\|[^()|]{0,40}){0,2}\))|\[(?=[^\[\]|]{0,80}\|)")
DASH = re.compile(r"\s[–—•·-]\s|\s//\s")
SEMICOLON = re.compile(r";\s")
PROSE = re.compile(
    r"(?:^|(?<=[\w)\]!.]))\s+(?=(?:(?:We|Our|I)(?:['’]\w+)?|At [A-Z]\w+,|Join us|Come|Looking|Company(?=:)|Why|Established|About us)(?!\w))"
)
LED_BY_MODE = re.compile(rf"^\s*((?:(?i:{MODE.pattern}|{EMPLOYMENT.pattern})[ ,/]*)(?:\([^()]*\))?)\s+(?=[A-Z])")
AFTER_MODE = re.compile(rf"(\([^()]{{0,60}}(?i:{MODE.pattern})[^()]{{0,60}}\))\s+(?=[A-Z])")
BEFORE_ADDRESS = re.compile(r"(?<=\w)\s+(?=https?://|www\.)")
PLACES_AT_END = re.compile(rf"\s((?:{SURE_PLACE.pattern})(?:\s?[/,&]\s?(?:{SURE_PLACE.pattern}))+)$")
FOR_OTHERS = re.compile(
    r"\([^()]{0,80}\bfor (?:some|certain|select|other) (?:roles?|positions?|jobs?)\b[^()]{0,80}\)", re.IGNORECASE
)
STATEMENTS = {"company": "employer", "employer": "employer", "who is hiring": "employer", "location": "location",
              "locations": "location", "where": "location", "type": "type"}  # fmt: skip
LINES_OF_STATEMENTS = 15


def line_of(lines: list[str]) -> int | None:
    """The first of the first lines with two bars, else the first line if bars, dashes or semicolons part it."""
    for number, line in enumerate(lines[:HEADER_LINES]):
        if line.count("|") >= 2 or (number == 0 and "|" in line):
            return number
    first = segments(lines[0])
    is_header = (
        len(lines[0]) <= 2 * LONGEST_SEGMENT
        and len(first) >= 2
        and any(is_role(each) or MODE.search(each) for each in first)
    )
    return 0 if is_header else None


def unfolded(line: str) -> list[str]:
    """A header, and on a line of its own the prose that runs on behind it, mostly from `We` or the employer's name on.

    >>> unfolded("Acme | Data Engineer | Oslo (onsite) | Full-time Acme is the home of peat, and has been since 1950.")
    ['Acme | Data Engineer | Oslo (onsite) | Full-time', 'Acme is the home of peat, and has been since 1950.']
    """
    start = line.rfind("|") + 1 or max((found.end() for found in DASH.finditer(line)), default=0)
    last = line[start:]
    prose = PROSE.search(last)
    if not start or (len(last) <= LONGEST_RUN and not prose) or is_list(last):
        return [line]
    name = " ".join(ADDRESS.sub("", PARENTHESES.sub("", line.partition("|")[0])).split())
    ends = [end for end in (prose.start() if prose else -1, last.find(f" {name} ") if name else -1) if end >= 0]
    led = LED_BY_MODE.match(last) if not ends and len(last) > LONGEST_SEGMENT else None
    end = led.end(1) if led else min(ends, default=len(last))
    return [part for part in (line[: start + end].strip(), last[end:].strip()) if part]


def segments(line: str) -> list[str]:
    """Parts of a header, the employer first."""
    parts = BAR.split(line)
    if len(parts) == 1:
        parts = DASH.split(line)
    if len(parts) == 1 and len(line) <= LONGEST_SEGMENT:
        parts = SEMICOLON.split(line)
    first, *rest = parts
    if LONGEST_RUN < len(first) <= LONGEST_SENTENCE:
        first = PLACES_AT_END.sub(r" | \1", first.strip())
    parts = [*first.split(" | "), *rest]
    parts = [FOR_OTHERS.sub("", part) for part in parts]
    pieces = (piece for number, part in enumerate(parts) for piece in _pieces(part, is_first=number == 0))
    bare = (LABEL.sub("", piece).strip(" .,;:–—-*#") for piece in pieces)
    return [piece if "[" in piece else piece.removesuffix("]").strip() for piece in bare if re.search(r"\w", piece)]


def stated(lines: list[str]) -> dict[str, str]:
    """Lines such as `Role: ML Engineer`, by what they state."""
    found: dict[str, str] = {}
    for line in lines[:LINES_OF_STATEMENTS]:
        said = STATED.match(line)
        value = said[2].strip().rstrip(".") if said else ""
        what = STATEMENTS.get(said[1].lower(), "role") if said else ""
        if what and len(value) <= LONGEST_SEGMENT and (what == "employer" or not SENTENCE.search(value)):
            found.setdefault(what, value)
    if "role" in found and not ROLE.search(found["role"]):
        del found["role"]
    return found


def is_role(segment: str) -> bool:
    """Whether a segment names a role or, shortly, a field of work; terms of employment alone are none."""
    bare = PARENTHESES.sub("", ADDRESS.sub("", segment))
    is_prose = len(bare) > LONGEST_SEGMENT or (SENTENCE.search(bare) and len(bare.split()) > LONGEST_TITLE_WORDS)
    if is_prose or TERMS.match(segment):
        return False
    return bool(PERSON.search(bare)) or bool(
        ROLE.search(bare) and not EMPLOYMENT.search(bare) and len(bare.split()) <= LONGEST_FIELD_WORDS
    )


def enclosed(first: str) -> list[str]:
    """What brackets behind the employer say of where and how: `Acme (Oslo)`, `Acme (Remote US) | Data Engineer`."""
    return [
        said
        for part in re.findall(r"\(([^()]+)\)", first)
        for said in [part.strip()]
        if not (ADDRESS.search(said) or OTHER.search(said) or PAY.search(said))
        and (MODE.search(said) or is_place(said))
    ]


def _pieces(part: str, *, is_first: bool = False) -> list[str]:
    """A segment parted where the way of working follows a role or a name, or a role follows the way of working.

    >>> _pieces("Kirkby (In Person) Data Engineer"), _pieces("Data Engineer — Oslo, onsite"), _pieces("Oslo - hybrid")
    (['Kirkby (In Person)', 'Data Engineer'], ['Data Engineer', 'Oslo, onsite'], ['Oslo - hybrid'])
    """
    pieces = list[str]()
    for each in BEFORE_ADDRESS.sub("|", AFTER_MODE.sub(r"\1|", part)).split("|"):
        ways = (dash for dash in DASH.finditer(each) if _is_way(DASH.split(each[dash.end() :])[0]))
        dash = next(ways, None) if is_first or PERSON.search(each) else None
        pieces += [each[: dash.start()], *DASH.split(each[dash.end() :])] if dash else [each]
    return pieces


def _is_way(part: str) -> bool:
    """Whether a part says how the work is done, and not only in brackets behind something else."""
    return bool(MODE.search(PARENTHESES.sub("", part))) and not PERSON.search(part)
