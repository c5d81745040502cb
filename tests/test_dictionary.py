"""The dictionary is what the database says of itself, and nothing in the database is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import reference
from tests.small_warehouse import AS_OF, Market
from warehouse import benchmarks, database, dictionary, views


def test_the_dictionary_is_fresh(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    market = Market()
    market.posting("p", (100, 120))
    path = market.save(tmp_path / "work.duckdb")
    with database.open_work(path, spill=tmp_path / "spill") as db:
        reference.refresh(db)
        with database.transaction(db):
            db.execute("drop schema upkeep cascade")
            db.execute("drop table passage")
            views.build(db, as_of=AS_OF, run_id="run", code_version="1", taxonomy_version="t")
            benchmarks.build(db)
        text = dictionary.dictionary(db)
    if request.config.getoption("--update-golden"):
        dictionary.PATH.write_text(text, encoding="utf-8")
    assert "|  |" not in text, "something carries no comment"
    assert dictionary.PATH.read_text(encoding="utf-8") == text, (
        "DICTIONARY.md is stale: pytest --update-golden, and read it"
    )
