"""What a posting asks of people: years of experience and degrees, from the parts that speak of requirements."""

from __future__ import annotations

import polars as pl

ZONES = ["requirements", "duties", "nice"]
NUMBER = r"(\d{1,2})(?:\s*\+|\s*plus)?"
UNTIL = r"(?:\s*(?:-|–|—|to|bis|à|a|tot|do|till|or)\s*(\d{1,2}))?\s*\+?\s*"
YEAR = r"(?:years?|yrs?|yoe|jahren?|ans|années|años|anos|anni|jaar|lata?|år|年)"
PATTERN = rf"(?i){NUMBER}{UNTIL}{YEAR}([^.\n]{{0,70}})"
EXPERIENCE = (
    r"(?i)experien|erfahrung|expérience|erfaring|ervaring|doświadczen|esperienza|erfarenhet|経験|经验|background|"
    r"working|industry|professional|hands.on|building|developing|designing|engineering|in (?:a |an )?(?:similar|role)"
)
HISTORY = r"(?i)^\s*(?:ago|old|in business|of history|of innovation|of excellence|anniversary|running|warranty|contract|vesting|cliff|of age)"
WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "zwei": 2, "drei": 3, "fünf": 5, "deux": 2, "trois": 3, "cinq": 5, "dos": 2, "tres": 3, "cinco": 5,
}  # fmt: skip
MOST_YEARS = 25
DEGREES = {
    "phd": r"(?i)ph\.?\s?d|doctorate|doctoral degree|abgeschlossene promotion|doctorat|doctorado|博士",
    "master": r"(?i)master(?:'s|’s|s)?(?: degree| of science| in | or )|m\.?sc[ ,/.]|m\.s\.|ms degree|[ /]ms/|/ms[ ,/]|bac ?\+ ?5|diplom[ ,]|máster|laurea magistrale|mestrado|hochschulabschluss|修士|硕士",
    "bachelor": r"(?i)bachelor|b\.?sc[ ,/.]|b\.s\.|bs degree|bs/|b\.tech|btech|undergraduate degree|university degree|college degree|bac ?\+ ?3|licence|studium|degree in |grado en |laurea|hbo|wo-niveau|学士|本科|大卒",
}
EQUIVALENT = r"(?i)or equivalent|equivalent (?:practical |work |professional |industry )?experience|oder vergleichbar|ou équivalent|o equivalente|lub pokrewne|of gelijkwaardig"
NO_DEGREE = r"(?i)no (?:formal )?degree (?:is )?(?:required|needed)|degree not required"


def read(raw: pl.DataFrame, zoned: pl.DataFrame) -> pl.DataFrame:
    """posting_id, years_min, years_max, education_required, education_preferred, degree_or_equivalent.

    Years are the largest minimum asked for as experience; the degree is the least that is required.
    """
    ids = raw.select("posting_id")
    asked = zoned.filter(pl.col("zone").is_in(ZONES)).select("posting_id", "zone", "text")
    return ids.join(_years(asked), on="posting_id", how="left", maintain_order="left").join(
        _degrees(ids, asked), on="posting_id", how="left", maintain_order="left"
    )


def _years(asked: pl.DataFrame) -> pl.DataFrame:
    words = pl.col("text").str.replace_many(
        [f"{word} {unit}" for word in WORDS for unit in ("years", "Jahre", "ans", "años")],
        [f"{number} {unit}" for number in WORDS.values() for unit in ("years", "Jahre", "ans", "años")],
        ascii_case_insensitive=True,
    )
    found = (
        asked.filter(pl.col("zone") != "nice")
        .select("posting_id", "zone", stated=words.str.extract_all(PATTERN))
        .explode("stated")
        .filter(pl.col("stated").is_not_null())
        .with_columns(part=pl.col("stated").str.extract_groups(PATTERN))
        .select(
            "posting_id",
            "zone",
            low=pl.col("part").struct.field("1").cast(pl.Float64),
            high=pl.col("part").struct.field("2").cast(pl.Float64),
            after=pl.col("part").struct.field("3"),
        )
        .filter(pl.col("low") <= MOST_YEARS, ~pl.col("after").str.contains(HISTORY))
        .filter(pl.col("after").str.contains(EXPERIENCE) | (pl.col("zone") == "requirements"))
        .with_columns(high=pl.when(pl.col("high") >= pl.col("low")).then("high"))
    )
    return found.group_by("posting_id").agg(
        years_min=pl.col("low").max(), years_max=pl.col("high").filter(pl.col("low") == pl.col("low").max()).max()
    )


def _degrees(ids: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    has = asked.select(
        "posting_id",
        "zone",
        equivalent=pl.col("text").str.contains(EQUIVALENT),
        none=pl.col("text").str.contains(NO_DEGREE),
        **{name: pl.col("text").str.contains(pattern) for name, pattern in DEGREES.items()},
    )
    flags = ["bachelor", "master", "phd", "equivalent", "none"]
    wanted = has.filter(pl.col("zone") != "nice").group_by("posting_id").agg(pl.col(flags).any())
    liked = has.filter(pl.col("zone") == "nice").group_by("posting_id").agg(pl.col(flags[:3]).any().name.prefix("nice_"))
    required = pl.when("none").then(pl.lit("none"))
    preferred = pl.when("nice_phd").then(pl.lit("phd"))
    for name in ("bachelor", "master", "phd"):
        required = required.when(name).then(pl.lit(name))
    for name in ("master", "bachelor"):
        preferred = preferred.when(f"nice_{name}").then(pl.lit(name))
    joined = ids.join(wanted, on="posting_id", how="left", maintain_order="left").join(
        liked, on="posting_id", how="left", maintain_order="left"
    )
    return joined.select(
        "posting_id",
        education_required=required.otherwise(pl.lit("unspecified")),
        education_preferred=preferred.otherwise(pl.lit("unspecified")),
        degree_or_equivalent=pl.col("equivalent").fill_null(value=False) & (pl.col("bachelor") | pl.col("master") | pl.col("phd")).fill_null(value=False),
    )
