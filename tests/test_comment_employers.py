"""Who hires in comments that name no employer."""

from __future__ import annotations

import pytest

from extractors import comment_employers

WORDS = "We map fields from the air and look for someone who likes tractors."


@pytest.mark.parametrize(
    ("links", "employer"),
    [
        ("https://jobs.ashbyhq.com/Northwind/1a2b", "northwind"),
        ("https://job-boards.greenhouse.io/northwind/jobs/1 https://boards.greenhouse.io/northwind", "northwind"),
        ("Apply: https://apply.workable.com/northwind/j/1A", "northwind"),
        ("https://northwind.recruitee.com/o/pilot", "northwind"),
    ],
)
def test_the_one_board_that_is_linked_names_the_employer(links: str, employer: str) -> None:
    assert comment_employers.of(f"{WORDS}\n{links}") == employer


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
def test_without_one_the_words_tell_employers_apart(links: str) -> None:
    employer = comment_employers.of(f"{WORDS}\n{links}")
    assert employer.startswith("Unnamed ")
    assert employer == comment_employers.of(f"{WORDS.upper()} \n\n{links}")
    assert employer != comment_employers.of(f"{WORDS} And boats.\n{links}")
