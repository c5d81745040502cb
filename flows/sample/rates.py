"""What a unit of each currency was worth in US dollars: the mean of 30 days of the ECB's rates."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
from currency_converter import CurrencyConverter, RateNotFoundError
from numpy.typing import NDArray

from . import tables as t

DAYS = 30


@cache
def usd_rate(currency_code: str, as_of: dt.date) -> float:
    """Dollars for one unit: the mean over the published days of the 30 that end with `as_of`.

    Raises:
        LookupError: no rate is known for any of these days.
    """
    quotes = []
    for back in range(DAYS):
        try:
            quotes.append(_converter().convert(1.0, currency_code, "USD", date=as_of - dt.timedelta(days=back)))
        except RateNotFoundError:  # a weekend, a holiday, or a day that is not published yet
            continue
    if not quotes:
        raise LookupError(f"{currency_code}: no rate is known for the {DAYS} days up to {as_of}.")
    return float(np.mean(quotes))


def usd_rates(as_of: dt.date) -> NDArray[np.float64]:
    """The rate of each country's currency, in the order of `tables.COUNTRIES`."""
    return np.array([usd_rate(row.currency_code, as_of) for row in t.COUNTRIES])


@cache
def _converter() -> CurrencyConverter:
    return CurrencyConverter()
