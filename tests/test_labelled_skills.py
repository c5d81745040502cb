"""Forty labelled descriptions (`labelled/skills_in_postings.jsonl`) against our reading of the skills that its author knows.

The labels are the words that its author's program found; where our own reading of a text differs, `MENDED` says so.
"""

from __future__ import annotations

import json
from pathlib import Path

from flows.cli_parse import read_records
from transforms import taxonomy

NAMES = {"CI/CD": "ci_cd", "Machine Learning": "machine_learning"}
MENDED = {
    7: ({"llm"}, set()),  # "experience with NLP/LLMs" asks for both
    12: (set(), {"llm"}),  # names no language model
    13: (set(), {"git"}),  # speaks of GitHub workflows
    22: ({"git"}, set()),  # the job is to develop Git
    29: ({"llm", "machine_learning"}, set()),  # "LLM runtimes", "interest in AI/ML"
}
"""By id: skills that the text names and the labels lack, and the other way round."""


def test_skills_agree(shared: Path) -> None:
    lines = (shared / "labelled" / "skills_in_postings.jsonl").read_text().splitlines()
    cases = [json.loads(line) for line in lines]
    known = {word: NAMES.get(word, word.lower()) for case in cases for word in case["expected"]}
    assert set(known.values()) <= set(taxonomy.table("skills")["skill"])
    read = read_records([{"title_text": case["title"], "text": case["text"]} for case in cases], "")
    ids = read.posting.sort("posting_id")["posting_id"].to_list()
    got: dict[str, set[str]] = {key: set() for key in ids}
    for key, skill in read.posting_skill.select("posting_id", "skill").iter_rows():
        got[key] |= {skill} & set(known.values())
    labelled = [{known[word] for word in case["expected"]} for case in cases]
    assert _f1(labelled, [got[key] for key in ids]) >= 0.9
    mended = [
        (wanted | MENDED.get(case["id"], (set(), set()))[0]) - MENDED.get(case["id"], (set(), set()))[1]
        for case, wanted in zip(cases, labelled, strict=True)
    ]
    assert _f1(mended, [got[key] for key in ids]) >= 0.97


def _f1(wanted: list[set[str]], got: list[set[str]]) -> float:
    both = sum(len(want & have) for want, have in zip(wanted, got, strict=True))
    return 2 * both / sum(len(want) + len(have) for want, have in zip(wanted, got, strict=True))
