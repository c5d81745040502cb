"""Labels and pay as read, held against what the sample market drew: `python -m tests.accuracy`.

A run of the whole pipeline, then for each label: how many postings agree, and the commonest confusions with an
example. Sets (levels, countries, metros, pay bands) are compared whole, as sorted text.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import polars as pl

from flows import runs, steps
from flows.sample import answer_key
from flows.sample import market as sample_market
from warehouse import database

NONE = "-"
SHARED = ("posting_id", "source", "board", "native_id", "url", "language")
BEATEN = ["superseded", "estimate"]
SAID = (pl.col("want_employment_type") != "full_time") | (pl.col("employment_type") != "unspecified")
LISTED = (pl.col("band_kind") != "single") & (pl.col("pay_where") == "text")  # lists in texts state both ends
WANTED, FOUND = pl.col("wanted_pay") != NONE, pl.col("found_pay") != NONE


class Label(NamedTuple):
    """What is compared: the answer, the reading, and for which postings."""

    name: str
    want: str
    got: str
    where: pl.Expr | None = None


LABELS = (
    Label("is_ai_role", "want_is_ai_role", "is_ai_role"),
    Label("role_family (AI)", "want_role_family", "role_family", pl.col("want_is_ai_role") == "true"),
    Label("level (AI)", "want_levels", "levels", pl.col("want_is_ai_role") == "true"),
    Label("specialization (AI)", "want_specialization", "specialization", pl.col("want_is_ai_role") == "true"),
    Label("work_mode", "want_work_mode", "work_mode"),
    Label("countries", "want_country_codes", "countries"),
    Label("metros", "want_metros", "metros"),
    Label("years_min", "want_years_min", "years_min"),
    Label("education_required", "want_education_required", "education_required"),
    Label("employment_type where said", "want_employment_type", "employment_type", SAID),
    Label("language", "want_language", "language"),
    Label("base pay, all", "wanted_pay", "found_pay"),
    Label("base pay: found where stated", "wanted_pay", "found_pay", WANTED & FOUND),
    Label("base pay: missed", "wanted_pay", "found_pay", WANTED & ~FOUND),
    Label("base pay: false", "wanted_pay", "found_pay", ~WANTED & FOUND),
    Label("in a benchmark", "want_benchmark", "in_benchmark"),
)


def codes(column: str) -> pl.Expr:
    """The codes of a group as one sorted text, or `-`."""
    return _or_none(pl.col(column).drop_nulls().unique().sort().str.join("|"))


def _or_none(text: pl.Expr) -> pl.Expr:
    return pl.when(text.fill_null("") == "").then(pl.lit(NONE)).otherwise(text)


def _resorted(column: str) -> pl.Expr:
    parts = pl.col(column).fill_null("").str.split("|").list.drop_nulls()
    return _or_none(parts.list.unique().list.sort().list.join("|")).alias(column)


def _band(low: pl.Expr, high: pl.Expr, currency: pl.Expr, period: pl.Expr) -> pl.Expr:
    """A band as text, to six digits as in the answers: `90000-120000 EUR year`."""
    sides = [side.round_sig_figs(6).cast(pl.Int64).cast(pl.String).fill_null("") for side in (low, high)]
    return pl.format("{}-{} {} {}", *sides, currency.fill_null("?"), period.fill_null("?"))


def answers(postings: pl.DataFrame) -> pl.DataFrame:
    """The answer key with its answers named `want_...`, and `wanted_pay`, the bands that the ad states."""
    stated = (
        postings.filter("states_pay")
        .select("posting_id", "pay_form", "band_kind", "pay_where", "period_code", band=pl.col("bands").str.split("|"))
        .explode("band")
        .with_columns(part=pl.col("band").str.extract_groups(r"=([\d.e+]+)-([\d.e+]+) (\w+)$"))
        .with_columns(low=pl.col("part").struct.field("1").cast(pl.Float64),
                      high=pl.col("part").struct.field("2").cast(pl.Float64))
        .with_columns(low=pl.when((pl.col("pay_form") != "up_to") | LISTED).then("low"),
                      high=pl.when((pl.col("pay_form") != "from") | LISTED).then("high"))
        .select("posting_id", band=_band(pl.col("low"), pl.col("high"), pl.col("part").struct.field("3"), pl.col("period_code")))
        .group_by("posting_id")
        .agg(wanted_pay=codes("band"))
    )  # fmt: skip
    usable = pl.col("states_pay") & pl.col("is_ai_role") & (pl.col("pay_form").is_in(["range", "point"]) | LISTED)
    named = postings.join(stated, on="posting_id", how="left").with_columns(
        *(_resorted(name) for name in ("levels", "country_codes", "metros")),
        want_benchmark=(usable & (pl.col("employment_type") == "full_time")).cast(pl.String),
        years_min=pl.col("years_min").cast(pl.String),
    )
    return named.select(
        "posting_id", "want_benchmark", pl.col("wanted_pay").fill_null(NONE),
        *(pl.col(name).cast(pl.String).fill_null(NONE).alias(f"want_{name}")
          for name in postings.columns if name not in SHARED), want_language="language",
    )  # fmt: skip


def readings(posting: pl.DataFrame, level: pl.DataFrame, place: pl.DataFrame, band: pl.DataFrame) -> pl.DataFrame:
    """What the pipeline read, a row a posting; `found_pay`: base pay bands, the beaten ones left out."""
    stated = band.filter(
        pl.col("component") == "base", ~pl.col("excluded_reason").is_in(BEATEN).fill_null(value=False)
    ).with_columns(band=_band(pl.col("pay_min"), pl.col("pay_max"), pl.col("currency_code"), pl.col("period_code")))
    parts = (
        level.group_by("posting_id").agg(levels=codes("level")),
        place.group_by("posting_id").agg(countries=codes("country_code"), metros=codes("metro")),
        stated.group_by("posting_id").agg(found_pay=codes("band")),
        band.group_by("posting_id").agg(in_benchmark=pl.col("is_benchmark_base").any().cast(pl.String)),
    )
    for part in parts:
        posting = posting.join(part, on="posting_id", how="left")
    return posting.with_columns(
        pl.col("is_ai_role").cast(pl.String),
        pl.col("years_min").cast(pl.Int64).cast(pl.String).fill_null(NONE),
        pl.col("levels", "countries", "metros", "found_pay").fill_null(NONE),
        in_benchmark=((pl.col("in_benchmark") == "true").fill_null(value=False) & pl.col("is_ai_role")).cast(pl.String),
    )


def report(both: pl.DataFrame, most: int) -> str:
    """Agreement and the commonest confusions, label by label."""
    out = []
    for label in LABELS:
        asked = both if label.where is None else both.filter(label.where)
        same = asked.filter(pl.col(label.want) == pl.col(label.got)).height
        out.append(f"{label.name:<30} {same / max(1, asked.height):7.2%}  {same} of {asked.height}")
        wrong = (
            asked.filter(pl.col(label.want) != pl.col(label.got))
            .group_by(want=label.want, got=label.got)
            .agg(pl.len(), pl.col("posting_id").min())
            .sort("len", "posting_id", descending=[True, False])
        )
        out += [
            f"    {row['len']:>5}  {row['want']} -> {row['got']}   {row['posting_id']}"
            for row in wrong.head(most).iter_rows(named=True)
        ]
    return "\n".join(out)


def measured(seed: int, postings: int, folder: Path) -> pl.DataFrame:
    """A run of the pipeline on this market: readings beside answers, a row a posting."""
    shutil.rmtree(folder, ignore_errors=True)
    with runs.opened(runs.Wanted(data=folder, sample=True, seed=seed, postings=postings)) as settings:
        steps.run(settings)
    market = sample_market.draw(seed, postings)
    sample_market.write(market, folder / "market", sample_market.default_as_of(seed))
    key = answers(pl.read_csv(folder / "market" / "postings.csv", schema=answer_key.COLUMNS))
    with database.open_snapshot(settings.warehouse) as db:
        tables = ("posting", "posting_level", "posting_place", "pay_band")
        read = readings(*(database.frame(db, f"SELECT * FROM {table}") for table in tables))
    return key.join(read, on="posting_id", how="inner")


def main() -> None:
    """Run one market and print the comparison."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--postings", type=int, default=6_000)
    options.add_argument("--most", type=int, default=8, help="confusions to print for each label")
    options.add_argument("--to", type=Path, default=Path("bench-out/accuracy"))
    wanted = options.parse_args()
    both = measured(wanted.seed, wanted.postings, wanted.to)
    sys.stdout.write(f"{report(both, wanted.most)}\n")


if __name__ == "__main__":
    main()
