"""Levels that a code in the title states: `Engineer II`, `L4-L6`, `IC5`; by the employer's own ladder where we know it."""

from __future__ import annotations

import polars as pl

from . import taxonomy
from .cues import find
from .level_words import cues, levels

SHORT = ["i", "v", "1", "2", "3", "4", "5", "6"]
PAIR = ["title", "employer"]
LADDER = [*PAIR, "ladder"]


def coded_levels(spoken: pl.DataFrame) -> pl.DataFrame:
    """Levels by code: title, employer, level, track, rule, place (order in the ladder), is_bank.

    spoken: title, employer (plain; may be empty), plain (the title's words)
    """
    codes = taxonomy.table("level_codes").with_row_index("order")
    known = taxonomy.table("level_employers")
    houses = find(
        spoken.select("employer").unique(), known.rename({"employer": "house"}), key=["employer"], column="employer"
    )
    own = houses.select("employer", "house").unique()
    plain = pl.col("plain").str.replace_all("¦", " ", literal=True)
    pairs = spoken.with_columns(plain=plain.str.replace_all("  +", " "))
    tokens = pl.concat([
        find(pairs, codes.filter(~pl.col("code").is_in(SHORT)).select(cue=pl.col("code")).unique(), key=PAIR).select(*PAIR, code="cue"),
        _after_occupation(pairs),
    ]).unique()  # fmt: skip
    stated = pl.concat([
        tokens.with_columns(house=pl.lit("")),
        tokens.join(own, on="employer"),
    ]).join(codes, left_on=["house", "code"], right_on=["employer", "code"])  # fmt: skip
    first = (pl.col("house") != "").any().over(PAIR)
    chosen = (
        stated.filter((pl.col("house") != "") | ~first)
        .with_columns(ladder_order=pl.col("order").min().over(LADDER))
        .filter(pl.col("ladder_order") == pl.col("ladder_order").min().over(PAIR))
    )
    return _filled(chosen, codes)


def _after_occupation(pairs: pl.DataFrame) -> pl.DataFrame:
    """Codes that are ordinary words or numbers elsewhere: only right after an occupation (`Engineer I`)."""
    makers = "|".join(cues("maker")["cue"].str.escape_regex())
    pattern = rf" (?:{makers}) (i{{1,3}}|iv|v|[1-6]) "
    return pairs.select(*PAIR, code=pl.col("plain").str.extract(pattern)).filter(pl.col("code").is_not_null())


def _filled(chosen: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """The levels between the lowest and the highest code of a ladder: `L4-L6` names L5 too."""
    ranks = levels().select("level", "level_rank")
    ends = (
        chosen.join(ranks, on="level")
        .group_by([*LADDER, "house"], maintain_order=True)
        .agg(
            low=pl.col("level_rank").min(),
            high=pl.col("level_rank").max(),
            code=pl.col("code").unique().sort().str.join("-"),
        )
    )
    steps = (
        codes.join(ranks, on="level")
        .rename({"employer": "house"})
        .unique(["house", "ladder", "level"], maintain_order=True)
    )
    return (
        ends.join(steps.drop("code"), on=["house", "ladder"])
        .filter(pl.col("level_rank").is_between(pl.col("low"), pl.col("high")))
        .sort(*PAIR, "level_rank")
        .select(
            *PAIR,
            "level",
            "track",
            rule=pl.concat_str(
                pl.lit("code: "),
                pl.when(pl.col("house") != "").then(pl.col("house") + " ").otherwise(pl.lit("")),
                "code",
            ),
            place=pl.int_range(pl.len()).over(PAIR),
            is_bank=pl.col("ladder") == "bank",
        )
    )
