"""One ad as drawn: the facts of a posting in plain words, before anything is rendered.

Everything here follows from the market's arrays and from dice named by the job: a job reads the same on every
board and in every process.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from . import tables as t
from .firms import Firm
from .titles import title
from .words import column, dice

AREAS = {
    "north_america": "North America",
    "uk_ireland": "UK and Ireland",
    "dach": "DACH",
    "nordics": "Nordics",
}
PYTHON_CHANCE, SAYS_MODE_SHARE = 0.85, 0.6
HOLDS: dict[str, Callable[[Drawn], bool]] = {  # the pay that a platform's own field can state
    "ranges": lambda row: _is_plain(row) and row.contract == "employee",
    "tiers": lambda row: row.form != "point" or row.band_kind == "single",
    "place_ranges": lambda row: _is_plain(row) and row.band_kind in ("single", "per_place"),
    "one_range": lambda row: _is_plain(row) and row.band_kind == "single",
    "one": lambda row: row.band_kind == "single",
    "yearly": lambda row: _is_plain(row) and row.band_kind == "single" and row.period == "year",
    "dollars": lambda row: HOLDS["yearly"](row) and t.COUNTRIES[row.pay_countries[0]].currency_code == "USD",
    "nothing": lambda _row: False,
}
CLEAR_YEARS = {
    "mid": (3,),
    "senior": (6, 7),
}  # where the years alone tell the level they must not be ambiguous


@dataclass(frozen=True, slots=True)
class Band:
    """One posted range, in the unit of the ad's period; `label` says for which place, zone or level."""

    label: str
    low: float
    high: float
    country: str

    @property
    def currency(self) -> str:
        """The currency's code."""
        return t.COUNTRIES[t.COUNTRY[self.country]].currency_code


@dataclass(frozen=True, slots=True)
class Ad:
    """A posting as drawn. `levels` is empty where the ad tells none; `function` is set for jobs not of AI.

    says_mode: whether the text says where the work is done; hybrid_days: 0 where it does not say
    """

    number: int
    job: int
    kind: str
    source: str
    board: str
    native_id: str
    firm: Firm
    title: str
    language: str
    function: str
    role_family: str
    specialization: str
    second_specialization: str
    topics: tuple[str, ...]
    team: str
    levels: tuple[str, ...]
    hired_level: str
    cue: str
    contract: str
    country: t.Country
    places: tuple[t.Place, ...]
    mode: str
    says_mode: bool
    hybrid_days: int
    area: str
    policy: str
    education: str
    years: int
    states_pay: bool
    channel: str
    form: str
    period: str
    band_kind: str
    bands: tuple[Band, ...]
    required: tuple[str, ...]
    preferred: tuple[str, ...]
    posted: dt.date
    changed: dt.date | None
    roll_key: int

    @property
    def is_ai(self) -> bool:
        """Whether the job is of AI."""
        return not self.function

    def dice(self, purpose: int) -> Random:
        """Dice of this job, one stream for each purpose."""
        return dice(self.roll_key, purpose)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row of the market's arrays with positions resolved; see `jobs.Jobs` for the meaning of each."""

    number: int
    job: int
    kind: str
    other: int
    country: int
    specialization: int
    role: int
    hidden: int
    levels: tuple[int, int]
    cue: str
    contract: str
    mode: str
    places: tuple[int, ...]
    education: str
    paid_skills: tuple[bool, ...]
    policy: str
    band_kind: str
    form: str
    period: str
    pay_countries: tuple[int, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    states_pay: bool
    posted: dt.date
    changed: dt.date | None


def ad(row: Drawn, house: Firm, *, source: str, board: str, native_id: str) -> Ad:
    """Tell what this posting is."""
    key = (house.seed << 32) + row.job
    roll = dice(key, 1)
    country = t.COUNTRIES[row.country]
    other = t.rows("other_roles")[row.other] if row.other >= 0 else None
    language = country.language if roll.random() < country.language_share and source != "hackernews" else "en"
    levels = tuple(t.LEVELS[i].level for i in row.levels if i >= 0)
    hired = t.LEVELS[row.hidden].level
    specialization = t.SPECIALIZATIONS[row.specialization].specialization if not other else ""
    second = _second(roll, specialization) if not other else ""
    required, preferred = _skills(roll, row, specialization, other)
    places = tuple(t.PLACES[i] for i in row.places if i >= 0)
    role_family = t.ROLES[row.role].role_family if not other else "not_ai"
    says_mode = row.mode != "unknown" and (not t.PLATFORM[source].shows_mode or dice(key, 4).random() < SAYS_MODE_SHARE)
    levels, row_cue = _plain_levels(levels, row.cue) if other else (levels, row.cue)
    return Ad(
        number=row.number,
        job=row.job,
        kind=row.kind,
        source=source,
        board=board,
        native_id=native_id,
        firm=house,
        title=title(
            dice(key, 2),
            role_family=role_family,
            other=other,
            specialization=specialization,
            levels=levels,
            hired=hired,
            cue=row_cue,
            language=language,
            country=country,
            places=places,
            mode=row.mode,
            contract=row.contract,
        ),
        language=language,
        function=other["function"] if other else "",
        role_family=role_family,
        specialization=specialization,
        second_specialization=second,
        topics=tuple(other["topics"].split("|"))
        if other
        else column("idioms/subjects", "text", specialization=specialization, kind="topic"),
        team=roll.choice(column("idioms/other_words", "text", kind="team")),
        levels=levels,
        hired_level=hired,
        cue=row_cue,
        contract=row.contract,
        country=country,
        places=places,
        mode=row.mode,
        says_mode=says_mode,
        hybrid_days=roll.choice((2, 2, 3, 3, 3, 4)) if row.mode == "hybrid" and says_mode else 0,
        area=_area(country) if row.mode == "remote_region" else "",
        policy=row.policy,
        education=row.education,
        years=_years(roll, hired, row_cue),
        states_pay=row.states_pay,
        channel=_channel(dice(key, 3), row, source),
        form=row.form,
        period=row.period,
        band_kind=row.band_kind,
        bands=_bands(row, places),
        required=required,
        preferred=preferred,
        posted=row.posted,
        changed=row.changed,
        roll_key=key,
    )


def _second(roll: Random, first: str) -> str:
    """A second subject that the ad touches, now and then."""
    name = roll.choice(t.SPECIALIZATIONS).specialization
    return name if roll.random() < 0.25 and name not in (first, "generalist") and first != "generalist" else ""


def _skills(
    roll: Random, row: Drawn, specialization: str, other: dict[str, str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if other:
        own = other["skills"].split("|")
        return tuple(own[:2]), tuple(own[2:3])
    paid = {skill.skill: has for skill, has in zip(t.PAID_SKILLS, row.paid_skills, strict=True)}
    mine = _skills_of(specialization)
    required = [
        skill.name for skill in mine if paid.get(skill.skill, not skill.effect and roll.random() < skill.chance)
    ]
    preferred = [skill.name for skill in mine if not skill.effect and skill.name not in required][:2]
    if roll.random() < PYTHON_CHANCE:
        required.insert(0, "Python")
    return tuple(required), tuple(preferred)


_OF: dict[str, tuple[t.Skill, ...]] = {
    row.specialization: tuple(skill for skill in t.SKILLS if row.specialization in skill.specializations.split("|"))
    for row in t.SPECIALIZATIONS
}


def _skills_of(specialization: str) -> tuple[t.Skill, ...]:
    return _OF[specialization]


def _plain_levels(levels: tuple[str, ...], cue: str) -> tuple[tuple[str, ...], str]:
    """Jobs that are not of AI show a level only where their titles can carry it."""
    shown = tuple(level for level in levels[:1] if level in ("intern", "entry", "mid", "senior"))
    return (shown, cue) if shown else ((), "none")


def _years(roll: Random, hired: str, cue: str) -> int:
    """Years asked for; -1 where the ad says nothing, as it must where nothing tells the level."""
    if cue == "none":
        return -1
    if cue == "years":
        return roll.choice(CLEAR_YEARS[hired]) if hired in CLEAR_YEARS else 0
    years = [int(part) for part in t.LEVELS[t.LEVEL[hired]].years.split("|")]
    return roll.choice(years) if roll.random() < 0.8 and hired != "intern" else -1


def _area(country: t.Country) -> str:
    for name, codes in t.BLURRED_REGIONS.items():
        if country.country_code in codes:
            return name
    return AREAS[country.market_region]


def _channel(roll: Random, row: Drawn, source: str) -> str:
    """Where pay stands: `field`, `text`, `both` or `none`, as far as the platform's field can hold it."""
    if not row.states_pay:
        return "none"
    holds = HOLDS[t.PLATFORM[source].holds](row)
    return roll.choices(("field", "both", "text"), (0.5, 0.12, 0.38))[0] if holds else "text"


def _is_plain(row: Drawn) -> bool:
    return row.form in ("range", "point")


def _bands(row: Drawn, places: tuple[t.Place, ...]) -> tuple[Band, ...]:
    codes = [t.COUNTRIES[i].country_code for i in row.pay_countries]
    if row.band_kind == "per_place":
        labels = [place.city for place in places]
    elif row.band_kind == "zones":
        labels = list(column("idioms/zones", "label", country_code=codes[0]))
    elif row.band_kind == "per_level":
        labels = [t.LEVELS[i].level.capitalize() for i in row.levels]
    else:
        labels = [""]
    return tuple(Band(label, row.low[i], row.high[i], codes[i]) for i, label in enumerate(labels))
