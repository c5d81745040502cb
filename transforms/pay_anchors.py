"""Lines of texts in which pay may be stated, found by linear searches over all texts at once.

The searches are wide, for a line that states no pay only costs the time to read it; but millions and retirement plans,
which stand in most ads, are passed over unless pay is named before them. Every different line is searched once, and only
if it holds a digit. The searches are two, because the bounded gaps of the second would make an automaton of both ten times
slower (measured).
"""

from __future__ import annotations

import re
from functools import lru_cache

import polars as pl

DIGIT = "[0-9０-９]"
BLANKS = " \t\u00a0\u2000-\u200b\u202f\u3000\ufeff"
GAP = f"[{BLANKS}]{{0,3}}"
EDGE = r"(?-u:\b)"
SIGNS = "[$€£¥￥₹₩₪₺₽฿₫₱₴₦₨＄￡]"
BEFORE_NUMBER = (
    "USD|EUR|GBP|CHF|CAD|AUD|NZD|SGD|HKD|NTD|TWD|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BGN|RSD|UAH|TRY|ILS|NIS|AED|SAR|QAR|KWD"
    r"|BHD|OMR|INR|PKR|LKR|BDT|JPY|CNY|RMB|KRW|THB|MYR|IDR|PHP|VND|BRL|MXN|ARS|CLP|COP|PEN|ZAR|KES|NGN|GHS|EGP|MAD|Rs\.?"
    r"|RM|Rp|Dhs|[Ss]?Fr\.|SR|R|S/\.?|usd|eur|gbp|chf|cad|aud|sgd|sek|nok|dkk|pln|czk|inr|aed|Euro|euro|EURO|[Kk]r\.?"
)
AFTER_NUMBER = (
    "k?(?:CHF|USD|GBP|PLN|SEK|NOK|DKK|CZK|CAD)|[Ee]uros?|EUROS?|dollars|pounds|rupees|z[łl]|złotych|kronor|kroner|[Kk]r|K[čc]|Ft|forint|lei|leva|лв|грн|руб|円|元|원|won"
    "|yen|TL|LPA|lpa|[Ll]akhs?|[Ll]acs?|[Cc]rores?|Cr|[KkTt]?€|[KT]EUR|tkr|CTC"
)
PERIODS = (
    (
        r"(?i:per |p/|an h|a year|a month|a week|a day|p\.?_[ahdm]\.?(?:[^a-z]|$)|annual|yearly|hourly|weekly|monthly"
        "|daily|pro |im |par |al |por |na |za |mies|brut|gross|net|lord|/)"
    )
    .replace(" ", f"[{BLANKS}]{{1,3}}")
    .replace("_", GAP)
)
DASH = "[-‐‑‒–—―−－﹣~〜～∼]"
THOUSANDS = f"[.,'’{BLANKS}]"
MILLIONS = f"[$€£]{GAP}[0-9][0-9.,]{{0,11}}[+]?{GAP}(?:[MBT](?:[^0-9A-Za-z]|$)|MM|bn|[mb]illion|trillion|Mio|Mrd)"
RETIREMENT = r"401 ?\(?[kK]"
MONEY = "|".join([
    MILLIONS,
    RETIREMENT,
    f"{SIGNS}{GAP}{DIGIT}",
    f"(?:{BEFORE_NUMBER}){GAP}[$€£:]?{GAP}{DIGIT}",
    rf"{DIGIT}(?:,{DASH}{{1,2}})?{GAP}(?:[KkMm]|mil|tys\.?|тыс\.?|mln|tis\.?|tisíc|thousand|tausend|tusen|mila)?{GAP}"
    f"(?:{SIGNS}|{EDGE}(?:{BEFORE_NUMBER}|{AFTER_NUMBER}){EDGE}|{AFTER_NUMBER})",
    f"{DIGIT}[KkLlWw](?:[^0-9A-Za-z]|$)",
    f"{DIGIT}{GAP}[万萬千억만천億亿]",
    f"{DIGIT}{{2,3}}{THOUSANDS}{DIGIT}{{3}}(?:[.,]{DIGIT}{{2}})?{GAP}(?:{DASH}|/|to|bis|à|a|do|til|tot){GAP}"
    f"{DIGIT}{{2,3}}{THOUSANDS}?{DIGIT}{{3}}",
    f"{DIGIT}{{5,7}}{GAP}(?:{DASH}|to){GAP}{DIGIT}{{2,3}}{THOUSANDS}?{DIGIT}{{3}}",
    f"{DIGIT}[0-9.,]{{2,9}}[+]?{GAP}(?:{PERIODS})",
])  # fmt: skip
NEAR = f"[{BLANKS}!-/:-~–]"
NAMED = "|".join([
    "(?:[Ss]alar[a-zéï]{1,4}|SALARY|[Gg]ehalt|[Pp]ay|[Cc]ompensation|[Ww]ynagrodzenie|[Ll]ön|[Ss]tipendio|RAL|CTC|OTE|[Rr]ate)"
    + NEAR + f"{{0,30}}(?:{DIGIT}{{2,3}}[.,' ]?{DIGIT}{{3}}|[0-9](?:[.][0-9]{{1,2}})?M)",
    "(?:[Bb]onus|BONUS|[Ee]quity|EQUITY|[Oo]ptions|[Ss]tock|[Vv]ariable|[Cc]ommission|[Pp]rime|[Pp]rämie|[Pp]rovision)"
    + NEAR + r"{0,20}[0-9]{1,2}(?:[.,][0-9]{1,2})?" + GAP + "%",
    "[0-9]M" + NEAR + "{0,24}(?:base|salary|SALARY|compensation|OTE|CTC|total)",
    "[0-9]" + GAP + "%" + NEAR + "{0,24}(?:[Bb]onus|[Ee]quity|[Oo]ptions|[Ss]tock|ESOP|VSOP|[Vv]ariable)",
])  # fmt: skip
CARRIES_ON = rf"^\s*(?:{DASH}|[+/&(]|to\b|and\b|per\b)"
PARTED = rf"(?:{DASH}|\b(?:to|and|bis|und|à|et|a|y|do|tot|en|til|och|og))\s*$"
NOISE = re.compile(f"{MILLIONS}|{RETIREMENT}")
Places = list[tuple[int, int]]


def lines(texts: pl.Series) -> tuple[pl.DataFrame, dict[str, Places]]:
    """Every line in which pay may be stated, in order, and for each different one where in it.

    Returns a frame and a lookup. The frame: row (of the text), start (code point of the line), line, above and above_start
    (the line above, blank ones left out; null where none), is_only (the text has no other line), runs_on (it may end on the
    next line). The lookup: line to the first code points and ends of the strings that look like pay, in order.
    """
    whole = pl.DataFrame({"text": texts}).with_row_index("row")
    first = whole.select(size=pl.col("text").str.len_chars() + 1).to_series().cum_sum().shift(1, fill_value=0)
    written = (
        whole.lazy()
        .select("row", line=pl.col("text").str.split("\n"))
        .explode("line")
        .with_columns(size=pl.col("line").str.len_chars() + 1)
        .with_columns(start=pl.col("size").cum_sum() - pl.col("size") - pl.lit(first).gather(pl.col("row")))
        .filter((pl.col("size") > 1) & pl.col("line").str.contains(r"\S"))
    )
    above, below = pl.col("row").shift(1) == pl.col("row"), pl.col("row").shift(-1) == pl.col("row")
    numbered = (
        written.with_columns(
            above=pl.when(above).then(pl.col("line").shift(1)),
            above_start=pl.when(above).then(pl.col("start").shift(1)),
            below=pl.when(below).then(pl.col("line").shift(-1)),
        )
        .filter(pl.col("line").str.contains(_digit(texts)))
        .collect()
    )
    different = numbered.select("line").unique()
    anchored = different.with_columns(
        money=pl.col("line").str.extract_all(MONEY), named=pl.col("line").str.extract_all(NAMED)
    ).filter((pl.col("money").list.len() > 0) | (pl.col("named").list.len() > 0))
    places = {line: found for line, *anchors in anchored.iter_rows() if (found := _places(line, *anchors))}
    stated = numbered.filter(pl.col("line").is_in([*places])).select(
        "row",
        "start",
        "line",
        "above",
        "above_start",
        is_only=pl.col("above").is_null() & pl.col("below").is_null(),
        runs_on=pl.col("line").str.contains(PARTED) | pl.col("below").str.contains(CARRIES_ON).fill_null(value=False),
    )
    return stated, places


def _digit(texts: pl.Series) -> str:
    """A pattern for the digits that the texts use: looking for full-width ones too takes five times as long."""
    odd = texts.filter(texts.str.len_bytes() > texts.str.len_chars())
    return DIGIT if odd.str.contains("[０-９]").any() else "[0-9]"


def _places(line: str, money: list[str], named: list[str]) -> Places:
    found = _found(line, money)
    return sorted(found + _found(line, named)) if named else found


def _found(line: str, anchors: list[str]) -> Places:
    places = []
    end = 0
    for anchor in anchors:
        at = line.find(anchor, end)
        end = at + len(anchor)
        if not _is_noise(anchor):
            places.append((at, end))
    return places


@lru_cache(4096)
def _is_noise(anchor: str) -> bool:
    return NOISE.match(anchor) is not None
