"""Where jobs are: location texts, structured parts, several places, remote work, and the tables behind them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms import gazetteer, place_text, places, taxonomy
from transforms.contract import Gap, PostingPlace
from transforms.place_choice import Mention
from transforms.place_items import items

from .place_rows import board_rows, location, raw_rows

WALL = Path(__file__).parent / "examples" / "places.csv"
NO_BOARDS = board_rows()


def written(mention: Mention) -> str:
    if mention.place is None:
        return "remote anywhere said"
    prefix = "not " if mention.excluded else "remote " if mention.remote else ""
    return prefix + mention.place.place_id


def metro(mention: Mention) -> str:
    if mention.place is None or mention.remote or mention.excluded:
        return "-"
    return mention.place.metro or "-"


def wall() -> list[dict[str, str]]:
    return pl.read_csv(WALL, infer_schema=False, empty_string_is_null=False).to_dicts()


def test_the_wall_of_location_texts() -> None:
    rows, wrong = wall(), []
    assert len(rows) >= 300
    for row in rows:
        hints = (row["country_hint"],) if row["country_hint"] else ()
        reading = place_text.read(row["text"], hints)
        found = dict((written(m), metro(m)) for m in reading.mentions)
        got = ("; ".join(found), "; ".join(found.values()), "; ".join(reading.unknown))
        if got != (row["places"], row["metros"], row["unknown"]):
            wrong.append(f"{row['text']!r} {hints}: got {got}, expected {row['places']!r} {row['metros']!r}")
    assert not wrong, f"{len(wrong)} of {len(rows)}:\n" + "\n".join(wrong)


@settings(max_examples=300)
@given(st.text(max_size=60) | st.lists(st.sampled_from([r["text"] for r in wall()]), max_size=4).map(" / ".join))
def test_any_text_is_read_without_error_and_always_alike(text: str) -> None:
    reading = place_text.read(text)
    assert reading == place_text.assemble(items(text), ())
    assert all(m.place or m.remote for m in reading.mentions)


def test_a_posting_splits_its_vote_over_its_places() -> None:
    raw = raw_rows(
        [
            {"locations": [location("San Francisco, CA"), location("New York, NY")]},
            {"locations": [location("San Francisco or Remote (US)")]},
            {"locations": [location("London, UK"), location("London")]},
            {"locations": [location("Dublin; Ireland")]},
        ]
    )
    rows, one, gaps, *_ = places.read(raw, NO_BOARDS)
    PostingPlace.validate(rows.select(PostingPlace.column_names()), cast=True)
    Gap.validate(gaps.select(Gap.column_names()), cast=True)
    assert rows.select("posting_id", "place_id", "metro", "weight").rows() == [
        ("p0", "us/ca/san-francisco", "us-sf-bay", 0.5),
        ("p0", "us/ny/new-york-city", "us-new-york", 0.5),
        ("p1", "us/ca/san-francisco", "us-sf-bay", 0.5),
        ("p1", "us", None, 0.5),
        ("p2", "gb/eng/london", "gb-london", 1.0),
        ("p3", "ie/l/dublin", "ie-dublin", 1.0),
    ]
    assert one["country_code"].to_list() == ["US", "US", "GB", "IE"]
    assert one["all_country_codes"].to_list() == [["US"], ["US"], ["GB"], ["IE"]]
    assert one["place_text"].to_list()[0] == "San Francisco, CA; New York, NY"
    assert gaps.height == 0


def test_what_is_not_understood_is_unknown_and_a_gap() -> None:
    raw = raw_rows([{"locations": [location("Atlantis Harbour")]}, {}, {"locations": [location("Starbaze, TX")]}])
    rows, one, gaps, *_ = places.read(raw, NO_BOARDS)
    assert rows.select("place_id", "country_code", "market_region", "weight", "place_text").rows() == [
        ("unknown", None, None, 1.0, "Atlantis Harbour"),
        ("unknown", None, None, 1.0, ""),
        ("us/tx", "US", "north_america", 1.0, "Starbaze, TX"),
    ]
    assert gaps.rows() == [("place", "atlantis harbour", "p0"), ("place", "starbaze", "p2")]
    assert one["country_code"].to_list() == [None, None, "US"]


@pytest.mark.parametrize(
    ("locations", "board", "expected"),
    [
        (["Cambridge"], "", "gb/eng/cambridge"),
        (["Cambridge"], "US", "us/ma/cambridge"),
        (["Boston, MA", "Cambridge"], "", "us/ma/cambridge"),
        (["Oxford, UK", "Cambridge"], "US", "gb/eng/cambridge"),
        (["London"], "US", "gb/eng/london"),
        (["Birmingham"], "US", "us/al/birmingham"),
        (["Dublin"], "US", "ie/l/dublin"),
        (["Vancouver"], "US", "ca/bc/vancouver"),
        (["Georgia"], "US", "us/ga"),
        (["Georgia"], "GE", "ge"),
        (["Remote - CA"], "US", "us/ca"),
        (["Remote - CA"], "CA", "ca"),
    ],
)
def test_other_places_and_the_board_decide_between_namesakes(locations: list[str], board: str, expected: str) -> None:
    raw = raw_rows([{"locations": [location(text) for text in locations], "board": board}])
    rows = places.read(raw, board_rows("US", "CA", "GE")).rows
    assert rows["place_id"].to_list()[-1] == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (location("San Francisco", "San Francisco", "CA", "US"), ["us/ca/san-francisco"]),
        (location("HQ", "München", "BY", "DE"), ["de/by/munich"]),
        (location("London", "London", "Ontario", "Canada"), ["ca/on/london"]),
        (location("Bay Area", "San Mateo", "California", "United States"), ["us/ca/san-mateo"]),
        (location("Berlin", None, None, "de"), ["de/be/berlin"]),
        (location("NYC or San Francisco", "New York", "NY", "US"), ["us/ny/new-york-city", "us/ca/san-francisco"]),
        (location("Remote - Canada", "San Francisco", "CA", "US"), ["ca"]),
        (location("Remote", "Paris", "Île-de-France", "France"), ["fr"]),
        (location("Remote", None, None, "PL"), ["pl"]),
        (location("Washington", "Washington", None, "US"), ["us/dc/washington"]),
        (location("California", "California", None, "US"), ["us/ca"]),
        (location("Luxembourg", "Luxembourg", None, "LU"), ["lu/luxembourg"]),
        (location("Atlantis", "Lyon", None, "France"), ["fr/ara/lyon"]),
    ],
)
def test_structured_parts_count_before_the_text(stated: dict[str, str], expected: list[str]) -> None:
    rows, _, gaps, *_ = places.read(raw_rows([{"locations": [stated]}]), NO_BOARDS)
    assert rows["place_id"].to_list() == expected
    assert gaps.height == 0


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"locations": [location("San Francisco, CA")], "workplace_text": "Remote"}, ["us"]),
        ({"locations": [location("San Francisco, CA")], "is_remote": True}, ["us"]),
        ({"locations": [location("San Francisco, CA")], "text": "This is a fully remote position."}, ["us"]),
        (
            {"locations": [location("San Francisco, CA")], "workplace_text": "Hybrid", "is_remote": True},
            ["us/ca/san-francisco"],
        ),
        ({"locations": [location("Remote - Vancouver")]}, ["ca"]),
        ({"locations": [location("Remote - California")]}, ["us/ca"]),
        ({"locations": [location("Remote (EMEA)")]}, ["region/emea"]),
        ({"locations": [location("Worldwide")]}, ["world"]),
        ({"locations": [location("Remote")]}, ["unknown"]),
        ({"locations": [location("Remote")], "board": "DE"}, ["de"]),
        ({"locations": [location("Remote")], "text": "You must reside in Canada or the United States."}, ["ca", "us"]),
        ({"locations": [location("Remote")], "text": "US salary range: $150,000 - $180,000."}, ["us"]),
        ({"locations": [location("Remote")], "text": "Right to work in the UK is required."}, ["gb"]),
        ({"locations": [location("Remote")], "text": "Benefits: 401(k), RRSP or superannuation."}, ["unknown"]),
        (
            {"locations": [location("Remote")], "text": "We offer a 401(k) match. Protected veterans apply."},
            ["unknown"],
        ),
        ({"locations": [location("New York; Remote; Chicago")]}, ["us/ny/new-york-city", "us/il/chicago", "us"]),
        ({"remote_scope": ["USA Only", "Canada"], "is_remote": True}, ["us", "ca"]),
        ({"locations": [location("Austin, TX")], "remote_scope": ["Europe"], "is_remote": True}, ["region/europe"]),
        ({"locations": [location("Remote - US (excl. CO)")]}, ["us"]),
    ],
)
def test_remote_work_is_never_in_a_metro(row: dict[str, object], expected: list[str]) -> None:
    rows = places.read(raw_rows([row]), board_rows("DE")).rows
    assert sorted(rows["place_id"].to_list()) == sorted(expected)
    remote = rows.filter(pl.col("rule").str.starts_with("remote_"))
    assert remote["metro"].null_count() == remote.height
    assert rows["weight"].sum() == pytest.approx(1)


def test_any_cut_into_batches_gives_the_same_rows() -> None:
    raw = raw_rows([{"locations": [location(row["text"])], "board": row["country_hint"]} for row in wall()[:150]])
    boards = board_rows("US", "GB", "DE")
    whole = places.read(raw, boards).rows
    parts = [places.read(raw.slice(start, 40), boards).rows for start in range(0, raw.height, 40)]
    assert whole.equals(pl.concat(parts))
    *frames, spoken = places.read(raw.clear(), boards)
    assert [frame.height for frame in (*frames, *spoken)] == [0] * 8


def test_a_title_says_which_of_several_places() -> None:
    both = [location("Barcelona, Spain & Seattle, USA")]
    raw = raw_rows(
        [
            {"locations": both, "title_text": "Data Analyst (Seattle)"},
            {"locations": both, "title_text": "Data Analyst - Spain"},
            {"locations": both, "title_text": "Data Analyst, Oslo"},
            {"locations": both, "title_text": "Data Analyst"},
            {"locations": [location("London, New York, Dublin")]},
            {"locations": [location("Lyon; Remote")], "workplace_text": "Hybrid"},
            {"locations": [location("Remote (US), Denver")], "title_text": "Engineers (backend, mobile)"},
        ]
    )
    rows = places.read(raw, NO_BOARDS).rows.group_by("posting_id", maintain_order=True).agg("place_id")
    assert rows["place_id"].to_list() == [
        ["us/wa/seattle"], ["es/ct/barcelona"], ["es/ct/barcelona", "us/wa/seattle"],
        ["es/ct/barcelona", "us/wa/seattle"], ["gb/eng/london", "us/ny/new-york-city", "ie/l/dublin"], ["fr/ara/lyon"],
        ["us", "us/co/denver"],
    ]  # fmt: skip


def test_one_place_for_the_words_of_a_pay_band() -> None:
    texts = [
        "SF Bay Area",
        "Denver, CO",
        "California and Colorado",
        "NYC, Seattle",
        "Zone 1",
        "Remote - Texas",
        "London",
    ]
    hints = pl.Series([None, "US", None, "US", None, None, "CA"], dtype=pl.String)
    found = places.resolve(pl.Series(texts), hints)
    assert found.columns == [
        "text",
        "country_code_hint",
        "place_id",
        "metro",
        "admin1",
        "country_code",
        "market_region",
    ]
    assert found["place_id"].to_list() == [
        "us/ca/san-francisco", "us/co/denver", "us", "us", None, "us/tx", "gb/eng/london",
    ]  # fmt: skip
    assert found["metro"].to_list() == ["us-sf-bay", "us-denver", None, None, None, None, "gb-london"]


def test_every_code_of_the_place_tables_is_known() -> None:
    known = gazetteer.known()
    regions = set(taxonomy.table("market_regions")["market_region"])
    assert {p.market_region for p in known.values() if p.market_region} == regions
    assert set(taxonomy.table("countries")["market_region"]) <= regions
    for row in taxonomy.table("metros").to_dicts():
        centre = known[row["place_id"]]
        assert (centre.metro, centre.country_code) == (row["metro"], row["country_code"]), row
    assert {row["place_id"] for row in taxonomy.table("metro_circles").to_dicts()} <= set(known)
    assert gazetteer.names().places


def test_hubs_of_the_method_are_metros_with_their_tiers() -> None:
    tiers = dict(taxonomy.table("metros").select("metro", "hub_volume_tier").iter_rows())
    assert {m for m, tier in tiers.items() if tier == "1"} == {
        "us-sf-bay", "us-new-york", "us-seattle", "us-boston", "us-los-angeles", "gb-london", "ch-zurich", "il-tel-aviv",
        "cn-beijing", "cn-shanghai", "cn-shenzhen", "cn-hangzhou", "sg-singapore",
    }  # fmt: skip
    assert sum(tier == "2" for tier in tiers.values()) == 23
    assert sum(tier == "3" for tier in tiers.values()) == 22
