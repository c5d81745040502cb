"""Amounts of money and ranges of them in a passage's tokens: numbers of every locale, signs, factors, separators.

The grammar, token by token:
    amount = sign* number factor? sign?
    figure = amount [period] (separator amount)? `+`?
A figure says how much, nothing of what for.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from . import currencies
from .pay_tokens import BREAK, CJK, Tokens

GROUPS = re.compile(r"[0-9]{1,3}(?:([.,' ])[0-9]{3})(?:\1[0-9]{3})*|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
LETTERS = {"k", "m", "b", "l", "w", "t", "mm", "cr", "mn", "bn"}
RUPEES = {"₹", "rs", "rs.", "inr", "INR", "rupees", "indian rupees"}
RUPEE, LAKHS_AT_MOST, CRORES_AT_MOST = "INR", 300, 20
TRILLION = 1e12
FAR_EAST = {"w", "千", "천"}
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
EAST, EAST_AT_MOST, HUNDRED_MILLION = 10_000, 100_000, 1e8


class Amount(NamedTuple):
    """A number as written, with its factor (1 where none) and sign; tokens `start` to before `end`."""

    value: float
    factor: float
    sign: str
    is_percent: bool
    start: int
    end: int


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


@lru_cache(4096)
def number(written: str) -> float | None:
    """The value of a written number: thousands and decimals of every locale.

    >>> [number(n) for n in ("60.000,00", "1,266.18", "12,00,000", "120'000", "46.75", "3.5")]
    [60000.0, 1266.18, 1200000.0, 120000.0, 46.75, 3.5]
    """
    last = max(written.rfind(mark) for mark in ".,' ")
    if last < 0:
        return float(written)
    whole, decimals = written[:last], written[last + 1 :]
    plain = whole.replace(",", "").replace(".", "").replace("'", "").replace(" ", "")
    if GROUPS.fullmatch(written):
        return float(plain + decimals)
    if len(decimals) == 3 and written[last] in ",." and any(mark in whole for mark in ".,' "):
        return float(plain + decimals)
    if written[last] == "'" or written[last] == " ":
        return None
    if len(decimals) > 2 and whole.lstrip("0"):
        return None
    return float(f"{plain or 0}.{decimals}")


def find(tokens: Tokens) -> list[Figure]:
    """Every figure of a passage as written, in order; figures do not overlap. See also `range_ends`."""
    figures: list[Figure] = []
    free = 0
    for index in tokens.marked:
        if index < free or not ("0" <= tokens.words[index][0] <= "9" or "sign" in tokens.kinds[index]):
            continue
        first = None if numbers_zone(tokens, index) else _amount(tokens, index)
        if first:
            figure = _figure(tokens, first)
            figures.append(figure)
            free = figure.end
    return figures


def numbers_zone(tokens: Tokens, index: int) -> bool:
    """True for the number of a zone, which no range begins with: `in Zone 3 to $160,000`."""
    return index > 0 and tokens.words[index - 1] in ZONES and len(tokens.words[index]) == 1


def _amount(tokens: Tokens, index: int, other_sign: str = "") -> Amount | None:
    """The amount that begins at a token; `other_sign` is that of the range's other end, which says what `L` means."""
    start, sign, words = index, "", tokens.words
    while "sign" in tokens.kinds[index]:
        sign = currencies.better(sign, tokens.kinds[index]["sign"])
        index += tokens.sizes[index]
        if index < len(words) and words[index] in (":", "~"):
            index += 1
    if index >= len(words) or not "0" <= words[index][0] <= "9" or tokens.inside[index] or tokens.kinds[index]:
        return None
    if not sign and tokens.touches(index) and words[index - 1][0].isalpha() and words[index - 1][0] < CJK:
        return None
    value = number(words[index])
    if value is None:
        return None
    index = _past_dash(tokens, index + 1)
    if "mult" in tokens.kinds[index]:
        sign = currencies.better(sign, tokens.kinds[index].get("sign", ""))
    if words[index : index + 1] == ["+"] and "mult" in tokens.kinds[index + 1] and tokens.touches(index + 1):
        index += 1
    if not (sign or other_sign) and _is_rupees(tokens, index, value):
        sign = RUPEE
    factor, index = _factor(tokens, index, sign or other_sign)
    if factor == HUNDRED_MILLION and (rest := _rest(tokens, index)):
        value, index = value + rest[0] / factor, rest[1]
    if index < len(words) and words[index] == "%":
        return Amount(value, 1, "", True, start, index + 1)
    while (
        "sign" in tokens.kinds[index] and "period" not in tokens.kinds[index] and not _opens_next(tokens, index, sign)
    ):
        sign = currencies.better(sign, tokens.kinds[index]["sign"])
        index += tokens.sizes[index]
    if factor == 1 and sign:
        factor, index = _factor(tokens, index, sign)
    return Amount(value, factor, sign, False, start, index)


def _past_dash(tokens: Tokens, index: int) -> int:
    """Past the `,-` that some countries write for no cents."""
    if index < len(tokens.words) and tokens.words[index] in (",", ".") and tokens.words[index + 1 : index + 2] == ["-"]:
        has_more = index + 2 < len(tokens.words) and tokens.touches(index + 2) and tokens.words[index + 2][0].isdigit()
        return index if has_more else index + 2
    return index


def _factor(tokens: Tokens, index: int, sign: str) -> tuple[float, int]:
    kinds = tokens.kinds[index]
    if "mult" not in kinds:
        return 1, index
    after, word = index + tokens.sizes[index], tokens.words[index]
    has_sign = "sign" in tokens.kinds[after]
    if word == "t" and sign and not has_sign and tokens.touches(index):
        return TRILLION, after
    is_apart = word != "k" and not tokens.touches(index) and not (word == "cr" and sign in RUPEES)
    if word in LETTERS and not has_sign and (word == "t" or is_apart):
        return 1, index
    if word == "l" and sign not in RUPEES and tokens.kinds[after].get("sign") not in RUPEES:
        return 1, index
    if word in FAR_EAST and not any("\u3400" <= char <= "\uffdc" for char in tokens.text):
        return 1, index
    return float(kinds["mult"]), index if "period" in kinds else after


def _rest(tokens: Tokens, index: int) -> tuple[float, int] | None:
    """What `1억 2천만` or `1億2000万` has after its hundred millions, and the token after it."""
    if index >= len(tokens.words) or not tokens.words[index][0].isdigit():
        return None
    value = number(tokens.words[index])
    factor, end = _factor(tokens, index + 1, "")
    return (value * factor, end) if value is not None and EAST <= factor < HUNDRED_MILLION else None


def _is_rupees(tokens: Tokens, index: int, value: float) -> bool:
    """True where `L` or `Cr` in capitals after a number can only mean lakhs or crores."""
    raw = tokens.raw(index, index + 1)
    return (raw == "L" and tokens.touches(index) and value <= LAKHS_AT_MOST) or (
        raw == "Cr" and value <= CRORES_AT_MOST
    )


def _opens_next(tokens: Tokens, index: int, sign: str) -> bool:
    """True for a sign that stands before the next number rather than after this one."""
    after = index + tokens.sizes[index]
    is_glued = tokens.touches(after) and not tokens.touches(index)
    return after < len(tokens.words) and tokens.words[after][0].isdigit() and (bool(sign) or is_glued)


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
        if is_parted and (amount := _amount(tokens, index, first.sign)):
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
