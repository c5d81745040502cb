"""Figures without a word about pay that are written as pay is: gross, by a period, with equity, or in a slot of their own."""

from __future__ import annotations

from . import pay_context, pay_likely, pay_scope
from .figures import Figure, numbers_zone
from .pay_context import ABOUT, ADDING, EQUITY, Said
from .pay_tokens import BREAK, Tokens

STRONG_HIGH = 5_000_000
SHORT_LINE = 14
SHARE_AHEAD = 9
BY_MONTH, GROSS_NEAR, LEVEL_TOKENS, THOUSAND = 4, 2, 2, 1000
SLOT = {BREAK, "|", "(", "•", "·", "-"}
OPENERS = {BREAK, "(", "[", ",", "-", ":", "~", "/", *pay_context.BARS}
STRICT_CLOSERS = {BREAK, "|", "•", "·", "("}
CLOSERS = {
    *OPENERS, ")", "]", "+", ".", "&", "plus", "doe", "or", "and", "with", "depending", "based", "equity", "in", "at",
    "for", "per",
}  # fmt: skip


def stands_alone(tokens: Tokens, figure: Figure, said: Said) -> bool:
    """True for a figure without a word about pay that is written as pay is: gross, by a period, with equity, a range in
    a sentence about the job, or in its own slot.
    """
    least, most = pay_likely.likely_year(figure.sign)
    has_sign = bool(figure.sign or said.details.get("sign"))
    if (figure.factor >= 1_000_000 and most <= STRONG_HIGH) or not (has_sign or figure.factor > 1):
        return False
    right = max(said.end, figure.end)
    period = pay_likely.period_of(said)
    if figure.sign and (("gross" in said.details and said.end) or _follows_gross(tokens, figure)):
        return least <= pay_likely.top(figure) * (pay_likely.per_year(period) or pay_likely.per_year("month"))
    if period:
        return least <= pay_likely.top(figure) * pay_likely.per_year(period) and _is_said_by(
            period, tokens, figure, has_sign=has_sign
        )
    if _brings_equity(tokens, right) and pay_likely.top(figure) >= least:
        return True
    is_year = figure.bound == "range" and bool(figure.sign) and (figure.low or 0) >= least
    if is_year and pay_context.is_hinted(tokens, figure):
        return True
    by_month = least / BY_MONTH if figure.bound == "range" or pay_likely.is_paid_monthly(figure.sign) else least
    return pay_likely.top(figure) >= by_month and _has_own_slot(tokens, figure, right)


def _is_said_by(period: str, tokens: Tokens, figure: Figure, *, has_sign: bool) -> bool:
    """True where the period makes it pay: anything but a year does, a year only in a slot or beside a hint."""
    if not has_sign and "period" not in tokens.kinds[figure.end]:
        return False
    is_apart = _opens_slot(tokens, figure) or _follows_name(tokens, figure)
    return period != "year" or is_apart or pay_context.is_hinted(tokens, figure)


def _follows_name(tokens: Tokens, figure: Figure) -> bool:
    """True for a range after a name or code: `HEO6 $107,480 - $116,290`."""
    before = figure.start - 1
    is_code = tokens.touches(before) and tokens.words[before - 1][0].isdigit()  # `Band 8a`
    is_name = tokens.initial(before).isupper() or tokens.initial(before).isdigit()
    return figure.bound == "range" and (is_name or is_code)


def _brings_equity(tokens: Tokens, right: int) -> bool:
    """True where a share of equity comes with a figure: `$145k-$165k and 0.8-1.2% equity`."""
    ahead = range(right, min(right + SHARE_AHEAD, len(tokens.words)))
    return (
        tokens.words[right : right + 1] in (["and"], [","], ["+"], ["plus"], ["&"], ["with"])
        and any(tokens.words[index] == "%" for index in ahead)
        and any(tokens.kinds[index].get("component") in EQUITY for index in ahead)
    )


def _follows_gross(tokens: Tokens, figure: Figure) -> bool:
    return any("gross" in tokens.kinds[index] for index in range(max(0, figure.start - GROSS_NEAR), figure.start))


def _has_own_slot(tokens: Tokens, figure: Figure, right: int) -> bool:
    """True where brackets, bars or line ends stand around a figure, as in lists of jobs.

    right: the token after the figure and what belongs to it
    """
    before = _before_slot(tokens, figure)
    follows = tokens.words[right] if right < len(tokens.words) else BREAK
    opens = _opens_slot(tokens, figure)
    is_cell = (
        figure.bound == "range"
        and tokens.raw(right, right + 1)[:1].isupper()
        and (before == "|" or bool({"zone", "level", "levelnum", "country"} & tokens.kinds[right].keys()))
    )
    if follows not in CLOSERS and not _is_share(tokens, right) and not is_cell:
        return False
    if figure.bound == "range" and not opens:
        is_zone = "zone" in tokens.kinds[right] and numbers_zone(tokens, figure.start - 1)
        return _follows_name(tokens, figure) and (follows in STRICT_CLOSERS or _is_share(tokens, right) or is_zone)
    if not opens or figure.bound == "range" or _adds_extras(tokens, right):
        return opens
    slots = {*SLOT, ","} if figure.factor == THOUSAND else SLOT
    return before in slots and (figure.bound == "min_only" or _line_is_short(tokens, figure))


def _before_slot(tokens: Tokens, figure: Figure) -> str:
    """What stands before a figure and its `from`, `up to` or `circa`; a break where nothing does."""
    left = figure.start - 1
    while (
        left >= 0
        and tokens.words[left] not in SLOT
        and (
            "low" in tokens.kinds[left]
            or "high" in tokens.kinds[left]
            or tokens.inside[left]
            or tokens.words[left] in ABOUT
            or (tokens.words[left] == "." and left and tokens.words[left - 1] in ABOUT)
        )
    ):
        left -= 1
    return tokens.words[left] if left >= 0 else BREAK


def _opens_slot(tokens: Tokens, figure: Figure) -> bool:
    before = _before_slot(tokens, figure)
    if before == ":" and not _is_label(tokens, figure.start - 1):
        return False
    return (
        before in OPENERS
        or not before.isalnum()
        or _follows_level(tokens, figure.start)
        or _follows_place(tokens, figure)
    )


def _is_label(tokens: Tokens, colon: int) -> bool:
    """False for a colon after a thing that is bought or sold: `Deal value: $90k`."""
    while colon > 0 and tokens.words[colon] != ":":
        colon -= 1
    last = colon - 1
    while last > 0 and tokens.inside[last]:
        last -= 1
    return last < 0 or "thing" not in tokens.kinds[last]


def _follows_level(tokens: Tokens, start: int) -> bool:
    """True right after a level: `Junior $90k-$110k`, `P3 $128,800 - $161,000`."""
    return any(
        pay_scope.level(tokens, first, start)[1] == start and pay_scope.level(tokens, first, start)[0] is not None
        for first in range(max(0, start - LEVEL_TOKENS), start)
    )


def _follows_place(tokens: Tokens, figure: Figure) -> bool:
    """True for a range that nothing but a place stands before in its clause: `NYC/SF $160-190k`."""
    if figure.bound != "range":
        return False
    start = pay_context.clause_start(tokens, figure, 0)
    place, end = pay_scope.place(tokens, start, figure.start)
    return end == figure.start and place == tokens.raw(start, end)


def _adds_extras(tokens: Tokens, index: int) -> bool:
    """True where ` + equity`, ` + bonus`, `, generous equity` or the like follows: only pay is written so."""
    follows = {tokens.kinds[after].get("component") for after in range(index + 1, index + 4)}
    word = tokens.words[index] if index < len(tokens.words) else BREAK
    return bool(follows & (EQUITY | {"bonus_target"} if word in ADDING else EQUITY if word == "," else set()))


def _is_share(tokens: Tokens, index: int) -> bool:
    """True where a per cent figure follows, as equity does in lists of jobs."""
    return "%" in tokens.words[index + 1 : index + 2] and tokens.words[index][0].isdigit()


def _line_is_short(tokens: Tokens, figure: Figure) -> bool:
    start = pay_context.line_start(tokens, figure.start)
    line = tokens.words[start : start + 4 * SHORT_LINE]
    if BREAK in line[figure.start - start :]:
        line = line[: line.index(BREAK, figure.start - start)]
    return len(line) <= SHORT_LINE or "|" in line
