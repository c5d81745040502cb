"""The taxonomies: `transforms/taxonomy/*.csv`, each checked line by line when first read.

A table is declared once, in `TABLES`; what is not declared is not read. Errors name file and line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import polars as pl

FOLDER = Path(__file__).parent / "taxonomy"


class Table(NamedTuple):
    """What a taxonomy file must be: its columns, the columns that identify a line, and where codes come from."""

    columns: tuple[str, ...]
    key: tuple[str, ...]
    references: Mapping[str, tuple[str, str]] = MappingProxyType({})
    optional: tuple[str, ...] = ()


TABLES: dict[str, Table] = {
    "price_levels": Table(
        ("country_code", "year", "ppp_local_per_usd", "source"),
        ("country_code",),
        {"country_code": ("countries", "country_code")},
    ),
    "metro_price_levels": Table(
        ("metro", "year", "price_parity", "source"), ("metro",), {"metro": ("metros", "metro")}
    ),
    "roles": Table(("role_family", "label", "is_ai", "role_group"), ("role_family",)),
    "role_subjects": Table(
        ("subject", "engineer_role", "scientist_role", "priority", "gate", "is_firm", "is_fixed", "overrules"),
        ("subject",),
        {"engineer_role": ("roles", "role_family"), "scientist_role": ("roles", "role_family")},
    ),
    "role_occupations": Table(
        ("occupation", "side", "ai_role", "text_role", "plain_role", "ai_gate", "plain_gate", "priority", "is_maker"),
        ("occupation",),
        {name: ("roles", "role_family") for name in ("ai_role", "text_role", "plain_role")},
        ("ai_role", "text_role", "plain_gate"),
    ),
    "role_cues": Table(("cue", "kind", "code", "anywhere"), ("cue", "kind")),
    "role_refusals": Table(("cue", "reason", "strength"), ("cue",)),
    "ai_cues": Table(("cue", "concept", "role_family"), ("cue",), {"role_family": ("roles", "role_family")}),
    "title_noise": Table(("words", "kind"), ("words",)),
    "levels": Table(("level", "label", "track", "level_rank"), ("level",), {}, ("level_rank",)),
    "level_cues": Table(("cue", "kind", "value", "needs"), ("cue", "kind", "needs")),
    "level_codes": Table(
        ("employer", "ladder", "code", "level", "track"),
        ("employer", "ladder", "code"),
        {"level": ("levels", "level")},
        ("employer",),
    ),
    "level_employers": Table(("cue", "employer"), ("cue",)),
    "level_years": Table(("level", "years_from"), ("level",), {"level": ("levels", "level")}),
    "specializations": Table(("specialization", "label", "weight", "within"), ("specialization",), {}, ("within",)),
    "specialization_cues": Table(
        ("cue", "specialization", "weight", "is_ambiguous"),
        ("cue", "specialization"),
        {"specialization": ("specializations", "specialization")},
    ),
    "zone_headings": Table(("heading", "zone", "language"), ("heading",)),
    "zone_demands": Table(("cue",), ("cue",)),
    "zone_cues": Table(("cue", "zone", "language"), ("cue",)),
    "skill_groups": Table(("skill_group", "label"), ("skill_group",)),
    "skills": Table(("skill", "skill_group", "aliases"), ("skill",), {"skill_group": ("skill_groups", "skill_group")}),
    "skill_contexts": Table(("context", "pattern"), ("context",)),
    "skill_cased_aliases": Table(
        ("alias", "skill", "context", "needs", "refused"),
        ("alias", "skill"),
        {"skill": ("skills", "skill"), "context": ("skill_contexts", "context")},
        ("needs", "refused"),
    ),
    "skill_negations": Table(("cue",), ("cue",)),
    "education_cues": Table(("cue", "degree", "language"), ("cue",)),
    "experience_words": Table(("word", "kind", "value"), ("word", "kind"), {}, ("value",)),
    "gap_noise": Table(("word",), ("word",)),
    "maturity_cues": Table(("cue", "maturity", "weight"), ("cue",)),
    "employment_types": Table(("cue", "employment_type", "place"), ("cue",)),
    "industries": Table(("industry", "label", "is_regulated"), ("industry",)),
    "industry_cues": Table(("cue", "industry", "place"), ("cue", "place"), {"industry": ("industries", "industry")}),
    "language_words": Table(("cue", "language", "kind"), ("cue", "language")),
    "employer_aliases": Table(("alias", "employer"), ("alias",)),
    "size_bands": Table(("size_band", "label"), ("size_band",)),
    "legal_suffixes": Table(("suffix",), ("suffix",)),
    "agency_cues": Table(("cue",), ("cue",)),
    "currencies": Table(("currency_code", "name", "annual_low", "annual_high"), ("currency_code",)),
    "currency_signs": Table(
        ("sign", "country_code", "currency_code"),
        ("sign", "country_code"),
        {"currency_code": ("currencies", "currency_code")},
        ("country_code",),
    ),
    "country_pay_habits": Table(
        ("country_code", "currency_code", "usual_period", "payments_per_year", "hours_week"),
        ("country_code",),
        {"currency_code": ("currencies", "currency_code"), "usual_period": ("periods", "period_code")},
    ),
    "country_words": Table(("cue", "country_code"), ("cue",)),
    "periods": Table(("period_code", "per_year", "reason"), ("period_code",), {}, ("per_year",)),
    "period_words": Table(
        ("cue", "period_code", "payments_per_year", "language"),
        ("cue",),
        {"period_code": ("periods", "period_code")},
        ("payments_per_year",),
    ),
    "pay_components": Table(("cue", "component", "language"), ("cue",)),
    "pay_negatives": Table(("cue", "reason", "place", "language"), ("cue",)),
    "pay_words": Table(("cue", "kind", "value"), ("cue", "kind"), {}, ("value",)),
    "other_rates": Table(("currency_code", "date", "usd", "source"), ("currency_code", "date")),
    "work_mode_cues": Table(("cue", "mode", "strength", "stands_in"), ("cue", "stands_in")),
    "geo_pay_cues": Table(("cue", "policy"), ("cue",)),
    "home_cues": Table(("cue", "country_code"), ("cue",), {"country_code": ("countries", "country_code")}),
    "pay_law": Table(
        ("country_code", "admin1", "place_id", "in_force_from", "least_employees", "status", "note"),
        ("country_code", "admin1", "place_id"),
        {"country_code": ("countries", "country_code"), "place_id": ("cities", "place_id")},
        ("place_id",),
    ),
    "market_regions": Table(("market_region", "name"), ("market_region",)),
    "regions": Table(("region", "name", "market_regions", "aliases"), ("region",), {}, ("market_regions",)),
    "place_aliases": Table(("alias", "place_id"), ("alias",)),
    "place_words": Table(("words", "kind"), ("words",)),
    "place_phrases": Table(("phrase", "kind"), ("phrase",)),
    "shared_adverts": Table(("source", "why"), ("source",)),
    "countries": Table(
        ("country_code", "name", "market_region", "population", "aliases"), ("country_code",), {}, ("aliases",)
    ),
    "admin1": Table(
        ("country_code", "admin1", "name", "geonames", "aliases", "codes", "inner_codes"),
        ("country_code", "admin1"),
        {"country_code": ("countries", "country_code")},
        ("aliases", "codes", "inner_codes"),
    ),
    "cities": Table(
        ("place_id", "name", "country_code", "admin1", "population", "aliases"),
        ("place_id",),
        {"country_code": ("countries", "country_code")},
        ("admin1", "aliases"),
    ),
    "metros": Table(
        ("metro", "name", "country_code", "place_id", "hub_volume_tier", "pay_tier", "cbsa"),
        ("metro",),
        {"country_code": ("countries", "country_code")},
        ("cbsa",),
    ),
    "metro_areas": Table(("place_id", "metro"), ("place_id",), {"metro": ("metros", "metro")}),
    "metro_circles": Table(("metro", "place_id", "radius_km"), ("metro", "place_id"), {"metro": ("metros", "metro")}),
    "metro_cities": Table(
        ("place_id", "metro"), ("place_id",), {"place_id": ("cities", "place_id"), "metro": ("metros", "metro")}
    ),
}


class TaxonomyError(ValueError):
    """A taxonomy file breaks its own rules; the message says file, line, value and what to do."""


@cache
def table(name: str) -> pl.DataFrame:
    """Rows of `taxonomy/<name>.csv`, every column text, empty cells empty strings.

    Raises:
        TaxonomyError: missing file or column, an empty required cell, a key stated twice, an unknown code.
    """
    spec, path = TABLES[name], FOLDER / f"{name}.csv"
    where = f"transforms/taxonomy/{name}.csv"
    if not path.exists():
        raise TaxonomyError(f"{where}: file is missing. Restore it or take {name!r} out of TABLES.")
    rows = pl.read_csv(path, infer_schema=False, empty_string_is_null=False)
    if tuple(rows.columns) != spec.columns:
        raise TaxonomyError(f"{where}:1: columns are {rows.columns}, expected {list(spec.columns)}.")
    numbered = rows.with_row_index("line", offset=2)
    for column in spec.columns:
        if column in spec.optional:
            continue
        empty = numbered.filter(pl.col(column) == "")
        if empty.height:
            raise TaxonomyError(f"{where}:{empty['line'][0]}: column {column!r} is empty. Fill it in.")
    twice = numbered.filter(pl.struct(spec.key).is_duplicated())
    if twice.height:
        first, second = (
            twice["line"][0],
            twice.filter(pl.struct(spec.key) == twice.select(pl.struct(spec.key)).item(0, 0)),
        )
        raise TaxonomyError(
            f"{where}:{second['line'][-1]}: {[twice[k][0] for k in spec.key]} is already claimed by line {first}."
        )
    for column, (other, code) in spec.references.items():
        known = table(other)[code].implode()
        unknown = numbered.filter((pl.col(column) != "") & ~pl.col(column).is_in(known))
        if unknown.height:
            value, line = unknown[column][0], unknown["line"][0]
            raise TaxonomyError(f"{where}:{line}: {column} {value!r} is not a {code} of taxonomy/{other}.csv.")
    return rows


def version() -> str:
    """First 12 hex digits of the hash over every taxonomy file and every rule file of this folder."""
    digest = hashlib.sha256()
    for path in sorted([*FOLDER.glob("*.csv"), *FOLDER.parent.glob("*.py")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(pl.__version__.encode())
    return digest.hexdigest()[:12]
