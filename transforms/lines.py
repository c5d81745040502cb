"""The lines of a batch's texts. Postings repeat each other's lines, so each different line is searched once."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl


class Lines(NamedTuple):
    """The lines of some texts.

    rows: posting_id, row (a number for each posting)
    held: row, start (code points of the text before it), line_id: every line of every text, in order
    different: line_id (64 bits of hash), line: each different line once
    """

    rows: pl.DataFrame
    held: pl.DataFrame
    different: pl.DataFrame

    def only(self, raw: pl.DataFrame) -> Lines:
        """The lines of the postings in `raw` (posting_id)."""
        rows = self.rows.join(raw.select("posting_id"), on="posting_id", how="semi", maintain_order="left")
        if rows.height == self.rows.height:
            return self
        highest = self.rows["row"].max()
        wanted = pl.zeros(int(highest) + 1 if isinstance(highest, int) else 0, pl.Boolean, eager=True)
        held = self.held.filter(wanted.scatter(rows["row"], True).gather(self.held["row"]))
        return Lines(rows, held, self.different.join(held, on="line_id", how="semi"))

    def place(self, found: pl.DataFrame) -> pl.DataFrame:
        """Put what was found in different lines where it stands: posting_id, start, and the columns of `found`.

        found: line_id and whatever was found, perhaps several rows a line; the order is that of the texts
        """
        return (
            self.held.join(found, on="line_id", maintain_order="left_right")
            .join(self.rows, on="row", maintain_order="left")
            .select("posting_id", "start", pl.exclude("posting_id", "start", "row", "line_id"))
        )


def of(raw: pl.DataFrame) -> Lines:
    """The lines of `text`. raw: posting_id, text."""
    rows = raw.select("posting_id", row=pl.int_range(pl.len(), dtype=pl.UInt32))
    lengths = raw["text"].str.len_chars().cast(pl.Int64) + 1
    line = pl.col("line")
    held = (
        raw.select(line=pl.col("text").str.split("\n"), row=rows["row"], before=lengths.cum_sum() - lengths)
        .explode("line", empty_as_null=False)
        .with_columns(line_id=line.hash(seed=1), length=line.str.len_chars().cast(pl.Int64) + 1)
        .with_columns(start=pl.col("length").cum_sum() - pl.col("length") - pl.col("before"))
    )
    return Lines(rows, held.select("row", "start", "line_id"), held.select("line_id", "line").unique("line_id"))
