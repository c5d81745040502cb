"""The walls of pay strings in `tests/examples/`: how a line is written and how a reading is held against it.

A line's answer is a list of bands in the order of the text, ` ; ` between them, each `component bound_type min max currency period`
with `@place` and `^level` where the line judges scopes; no answer means that no pay is stated. `gross_net` is judged where given.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import polars as pl

from transforms import pay

EXAMPLES = Path(__file__).parent / "examples"
NAMES = ["pay", "pay_blind", "pay_third"]
FIGURES = ["component", "bound_type", "pay_min", "pay_max", "currency_code", "period_code"]


class Line(NamedTuple):
    """One string of a wall; `number` is its line in the file's order, the header being 1."""

    number: int
    group: str
    text: str
    country_code: str
    bands: list[str]
    gross_net: str

    @property
    def judges_scopes(self) -> bool:
        return any("@" in band or "^" in band for band in self.bands)


def lines(name: str) -> list[Line]:
    """The lines of `tests/examples/<name>.csv`; a `\\n` in a text is a line break."""
    with (EXAMPLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            Line(
                number,
                row["group"],
                row["text"].replace("\\n", "\n"),
                row["country_code"],
                [band.strip() for band in row["bands"].split(" ; ")] if row["bands"] else [],
                row.get("gross_net") or "",
            )
            for number, row in enumerate(csv.DictReader(file), start=2)
        ]


def shown(value: object) -> str:
    if value is None:
        return "-"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def said(band: dict[str, object], *, with_scopes: bool) -> str:
    """A band in the notation of the wall: `base range 90000 120000 EUR year @Berlin ^Senior`."""
    text = " ".join(shown(band[name]) for name in FIGURES)
    if with_scopes and band["location_scope"]:
        text += f" @{band['location_scope']}"
    if with_scopes and band["level_scope"]:
        text += f" ^{band['level_scope']}"
    return text


def read_lines(lines: pl.Series, country_code: pl.Series | str | None) -> pl.DataFrame:
    """Bands of single texts, the n-th text as posting `n`; offsets count in the given text. No rates: USD is null.

    country_code: one for all lines, or one a line; null is unknown
    """
    code = country_code.cast(pl.String) if isinstance(country_code, pl.Series) else pl.lit(country_code, pl.String)
    numbers = pl.Series([str(n) for n in range(len(lines))], dtype=pl.String)
    raw = pl.select(posting_id=numbers, text=lines.cast(pl.String), country_code=code)
    fx = pl.DataFrame(schema={"currency_code": pl.String, "date": pl.Date, "usd": pl.Float64})
    places = raw.select("posting_id", "country_code", country_codes="country_code")
    stated = pay.texts(raw.select("posting_id", "text")).join(
        places, on="posting_id", how="left", maintain_order="left"
    )
    known = stated.with_columns(
        is_advert=pl.lit(value=False),
        employment_type=pl.lit("unspecified"),
        posted_date=pl.lit(None, pl.Date),
    )
    return pay.settle(known, fx)


def bands(text: str, country: str | None = "US") -> list[dict[str, object]]:
    return read_lines(pl.Series([text]), country).to_dicts()


def read(texts: list[str], countries: list[str]) -> list[list[dict[str, object]]]:
    """The bands of each text, all read in one batch; an empty country is unknown."""
    codes = pl.Series([code or None for code in countries], dtype=pl.String)
    found: list[list[dict[str, object]]] = [[] for _ in texts]
    for band in read_lines(pl.Series(texts, dtype=pl.String), codes).iter_rows(named=True):
        found[int(band["posting_id"])].append(band)
    return found


def readings(wall: list[Line]) -> dict[int, list[dict[str, object]]]:
    """What the reader says of each line, by line number."""
    found = read([line.text for line in wall], [line.country_code for line in wall])
    return {line.number: bands for line, bands in zip(wall, found, strict=True)}


def fault(line: Line, read: list[dict[str, object]]) -> str | None:
    """What the reading of a line gets wrong, or None where it is right."""
    found = [said(band, with_scopes=line.judges_scopes) for band in read]
    if found != line.bands:
        return f"{' ; '.join(found) or 'nothing'}"
    taxed = {str(band["gross_net"]) for band in read if band["component"] == "base"}
    return f"gross_net {taxed}" if line.gross_net and taxed != {line.gross_net} else None
