"""Amounts of money as written in a passage's tokens: numbers of every locale, signs and factors.

amount = sign* number factor? sign?
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from . import currencies
from .pay_tokens import CJK, Tokens

GROUPS = re.compile(r"[0-9]{1,3}(?:([.,' ])[0-9]{3})(?:\1[0-9]{3})*|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
LETTERS = {"k", "m", "b", "l", "w", "t", "mm", "cr", "mn", "bn"}
RUPEES = {"₹", "rs", "rs.", "inr", "INR", "rupees", "indian rupees"}
RUPEE, LAKHS_AT_MOST, CRORES_AT_MOST = "INR", 300, 20
TRILLION = 1e12
FAR_EAST = {"w", "千", "천"}
EAST, HUNDRED_MILLION = 10_000, 1e8


class Amount(NamedTuple):
    """A number as written, with its factor (1 where none) and sign; tokens `start` to before `end`."""

    value: float
    factor: float
    sign: str
    is_percent: bool
    start: int
    end: int


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


def amount_at(tokens: Tokens, index: int, other_sign: str = "") -> Amount | None:
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
