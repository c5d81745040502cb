"""What was drawn, posting by posting, as one table: the answers against which readings of ads are held."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from . import tables as t
from .ads import Ad
from .formats.fields import url

TEXTS = """
    posting_id source board native_id url job_id kind employer title language role_family specialization
    second_specialization levels level_source track work_mode remote_area geo_pay_policy employment_type
    education_required country_code country_codes metros market_regions pay_where pay_form band_kind
    currency_code period_code bands skills_required skills_preferred opened_on pay_changed_on
"""
EMPLOYMENT = {"employee": "full_time", "contractor": "contract", "internship": "internship"}
EDUCATION = {"none": "unspecified"}
NUMBERS = "pay_min pay_max annual_min_local annual_max_local"
COLUMNS: dict[str, Any] = {
    **dict.fromkeys(TEXTS.split(), pl.String),
    **dict.fromkeys(("is_ai_role", "states_pay"), pl.Boolean),
    **dict.fromkeys(("hybrid_days", "years_min"), pl.Int64),
    **dict.fromkeys(NUMBERS.split(), pl.Float64),
}


def postings_frame(ads: Iterable[Ad]) -> pl.DataFrame:
    """One row for each ad; lists are joined by `|`; a band is `label=min-max currency`, in the period's unit.

    `levels` is `unspecified` where nothing tells. Pay columns are empty where the ad states none; `pay_min`
    and `pay_max` are of the first band. Jobs of one Hacker News comment are `<number>-1`, `<number>-2` ...
    Postings of one `job_id` state the same bands: from the day on which its stated pay changed, a job is another.
    """
    return pl.DataFrame([_row(ad) for ad in ads], schema=COLUMNS)


def _row(ad: Ad) -> dict[str, Any]:
    first, yearly = ad.bands[0], t.PER_YEAR[ad.period]
    codes, regions, metros = _geography(ad)
    shows_low, shows_high = ad.states_pay and ad.form != "up_to", ad.states_pay and ad.form != "from"
    level = t.LEVELS[t.LEVEL[ad.levels[0]]] if ad.levels else None
    return {
        "posting_id": f"{ad.source}:{ad.board}:{ad.native_id}",
        "source": ad.source,
        "board": ad.board,
        "native_id": ad.native_id,
        "url": url(ad),
        "job_id": f"{ad.job}-{ad.changed}" if ad.changed and ad.states_pay else str(ad.job),
        "kind": ad.kind,
        "employer": ad.firm.name,
        "title": ad.title,
        "language": ad.language,
        "role_family": ad.role_family,
        "is_ai_role": ad.is_ai,
        "specialization": ad.specialization,
        "second_specialization": ad.second_specialization,
        "levels": "|".join(ad.levels) or t.UNSPECIFIED,
        "level_source": ad.cue,
        "track": level.track if level else "unknown",
        "work_mode": ad.mode,
        "hybrid_days": ad.hybrid_days or None,
        "remote_area": ad.area,
        "geo_pay_policy": ad.policy,
        "employment_type": EMPLOYMENT[ad.contract],
        "education_required": EDUCATION.get(ad.education, ad.education),
        "years_min": ad.years if ad.years >= 0 else None,
        "country_code": codes[0] if codes else "",
        "country_codes": "|".join(codes),
        "metros": "|".join(metros),
        "market_regions": "|".join(regions),
        "states_pay": ad.states_pay,
        "pay_where": ad.channel,
        "pay_form": ad.form if ad.states_pay else "",
        "band_kind": ad.band_kind if ad.states_pay else "",
        "currency_code": first.currency if ad.states_pay else "",
        "period_code": ad.period if ad.states_pay else "",
        "pay_min": first.low if shows_low else None,
        "pay_max": first.high if shows_high else None,
        "annual_min_local": first.low * yearly if shows_low else None,
        "annual_max_local": first.high * yearly if shows_high else None,
        "bands": "|".join(f"{band.label}={band.low:g}-{band.high:g} {band.currency}" for band in ad.bands)
        if ad.states_pay
        else "",
        "skills_required": "|".join(ad.required),
        "skills_preferred": "|".join(ad.preferred),
        "opened_on": ad.posted.isoformat(),
        "pay_changed_on": ad.changed.isoformat() if ad.changed else "",
    }


def _geography(ad: Ad) -> tuple[list[str], list[str], list[str]]:
    """Country codes, market regions and metros of the ad; a remote job names only as much as it reaches."""
    if ad.places:
        codes = list(dict.fromkeys(place.country_code for place in ad.places))
        regions = [t.COUNTRIES[t.COUNTRY[code]].market_region for code in codes]
        return codes, list(dict.fromkeys(regions)), [place.metro for place in ad.places]
    if ad.mode == "remote_country":
        return [ad.country.country_code], [ad.country.market_region], []
    if ad.mode == "remote_region":
        return [], [] if ad.area in t.BLURRED_REGIONS else [ad.country.market_region], []
    return [], ["global_remote"], []
