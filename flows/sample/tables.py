"""The world that markets are drawn from: countries, places, levels ... as read from the CSV files here."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

HERE = Path(__file__).parent
Row = TypeVar("Row", bound=msgspec.Struct)

UNSPECIFIED = "unspecified"
BLURRED_REGIONS = {"Europe": ("FR", "NL", "PL"), "APAC": ("IN", "SG", "AU", "JP")}
WORK_MODES = ("onsite", "hybrid", "remote_country", "remote_region", "remote_global", "unknown")
POLICIES = ("location_based", "zone_tiered", "single_national", "global_flat")
EDUCATION = ("none", "bachelor", "master", "phd")
CONTRACTS = ("employee", "internship", "contractor")
PERIODS = ("year", "month", "hour")
PER_YEAR = {"year": 1, "month": 12, "hour": 2080}
SIZE_BANDS = ("1-50", "51-200", "201-1000", "1001-5000", "5001+")


class Country(msgspec.Struct, frozen=True):
    """`mid_pay` is the yearly base of a mid-level engineer, in `currency_code`; effects are in log points."""

    country_code: str
    name: str
    market_region: str
    currency_code: str
    share: float
    mid_pay: float
    grain: int
    month_share: float
    month_grain: int
    hour_share: float
    remote_effect: float
    language: str
    language_share: float
    short: str


class Place(msgspec.Struct, frozen=True):
    """One town as an ad may name it; towns of one labour market share `metro`."""

    metro: str
    city: str
    admin1_code: str
    admin1: str
    country_code: str
    weight: float
    effect: float
    aliases: str


class Level(msgspec.Struct, frozen=True):
    """`years`: what an ad may ask for; `cue_*`: the chance that title, or years alone, tell the level."""

    level: str
    track: str
    effect: float
    share: float
    years: str
    cue_title: float
    cue_years: float


class Specialization(msgspec.Struct, frozen=True):
    """`roles` are role families with weights, as `role:weight|...`."""

    specialization: str
    share: float
    effect: float
    roles: str
    maturity: str


class Role(msgspec.Struct, frozen=True):
    """`phd`, `master`, `bachelor` are the chances that a degree is required."""

    role_family: str
    effect: float
    phd: float
    master: float
    bachelor: float
    cap: int


class Industry(msgspec.Struct, frozen=True):
    """`ai_share`: share of AI jobs among an employer's openings; `product`, `customers`: words for ads."""

    industry: str
    share: float
    effect: float
    ai_share: float
    regulated: int
    product: str
    customers: str


class Skill(msgspec.Struct, frozen=True):
    """`effect`: what it adds to log pay where required, as by `chance` in jobs of `specializations`."""

    skill: str
    name: str
    effect: float
    chance: float
    specializations: str


class Platform(msgspec.Struct, frozen=True):
    """Where employers post. `share`: of employers; `holds`: the pay that its own field can state (`ads.HOLDS`).

    shows_mode: has a field for the workplace, so that the text may be silent of it
    id_form, first_id: how it numbers postings; board_url, posting_url: addresses with `{board}`, `{id}` ...
    """

    source: str
    share: float
    holds: str
    shows_mode: bool
    id_form: str
    first_id: int
    board_url: str
    posting_url: str


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """A CSV file of this folder as dicts of text; `name` without its ending."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _typed(name: str, kind: type[Row]) -> tuple[Row, ...]:
    return tuple(msgspec.convert(row, kind, strict=False) for row in rows(name))


COUNTRIES = _typed("countries", Country)
PLACES = _typed("places", Place)
LEVELS = _typed("levels", Level)
SPECIALIZATIONS = _typed("specializations", Specialization)
ROLES = _typed("roles", Role)
INDUSTRIES = _typed("industries", Industry)
SKILLS = _typed("skills", Skill)
PLATFORM = {row.source: row for row in _typed("platforms", Platform)}

COUNTRY = {row.country_code: i for i, row in enumerate(COUNTRIES)}
LEVEL = {row.level: i for i, row in enumerate(LEVELS)}
ROLE = {row.role_family: i for i, row in enumerate(ROLES)}
SPECIALIZATION = {row.specialization: i for i, row in enumerate(SPECIALIZATIONS)}
PAID_SKILLS = tuple(skill for skill in SKILLS if skill.effect)


def weighted(text: str) -> dict[str, float]:
    """`a:2|b:1` as a dict of weights."""
    return {name: float(weight) for name, weight in (part.split(":") for part in text.split("|"))}


def by_key(name: str, *columns: str) -> dict[Any, list[dict[str, str]]]:
    """Rows of a CSV file grouped by one column (a text) or several (a tuple)."""
    groups: dict[Any, list[dict[str, str]]] = {}
    for row in rows(name):
        key = row[columns[0]] if len(columns) == 1 else tuple(row[column] for column in columns)
        groups.setdefault(key, []).append(row)
    return groups
