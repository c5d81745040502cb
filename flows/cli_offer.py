"""`paybands offer`: where an offer sits, here and elsewhere, with base, bonus and equity counted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

import duckdb
import polars as pl
import typer

from transforms import taxonomy
from transforms.contract import Normalized
from warehouse import offers

from .cli_parse import read_records
from .cli_read import open_published
from .settings import SettingsError
from .show import console, show_table

PERIODS = ("year", "month", "day", "hour")
MOST_YEARS = 10
LAST_CODE = re.compile(r"\b[a-z]{2,3}(?=\W*$)")  # `remote us`: codes are read in capitals, people type small letters


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(offer)


def offer(
    title: Annotated[str, typer.Option(help="Job title, as written in the offer.")],
    location: Annotated[str, typer.Option(help="Where the work is, as one writes it: `Berlin`, `Remote, US`.")],
    base: Annotated[float, typer.Option(help="Base pay per period, in the offer's currency.", min=0.01)],
    currency: Annotated[str | None, typer.Option(help="ISO code [default: what most employers there pay in].")] = None,
    period: Annotated[str, typer.Option(help="Of the base: year, month, day or hour.")] = "year",
    bonus: Annotated[
        str | None, typer.Option(help="Target bonus a year: an amount, or a share of base: `15%`.")
    ] = None,
    sign_on: Annotated[float, typer.Option(help="Paid once.", min=0)] = 0.0,
    equity: Annotated[float | None, typer.Option(help="Equity, in the unit named next.", min=0)] = None,
    equity_unit: Annotated[
        Literal["total", "annual", "percent"],
        typer.Option(help="Money over all of the vesting, money a year, or a share of the company."),
    ] = "total",
    vest: Annotated[float, typer.Option(help="Years that the equity vests over.", min=0.25, max=MOST_YEARS)] = 4.0,
    valuation: Annotated[float | None, typer.Option(help="Worth of the company, for equity in percent.", min=0)] = None,
    level: Annotated[
        str | None, typer.Option(help="Level, if the title does not say it: entry, mid, senior ...")
    ] = None,
    specialization: Annotated[str | None, typer.Option(help="Specialization, if the title does not say it.")] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="Data folder [default: $PAYBANDS_DATA or ./data].")
    ] = None,
) -> None:
    """Where does an offer sit? Example: `paybands offer --title "Senior NLP Engineer" --location Berlin --base 95000`."""
    where = _where(title, location, level, specialization)
    with open_published(data) as db:
        code, usd = _rate(db, currency, where)
        yearly = base * _periods_a_year(db, period)
        cells = offers.ladder(db, where)
        _show_reading(where, yearly, code)
        _show_cells(cells)
        cell = offers.published(cells)
        if cell is None:
            console.print(
                "No cell of the offer is published: too few employers state pay there. Try a wider place or level."
            )
        else:
            _show_standing(db, cells, cell, where, yearly * usd)
    worth = _equity(equity, equity_unit, vest, valuation)
    _show_totals(offers.totals(yearly, _bonus(bonus, yearly), sign_on, worth), code, worth)


def _where(title: str, location: str, level: str | None, specialization: str | None) -> offers.Where:
    """What the offer's words say, through the same readers as a run; options win over words."""
    for name, value in (("level", level), ("specialization", specialization)):
        known = taxonomy.table(f"{name}s")[name].to_list()
        if value is not None and value not in known:
            raise SettingsError(f"--{name} {value!r}: there are {', '.join(known)}.")
    read = read_records([{"title_text": title, "locations": [location]}], "")
    if not _names_a_country(read):
        capital = LAST_CODE.sub(lambda found: found[0].upper(), location)
        read = read_records([{"title_text": title, "locations": [capital]}], "")
    if not read.posting.height:
        raise SettingsError("--title is blank: write it as it stands in the offer.")
    posting = read.posting.row(0, named=True)
    places = read.posting_place.sort("weight", "place_id", descending=[True, False]).to_dicts()
    if not places:
        raise SettingsError(f"--location {location!r}: no place is known there. Write a city or a country.")
    first = places[0]
    is_remote = posting["work_mode"].startswith("remote")
    return offers.Where(
        metro=None if is_remote else first["metro"],
        country_code=first["country_code"],
        market_region=first["market_region"],
        level=level or posting["level"],
        specialization=specialization or posting["specialization"],
    )


def _names_a_country(read: Normalized) -> bool:
    return read.posting_place["country_code"].is_not_null().any()


def _rate(db: duckdb.DuckDBPyConnection, currency: str | None, where: offers.Where) -> tuple[str, float]:
    """The offer's currency and its US dollars: as said, else what most employers of the country pay in."""
    wanted = "select currency_code, usd from money where currency_code = $value"
    usual = "select currency_code, usd from local_currency where dimension = 'country_code' and value = $value"
    value = currency.upper() if currency else where.country_code
    found = db.execute(wanted if currency else usual, {"value": value}).fetchall()
    if not found:
        unsaid = (
            f"nobody states pay in {value} yet" if value else "The location names no country to take a currency from"
        )
        what = f"--currency {value}: there is no rate for it" if currency else unsaid
        raise SettingsError(f"{what}. Name a currency with --currency, for example USD or EUR.")
    ((code, usd),) = found
    return str(code), float(usd)


def _periods_a_year(db: duckdb.DuckDBPyConnection, period: str) -> float:
    if period not in PERIODS:
        raise SettingsError(f"--period {period!r}: there are {', '.join(PERIODS)}.")
    ((per_year,),) = db.execute(
        "select per_year from period where period_code = $period", {"period": period}
    ).fetchall()
    return float(per_year)


def _bonus(text: str | None, base: float) -> float:
    """A bonus a year: an amount, or a share of the base."""
    if text is None:
        return 0.0
    number = text.strip().removesuffix("%").replace(",", "")
    try:
        value = float(number)
    except ValueError as error:
        raise SettingsError(f"--bonus {text!r}: write an amount a year, or a share of base as 15%.") from error
    return base * value / 100 if text.strip().endswith("%") else value


def _equity(amount: float | None, unit: str, vest: float, valuation: float | None) -> offers.Equity | None:
    if amount is None:
        return None
    if unit == "percent":
        return offers.Equity(None if valuation is None else valuation * amount / 100, vest)
    return offers.Equity(amount * (vest if unit == "annual" else 1), vest)


def _show_reading(where: offers.Where, yearly: float, code: str) -> None:
    said = ", ".join(f"{name} {value}" for name, value in where._asdict().items() if value is not None)
    console.print(f"Read as: {said}; base {yearly:,.0f} {code} a year.")
    if where.level == "unspecified":
        console.print("The title names no level, so postings without one are compared. Say it with --level.")


def _show_cells(cells: pl.DataFrame) -> None:
    if cells.height:
        columns = ["benchmark", "cell", "employers", "p25_usd", "p50_usd_low", "p50_usd", "p50_usd_high", "p75_usd",
                   "estimate_kind", "suppression_reason"]  # fmt: skip
        show_table(cells.select(columns), title="Cells of the offer, nearest first; US dollars a year")


def _show_standing(
    db: duckdb.DuckDBPyConnection, cells: pl.DataFrame, cell: dict[str, Any], where: offers.Where, base_usd: float
) -> None:
    found = offers.standing(cell, base_usd)
    bounds = [f"P{each:.0f}" if each is not None else "unknown" for each in (found.low, found.high)]
    sure = f" (95 % interval: {bounds[0]} to {bounds[1]})" if found.percentile is not None else ""
    console.print(f"Base of {base_usd:,.0f} US dollars in {cell['benchmark']}, {cell['cell']}: {found.words}{sure}.")
    if cell["estimate_kind"] == "pooled":
        console.print(
            f"Pooled: {cell['employers']} employers state pay there, so {1 - cell['local_weight']:.0%} of the median's "
            "weight is borrowed from wider cells."
        )
    near = offers.evidence(cells) or cell
    if room := offers.room(db, near, base_usd):
        console.print(
            f"Room, {near['cell']}: {room['employers_reaching_higher']:.0%} of the employers there post ranges that end "
            f"above it, half of these by {room['median_room']:.0%} or more ({room['jobs_with_a_range']:.0f} jobs with a range)."
        )
    show_table(
        offers.comparable(db, near, where),
        title=f"Postings behind {near['cell']}; why: paybands explain POSTING_ID",
    )
    others = offers.elsewhere(db, cell, base_usd)
    if others.height:
        show_table(others, title="What the same base is worth elsewhere, US dollars a year")
        console.print(
            "Same standing goes by what employers pay there, same living by what prices are there; it is empty where a "
            "place has no price level of its own."
        )


def _show_totals(totals: pl.DataFrame, code: str, equity: offers.Equity | None) -> None:
    show_table(totals, title=f"The offer a year, {code}, by what its equity turns out to be worth")
    if equity is not None and equity.value is None:
        console.print("Equity in percent is left out: what it is worth depends on the company. Add --valuation.")
    console.print("Ads rarely state bonus and equity, so only the base is ranked; totals are for comparing offers.")
