"""Local currency: a country's own, however many foreign employers state theirs, and whether or not anyone states pay."""

from __future__ import annotations

from pathlib import Path

from tests.small_warehouse import AS_OF, Market
from warehouse import database, publish


def test_foreign_employers_do_not_change_a_countrys_currency(tmp_path: Path) -> None:
    market = Market()
    for n, code in enumerate(("USD", "USD", "EUR")):
        pay = {"annual_min_local": 80_000.0, "annual_max_local": 90_000.0, "currency_code": code}
        market.posting(f"berlin{n}", pay, places=("de/be/berlin",))
    publish.publish(
        market.save(tmp_path / "work.duckdb"), warehouse=tmp_path / "warehouse.duckdb", exports=tmp_path / "exports",
        as_of=AS_OF, code_version="1", taxonomy_version="1", sources=[],
    )  # fmt: skip
    with database.open_snapshot(tmp_path / "warehouse.duckdb") as db:
        found = db.sql(
            "select value, currency_code from local_currency where value in ('DE', 'de-berlin', 'GB', 'KP') order by value"
        ).fetchall()
    assert found == [("DE", "EUR"), ("GB", "GBP"), ("de-berlin", "EUR")]
