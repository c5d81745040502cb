"""From the working database to what everybody reads: a checked snapshot, files, a report, swapped in whole.

Everything is made beside its target and takes its place in one step each, `exports/latest` last. A publish
that is killed leaves drafts behind; the next one clears them away. Content follows from the working database, the
as-of date and what is handed in beside them: no clock is read.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb
import polars as pl

from . import benchmarks, checks, database, export, folders, report, sql_files, views
from .logical_hash import logical_hash

HEADLINE = "pay_by_region_level_specialization"


class ChecksFailed(RuntimeError):
    """Checks found rows, so nothing was published; the message says which, how many, and the first row."""


class Published(NamedTuple):
    """What a publish left behind.

    headline: the published cells of the headline cube, those with most employers first
    state_hash: logical hash of the snapshot; warnings: what `checks/warn_*.sql` found
    """

    warehouse: Path
    export_folder: Path
    report: Path
    files: list[Path]
    headline: pl.DataFrame
    state_hash: str
    warnings: list[checks.Finding]


def publish(
    work: Path,
    *,
    warehouse: Path,
    exports: Path,
    as_of: dt.date,
    code_version: str,
    taxonomy_version: str,
    sources: Sequence[Mapping[str, str]],
    new_fields: Sequence[str] = (),
    run_id: str | None = None,
    sample: bool = False,
    keep: int = 30,
) -> Published:
    """Publish the working database as of a day.

    run_id: the run that publishes; the newest that was loaded where none is given
    sources: name, home and terms of each source
    new_fields: fields that parsers did not know when their source was last looked at; their values may name people, so none is shown
    sample: say everywhere that this is the sample market
    keep: how many days' exports to keep

    Raises:
        ChecksFailed: a check found rows; what was published before stays.
        SnapshotError: the new snapshot cannot be read back; what was published before stays.
    """
    draft = warehouse.with_name(f".{warehouse.name}.draft")
    next_folder = exports / f".next-{as_of}"
    folders.clear(exports)
    _remove(draft)
    _copy(work, draft)
    try:
        with database.open_work(draft, spill=draft.with_name(".spill")) as db:
            run_id = run_id or str(db.sql("select coalesce(max(run_id), '') from run").fetchall()[0][0])
            with database.transaction(db):
                _strip(db)
                views.build(
                    db,
                    as_of=as_of,
                    run_id=run_id,
                    code_version=code_version,
                    taxonomy_version=taxonomy_version,
                )
                benchmarks.build(db)
            failed = checks.run(db, "fail")
            if failed:
                raise ChecksFailed(_told(failed))
            warnings = checks.run(db, "warn")
            state_hash = logical_hash(db)
            db.execute("checkpoint")
        with database.open_snapshot(draft) as db:
            _verify(db, draft)
            files = _write(db, next_folder, sources, new_fields, warnings, sample=sample)
            headline = _headline(db)
        manifest = {
            "run_id": run_id,
            "as_of_date": str(as_of),
            "code_version": code_version,
            "taxonomy_version": taxonomy_version,
            "state_hash": state_hash,
            "warehouse": {"name": warehouse.name, **_fingerprint(draft)},
            "files": {file.name: _fingerprint(file) for file in files},
        }
        export.write_json(manifest, next_folder / "manifest.json")
    except BaseException:
        _remove(draft)
        shutil.rmtree(next_folder, ignore_errors=True)
        raise
    finally:
        shutil.rmtree(draft.with_name(".spill"), ignore_errors=True)
    folders.sync(draft)
    folders.sync(next_folder)
    draft.replace(warehouse)
    folder = folders.swap_in(next_folder, exports / str(as_of))
    folders.point(exports / "latest", folder)
    folders.keep_newest(exports, keep, spare=folder)
    files = [folder / file.name for file in files]
    return Published(warehouse, folder, folder / "report.html", files, headline, state_hash, warnings)


class SnapshotError(RuntimeError):
    """The snapshot just made cannot be read back; the message says what is missing."""


def _copy(work: Path, draft: Path) -> None:
    """Copy the working database with everything that was committed to it."""
    with duckdb.connect(str(work), config=dict(database.NO_EXTENSIONS)) as db:
        db.execute("force checkpoint")
    draft.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(work, draft)


def _strip(db: duckdb.DuckDBPyConnection) -> None:
    """Drop what only runs need."""
    db.execute("drop schema if exists upkeep cascade")
    db.execute("drop table if exists passage")


def _verify(db: duckdb.DuckDBPyConnection, draft: Path) -> None:
    """The snapshot opens read-only and answers for every benchmark."""
    held = {name for (name,) in db.sql("select table_name from duckdb_tables()").fetchall()}
    missing = [file.name for file in sql_files.benchmarks() if f"benchmark_{file.name}" not in held]
    if missing:
        raise SnapshotError(f"{draft}: read back without benchmark_{missing[0]}. Publish again.")
    db.sql("select count(*), sum(weight) from posting_pay").fetchall()


def _write(
    db: duckdb.DuckDBPyConnection,
    folder: Path,
    sources: Sequence[Mapping[str, str]],
    new_fields: Sequence[str],
    warnings: list[checks.Finding],
    *,
    sample: bool,
) -> list[Path]:
    """Everything that goes into a day's folder but the manifest."""
    files = [*export.export_benchmarks(db, folder, "csv"), *export.export_benchmarks(db, folder, "parquet")]
    package = folder / "datapackage.json"
    export.write_json(export.data_package(db, folder, sources, sample=sample), package)
    page = folder / "report.html"
    page.write_text(report.render(db, sources, new_fields, warnings, sample=sample), encoding="utf-8")
    return [*files, package, page]


def _headline(db: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    return database.frame(
        db,
        "select market_region, level, specialization, p25_usd, p50_usd, p50_usd_low, p50_usd_high, p75_usd, "
        f"employers, postings from benchmark_{HEADLINE} where estimate_kind = 'direct' "
        "order by employers desc, postings desc, market_region, level, specialization",
    )


def _fingerprint(path: Path) -> dict[str, str | int]:
    return {"sha256": export.sha256(path), "bytes": path.stat().st_size}


def _told(failed: list[checks.Finding]) -> str:
    lines = [f"{each.check}: {each.rows} rows. {each.about} First: {each.examples.to_dicts()[0]}" for each in failed]
    return "Nothing was published; what was published before stays. Checks failed:\n" + "\n".join(lines)


def _remove(path: Path) -> None:
    for each in (path, path.with_name(path.name + ".wal")):
        each.unlink(missing_ok=True)
