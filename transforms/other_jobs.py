"""Lines of an advert for several jobs that speak of another job than the one its title names.

A line headed by another job's name (`- Research Scientist: ...`) is that job's. Where the posting's own job heads a line
too, what follows a head that is no item of a list is of its job, up to the next head or to words for all of them. A title
of many (`Software Engineers`) speaks of all.
"""

from __future__ import annotations

import polars as pl

from . import taxonomy
from .cues import plain
from .title_text import SHORT, SPELLED, rewritten

JOB = r"(?i:engineer|developer|scientist|designer|manager|researcher|analyst|architect|programmer|marketer|lead)"
HEADER = r"\|.*\|"
HEAD = r"^\W*(?:\d+\s?[x.)]?\s*)?(\p{Lu}[^:—–|.;!?]{2,70}?)\s*(?:$|[:—–|]|\s-\s|\.\s|https?://)"
OF_MANY = rf"{JOB}s\b|\+"
NAMES_JOB = rf"^(?:[\p{{Lu}}\d(][^\s]*\s+|(?:and|of|&|/)\s+)+{JOB}(?:\b|s\W*$)"
CAPITAL = r"[\p{Lu}\d(&~/|+,–—-]\S*"
TITLE = rf"^\W*(?:(?:{CAPITAL}|and|of|for)[ \t]+){{1,8}}?{JOB}s?\b(?:[\s,(~–—|/&-]+{CAPITAL}){{0,6}}\W*$"
COUNT = r"(?i)^\W*\d+\s?x?\s+"
BRACKETED = r"\(.*?(?:\)|$)"
ITEM = r"^\s*[-–•*+·▪●]"
OF_ALL = (
    r"(?i)^\W*(?:both|all|either|these|apply|to apply|how to apply|interested|e-?mail|contact|reach out|candidates"
    r"|why|about|benefits|more|p\.?s\.?)\b"
)


def found(lines: pl.DataFrame, titles: pl.Series) -> pl.Series:
    """True for each line of another job, in the order of `lines`.

    lines: `row` (a number for each posting), `source`, `line`; titles: by row
    """
    none = pl.repeat(False, lines.height, eager=True)
    shared = lines.with_row_index("at").filter(is_shared())
    if shared.is_empty():
        return none
    headed = shared.with_columns(title=titles.gather(shared["row"])).with_columns(other=is_headed_by_another())
    opens = pl.when(pl.col("line").str.contains(f"{ITEM}|{OF_ALL}")).then(pl.lit(value=False)).otherwise("other")
    carried = opens.forward_fill().over("row") & (pl.col("other").not_()).any().over("row")
    others = headed.filter(pl.col("other").fill_null(value=False) | carried)
    return none.scatter(others["at"], True)


def is_shared() -> pl.Expr:
    """Whether an advert of `source` may be for several jobs at once, each of them a posting with the whole text."""
    return pl.col("source").is_in(taxonomy.table("shared_adverts")["source"].implode())


def is_headed_by_another() -> pl.Expr:
    """Whether `line` is headed by another job than `title` names; null where it is headed by none, or `title` is of many."""
    spelled_out = pl.col("line").str.replace_all(SHORT, "$1 ")
    head = pl.when(pl.col("line").str.contains(HEADER).not_()).then(spelled_out.str.extract(HEAD, 1))
    named, own = _spelled(head), _spelled(pl.col("title"))
    same = own.str.contains(named, literal=True) | named.str.contains(own, literal=True)
    return pl.when(head.str.contains(NAMES_JOB), pl.col("title").str.contains(OF_MANY).not_()).then(same.not_())


def is_title() -> pl.Expr:
    """Whether `line` is a job's name and no more (`- Staff Data Engineer, Search`): it says nothing of the work."""
    return pl.col("line").str.replace_all(SHORT, "$1 ").str.contains(TITLE)


def _spelled(text: pl.Expr) -> pl.Expr:
    bare = text.str.replace(COUNT, "").str.replace_all(BRACKETED, "")
    return rewritten(plain(bare), list(SPELLED), list(SPELLED.values()))
