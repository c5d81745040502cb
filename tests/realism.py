"""The sample market beside real postings: `python -m tests.realism`.

Reads the postings under PAYBANDS_SHARED; without them it says so and prints the sample alone. Both sides are
measured by the same plain patterns, which are nobody's parser: amounts of money and what stands between.
"""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from flows.sample import market
from flows.sample.ads import Ad
from flows.sample.descriptions import sections
from flows.sample.markup import plain
from flows.sample.pages import comment
from flows.sample.place_words import towns

AMOUNT = r"(?:[$£€]|USD|CAD|EUR|GBP|CHF|PLN)?\s?(\d{2,3}(?:[.,  ’']\d{3})+(?:\.\d\d)?|\d{2,3}(?:\.\d)?\s?[kK])"
BAND = re.compile(rf"{AMOUNT}\s?(?:USD|EUR|€|CAD)?\s?(?:-|–|—|to|bis|à)\s?{AMOUNT}")
MONEY = re.compile(r"(?:[$£€]|USD|CAD|EUR|GBP|CHF|PLN)\s?\d|\d\s?(?:€|EUR|PLN|zł|万円|LPA)")
PLACE_BREAK = re.compile(r"\s*[;|]\s*|\s+or\s+")


class Posting(NamedTuple):
    """What is compared: the text, the title and the places as written."""

    title: str
    text: str
    places: str


class Figures(NamedTuple):
    """A row of the table."""

    name: str
    values: list[str]


def main() -> None:
    """Print the comparison."""
    drawn = market.draw(7, 2000)
    day = market.default_as_of(7)
    ads = list(drawn.ads(drawn.shown(day), day))
    on_boards = [_told(ad) for ad in ads if ad.kind not in ("hackernews", "feed")]
    threads = [
        Posting(ad.title, re.sub(r"<[^>]+>", "\n", comment([ad])), "") for ad in ads if ad.source == "hackernews"
    ]
    rows = [figures("sample: boards", on_boards), figures("sample: Hacker News", threads)]
    shared = Path(os.environ.get("PAYBANDS_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "postings"
    real: dict[str, Callable[[Path], list[Posting]]] = {
        "company_boards_2026.jsonl": _jsonl,
        "european_data_jobs.csv": _csv,
        "hn_who_is_hiring_2026.json": _threads,
    }
    for name, read in real.items():
        if (shared / name).exists():
            rows.append(figures(f"real: {name}", read(shared / name)))
        else:
            sys.stderr.write(f"{shared / name} is not here: set PAYBANDS_SHARED to compare with real postings.\n")
    show(rows)


def figures(name: str, postings: list[Posting]) -> Figures:
    """Measure one set of postings."""
    lengths = np.array([len(posting.text) for posting in postings])
    bands = [found for posting in postings if (found := list(_bands(posting.text)))]
    widths = [(high - low) / ((high + low) / 2) for found in bands for low, high in found]
    places = np.array([len(PLACE_BREAK.split(posting.places)) for posting in postings])
    lines = np.array([posting.text.count("\n") for posting in postings])
    return Figures(
        name,
        [
            f"{len(postings):,}",
            f"{np.mean([bool(MONEY.search(posting.text)) for posting in postings]):.0%}",
            f"{len(bands) / len(postings):.0%}",
            f"{np.median(widths):.0%}" if widths else "",
            f"{np.quantile(widths, 0.9):.0%}" if widths else "",
            f"{np.mean([len(found) for found in bands]):.2f}" if bands else "",
            f"{places.mean():.2f}",
            " / ".join(f"{np.quantile(lengths, at):,.0f}" for at in (0.1, 0.5, 0.9)),
            f"{np.median(lines):.0f}",
            f"{np.median([len(posting.title) for posting in postings]):.0f}",
        ],
    )


def show(rows: list[Figures]) -> None:
    """Print the rows as a table, one column for each set."""
    names = (
        "postings",
        "money in text",
        "band in text",
        "width of a band, median",
        "width of a band, 90 %",
        "bands per ad that has any",
        "places per ad",
        "characters, 10 / 50 / 90 %",
        "lines",
        "characters of the title",
    )
    table = Table("", *(row.name for row in rows), title="The sample market beside real postings")
    for i, name in enumerate(names):
        table.add_row(name, *(row.values[i] for row in rows))
    Console(width=150).print(table)


def _told(ad: Ad) -> Posting:
    return Posting(ad.title, plain(sections(ad)), "; ".join(towns(ad)))


def _bands(text: str) -> Iterable[tuple[float, float]]:
    """Ranges of yearly pay in a text, roughly: amounts from 20,000 on, less than threefold apart."""
    for found in BAND.finditer(text):
        low, high = (_number(part) for part in found.groups())
        if 20_000 <= low < high < 3 * low:
            yield low, high


def _number(text: str) -> float:
    if text[-1] in "kK":
        return float(text[:-1].strip()) * 1000
    return float(re.sub(r"\D", "", re.sub(r"\.\d\d$", "", text)))


def _jsonl(path: Path) -> list[Posting]:
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    return [Posting(row["title"], row["description"] or "", row["location"] or "") for row in rows]


def _csv(path: Path) -> list[Posting]:
    with path.open(newline="") as file:
        return [Posting(row["posting_title"], row["description"], row["location"]) for row in csv.DictReader(file)]


def _threads(path: Path) -> list[Posting]:
    texts = [row.get("text") or "" for row in json.loads(path.read_text())]
    return [Posting(text.split("<p>")[0][:80], re.sub(r"<[^>]+>", "\n", text), "") for text in texts]


if __name__ == "__main__":
    main()
