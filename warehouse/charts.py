"""Charts of the report as plain figures: where each dot, line and tick goes. The template draws the SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

LEFT, WIDTH, RIGHT = 170, 430, 60
ROW, TOP, BOTTOM = 26, 8, 26
MOST_ROWS = 14
STEPS = (1, 2, 2.5, 5, 10)


class Row(NamedTuple):
    """One line of a chart: P50, its interval, the middle half of pay. In pixels; None where unknown."""

    label: str
    y: float
    p50: float
    low: float | None
    high: float | None
    p25: float | None
    p75: float | None
    value: str
    told: str


class Chart(NamedTuple):
    """A chart and its size in pixels; `ticks` are position and text."""

    title: str
    note: str
    rows: list[Row]
    ticks: list[tuple[float, str]]
    width: int
    height: int
    floor: float


def intervals(title: str, note: str, cells: pl.DataFrame, label: str) -> Chart | None:
    """P50 with its interval for the cells with most employers, highest first; None below two cells.

    cells: `label`, employers, p25_usd, p50_usd, p50_usd_low, p50_usd_high, p75_usd; published cells only
    """
    shown = (
        cells.sort(["employers", label], descending=[True, False])
        .head(MOST_ROWS)
        .sort("p50_usd", label, descending=[True, False])
    )
    if shown.height < 2:
        return None
    figures = shown.select("p25_usd", "p50_usd", "p50_usd_low", "p50_usd_high", "p75_usd")
    least = min(v for v in figures.min().row(0) if v is not None)
    most = max(v for v in figures.max().row(0) if v is not None)
    ticks = nice(least, most)
    start, span = ticks[0], ticks[-1] - ticks[0]

    def at(value: float | None) -> float | None:
        return None if value is None else round(LEFT + WIDTH * (value - start) / span, 1)

    rows = [
        Row(
            label=words(str(row[label])),
            y=TOP + ROW * (number + 0.5),
            p50=at(row["p50_usd"]) or 0.0,
            low=at(row["p50_usd_low"]),
            high=at(row["p50_usd_high"]),
            p25=at(row["p25_usd"]),
            p75=at(row["p75_usd"]),
            value=thousands(row["p50_usd"]),
            told=_told(row),
        )
        for number, row in enumerate(shown.iter_rows(named=True))
    ]
    floor = TOP + ROW * len(rows)
    marks = [(at(tick) or 0.0, thousands(tick)) for tick in ticks]
    return Chart(title, note, rows, marks, LEFT + WIDTH + RIGHT, floor + BOTTOM, floor)


def nice(least: float, most: float) -> list[float]:
    """About five round figures from below the least to above the most."""
    rough = max(most - least, most * 0.02, 1.0) / 4
    power = 10.0 ** (len(str(int(rough))) - 1)
    step = next(size * power for size in STEPS if size * power >= rough)
    first = int(least // step)
    last = int(-(-most // step))
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def thousands(usd: float) -> str:
    """Dollars as people say them: $185k."""
    return f"${usd / 1000:,.0f}k"


def words(code: str) -> str:
    """A code as words: `computer_vision` is `computer vision`."""
    return code.replace("_", " ")


def _told(row: dict[str, float]) -> str:
    low, high = row["p50_usd_low"], row["p50_usd_high"]
    sure: Sequence[str] = [thousands(v) if v is not None else "open" for v in (low, high)]
    text = f"95 % interval {sure[0]} to {sure[1]}" if low or high else "too few employers to say how sure"
    return f"P50 {thousands(row['p50_usd'])}, {text}, {row['employers']} employers"
