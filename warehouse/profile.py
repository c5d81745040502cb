"""What an employer repeats over its postings is boilerplate: long lines under three different titles or more.

The profile grows run by run from the archived postings that are read for it. A line is kept as a hash with the titles
it stood under until it has enough of them; then the line itself is a passage for good. These are sets: reading a file
twice, or files in another order, changes nothing.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from . import database

LINE_LENGTH = 60
TITLES = 3


class ProfileError(RuntimeError):
    """The stored hashes are not those that this DuckDB makes; the message says what to do."""


LINES = """
    select hash(source, board, line) as line_key, title_key, source, board, line
    from (
        select source, board, (hash(title_text) & 4294967295)::uinteger as title_key,
            unnest(string_split(text, chr(10))) as line
        from {files}
    ) where length(line) >= {length}
"""
NO_LINES = "select line_key, title_key, '' as source, '' as board, '' as line from upkeep.line_title where false"
FRESH = """
    create or replace temp table fresh_line as
    select distinct line_key, title_key from ({lines})
    anti join upkeep.line_title using (line_key, title_key)
    anti join (select hash(source, board, line) as line_key from passage) using (line_key)
"""
CROSSING = """
    create or replace temp table crossing as
    select line_key from (
        from fresh_line union all from upkeep.line_title semi join fresh_line using (line_key)
    ) group by line_key having count(*) >= {titles}
"""
TEXTS = """
    create or replace temp table fresh_passage as
    select source, board, any_value(line) as line from ({lines}) semi join crossing using (line_key)
    group by source, board, line_key
"""
KEEP = (
    "insert into passage by name from fresh_passage",
    "delete from upkeep.line_title using crossing where line_title.line_key = crossing.line_key",
    "insert into upkeep.line_title from fresh_line anti join crossing using (line_key)",
)


def passages(db: duckdb.DuckDBPyConnection, raw_files: list[Path]) -> pl.DataFrame:
    """Lines that employers repeat, these files counted in: source, board, line. Writes nothing that outlasts `db`.

    raw_files: archived `RawPosting` files that are about to be normalized
    """
    _read(db, raw_files)
    return database.frame(db, "from passage union all from fresh_passage order by source, board, line")


def update(db: duckdb.DuckDBPyConnection, raw_files: list[Path]) -> None:
    """Keep what these files add to the profile; what `passages` has just read of them is not read again."""
    if not _is_read(db, raw_files):
        _read(db, raw_files)
    for statement in KEEP:
        db.execute(statement)
    database.drop(db, "fresh_file", "fresh_line", "crossing", "fresh_passage")


def _is_read(db: duckdb.DuckDBPyConnection, raw_files: list[Path]) -> bool:
    if not db.sql("select 1 from duckdb_tables() where table_name = 'fresh_file' and temporary").fetchall():
        return False
    return db.sql("select path from fresh_file order by path").fetchall() == [
        (str(file),) for file in sorted(raw_files)
    ]


def _read(db: duckdb.DuckDBPyConnection, raw_files: list[Path]) -> None:
    """Read lines and titles of the files into temporary tables: what is new, and what has become a passage."""
    _check_hashes(db)
    names = pl.DataFrame({"path": [str(file) for file in raw_files]}, schema={"path": pl.String})
    database.put(db, "fresh_file", names)
    lines = LINES.format(files=database.parquet(raw_files), length=LINE_LENGTH) if raw_files else NO_LINES
    db.execute(FRESH.format(lines=lines))
    db.execute(CROSSING.format(titles=TITLES))
    db.execute(TEXTS.format(lines=lines))


def _check_hashes(db: duckdb.DuckDBPyConnection) -> None:
    """DuckDB's own hash is ten times faster than a standard one, but another version may make another.

    Raises:
        ProfileError: this DuckDB hashes differently from the one that made the profile.
    """
    db.execute("insert into upkeep.hash_probe select hash('paybands') where not exists (from upkeep.hash_probe)")
    if db.sql("select 1 from upkeep.hash_probe where value != hash('paybands')").fetchall():
        raise ProfileError(
            f"DuckDB {duckdb.__version__} hashes text differently from the version that made the profile of repeated "
            "passages. Run `paybands build --rebuild`."
        )
