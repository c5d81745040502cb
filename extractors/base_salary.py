"""Pay in schema.org's `baseSalary` and `estimatedSalary`, in every form that they are found in, verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from .contract import PayField
from .locations import joined
from .record import Take
from .structured_data import stated

LOW = ("minValue", "minPrice", "percentile10")
HIGH = ("maxValue", "maxPrice", "percentile90")
POINT = ("value", "price", "median")
CURRENCY = ("currency", "priceCurrency", "currencyCode")
PERIOD = ("unitText", "unitCode", "duration")
FIGURE = re.compile(r"[\d.,'’\s]+")


def pay_fields(take: Take) -> list[PayField]:
    """The employer's own figures and estimates of others, each amount on its own; a zero states nothing.

    A bare figure is both ends.
    """
    around = PayField(currency=take.text("salaryCurrency"))
    own = _amounts(take.any("baseSalary"), around)
    estimated = _amounts(take.any("estimatedSalary"), replace(around, is_estimate=True))
    found = [*own, *estimated]
    return [each for each in found if each.min or each.max or (each.note and re.search(r"\d", each.note))]


def _amounts(value: Any, around: PayField) -> Iterator[PayField]:
    """One field for each amount in a value; `around` is what was stated outside of it."""
    if isinstance(value, list):
        for each in value:
            yield from _amounts(each, around)
    elif isinstance(value, dict):
        known = replace(
            around,
            label=stated(value.get("name")) or around.label,
            currency=_currency(value) or around.currency,
            period=stated(_first(value, PERIOD)) or around.period,
            note=stated(value.get("description")) or around.note,
        )
        low, high = _figure(_first(value, LOW)), _figure(_first(value, HIGH))
        if low or high:
            yield replace(known, min=low, max=high)
        else:
            yield from _amounts(_first(value, POINT), known)
    elif (text := stated(value)) and FIGURE.fullmatch(text):
        yield replace(around, min=_figure(text), max=_figure(text))
    elif text:
        yield replace(around, note=joined(around.note, text))


def _first(value: dict[str, Any], names: tuple[str, ...]) -> Any:
    """The first of several properties that states anything."""
    return next((value[name] for name in names if value.get(name) not in (None, "")), None)


def _figure(value: Any) -> str | None:
    """A figure as written; zero is no figure."""
    text = stated(value)
    return text if text and re.search(r"[1-9]", text) else None


def _currency(value: dict[str, Any]) -> str | None:
    """The currency as stated; an `Â` before a sign is how UTF-8 read as Latin-1 looks."""
    return (stated(_first(value, CURRENCY)) or "").replace("Â", "").strip() or None
