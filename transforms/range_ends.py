"""Figures that are the two ends of one range though no dash stands between them: `Minimum: A`, `Maximum: B`."""

from __future__ import annotations

from . import currencies
from .figures import FAR, GAP_AT_MOST, MAXIMUM, MINIMUM, Figure
from .pay_tokens import BREAK, Tokens

APART_AT_MOST, NEAR_AT_MOST, SLASHED_AT_MOST, TABLE = 10, 3, 1.35, 60
RANGE_WORDS = {"range", "band", "scale", "spread", "gehaltsband", "gehaltsspanne", "fourchette", "banda", "widełki"}
MIDDLE = {"mid", "midpoint", "median", "middle", "target"}
OTHERS = {";", "bonus", "equity"}


def join(tokens: Tokens, figures: list[Figure]) -> list[Figure]:
    """Figures with the two ends of one range joined."""
    joined: list[Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        if last and _is_other_end(tokens, last, figure):
            low, high = last.low or 0, figure.high or 0
            sign = currencies.better(last.sign, figure.sign)
            factor = max(last.factor, figure.factor)
            joined[-1] = Figure(low, high, "range", sign, False, factor, "", last.start, figure.end)
        else:
            joined.append(figure)
    return joined


def _is_other_end(tokens: Tokens, one: Figure, other: Figure) -> bool:
    if one.is_percent or other.is_percent or not one.sign or not currencies.agree(one.sign, other.sign):
        return False
    if not one.low or not other.high or not one.low <= other.high <= APART_AT_MOST * one.low:
        return False
    between = tokens.words[one.end : other.start]
    match one.bound, other.bound:
        case "min_only", "range":
            return bool(MIDDLE & {*between}) and len(between) <= GAP_AT_MOST
        case "min_only", "max_only" | "point":
            is_end = other.bound == "max_only" or between[-1:] == ["to"]
            return is_end and _are_least_and_most(tokens, one, between)
        case "point", "point":
            return one.sign == other.sign and _are_alike(tokens, one, other, between)
    return False


def _are_least_and_most(tokens: Tokens, one: Figure, between: list[str]) -> bool:
    labels = {*tokens.words[max(0, one.start - FAR) : one.start], *between}
    return len(between) <= GAP_AT_MOST and not labels & OTHERS and (BREAK not in between or bool(labels & MINIMUM))


def _are_alike(tokens: Tokens, one: Figure, other: Figure, between: list[str]) -> bool:
    """True for two points written alike: over a slash, on two lines under `range`, in two cells, by one period."""
    ratio = (other.high or 0) / (one.low or 1)
    if between == ["/"]:
        return 1 < ratio <= SLASHED_AT_MOST and not {"component", "sum"} & tokens.kinds[other.end].keys()
    if between == [BREAK]:
        return ratio <= NEAR_AT_MOST and bool(RANGE_WORDS & {*tokens.words[max(0, one.start - FAR) : one.start]})
    if between in ([], ["|"]):
        return _under_ends(tokens, one.start)
    return ratio <= NEAR_AT_MOST and _is_only_period(tokens, one.end, other)


def _is_only_period(tokens: Tokens, start: int, other: Figure) -> bool:
    """True where nothing but a period parts two figures and follows the second too: `$70,000/yr. $80,000/yr.`"""
    period = tokens.kinds[start].get("period")
    end = start + tokens.sizes[start]
    end += tokens.words[end : end + 1] == ["."]
    return bool(period) and end == other.start and tokens.kinds[other.end].get("period") == period


def _under_ends(tokens: Tokens, start: int) -> bool:
    """True in a table whose head names a least and a most."""
    head = {*tokens.words[max(0, start - TABLE) : start]}
    return bool(head & MINIMUM) and bool(head & MAXIMUM)
