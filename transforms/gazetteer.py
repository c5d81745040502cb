"""The places we know and what they are called: dictionaries from names to places, built from the taxonomy."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from . import taxonomy

LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ħ": "h"}
    | {"-": " ", "־": " ", "_": " "}
    | dict.fromkeys(".'’‘`´ʻʼ", "")
)
SAME_WORDS = {"saint": "st", "sankt": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}
GERMAN = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "å": "aa",
        "Å": "Aa",
        "ø": "oe",
        "Ø": "Oe",
    }
)
UMLAUTS = frozenset(["DE", "AT", "CH", "LI", "DK", "NO"])
REGION, COUNTRY, STATE, CITY = range(4)
TERRITORIES = {
    "US": frozenset(["PR", "GU", "VI", "AS", "MP"]),
    "CN": frozenset(["HK", "MO"]),
    "GB": frozenset(["JE", "GG", "IM", "GI"]),
    "FR": frozenset(["GP", "MQ", "RE", "GF", "MC"]),
    "DK": frozenset(["GL", "FO"]),
}
HUB_BONUS = {"1": 1.5, "2": 1.5}
STATE_SHARE = 0.2
"""A name of both a city and its state or country means the city where a fifth of the people live there."""


class Place(NamedTuple):
    """A place. `weight` is its population, adjusted: how likely its name is to mean it."""

    place_id: str
    level: int
    country_code: str
    admin1: str
    metro: str
    market_region: str
    weight: float
    market_regions: frozenset[str] = frozenset()

    def contains(self, other: Place) -> bool:
        """Whether `other` lies within this place; a place does not contain itself."""
        if self.level >= other.level or self.level == CITY:
            return False
        if self.level == REGION:
            return other.market_region in self.market_regions
        if self.level == STATE:
            return (self.country_code, self.admin1) == (other.country_code, other.admin1)
        return self.country_code == other.country_code or other.country_code in TERRITORIES.get(self.country_code, ())


class Names(NamedTuple):
    """What words may mean.

    places: folded name to places; codes: folded short code (`ca`, `usa`) to states and countries
    inner: which of these are codes of parts, or little used: they count beside a place that they hold, not alone
    defaults: folded name to the one place meant when nothing else is said (`new york` is the city)
    words: folded words that are no place to their kind (`remote`, `hybrid`, `onsite`, `noise` ...)
    """

    places: dict[str, tuple[Place, ...]]
    codes: dict[str, tuple[Place, ...]]
    inner: frozenset[tuple[str, str]]
    defaults: dict[str, Place]
    words: dict[str, str]


def fold(name: str) -> str:
    """A name without case, accents, points and hyphens, so that its spellings agree.

    >>> fold("Saint-Étienne"), fold("St. Louis"), fold("Łódź")
    ('st etienne', 'st louis', 'lodz')
    """
    if name.isascii():
        bare = name.lower().translate(LETTERS)
    else:
        apart = unicodedata.normalize("NFKD", name.casefold())
        bare = "".join(c for c in apart if not unicodedata.combining(c)).translate(LETTERS)
    return " ".join(SAME_WORDS.get(word, word) for word in bare.split())


@cache
def known() -> dict[str, Place]:
    """Every place by its code."""
    region_of = {r["country_code"]: r["market_region"] for r in taxonomy.table("countries").to_dicts()}
    metros = dict(taxonomy.table("metro_cities").iter_rows())
    whole = dict(taxonomy.table("metro_areas").iter_rows())
    tiers = {r["metro"]: r["hub_volume_tier"] for r in taxonomy.table("metros").to_dicts()}
    people: dict[tuple[str, str], float] = defaultdict(float)
    places: dict[str, Place] = {}
    for row in taxonomy.table("cities").to_dicts():
        country, admin1, metro = row["country_code"], row["admin1"], metros.get(row["place_id"], "")
        number = float(row["population"])
        people[country, admin1] += number
        weight = number * HUB_BONUS.get(tiers.get(metro, ""), 1.0)
        places[row["place_id"]] = Place(row["place_id"], CITY, country, admin1, metro, region_of[country], weight)
    for row in taxonomy.table("admin1").to_dicts():
        country, admin1 = row["country_code"], row["admin1"]
        place_id = f"{country}/{admin1}".lower()
        weight = people[country, admin1] * STATE_SHARE
        places[place_id] = Place(place_id, STATE, country, admin1, whole.get(place_id, ""), region_of[country], weight)
    for row in taxonomy.table("countries").to_dicts():
        code, region = row["country_code"], row["market_region"]
        weight = float(row["population"]) * STATE_SHARE
        places[code.lower()] = Place(code.lower(), COUNTRY, code, "", whole.get(code.lower(), ""), region, weight)
    for row in taxonomy.table("regions").to_dicts():
        within = frozenset(row["market_regions"].split("|")) - {""}
        place_id = "world" if row["region"] == "world" else f"region/{row['region']}"
        region = "global_remote" if place_id == "world" else next(iter(within)) if len(within) == 1 else ""
        everywhere = frozenset(region_of.values()) if place_id == "world" else within
        places[place_id] = Place(place_id, REGION, "", "", "", region, 1e9, everywhere)
    return places


@cache
def names() -> Names:
    """Every name and code of every place, and the words around places.

    Raises:
        TaxonomyError: `place_aliases.csv` names a place that is not known.
    """
    places = known()
    by_name: dict[str, list[Place]] = defaultdict(list)
    codes: dict[str, list[Place]] = defaultdict(list)
    defaults: dict[str, Place] = {}
    within = set[tuple[str, str]]()

    def call(place: Place, spelled: Iterable[str]) -> None:
        for name in spelled:
            key = fold(name)
            target = codes if len(key) <= 3 and key.isascii() and place.level in (COUNTRY, STATE) else by_name
            if key and place not in target[key]:
                target[key].append(place)

    for row in taxonomy.table("cities").to_dicts():
        spelled = [
            part for name in (row["name"], *row["aliases"].split("|")) for part in variants(name, row["country_code"])
        ]
        call(places[row["place_id"]], spelled)
    for row in taxonomy.table("admin1").to_dicts():
        place = places[f"{row['country_code']}/{row['admin1']}".lower()]
        inner = row["inner_codes"].split("|")
        call(place, [row["name"], *row["aliases"].split("|"), *row["codes"].split("|"), *inner])
        within |= {(fold(code), place.place_id) for code in inner}
    for row in taxonomy.table("countries").to_dicts():
        call(
            places[row["country_code"].lower()],
            [row["country_code"], row["name"], *row["aliases"].split("|")],
        )
    for row in taxonomy.table("regions").to_dicts():
        place = places["world" if row["region"] == "world" else f"region/{row['region']}"]
        call(place, [row["name"], *row["aliases"].split("|")])
    for line, row in enumerate(taxonomy.table("place_aliases").to_dicts(), start=2):
        if row["place_id"] not in places:
            where = f"transforms/taxonomy/place_aliases.csv:{line}"
            raise taxonomy.TaxonomyError(f"{where}: {row['place_id']!r} is not a place. Look it up in cities.csv.")
        key, place = fold(row["alias"]), places[row["place_id"]]
        if place.level == CITY or key not in by_name:
            call(place, [row["alias"]])
        defaults[key] = place
    words = {fold(row["words"]): row["kind"] for row in taxonomy.table("place_words").to_dicts()}
    return Names(
        {key: tuple(found) for key, found in by_name.items()},
        {key: tuple(found) for key, found in codes.items()},
        frozenset(within),
        defaults,
        words,
    )


def variants(name: str, country_code: str) -> list[str]:
    """A name, its parts (`Biel/Bienne`, `Halle (Saale)`), and its spelling without umlauts."""
    parts = [name, *re.split(r"\s*/\s*", name)] if "/" in name else [name]
    parts += [re.sub(r"\s*\(.*?\)", "", part) for part in parts if "(" in part]
    if country_code in UMLAUTS:
        parts += [part.translate(GERMAN) for part in parts]
    return [part.replace("(", "").replace(")", "") for part in parts]
