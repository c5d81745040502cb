"""Ten described archetypes of AI roles (`labelled/ai_role_archetypes`): each is read as one of what makes sense for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.cli_parse import read_records

FAIR = {
    "Agentic / Automation": ({"ai_engineer"}, {"agents"}),
    "AI Forward Deployed": ({"forward_deployed"}, {"generalist", "ai_architecture"}),
    "AI Platform / LLMOps": ({"mlops_platform"}, {"mlops_deployment", "ml_platform_infra"}),
    "AI Solutions Architect": ({"ai_architect"}, {"ai_architecture"}),
    "AI Transformation": ({"not_ai"}, {"not_applicable"}),
    "Technical AI PM": ({"ai_product"}, {"not_applicable"}),
}
"""Role families and primary specializations; transformation leads and product managers are out of scope."""
ALSO = {"platform-agentic-hybrid": {"agents"}}
"""Where agents are the domain and the platform is the job, either is a fair primary specialization."""


def test_every_archetype_is_read_sensibly(shared: Path) -> None:
    cases = [
        json.loads(path.read_text()) for path in sorted((shared / "labelled" / "ai_role_archetypes").glob("*.json"))
    ]
    heads = [case["jd"].split("\n", 1)[0] for case in cases]
    records = [
        {"title_text": head.split(" — ")[0], "employer_text": head.split(" — ")[1].split(" (")[0], "text": case["jd"]}
        for head, case in zip(heads, cases, strict=True)
    ]
    read = read_records(records, "").posting.sort("posting_id")
    assert len(cases) == read.height == 10
    wrong = []
    for case, row in zip(cases, read.iter_rows(named=True), strict=True):
        roles, special = FAIR[case["label"]["archetype"]]
        fair = special | ALSO.get(case["id"], set())
        if row["role_family"] not in roles or row["specialization"] not in fair:
            wrong.append((case["id"], row["role_family"], row["specialization"]))
        if row["is_ai_role"] != (special != {"not_applicable"}):
            wrong.append((case["id"], row["ai_role_reason"], ""))
    assert not wrong, wrong


@pytest.mark.parametrize("title", ["AI Transformation Lead", "AI Adoption Program Manager"])
def test_change_programmes_are_refused_with_their_reason(title: str) -> None:
    row = read_records([{"title_text": title}], "").posting.row(0, named=True)
    assert not row["is_ai_role"]
    assert row["ai_role_reason"].startswith("refused: change and enablement")
