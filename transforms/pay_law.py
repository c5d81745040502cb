"""Whether a law asked for pay in the posting: `pay_law.csv` by place and date.

Kept simple, and said so: a place in a state counts as lying in its jurisdiction whatever the employer's
size, which ads do not state. Remote work open to a whole country (`us`) is expected to state pay from the
day on which the first jurisdiction of that country had its law in force: such ads must serve its residents
too, unless they shut them out. The European directive asks for pay before the interview, not in the ad, so
it expects nothing here.
"""

from __future__ import annotations

import polars as pl

from . import taxonomy


def read(posting_places: pl.DataFrame, dates: pl.DataFrame) -> pl.DataFrame:
    """posting_id, pay_expected: true where the law of one of its places was in force on the posting's date.

    posting_places: rows of PostingPlace; dates: posting_id, posted_date
    """
    laws = taxonomy.table("pay_law").select(
        "country_code", "admin1", "place_id", since=pl.col("in_force_from").str.to_date()
    )
    by_city = laws.filter(pl.col("place_id") != "").select("place_id", _city="since")
    by_state = laws.filter(pl.col("place_id") == "").select("country_code", "admin1", _state="since")
    by_country = laws.group_by("country_code").agg(_country=pl.col("since").min())
    remote = pl.col("rule").str.starts_with("remote_") & pl.col("admin1").is_null()
    since = pl.min_horizontal("_city", "_state", pl.when(remote).then("_country"))
    in_force = (
        posting_places.select("posting_id", "place_id", "country_code", "admin1", "rule")
        .join(dates.select("posting_id", "posted_date"), on="posting_id", how="left")
        .join(by_city, on="place_id", how="left")
        .join(by_state, on=["country_code", "admin1"], how="left")
        .join(by_country, on="country_code", how="left")
        .select("posting_id", in_force=since <= pl.col("posted_date"))
        .group_by("posting_id")
        .agg(pay_expected=pl.col("in_force").any())
    )
    return (
        dates.select("posting_id")
        .join(in_force, on="posting_id", how="left", maintain_order="left")
        .with_columns(pl.col("pay_expected").fill_null(False))
    )
