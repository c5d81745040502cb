"""Which platform a career page is on, and its token there: told from the address alone, by `board_urls.csv`.

A pattern is held against the address from its host on. `{home}` stands for scheme and host, `{page}` for the address,
`{host}` for the host.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from .contract import Board

FILE = Path(__file__).with_suffix(".csv")


class _Form(NamedTuple):
    source: str
    pattern: re.Pattern[str]
    board: str
    url: str


def find(address: str) -> Board | None:
    """The board that a career page is of; None where the address is of no platform that we know.

    >>> find("https://jobs.lever.co/acme/0000-0001")
    Board(source='lever', board='acme', employer='', url='', country_code='', industry='', size_band='', \
is_agency=False, verified_on='')
    """
    whole = address.strip() if "//" in address else f"https://{address.strip()}"
    parts = urlsplit(whole)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    rest = whole.split("//", 1)[1].split("#", 1)[0]
    host, _, path = rest.partition("/")
    rest = f"{host.lower()}/{path}" if path or "/" in rest else host.lower()
    words = {"home": f"{parts.scheme}://{parts.netloc}", "page": whole, "host": parts.hostname}
    for form in _forms():
        found = form.pattern.match(rest)
        if found:
            token = unquote(found["board"]) if "board" in found.re.groupindex else form.board.format(**words)
            return Board(form.source, token, url=form.url.format(**words))
    return None


@cache
def _forms() -> tuple[_Form, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            _Form(row["source"], re.compile(rf"{row['pattern']}(?=[/?&#:]|$)"), row["board"], row["url"])
            for row in csv.DictReader(file)
        )
