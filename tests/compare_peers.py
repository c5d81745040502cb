"""The open readers of pay, run on strings: texts as a JSON list on stdin, answers as JSON on stdout.

`tests/compare.py` starts it with the Python of `.venv/compare`, the only place where they are installed.
An answer is `[min, max, currency, period]` or null. python-jobspy's reader of descriptions always means US dollars and
never days or weeks; price-parser reads one amount with the sign before or after it, and says nothing of a period.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

from jobspy.linkedin import LinkedIn
from price_parser import Price

Answer = tuple[float | None, float | None, str | None, str | None]
PERIODS = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}
ROUNDS = 3


def jobspy(text: str) -> Answer | None:
    pay = LinkedIn._guess_salary(text)
    if pay.min_amount is None and pay.max_amount is None:
        return None
    return pay.min_amount, pay.max_amount, pay.currency, PERIODS[pay.interval.value] if pay.interval else None


def price_parser(text: str) -> Answer | None:
    price = Price.fromstring(text)
    return None if price.amount is None else (price.amount_float, price.amount_float, price.currency, None)


READERS: dict[str, Callable[[str], Answer | None]] = {
    "python-jobspy 1.4.1": jobspy,
    "price-parser 0.5.1": price_parser,
}


def main() -> None:
    texts: list[str] = json.load(sys.stdin)
    said = {}
    for name, read in READERS.items():
        seconds = []
        for _ in range(ROUNDS):
            start = time.process_time()
            answers = [read(text) for text in texts]
            seconds.append(time.process_time() - start)
        said[name] = {"answers": answers, "seconds": min(seconds)}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
