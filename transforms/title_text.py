"""A title made ready for reading: abbreviations, scripts and marks in one form; its first parts apart from the rest."""

from __future__ import annotations

import polars as pl

from .cues import CJK

SHORT = r"(?i)\b(sr|jr|snr|eng|mgr|dir|assoc)\."
SPELLED = {
    "sr": "senior",
    "snr": "senior",
    "jr": "junior",
    "eng": "engineer",
    "swe": "software engineer",
    "mle": "machine learning engineer",
    "ml": "machine learning",
    "full stack": "fullstack",
    "front end": "frontend",
    "back end": "backend",
}
"""One way to write what titles write in several, so that two of them can be compared."""
OPENING = r"^\s*[(\[]([^)\]]{1,25})[)\]]\s*"
GENDERED = r"(?i)([a-zäöüßéñ]{4,})(?:[*:_]|/-?|\()(?:innen|in|e|euse|rice|a|o|r)\)?(\s|$|,|\))"
STUCK = r"(?i)\b(junior|senior|lead)((?:entwickl|ingenieur|berat|analyst|develop|engineer|software|data|consult|utveckl)\w*)"
LATIN_HAN = rf"([A-Za-z0-9])({CJK})"
HAN_LATIN = rf"({CJK})([A-Za-z0-9])"
JOINED = r"([A-Za-z]{2})&([A-Za-z]{2})"
PARTING = r"\s[-–—|+]\s|[,|–—;(\[@【|／（]|[:：]\s|\s-|-\s"
BREAK = "\x1f"


def tidy(title: pl.Expr) -> pl.Expr:
    """A title with its marks in order: `(Sr.)` at the start unbracketed, `Entwickler:in` whole, `Seniorentwickler` and Latin
    and Han apart.

    >>> pl.select(tidy(pl.lit("(Senior) AIエンジニア")))[0, 0]
    'Senior AI エンジニア'
    """
    return (
        title.str.strip_chars()
        .str.replace(OPENING, "$1 ")
        .str.replace_all(GENDERED, "$1$2")
        .str.replace_all(STUCK, "$1 $2")
        .str.replace_all(SHORT, "$1 ")
        .str.replace_all(JOINED, "$1 & $2")
        .str.replace_all(LATIN_HAN, "$1 $2")
        .str.replace_all(HAN_LATIN, "$1 $2")
    )


def parts(tidied: pl.Expr) -> pl.Expr:
    """What a title says first, a list: up to its first comma, bracket or dash; up to the second; the whole of it.

    What stands first is the job; the rest says team, subject, place. Fewer where the title has fewer parts.

    >>> pl.select(parts(pl.lit("Software Engineer, Machine Learning")))[0, 0].to_list()
    ['Software Engineer', 'Software Engineer, Machine Learning']
    """
    pieces = tidied.str.replace_all(PARTING, BREAK).str.split(BREAK)
    pieces = pieces.list.filter(pl.element().str.strip_chars() != "")
    count = pieces.list.len()
    return pl.concat_list(
        pl.when(count > 1).then(pieces.list.first()),
        pl.when(count > 2).then(pieces.list.head(2).list.join(", ")),
        tidied,
    ).list.drop_nulls()


def segments(title: pl.Expr) -> pl.Expr:
    """What stands between the marks of a title, closing brackets too, a list; also between `BREAK`s.

    >>> pl.select(segments(pl.lit("Data Engineer (Remote) Oslo - Contract")))[0, 0].to_list()
    ['Data Engineer ', 'Remote', ' Oslo', 'Contract']
    """
    return title.str.replace_all(rf"{PARTING}|[:)\]】）]", BREAK).str.split(BREAK)


def with_plurals(cues: pl.DataFrame) -> pl.DataFrame:
    """`cues` and, for those in Latin letters, the same with an `s` at the end (`engineer`, `engineers`)."""
    latin = cues.filter(~pl.col("cue").str.contains(CJK) & ~pl.col("cue").str.ends_with("s"))
    return pl.concat([cues, latin.with_columns(cue=pl.col("cue") + "s")]).unique(maintain_order=True)


def rewritten(spoken: pl.Expr, phrases: list[str], instead: list[str]) -> pl.Expr:
    """Plain text with whole phrases replaced, also where two of them share a space; the longest at a place wins.

    spoken, phrases: in the form of `plain`
    """
    wide = [f" {'  '.join(phrase.split())} " for phrase in phrases]
    order = sorted(range(len(wide)), key=lambda n: -len(wide[n]))
    replaced = spoken.str.replace_all(" ", "  ", literal=True).str.replace_many(
        [wide[n] for n in order], [f" {instead[n]} " for n in order], leftmost=True
    )
    return pl.concat_str(pl.lit(" "), replaced.str.replace_all("  +", " ").str.strip_chars(), pl.lit(" "))
