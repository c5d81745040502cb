"""Office days a week: counted (`3 days in the office`), named (`onsite on Monday and Friday`) or as a share of time."""

from __future__ import annotations

import polars as pl

from . import sentences

NUMBER = (
    r"(\d(?:\.5)?|one|two|three|four|five|zwei|drei|vier|deux|trois|quatre|dos|tres|cuatro|dois|três|quatro|due|tre"
    r"|quattro|twee|drie|dwa|trzy|två|fyra|once|twice)"
)
DAY = (
    r"(?:full[- ]|x |flexible |fixed |anchor |core |office[- ]|(?:in|home)[- ]?office[- ]|on-?site |in[- ]person |remote "
    r"|home |wfh )?(?:days?|tage?n?|jours?|d[ií]as?|giorni|dagen|dni|dagar|dage)(?-u:\b)"
)
UNITS = (
    "day", "tag", "jour", "día", "dia", "giorn", "dag", "dni", "week", "woche", "mon", "tue", "wed", "thu", "fri",
)  # fmt: skip
PER_WEEK = r"(?:(?:x|×|times|mal)\s*(?:a|per|/|pro|die)|(?:a|per|each|every))\s*(?:week|woche)(?-u:\b)"
COUNTED = rf"\s*\+?\s*(?:{DAY}|{PER_WEEK})"
DAYS = rf"(?i)(?-u:\b){NUMBER}(?:\s*(?:-|–|to|or|/|bis|à)\s*{NUMBER})?({COUNTED}.*)"
COUNT = rf"(?i)(?-u:\b){NUMBER}(?:\s*(?:-|–|to|or|/|bis|à)\s*{NUMBER})?{COUNTED}"
BEFORE_DAYS = rf"(?i)^(.*?)(?-u:\b){NUMBER}\s*(?:-|–|to|or|/)?\s*\w{{0,5}}{COUNTED}"
OFFICE = (
    r"(?i)office|on-?\s?site|in[- ]person|(?-u:\b)hub(?-u:\b)|headquarters|(?-u:\b)hq(?-u:\b)|together|büro|bureau|présentiel|vor ort"
    r"|presencia|oficina|escritório|ufficio|in sede|in presenza|kantoor|biur|kontor|på plats"
)
HOME = r"(?i)remote|home|wfh|anywhere|télétravail|teletrab|remoto|smart ?working|thuis|zdaln|distans|mobil|desde casa|hemifrån|hemma|hjemme"
HOME_OFFICE = r"(?i)home[- ]?office"
WEEK = r"(?:work)?(?:week|woche|semaine|semana|settimana|weken|tydzień|tygodni|vecka|ugen?)"
WEEKLY = rf"(?i){WEEK}|{OFFICE[4:]}|{HOME[4:]}"
NOT_WEEKLY = r"(?i)(?-u:\b)(?:month|year|quarter|annual|vacation|pto|holiday|leave|business|notice|paid|sick)"
A_WEEK = rf"(?i)(?-u:\b){NUMBER}\s*\+?\s*(?:{PER_WEEK}|{DAY}\s*(?:a|per|each|every|/|pro|par|por|alla|w|om)\s*(?:la )?{WEEK})"
FIGURES = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "zwei": "2", "drei": "3", "vier": "4",
    "deux": "2", "trois": "3", "quatre": "4", "dos": "2", "tres": "3", "cuatro": "4", "dois": "2", "três": "3",
    "quatro": "4", "due": "2", "tre": "3", "quattro": "4", "twee": "2", "drie": "3", "dwa": "2", "trzy": "3",
    "två": "2", "fyra": "4", "once": "1", "twice": "2",
}  # fmt: skip
WORKDAYS = 5.0
NEARBY = 70
WEEKDAY = r"(?i)(?-u:\b)(mon|tue|wednes|thu|fri)[a-z]{0,6}(?-u:\b)"
WEEKDAYS_APART = r"(?i)day(?:s)? (?:to|through|thru|until) |day(?:s)?\s?[-–—]\s?(?:fri|thu)|shift|interview|shuttle"
EAST_ASIAN = (
    r"(?:週|每周|一周|주\s?)([1-5])\s?(?:日|回|天|회|일)[^0-9、。,]{0,6}?"
    r"(?:(出社|出勤|办公室|现场|출근)|(?:リモート|在宅|远程|居家|재택))"
)
"""Its first group is a count of days a week, the second stands where they are in the office."""
PART_OF_TIME = (
    r"(?i)(?-u:\b)[1-9]\d\s?(?:%|percent) (?:of (?:the|their|your) (?:working |work )?time|in[- ]office)(?-u:\b)"
)
AT_OTHERS = r"(?i)(?-u:\b)(?:travel\w*|customers?|clients?|kunden|reisen?|voyages?|viajes?|trasferte)(?-u:\b)"


def read(units: pl.DataFrame) -> pl.DataFrame:
    """n, days, way: every count in `units` (n, stands_in, sentence); of several the one of the lowest `way` is meant."""
    likely = units.filter(sentences.any_of(pl.col("sentence"), UNITS))
    found = (counted(likely), named(likely), counted_in_east_asia(units))
    return pl.concat([each.with_columns(way=pl.lit(way, pl.Int8)) for way, each in enumerate(found)])


def counted_in_east_asia(units: pl.DataFrame) -> pl.DataFrame:
    """Office days a week where a sentence counts them in Japanese, Chinese or Korean: n, days."""
    found = pl.col("sentence").str.extract_groups(EAST_ASIAN)
    count = pl.col("_found").struct[0].cast(pl.Float64)
    at_office = pl.col("_found").struct[1].is_not_null()
    return (
        units.filter(pl.col("sentence").str.contains(EAST_ASIAN))
        .with_columns(_found=found)
        .select("n", days=pl.when(at_office).then(count).otherwise(WORKDAYS - count))
        .filter(pl.col("days") > 0)
    )


def named(units: pl.DataFrame) -> pl.DataFrame:
    """Office days a week where a sentence names them (`onsite Monday, Tuesday and Thursday`): n, days."""
    sentence = pl.col("sentence")
    named = sentence.str.to_lowercase().str.extract_all(WEEKDAY).list.eval(pl.element().str.head(3)).list.n_unique()
    return (
        units.filter(sentence.str.contains(WEEKDAY), sentence.str.contains(WEEKDAYS_APART).not_())
        .with_columns(_count=named.cast(pl.Float64), _office=sentence.str.contains(OFFICE))
        .filter(pl.col("_count").is_between(2, WORKDAYS - 1), pl.col("_office") | sentence.str.contains(HOME))
        .select("n", days=pl.when("_office").then("_count").otherwise(WORKDAYS - pl.col("_count")))
    )


def counted(units: pl.DataFrame) -> pl.DataFrame:
    """Office days a week where a sentence counts them: n, days. Days at home are taken from five."""
    low, high = pl.col("_found").struct[0], pl.col("_found").struct[1]
    after = pl.col("_found").struct[2].str.head(NEARBY)
    before = pl.col("sentence").str.extract(BEFORE_DAYS, 1).str.tail(NEARBY).str.replace_all(HOME_OFFICE, "home")
    figure = [each.str.to_lowercase().replace(FIGURES).cast(pl.Float64, strict=False) for each in (low, high)]
    first_office, first_home = after.str.find(OFFICE), after.str.find(HOME)
    near = pl.coalesce(
        pl.when(first_office.is_not_null() & (first_home.is_null() | (first_office < first_home))).then(
            pl.lit("office")
        ),
        pl.when(first_home.is_not_null()).then(pl.lit("home")),
        pl.when(before.str.contains(OFFICE)).then(pl.lit("office")),
        pl.when(before.str.contains(HOME)).then(pl.lit("home")),
        pl.when(pl.col("stands_in") == "field").then(pl.lit("office")),
    )
    return (
        units.filter(sentences.any_of(pl.col("sentence"), (*"12345", *FIGURES)))
        .filter(pl.col("sentence").str.contains(COUNT))
        .filter(pl.col("sentence").str.contains(WEEKLY))
        .filter(pl.col("sentence").str.contains(NOT_WEEKLY).not_() | pl.col("sentence").str.contains(A_WEEK))
        .with_columns(_found=pl.col("sentence").str.extract_groups(DAYS))
        .with_columns(_count=pl.mean_horizontal(figure), _near=near)
        .filter(pl.col("_near").is_not_null(), pl.col("_count").is_between(0.5, WORKDAYS))
        .select(
            "n",
            days=pl.when(pl.col("_near") == "office").then("_count").otherwise(WORKDAYS - pl.col("_count")),
        )
        .filter(pl.col("days") > 0)
    )


def by_share(units: pl.DataFrame) -> pl.DataFrame:
    """Sentences that ask for a share of the time in the office, not on travel or with customers: n, stands_in."""
    sentence = pl.col("sentence")
    return units.filter(
        sentence.str.contains(PART_OF_TIME), sentence.str.contains(OFFICE), sentence.str.contains(AT_OTHERS).not_()
    ).select("n", "stands_in")
