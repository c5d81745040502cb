"""What an employer is called and how it writes: name, token, story, habits. Drawn once per employer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from random import Random

from . import tables as t
from .words import column, dice, lines

SIGN = {
    "USD": "${}",
    "GBP": "£{}",
    "EUR": "€{}",
    "CAD": "CA${}",
    "AUD": "A${}",
    "SGD": "S${}",
    "INR": "₹{}",
    "JPY": "¥{}",
}
LEGAL_FORMS = {
    "DE": " GmbH",
    "GB": " Ltd",
    "US": ", Inc.",
    "CH": " AG",
    "FR": " SAS",
    "NL": " B.V.",
    "PL": " sp. z o.o.",
}
LOCAL_PRICE = {"JPY": 150, "INR": 40, "PLN": 4, "SEK": 10}
SMALL_SUMS = (50, 100, 200, 500, 1000, 1500, 2000, 3000, 10_000)
HEADCOUNT = ((6, 50), (55, 200), (210, 990), (1_100, 4_900), (5_200, 60_000))


@dataclass(frozen=True, eq=False)
class Firm:
    """An employer in words. Its styles are small numbers: which of several ways all its ads go."""

    seed: int
    number: int
    name: str
    legal_name: str
    token: str
    industry: str
    size_band: str
    home: str
    slots: dict[str, str]
    heading_style: int
    place_style: int
    section_order: int
    names_workplace: bool


@cache
def names(seed: int, count: int) -> tuple[str, ...]:
    """As many different invented company names."""
    first, second, tail = (column("idioms/names", "text", part=part) for part in ("first", "second", "tail"))
    roll = dice(seed, 101)
    pairs = [a + b for a in first for b in second if a.lower() != b and not b.startswith(a[-1].lower())]
    roll.shuffle(pairs)
    out = []
    for i in range(count):
        again = str(i // len(pairs) + 1) if i >= len(pairs) else ""
        out.append(" ".join(part for part in (pairs[i % len(pairs)], roll.choice(tail), again) if part))
    return tuple(out)


def token_of(name: str) -> str:
    """The name as a board's token."""
    return "".join(c for c in name.lower().replace("&", "and") if c.isalnum())


def firm(seed: int, number: int, name: str, *, home: int, industry: int, size: int) -> Firm:
    """The employer of this number; `home`, `industry`, `size` are positions in the tables."""
    roll = dice(seed, 102, number)
    country, trade = t.COUNTRIES[home], t.INDUSTRIES[industry]
    token = token_of(name)
    town = roll.choice([place for place in t.PLACES if place.country_code == country.country_code])
    low, high = HEADCOUNT[size]
    slots = {
        "company": name,
        "token": token,
        "product": roll.choice(trade.product.split("|")),
        "customers": roll.choice(trade.customers.split("|")),
        "hq": town.city,
        "founded": str(roll.randint(1998, 2022)),
        "headcount": f"{roll.randint(low, high):,}",
        "reach": str(roll.randint(3, 40)),
        "nations": str(roll.randint(8, 50)),
        "users": f"{roll.randint(20, 900) * 1000:,}",
        "series": roll.choice("ABCD"),
        "funding": _large(roll, country, 12, 180),
        "volume": _large(roll, country, 1, 40, "billion"),
        "revenue": _large(roll, country, 20, 300),
        "market": _large(roll, country, 10, 80, "billion"),
    }
    return Firm(
        seed=seed,
        number=number,
        name=name,
        legal_name=name + LEGAL_FORMS.get(country.country_code, ""),
        token=token,
        industry=trade.industry,
        size_band=t.SIZE_BANDS[size],
        home=country.country_code,
        slots=slots,
        heading_style=roll.randrange(4),
        place_style=roll.randrange(5),
        section_order=roll.randrange(4),
        names_workplace=roll.random() < 0.55,
    )


@cache
def small_sums(country_code: str) -> dict[str, str]:
    """Slots `m50` ... `m10000`: side benefits as sums of money in a country's currency."""
    currency = t.COUNTRIES[t.COUNTRY[country_code]].currency_code
    pattern = SIGN.get(currency, currency + " {}")
    return {f"m{sum_}": pattern.format(f"{sum_ * LOCAL_PRICE.get(currency, 1):,}") for sum_ in SMALL_SUMS}


@lru_cache(4096)
def story(house: Firm, language: str) -> tuple[str, ...]:
    """The paragraphs about the company, the same in all its ads of one language."""
    roll = dice(house.seed, 103, house.number)
    parts = ("about_1", "about_2", "about_3")
    return tuple(roll.choice(lines(part, language, house.home)).format(**house.slots) for part in parts)


@lru_cache(4096)
def ways(house: Firm, language: str) -> tuple[str, ...]:
    """The paragraphs about how the company works; some companies leave them out."""
    roll = dice(house.seed, 106, house.number)
    bank = lines("how", language)
    return tuple(roll.sample(bank, min(len(bank), roll.choice((0, 1, 2, 2)))))


@lru_cache(4096)
def benefits(house: Firm, language: str, country: str) -> tuple[str, ...]:
    """The list of benefits, the same in all the company's ads of one language and country."""
    roll = dice(house.seed, 104, house.number)
    bank = lines("benefit", language, country)
    slots = small_sums(country)
    return tuple(text.format(**slots) for text in roll.sample(bank, min(len(bank), roll.randint(7, 12))))


@lru_cache(4096)
def legal(house: Firm, language: str) -> tuple[str, ...]:
    """The closing texts, the same in all the company's ads of one language."""
    roll = dice(house.seed, 105, house.number)
    bank = lines("legal", language)
    chosen = [*roll.sample(bank, min(len(bank), roll.randint(3, 5))), roll.choice(lines("apply", language))]
    return tuple(text.format(**house.slots) for text in chosen)


@lru_cache(16_384)
def heading(house: Firm, part: str, language: str) -> str:
    """How the company titles a part of its ads."""
    own = column("idioms/headings", "text", section=part, language=language)
    texts = own or column("idioms/headings", "text", section=part, language="en")
    return dice(house.seed, 107, house.number, *part.encode()).choice(texts).format(company=house.name)


def _large(roll: Random, country: t.Country, low: int, high: int, unit: str = "million") -> str:
    amount = roll.randint(low, high)
    pattern = SIGN.get(country.currency_code, country.currency_code + " {}")
    short = {"million": "M", "billion": "B"}[unit]
    return pattern.format(f"{amount}{short}" if roll.random() < 0.5 else f"{amount} {unit}")
