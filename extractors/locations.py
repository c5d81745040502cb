"""Several places written into one field."""

from __future__ import annotations

import re

from .contract import Location

_BETWEEN = re.compile(r"\s*[;|\n•·]\s*")


def places_of(text: str | None, *, country: str | None = None) -> list[Location]:
    """Each place of a field that lists them with `;`, `|`, bullets or line breaks, verbatim and once.

    country: the country that the source states beside the field; it is kept only where there is one place

    >>> [place.text for place in places_of("Berlin, Germany; Remote - EU | Paris")]
    ['Berlin, Germany', 'Remote - EU', 'Paris']
    """
    parts = list(dict.fromkeys(part.strip() for part in _BETWEEN.split(text or "") if part.strip()))
    return [Location(part, country=country if len(parts) == 1 else None) for part in parts]


def scope_of(text: str | None) -> list[str]:
    """Where remote applicants may live, of a field that lists it with commas, verbatim and once.

    >>> scope_of("USA, Canada, ")
    ['USA', 'Canada']
    """
    return list(dict.fromkeys(part.strip() for part in (text or "").split(",") if part.strip()))


def joined(*parts: str | None, by: str = " / ") -> str | None:
    """Stated parts, each once, with ` / ` between; None where there is none."""
    stated = dict.fromkeys(part.strip() for part in parts if part and part.strip())
    return by.join(stated) or None
