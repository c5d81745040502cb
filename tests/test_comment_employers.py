"""Who hires in comments that name no employer."""

from __future__ import annotations

import pytest

from extractors import comment_employers

WORDS = "We map fields from the air and look for someone who likes tractors."


@pytest.mark.parametrize(
    ("links", "employer"),
    [
        ("https://jobs.ashbyhq.com/Northwind/1a2b", "Northwind"),
        ("https://job-boards.greenhouse.io/northwind/jobs/1 https://boards.greenhouse.io/northwind", "Northwind"),
        ("Apply: https://apply.workable.com/northwind/j/1A", "Northwind"),
        ("https://northwind.recruitee.com/o/pilot", "Northwind"),
    ],
)
def test_the_one_board_that_is_linked_names_the_employer(links: str, employer: str) -> None:
    assert comment_employers.in_text(f"{WORDS}\n{links}") == employer


@pytest.mark.parametrize(
    "links",
    [
        "",
        "https://northwind.example/careers",
        "https://jobs.ashbyhq.com/northwind/1 https://jobs.lever.co/southwind/2",
        "https://boards.greenhouse.io/embed/job_app?token=1",
        "https://jobs.lever.co/northwind-the-company-of-map...",
    ],
)
def test_without_one_nobody_is_named(links: str) -> None:
    assert comment_employers.in_text(f"{WORDS}\n{links}") is None


def test_the_words_tell_nameless_employers_apart() -> None:
    employer = comment_employers.nameless(WORDS)
    assert employer.startswith("Unnamed ")
    assert employer == comment_employers.nameless(f"{WORDS.upper()} \n\n")
    assert employer != comment_employers.nameless(f"{WORDS} And boats.")
