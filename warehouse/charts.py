"""Charts of the report as plain figures: where each dot, line and tick goes. The template draws the SVG."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import polars as pl

WIDTH, RIGHT = 660, 60
ROW, TOP, BOTTOM = 26, 8, 26
LETTER, GAP, LEAST_LEFT, MOST_LEFT = (
    6.6,
    10,
    60,
    250,
)  # labels: width of a letter, space beside them, what they may take
MOST_ROWS = 14
MOST_MONTHS = 24
STEPS = (1, 2, 2.5, 5, 10)


class Row(NamedTuple):
    """One line of a chart: a figure, its interval, the middle half where there is one. In pixels; None where unknown."""

    label: str
    y: float
    dot: float
    low: float | None
    high: float | None
    p25: float | None
    p75: float | None
    value: str
    told: str


class Chart(NamedTuple):
    """A chart and its size in pixels; labels end at `names`, `ticks` are position and text.

    zero: where nothing is, between less and more; None where all figures are on one side
    """

    title: str
    note: str
    rows: list[Row]
    names: float
    ticks: list[tuple[float, str]]
    zero: float | None
    width: int
    height: int
    floor: float


def pay(title: str, note: str, cells: pl.DataFrame) -> Chart | None:
    """P50 with its interval and the middle half of pay, as the cells come.

    cells: label, employers, p25_usd, p50_usd, p50_usd_low, p50_usd_high, p75_usd; published cells only
    """
    figures = cells.select(
        "employers", "label", value="p50_usd", low="p50_usd_low", high="p50_usd_high", p25="p25_usd", p75="p75_usd"
    )
    return _chart(title, note, figures, lambda usd: f"${usd / 1000:,.0f}k")


def premiums(title: str, note: str, rows: pl.DataFrame) -> Chart | None:
    """Premiums in per cent with their intervals, as the rows come.

    rows: label, employers, premium_pct, premium_pct_low, premium_pct_high
    """
    figures = rows.select("employers", "label", value="premium_pct", low="premium_pct_low", high="premium_pct_high")
    return _chart(title, note, figures, lambda share: f"{share:+,.0f} %" if round(share) else "0 %")


def trend(title: str, note: str, months: pl.DataFrame) -> Chart | None:
    """An index with its interval, month by month, the newest first.

    months: month, employers, index, index_low, index_high
    """
    figures = months.sort("month", descending=True).head(MOST_MONTHS).select(
        "employers", label=pl.col("month").dt.strftime("%Y-%m"), value="index", low="index_low", high="index_high"
    )  # fmt: skip
    return _chart(title, note, figures, lambda index: f"{index:,.1f}")


def largest(rows: pl.DataFrame, figure: str) -> pl.DataFrame:
    """The rows with most employers, highest figure first.

    rows: label, employers, `figure`
    """
    most = rows.sort(["employers", "label"], descending=[True, False]).head(MOST_ROWS)
    return most.sort([figure, "label"], descending=[True, False])


def _chart(title: str, note: str, figures: pl.DataFrame, said: Callable[[float], str]) -> Chart | None:
    """Rows as they come, on one scale; None below two.

    figures: label, employers, value, low, high, and p25, p75 where there is a middle half
    """
    if figures.height < 2:
        return None
    shown = figures.select([name for name in ("value", "low", "high", "p25", "p75") if name in figures.columns])
    least = min(v for v in shown.min().row(0) if v is not None)
    most = max(v for v in shown.max().row(0) if v is not None)
    ticks = nice(least, most)
    start, span = ticks[0], ticks[-1] - ticks[0]
    labels = [words(str(label)) for label in figures["label"]]
    left = GAP + min(max(LETTER * max(map(len, labels)), LEAST_LEFT), MOST_LEFT)

    def at(value: float | None) -> float | None:
        return None if value is None else round(left + (WIDTH - RIGHT - left) * (value - start) / span, 1)

    rows = [
        Row(
            label=label,
            y=TOP + ROW * (number + 0.5),
            dot=at(row["value"]) or 0.0,
            low=at(row["low"]),
            high=at(row["high"]),
            p25=at(row.get("p25")),
            p75=at(row.get("p75")),
            value=said(row["value"]),
            told=_told(row, said),
        )
        for number, (label, row) in enumerate(zip(labels, figures.iter_rows(named=True), strict=True))
    ]
    floor = TOP + ROW * len(rows)
    marks = [(at(tick) or 0.0, said(tick)) for tick in ticks]
    zero = at(0) if ticks[0] < 0 < ticks[-1] else None
    return Chart(title, note, rows, left - GAP, marks, zero, WIDTH, floor + BOTTOM, floor)


def nice(least: float, most: float) -> list[float]:
    """About five round figures from below the least to above the most."""
    rough = max(most - least, most * 0.02, 1.0) / 4
    power = 10.0 ** (len(str(int(rough))) - 1)
    step = next(size * power for size in STEPS if size * power >= rough)
    first = int(least // step)
    last = int(-(-most // step))
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def words(code: str) -> str:
    """A code as words: `computer_vision` is `computer vision`."""
    return code.replace("_", " ")


def _told(row: Mapping[str, Any], said: Callable[[float], str]) -> str:
    low, high = row["low"], row["high"]
    ends = [said(v) if v is not None else "open" for v in (low, high)]
    text = (
        "too few employers to say how sure" if low is None and high is None else f"95 % interval {ends[0]} to {ends[1]}"
    )
    return f"{said(row['value'])}, {text}, {row['employers']} employers"
