"""What the words of an offer say, through the same readers as a run: title, place, base pay."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import duckdb
import polars as pl

from transforms import taxonomy
from transforms.amounts import number
from transforms.contract import Normalized
from warehouse import offers

from .cli_parse import read_records
from .settings import SettingsError

EDGE_CODE = re.compile(r"\A\W*[a-z]{2,3}\b|\b[a-z]{2,3}\W*\Z")  # `remote us`: codes are read in capitals only
BARE = re.compile(r"[0-9.,'’\s]+[kKmM]?")  # an amount that names no currency
AMOUNT = re.compile(r"([0-9][0-9.,'\s]*?)\s*(k|m|bn?|)", re.IGNORECASE)
FACTORS = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9}
GENERALIST = "generalist"


class Reading(NamedTuple):
    """The cells that an offer belongs to, and what its words leave open, in words."""

    where: offers.Where
    remarks: list[str]


class Base(NamedTuple):
    """Base pay a year at full time in its currency, and the US dollars of one unit."""

    yearly: float
    currency_code: str
    usd: float


def read(title: str, location: str, level: str | None, specialization: str | None) -> Reading:
    """What title and place say; a level or specialization that is given wins over words.

    A title that names no specialization is compared with all of them, not with generalists.

    Raises:
        SettingsError: an unknown level or specialization, a blank title, a place of no one market.
    """
    for name, value in (("level", level), ("specialization", specialization)):
        known = taxonomy.table(f"{name}s")[name].to_list()
        if value is not None and value not in known:
            raise SettingsError(f"--{name} {value!r}: there are {', '.join(known)}.")
    found = _records(title, location)
    posting = found.posting.row(0, named=True)
    place, others = _place(found.posting_place, location)
    is_remote = posting["work_mode"].startswith("remote")
    says_field = posting["is_ai_role"] and posting["specialization"] != GENERALIST
    where = offers.Where(
        metro=None if is_remote else place["metro"],
        country_code=place["country_code"],
        market_region=place["market_region"],
        level=level or posting["level"],
        specialization=specialization or (posting["specialization"] if says_field else None),
    )
    remarks = []
    if not posting["is_ai_role"]:
        remarks.append(
            f"The title alone does not say that this is an AI job ({posting['ai_role_reason']}); "
            "it is compared with the AI jobs of its level."
        )
    if where.specialization is None:
        remarks.append("The title names no specialization, so all are compared. Say it with --specialization.")
    if where.level == "unspecified":
        remarks.append("The title names no level, so postings without one are compared. Say it with --level.")
    if where.metro is None and place["country_code"] is not None and not is_remote:
        remarks.append(
            "No metro area that we know is read in the location, so its country is compared. For a metro area, add the "
            "state, or name its main city."
        )
    if others:
        remarks.append(f"The location names {', '.join(others)} too; compare these one by one.")
    return Reading(where, remarks)


def _records(title: str, location: str) -> Normalized:
    found = read_records([{"title_text": title, "locations": [location]}], "")
    if not found.posting.height:
        raise SettingsError("--title is blank: write it as it stands in the offer.")
    if found.posting_place["market_region"].is_null().all():
        capital = EDGE_CODE.sub(lambda code: code[0].upper(), location)
        return read_records([{"title_text": title, "locations": [capital]}], "")
    return found


def _place(places: pl.DataFrame, location: str) -> tuple[dict[str, Any], list[str]]:
    """The place to compare: a metro area before a country, the first by weight; and the other countries and metros."""
    cells = places.filter(pl.col("market_region").is_not_null()).sort(
        pl.col("metro").is_null(), pl.col("weight"), "place_id", descending=[False, True, False]
    )
    if not cells.height:
        names_region = places["place_id"].str.starts_with("region/").any()
        why = "spans several markets" if names_region else "no city, country or market is read there"
        raise SettingsError(
            f"--location {location!r}: {why}. Write the city, or the country that the pay goes by, for example "
            "`Munich`, `Remote, Germany`, `United States`, or `Remote, anywhere` for pay that is the same worldwide."
        )
    first = cells.row(0, named=True)
    elsewhere = cells.filter(
        pl.col("metro").is_not_null() & pl.col("metro").ne_missing(first["metro"])
        | (pl.col("country_code").is_not_null() & pl.col("country_code").ne_missing(first["country_code"]))
    )
    return first, elsewhere["place_id"].to_list()


def read_base(
    db: duckdb.DuckDBPyConnection, words: str, currency: str | None, period: str, location: str, where: offers.Where
) -> Base:
    """Base pay as people write it: `95000`, `95k`, `€95,000`, `25 LPA`; its year as a run reckons it.

    period: year, month, week, day or hour
    Without any currency it is in the country's own.

    Raises:
        SettingsError: no amount, several, or none that is pay per that period; no currency, or none with a rate.
    """
    rates = dict(db.sql("select currency_code, usd from money order by currency_code").fetchall())
    if currency and currency.upper() not in rates:
        raise SettingsError(f"--currency {currency!r}: there are rates for {', '.join(rates)}.")
    code = currency.upper() if currency else _usual(db, where) if BARE.fullmatch(words) else ""
    record = {"title_text": "-", "locations": [location], "text": f"Base salary: {words} {code} per {period}"}
    bands = read_records([record], where.country_code or "").pay_band.filter(pl.col("annual_min_local").is_not_null())
    if bands.height != 1 or bands["bound_type"][0] != "point":
        raise SettingsError(
            f"--base {words!r} per {period}: {'no amount of pay is' if not bands.height else 'more than one amount is'} "
            "read there. Write one amount per --period, for example 95000, 95k or €95,000."
        )
    band = bands.row(0, named=True)
    if currency and band["currency_code"] != code:
        raise SettingsError(f"--currency {currency}: --base {words!r} is read as {band['currency_code']}. Name one.")
    if band["excluded_reason"] == "implausible":
        raise SettingsError(
            f"--base {words!r}: {band['annual_min_local']:,.0f} {band['currency_code']} is not what a year of work pays. "
            f"It was taken per {period}: check --base and --period."
        )
    if band["currency_code"] not in rates:
        raise SettingsError(
            f"There is no rate for {band['currency_code']}. Convert the base and name its --currency, for example USD."
        )
    return Base(float(band["annual_min_local"]), str(band["currency_code"]), float(rates[band["currency_code"]]))


def _usual(db: duckdb.DuckDBPyConnection, where: offers.Where) -> str:
    """The country's currency, as the files have it."""
    found = db.execute(
        "select currency_code from local_currency where dimension = 'country_code' and value = $country",
        {"country": where.country_code},
    ).fetchall()
    if not found:
        raise SettingsError("The location does not say which currency the base is in: add --currency, for example USD.")
    return str(found[0][0])


def amount(option: str, words: str) -> float:
    """An amount of money as people type it after an option: `40000`, `40k`, `1.5m`, `2bn`, `12,500`.

    Raises:
        SettingsError: there is none.
    """
    match = AMOUNT.fullmatch(words.strip())
    value = number(match[1].strip()) if match else None
    if match is None or value is None:
        raise SettingsError(
            f"{option} {words!r}: no amount is read there. Write 40000, 40k or 40,000, in the currency of the base."
        )
    return value * FACTORS[match[2].lower()]


def bonus(words: str, yearly: float) -> float:
    """A bonus a year: an amount, or a share of the yearly base: `15%`."""
    is_share, value = _share("--bonus", words)
    return yearly * value / 100 if is_share else value


def equity(words: str, unit: str | None, vest: float, valuation: float | None) -> offers.Equity:
    """Equity in money over its years: stated over all of them, a year, or as a share of a company of some worth.

    unit: total, annual or percent; None for percent where the words say so, else total
    """
    is_share, value = _share("--equity", words)
    if is_share and unit not in (None, "percent"):
        raise SettingsError(f"--equity {words!r} is a share of the company, --equity-unit {unit} an amount: drop one.")
    if is_share or unit == "percent":
        return offers.Equity(None if valuation is None else valuation * value / 100, vest)
    return offers.Equity(value * (vest if unit == "annual" else 1), vest)


def _share(option: str, words: str) -> tuple[bool, float]:
    """Whether it is written in per cent, and the number."""
    is_share = words.strip().endswith("%")
    return is_share, amount(option, words.strip().removesuffix("%"))
