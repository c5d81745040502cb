"""Our pay reader beside two open ones, on the same strings: `make compare`.

The strings are the walls and, where PAYBANDS_SHARED is set, `labelled/salary_cases.csv`. The peers know no component, so
all are judged as readers of the salary alone: the base bands of a line or, where it has none, its totals (on-target,
total cash, total compensation); a sign-on bonus or a stipend returned as the salary is false. Judged are min, max, currency
and period; a period that the answer leaves open is not. price-parser gives one amount and no period: it is right where
the answer is one amount and partly right where it found an end of a range; a bare sign counts as the currency if that
currency is written with it.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from tests import pay_wall

PEERS = Path(sys.prefix) / "compare" / "bin" / "python"
PEERS_SCRIPT = Path(__file__).with_name("compare_peers.py")
OURS = "paybands"
GIVES_ONE_AMOUNT = "price-parser"
ROUNDS = 3
TOTALS = {"ote", "total_cash", "total_comp"}
CENTS = 0.005
SIGNS = {
    "$": {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "CLP", "COP", "ARS"}, "£": {"GBP"}, "€": {"EUR"},
    "¥": {"JPY", "CNY"}, "円": {"JPY"}, "元": {"CNY", "TWD"}, "₩": {"KRW"}, "원": {"KRW"}, "₹": {"INR"}, "Rs": {"INR", "PKR"},
    "kr": {"SEK", "NOK", "DKK"}, "Kč": {"CZK"}, "zł": {"PLN"}, "₪": {"ILS"}, "R$": {"BRL"}, "S$": {"SGD"}, "A$": {"AUD"},
    "C$": {"CAD"}, "CA$": {"CAD"}, "HK$": {"HKD"}, "NT$": {"TWD"}, "NZ$": {"NZD"}, "US$": {"USD"}, "RM": {"MYR"},
    "R": {"ZAR"}, "Rp": {"IDR"}, "₱": {"PHP"}, "฿": {"THB"}, "TL": {"TRY"}, "Ft": {"HUF"}, "лв": {"BGN"}, "Dhs": {"AED"},
}  # fmt: skip
LABEL_COUNTRIES = {"AUD?": "AU", "USD": "US", "GBP": "GB", "EUR": "NL", "CAD": "CA"}
LABELS_A_YEAR = {"hour": 2080.0, "day": 260.0, "week": 52.0, "month": 12.0, "year": 1.0}


class Pay(NamedTuple):
    """A salary: the ends that are stated, what in, and for how long; None is unknown (in an answer: not judged)."""

    low: float | None
    high: float | None
    currency: str | None
    period: str | None


class Case(NamedTuple):
    """A string with its answers.

    unit: the period that the answer is given in whatever the text says; readings are put into it and may be rounded
    is_lone: the answer is one amount that may be either end of the band, or both
    """

    text: str
    country: str
    answers: list[Pay]
    unit: str | None = None
    is_lone: bool = False


class Reading(NamedTuple):
    """What one reader made of every string of a set, and the CPU seconds it took."""

    found: list[list[Pay]]
    seconds: float


def end(figure: str) -> float | None:
    return float(figure) if figure not in ("", "-") else None


def walls() -> list[Case]:
    cases = []
    for line in (line for name in pay_wall.NAMES for line in pay_wall.lines(name)):
        said = [band.split(" @")[0].split(" ^")[0].split(" ") for band in line.bands]
        bands = [(b[0], Pay(end(b[2]), end(b[3]), b[4].strip("-") or None, b[5].strip("-") or None)) for b in said]
        cases.append(Case(line.text, line.country_code, salary(bands)))
    return cases


def labelled(file: Path) -> list[Case]:
    """The labelled cases: a lone minimum is one amount; some of them are stated per year or month whatever the text says."""
    with file.open(encoding="utf-8", newline="") as rows:
        return [labelled_case(row) for row in csv.DictReader(rows)]


def labelled_case(row: dict[str, str]) -> Case:
    low, high = end(row["expected_min"]), end(row["expected_max"])
    unit = {"annualised": "year", "monthly": "month"}.get(row["convention"])
    answer = Pay(low, low if high is None else high, row["currency"].strip("?") or None, row["period"] or unit)
    country = LABEL_COUNTRIES.get(row["currency"], "US")
    return Case(row["text"], country, [] if low is None else [answer], unit, is_lone=high is None)


def salary(bands: Iterable[tuple[str, Pay]]) -> list[Pay]:
    """The base bands or, where there are none, the totals."""
    bands = list(bands)
    return [p for kind, p in bands if kind == "base"] or [p for kind, p in bands if kind in TOTALS]


def read_ours(cases: list[Case]) -> Reading:
    texts, countries = [case.text for case in cases], [case.country for case in cases]
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        read = pay_wall.read(texts, countries)
        seconds.append(time.process_time() - start)
    return Reading([salary(map(salary_band, bands)) for bands in read], min(seconds))


def salary_band(band: dict[str, Any]) -> tuple[str, Pay]:
    return band["component"], Pay(band["pay_min"], band["pay_max"], band["currency_code"], band["period_code"])


def read_peers(cases: list[Case]) -> dict[str, Reading]:
    if not PEERS.exists():
        sys.exit(f"{PEERS}: the peers are not installed there. Run: make compare")
    done = subprocess.run(
        [PEERS, PEERS_SCRIPT],
        input=json.dumps([case.text for case in cases]),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return {
        name: Reading([[Pay(*answer)] if answer else [] for answer in said["answers"]], said["seconds"])
        for name, said in json.loads(done.stdout).items()
    }


def in_unit(found: Pay, unit: str | None) -> Pay:
    """A reading in the period that the case is labelled in."""
    if unit is None or found.period is None:
        return found
    factor = LABELS_A_YEAR[found.period] / LABELS_A_YEAR[unit]
    return Pay(found.low and found.low * factor, found.high and found.high * factor, found.currency, unit)


def same_amount(answer: float | None, found: float | None, tolerance: float) -> bool:
    """No end and an end of zero are the same."""
    return abs((answer or 0.0) - (found or 0.0)) <= tolerance


def is_right(case: Case, answer: Pay, found: Pay, *, gives_one_amount: bool) -> bool:
    tolerance = CENTS if case.unit is None else 1.0
    if gives_one_amount or case.is_lone:
        ends = {answer.low or answer.high, answer.high or answer.low}
        amounts = len(ends) == 1 and same_amount(ends.pop(), found.low or found.high, tolerance)
    else:
        amounts = same_amount(answer.low, found.low, tolerance) and same_amount(answer.high, found.high, tolerance)
    currencies = {found.currency} | SIGNS.get(found.currency or "", set())
    currency = answer.currency is None or answer.currency in currencies
    return amounts and currency and (gives_one_amount or answer.period in (None, found.period))


def verdict(case: Case, read: list[Pay], *, gives_one_amount: bool = False) -> str:
    """exact, partly (an end of a band is right), wrong, missed; where no salary is stated: silent or false."""
    if not case.answers:
        return "false" if read else "silent"
    if not read:
        return "missed"
    found = [in_unit(one, case.unit) for one in read]
    pairs = zip(case.answers, found, strict=False)
    right = [is_right(case, answer, one, gives_one_amount=gives_one_amount) for answer, one in pairs]
    if all(right) and len(case.answers) == len(found):
        return "exact"
    stated = {round(figure, 2) for answer in case.answers for figure in answer[:2] if figure}
    given = {round(figure, 2) for one in found for figure in one[:2] if figure}
    return "partly" if stated & given else "wrong"


def sets() -> dict[str, list[Case]]:
    both = walls()
    groups = {
        "walls, US": [case for case in both if case.country == "US"],
        "walls, other countries": [case for case in both if case.country != "US"],
    }
    shared = Path(os.environ.get("PAYBANDS_SHARED", "")) / "labelled" / "salary_cases.csv"
    if shared.is_file():
        groups["salary_cases.csv"] = labelled(shared)
    else:
        Console().print("salary_cases.csv left out: PAYBANDS_SHARED does not lead to it")
    return groups


def main() -> None:
    table = Table(title="Pay strings, read as the salary alone")
    table.add_column("strings")
    table.add_column("reader", no_wrap=True)
    for heading in ("with pay", "exact", "partly", "wrong", "missed", "without", "false", "per second"):
        table.add_column(heading, justify="right")
    for name, cases in sets().items():
        for reader, reading in {**read_peers(cases), OURS: read_ours(cases)}.items():
            one = reader.startswith(GIVES_ONE_AMOUNT)
            pairs = zip(cases, reading.found, strict=True)
            counts = Counter(verdict(case, found, gives_one_amount=one) for case, found in pairs)
            stated = sum(bool(case.answers) for case in cases)
            figures = [stated, *(counts[kind] for kind in ("exact", "partly", "wrong", "missed"))]
            figures += [len(cases) - stated, counts["false"], round(len(cases) / reading.seconds)]
            table.add_row(name, reader, *(f"{figure:,}" for figure in figures), end_section=reader == OURS)
    Console(width=max(Console().width, 130)).print(table)


if __name__ == "__main__":
    main()
