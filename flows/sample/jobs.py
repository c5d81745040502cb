"""The jobs that employers open, drawn as arrays, and the bands that they would post for them.

log(yearly local pay) = country + place + level + role + specialization + skills + degree + employer + noise.
The employer's part and the noise vary equally: two jobs of one employer and cell correlate by about .5.
A range is posted around what the employer would pay, and offers are uniform over the posted range.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import tables as t
from .population import NOISE_SD, Employers, Flags, Floats, Ints, Parameters, pick, shares

EDUCATION_EFFECT = np.array([0.0, 0.0, 0.02, 0.06])
ZONE_EFFECT = np.array([0.09, 0.0, -0.09])
GLOBAL_EFFECT = -0.12
STATED_SHARE, STATED_BY_HABIT, STATED_BY_PAY = 0.60, 0.9, 1.5
STATED_BY_LAW = dict(US=0.80, CA=0.70, PL=0.75, FR=0.50, IE=0.55, AU=0.50, GB=0.50, NL=0.45, CH=0.25, IN=0.35)
CONTRACTOR_SHARE, SEVERAL_LEVELS_SHARE = 0.03, 0.06
FORMS = ("range", "point", "up_to", "from")
BAND_KINDS = ("single", "per_place", "zones", "per_level")
CUES = ("none", "title", "years")
PAIRS = (("entry", "mid"), ("mid", "senior"), ("senior", "staff"), ("staff", "principal"))
SINGLE, PER_PLACE, ZONES, PER_LEVEL = range(4)
LOCATION_BASED, ZONE_TIERED, _NATIONAL, GLOBAL_FLAT = range(4)
ONSITE, HYBRID, REMOTE_COUNTRY, REMOTE_REGION, REMOTE_GLOBAL, UNKNOWN = range(6)
US = t.COUNTRY["US"]
PLACE_COUNTRY = np.array([t.COUNTRY[row.country_code] for row in t.PLACES], np.int32)
METROS = tuple(dict.fromkeys(row.metro for row in t.PLACES))
PLACE_METRO = np.array([METROS.index(row.metro) for row in t.PLACES], np.int32)


@dataclass(frozen=True)
class Jobs:
    """Jobs as arrays of one length n, or (n, 3) where there may be several; -1 means none.

    hidden: the level hired for; levels: what the ad lets one know of it (-1 first: unspecified); cue: how
    other: position in `other_roles.csv` of a job that is not of AI; then role and specialization are -1
    low, high: posted bands, in the unit of `period` and the currency of `pay_country`; `band_kind`: for what
    """

    employer: Ints
    other: NDArray[np.int16]
    country: NDArray[np.int8]
    specialization: NDArray[np.int8]
    role: NDArray[np.int8]
    hidden: NDArray[np.int8]
    levels: NDArray[np.int8]
    cue: NDArray[np.int8]
    contract: NDArray[np.int8]
    mode: NDArray[np.int8]
    places: NDArray[np.int16]
    education: NDArray[np.int8]
    paid_skills: Flags
    policy: NDArray[np.int8]
    band_kind: NDArray[np.int8]
    form: NDArray[np.int8]
    period: NDArray[np.int8]
    pay_country: NDArray[np.int8]
    low: Floats
    high: Floats
    states_pay: Flags

    def __len__(self) -> int:
        return len(self.employer)

    def take(self, rows: NDArray[Any]) -> Jobs:
        """The jobs at these positions, or under this mask."""
        return Jobs(**{field.name: getattr(self, field.name)[rows] for field in dataclasses.fields(self)})


def jobs(
    world: Parameters,
    staff: Employers,
    rng: np.random.Generator,
    opened: Ints,
    other: NDArray[np.int16] | None = None,
) -> Jobs:
    """Draw one job for each entry of `opened`, an employer's position; `other` says which are not of AI."""
    e, n = opened, len(opened)
    other = np.full(n, -1, np.int16) if other is None else other
    is_ai = other < 0
    country = pick(staff.country_weights, e, rng)
    specialization = np.where(is_ai, pick(staff.specialization_weights, e, rng), -1)
    hidden, hidden_2, levels, cue, contract = _levels(rng, n)
    is_manager = np.array([row.track == "management" for row in t.LEVELS])[hidden]
    role = np.where(is_manager, t.ROLE["ai_manager"], pick(_role_weights(), specialization, rng))
    education = np.where(is_ai, _education(rng, role), 0)
    paid = _paid_skills(rng, specialization) & is_ai[:, None]
    policy = staff.policy[e]
    mode = _modes(rng, staff.remote[e], policy)
    places = _places(rng, staff, e, country=country, mode=mode, policy=policy)
    band_kind = _band_kinds(rng, policy=policy, mode=mode, places=places, hidden_2=hidden_2, country=country)
    pay_country = _pay_countries(policy, mode, places, country, band_kind)
    base = staff.effect[e] + rng.normal(0, world.noise_sd, n)
    base += np.where(is_ai, world.role[role] + world.specialization[specialization] + EDUCATION_EFFECT[education], 0.0)
    base += (paid * world.skill).sum(1) + np.where(is_ai, 0.0, np.log(_other_pay())[other])
    centre = (
        base[:, None]
        + world.country[pay_country]
        + _scope_effects(world, band_kind=band_kind, policy=policy, mode=mode, places=places, country=country)
    )
    form = np.where(staff.names_a_point[e], 1, rng.choice([0, 2, 3], n, p=[0.95, 0.025, 0.025]))
    period = _periods(staff, e, pay_country=pay_country, hidden=hidden, contract=contract, band_kind=band_kind)
    width = np.clip(staff.half_width[e] * np.exp(rng.normal(0, 0.2, n)), 0.02, 0.35) * (form != 1)
    lower, upper = world.level[hidden], world.level[np.where(hidden_2 >= 0, hidden_2, hidden)]
    own_upper = np.stack([lower, upper, upper], 1)
    is_per_level = (band_kind == PER_LEVEL)[:, None]
    low = np.exp(centre + np.where(is_per_level, own_upper, lower[:, None])) * (1 - width[:, None])
    high = np.exp(centre + np.where(is_per_level, own_upper, upper[:, None])) * (1 + width[:, None])
    low, high = _rounded(low, high, period=period, pay_country=pay_country, habit=staff.grain[e], form=form)
    return Jobs(
        employer=e.astype(np.int32),
        other=other,
        country=country.astype(np.int8),
        specialization=specialization.astype(np.int8),
        role=np.where(is_ai, role, -1).astype(np.int8),
        hidden=hidden.astype(np.int8),
        levels=levels,
        cue=cue.astype(np.int8),
        contract=contract.astype(np.int8),
        mode=mode.astype(np.int8),
        places=places,
        education=education.astype(np.int8),
        paid_skills=paid,
        policy=policy.astype(np.int8),
        band_kind=band_kind.astype(np.int8),
        form=form.astype(np.int8),
        period=period.astype(np.int8),
        pay_country=pay_country.astype(np.int8),
        low=low,
        high=high,
        states_pay=_states(world, staff, rng, e, country),
    )


def annual(values: NDArray[Any], period: NDArray[Any]) -> Floats:
    """(n, 3) amounts in the unit of their period as amounts a year: 12 months, 2,080 hours."""
    factors = np.array([t.PER_YEAR[name] for name in t.PERIODS], float)
    out: Floats = values * factors[period][:, None]
    return out


def _levels(rng: np.random.Generator, n: int) -> tuple[Ints, Ints, NDArray[np.int8], Ints, Ints]:
    hidden = rng.choice(len(t.LEVELS), n, p=shares([row.share for row in t.LEVELS])).astype(np.int32)
    is_ic = np.array([row.track == "ic" for row in t.LEVELS])[hidden]
    contract = ((rng.random(n) < CONTRACTOR_SHARE) & is_ic) * t.CONTRACTS.index("contractor")
    contract[hidden == t.LEVEL["intern"]] = t.CONTRACTS.index("internship")
    next_level = np.full(len(t.LEVELS), -1)
    for lower, upper in PAIRS:
        next_level[t.LEVEL[lower]] = t.LEVEL[upper]
    hidden_2 = np.where((rng.random(n) < SEVERAL_LEVELS_SHARE) & (contract == 0), next_level[hidden], -1)
    score = rng.random(n)
    by_title = np.array([row.cue_title for row in t.LEVELS])[hidden]
    by_years = np.array([row.cue_years for row in t.LEVELS])[hidden]
    cue = np.where((score < by_title) | (hidden_2 >= 0), 1, np.where(score < by_title + by_years, 2, 0))
    levels = np.stack([np.where(cue > 0, hidden, -1), hidden_2], 1).astype(np.int8)
    return hidden, hidden_2.astype(np.int32), levels, cue.astype(np.int32), contract.astype(np.int32)


def _role_weights() -> Floats:
    table = np.zeros((len(t.SPECIALIZATIONS), len(t.ROLES)))
    for i, row in enumerate(t.SPECIALIZATIONS):
        for role, weight in t.weighted(row.roles).items():
            table[i, t.ROLE[role]] = weight
    return table


def _education(rng: np.random.Generator, role: Ints) -> Ints:
    chances = np.array([[row.phd, row.master, row.bachelor] for row in t.ROLES])
    table = np.concatenate([1 - chances.sum(1, keepdims=True), chances[:, ::-1]], 1)
    return pick(table, role, rng)


def _paid_skills(rng: np.random.Generator, specialization: Ints) -> Flags:
    chance = np.zeros((len(t.SPECIALIZATIONS), len(t.PAID_SKILLS)))
    for k, skill in enumerate(t.PAID_SKILLS):
        for name in skill.specializations.split("|"):
            chance[t.SPECIALIZATION[name], k] = skill.chance
    out: Flags = rng.random((len(specialization), len(t.PAID_SKILLS))) < chance[specialization]
    return out


def _modes(rng: np.random.Generator, lean: Floats, policy: Ints) -> Ints:
    stay = 1 - lean
    chances = np.stack([0.42 * stay, 0.53 * stay + 0.05, 0.68 * lean, 0.05 * lean, 0.06 * lean, 0.12 * stay], 1)
    chances[policy == GLOBAL_FLAT] = [0.02, 0.08, 0.20, 0.02, 0.66, 0.02]
    return pick(chances, np.arange(len(lean)), rng)


def _places(
    rng: np.random.Generator, staff: Employers, e: Ints, *, country: Ints, mode: Ints, policy: Ints
) -> NDArray[np.int16]:
    """Up to three towns of different metros, none for remote jobs; only location-based pay goes abroad."""
    n = len(e)
    in_country = (np.arange(len(t.COUNTRIES))[:, None] == PLACE_COUNTRY).astype(float)
    has_place = (mode == ONSITE) | (mode == HYBRID) | (mode == UNKNOWN)
    crosses = (rng.random(n) < 0.15) & (policy == LOCATION_BASED)
    elsewhere = np.where(crosses, pick(staff.country_weights, e, rng), country)
    wanted = has_place * (1 + (rng.random(n) < 0.24) + (rng.random(n) < 0.10))
    places = np.full((n, 3), -1, np.int16)
    for k in range(3):
        rows = np.flatnonzero(wanted > k)
        where = country if k == 0 else elsewhere
        for start in range(0, len(rows), 50_000):
            part = rows[start : start + 50_000]
            table = staff.place_weights[e[part]] * in_country[where[part]]
            places[part, k] = pick(table, np.arange(len(part)), rng)
    metro = np.where(places >= 0, PLACE_METRO[places], -1)
    for k in (1, 2):
        again = (metro[:, [k]] == metro[:, :k]).any(1)
        places[again, k] = -1
    gap = (places[:, 1] < 0) & (places[:, 2] >= 0)
    places[gap, 1], places[gap, 2] = places[gap, 2], -1
    return places


def _band_kinds(
    rng: np.random.Generator,
    *,
    policy: Ints,
    mode: Ints,
    places: NDArray[np.int16],
    hidden_2: Ints,
    country: Ints,
) -> Ints:
    several = places[:, 1] >= 0
    crosses = several & (PLACE_COUNTRY[places] != country[:, None]).any(1, where=places >= 0)
    per_place = several & (policy == LOCATION_BASED) & (crosses | (rng.random(len(policy)) < 0.6))
    north_america = (country == US) | (country == t.COUNTRY["CA"])
    zones = (policy == ZONE_TIERED) & (mode == REMOTE_COUNTRY) & north_america
    per_level = (hidden_2 >= 0) & (rng.random(len(policy)) < 0.5)
    return np.select([per_place, zones, per_level], [PER_PLACE, ZONES, PER_LEVEL], SINGLE).astype(np.int32)


def _pay_countries(policy: Ints, mode: Ints, places: NDArray[np.int16], country: Ints, band_kind: Ints) -> Ints:
    """(n, 3): whose pay level and currency each band follows."""
    own = np.where((policy == GLOBAL_FLAT) & (mode == REMOTE_GLOBAL), US, country)[:, None].repeat(3, 1)
    there = np.where(places >= 0, PLACE_COUNTRY[places], own)
    return np.where((band_kind == PER_PLACE)[:, None], there, own).astype(np.int32)


def _scope_effects(
    world: Parameters, *, band_kind: Ints, policy: Ints, mode: Ints, places: NDArray[np.int16], country: Ints
) -> Floats:
    """(n, 3): what the place or zone of each band adds."""
    n = len(policy)
    effect = np.where(places >= 0, world.place[places], 0.0)
    count = np.maximum((places >= 0).sum(1), 1)
    mean = effect.sum(1) / count
    zone_of = np.searchsorted([-0.03, 0.06], mean, side="right")
    in_zone = ZONE_EFFECT[::-1][zone_of]
    remote = np.array([row.remote_effect for row in t.COUNTRIES])[country]
    own = np.select(
        [
            mode == REMOTE_GLOBAL,
            mode == REMOTE_REGION,
            mode == REMOTE_COUNTRY,
            policy == LOCATION_BASED,
            policy == ZONE_TIERED,
        ],
        [np.full(n, GLOBAL_EFFECT), remote - 0.02, remote, mean, in_zone],
        0.0,
    )[:, None].repeat(3, 1)
    out: Floats = np.select(
        [(band_kind == PER_PLACE)[:, None], (band_kind == ZONES)[:, None]], [effect, own + ZONE_EFFECT], own
    )
    return out


def _periods(staff: Employers, e: Ints, *, pay_country: Ints, hidden: Ints, contract: Ints, band_kind: Ints) -> Ints:
    """Monthly where the country and the employer do so, hourly for contractors and some juniors.

    Zones and bands of several countries are yearly.
    """
    home = pay_country[:, 0]
    monthly = staff.period_habit[e] < np.array([row.month_share for row in t.COUNTRIES])[home]
    is_junior = np.isin(hidden, [t.LEVEL["intern"], t.LEVEL["entry"], t.LEVEL["mid"]])
    hourly = (staff.period_habit[e] < 3 * np.array([row.hour_share for row in t.COUNTRIES])[home]) & is_junior
    alike = (pay_country == home[:, None]).all(1) & (band_kind != ZONES)
    by_hour = (contract == t.CONTRACTS.index("contractor")) | (hourly & alike)
    return np.select([by_hour, monthly & alike], [2, 1], 0).astype(np.int32)


def _rounded(
    low: Floats, high: Floats, *, period: Ints, pay_country: Ints, habit: Ints, form: Ints
) -> tuple[Floats, Floats]:
    """Yearly bands in the unit of their period, rounded as the employer does."""
    per_year = np.array([t.PER_YEAR[name] for name in t.PERIODS], float)[period][:, None]
    yearly = (
        np.array([row.grain for row in t.COUNTRIES], float)[pay_country] * np.array([1.0, 5.0, 0.1])[habit][:, None]
    )
    monthly = (
        np.array([row.month_grain for row in t.COUNTRIES], float)[pay_country]
        * np.array([1.0, 2.0, 1.0])[habit][:, None]
    )
    grain = np.select([period[:, None] == 0, period[:, None] == 1], [yearly, monthly], 1.0)
    low, high = (np.maximum(np.round(side / per_year / grain), 1) * grain for side in (low, high))
    high = np.where((form == 1)[:, None], low, np.maximum(high, low + grain))
    return low, high


def _states(world: Parameters, staff: Employers, rng: np.random.Generator, e: Ints, country: Ints) -> Flags:
    """Whether pay is stated: mostly the employer's habit, by default unrelated to what it pays and where."""
    rate = np.full(len(t.COUNTRIES), STATED_SHARE)
    if world.disclosure == "by_law":
        rate = np.array([STATED_BY_LAW.get(row.country_code, 0.4) for row in t.COUNTRIES])
    cut = np.array([NormalDist().inv_cdf(share) for share in rate])[country]
    if world.disclosure == "by_pay":
        cut = cut - STATED_BY_PAY * staff.effect[e] / NOISE_SD
    own = rng.normal(0, 1, len(e)) * np.sqrt(1 - STATED_BY_HABIT**2)
    out: Flags = STATED_BY_HABIT * staff.states[e] + own < cut
    return out


def _other_pay() -> Floats:
    """Pay of the roles that are not of AI, relative to an AI engineer's; the last entry stands for none."""
    return np.array([float(row["pay"]) for row in t.rows("other_roles")] + [1.0])
