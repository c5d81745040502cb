"""Which charts the report shows, and from which published figures each is drawn."""

from __future__ import annotations

import duckdb
import polars as pl

from . import charts, database

YEARLY = "base pay a year, US dollars"
ALIKE = "per cent more than {}, what else jobs differ in held alike"
SHOWN = "estimate_kind = 'direct'"


def charts_of(db: duckdb.DuckDBPyConnection) -> list[charts.Chart]:
    """Charts of a snapshot that have something to compare, at the level and in the country with most employers."""
    cells = database.frame(db, f"from benchmark_pay_by_country_level where {SHOWN} and level != 'unspecified'")
    if not cells.height:
        return []
    level, home = _fullest(cells, "level"), _fullest(cells, "country_code")
    said = charts.words(level).capitalize()
    everywhere = f"{YEARLY}, over all countries"
    drawn = [
        _pay(db, f"{said} AI jobs, by country", YEARLY, "country_level", "country_code", level),
        charts.pay(
            f"{said} AI jobs, by metro area", f"{YEARLY}; remote jobs never count in a metro",
            charts.largest(database.frame(db, METROS.format(level=database.literal(level))), "p50_usd"),
        ),
        charts.pay(
            f"Levels in {home}", f"{YEARLY}; engineers, then managers",
            database.frame(db, LEVELS.format(country=database.literal(home))),
        ),
        _pay(db, f"{said} AI jobs, by specialization", everywhere, "specialization_level", "specialization", level, "specialization"),
        _pay(db, f"{said} AI jobs, by role", everywhere, "role_level", "role_family", level, "role"),
        _pay(db, f"{said} AI jobs, by work mode", f"{everywhere}, in different mixes", "work_mode", "work_mode", level),
        _premiums(db, "Specializations", ALIKE.format("generalists"), "specialization", "specialization"),
        _premiums(db, "Industries", ALIKE.format("software companies"), "industry"),
        charts.trend(
            "Pay, the mix of jobs held alike", "index in local currency, the reference month is 100",
            database.frame(db, TREND),
        ),
    ]  # fmt: skip
    return [chart for chart in drawn if chart is not None]


def _pay(
    db: duckdb.DuckDBPyConnection, title: str, note: str, benchmark: str, dim: str, level: str, names: str | None = None
) -> charts.Chart | None:
    """names: the table that has a `label` for each value of `dim`; the values stand for themselves without one"""
    cells = database.frame(
        db,
        f"select *, {dim} as label from benchmark_pay_by_{benchmark} where {SHOWN} and level = {database.literal(level)}",
    )
    cells = _labelled(db, cells, dim, names)
    return charts.pay(title, note, charts.largest(cells, "p50_usd"))


def _premiums(
    db: duckdb.DuckDBPyConnection, title: str, note: str, dimension: str, names: str | None = None
) -> charts.Chart | None:
    rows = database.frame(db, CONTROLLED.format(dimension=database.literal(dimension)))
    rows = _labelled(db, rows, dimension, names)
    return charts.premiums(title, note, charts.largest(rows, "premium_pct"))


def _labelled(db: duckdb.DuckDBPyConnection, rows: pl.DataFrame, dim: str, names: str | None) -> pl.DataFrame:
    """The same with what people call each value, where a table says so."""
    if names is None:
        return rows
    known = dict(db.sql(f"select {dim}, label from {names}").fetchall())
    return rows.with_columns(pl.col("label").replace(known))


def _fullest(cells: pl.DataFrame, dim: str) -> str:
    """The value of a dimension behind which most employers stand."""
    counted = cells.group_by(dim).agg(pl.col("employers").sum()).sort(["employers", dim], descending=[True, False])
    return str(counted[dim][0])


METROS = f"""
    select cell.*, coalesce(name, metro) as label
    from benchmark_pay_by_metro_level as cell left join metro using (metro) where {SHOWN} and level = {{level}}
"""
LEVELS = f"""
    select cell.*, coalesce(label, level) as label
    from benchmark_pay_by_country_level as cell left join level using (level)
    where {SHOWN} and country_code = {{country}} and level != 'unspecified'
    order by track, level_rank, level
"""
CONTROLLED = """
    select *, term as label, employers_with as employers
    from benchmark_pay_premium where dimension = {dimension} and model = 'controlled' and premium_pct is not null
"""
TREND = """
    from benchmark_pay_trend where dimension = 'all' and method = 'hedonic' and index is not null
"""
