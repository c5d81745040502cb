"""Staged frames into tables: postings with their levels, bands, places, skills, specializations, gaps and history."""

from __future__ import annotations

from pathlib import Path

import dataframely as dy
import duckdb

from transforms.contract import (
    Gap,
    PayBand,
    Posting,
    PostingLevel,
    PostingPlace,
    PostingSkill,
    PostingSpecialization,
    Rejected,
)

from . import database

CHILDREN: dict[str, type[dy.Schema]] = {
    "posting_level": PostingLevel,
    "pay_band": PayBand,
    "posting_place": PostingPlace,
    "posting_skill": PostingSkill,
    "posting_specialization": PostingSpecialization,
    "posting_gap": Gap,
}
STAGED: dict[str, tuple[str, type[dy.Schema]]] = {
    "posting": ("posting", Posting),
    "rejected": ("rejected", Rejected),
    **{table: ("gap" if table == "posting_gap" else table, schema) for table, schema in CHILDREN.items()},
}


class DuplicateKey(AssertionError):
    """Two staged rows claim one key; nothing was loaded."""


def stage(db: duckdb.DuckDBPyConnection, staged: Path) -> None:
    """Make a temporary view `staged_<table>` over the files `<frame>-*.parquet` of each table; none are no rows."""
    for table, (name, schema) in STAGED.items():
        files = sorted(staged.glob(f"{name}-*.parquet"))
        columns = ", ".join(schema.column_names())
        rows = f"from {database.parquet(files)}" if files else f"from {table} where false"
        db.execute(f"create or replace temp view staged_{table} as select {columns} {rows}")


def check_keys(db: duckdb.DuckDBPyConnection) -> None:
    """Keys are unique among what is staged; with the merge, which replaces by posting, they are in the tables too.

    Raises:
        DuplicateKey: naming table and key.
    """
    for table, (_, schema) in STAGED.items():
        key = ", ".join(schema.primary_key())
        if not key:
            continue
        rows = db.sql(
            f"select {key} from staged_{table} group by {key} having count(*) > 1 order by all limit 1"
        ).fetchall()
        for row in rows:
            raise DuplicateKey(
                f"{table}: {key} = {row} is staged more than once. Look at the transform that yields it."
            )


ARRIVED = """
    create or replace temp table arrived as
    select judged.posting_id, judged.observed_at, look.shows_closing, held.job_id, held.first_seen_at
    from judged join look using (source, board) left join posting as held using (posting_id)
    where judged.fate = 'loaded'
"""
PAY_TEXT = """
    select posting_id, string_agg(concat_ws(' ', component, coalesce(currency_code, '?'),
        concat_ws('-', format('{:.12g}', pay_min), format('{:.12g}', pay_max)), 'per ' || coalesce(period_code, '?'),
        level_scope, location_scope), '; ' order by pay_id) as pay_text
    from staged_pay_band group by posting_id
"""
PAID = """
    select posting_id, currency_code, favg((annual_min_local + annual_max_local) / 2) as annual_pay_local
    from {bands}
    where is_benchmark_base and annual_min_local > 0 and annual_max_local >= annual_min_local
    group by posting_id, currency_code
    qualify row_number() over (partition by posting_id order by count(*) desc, currency_code) = 1
"""
VERSIONS = f"""
    create or replace temp table next_version as
    with old as (from posting_version where valid_to is null)
    select posting_id, arrived.observed_at as valid_from, null::timestamp as valid_to,
        case when old.posting_id is null or (old.changed = 'new' and old.valid_from >= arrived.observed_at) then 'new'
            else coalesce(nullif(concat_ws('|',
                case when new.title_text is distinct from old.title_text then 'title' end,
                case when new.place_text is distinct from old.place_text then 'place' end,
                case when new.taxonomy_version = old.taxonomy_version
                    and pay.pay_text is distinct from old.pay_text then 'pay' end,
                case when new.taxonomy_version = old.taxonomy_version
                    and new.text_fingerprint is distinct from old.text_fingerprint then 'text' end), ''), 'other')
            end as changed,
        new.content_sha256, new.title_text, new.place_text, pay.pay_text, new.text_fingerprint, new.taxonomy_version,
        paid.currency_code, paid.annual_pay_local
    from staged_posting as new join arrived using (posting_id) left join old using (posting_id)
    left join ({PAY_TEXT}) as pay using (posting_id)
    left join ({PAID.format(bands="staged_pay_band")}) as paid using (posting_id)
"""
SAME_MOMENT = """
    delete from posting_version using next_version as next
    where posting_version.posting_id = next.posting_id and posting_version.valid_to is null
        and posting_version.valid_from >= next.valid_from
"""
ENDED = """
    update posting_version set valid_to = next.valid_from from next_version as next
    where posting_version.posting_id = next.posting_id and posting_version.valid_to is null
"""
POSTINGS = """
    insert into posting by name
    select new.*, coalesce(arrived.job_id, posting_id) as job_id, arrived.shows_closing,
        coalesce(arrived.first_seen_at, arrived.observed_at) as first_seen_at, arrived.observed_at as last_seen_at,
        null::timestamp as missed_since, null::timestamp as closed_at
    from staged_posting as new join arrived using (posting_id)
"""


def merge(db: duckdb.DuckDBPyConnection) -> int:
    """Bring the postings judged `loaded` into the tables, in place of what was there; returns how many.

    Needs the temporary tables `judged` and `look` and the staged views; the sight of held postings is up to date.
    """
    db.execute(ARRIVED)
    db.execute(VERSIONS)
    changed = db.sql("select count(*) from arrived where first_seen_at is not null").fetchall()[0][0]
    if changed:
        db.execute(SAME_MOMENT)
        db.execute(ENDED)
        for table in ("posting", *CHILDREN):
            db.execute(f"delete from {table} using arrived where {table}.posting_id = arrived.posting_id")
    db.execute("insert into posting_version by name from next_version")
    for table in CHILDREN:
        rows = "distinct *" if table == "posting_gap" else "*"
        db.execute(f"insert into {table} by name select {rows} from staged_{table}")
    [(inserted,)] = db.execute(POSTINGS).fetchall()
    database.drop(db, "arrived", "next_version")
    return int(inserted)


NO_LONGER = """
    delete from rejected using (select distinct source, board, native_id from judged where not is_repeated) as listed
    where rejected.source = listed.source and rejected.board = listed.board and rejected.native_id = listed.native_id
"""
REFUSED = """
    insert into rejected by name
    select source, board, native_id, 'parse' as stage, rule, left(value, 200) as value, observed_at as rejected_at
    from judged where kind = 'reject' and fate = 'rejected'
    union
    select source, board, native_id, stage, rule, left(value, 200) as value, observed_at as rejected_at
    from staged_rejected join look using (source, board)
"""


def reject(db: duckdb.DuckDBPyConnection) -> None:
    """Keep what was refused and why; a record that came through now leaves the table."""
    db.execute(NO_LONGER)
    db.execute(REFUSED)
