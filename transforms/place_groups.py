"""Joins the names of one place: city, state and country in either order. Names that do not fit are a list."""

from __future__ import annotations

from typing import NamedTuple

from .gazetteer import CITY, COUNTRY, REGION, STATE, Place, names
from .place_items import LARGE, Item

CERTAIN = 50.0
"""A reading this many times likelier than the next is sure."""
MAJOR = 300_000.0
"""A city of this size is an entry of a list where a state or country follows that it does not lie in."""
CLEARLY_LARGER = 10.0
TOWN = 80_000.0
"""A town of at most this size before a large city of its region lies in the province of that name (`Rho, Milano`)."""
NAMED_AFTER_CAPITALS = frozenset(["ES", "IT"])
"""Countries whose provinces have the names of their capitals."""
EUROPES = ("region/eu", "region/europe")
MISFIT_MARKS = ("comma", "space", "dash", "hyphen", "open")


class Group(NamedTuple):
    """Names that make up one place.

    places: the readings still possible; keys: the names; rule: `name`, `code`, `within` (names that fit),
    `part`
    start: where among the items it begins
    """

    places: tuple[Place, ...]
    keys: tuple[str, ...]
    rule: str
    excluded: bool
    start: int

    def is_city(self) -> bool:
        """Whether only cities are possible."""
        return all(place.level == CITY for place in self.places)

    def means_city(self) -> bool:
        """Whether the likeliest reading is a city (`Berlin` is also a state)."""
        return max(self.places, key=lambda place: place.weight).level == CITY

    def may_be_city(self) -> bool:
        """Whether a city is possible."""
        return any(place.level == CITY for place in self.places)


class Chain(NamedTuple):
    """Groups of a clause, its unknown words, and whether an exclusion goes on after it (see `chain`)."""

    groups: list[Group]
    unknown: list[str]
    shut_out: int


def chain(clause: list[Item], shut_out: int) -> Chain:
    """Join names that lie within each other; part those that do not.

    shut_out: 0, or 1 + the depth of brackets at which a word like `except` stood before
    """
    groups, unknown, pending = list[Group](), list[str](), list[str]()
    for at, item in enumerate(clause):
        if item.kind == "exclude":
            shut_out = 1 + item.depth
        elif item.depth + 1 < shut_out or item.kind == "remote":
            shut_out = 0
        if item.kind == "unknown":
            pending.append(item.text)
        if item.kind == "place":
            misfit = add(groups, clause, at, excluded=shut_out > 0)
            unknown += [misfit] if misfit else []
            is_new = bool(groups) and groups[-1].start == at
            unknown += [" ".join(pending)] if pending and is_new else []
            pending = []
    if pending and not groups:
        unknown.append(" ".join(pending))
    return Chain(groups, unknown, shut_out)


def add(groups: list[Group], clause: list[Item], at: int, *, excluded: bool) -> str | None:
    """Join the item to the last group, or begin a new one. Returns a name that is no place we know."""
    item = clause[at]
    last = groups[-1] if groups and not groups[-1].excluded and not excluded else None
    last = None if last and last.means_city() and is_remote_scope(clause, last.start, at) else last
    leaves = item.before == "close" and last is not None and clause[last.start].depth > item.depth
    joined = join(last, item, inward=not leaves) if last and not lists_countries(clause, last, at) else None
    item = outer(item)
    if joined:
        groups[-1] = joined
    elif not item.places or (last and is_quarter(last, item)):
        return None
    elif last and is_beside(groups, item):
        groups[-2:] = [outer for outer in [join(groups[-2], item)] if outer]
    elif last and is_misplaced(last, item):
        return mend(groups, clause, at)
    elif last and is_prefix(clause, last, at):
        groups[-1] = new_group(item, at, excluded=excluded, after_town=False)
    else:
        after_town = item.before == "comma" and at > 0 and clause[at - 1].kind in ("unknown", "noise")
        groups.append(new_group(item, at, excluded=excluded, after_town=after_town))
    return None


def is_remote_scope(clause: list[Item], start: int, at: int) -> bool:
    """Whether the item stands in brackets after a word for remote that follows a city: `NYC, Remote (US)`."""
    return any(item.kind == "remote" and item.depth < clause[at].depth for item in clause[start:at])


def outer(item: Item) -> Item:
    """The item without the readings that count only beside a place that they hold: `MI` alone is Michigan."""
    if not item.is_code:
        return item
    return item._replace(places=tuple(p for p in item.places if (item.text, p.place_id) not in names().inner))


def mend(groups: list[Group], clause: list[Item], at: int) -> str | None:
    """What to do with a small city before a state or country that it does not lie in.

    A code may be a slip that the next name mends (`Cesena, FC, Italy`); or else the city is a namesake that we do not
    know, in that state or country. Returns its name then.
    """
    item, last = outer(clause[at]), groups[-1]
    following = next((other for other in clause[at + 1 :] if other.kind == "place"), None)
    if item.is_code and following and join(last, following):
        return None
    groups[-1] = Group(tuple(p for p in item.places if p.level < CITY), (item.text,), "part", False, last.start)
    return last.keys[0]


def new_group(item: Item, at: int, *, excluded: bool, after_town: bool) -> Group:
    """A group that begins with this name. after_town: a code after an unknown town (`Vandenberg, CA`)."""
    places = item.places
    if item.is_code:
        places = tuple(p for p in places if p.level != STATE or p.country_code in ("US", "CA")) or places
        state = next((p for p in places if p.level == STATE and p.country_code == "US"), None)
        if after_town and state and all(p.weight < CERTAIN * state.weight for p in places):
            places = (state,)
    return Group(places, (item.text,), "code" if item.is_code else "name", excluded, at)


def join(group: Group, item: Item, *, inward: bool = True) -> Group | None:
    """The group with one more name, where that name holds the group or, if `inward`, lies within it."""
    up = tuple(p for p in group.places if any(q.contains(p) for q in item.places))
    if up and not lists_regions(group, item):
        if item.is_code and len(up) > 1:
            up = prefer_states(up, item)
        return group._replace(places=up, keys=(*group.keys, item.text), rule="within")
    town = tuple(p for p in group.places if any(is_province_of(q, p) for q in item.places))
    if town and item.before in ("comma", "open"):
        return group._replace(places=town, keys=(*group.keys, item.text), rule="within")
    parents = [p for p in group.places if p.level < CITY]
    down = tuple(q for q in item.places if any(p.contains(q) for p in parents))
    if not down or not inward or is_list(group, item):
        return None
    loose = item.before in ("comma", "open", "close") and all(p.level < STATE for p in parents)
    if loose and max(p.weight for p in item.places) > CLEARLY_LARGER * max(p.weight for p in down):
        return None
    return group._replace(places=down, keys=(*group.keys, item.text), rule="within")


def is_province_of(capital: Place, town: Place) -> bool:
    """Whether the name of a city after that of a town rather means its province: `Vic, Barcelona`."""
    if capital.level < CITY or town.level < CITY or town.country_code not in NAMED_AFTER_CAPITALS:
        return False
    same = (town.country_code, town.admin1) == (capital.country_code, capital.admin1)
    return same and town.weight < TOWN and capital.weight >= LARGE


def lists_regions(group: Group, item: Item) -> bool:
    """`UK, Europe` and `Switzerland, EU` list two places; `Pune, India, APAC` narrows one down."""
    bare = group.rule != "within" and not group.may_be_city()
    return bare and any(q.place_id in EUROPES for q in item.places)


def lists_countries(clause: list[Item], group: Group, at: int) -> bool:
    """`US, CA, UK`: a code between two countries is a country as well."""
    item, following = clause[at], next((other for other in clause[at + 1 :] if other.kind == "place"), None)
    if following is None or item.before != "comma" or following.before != "comma" or not item.is_code:
        return False
    lone = group.rule in ("code", "name") and all(p.level == COUNTRY for p in group.places)
    other = any(p.level == COUNTRY for p in following.places) and all(p.country_code != "US" for p in following.places)
    return lone and other and any(p.level == COUNTRY for p in item.places)


def is_list(group: Group, item: Item) -> bool:
    """`EU, Norway` and `Oregon, Washington` list places, `EMEA - Norway` and `Oregon, Portland` narrow one down."""
    if item.before not in ("comma", "conj"):
        return False
    wide = all(p.level == REGION for p in group.places) and any(q.level == COUNTRY for q in item.places)
    states = all(p.level == STATE for p in group.places) and any(q.level == STATE for q in item.places)
    return wide or states


def prefer_states(places: tuple[Place, ...], item: Item) -> tuple[Place, ...]:
    """`Richmond, CA` is in California rather than Canada, unless its namesake is far larger (`Salem, IN`)."""
    states = [q for q in item.places if q.level == STATE and q.country_code == "US"]
    home = tuple(p for p in places if any(q.contains(p) for q in states))
    far_larger = 2 * CLEARLY_LARGER
    if home and max(p.weight for p in places) <= far_larger * max(p.weight for p in home):
        return home
    return places


def is_misplaced(group: Group, item: Item) -> bool:
    """Whether a small city stands before a state or country that it does not lie in."""
    names_area = any(p.level not in (CITY, REGION) for p in item.places)
    if item.before not in MISFIT_MARKS or not names_area or group.rule == "within":
        return False
    return all(p.level == CITY and p.weight < MAJOR for p in group.places)


def is_quarter(group: Group, item: Item) -> bool:
    """Whether small namesakes elsewhere stand in brackets after a city, as its quarters do: `Bengaluru (Whitefield)`."""
    here = {place.country_code for place in group.places}
    elsewhere = all(p.level == CITY and p.weight < LARGE and p.country_code not in here for p in item.places)
    return item.before == "open" and group.means_city() and elsewhere


def is_beside(groups: list[Group], item: Item) -> bool:
    """Whether a country fits not the last name but the one before: `Guildford, Surrey, UK`, `Milano, MI, Italy`."""
    if len(groups) < 2 or groups[-2].excluded or not any(p.level == COUNTRY for p in item.places):
        return False
    last = groups[-1]
    return (last.is_city() or last.rule == "code") and join(groups[-2], item) is not None


def is_prefix(clause: list[Item], group: Group, at: int) -> bool:
    """A lone code before a dash that does not fit what follows: `CH - Shanghai, China`."""
    return group.rule == "code" and group.start == at - 1 and clause[at].before in ("dash", "hyphen")
