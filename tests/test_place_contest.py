"""Which places count where fields, title and text differ, and what fills fields that name none."""

from __future__ import annotations

from pathlib import Path

import dataframely as dy
import polars as pl

from extractors.contract import RawPosting
from transforms import lines, place_phrases, places, taxonomy

from .place_rows import board_rows, location, raw_rows

WALL = Path(__file__).parent / "examples" / "told_places.csv"
NO_HINTS = pl.DataFrame(schema={"posting_id": pl.String, "hints": pl.String})


def wall() -> list[dict[str, str]]:
    return pl.read_csv(WALL, infer_schema=False, empty_string_is_null=False).to_dicts()


def told_rows() -> dy.DataFrame[RawPosting]:
    return raw_rows(
        [
            {
                "locations": [location(row["locations"])] if row["locations"] else [],
                "workplace_text": row["workplace"] or None,
                "title_text": row["title"] or "AI Engineer",
                "text": row["text"].replace("\\n", "\n"),
            }
            for row in wall()
        ]
    )


def test_the_wall_of_places_told_in_title_and_text() -> None:
    rows = places.read(told_rows(), board_rows()).rows
    found = rows.group_by("posting_id", maintain_order=True).agg(pl.col("place_id").sort())
    got = ["; ".join(ids) for ids in found["place_id"]]
    wrong = [f"{row}\n    got {g}" for row, g in zip(wall(), got, strict=True) if g != row["places"]]
    assert not wrong, f"{len(wrong)} of {len(got)}:\n" + "\n".join(wrong)


def test_told_places_are_the_same_whatever_the_batch() -> None:
    raw = told_rows()
    whole = places.read(raw, board_rows()).rows
    assert whole.equals(pl.concat([places.read(raw.slice(n, 9), board_rows()).rows for n in range(0, raw.height, 9)]))


def test_every_phrase_is_found() -> None:
    said = taxonomy.table("place_phrases").filter(pl.col("kind").is_in(["exclusive", "apart"]).not_())["phrase"]
    raw = raw_rows([{"text": f"We hire only here: {phrase.capitalize()} Oslo office."} for phrase in said])
    found = place_phrases.read(raw, lines.of(raw), NO_HINTS)
    assert found["posting_id"].unique(maintain_order=True).to_list() == raw["posting_id"].to_list()
    assert set(found["place_id"]) == {"no/03/oslo"}


def test_told_places_are_kept_as_written() -> None:
    said = ["The position is based in Cyprus.", "Relocation to Graz is paid.", "Location: Graz, Austria"]
    raw = raw_rows([{"locations": [location("Warsaw")], "text": said[0]}, {"text": said[1]}, {"text": said[2]}])
    assert places.read(raw, board_rows()).rows["place_text"].to_list() == ["Cyprus", "Graz is paid", "Graz, Austria"]
