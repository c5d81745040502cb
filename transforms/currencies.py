"""Which currency a sign means: some mean one wherever they stand, some by country, none by default."""

from __future__ import annotations

from functools import cache

from . import taxonomy

EVERYWHERE = ""
US_DOLLAR = "USD"
DOLLARS = {"$", "dollars"}


@cache
def meanings(sign: str) -> dict[str, str]:
    """Country -> currency for a sign or code as the lexicon spells it; the key `""` where the country is no matter."""
    rows = taxonomy.table("currency_signs").to_dicts()
    found = {row["country_code"]: row["currency_code"] for row in rows if row["sign"] == sign}
    is_code = sign in taxonomy.table("currencies")["currency_code"]
    return {EVERYWHERE: sign} if is_code else found


@cache
def is_code(sign: str) -> bool:
    """True for an ISO code, in capitals or not."""
    return sign.upper() in taxonomy.table("currencies")["currency_code"]


def better(sign: str, other: str) -> str:
    """The sign that says more; the later one where both say as much."""
    if not sign or not other:
        return sign or other
    return sign if EVERYWHERE in meanings(sign) and EVERYWHERE not in meanings(other) else other


def agree(sign: str, other: str) -> bool:
    """True where two signs can mean one currency."""
    return not sign or not other or bool({*meanings(sign).values()} & {*meanings(other).values()})


@cache
def resolve(sign: str, country_code: str | None) -> tuple[str | None, str | None]:
    """Currency code of a sign for a posting of a country, and the evidence: code, symbol or country.

    A bare `$` where the country has no dollar of its own is the US dollar; without a country it is unknown.
    """
    known = meanings(sign)
    if EVERYWHERE in known:
        return known[EVERYWHERE], "code" if is_code(sign) else "symbol"
    if country_code in known:
        return known[country_code], "country"
    if country_code and is_dollar(sign):
        return US_DOLLAR, "symbol"
    return None, None


def is_dollar(sign: str) -> bool:
    """True for a sign that means some country's dollar."""
    return sign in DOLLARS
