"""Reads one location as people write it: "New York, NY; Remote - US", "US-CA-Menlo Park", "Berlin or Remote".

`place_items` cuts it into names and words, `place_groups` joins the names of one place, this module says
which of them are remote, and `place_choice` decides which place an ambiguous name means.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from .gazetteer import CITY, COUNTRY, STATE
from .place_choice import Mention, Pair, settle
from .place_groups import Group, chain
from .place_items import SMALL_CODES, Item, items

LONGEST_LIST = 60
WAYS = frozenset(["remote", "hybrid", "onsite"])
MODES = WAYS | {"flexible"}
JARGON = frozenset(["ai", "qa", "pm", "hr", "tv", "pr", "go", "th", "sr", "bi", "ml", "ee"])
"""Codes of countries and states that mean something else in most advertisements."""
ENTRY_MARKS = ("comma", "start", "conj", "strong")


class Reading(NamedTuple):
    """What one text says: its places, the modes it names, and the words that nothing is known of.

    unknown: names that may be of places; strangers: how many unknown words there are, those beside known places as well
    """

    mentions: tuple[Mention, ...]
    modes: frozenset[str]
    unknown: tuple[str, ...]
    strangers: int


@dataclass
class Clause:
    """What stands between two conjunctions: its items, its groups with whether they are remote, its modes."""

    items: list[Item]
    pairs: list[Pair]
    modes: set[str]
    unknown: list[str]

    def is_wide(self) -> bool:
        """Whether it names countries or wider places, and nothing else: `US / Remote` is remote in the US."""
        return bool(self.pairs) and all(
            group and not group.excluded and all(p.level <= COUNTRY for p in group.places) for group, _ in self.pairs
        )


@lru_cache(maxsize=100_000)
def read(text: str, hints: tuple[str, ...] = ()) -> Reading:
    """Places of one location text. hints: countries that ambiguous names more likely lie in."""
    return assemble(items(text), hints)


@lru_cache(maxsize=20_000)
def read_leading(text: str, hints: tuple[str, ...] = ()) -> Reading:
    """Places that a stretch of running text begins with, up to the first word that belongs to no place."""
    found = items(text)
    ends = (i for i, item in enumerate(found) if item.kind in ("unknown", "address") or i > LONGEST_LIST)
    return assemble(found[: next(ends, len(found))], hints)


def assemble(found: list[Item], hints: tuple[str, ...]) -> Reading:
    """Items as places, modes and unknown words."""
    clauses = [clause for segment in segments(found) for clause in clauses_of(segment)]
    pairs = [pair for clause in clauses for pair in clause.pairs]
    strange = {group.keys[-1] for group, _ in pairs if group and is_jargon(group, pairs, found)}
    mentions, unexplained = settle([pair for pair in pairs if not (pair[0] and pair[0].keys[-1] in strange)], hints)
    modes = {mode for clause in clauses for mode in clause.modes}
    if any(m.remote for m in mentions):
        modes.add("remote")
    if not modes & WAYS and any(item.kind == "wish" for item in found):
        modes.add("hybrid")
    unknown = dict.fromkeys([*(words for clause in clauses for words in clause.unknown), *unexplained])
    strangers = sum(item.kind == "unknown" for item in found)
    return Reading(tuple(mentions), frozenset(modes), tuple(unknown), strangers)


def is_jargon(group: Group, pairs: list[Pair], found: list[Item]) -> bool:
    """Whether a lone code is rather a word of the trade: `QA / Android`, `AI Industry`, `(M, T, Th)`."""
    if group.rule != "code" or group.keys[-1] in SMALL_CODES or any(p.country_code == "US" for p in group.places):
        return False
    lone = sum(1 for other, _ in pairs if other and other.rule == "code") == 1
    beside_words = lone and any(item.kind == "unknown" for item in found)
    return beside_words or (group.keys[-1] in JARGON and len(found) > 1)


def segments(found: list[Item]) -> list[list[Item]]:
    """Parts between strong marks: `;`, `|`, line breaks, bullets."""
    parts: list[list[Item]] = []
    for item in found:
        if item.before == "strong" or not parts:
            parts.append([])
        parts[-1].append(item)
    return parts


def clauses_of(segment: list[Item]) -> list[Clause]:
    """Parts of a segment between conjunctions (`or`, `&`, `/`), with remote carried to where it holds too."""
    parts: list[list[Item]] = [[]]
    for each in segment:
        is_part = each.before == "conj" and bool(parts[-1]) and is_state_of(parts[-1][-1], each)
        item = each._replace(before="comma") if is_part else each
        if item.before == "conj" or item.kind == "conj":
            parts.append([])
        if item.kind != "conj":
            parts[-1].append(item)
    clauses, shut_out = list[Clause](), 0
    for part in filter(None, parts):
        clause, shut_out = read_clause(part, shut_out)
        clauses.append(clause)
    for at, clause in enumerate(clauses):
        if any(group and is_remote for group, is_remote in clause.pairs):
            carry(clause, before=clauses[:at], after=clauses[at + 1 :])
    parted = [clause.items[0].before == "conj" for clause in clauses] + [False]
    lone = [
        clause for at, clause in enumerate(clauses) if clause.pairs == [(None, True)] and (parted[at] or parted[at + 1])
    ]
    named = [clause for clause in clauses if clause not in lone]
    if lone and named and all(clause.is_wide() for clause in named):
        for clause in named:
            spread(clause, with_cities=False)
        return named
    return clauses


def is_state_of(city: Item, code: Item) -> bool:
    """Whether a slash stands between a city and the code of its state: `Porto Alegre/RS`."""
    states = [q for q in code.places if q.level == STATE]
    return code.is_code and any(q.contains(p) for q in states for p in city.places if p.level == CITY)


def read_clause(part: list[Item], shut_out: int) -> tuple[Clause, int]:
    """One clause, and whether an exclusion goes on after it."""
    groups, unknown, shut_out = chain(part, shut_out)
    modes = {item.kind for item in part} & MODES
    if any(p.place_id == "world" for g in groups for p in g.places):
        modes.add("remote")
        nearer = [g for g in groups if g.places[0].place_id != "world"]
        groups = groups if all(g.excluded for g in nearer) else nearer
    elif any(item.text.startswith("anywhere") for item in part):
        modes.add("remote")
    is_option = any(item.kind == "option" for item in part)
    if is_option:
        modes |= {"remote"} if groups else {"remote", "flexible"}
    enclosed = enclosed_by_remote(part, groups) if "remote" in modes else None
    pairs: list[Pair] = [(group, group in enclosed if enclosed else "remote" in modes) for group in groups]
    cities = sum(g.means_city() for g in groups)
    if (is_option and cities) or ("remote" in modes and not enclosed and is_alternative(part, modes, cities)):
        pairs = [*((group, False) for group in groups), (None, True)]
    elif "remote" in modes and not groups:
        pairs = [(None, True)]
    return Clause(part, pairs, modes, unknown), shut_out


def enclosed_by_remote(part: list[Item], groups: list[Group]) -> list[Group] | None:
    """Groups in the brackets after the word for remote, where cities stand outside: `NYC, Remote (US)`."""
    at = next((i for i, item in enumerate(part) if item.kind == "remote"), len(part))
    inside = [g for g in groups if g.start > at and part[g.start].depth > part[at].depth]
    outside = [g for g in groups if g not in inside]
    return inside if inside and any(g.may_be_city() for g in outside) else None


def is_alternative(part: list[Item], modes: set[str], cities: int) -> bool:
    """Whether remote stands beside the places instead of describing them: `SF, NYC, Remote`."""
    if cities and modes & {"hybrid", "onsite"}:
        return True
    at = next((i for i, item in enumerate(part) if item.kind == "remote"), None)
    if at is None or cities < 2:
        return False
    return part[at].before in ENTRY_MARKS and (at + 1 == len(part) or part[at + 1].before == "comma")


def carry(clause: Clause, *, before: list[Clause], after: list[Clause]) -> None:
    """`Remote in Canada or the US`, `US or Canada (Remote)`: remote holds for the countries on both sides.

    Cities join in only where they stand in the same brackets or where remote opens a list of cities.
    """
    kinds = [item.kind for item in clause.items]
    opens = kinds[0] == "remote" or kinds[:2] == ["noise", "remote"]
    only_cities = all(group and group.is_city() for group, _ in clause.pairs)
    in_brackets = max(item.depth for item in clause.items) > 0
    for other in after:
        if other.modes & WAYS:
            break
        enclosed = in_brackets and all(item.depth > 0 for item in other.items)
        spread(other, with_cities=enclosed or (opens and only_cities))
    if kinds[-1] == "remote":
        for other in reversed(before):
            if other.modes & WAYS:
                break
            spread(other, with_cities=False)


def spread(clause: Clause, *, with_cities: bool) -> None:
    """Make the places of a clause remote."""
    if clause.pairs and all(group and (with_cities or not group.means_city()) for group, _ in clause.pairs):
        clause.pairs = [(group, True) for group, _ in clause.pairs]
        clause.modes.add("remote")
