"""Comments as people write them: who offers which roles, where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.comment_roles import read

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
)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["text"][:40])
def test_examples(example: dict[str, Any]) -> None:
    advert, expected = read(example["text"]), example["advert"]
    if expected is None:
        assert advert is None
        return
    assert advert is not None
    found = advert._asdict() | advert.terms._asdict() | {"titles": [role.title for role in advert.roles]}
    assert {name: found[name] for name in expected} == expected


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


def test_each_role_keeps_its_own_terms() -> None:
    advert = read(
        "Acme | Multiple roles | Oslo | Full-time\nBoats.\nML Engineer I | Bergen | REMOTE (EU) | Contract\n- Tune sails"
        "\n$120k in Bergen\nData Analyst | $90k\n- Count fish\nProduct Designer | Hybrid\n- Paint\n$70k\nBye"
    )
    assert advert is not None
    first, second, third = advert.roles
    assert advert.terms_of(first) == (["Bergen", "REMOTE (EU)"], "REMOTE (EU)", ["EU"], "Contract")
    assert advert.terms_of(second) == advert.terms == (["Oslo"], None, [], "Full-time")
    assert advert.terms_of(third) == (["Oslo"], "Hybrid", [], "Full-time")
    assert [role.text.split("\n")[2:] for role in advert.roles] == [
        ["ML Engineer I | Bergen | REMOTE (EU) | Contract", "- Tune sails", "$120k in Bergen", "Bye"],
        ["Data Analyst | $90k", "- Count fish", "Bye"],
        ["Product Designer | Hybrid", "- Paint", "$70k", "Bye"],
    ]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_any_comment_is_survived(pieces: list[str]) -> None:
    advert = read("".join(pieces) or "x")
    assert advert is None or all(role.title for role in advert.roles)


def test_hostile_comments_take_linear_time() -> None:
    for piece in ("Acme | ", "hiring a ", "(", "- Engineer\n", "a, ", "remote (", "engineer and ", "x.com/"):
        read(piece * 5_000)
