"""Bands as a text states them, and what a label says without figures: the shape that every reader of pay gives."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from . import currencies, pay_above, pay_scope, pay_tokens
from .figures import Figure
from .pay_context import Said
from .pay_tokens import Tokens

SHORT_LABEL = 14
CONFIDENCE = {"labelled": 0.95, "headed": 0.92, "listed": 0.9, "bare": 0.75}


class Stated(NamedTuple):
    """A band as the text states it; `start` and `end` are code points in the passage."""

    component: str
    bound_type: str
    pay_min: float | None
    pay_max: float | None
    sign: str | None
    word_country: str | None
    period_code: str | None
    payments_per_year: float | None
    gross_net: str
    contract: str
    hours_week: float | None
    fte_pct: float | None
    is_estimate: bool
    location_scope: str | None
    level_scope: str | None
    start: int
    end: int
    rule: str
    confidence: float
    flags: str


def band(tokens: Tokens, figure: Figure, said: Said, component: str, place: str | None, level: str | None) -> Stated:
    """The band that a figure is, with what is said of it."""
    low, high, bound, details = figure.low, figure.high, figure.bound, said.details
    if low == 0 and high:
        low, bound = None, "max_only"
    if bound == "point" and details.get("is_floor"):
        high, bound = None, "min_only"
    flags = {
        "percent": figure.is_percent,
        "hiring_range": details.get("is_hiring") and not details.get("is_full"),
        "full_range": details.get("is_full"),
        "full_time_figure": details.get("is_full_time_figure"),
    }
    period, _, payments = ("" if figure.is_percent else details.get("period", "")).partition(" ")
    manner = {"above": "headed", "listed": "listed", None: "bare"}.get(said.how, "labelled")
    gross = details.get("gross", "unknown")
    if gross == "net" and details.get("contract") == "b2b":
        gross = "unknown"  # net of value added tax, not of income tax
    sign = "" if figure.is_percent else figure.sign
    if currencies.agree(sign, details.get("sign", "")) and not figure.is_percent:
        sign = currencies.better(sign, details.get("sign", ""))
    return Stated(
        component=component,
        bound_type=bound,
        pay_min=low,
        pay_max=high,
        sign=sign or None,
        word_country=details.get("country"),
        period_code=period or None,
        payments_per_year=float(payments) if payments else details.get("payments"),
        gross_net=gross,
        contract=details.get("contract", "unknown"),
        hours_week=details.get("hours"),
        fte_pct=None if details.get("is_full_time_figure") else details.get("fte_pct"),
        is_estimate=details.get("is_estimate", False),
        location_scope=place,
        level_scope=level,
        start=tokens.starts[figure.start],
        end=tokens.ends[max(figure.end, said.end) - 1],
        rule=f"{manner}_{bound}",
        confidence=CONFIDENCE[manner] - (0 if sign else 0.1) - (0.05 if bound == "point" else 0),
        flags="|".join([*figure.marks, *[name for name, is_true in flags.items() if is_true]]),
    )


@lru_cache(4096)
def read_label(text: str) -> Stated:
    """What a short label says without figures: component (empty where none), period, place, level and the rest."""
    tokens = pay_tokens.read(text)
    said = pay_above.line(tokens, 0, len(tokens.words))
    details = said.details
    level, _ = pay_scope.level(tokens, 0, len(tokens.words))
    place, _ = pay_scope.place(tokens, 0, len(tokens.words))
    is_name = not level and not said.component and "period" not in details and len(tokens.words) <= SHORT_LABEL
    period, _, payments = details.get("period", "").partition(" ")
    return Stated(
        component=said.component or "",
        bound_type="point",
        pay_min=None,
        pay_max=None,
        sign=None,
        word_country=details.get("country"),
        period_code=period or None,
        payments_per_year=float(payments) if payments else details.get("payments"),
        gross_net=details.get("gross", "unknown"),
        contract=details.get("contract", "unknown"),
        hours_week=details.get("hours"),
        fte_pct=details.get("fte_pct"),
        is_estimate=details.get("is_estimate", False),
        location_scope=place or (text.strip() or None if is_name else None),
        level_scope=level,
        start=0,
        end=len(text),
        rule="label",
        confidence=1,
        flags="hiring_range" if details.get("is_hiring") else "full_range" if details.get("is_full") else "",
    )
