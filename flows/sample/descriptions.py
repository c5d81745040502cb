"""The body of an ad: sections under headings, of sentences and lists, in the employer's order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from . import tables as t
from .ads import Ad
from .firms import benefits, heading, legal, story, ways
from .pay_words import reasons, sentences
from .place_words import town
from .words import column, has, lines


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an ad: its kind, heading (may be empty), paragraphs, and the lines of its list."""

    kind: str
    heading: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...] = ()


def sections(ad: Ad) -> list[Section]:
    """The ad's sections, in order. Boilerplate is word for word the same in all ads of an employer."""
    roll = ad.dice(31)
    house, language = ad.firm, ad.language
    duties, needs = _duties(roll, ad), _needs(roll, ad)
    pay = (*sentences(ad), *reasons(ad))
    perks = benefits(house, language, ad.country.country_code)
    parts = [
        ("about", story(house, language), ()),
        ("role", (*_role(roll, ad), *_mode(roll, ad), *_contract(ad)), ()),
        ("duty", (), duties),
        ("need", (), needs),
        ("plus", (), _pluses(roll, ad)),
    ]
    if house.section_order == 0:
        parts.append(("benefit", (), (*pay, *perks)))
    elif house.section_order == 1:
        parts += [("benefit", (), perks), ("how", ways(house, language), ()), ("pay", pay, ())]
    elif house.section_order == 2:
        parts += [("pay", pay, ()), ("how", ways(house, language), ()), ("benefit", (), perks)]
    else:
        parts += [("benefit", (), perks), ("pay", pay, ())]
    parts.append(("legal", legal(house, language), ()))
    return [
        Section(kind, heading(house, kind, language), paragraphs, items)
        for kind, paragraphs, items in parts
        if paragraphs or items
    ]


def _topic(roll: Random, ad: Ad) -> str:
    return roll.choice(ad.topics)


def _role(roll: Random, ad: Ad) -> tuple[str, ...]:
    first = roll.choice(lines("role" if ad.is_ai else "role_other", ad.language))
    slots = {"topic": _topic(roll, ad), "team": ad.team, "customers": ad.firm.slots["customers"]}
    if roll.random() < 0.25:
        return (first.format(**slots),)
    return first.format(**slots), roll.choice(lines("role_2", ad.language)).format(**slots)


def _duties(roll: Random, ad: Ad) -> tuple[str, ...]:
    common = lines("duty", ad.language)
    if not ad.is_ai:
        bank = lines("duty_other", ad.language)
        own = [roll.choice(bank).format(topic=topic) for topic in ad.topics]
        return tuple([*dict.fromkeys(own), *roll.sample(common, min(6, len(common)))])
    if ad.language == "en":
        own = _own(roll, ad, "duty", 6)
    else:
        bank = lines("duty_topic", ad.language)
        topics = [
            *ad.topics,
            *column("idioms/subjects", "text", specialization=ad.specialization, kind="title"),
        ]
        own = [text.format(topic=roll.choice(topics)) for text in roll.sample(bank, min(3, len(bank)))]
    generic = roll.sample(common, min(len(common), roll.randint(3, 5)))
    mixed = [*own[:2], *roll.sample([*own[2:], *generic], len(own[2:]) + len(generic))]
    return tuple(mixed)


def _own(roll: Random, ad: Ad, kind: str, most: int) -> list[str]:
    """Lines of the ad's own subject and one of its second subject; generalists do a little of everything."""
    bank = column("idioms/subjects", "text", specialization=ad.specialization, kind=kind)
    own = roll.sample(bank, min(most, len(bank)))
    if ad.specialization == "generalist":
        others = [row.specialization for row in t.SPECIALIZATIONS if row.specialization != "generalist"]
        own = own[:3] + [
            roll.choice(column("idioms/subjects", "text", specialization=name, kind=kind))
            for name in roll.sample(others, 3)
        ]
    elif ad.second_specialization and kind == "duty":
        own.append(roll.choice(column("idioms/subjects", "text", specialization=ad.second_specialization, kind=kind)))
    return own


def _needs(roll: Random, ad: Ad) -> tuple[str, ...]:
    language = ad.language
    out = []
    if ad.years > 0:
        span = roll.choice(lines("need_years", language))
        out.append(span.format(years=ad.years, years_to=ad.years + 2))
    elif ad.years == 0:
        out.append(roll.choice(lines("need_entry", language)))
    if ad.education != "none":
        out.append(roll.choice(lines(f"degree_{ad.education}", language)))
    if ad.is_ai and language == "en":
        out += _own(roll, ad, "need", 2)[:5]
    elif ad.is_ai and has("need_topic", language):
        out.append(roll.choice(lines("need_topic", language)).format(topic=_topic(roll, ad)))
    skills = list(ad.required)
    while skills:
        first, second = skills.pop(0), skills.pop(0) if skills else ""
        text = roll.choice(lines("need_skill" if second else "need_skill_1", language))
        out.append(text.format(skill=first, skill2=second))
    bank = lines("need" if ad.is_ai else "need_other", language)
    return tuple([*out, *roll.sample(bank, min(len(bank), roll.randint(3, 4)))])


def _pluses(roll: Random, ad: Ad) -> tuple[str, ...]:
    out = [roll.choice(lines("plus_skill", ad.language)).format(skill=skill) for skill in ad.preferred]
    bank = lines("plus", ad.language)
    return tuple([*out, *roll.sample(bank, min(len(bank), roll.randint(0, 2)))])


def _mode(roll: Random, ad: Ad) -> tuple[str, ...]:
    """A sentence about where the work is done."""
    if not ad.says_mode:
        return ()
    city = town(roll, ad.places[0], ad.firm.place_style, short=True) if ad.places else ""
    text = roll.choice(lines(f"mode_{ad.mode}", ad.language))
    area = "the " + ad.area if ad.area in ("UK and Ireland", "Nordics") and ad.language == "en" else ad.area
    country = (
        "the " + ad.country.name
        if ad.country.country_code in ("US", "GB", "NL") and ad.language == "en"
        else ad.country.name
    )
    return (text.format(city=city, days=ad.hybrid_days, country=country, area=area),)


def _contract(ad: Ad) -> tuple[str, ...]:
    if ad.contract == "employee":
        return ()
    return (ad.dice(33).choice(lines(f"contract_{ad.contract}", ad.language)),)


def posted_moment(ad: Ad) -> dt.datetime:
    """When the ad went up, to the second, in UTC."""
    roll = ad.dice(34)
    clock = dt.time(roll.randint(6, 18), roll.randint(0, 59), roll.randint(0, 59))
    return dt.datetime.combine(ad.posted, clock, dt.UTC)
