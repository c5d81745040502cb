"""Charts of the report: figures with their intervals, drawn by Vega-Lite into SVG that needs no script and no network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import altair as alt
import polars as pl
import vl_convert

MOST_ROWS = 14
MOST_MONTHS = 24
WIDTH, ROW, MONTHS, LONGEST_LABEL, TICKS = 420, 26, 240, 250, 5  # pixels, but for the ticks
INK, SOFT, LINE, BLUE, PALE, PAPER = "#1c2430", "#5d6b7c", "#dde3ea", "#1f5fbf", "#cfdff5", "#ffffff"
ZERO = alt.condition("datum.value === 0", alt.value(SOFT), alt.value(LINE))
AXIS = {"labelColor": SOFT, "labelFontSize": 11, "gridColor": ZERO, "domain": False, "ticks": False, "title": None}
STYLE = {"font": "Arial, Liberation Sans, sans-serif", "axis": AXIS, "view": {"stroke": None}}
PADDING = {"left": 12, "top": 4, "bottom": 2, "right": 60}  # browsers draw wider letters than were measured

Picture = alt.LayerChart | alt.FacetChart


class Chart(NamedTuple):
    """A chart: its title, what its figures are, and the picture as an SVG element."""

    title: str
    note: str
    svg: str


class Unit(NamedTuple):
    """How a figure is written: divided by `size`, in a format of d3, between what stands before and after it."""

    size: float
    number: str
    before: str = ""
    after: str = ""

    def said(self, figure: str) -> str:
        """A Vega expression for the figure of another one in words."""
        return f"'{self.before}' + format({figure} / {self.size}, '{self.number}') + '{self.after}'"


USD = Unit(1000, ",.0f", before="$", after="k")
PER_CENT = Unit(1, "+,.0f", after=" %")
INDEX = Unit(1, ",.1f")


def pay(title: str, note: str, cells: pl.DataFrame) -> Chart | None:
    """P50 with its interval and the middle half of pay, as the cells come; None below two.

    cells: label, employers, p25_usd, p50_usd, p50_usd_low, p50_usd_high, p75_usd; published cells only
    """
    figures = cells.select(
        "employers", "label", value="p50_usd", low="p50_usd_low", high="p50_usd_high", p25="p25_usd", p75="p75_usd"
    )
    return _drawn(title, note, figures, _rows, USD)


def premiums(title: str, note: str, rows: pl.DataFrame) -> Chart | None:
    """Premiums in per cent with their intervals, as the rows come; None below two.

    rows: label, employers, premium_pct, premium_pct_low, premium_pct_high
    """
    figures = rows.select("employers", "label", value="premium_pct", low="premium_pct_low", high="premium_pct_high")
    return _drawn(title, note, figures, _rows, PER_CENT)


def trend(title: str, note: str, months: pl.DataFrame) -> Chart | None:
    """An index with its interval, month by month; None below two.

    months: month, employers, index, index_low, index_high
    """
    figures = months.sort("month").tail(MOST_MONTHS).select(
        "employers", label=pl.col("month").dt.strftime("%Y-%m"), value="index", low="index_low", high="index_high"
    )  # fmt: skip
    return _drawn(title, note, figures, _months, INDEX)


def largest(rows: pl.DataFrame, figure: str) -> pl.DataFrame:
    """The rows with most employers, highest figure first.

    rows: label, employers, `figure`
    """
    most = rows.sort(["employers", "label"], descending=[True, False]).head(MOST_ROWS)
    return most.sort([figure, "label"], descending=[True, False])


def words(code: str) -> str:
    """A code as words: `computer_vision` is `computer vision`."""
    return code.replace("_", " ")


def _drawn(
    title: str, note: str, figures: pl.DataFrame, layers: Callable[[pl.DataFrame, Unit], Picture], unit: Unit
) -> Chart | None:
    """figures: label, employers, value, low, high, and p25, p75 where there is a middle half"""
    if figures.height < 2:
        return None
    picture = layers(figures.with_columns(pl.col("label").str.replace_all("_", " ", literal=True)), unit)
    return Chart(title, note, vl_convert.vegalite_to_svg(picture.to_dict() | {"config": STYLE, "padding": PADDING}))


def _rows(shown: pl.DataFrame, unit: Unit) -> Picture:
    """A figure a row: the middle half as a pale bar, the interval as a line, the figure as a dot and in words."""
    names = alt.Axis(labelColor=INK, labelFontSize=12, labelLimit=LONGEST_LABEL, grid=False)
    base = _base(shown, unit).encode(y=alt.Y("label:N", sort=None, axis=names))

    def x(figure: str) -> alt.X:
        return alt.X(f"{figure}:Q", scale=alt.Scale(zero=False, nice=True), axis=_axis(unit))

    layers = [base.mark_text(align="left", color=INK).encode(x=alt.value(WIDTH + 10), text="said:N")]  # orders the rows
    if "p25" in shown.columns:
        half = base.transform_filter("isValid(datum.p25) && isValid(datum.p75)")
        layers.append(half.mark_bar(height=12, cornerRadius=3, color=PALE).encode(x("p25"), x2="p75:Q"))
    layers.append(base.mark_rule(color=BLUE, strokeWidth=2).encode(x("start"), x2="end:Q"))
    layers.append(_dots(base).encode(x("value")))
    return alt.layer(*layers, width=WIDTH, height=alt.Step(ROW))


def _months(shown: pl.DataFrame, unit: Unit) -> Picture:
    """A figure a month: a line with its dots, and the interval as a pale band."""
    base = _base(shown, unit).encode(alt.X("label:O", axis=alt.Axis(grid=False, labelAngle=-45)))

    def y(figure: str) -> alt.Y:
        return alt.Y(f"{figure}:Q", scale=alt.Scale(zero=False, nice=True), axis=_axis(unit))

    layers = [
        base.mark_area(color=PALE).encode(y("start"), y2="end:Q"),
        base.mark_line(color=BLUE).encode(y("value")),
        _dots(base).encode(y("value")),
    ]
    return alt.layer(*layers, width=WIDTH, height=MONTHS)


def _base(shown: pl.DataFrame, unit: Unit) -> alt.Chart:
    """The figures, with what is drawn of their intervals, their words, and a sentence for those who hear a chart."""
    ends = (f"(isValid(datum.{end}) ? {unit.said(f'datum.{end}')} : 'open')" for end in ("low", "high"))
    sure = "'95 % interval ' + " + " + ' to ' + ".join(ends)
    return (
        alt.Chart(alt.InlineData(values=shown.to_dicts()))
        .transform_calculate(
            start="isValid(datum.low) ? datum.low : datum.value",
            end="isValid(datum.high) ? datum.high : datum.value",
            is_sure="isValid(datum.low) || isValid(datum.high)",
            said=unit.said("datum.value"),
        )
        .transform_calculate(
            told="datum.label + ': ' + datum.said + ', ' "
            f"+ (datum.is_sure ? {sure} : 'too few employers to say how sure') + ', ' + datum.employers + ' employers'"
        )
    )


def _dots(base: alt.Chart) -> alt.Chart:
    """A dot a figure, hollow where too few employers say how sure it is."""
    fill: Any = alt.condition("datum.is_sure", alt.value(BLUE), alt.value(PAPER))
    dots: alt.Chart = base.mark_circle(size=70, opacity=1, stroke=BLUE, strokeWidth=2).encode(
        fill=fill, description="told:N"
    )
    return dots


def _axis(unit: Unit) -> alt.Axis:
    return alt.Axis(tickCount=TICKS, labelExpr=unit.said("datum.value"))
