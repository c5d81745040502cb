"""`paybands offer`: where an offer sits, here and elsewhere, with base, bonus and equity counted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import duckdb
import polars as pl
import typer

from warehouse import offers

from . import offer_words
from .cli_read import open_published
from .show import console, show_table

MOST_YEARS = 10


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(offer)


def offer(
    title: Annotated[str, typer.Option(help="Job title, as written in the offer.")],
    location: Annotated[str, typer.Option(help="Where the work is, as one writes it: `Berlin`, `Remote, US`.")],
    base: Annotated[str, typer.Option(help="Base pay per period, as one writes it: `95000`, `95k`, `€95,000`.")],
    currency: Annotated[str | None, typer.Option(help="ISO code [default: the country's own].")] = None,
    period: Annotated[Literal["year", "month", "week", "day", "hour"], typer.Option(help="Of the base.")] = "year",
    bonus: Annotated[
        str | None, typer.Option(help="Target bonus a year: an amount, or a share of base: `15%`.")
    ] = None,
    sign_on: Annotated[str, typer.Option(help="Paid once.")] = "0",
    equity: Annotated[
        str | None, typer.Option(help="Equity, in the unit named next; `0.1%` is a share of the company.")
    ] = None,
    equity_unit: Annotated[
        Literal["total", "annual", "percent"] | None,
        typer.Option(help="Money over all of the vesting, money a year, or a share of the company [default: total]."),
    ] = None,
    vest: Annotated[float, typer.Option(help="Years that the equity vests over.", min=0.25, max=MOST_YEARS)] = 4.0,
    valuation: Annotated[str | None, typer.Option(help="Worth of the company, for equity in percent.")] = None,
    level: Annotated[
        str | None, typer.Option(help="Level, if the title does not say it: entry, mid, senior ...")
    ] = None,
    specialization: Annotated[str | None, typer.Option(help="Specialization, if the title does not say it.")] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="Data folder [default: $PAYBANDS_DATA or ./data].")
    ] = None,
) -> None:
    """Where does an offer sit? Example: `paybands offer --title "Senior NLP Engineer" --location Berlin --base 95000`."""
    worth = offer_words.amount("--valuation", valuation) if valuation else None
    shares = offer_words.equity(equity, equity_unit, vest, worth) if equity else None
    once = offer_words.amount("--sign-on", sign_on)
    where, remarks = offer_words.read(title, location, level, specialization)
    with open_published(data) as db:
        pay = offer_words.read_base(db, base, currency, period, location, where)
        extra = offer_words.bonus(bonus, pay.yearly) if bonus else 0.0
        _show_reading(where, remarks, pay)
        cells = offers.ladder(db, where)
        _show_cells(cells, pay)
        cell = offers.published(cells)
        if cell is None:
            countries = ", ".join(offers.countries(db, where.level)) or "none"
            console.print(
                "No cell of the offer is published: too few employers state pay there. "
                f"Countries that are, at level {where.level}: {countries}.", soft_wrap=True,
            )  # fmt: skip
        else:
            _show_standing(db, cells, cell, where, pay)
    _show_totals(offers.totals(pay.yearly, extra, once, shares), pay.currency_code, shares)


def _show_reading(where: offers.Where, remarks: list[str], pay: offer_words.Base) -> None:
    said = ", ".join(f"{name} {value}" for name, value in where._asdict().items() if value is not None)
    console.print(f"Read as: {said}; base {pay.yearly:,.0f} {pay.currency_code} a year.")
    for remark in remarks:
        console.print(remark)


def _show_cells(cells: pl.DataFrame, pay: offer_words.Base) -> None:
    if cells.height:
        held_back = pl.format("{}: {}", "estimate_kind", pl.col("suppression_reason").str.replace_all("_", " "))
        shown = cells.select(
            pl.Series("cell", [offers.named(cell) for cell in cells.iter_rows(named=True)]),
            "employers", "p10_usd", "p25_usd", "p50_usd", "p50_usd_low", "p50_usd_high", "p75_usd", "p90_usd",
            estimate=pl.coalesce(held_back, "estimate_kind"),
        )  # fmt: skip
        show_table(_in_currency(shown, pay), title=f"Cells of the offer, nearest first; {_unit(pay)}")


def _show_standing(
    db: duckdb.DuckDBPyConnection, cells: pl.DataFrame, cell: dict[str, Any], where: offers.Where, pay: offer_words.Base
) -> None:
    base_usd = pay.yearly * pay.usd
    found = offers.standing(cell, base_usd)
    bounds = [f"P{each:.0f}" if each is not None else "unknown" for each in (found.low, found.high)]
    sure = f" (95 % interval: {bounds[0]} to {bounds[1]})" if found.percentile is not None else ""
    console.print(
        f"Base of {pay.yearly:,.0f} {pay.currency_code} in {offers.named(cell)}: {found.words}{sure}.", soft_wrap=True
    )
    if cell["estimate_kind"] == "pooled":
        borrowed = "nearly all" if cell["local_weight"] < 0.005 else f"{1 - cell['local_weight']:.0%}"
        console.print(
            f"Pooled: {cell['employers']} employers state pay there; {borrowed} of the median's "
            "weight is borrowed from wider cells.", soft_wrap=True,
        )  # fmt: skip
    elif cell["p50_usd"] in (cell["p50_usd_low"], cell["p50_usd_high"]):
        console.print(
            f"The median of these {cell['employers']} employers is an end of its own interval: cells like it speak for pay "
            "nearer to the other end.", soft_wrap=True,
        )  # fmt: skip
    near = offers.evidence(cells) or cell
    if room := offers.room(db, near, base_usd):
        console.print(
            f"Room, {offers.named(near)}: {room['employers_reaching_higher']:.0%} of the employers there post ranges that end "
            f"above it, half of these by {room['median_room']:.0%} or more ({room['jobs_with_a_range']:.0f} jobs with a range).",
            soft_wrap=True,
        )
    show_table(
        _in_currency(offers.comparable(db, near, where), pay),
        title=f"Postings behind {offers.named(near)}; {_unit(pay)}; why: paybands explain POSTING_ID",
    )
    elsewhere = {nearest["benchmark"]: offers.elsewhere(db, nearest, base_usd) for nearest in offers.by_place(cells)}
    for benchmark, others in elsewhere.items():
        if others.height:
            show_table(_in_currency(others, pay), title=f"Worth elsewhere by {benchmark}; {_unit(pay)}")
    if any(others.height for others in elsewhere.values()):
        console.print(
            "Same standing goes by what employers pay there, same living by what prices are there; it is empty where a "
            "place has no price level of its own.", soft_wrap=True,
        )  # fmt: skip


def _in_currency(frame: pl.DataFrame, pay: offer_words.Base) -> pl.DataFrame:
    """Columns in US dollars as whole units of the offer's currency."""
    dollars = [name for name in frame.columns if "_usd" in name]
    shown = frame.with_columns((pl.col(dollars) / pay.usd).round().cast(pl.Int64))
    return shown.rename({name: name.replace("_usd", "") for name in dollars})


def _unit(pay: offer_words.Base) -> str:
    return f"{pay.currency_code} a year"


def _show_totals(totals: pl.DataFrame, code: str, equity: offers.Equity | None) -> None:
    show_table(totals, title=f"The offer a year, {code}, by what its equity turns out to be worth")
    if equity is not None and equity.value is None:
        console.print("Equity in percent is left out: what it is worth depends on the company. Add --valuation.")
    console.print(
        "Ads rarely state bonus and equity, so only the base is ranked; totals are for comparing offers.",
        soft_wrap=True,
    )
