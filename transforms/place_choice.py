"""Which of several places a name means: hints and the places around it first, then population."""

from __future__ import annotations

from typing import NamedTuple

from .gazetteer import CITY, COUNTRY, REGION, STATE, Place, known, names
from .place_groups import CERTAIN, Group
from .place_items import TIME_ZONE

TOO_CLOSE = 2.0
HINTED = 6.0
SAME_KIND = 20.0


class Mention(NamedTuple):
    """A place that a text names, or remote work without a place (`place` is None).

    rule: how it was found: `within` (by the names around it), `name`, `hint`, `size`, or `remote`
    """

    place: Place | None
    remote: bool
    excluded: bool
    rule: str


class Around(NamedTuple):
    """What is known around an ambiguous name: hinted countries, countries beside it, kind of list.

    lists: `STATE` where the text lists states, `COUNTRY` where all other places are countries or wider, else None
    """

    hints: frozenset[str]
    near: frozenset[str]
    lists: int | None


Pair = tuple[Group | None, bool]
"""A group with whether it is remote; None stands for remote work without a place."""


def settle(pairs: list[Pair], hints: tuple[str, ...]) -> tuple[list[Mention], list[str]]:
    """Choose one reading for each group, the sure ones first, since they are hints for the others.

    Returns mentions, and the codes that nothing explains.
    """
    named = [group for group, _ in pairs if group]
    states = lists_states(named)
    sure = {id(group): sole(group, states=states) for group in named}
    found = [place for place in sure.values() if place]
    countries = bool(found) and all(place.level in (REGION, COUNTRY) for place in found)
    near = frozenset(place.country_code for place in found if place.country_code)
    around = Around(frozenset(hints), near, STATE if states else COUNTRY if countries else None)
    mentions, unknown = list[Mention](), list[str]()
    for group, remote in pairs:
        if group is None:
            mentions.append(Mention(None, True, False, "remote"))
            continue
        only = sure[id(group)]
        place = only or choose(group, around)
        if place is None:
            unknown.append(group.keys[-1])
            continue
        if remote and place.level == CITY:
            place = next((p for p in group.places if p.contains(place)), place)
        rule = rule_of(group, around, place, is_sure=only is not None)
        mentions.append(Mention(place, remote or place.place_id == "world", group.excluded, rule))
    return without_time_zones(mentions), unknown


def lists_states(groups: list[Group]) -> bool:
    """Whether a text lists states: two at least, or one and nothing that could not be one."""
    certain = sum(all(p.level == STATE for p in group.places) for group in groups)
    possible = sum(any(p.level == STATE for p in group.places) for group in groups)
    return certain > 1 or (certain == 1 and possible == len(groups) > 1)


def rule_of(group: Group, around: Around, place: Place, *, is_sure: bool) -> str:
    """How a place was found: by the names around it, its own name, a hint, or its size."""
    if group.rule == "within":
        return "within"
    if is_sure:
        return "name"
    return "hint" if place.country_code in around.hints | around.near else "size"


def without_time_zones(mentions: list[Mention]) -> list[Mention]:
    """Time zones count only where no place is named (`Remote, US (EST)`); remote work beside places stays remote."""
    places = [m for m in mentions if not (m.place and m.place.place_id.startswith(TIME_ZONE))]
    if not any(m.place for m in places):
        return mentions
    if any(m.remote for m in places) or not any(m.remote for m in mentions):
        return places
    if all(m.place and m.place.level <= COUNTRY for m in places):
        return [m._replace(remote=True) for m in places]
    return [*places, Mention(None, True, False, "remote")]


def sole(group: Group, *, states: bool) -> Place | None:
    """The one likely reading, if there is one. states: in a list of states, whose names mean the states."""
    default = names().defaults.get(group.keys[0]) if len(group.keys) == 1 else None
    if len(group.places) == 1 and (group.rule == "part" or not default):
        return group.places[0]
    if default and default.level == STATE and group.rule != "part":
        return default
    if states and any(p.level == STATE for p in group.places):
        return None
    if default and group.rule != "part":
        return default
    best, second, *_ = sorted(group.places, key=lambda p: -p.weight)
    return best if best.weight > CERTAIN * second.weight else None


def choose(group: Group, around: Around) -> Place | None:
    """Weigh the readings of an ambiguous name. None for a code that nothing explains."""
    hinted = tuple(p for p in group.places if p.country_code in around.hints | around.near)
    candidates = hinted if group.rule == "code" and hinted else group.places
    if around.lists == STATE:
        candidates = tuple(p for p in candidates if p.level == STATE) or candidates
    elif around.lists == COUNTRY and group.rule == "code" and len(around.near) > 1:
        candidates = tuple(p for p in group.places if p.level == COUNTRY) or candidates
    if len(candidates) == 1:
        return candidates[0]
    ranked = sorted(((likely(p, around), p.place_id, p) for p in candidates), reverse=True)
    (high, _, best), (low, _, second), *_ = ranked
    if group.rule == "code" and not hinted and high < CERTAIN * low:
        return None
    same = (best.country_code, best.level) == (second.country_code, second.level)
    if same and high < TOO_CLOSE * low and not (best.metro and best.metro == second.metro):
        return known()[best.country_code.lower()]
    return best


def likely(place: Place, around: Around) -> float:
    """How likely a name means this place: people, times what hints and neighbours say."""
    hint = HINTED if place.country_code in around.hints | around.near else 1.0
    listed = SAME_KIND if around.lists == place.level else 1.0
    return place.weight * hint * listed
