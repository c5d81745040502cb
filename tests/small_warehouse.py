"""Working databases made by hand: a few postings with the columns that a test is about, everything else plain."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from flows import reference
from warehouse import database, merge, reference_tables, views

AS_OF = dt.date(2026, 11, 1)
SEEN = dt.datetime(2026, 10, 20, 6)  # noqa: DTZ001 (the tables hold UTC without saying so)
PLAIN: dict[str, Any] = {
    "VARCHAR": "plain",
    "BOOLEAN": False,
    "BIGINT": 1,
    "INTEGER": 1,
    "DOUBLE": 1.0,
    "TIMESTAMP": SEEN,
    "DATE": AS_OF,
    "VARCHAR[]": [],
}
POSTING = {
    "role_family": "ml_engineer", "is_ai_role": True, "level": "senior", "track": "ic", "specialization": "nlp",
    "industry": "saas_software", "size_band": "51-250", "work_mode": "onsite", "employment_type": "full_time",
    "geo_pay_policy": "unspecified", "education_required": "unspecified", "project_maturity": "production",
    "shows_closing": True, "posted_date": dt.date(2026, 10, 1),
}  # fmt: skip
BAND = {
    "component": "base", "bound_type": "range", "currency_code": "USD", "period_code": "year", "gross_net": "gross",
    "contract": "employee", "pay_basis": "text", "evidence_text": "the words", "evidence_start": 5, "evidence_end": 14,
    "is_benchmark_base": True, "flags": "",
}  # fmt: skip
PLACES = {
    "us/ca/san-francisco": ("us-sf-bay", "CA", "US", "north_america"),
    "us/ny/new-york-city": ("us-new-york", "NY", "US", "north_america"),
    "us/tx/austin": ("us-austin", "TX", "US", "north_america"),
    "de/be/berlin": ("de-berlin", "BE", "DE", "dach"),
    "us": (None, None, "US", "north_america"),
    "de": (None, None, "DE", "dach"),
    "europe": (None, None, None, "dach"),
    "world": (None, None, None, None),
    "unknown": (None, None, None, None),
}
DERIVED = {
    "job": "select job_id, min(posting_id) as posting_id, min(employer_id) as employer_id from posting group by 1",
    "posting_version": f"""select posting_id, first_seen_at as valid_from, 'new' as changed, content_sha256, title_text, text_fingerprint,
        taxonomy_version, paid.currency_code, annual_pay_local
        from posting left join ({merge.PAID.format(bands="pay_band")}) as paid using (posting_id)
        where posting_id not in (select posting_id from posting_version)""",
    "employer": "select employer_id, min(employer_text) as name, count(*) as postings from posting group by 1",
}
RATES = {"USD": 1.0, "EUR": 1.2, "GBP": 1.3}


class Market:
    """Rows to be, collected posting by posting."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def add(self, table: str, **values: Any) -> None:
        """One row of a table."""
        self.rows.setdefault(table, []).append(values)

    def posting(
        self,
        name: str,
        *bands: tuple[float, float] | dict[str, Any],
        employer: str = "",
        places: tuple[str, ...] = ("us/ca/san-francisco",),
        levels: tuple[str, ...] = (),
        **over: Any,
    ) -> str:
        """A posting with its bands, places and levels; returns its id. A band is (low, high) or columns of pay_band."""
        posting_id = f"acme:board:{name}"
        values = {
            **POSTING,
            "source": "greenhouse",
            "board": "board",
            "native_id": name,
            "title_key": name,
            **over,
        }
        values = {
            "employer_id": employer or name,
            "employer_text": employer or name,
            "job_id": posting_id,
            **values,
        }
        self.add("posting", posting_id=posting_id, text_fingerprint=name, **values)
        for level in levels or (values["level"],):
            self.add("posting_level", posting_id=posting_id, level=level, weight=1 / len(levels or (1,)))
        for place in places:
            metro, admin1, country, region = PLACES[place]
            words = place.rsplit("/", 1)[-1].replace("-", " ").title()
            self.add("posting_place", posting_id=posting_id, place_id=place, place_text=words, weight=1 / len(places),
                     metro=metro, admin1=admin1, country_code=country, market_region=region)  # fmt: skip
        for number, band in enumerate(bands):
            columns = band if isinstance(band, dict) else {"annual_min_local": band[0], "annual_max_local": band[1]}
            stated = {"pay_min": columns["annual_min_local"], "pay_max": columns["annual_max_local"]}
            self.add(
                "pay_band",
                **{**BAND, **stated, **columns},
                pay_id=f"{posting_id}#{number}",
                posting_id=posting_id,
            )
        return posting_id

    def save(self, path: Path) -> Path:
        """Write the working database."""
        with database.open_work(path, spill=path.parent / "spill") as db:
            _fill(db, "run", [{"run_id": "000001-20261101T060000Z", "as_of": AS_OF, "status": "loaded"}])
            _fill(db, "board_run", [{"run_id": "000001-20261101T060000Z", "source": "greenhouse", "board": "board",
                                     "listed": 4, "loaded": 1, "outcome": "ok"}])  # fmt: skip
            for table, rows in self.rows.items():
                _fill(db, table, rows)
            for table, query in DERIVED.items():
                _fill(db, table, database.frame(db, query).to_dicts())
            days = [AS_OF - dt.timedelta(days=back) for back in range(60)]
            rates = [{"currency_code": code, "date": day, "usd": usd} for code, usd in RATES.items() for day in days]
            views.keep(db, "fx_rate", pl.DataFrame(rates))
            for name in ("level", "metro", "price_level", "role", "specialization"):
                facts = reference.references()[name]
                reference_tables.replace(db, name, facts.rows, about=facts.about, columns=facts.columns)
        return path


def _fill(db: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows; a column that must not be null and is not given gets a plain value."""
    if not rows:
        return
    columns = db.sql(
        "select column_name, data_type, is_nullable from duckdb_columns() "
        f"where table_name = '{table}' and schema_name = 'main' and not internal"
    ).fetchall()
    unknown = set().union(*rows) - {name for name, _, _ in columns}
    assert not unknown, f"{table} has no {unknown}"
    plain = {name: None if nullable else PLAIN[kind] for name, kind, nullable in columns}
    frame = pl.DataFrame([{**plain, **row} for row in rows], infer_schema_length=None)
    database.put(db, "filled", frame.drop(name for name, kind in frame.schema.items() if kind == pl.Null))
    db.execute(f'insert into "{table}" by name from filled')
