"""What several formats write alike: ids, addresses, departments, workplaces, figures, places in parts."""

from __future__ import annotations

import re
from uuid import UUID

from .. import tables as t
from ..ads import Ad
from ..words import mix

SIGN = {
    "USD": "$",
    "GBP": "£",
    "EUR": "€",
    "CAD": "CA$",
    "AUD": "A$",
    "SGD": "SGD ",
    "INR": "₹",
    "JPY": "¥",
    "CHF": "CHF ",
    "PLN": "PLN ",
    "SEK": "SEK ",
}
COMMITMENT = {
    "employee": ("Full-time", "Permanent", "Full Time", "Regular"),
    "contractor": ("Contract", "Contractor"),
    "internship": ("Internship", "Intern"),
}
NO_WORDS = re.compile(r"[^a-z0-9]+")


def url(ad: Ad) -> str:
    """The public address of the posting."""
    return t.PLATFORM[ad.source].posting_url.format(
        board=ad.board, id=ad.native_id, lower=ad.native_id.lower(), comment=ad.native_id.split("-")[0], slug=slug(ad)
    )


def slug(ad: Ad) -> str:
    """The title as it stands in addresses; never empty."""
    return NO_WORDS.sub("-", ad.title.lower()).strip("-")[:60].strip("-") or "job"


def department(ad: Ad) -> str:
    """The department's name: what it does, or Research, or AI."""
    if ad.function:
        return ad.function
    if ad.role_family.startswith("research") or ad.role_family == "ai_safety":
        return "Research"
    return ("Engineering", "AI", "Data & AI", "Machine Learning")[ad.firm.heading_style]


def uuid(*numbers: int) -> str:
    """A random-looking id that these numbers always give."""
    return str(UUID(int=(mix(*numbers) << 64) | mix(*numbers, 7), version=4))


def figure(value: float) -> int | float:
    """An amount without a needless fraction."""
    return int(value) if value == int(value) else value


def country_name(place: t.Place) -> str:
    """The country of a town in English."""
    return t.COUNTRIES[t.COUNTRY[place.country_code]].name


def home_country(ad: Ad) -> t.Country | None:
    """The country that a platform states for the ad: of its first town, or of remote work within one country."""
    if ad.places:
        return t.COUNTRIES[t.COUNTRY[ad.places[0].country_code]]
    return ad.country if ad.mode == "remote_country" else None


def is_remote(ad: Ad) -> bool:
    """Whether the work is done from anywhere in some area."""
    return ad.mode.startswith("remote")


def reach(ad: Ad) -> list[str]:
    """The countries in which one may live to do this remote job; none are all."""
    if ad.mode == "remote_region":
        codes = t.BLURRED_REGIONS.get(ad.area)
        return [
            row.name
            for row in t.COUNTRIES
            if (row.country_code in codes if codes else row.market_region == ad.country.market_region)
        ]
    return [ad.country.name] if ad.mode == "remote_country" else []


def workplace(ad: Ad, *, onsite: str, hybrid: str, remote: str) -> str | None:
    """The ad's way of working in a platform's words; None where the ad does not tell."""
    return remote if is_remote(ad) else {"onsite": onsite, "hybrid": hybrid}.get(ad.mode)


def states_field(ad: Ad) -> bool:
    """Whether pay stands in the platform's field."""
    return ad.channel in ("field", "both")
