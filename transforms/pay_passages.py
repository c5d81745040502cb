"""Where in a text pay may be stated: anchors found by linear searches over all texts, then passages around them.

The searches are wide, for a passage that states no pay only costs the time to read it; but millions and retirement
plans, which stand in most ads, are passed over unless pay is named before them. The searches are two, because the
bounded gaps of the second would make an automaton of both ten times slower (measured).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, Protocol

import polars as pl

BEFORE, AFTER, APART = 120, 45, 40
LINE_BEFORE, LINE_AFTER = 420, 150

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
DASH = "[-‐–—−~〜]"
THOUSANDS = f"[.,'’{BLANKS}]"
MILLIONS = f"[$€£]{GAP}[0-9][0-9.,]{{0,11}}[+]?{GAP}(?:[MBT](?:[^0-9A-Za-z]|$)|MM|bn|[mb]illion|trillion|Mio|Mrd)"
RETIREMENT = r"401 ?\(?[kK]"
MONEY = "|".join([
    MILLIONS,
    RETIREMENT,
    f"{SIGNS}{GAP}{DIGIT}",
    f"(?:{BEFORE_NUMBER}){GAP}[$€£:]?{GAP}{DIGIT}",
    rf"{DIGIT}{GAP}(?:[KkMm]|mil|tys\.?|тыс\.?|mln|tis\.?|tisíc|thousand|tausend|tusen|mila)?{GAP}"
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


CARRIES_ON = re.compile(rf"\s*(?:{DASH}|[+/&(]|to\b|and\b|per\b)")
PARTED = re.compile(rf"(?:{DASH}|\b(?:to|and|bis|und|à|et|a|y|do|tot|en|til|och|og))\s*$")
CLOSING = {*"ABCDEFGHIJKLMNOPQRSTUVWXYZbcdefghijklmnoqrsuvwxyz0123456789"}
LineKind = Literal["open", "named", "closed", "void"]
NOISE = re.compile(f"{MILLIONS}|{RETIREMENT}")


class Lines(Protocol):
    """What is known of single lines."""

    def kind(self, line: str) -> LineKind:
        """Closed: a passage of its own, which parts those before and after it; named: needs at most the line above."""

    def is_mute(self, line: str) -> bool:
        """True where a line says nothing of the one below it."""


def anchors(texts: pl.DataFrame) -> pl.DataFrame:
    """Per text, in order, the short strings at which pay may be stated; texts without any are left out.

    texts: `text` and key columns
    Returns them with `money` and `named`, lists of strings.
    """
    return (
        texts.lazy()
        .with_columns(money=pl.col("text").str.extract_all(MONEY), named=pl.col("text").str.extract_all(NAMED))
        .filter((pl.col("money").list.len() > 0) | (pl.col("named").list.len() > 0))
        .collect()
    )


def passages(text: str, money: list[str], named: list[str], lines: Lines) -> Iterator[tuple[int, str, bool]]:
    """Passages around the anchors of a text: first code point, words, whether they are a line read alone.

    Near ones are read as one.
    """
    places = _places(text, money)
    if named:
        places = sorted(places + _places(text, named))
    start = end = -1
    floor = done = 0
    for at, last in places:
        if at < done or last <= end - AFTER:
            continue
        line = _line(text, at, last)
        words = text[line[0] : line[1]] if line else ""
        kind: LineKind = lines.kind(words) if line else "open"
        if kind == "void":
            continue
        if line and kind == "closed":
            if end >= 0:
                yield start, text[start : min(end, line[0])], False
            yield line[0], words, True
            start, end, floor, done = -1, -1, line[1], line[1]
            continue
        first, close = _with_line_above(text, line) if line and kind == "named" else _span(text, at, last)
        first = max(first, floor)
        if end >= 0 and first <= end + APART:
            end = max(end, close)
            continue
        if end >= 0:
            yield start, text[start:end], False
        start, end = first, close
        if line and kind == "named" and "|" not in words and lines.is_mute(text[first : line[0]]):
            yield line[0], words, True
            start, end, done = -1, -1, line[1]
    if end >= 0:
        yield start, text[start:end], False


def _line(text: str, first: int, last: int) -> tuple[int, int] | None:
    """Where the line of an anchor begins and ends; None where it is long or where the next line may carry it on."""
    start = text.rfind("\n", max(0, first - LINE_BEFORE), first) + 1
    end = text.find("\n", last, last + LINE_AFTER)
    if (start == 0 and first > LINE_BEFORE) or end < 0:
        return None
    is_last = text[end + 1 : end + 2] in CLOSING or not CARRIES_ON.match(text, end)
    return (start, end) if is_last and not PARTED.search(text, last, end) else None


def _with_line_above(text: str, line: tuple[int, int]) -> tuple[int, int]:
    above = text.rfind("\n", 0, max(0, line[0] - 1))
    while above > 0 and text[above + 1 : line[0] - 1].isspace():
        above = text.rfind("\n", 0, above)
    return max(above + 1, line[0] - LINE_BEFORE), line[1]


def _places(text: str, found: list[str]) -> list[tuple[int, int]]:
    places = []
    end = 0
    for anchor in found:
        at = text.find(anchor, end)
        end = at + len(anchor)
        if not _is_noise(anchor):
            places.append((at, end))
    return places


@lru_cache(4096)
def _is_noise(anchor: str) -> bool:
    return NOISE.match(anchor) is not None


def _span(text: str, first: int, last: int) -> tuple[int, int]:
    """The anchor with what stands before and after it, from the start of a line or sentence to the end of one."""
    start, end = max(0, first - BEFORE), last + AFTER
    farthest = max(0, first - LINE_BEFORE)
    line = max(text.rfind("\n", farthest, start), text.rfind(". ", farthest, start))
    if line >= 0:
        start = line + 1
    elif first <= LINE_BEFORE:
        start = 0
    closes = [at for mark in ("\n", ". ") if (at := text.find(mark, end, last + LINE_AFTER)) >= 0]
    return start, min(closes, default=min(len(text), last + LINE_AFTER))
