"""Cuts a location text into names, codes, words of mode and unknown words, longest names first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .gazetteer import CITY, STATE, Place, fold, names

TOKEN = re.compile(
    r"(?P<strong>[;|\n•·●]+)|(?P<conj>\s*\+\s*(?=[^\W\d_])|[/&]|\s-\s*or\s)|(?P<comma>[,、，])"
    r"|(?P<dash>\s[-–—]+\s*|[-–—]+\s|[–—:：])|(?P<open>[(\[（])|(?P<close>[)\]）])|(?P<hyphen>[-_])"
    r"|(?P<word>[^\s;|\n•·●/&,、，–—:：()\[\]（）_+-]+)"
)
DIRECTION = "(north|south|east|west|central|northern|southern|eastern|western)"
SHARED_NOUN = re.compile(rf"\b{DIRECTION}(\s*[/&]\s*|\s+(?:and|or)\s+){DIRECTION}\s+([^\W\d_]+)", re.IGNORECASE)
ZONE_LETTERS = re.compile(  # CT and MT alone are states; ET beside remote is no country
    r"\b(?:[PE]T|(?:[CM]T\s*[/&,]\s*)+[PE]T)(?:\s*[/&,]\s*[PMCE]T)+\b|\b(?:[CM]T\s*[/&,]\s*)+[PE]T\b"
    r"|\b(?:[PMCE]T\s*[/&,]\s*)*[PMCE]T(?=\s(?:hours|time|tz\b|zones?))"
    r"|(?:(?<=emote )|(?<=emote, )|(?<=emote - )|(?<=emote \())ET(?=\s*[),;|]|$)"
)
DUTCH_POSTCODE = re.compile(r"\b(\d{4}) ?[A-Z]{2}(?=\s+[A-Z][a-z])")
ON_A_RIVER = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,}) ?/ ?([^\W\d_]{3,})(?=\W|$)")
RIVER_LINKS = ("", " am", " an der", " im")
DOTTED = re.compile(r"(?<=[A-Z][A-Za-z])\.(?=[A-Z][A-Za-z])")
BRACKETED = re.compile(r"\b(\w+)\s?\((\w+)\)")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
STREETS = ("strasse", "straat", "platz", "gasse", "gatan", "allee")
LONGEST = 9
"""Words and hyphens of the longest name looked for."""
LONGEST_CJK = 8
LARGE = 100_000.0
"""A city of this size is believed beside unknown words (`Omaha Riverfront`)."""
TIME_ZONE = "region/tz_"
HYPHENS = ("-", "_")
MARKS = ("space", "hyphen", "dash", "comma", "open", "close", "end", "conj", "start", "strong")
SMALL_CODES = ("us", "uk", "usa", "uae")
EVERYDAY = frozenset(
    ["mobile", "orange", "reading", "nice", "split", "corona", "male", "best", "same", "date", "bar", "most"]
)
PREFIXES = frozenset(
    ["no", "in", "it", "be", "re", "co", "so", "to", "am", "at", "is", "me", "my", "as", "do", "by", "hi"]
)
"""Codes that before a hyphen and a word that is no place are words themselves (`NO-SPONSORSHIP`, `CO-OP`)."""
LOWER_CONJ = frozenset(["y", "o", "e", "et", "und", "ou", "oder", "i", "og", "en", "lub", "och", "eller"])


class Item(NamedTuple):
    """A name, code or word of a text.

    kind: place, remote, hybrid, onsite, flexible, option (remote as one), wish (hybrid as one), exclude, conj, address,
    hours, overlap (a place behind it is not the job's), noise or unknown
    text: folded; before: the mark before it; depth: how many brackets it stands in
    """

    kind: str
    text: str
    places: tuple[Place, ...]
    is_code: bool
    before: str
    depth: int


def items(text: str) -> list[Item]:
    """The words of a text as places, modes, conjunctions and unknown words, each with the mark before it."""
    text = spelled_out(text)
    found, words = list[Item](), list[str]()
    before, depth, mixed = "start", 0, text.lower() != text
    for token in (*TOKEN.finditer(CJK.sub(r" \g<0> ", text)), None):
        kind = (token.lastgroup or "") if token else "end"
        if token and kind in ("word", "hyphen"):
            words.append(token[0])
            continue
        if any(word not in HYPHENS for word in words):
            found += match(words, before=before, after=kind, depth=depth, mixed=mixed)
            before, words = kind, []
        else:
            before, words = max(before, kind, key=MARKS.index), []
        depth = max(0, depth + (kind == "open") - (kind == "close"))
    return found


def spelled_out(text: str) -> str:
    """A text without shorthand: shared nouns, zone letters, dots for commas, brackets within a name.

    >>> spelled_out("North/South America"), spelled_out("PT/ET hours"), spelled_out("USA.CA.Irvine")
    ('North America/South America', 'PST hours', 'USA-CA-Irvine')
    """
    text = text.replace(" w/ ", " with ")
    short = ON_A_RIVER.sub(by_a_river, SHARED_NOUN.sub(r"\1 \4\2\3 \4", DUTCH_POSTCODE.sub(r"\1", text)))
    dotted = DOTTED.sub("-", ZONE_LETTERS.sub("PST", short))
    return BRACKETED.sub(lambda m: f"{m[1]} {m[2]}" if fold(f"{m[1]} {m[2]}") in names().places else m[0], dotted)


def by_a_river(found: re.Match[str]) -> str:
    """`Frankfurt/Oder` and `Ludwigshafen/Rhein` as the towns are called in full; anything else as it is."""
    called = (f"{found[1]}{link} {found[2]}" for link in RIVER_LINKS)
    return next((name for name in called if fold(name) in names().places), found[0])


def match(field: list[str], *, before: str, after: str, depth: int, mixed: bool) -> list[Item]:
    """Longest names first within one field: words parted by spaces and hyphens only."""
    parts = [part for word in field for part in cut(word)]
    found, at = list[Item](), 0
    while at < len(parts):
        if parts[at] in HYPHENS:
            before, at = "hyphen" if before == "space" else before, at + 1
            continue
        for end in range(min(len(parts), at + LONGEST), at, -1):
            alone, last = at == 0 and end == len(parts), end == len(parts) and after != "open"
            item = (
                look_up(parts[at:end], alone=alone, last=last, mixed=mixed) if parts[end - 1] not in HYPHENS else None
            )
            if item:
                break
        else:
            end, item = at + 1, stranger(parts[at])
        found.append(item._replace(before=before, depth=depth))
        before, at = "space", end
    return sift(in_hours(found))


def in_hours(field: list[Item]) -> list[Item]:
    """Without places of hours, travel and moves: `US Pacific hours`, `overlap with Berlin`, `trips to Rome`; zones stay."""
    kinds, meant = [item.kind for item in field], set[int]()
    for at, kind in enumerate(kinds):
        if kind == "hours" and at:
            meant |= {at - 1} if zones_of(field[at - 1]) else {at - 1, at - 2}
        elif kind == "overlap":
            meant |= {at - 1, *range(at, len(field))}
    return [as_hours(item) if at in meant and item.kind == "place" else item for at, item in enumerate(field)]


def as_hours(item: Item) -> Item:
    """A name of a time zone as nothing else (`EST` is Estonia too); any other place as noise."""
    zones = zones_of(item)
    return item._replace(kind="place" if zones else "noise", places=zones, is_code=False)


def zones_of(item: Item) -> tuple[Place, ...]:
    """The time zones that a name may mean."""
    return tuple(place for place in item.places if place.place_id.startswith(TIME_ZONE))


def stranger(word: str) -> Item:
    """A word that no table knows; figures and marks count as noise."""
    plain = fold(word).strip('%#*<>@=~±≥≤!?"“”+$€£')
    if len(plain) < 2 or any(c.isdigit() for c in plain):
        return Item("noise", plain, (), False, "", 0)
    return Item("address" if plain.endswith(STREETS) else "unknown", plain, (), False, "", 0)


def cut(word: str) -> list[str]:
    """A run of Chinese, Japanese or Korean without spaces, cut into the names that it holds."""
    if not CJK.search(word):
        return [word]
    found, at, known = list[str](), 0, names()
    while at < len(word):
        for end in range(min(len(word), at + LONGEST_CJK), at, -1):
            key = fold(word[at:end])
            if key in known.places or key in known.words:
                found.append(word[at:end])
                at = end - 1
                break
        at += 1
    return found or [word]


def look_up(piece: list[str], *, alone: bool, last: bool, mixed: bool) -> Item | None:
    """What some words in a row mean; None where they mean nothing as a whole.

    alone: they fill their field; last: nothing follows in it; mixed: the text has capitals, so that small
    letters tell
    """
    key, known, single = fold(" ".join(piece)), names(), len(piece) == 1
    small = mixed and piece[0].islower()
    places, kind = known.places.get(key, ()), known.words.get(key)
    codes = known.codes.get(key, ()) if single and (key != "ok" or alone) else ()
    if (
        codes
        and (piece[0].isupper() or (alone and (not small or key in SMALL_CODES)))
        and (kind != "conj" or last or alone)
    ):
        return Item("place", key, tuple(dict.fromkeys([*codes, *places])), True, "", 0)
    if (
        kind
        and not (kind == "conj" and key in LOWER_CONJ and not piece[0].islower())
        and not (kind == "address" and alone)
    ):
        return Item(kind, key, (), False, "", 0)
    if places and not (small and single):
        return Item("place", key, places, False, "", 0)
    return None


def sift(field: list[Item]) -> list[Item]:
    """Distrust small places beside unknown words or other names, and every place in a street address."""
    parts: list[list[Item]] = []
    for item in field:
        if item.before == "hyphen" and parts and is_prefix(parts[-1][-1], item):
            parts[-1][-1] = parts[-1][-1]._replace(kind="noise", places=())
        if item.before == "hyphen" or not parts:
            parts.append([])
        parts[-1].append(item)
    return [item for part in parts for item in trusted(part)]


def is_prefix(code: Item, word: Item) -> bool:
    """Whether a code is the first part of a word: `NO-SPONSORSHIP`."""
    return code.is_code and code.text in PREFIXES and word.kind in ("noise", "unknown")


def trusted(part: list[Item]) -> Iterator[Item]:
    """The items of a stretch without hyphens, without the places that can hardly be meant."""
    is_address = any(item.kind == "address" for item in part)
    has_unknown = any(item.kind == "unknown" for item in part)
    before: Item | None = None
    for item in part:
        last, before = before, item
        is_one = last is not None and ((item.is_code and holds(item, last)) or (last.is_code and holds(last, item)))
        follows = last is not None and last.kind == "place" and not is_one
        if is_address:
            yield item._replace(kind="noise", places=())
        elif item.kind == "place" and has_unknown:
            places = believed(item)
            yield item._replace(kind="place" if places else "unknown", places=places)
        elif item.kind == "place" and follows and not believed(item):
            yield item._replace(kind="noise", places=())
        else:
            yield item


def holds(code: Item, named: Item) -> bool:
    """Whether a code is of a state that holds the place beside it: `London ON`, `USA VA Chantilly`."""
    return any(p.contains(q) for p in code.places for q in named.places)


def believed(item: Item) -> tuple[Place, ...]:
    """Places that a name may mean beside unknown words: no small town, no everyday word, of codes only US states."""
    if item.text in EVERYDAY:
        return ()
    if item.is_code and len(item.text) == 2 and item.text not in SMALL_CODES:
        return tuple(p for p in item.places if p.level == STATE and p.country_code == "US")
    default = names().defaults.get(item.text)
    return tuple(p for p in item.places if p.level < CITY or p.weight >= LARGE or p is default)
