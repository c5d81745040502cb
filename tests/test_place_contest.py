"""Which places count where fields, title and text differ, and what fills fields that name none."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from transforms import lines, place_phrases, places, taxonomy

from .place_rows import board_rows, location, raw_rows

WALL = Path(__file__).parent / "examples" / "told_places.csv"


def wall() -> list[dict[str, str]]:
    return pl.read_csv(WALL, infer_schema=False, empty_string_is_null=False).to_dicts()


def test_the_wall_of_places_told_in_title_and_text() -> None:
    raw = raw_rows(
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
    found = (
        places.read(raw, board_rows()).rows.group_by("posting_id", maintain_order=True).agg(pl.col("place_id").sort())
    )
    got = ["; ".join(ids) for ids in found["place_id"]]
    wrong = [f"{row}\n    got {g}" for row, g in zip(wall(), got, strict=True) if g != row["places"]]
    assert not wrong, f"{len(wrong)} of {len(got)}:\n" + "\n".join(wrong)


def test_every_phrase_is_found() -> None:
    said = taxonomy.table("place_phrases").filter(pl.col("kind") != "exclusive")["phrase"]
    raw = raw_rows([{"text": f"Only here: {phrase.capitalize()} Oslo."} for phrase in said])
    found = place_phrases.read(lines.of(raw))
    assert found["posting_id"].to_list() == raw["posting_id"].to_list()
    assert set(found["place_id"]) == {"no/03/oslo"}
