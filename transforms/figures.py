"""Figures of a passage: an amount with its bound, or the two ends of a range.

    figure = amount [period] (separator amount)? `+`?
A figure says how much, nothing of what for.
"""

from __future__ import annotations

from typing import NamedTuple

from . import currencies
from .amounts import EAST, Amount, amount_at
from .pay_tokens import BREAK, CJK, Tokens

BREAKS_IN_RANGE = 2
LABEL, LABEL_END = {"component", "low", "high", "period"}, {":", BREAK, "of"}
BEFORE_AMOUNT = {":", "(", "~", "a", "an", "additional", "another", "about", "around", "approximately", "ca", "circa"}
FAR, FAR_BETWEEN, GAP_AT_MOST = 4, 10, 14
MINIMUM = {"min", "minimum", "low", "mínimo", "minimo"}
BEFORE_LAST = {"/", "per", "a", "an", "pro", "par", "por", "."}
MAXIMUM = {"max", "maxi", "maximum", "high", "máximo", "massimo", "maximal"}
BEFORE_SEPARATOR, BEFORE_SECOND = {"(", ")", ".", "+", "|"}, {"(", ":", "max", "approx", "|", ".", "of", "~"}
ZONES = {"zone", "tier", "geo"}
CLOSERS = {",", ")", ";", "|", "."}
REMARK, LEAST_SCALED = 8, 10
EAST_AT_MOST = 100_000


class Figure(NamedTuple):
    """What is stated: one or two amounts, in full units.

    bound: range, point, min_only or max_only; low and high are both set for a point
    factor: the largest factor said; marks: `scaled` where a factor or thousands were carried over to the other end
    """

    low: float | None
    high: float | None
    bound: str
    sign: str
    is_percent: bool
    factor: float
    period: str
    start: int
    end: int
    marks: tuple[str, ...] = ()


def find(tokens: Tokens) -> list[Figure]:
    """Every figure of a passage as written, in order; figures do not overlap. See also `range_ends`."""
    figures: list[Figure] = []
    free = 0
    for index in tokens.marked:
        if index < free or not ("0" <= tokens.words[index][0] <= "9" or "sign" in tokens.kinds[index]):
            continue
        first = None if numbers_zone(tokens, index) else amount_at(tokens, index)
        if first:
            figure = _figure(tokens, first)
            figures.append(figure)
            free = figure.end
    return figures


def numbers_zone(tokens: Tokens, index: int) -> bool:
    """True for the number of a zone, which no range begins with: `in Zone 3 to $160,000`."""
    return index > 0 and tokens.words[index - 1] in ZONES and len(tokens.words[index]) == 1


def _figure(tokens: Tokens, first: Amount) -> Figure:
    second, period = _second(tokens, first)
    if second and second.is_percent != first.is_percent and (first.sign or first.factor > 1 or first.is_percent):
        second = None
    if second is None or not currencies.agree(first.sign, second.sign):
        return _single(tokens, first)
    third, _ = _second(tokens, second)
    if third and first.value < second.value < third.value <= 3 * first.value and third.factor == second.factor:
        second = third
    low, high, factor, marks = _ends(first, second)
    sign = currencies.better(first.sign, second.sign)
    if low == high:
        return Figure(low, low, "point", sign, second.is_percent, factor, period, first.start, second.end)
    return Figure(low, high, "range", sign, second.is_percent, factor, period, first.start, second.end, marks)


def _single(tokens: Tokens, only: Amount) -> Figure:
    value, end = only.value * only.factor, only.end
    bound = _bound_before(tokens, only.start)
    kinds = tokens.kinds[end]
    if tokens.raw(end, end + 1) in ("+", "~", "〜", "～") and (
        tokens.touches(end) or tokens.raw(end + 1, end + 2) in ("", BREAK)
    ):
        bound, end = "min_only", end + 1
    elif "+" in tokens.words[only.start : end]:
        bound = "min_only"
    elif ("low" in kinds or "high" in kinds) and (tokens.words[end][0] > CJK or _is_last_word(tokens, end)):
        bound, end = "min_only" if "low" in kinds else "max_only", end + tokens.sizes[end]
    elif bound == "point" and (last := _behind_period(tokens, end)) > end and _is_last_word(tokens, last):
        bound = "min_only" if tokens.words[last] in MINIMUM else "max_only"
    low = None if bound == "max_only" else value
    high = None if bound == "min_only" else value
    return Figure(low, high, bound, only.sign, only.is_percent, only.factor, "", only.start, end)


def _behind_period(tokens: Tokens, index: int) -> int:
    """The token behind a period, a currency and a contract: `$75/hr W2`."""
    limit = min(len(tokens.words), index + 2 * FAR)
    while index < limit and (
        tokens.inside[index]
        or tokens.words[index] in BEFORE_LAST
        or {"period", "contract"} & tokens.kinds[index].keys()
    ):
        index += 1
    return min(index, len(tokens.words) - 1)


def _is_last_word(tokens: Tokens, index: int) -> bool:
    """True for `480 € max` where nothing of the clause follows."""
    after = index + 1
    is_end = after >= len(tokens.words) or tokens.words[after] in {*CLOSERS, BREAK, "-"}
    return tokens.words[index] in MAXIMUM | MINIMUM and is_end


def _bound_before(tokens: Tokens, start: int) -> str:
    """What `from` or `up to` before an amount makes of it, or `Minimum salary:` with other words between."""
    index = start - 1
    while index > 0 and (tokens.inside[index] or tokens.words[index] in BEFORE_AMOUNT):
        index -= 1
    kinds = tokens.kinds[index] if index >= 0 else {}
    if "low" in kinds or "high" in kinds:
        return "min_only" if "low" in kinds else "max_only"
    while index >= max(0, start - FAR) and (
        tokens.inside[index] or tokens.words[index] in LABEL_END or LABEL & tokens.kinds[index].keys()
    ):
        if tokens.words[index] in MINIMUM | MAXIMUM:
            return "min_only" if tokens.words[index] in MINIMUM else "max_only"
        index -= 1
    return "point"


def _second(tokens: Tokens, first: Amount) -> tuple[Amount | None, str]:
    """The other end of a range, and a period said between the two."""
    index, breaks, period = first.end, 0, ""
    is_parted = is_bullet = is_slash = is_most = False
    limit = min(len(tokens.words), first.end + GAP_AT_MOST)
    while index < limit:
        kinds, word = tokens.kinds[index], tokens.words[index]
        if is_parted and (amount := amount_at(tokens, index, first.sign)):
            is_other = (
                is_bullet
                or (is_slash and not _is_spread(first, amount))
                or (is_most and not _is_more(first, amount))
                or _has_other_period(tokens, amount, period)
            )
            return (None, "") if is_other else (amount, period)
        if word == BREAK:
            breaks += 1
            is_bullet = False
            if breaks > BREAKS_IN_RANGE:
                break
        elif is_parted:
            if "high" not in kinds and word not in BEFORE_SECOND:
                break
        elif word == "(" and (first.sign or first.factor > 1) and (close := _remark_end(tokens, index, first.start)):
            index = close
            continue
        elif breaks and tokens.raw(index, index + 1) == "Up":
            break  # a line that begins with `Up to` says something of its own
        elif (
            ("sep" in kinds and not _is_glued(tokens, index))
            or word in MAXIMUM
            or ("and" in kinds and _is_between(tokens, first.start))
        ):
            is_parted, is_bullet, is_most = True, breaks > 0 and word == "-", word in MAXIMUM
        elif "period" in kinds and not tokens.is_cut(index):
            period = kinds["period"]
        elif word == "/" and not breaks:
            is_parted = is_slash = True
        elif not (
            "gross" in kinds
            or "sign" in kinds
            or word in BEFORE_SEPARATOR
            or (word in MINIMUM and first.end == index)
            or tokens.raw(index + 1, index + 2).lower() in MAXIMUM
        ):
            break
        index += tokens.sizes[index]
    return None, ""


def _has_other_period(tokens: Tokens, second: Amount, period: str) -> bool:
    """True where the second amount is paid by another period than the first: `$9,000/month - $108,000/year`."""
    return bool(period) and tokens.kinds[second.end].get("period", period) != period


def _is_glued(tokens: Tokens, index: int) -> bool:
    """True for a letter stuck to the number before it, as in `Band 8a`, which parts no range."""
    return tokens.words[index].isalpha() and tokens.touches(index) and tokens.words[index] < CJK


def _remark_end(tokens: Tokens, index: int, start: int) -> int:
    """The token after a short bracketed remark without money that a separator follows; 0 where there is none.

    start: the amount before it, for which `between` may make a separator of `and`
    """
    for at in range(index + 1, min(index + REMARK, len(tokens.words))):
        if tokens.words[at] == ")":
            kinds = tokens.kinds[at + 1]
            return at + 1 if "sep" in kinds or ("and" in kinds and _is_between(tokens, start)) else 0
        if "sign" in tokens.kinds[at] or "component" in tokens.kinds[at]:
            return 0
    return 0


def _is_spread(one: Amount, other: Amount) -> bool:
    """True for `70 / 80 EUR`: a slash is a dash where only the second end has a sign and both are near."""
    is_scaled = other.factor > one.factor == 1 and one.value >= LEAST_SCALED
    is_signed = bool(other.sign) and not one.sign and one.factor <= other.factor
    return (is_signed or is_scaled) and one.value < other.value <= 2 * one.value


def _is_more(one: Amount, other: Amount) -> bool:
    """False for `$75k a year, max 20 days`: a number behind `max` that is less, without sign or scale, is no money."""
    return bool(other.sign) or other.factor > 1 or not (one.sign or one.factor > 1) or other.value > one.value


def _is_between(tokens: Tokens, start: int) -> bool:
    near = range(max(0, start - FAR_BETWEEN), start)
    return any("between" in tokens.kinds[at] and (at >= start - FAR or tokens.words[at] in MINIMUM) for at in near)


def _ends(first: Amount, second: Amount) -> tuple[float, float, float, tuple[str, ...]]:
    """Both ends in full units; a factor said once is meant for both where only that makes sense."""
    one, other = first.factor, second.factor
    low, high = first.value, second.value
    marks: tuple[str, ...] = ()
    if (
        one == 1
        and other > 1
        and (low < 1000 or (other >= EAST and low <= min(high, EAST_AT_MOST)))
        and low <= high * other
    ):
        if low <= high or low * other <= high * other * 10:
            one = other
    elif other == 1 and one > 1 and high < 1000:
        other = one
    elif one == other == 1 and 10 <= low < 1000 and high >= 10000 and high % 1000 == 0 and low * 1000 <= high:
        one, marks = 1000, ("scaled",)
    return round(low * one, 6), round(high * other, 6), max(one, other), marks
