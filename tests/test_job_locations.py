"""Real location strings with coordinates: the place read must lie where the coordinates do."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

from flows.make_gazetteer import City, kilometres, metros_of, read_cities
from transforms import place_text
from transforms.gazetteer import CITY

LEAST_COUNTRIES, LEAST_METROS = 0.98, 0.95
NAMES_NO_COUNTRY = ("Europe", "Remote")


def cell_of(latitude: float, longitude: float) -> tuple[int, int]:
    return round(latitude), round(longitude)


@pytest.mark.slow
def test_places_agree_with_their_coordinates(shared: Path) -> None:
    """Countries, and metros of strings that name a city; misses are listed by kind."""
    listed = pl.read_csv(shared / "boards" / "job_locations.csv", infer_schema=False)
    counted = listed.group_by("location", "lat", "lon").len().sort("location").to_dicts()
    cities = read_cities()
    metros = dict(metros_of(cities))
    grid: dict[tuple[int, int], list[City]] = defaultdict(list)
    for city in cities:
        grid[cell_of(city.latitude, city.longitude)].append(city)
    missed: dict[str, list[str]] = {"country": [], "metro": []}
    asked, wrong = {"country": 0, "metro": 0}, {"country": 0, "metro": 0}

    def miss(kind: str, row: dict[str, str], number: int) -> None:
        wrong[kind] += number
        missed[kind].append(row["location"])

    for row in counted:
        here = City("", "", "", "", 0, float(row["lat"]), float(row["lon"]), ())
        x, y = cell_of(here.latitude, here.longitude)
        around = [city for i in (-1, 0, 1) for j in (-1, 0, 1) for city in grid[x + i, y + j]]
        nearest = min(around, key=lambda city: kilometres(here, city))
        found = [m.place for m in place_text.read(row["location"]).mentions if m.place and not m.excluded]
        if row["location"] in NAMES_NO_COUNTRY:
            continue
        asked["country"] += row["len"]
        if nearest.country_code not in {place.country_code for place in found}:
            miss("country", row, row["len"])
        elif any(place.level == CITY for place in found):
            asked["metro"] += row["len"]
            if metros.get(nearest.place_id, "") not in {place.metro for place in found if place.level == CITY}:
                miss("metro", row, row["len"])
    assert asked["country"] > 1_000
    assert 1 - wrong["country"] / asked["country"] >= LEAST_COUNTRIES, missed
    assert 1 - wrong["metro"] / asked["metro"] >= LEAST_METROS, missed
