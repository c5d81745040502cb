"""The key of a title: the job without place, work mode, gender marks, requisition numbers, pay and dates.

One job on several boards, or in several cities, has one key; levels stay, since a senior job is another than a junior one.
"""

from __future__ import annotations

import polars as pl

from . import taxonomy
from .cues import plain
from .title_text import BREAK, SPELLED, rewritten, segments

TOWN = r"/([^/]{4,})$"
INSIDE = ["mode", "terms", "gender"]
NUMBER = r"(?i)\b(?:req(?:uisition)?|job|ref|id|jr|r|pos)(?:\s?id)?[\s.:#_-]*\d[\w-]*|#\s?\d+|\b\d{4,}\b"
AMOUNT = (
    r"(?i)(?:up to\s?)?(?:[$€£¥₹]|\b(?:usd|eur|gbp|chf))\s?\d[\d.,]*\s?k?(?:\s?[-–—]\s?[$€£¥₹]?\s?\d[\d.,]*\s?[k€$£]?)?"
    r"(?:\s?/\s?\w+)?|\b\d+\s?k\b(?:\s?[-–—]\s?\d+\s?k\b)?[€$£]?"
)


def read(raw: pl.DataFrame, place_rows: pl.DataFrame) -> pl.DataFrame:
    """posting_id, title_key: one row for every posting; the whole plain title where nothing else would be left.

    place_rows: posting_id, place_id; a title may call a town by its other name (`Bengaluru`, where Bangalore is stated)
    """
    noise = taxonomy.table("title_noise").with_columns(words=plain(pl.col("words")))
    inside = noise.filter(pl.col("kind").is_in(INSIDE))["words"].to_list()
    alone = noise["words"].str.strip_chars().implode()
    countries = taxonomy.table("countries")["name"].str.to_lowercase().implode()
    town = pl.col("place_id").str.extract(TOWN).str.replace_all("-", " ", literal=True)
    towns = place_rows.group_by("posting_id").agg(towns=town.str.join(" | "))
    places = pl.col("locations").list.eval(pl.element().struct["text"]).list.join(" ")
    titled = raw.join(towns, on="posting_id", how="left", maintain_order="left").select(
        "posting_id", "title_text", places=plain(pl.concat_str(places, pl.col("towns").fill_null(""), separator=" "))
    )
    words = titled.select("title_text", "places").unique(maintain_order=True)
    segment = pl.col("segment").str.strip_chars()
    parts = (
        words.with_columns(segment=pl.col("title_text").str.replace_all(AMOUNT, BREAK).str.replace_all(NUMBER, BREAK))
        .with_columns(segment=segments(pl.col("segment")))
        .explode("segment")
        .with_columns(segment=plain(pl.col("segment")))
        .with_columns(
            segment=rewritten(pl.col("segment"), [*SPELLED, *inside], [*SPELLED.values(), *[""] * len(inside)])
        )
        .filter(
            (segment != "")
            & ~segment.is_in(alone)
            & ~segment.is_in(countries)
            & ~pl.col("places").str.contains(pl.col("segment"), literal=True)
        )
        .group_by("title_text", "places", maintain_order=True)
        .agg(title_key=segment.str.join(" ").str.replace_all("  +", " "))
    )
    return titled.join(parts, on=["title_text", "places"], how="left", maintain_order="left").select(
        "posting_id", title_key=pl.coalesce("title_key", plain(pl.col("title_text")).str.strip_chars())
    )
