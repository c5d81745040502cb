"""Whether the work is production, research, or both."""

from __future__ import annotations

import polars as pl

from . import taxonomy
from .cues import find

ZONES = ["duties", "requirements"]
MIXED_SHARE = 0.34
LEAST_WEIGHT = 2


def read(zoned: pl.DataFrame, posting_ids: pl.Series) -> pl.DataFrame:
    """posting_id, project_maturity: production, research, mixed or unspecified, by the cues of duties and requirements.

    Different cues count, by their weight, not how often one stands there: a single word that any posting may use
    (`prototype`, `at scale`) says nothing yet. Mixed where the smaller side has a third of the weight.
    """
    cues = taxonomy.table("maturity_cues").with_columns(pl.col("weight").cast(pl.Int64))
    hits = find(zoned.filter(pl.col("zone").is_in(ZONES)), cues, key=["posting_id", "zone"]).unique(
        ["posting_id", "cue"]
    )
    weight = {side: pl.col("weight").filter(pl.col("maturity") == side).sum() for side in ("production", "research")}
    counted = (
        hits.group_by("posting_id").agg(**weight).filter(pl.max_horizontal("production", "research") >= LEAST_WEIGHT)
    )
    share = pl.min_horizontal("production", "research") / (pl.col("production") + pl.col("research"))
    judged = counted.select(
        "posting_id",
        project_maturity=pl.when(share >= MIXED_SHARE)
        .then(pl.lit("mixed"))
        .when(pl.col("production") > pl.col("research"))
        .then(pl.lit("production"))
        .otherwise(pl.lit("research")),
    )
    return (
        pl.DataFrame({"posting_id": posting_ids})
        .join(judged, on="posting_id", how="left", maintain_order="left")
        .with_columns(pl.col("project_maturity").fill_null("unspecified"))
    )
