"""Comments as people write them: who offers which roles, where."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.comment_roles import read
from extractors.contract import Listing, Page
from extractors.hackernews import parse

EXAMPLES = [
    json.loads(line) for line in (Path(__file__).parent / "examples" / "comments.jsonl").read_text().splitlines()
]
PIECES = (
    "Acme",
    "|",
    " | ",
    "ML Engineer",
    "\n",
    "- ",
    "Remote",
    "(",
    ")",
    ",",
    " and ",
    ": ",
    "hiring a ",
    "$1k",
    ".",
    "[",
    " is hiring ",
    "At Acme, we ",
    " in Oslo",
    "SF / NYC",
)
HOSTILE = (
    "Acme | ", "hiring a ", "(", "- Engineer\n", "a, ", "remote (", "engineer and ", "x.com/", "Acme is ", "roles in Oslo and ",
    "in our Oslo ", "founder of A ", "A.b", "A-b-", "SF / ", "-", "[", "Acme | (Remote) Oslo ", "$1k ", "1 ", "a1",
    "for some roles ", "engineer remote ",
    "| Oslo, Remote (EU) |", "- ML Engineer | SF, $1k\n",
)  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["text"][:40])
def test_examples(example: dict[str, Any]) -> None:
    advert, expected = read(example["text"]), example["advert"]
    if expected is None:
        assert advert is None
        return
    assert advert is not None
    found = advert._asdict() | {"titles": [role.title for role in advert.roles]}
    assert {name: found[name] for name in expected} == expected
    for field, attribute in (("own_places", "places"), ("own_workplaces", "workplace"), ("own_terms", "employment")):
        if field in example:
            own = [getattr(role, attribute) for role in advert.roles]
            assert [list(each) if isinstance(each, tuple) else each for each in own] == example[field]


def test_each_role_keeps_its_own_pay() -> None:
    advert = read("Acme | ML Engineer ($200k), Data Analyst ($90k) | Oslo\nAbout us.")
    assert advert is not None
    assert [role.text.split("\n")[0] for role in advert.roles] == [
        "Acme | ML Engineer ($200k) | Oslo",
        "Acme | Data Analyst ($90k) | Oslo",
    ]
    advert = read("Acme | Oslo | Onsite\nRoles\n- ML Engineer: $200k\n- Data Analyst: $90k\nBye")
    assert advert is not None
    assert "$90k" not in advert.roles[0].text
    assert "$200k" not in advert.roles[1].text
    assert all(role.text.endswith("Bye") for role in advert.roles)
    advert = read(
        "Acme | Oslo | $90K - $210K USD + equity | Onsite\n- ML Engineer | $200K-$210K\n- Data Analyst | Oslo\nBye"
    )
    assert advert is not None
    assert [role.text.split("\n")[0] for role in advert.roles] == [
        "Acme | Oslo | equity | Onsite",
        "Acme | Oslo | $90K - $210K USD + equity | Onsite",
    ]


def test_each_role_of_a_header_keeps_its_own_place() -> None:
    advert = read("Acme | ML Engineer (Remote, Germany) | Data Analyst (Oslo, hybrid) | Full-time\nAbout us.")
    assert advert is not None
    assert [role.places for role in advert.roles] == [("Remote, Germany",), ("Oslo, hybrid",)]
    assert advert.places == []
    assert [role.text.split("\n")[0] for role in advert.roles] == [
        "Acme | ML Engineer (Remote, Germany) | Full-time",
        "Acme | Data Analyst (Oslo, hybrid) | Full-time",
    ]


def test_a_role_in_a_place_is_not_told_that_others_are_remote() -> None:
    advert = read("Acme | SF, Remote (North America) | Full-time\n- Go Engineer | SF\n- Data Analyst | $90k\nBye")
    assert advert is not None
    assert [role.text.split("\n")[0] for role in advert.roles] == [
        "Acme | Full-time",
        "Acme | SF, Remote (North America) | Full-time",
    ]


@pytest.mark.parametrize("bar", [" | ", "|", " – ", " - ", " • ", " // "])
def test_a_header_is_parted_in_any_way(bar: str) -> None:
    header = bar.join(("Acme", "Oslo, Remote (EU)", "€60k-€90k", "Full-time"))
    advert = read(f"{header}\n- Go Engineer, €80k | Oslo\n- Data Analyst | Full-time\nBye")
    assert advert is not None
    assert [role.places for role in advert.roles] == [("Oslo",), ()]
    first, other = (role.text.split("\n")[0] for role in advert.roles)
    assert "Acme" in first
    assert "Full-time" in first
    assert not any(said in first for said in ("Remote", "60k"))
    assert other == header


@pytest.mark.parametrize(
    "comment",
    [
        "Acme\nML Engineer | Oslo | $90k - $100k | Onsite\nBye",
        "Acme | Oslo | $90k - $100k\n- ML Engineer (5 years)\n- Data Analyst | equity, 401k\nBye",
        "Acme | Oslo | $90k - $100k\n- ML Engineer\n- Data Analyst, for a house that raised $20M\nBye",
    ],
)
def test_pay_of_the_header_is_kept_by_roles_that_state_none(comment: str) -> None:
    advert = read(comment)
    assert advert is not None
    assert advert.roles
    assert all("$90k - $100k" in role.text for role in advert.roles)


@pytest.mark.parametrize(
    "stated", ["- ML Engineer: 120k EUR", "- ML Engineer\nSalary: €120k", "- ML Engineer\n€120k + bonus"]
)
def test_pay_of_the_header_is_not_that_of_a_role_with_its_own(stated: str) -> None:
    advert = read(f"Acme | Oslo | Series A, $20M | €60k - €200k\n{stated}\n- Data Analyst\nBye")
    assert advert is not None
    assert [("€60k" in role.text, "$20M" in role.text) for role in advert.roles] == [(False, True), (True, True)]


def test_a_remote_scope_is_not_that_of_a_role_in_a_place() -> None:
    advert = read("Acme | London, Paris | Remote (France)\n- ML Engineer (London)\n- Data Analyst (remote)\nBye")
    assert advert is not None
    assert [(role.places, role.workplace, "France" in role.text) for role in advert.roles] == [
        (("London",), "", False),
        ((), "remote", True),
    ]


@pytest.mark.parametrize("way", ["Remote (Anywhere)", "remote, worldwide"])
def test_a_role_for_anywhere_is_in_no_town_of_the_header(way: str) -> None:
    advert = read(f"Acme | Oslo | Full-time\n- ML Engineer | {way}\n- Data Analyst\nBye")
    assert advert is not None
    assert [role.places for role in advert.roles] == [(way,), ()]


@pytest.mark.parametrize(
    ("header", "places"),
    [("Acme | Oslo, Rome", ((), ("Rome (remote)",))), ("Acme | Full-time", (("Maps (remote)",), ("Rome (remote)",)))],
)
def test_a_team_behind_a_dash_is_no_place_where_the_places_are_known(
    header: str, places: tuple[tuple[str, ...], ...]
) -> None:
    advert = read(f"{header} | Hybrid\n- ML Engineer - Maps (remote)\n- Data Analyst - Rome (remote)\nBye")
    assert advert is not None
    assert tuple(role.places for role in advert.roles) == places
    assert [role.workplace for role in advert.roles if not role.places] == ["remote"] * places.count(())


def test_roles_of_a_header_have_their_own_terms_and_pay() -> None:
    advert = read("Acme | ML Engineer ($200k, contract), Data Analyst (intern) | Oslo | $90k-$210k | Full-time\nBye")
    assert advert is not None
    assert [role.employment for role in advert.roles] == ["$200k, contract", "intern"]
    assert ["$90k" in role.text for role in advert.roles] == [False, True]


@pytest.mark.parametrize(
    "way", ["hybrid, 3 days a week", "Remote OK", "Fully Remote", "onsite preferred", "Hybrid, 2 Days/Week"]
)
def test_a_way_of_working_alone_leaves_the_place_of_the_comment(way: str) -> None:
    for comment in (
        f"Acme | ML Engineer ({way}) | Data Analyst (onsite) | Oslo\nAbout us.",
        f"Acme | Oslo | Full-time\n- ML Engineer ({way})\n- Data Analyst (onsite)\nAbout us.",
    ):
        advert = read(comment)
        assert advert is not None
        assert advert.places == ["Oslo"]
        assert [role.places for role in advert.roles] == [(), ()]


def test_a_role_that_no_line_tells_of_stays() -> None:
    advert = read("Acme | CTO | Remote\nOpen positions:\n- Data Engineer, $90k\n- ML Engineer, $95k\nBye")
    assert advert is not None
    assert [role.title for role in advert.roles] == ["CTO", "Data Engineer", "ML Engineer"]
    assert advert.roles[0].text == "Acme | CTO | Remote\nOpen positions:\nBye"
    for header in ("Engineers", "Founding Eng", "SWE"):
        advert = read(f"Acme | {header} | Remote\n- Data Engineer, $90k\n- ML Engineer, $95k\nBye")
        assert advert is not None
        assert [role.title for role in advert.roles] == ["Data Engineer", "ML Engineer"]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_any_comment_is_survived(pieces: list[str]) -> None:
    advert = read("".join(pieces) or "x")
    assert advert is None or all(role.title for role in advert.roles)


def test_hostile_comments_take_linear_time() -> None:
    for piece in HOSTILE:
        for start in ("", "hiring\n", "Acme | Engineer | ", "Acme | Oslo | ("):
            few, many = (_seconds(start + piece * count) for count in (500, 2_500))
            assert many < 12 * few + 0.1, (start, piece)


def _seconds(text: str) -> float:
    began = time.process_time()
    read(text)
    return time.process_time() - began


LISTED = """Fernmoor | Multiple roles | Leeds, UK (Hybrid) and Remote | Full-time
We sort peat.
- ML Engineer (hybrid, £90,000 - £110,000): https://fernmoor.example/1
You know PyTorch.
- IT Manager (£40k)
- Data Analyst (remote, £60k) | York
Apply: jobs at fernmoor"""
GROUPED = """Quillgate | Several roles | Full-time
Porto, Portugal:
* Rust Developer - €60k
Remote roles:
* Support Engineer - $80k
Cheers"""
TWICE = """Marlpit | AI Engineer, Compiler Engineer | Oslo
AI Engineer: you train models, 900k NOK
Compiler Engineer: you write passes, 800k NOK
Thanks"""


def test_what_is_said_of_one_role_is_not_read_as_another_ones() -> None:
    advert = read(LISTED)
    assert advert is not None
    first, second, third = advert.roles
    assert [role.title for role in advert.roles] == ["ML Engineer", "IT Manager", "Data Analyst"]
    assert [(role.places, role.workplace) for role in advert.roles] == [
        ((), "hybrid"),
        ((), None),
        (("York",), "remote"),
    ]
    assert "PyTorch" in first.text
    assert "PyTorch" not in second.text + third.text
    assert "£40k" in second.text
    assert "£40k" not in first.text + third.text
    assert all("We sort peat." in role.text and "Apply:" in role.text for role in advert.roles)


def test_a_heading_holds_for_its_own_group() -> None:
    advert = read(GROUPED)
    assert advert is not None
    assert [(role.title, role.places, role.workplace) for role in advert.roles] == [
        ("Rust Developer", ("Porto, Portugal",), None),
        ("Support Engineer", (), "Remote roles"),
    ]
    assert "Porto" not in advert.roles[1].text
    assert "Remote" not in advert.roles[0].text


def test_roles_of_a_header_that_lines_tell_more_of() -> None:
    advert = read(TWICE)
    assert advert is not None
    assert [role.title for role in advert.roles] == ["AI Engineer", "Compiler Engineer"]
    assert "800k" not in advert.roles[0].text
    assert "900k" not in advert.roles[1].text
    assert all(role.text.endswith("Thanks") for role in advert.roles)


def test_roles_of_one_title_differ_by_what_the_line_adds() -> None:
    advert = read("Acme | Rome\n- Data Engineer - Maps team - apply at x\n- Data Engineer - Ads team - apply at y")
    assert advert is not None
    assert [role.title for role in advert.roles] == ["Data Engineer - Maps team", "Data Engineer - Ads team"]


def test_a_mark_in_brackets_parts_no_place() -> None:
    said = ("REMOTE (US or LATAM; overlap with Pacific hours)", "Oslo, Bergen, Hamar, Narvik or Remote")
    comments = [
        {"id": number, "text": f"Acme | ML Engineer | {place} | Full-time"}
        for number, place in enumerate(said, start=1)
    ]
    page = Page(
        "hackernews", "x", "https://x.example", json.dumps(comments).encode(), dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    )
    places = [[place.text for place in each.locations] for each in parse(page) if isinstance(each, Listing)]
    assert places == [
        ["REMOTE (US or LATAM, overlap with Pacific hours)"],
        ["Oslo", "Bergen", "Hamar", "Narvik", "Remote"],
    ]


MANY_ROLES = """Larkpool | Multiple roles | Singapore | Full-time
We build wind farms.
ML Research Engineer | Singapore | SGD 9,800 - 11,600/month | ONSITE
- Adapt models
Android Engineer I | Remote - US | $108,000 - $123,000 | Regular
- Train new colleagues
MLOps Engineer | New York, New York, United States | $179,000 - $206,000 | ONSITE
- Run the registry
Junior Engineer | New York, NY; San Diego, CA | $105k - $202k | ONSITE
- Answer questions about firmware
Base salary by location, per year:
Chicago, IL, US: $110,000 to $195,000
Interview: one call."""


def test_each_role_has_its_own_place_and_the_last_one_what_is_listed_below_it() -> None:
    advert = read(MANY_ROLES)
    assert advert is not None
    assert [(role.title, role.places) for role in advert.roles] == [
        ("ML Research Engineer", ("Singapore",)),
        ("Android Engineer I", ("Remote, US",)),
        ("MLOps Engineer", ("New York, New York, United States",)),
        ("Junior Engineer", ("New York, NY; San Diego, CA",)),
    ]
    *others, last = advert.roles
    for words in ("firmware", "Base salary", "Chicago"):
        assert words in last.text
        assert not any(words in role.text for role in others), words
    assert all("Interview" in role.text for role in advert.roles)
