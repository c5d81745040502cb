"""What pay in each cell really is: quantiles of offers over a super-population of employers.

The employers, disclosing or not, are drawn from the seed's parameters by the generator itself; no posting,
parser or benchmark has a part in it. Population and weights as published: gross base pay of employees in AI
roles, no internships; an employer weighs a = min(1, sum of s), which its jobs share; s is a job's share of
places and levels.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from . import tables as t
from .jobs import (
    EDUCATION_EFFECT,
    GLOBAL_EFFECT,
    METROS,
    PER_LEVEL,
    PER_PLACE,
    PLACE_COUNTRY,
    PLACE_METRO,
    REMOTE_COUNTRY,
    REMOTE_GLOBAL,
    REMOTE_REGION,
    ZONE_EFFECT,
    ZONES,
    Jobs,
    annual,
    jobs,
)
from .population import SIZE_EFFECT, Parameters, employers, stream
from .rates import usd_rates

PERCENTILES = (10, 25, 50, 75, 90)
REGIONS = (*dict.fromkeys(row.market_region for row in t.COUNTRIES), "global_remote")
COUNTRY_REGION = np.array([REGIONS.index(row.market_region) for row in t.COUNTRIES], np.int32)
HAS_NO_REGION = np.array(
    [any(row.country_code in codes for codes in t.BLURRED_REGIONS.values()) for row in t.COUNTRIES]
)
LEVEL_CODES = (*(row.level for row in t.LEVELS), t.UNSPECIFIED)
CODES: dict[str, tuple[str, ...]] = {
    "market_region": REGIONS,
    "country_code": tuple(row.country_code for row in t.COUNTRIES),
    "metro": METROS,
    "level": LEVEL_CODES,
    "specialization": tuple(row.specialization for row in t.SPECIALIZATIONS),
    "role_family": tuple(row.role_family for row in t.ROLES),
    "work_mode": t.WORK_MODES,
}
FILES: dict[str, tuple[str, ...]] = {
    "pay_by_region_level_specialization": ("market_region", "level", "specialization"),
    "pay_by_country_level_specialization": ("country_code", "level", "specialization"),
    "pay_by_metro_level_specialization": ("metro", "level", "specialization"),
    "pay_by_country_level": ("country_code", "level"),
    "pay_by_metro_level": ("metro", "level"),
    "pay_by_specialization_level": ("specialization", "level"),
    "pay_by_role_level": ("role_family", "level"),
    "pay_by_work_mode": ("work_mode", "level"),
}
POINTS = 3  # offers taken from each posted range, evenly with a random shift
FEWEST = 60  # employers of the super-population in a cell worth writing
METRO_COUNTRY = {METROS[PLACE_METRO[i]]: row.country_code for i, row in enumerate(t.PLACES)}
CURRENCY = {row.country_code: row.currency_code for row in t.COUNTRIES}
CHUNK = 5_000


@dataclass(frozen=True)
class Votes:
    """Rows of job x level x place x band: whose, in which cells (codes; -1: none), with which share and band.

    `low`, `high` are US dollars a year.
    """

    employer: NDArray[Any]
    job: NDArray[Any]
    dims: dict[str, NDArray[Any]]
    share: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def cells(
    seed: int, as_of: dt.date, *, super_employers: int = 24_000, disclosure: str = "at_random"
) -> dict[str, pl.DataFrame]:
    """The truth of each cell of each pay file: file name -> frame, sorted by its dimensions.

    super_employers: how many employers to draw; cells with fewer than 60 of them are left out
    Columns after the dimensions: employers_drawn, p10_usd ... p90_usd; country and metro files also
    currency_code and p10_local ... p90_local, at the mean rate of the 30 days up to `as_of`.
    """
    world = Parameters.of_seed(seed, disclosure)
    votes = _joined([ballots(drawn, usd_rates(as_of)) for drawn in _super_population(world, seed, super_employers)])
    rng = stream(seed, "offers")
    where = (np.arange(POINTS) + rng.random((len(votes.share), 1))) / POINTS
    offers = votes.low[:, None] + where * (votes.high - votes.low)[:, None]
    order = np.argsort(offers, axis=None)
    usd = offers.ravel()[order]
    row_of = (order // POINTS).astype(np.int32)
    return {name: _frame(dims, votes, usd, row_of, as_of) for name, dims in FILES.items()}


def effects(seed: int) -> pl.DataFrame:
    """What each trait adds to log pay in the world of a seed, other things equal: dimension, term, log_points."""
    world = Parameters.of_seed(seed)
    parts: dict[str, tuple[Iterable[str], Iterable[float]]] = {
        "level": ([row.level for row in t.LEVELS], world.level),
        "specialization": ([row.specialization for row in t.SPECIALIZATIONS], world.specialization),
        "role_family": ([row.role_family for row in t.ROLES], world.role),
        "skill": ([row.name for row in t.PAID_SKILLS], world.skill),
        "education_required": (t.EDUCATION, EDUCATION_EFFECT),
        "industry": ([row.industry for row in t.INDUSTRIES], world.industry),
        "size_band": (t.SIZE_BANDS, SIZE_EFFECT),
        "zone": ("123", ZONE_EFFECT),
        "work_mode": (["remote_global"], [GLOBAL_EFFECT]),
    }
    rows = [
        (dim, term, round(float(points), 4)) for dim, pair in parts.items() for term, points in zip(*pair, strict=True)
    ]
    return pl.DataFrame(rows, schema=["dimension", "term", "log_points"], orient="row")


def ballots(drawn: Jobs, rates: NDArray[np.float64]) -> Votes:
    """How the jobs count towards cells. `rates`: dollars for a unit of each country's currency."""
    keep = np.flatnonzero((drawn.other < 0) & (drawn.contract == t.CONTRACTS.index("employee")))
    own = drawn.take(keep)
    place_count = np.maximum((own.places >= 0).sum(1), 1)
    level_count = 1 + (own.levels[:, 1] >= 0)
    low = annual(own.low, own.period) * rates[own.pay_country]
    high = annual(own.high, own.period) * rates[own.pay_country]
    parts: list[tuple[NDArray[Any], int, int, int, NDArray[Any]]] = []
    for level in (0, 1):
        for place in (0, 1, 2):
            for band in (0, 1, 2):
                counts = (level_count > level) & (place_count > place) & _stands_for(own.band_kind, level, place, band)
                rows = np.flatnonzero(counts)
                kind = own.band_kind[rows]
                share = 1.0 / (
                    np.where(kind == PER_PLACE, 1, place_count[rows])
                    * np.where(kind == PER_LEVEL, 1, level_count[rows])
                    * np.where(kind == ZONES, 3, 1)
                )
                parts.append((rows, level, place, band, share))
    rows = np.concatenate([part[0] for part in parts])

    def each(column: int) -> NDArray[Any]:
        return np.concatenate([np.full(len(part[0]), part[column]) for part in parts])

    level_of, place_of, band_of = each(1), each(2), each(3)
    place_code = own.places[rows, place_of]
    level_code = own.levels[rows, level_of]
    dims = _geography(own.mode[rows], own.country[rows], place_code) | {
        "level": np.where(level_code < 0, len(t.LEVELS), level_code).astype(np.int32),
        "specialization": own.specialization[rows].astype(np.int32),
        "role_family": own.role[rows].astype(np.int32),
        "work_mode": own.mode[rows].astype(np.int32),
    }
    share = np.concatenate([part[4] for part in parts])
    return Votes(own.employer[rows], keep[rows], dims, share, low[rows, band_of], high[rows, band_of])


def weights(votes: Votes, dims: tuple[str, ...]) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Cell of each vote (-1: none), its weight there, and its employer within that cell as a number."""
    cell = np.zeros(len(votes.share), np.int64)
    for dim in dims:
        code = votes.dims[dim]
        cell = np.where((cell < 0) | (code < 0), -1, cell * len(CODES[dim]) + code)
    in_cell = cell >= 0
    share = np.where(in_cell, votes.share, 0.0)
    job = np.unique(cell * (votes.job.max() + 1) + votes.job, return_inverse=True)[1]
    per_job = np.bincount(job, share)
    share = share * np.minimum(1.0, 1.0 / np.maximum(per_job, 1e-12))[job]
    firm = np.unique(cell * (votes.employer.max() + 1) + votes.employer, return_inverse=True)[1]
    per_firm = np.bincount(firm, share)
    weight = share * np.minimum(1.0, 1.0 / np.maximum(per_firm, 1e-12))[firm]
    return cell, weight, firm


def _super_population(world: Parameters, seed: int, n: int) -> Iterator[Jobs]:
    """Jobs of n employers, chunk by chunk; employer and job numbers do not repeat."""
    for first in range(0, n, CHUNK):
        rng = stream(seed, "super", first)
        staff = employers(world, rng, min(CHUNK, n - first))
        counts = rng.poisson(staff.openings * staff.ai_share)
        yield jobs(world, staff, rng, np.repeat(np.arange(len(staff), dtype=np.int32), counts))


def _joined(parts: list[Votes]) -> Votes:
    employer_base = np.cumsum([0, *(CHUNK for _ in parts[:-1])])
    job_base = np.cumsum([0, *(part.job.max() + 1 for part in parts[:-1])])
    return Votes(
        employer=np.concatenate([part.employer + base for part, base in zip(parts, employer_base, strict=True)]),
        job=np.concatenate([part.job + base for part, base in zip(parts, job_base, strict=True)]),
        dims={dim: np.concatenate([part.dims[dim] for part in parts]) for dim in parts[0].dims},
        share=np.concatenate([part.share for part in parts]),
        low=np.concatenate([part.low for part in parts]),
        high=np.concatenate([part.high for part in parts]),
    )


def _stands_for(kind: NDArray[Any], level: int, place: int, band: int) -> NDArray[np.bool_]:
    """Whether band number `band` is what the job pays at this level and place."""
    out: NDArray[np.bool_] = np.select(
        [kind == PER_PLACE, kind == PER_LEVEL, kind == ZONES],
        [np.full(len(kind), band == place), np.full(len(kind), band == level), np.full(len(kind), True)],
        band == 0,
    )
    return out


def _geography(mode: NDArray[Any], country: NDArray[Any], place: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """Metro, country and region that a vote counts in: towns fully, remote jobs only as far as they reach."""
    in_town = place >= 0
    metro = np.where(in_town, PLACE_METRO[place], -1)
    its_country = np.select([in_town, mode == REMOTE_COUNTRY], [PLACE_COUNTRY[place], country], -1)
    region = np.select(
        [its_country >= 0, (mode == REMOTE_REGION) & ~HAS_NO_REGION[country], mode == REMOTE_GLOBAL],
        [COUNTRY_REGION[its_country], COUNTRY_REGION[country], REGIONS.index("global_remote")],
        -1,
    )
    return {"metro": metro, "country_code": its_country, "market_region": region}


def _frame(
    dims: tuple[str, ...], votes: Votes, usd: NDArray[Any], row_of: NDArray[Any], as_of: dt.date
) -> pl.DataFrame:
    cell, weight, firm = weights(votes, dims)
    sorted_cell = cell[row_of]
    by_cell = np.argsort(sorted_cell, kind="stable")
    by_cell = by_cell[np.searchsorted(sorted_cell[by_cell], 0) :]
    ids, starts = np.unique(sorted_cell[by_cell], return_index=True)
    values, mass = usd[by_cell], weight[row_of[by_cell]]
    cell_of_firm = np.empty(firm.max() + 1, np.int64)
    cell_of_firm[firm] = cell
    drawn = np.bincount(np.searchsorted(ids, cell_of_firm[cell_of_firm >= 0]), minlength=len(ids))
    sure = np.flatnonzero(drawn >= FEWEST)
    ends = np.append(starts[1:], len(values))
    quantiles = np.array([_quantiles(values[starts[i] : ends[i]], mass[starts[i] : ends[i]]) for i in sure])
    columns: dict[str, Any] = {}
    rest = ids[sure]
    for dim in reversed(dims):
        columns[dim] = [CODES[dim][code] for code in rest % len(CODES[dim])]
        rest = rest // len(CODES[dim])
    frame = pl.DataFrame({dim: columns[dim] for dim in dims} | {"employers_drawn": drawn[sure]})
    frame = frame.with_columns(pl.Series(f"p{p}_usd", quantiles[:, k]).round(0) for k, p in enumerate(PERCENTILES))
    if dims[0] in ("country_code", "metro"):
        frame = _with_local(frame, dims[0], as_of)
    return frame.sort(dims)


def _quantiles(values: NDArray[Any], mass: NDArray[Any]) -> NDArray[np.float64]:
    middle = (mass.cumsum() - mass / 2) / mass.sum()
    out: NDArray[np.float64] = np.interp(np.array(PERCENTILES) / 100, middle, values)
    return out


def _with_local(frame: pl.DataFrame, dim: str, as_of: dt.date) -> pl.DataFrame:
    rate = dict(zip(CODES["country_code"], usd_rates(as_of), strict=True))
    country = pl.col(dim) if dim == "country_code" else pl.col(dim).replace_strict(METRO_COUNTRY)
    return frame.with_columns(
        country.replace_strict(CURRENCY).alias("currency_code"),
        *(
            (pl.col(f"p{p}_usd") / country.replace_strict(rate, return_dtype=pl.Float64)).round(0).alias(f"p{p}_local")
            for p in PERCENTILES
        ),
    )
