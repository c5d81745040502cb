"""How places are written: towns, remote areas, and several of them on one line."""

from __future__ import annotations

from random import Random

from . import tables as t
from .ads import Ad
from .words import column

CLEAR_ALONE = (
    "San Francisco",
    "New York",
    "Seattle",
    "Boston",
    "Los Angeles",
    "Chicago",
    "Toronto",
    "Montreal",
)
JOINS = ("; ", " | ", " / ", " or ", "; ")


def town(roll: Random, place: t.Place, style: int, *, short: bool = False) -> str:
    """A town as an employer of this style writes it; towns with namesakes always say where they are."""
    country = t.COUNTRIES[t.COUNTRY[place.country_code]]
    aliases = [name for name in place.aliases.split("|") if name]
    american = place.country_code in ("US", "CA", "AU")
    alone = place.city in CLEAR_ALONE or (not american and place.city != "Cambridge")
    city = roll.choice(aliases) if aliases and alone and roll.random() < 0.2 else place.city
    if place.country_code == "SG":
        return ("Singapore", "Singapore", "Singapore, Singapore", "Singapore", "Singapore")[style]
    if short and alone:
        return city
    if not american:
        return (
            f"{city}, {country.name}",
            f"{city}, {country.short}",
            city if alone else f"{city}, {country.short}",
            f"{city}, {place.admin1}, {country.name}" if place.country_code == "GB" else f"{city}, {country.name}",
            f"{country.name} - {city}",
        )[style]
    if city != place.city:
        return city
    return (
        f"{city}, {place.admin1_code}",
        f"{city}, {place.admin1}",
        f"{city}, {place.admin1_code}, {country.short}",
        f"{city}, {place.admin1}, {country.name}",
        f"{city}, {place.admin1_code}",
    )[style]


def towns(ad: Ad) -> list[str]:
    """Each of the ad's towns as text; for a remote job one text that says how far it reaches."""
    roll = ad.dice(11)
    if ad.places:
        return [town(roll, place, ad.firm.place_style) for place in ad.places]
    patterns = column("idioms/remote", "text", mode=ad.mode)
    return [roll.choice(patterns).format(country=ad.country.name, short=ad.country.short, area=ad.area)]


def line(ad: Ad) -> str:
    """All places of the ad on one line."""
    roll = ad.dice(12)
    text = JOINS[ad.firm.section_order % len(JOINS)].join(towns(ad))
    if ad.mode == "hybrid" and roll.random() < 0.12:
        return f"{text} (Hybrid)"
    return text


def label(ad: Ad, index: int) -> str:
    """What band number `index` is for: its town, zone or level, as written next to the range."""
    if ad.band_kind == "per_place":
        return town(ad.dice(13 + index), ad.places[index], ad.firm.place_style)
    return ad.bands[index].label
