"""Years of experience that a posting asks for, from the lines that speak of requirements.

Every figure in front of a unit (`5+ years`, `3-5 Jahre`, `三年以上`) is judged by the words around it: company
history, ages and study do not count, nor does experience that may stand for a degree. Of the rest the largest is taken:
`2 years of Kubernetes` does not hide `7 years in software`.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from . import taxonomy
from .cues import plain

MOST_YEARS = 25
HAS_FIGURE = (
    r"[0-9０-９一二三四五六七八十两兩]|years|yrs|Years|Jahr|jähr| ans|année|año|anos|anni|jaar|lat |lata|år "
    r"|[Nn]o [a-z ]*experience|[Kk]eine (?:Berufse|E)rfahrung|未経験"
)
FULL_WIDTH = {
    "０": "0",
    "１": "1",
    "２": "2",
    "３": "3",
    "４": "4",
    "５": "5",
    "６": "6",
    "７": "7",
    "８": "8",
    "９": "9",
}
TIDY = {"\u00a0": " ", "\u202f": " ", "’": "'", **FULL_WIDTH}
BRACKETED = r"([0-9]\+?)\s*\(\s*[0-9]{1,2}\+?\s*\)"
FIGURE_LAST = r"(?:years|yrs)(?: of)?(?: [a-z]+){0,2} experience(?: required)?\s*[:=]\s*([0-9]{1,2})(\+?)"
NO_EXPERIENCE = (
    r"(?:no (?:prior |previous |professional |work |working |relevant )*experience (?:is )?(?:required|necessary|needed)"
    r"|sin experiencia previa|keine (?:berufs)?erfahrung (?:erforderlich|notwendig|nötig)|未経験(?:可|歓迎|者歓迎|ok))"
)
DEGREE_OR = (
    r"(?:degree|diploma|bachelor's|studium|ausbildung|diplôme|licenciatura|laurea)[^.;]{0,60} (?:or|"
    r"oder|ou|o) (?:(?:a )?(?:high school|ged|associate|secondary)[^.;]{0,40} (?:and|with|plus) )?"
    r"(?:at least |over |more than |a |an additional |minimum |of |mindestens |au moins )*$"
)
MONTHS_OF = r"experien|erfahr|expérien|esperien|experiên|ervaring|doświadcz|erfarenhet|経験|经验|經驗|yoe"
CLAUSE = r"^([^.;]*)"
LEAST = r"\b(?:minimum|at least|looking for|mindestens|au moins|m[íi]nim[oa]|minimaal|min\.)(?: of| de| di)?\W*$"
"""What a figure of experience follows, even where the word itself is not said."""
AROUND, FAR = 32, 110
START, FIELD = "\u0001", "\u0002"


def read(lines: pl.DataFrame) -> pl.DataFrame:
    """posting_id, years_min, years_max, for the postings that state a figure.

    lines: posting_id, `line`, `place`: `field` (the source's own), `requirements`, `duties` or `nice`
    """
    return (
        _judged(_figures(lines.filter(pl.col("line").str.contains(HAS_FIGURE))))
        .sort("posting_id", "is_field", "is_wish", "low", "high", descending=[False, True, False, True, True])
        .unique("posting_id", keep="first", maintain_order=True)
        .select("posting_id", years_min="low", years_max=pl.when(pl.col("high") >= pl.col("low")).then("high"))
    )


def holding_figures(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines that name a number of years or months, whatever of."""
    near = lines.filter(pl.col("line").str.contains(HAS_FIGURE))
    return near.filter(pl.format(" {} ", pl.col("line").str.to_lowercase()).str.contains(_pattern()))


def _figures(lines: pl.DataFrame) -> pl.DataFrame:
    """Every figure with a unit: `low`, `more` (`+`), `high` and `unit` as text, and the words `before` and `after` it on its line."""
    numbers = dict(_words("number").select("word", "value").iter_rows())
    spelled = {f" {word}{end}": f" {value}{end}" for word, value in numbers.items() for end in (" ", "+", "-", "(")}
    han = dict(_words("cjk_number").select("word", "value").iter_rows())
    marked = (
        pl.concat_str(pl.lit(" "), pl.col("line").str.to_lowercase(), pl.lit(" "))
        .str.replace_many(TIDY)
        .str.replace_many(han)
        .str.replace_many(spelled)
        .str.replace_all(BRACKETED, "$1")
        .str.replace_all(FIGURE_LAST, "$1$2 years of experience")
        .str.replace_all(NO_EXPERIENCE, "0 years of experience")
        .str.replace_all(_pattern(), f"$1{START}$2{FIELD}$3{FIELD}$4{FIELD}$5{FIELD}")
    )
    parts = pl.col("piece").str.splitn(FIELD, 5)
    return (
        lines.with_row_index("number")
        .with_columns(piece=marked.str.split(START))
        .filter(pl.col("piece").list.len() > 1)
        .explode("piece")
        .with_columns(
            low=parts.struct.field("field_0"),
            more=parts.struct.field("field_1"),
            high=parts.struct.field("field_2"),
            unit=parts.struct.field("field_3"),
            after=parts.struct.field("field_4"),
        )
        .with_columns(before=pl.coalesce("after", "piece").shift(1).over("number"))
        .filter(pl.col("after").is_not_null())
        .drop("piece", "number")
    )


def _judged(figures: pl.DataFrame) -> pl.DataFrame:
    """Figures that ask for experience: posting_id, `low`, `high` in years, `is_field`, `is_wish`."""

    def holds(text: pl.Expr, kind: str) -> pl.Expr:
        return plain(text).str.contains_any(pl.lit(_words(kind).select(plain(pl.col("word"))).to_series().implode()))

    before, after = pl.col("before").str.tail(AROUND), pl.col("after").str.head(AROUND)
    year = pl.when(holds(pl.col("unit"), "month")).then(1 / 12).otherwise(1.0)
    low = pl.col("low").str.replace(",", ".", literal=True).cast(pl.Float64) * year
    high = pl.col("high").replace("", None).cast(pl.Float64, strict=False) * year
    at_most = pl.format("{} ", before).str.contains(rf"\W(?:{_any_of('at_most')})\W*$") & high.is_null()
    substitute = holds(pl.col("after").str.head(FAR).str.extract(CLAUSE), "substitute") | pl.col("before").str.contains(
        DEGREE_OR
    )
    is_field = pl.col("place") == "field"
    return (
        figures.with_columns(
            low=pl.when(at_most).then(0.0).otherwise(low),
            high=pl.when(at_most).then(low).otherwise(high),
            is_field=is_field,
            is_general=holds(pl.format("{} {} {}", before, "unit", pl.col("after").str.head(FAR // 2)), "experience")
            | ((pl.col("more") != "") | before.str.contains(LEAST)) & (pl.col("place") != "nice"),
            is_other=holds(pl.format("{} {} {}", before, "unit", after), "not_experience") | substitute,
            is_month=holds(pl.col("unit"), "month"),
            is_wish=pl.col("place") == "nice",
        )
        .filter(
            ~pl.col("is_other"), pl.col("low") <= pl.when(pl.col("place") == "duties").then(12).otherwise(MOST_YEARS)
        )
        .filter(
            pl.when("is_month")
            .then(pl.format("{} {}", before, after).str.contains(MONTHS_OF))
            .otherwise(pl.col("is_general") | (pl.col("place") == "requirements"))
            | pl.col("is_field")
        )
        .select("posting_id", "low", "high", "is_field", "is_wish")
    )


def _words(kind: str) -> pl.DataFrame:
    return taxonomy.table("experience_words").filter(pl.col("kind") == kind)


def _any_of(kind: str) -> str:
    words = _words(kind)["word"].to_list()
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def _pattern() -> str:
    """A figure, perhaps a range, and its unit; the first group is whatever stands before it."""
    more, until = f" ?(?:{_any_of('or_more')})", _any_of("until")
    units = _words("year")["word"].to_list() + _words("month")["word"].to_list()
    latin = "|".join(
        re.escape(unit)
        for unit in sorted(units, key=lambda unit: (-len(unit), unit))
        if unit.isascii() or "年" not in unit
    )
    unit = rf"((?:{latin})(?-u:\b)|年間|年)"
    figure, top = r"[0-9]{1,2}(?:[.,]5)?", rf" ?(?:{until}) ?([0-9]{{1,2}})(?:{more})?"
    return rf"(^|[^0-9.,/$€£#])({figure})({more})?(?:{top})?(?: of| full)?[ -]?{unit}"
