"""What a figure may be by its size alone: the least and most that a currency pays, and a year of each period."""

from __future__ import annotations

from functools import cache

from . import currencies, taxonomy
from .figures import Figure
from .pay_context import Said

SHORTER_AT_MOST = 4
UNSIGNED = 6000.0, 2e9
STRONG = 20_000, 1_000_000


def top(figure: Figure) -> float:
    """The higher end that a figure states."""
    return figure.high if figure.high is not None else figure.low or 0


@cache
def likely_year(sign: str) -> tuple[float, float]:
    """Least and most that any currency of a sign may pay a year."""
    rows = _currencies(sign)
    if not rows:
        return UNSIGNED
    return min(float(row["annual_low"]) for row in rows), max(float(row["annual_high"]) for row in rows)


def is_too_much(figure: Figure) -> bool:
    """True for an amount that nobody is paid in a year, in whatever currency its sign may mean."""
    return top(figure) > likely_year(figure.sign)[1] and not figure.is_percent


def is_beyond(figure: Figure, said: Said) -> bool:
    """True where the period said would make a year's pay of a figure more than anyone earns."""
    period = period_of(said)
    if figure.is_percent or period in ("", "year", "project"):
        return False
    return top(figure) * per_year(period) > _most(figure) / SHORTER_AT_MOST


def _most(figure: Figure) -> float:
    """What a year of the sign's strongest currency may pay at most, or of any for figures that none of those reach."""
    highs = [float(row["annual_high"]) for row in _currencies(figure.sign)]
    return (min(highs) if STRONG[0] <= top(figure) < STRONG[1] else max(highs)) if highs else UNSIGNED[1]


@cache
def is_paid_monthly(sign: str) -> bool:
    """True for a sign whose every country pays by the month."""
    codes = [row["currency_code"] for row in _currencies(sign)]
    habits = {
        row["usual_period"] for row in taxonomy.table("country_pay_habits").to_dicts() if row["currency_code"] in codes
    }
    return habits == {"month"}


def period_of(said: Said) -> str:
    """The period said, without its payments a year; empty where none is."""
    return said.details.get("period", "").partition(" ")[0]


@cache
def _currencies(sign: str) -> list[dict[str, str]]:
    codes = {*currencies.meanings(sign).values()} if sign else set()
    return [row for row in taxonomy.table("currencies").to_dicts() if row["currency_code"] in codes]


@cache
def per_year(period: str) -> float:
    """How many of a period make a year; 0 for a project and an unknown one."""
    rows = taxonomy.table("periods").to_dicts()
    return next((float(row["per_year"] or 0) for row in rows if row["period_code"] == period), 0)
