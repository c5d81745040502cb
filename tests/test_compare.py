"""How `make compare` judges a reading; the peers themselves are not needed."""

from __future__ import annotations

import pytest

from tests import compare
from tests.compare import Case, Pay, verdict

RANGE = Case("", "US", [Pay(100, 120, "USD", "year")])
CEILING = Case("", "US", [Pay(None, 120, "USD", "year")])
TWO = Case("", "US", [Pay(100, 120, "USD", "year"), Pay(90, 110, "USD", "year")])
NOTHING = Case("", "US", [])
YEARLY = Case("", "US", [Pay(176_800, 176_800, "USD", "year")], unit="year")
LONE = Case("", "AU", [Pay(95, 95, "AUD", None)], is_lone=True)


@pytest.mark.parametrize(
    ("case", "read", "is_judged"),
    [
        (RANGE, [Pay(100, 120, "USD", "year")], "exact"),
        (RANGE, [Pay(100, 120, "CAD", "year")], "partly"),
        (RANGE, [Pay(100, 120, "USD", "month")], "partly"),
        (RANGE, [Pay(100, 120, "USD", None)], "partly"),
        (RANGE, [Pay(1, 2, "USD", "year")], "wrong"),
        (RANGE, [], "missed"),
        (CEILING, [Pay(0, 120, "USD", "year")], "exact"),
        (CEILING, [Pay(120, 120, "USD", "year")], "partly"),
        (TWO, [Pay(100, 120, "USD", "year")], "partly"),
        (TWO, TWO.answers, "exact"),
        (NOTHING, [], "silent"),
        (NOTHING, [Pay(1, 2, "USD", "year")], "false"),
        (YEARLY, [Pay(85, 85, "USD", "hour")], "exact"),
        (LONE, [Pay(95, None, "AUD", "year")], "exact"),
    ],
)
def test_verdicts(case: Case, read: list[Pay], is_judged: str) -> None:
    assert verdict(case, read) == is_judged


def test_a_reader_of_one_amount_is_right_on_one_amount_and_partly_right_on_a_range() -> None:
    assert verdict(CEILING, [Pay(120, 120, "$", None)], gives_one_amount=True) == "exact"
    assert verdict(CEILING, [Pay(120, 120, "€", None)], gives_one_amount=True) == "partly"
    assert verdict(RANGE, [Pay(100, 100, "$", None)], gives_one_amount=True) == "partly"


def test_the_walls_as_cases_keep_the_salary_only() -> None:
    cases = {case.text: case.answers for case in compare.walls()}
    assert cases["Base salary $160,000, signing bonus $20,000"] == [Pay(160_000, 160_000, "USD", "year")]
    assert cases["$10,000 sign-on bonus"] == []
    assert cases["OTE: $240,000 - $280,000 (50/50 split)"] == [Pay(240_000, 280_000, "USD", "year")]


def test_ours_is_read_in_one_batch_as_line_by_line() -> None:
    cases = [Case("Salary: $120k", "CA", []), Case("no pay", "US", []), Case("OTE $200k (base $120k)", "US", [])]
    found = compare.read_ours(cases).found
    assert found == [[Pay(120_000, 120_000, "CAD", "year")], [], [Pay(120_000, 120_000, "USD", "year")]]
