"""Why a number is what it is: from a benchmark's cell to its votes, from a posting to the words of pay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import duckdb
import polars as pl

from . import benchmarks, database, sql_files
from .estimators.percentiles import weigh


class ExplainError(ValueError):
    """There is no such posting, benchmark, dimension or cell; the message names what there is."""


class PostingStory(NamedTuple):
    """All that is held of a posting, and what became of it. Each frame may be empty.

    posting: one row, as it reads now; population: its vote, or why it has none
    bands: every stated pay with the words it came from; votes: where and how much each band counts
    """

    posting: pl.DataFrame
    population: pl.DataFrame
    places: pl.DataFrame
    levels: pl.DataFrame
    bands: pl.DataFrame
    votes: pl.DataFrame
    skills: pl.DataFrame
    versions: pl.DataFrame


class CellStory(NamedTuple):
    """A cell and what decides it.

    cell: its row in the benchmark; employers: their jobs and weights, heaviest first
    votes: one row a vote, heaviest first; `vote` is its share of the percentiles, `share_of_job` its s, then
        employer, posting, pay, and the words that the pay was read from
    """

    cell: pl.DataFrame
    employers: pl.DataFrame
    votes: pl.DataFrame


def explain_posting(db: duckdb.DuckDBPyConnection, posting_id: str) -> PostingStory:
    """Walk from a posting to its bands, their words, and its votes.

    Raises:
        ExplainError: there is no such posting.
    """

    def of(table: str, columns: str = "*", order: str = "") -> pl.DataFrame:
        return database.frame(
            db, f"select {columns} from {table} where posting_id = {database.literal(posting_id)} {order}"
        )

    posting = of("posting")
    if not posting.height:
        raise ExplainError(
            f"posting {posting_id!r} is not in the warehouse. "
            "Ids are `source:board:native_id`; view posting_current has them."
        )
    return PostingStory(
        posting=posting,
        population=of("population"),
        places=of("posting_place", order="order by place_id"),
        levels=of("posting_level", order="order by level"),
        bands=of("pay_band", order="order by pay_id"),
        votes=of("posting_vote", order="order by pay_id, place_id, level"),
        skills=of("posting_skill", "skill, skill_group, requirement", "order by skill"),
        versions=of("posting_version", order="order by valid_from"),
    )


def explain_cell(db: duckdb.DuckDBPyConnection, file: str, dims: Mapping[str, str]) -> CellStory:
    """Walk from a cell of a benchmark file to its votes, employers, postings and words.

    file: name of a benchmark, with or without `.csv`
    dims: a value for each dimension of the file

    Raises:
        ExplainError: no such benchmark, dimensions that are not the file's, or no such cell.
    """
    name = file.rsplit("/", 1)[-1].removesuffix(".csv").removesuffix(".parquet").removeprefix("benchmark_")
    known = {each.name: each.cells for each in sql_files.benchmarks() if each.cells}
    if name not in known:
        raise ExplainError(f"{file!r} is no benchmark of pay cells. There are: {', '.join(known)}.")
    cells = known[name]
    if sorted(dims) != sorted(cells):
        raise ExplainError(
            f"{name}: its cells are named by {', '.join(cells)}; given were {', '.join(dims) or 'none'}."
        )
    here = [pl.col(dim).cast(pl.String) == dims[dim] for dim in cells]
    found = database.frame(db, f"from benchmark_{name}").filter(here)
    if not found.height:
        near = database.frame(db, f"select {cells[0]} from benchmark_{name} group by all order by all")
        raise ExplainError(
            f"{name}: there is no cell {dict(dims)}. {cells[0]} is one of {', '.join(map(str, near[cells[0]]))}."
        )
    more = (
        "posting_id",
        "pay_id",
        "place_id",
        "employer_name",
        "title_text",
        "pay_min_local",
        "pay_max_local",
    )
    words = ("currency_code as stated_currency", "pay_basis", "evidence_text", "url")
    votes = (
        weigh(benchmarks.votes(db, cells, *more, *words).filter(here), cells)
        .drop(cells)
        .rename({"weight": "share_of_job"})
    )
    by_employer = votes.group_by("employer_id", "employer_name").agg(
        pl.col("vote").sum(),
        pl.col("job_id").n_unique().alias("jobs"),
        pl.col("share_of_job").sum().alias("sum_of_shares"),
    )
    first: list[Any] = [
        "vote",
        "share_of_job",
        "employer_name",
        "title_text",
        "pay_min",
        "pay_max",
        "evidence_text",
    ]
    return CellStory(
        cell=found,
        employers=by_employer.sort(["vote", "employer_id"], descending=[True, False]),
        votes=votes.select(*first, pl.exclude(first)).sort(
            ["vote", "pay_id", "place_id"], descending=[True, False, False]
        ),
    )
