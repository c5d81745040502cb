"""Whether a figure is pay, and of which component: by what is said of it, else by how it is written."""

from __future__ import annotations

from functools import cache

from . import currencies, pay_context, pay_scope, taxonomy
from .amounts import Figure
from .pay_context import ADDING, PLAIN_PAY, SUMS, Said
from .pay_stated import Stated
from .pay_tokens import BREAK, Tokens

LINKED = {"/", "=", "_", "#", "&", "?", "-", "."}
HOURS, MONTHS, SHORTER_AT_MOST = 2080, 12, 4
BOUND = {"low", "high", "between"}
UNSIGNED = 6000.0, 2e9
STRONG = 20_000, 1_000_000
STRONG_HIGH = 5_000_000
EQUITY_AT_MOST, EQUITY_SLOT = 5, {",", "+", "•", "|", "·", "&", "plus"}
EQUITY = {"equity_grant", "rsu_annual"}
SHARES = {"bonus_target", "commission"}
SMALL, SMALL_AT_MOST = {"stipend", "allowance", "referral", "per_diem"}, 2
SHORT_LINE, NEAR_SHARE = 14, 1
SHARE_AHEAD = 9
BY_MONTH, GROSS_NEAR, LEVEL_TOKENS, THOUSAND = 4, 2, 2, 1000
ABOUT = {
    "circa",
    "ca",
    "c",
    "approx",
    "about",
    "around",
    "approximately",
    "roughly",
    "~",
    "up",
    "rund",
    "env",
    "environ",
}
RESTATING, RESTATED_WITHIN = {"(", "=", "/", "or", *ABOUT}, 0.2
SLOT = {BREAK, "|", "(", "•", "·", "-"}
OPENERS = {BREAK, "(", "[", ",", "-", ":", "~", "/", *pay_context.BARS}
STRICT_CLOSERS = {BREAK, "|", "•", "·", "("}
CLOSERS = {
    *OPENERS, ")", "]", "+", ".", "&", "plus", "doe", "or", "and", "with", "depending", "based", "equity", "in", "at",
    "for", "per",
}  # fmt: skip


def is_money(tokens: Tokens, figure: Figure) -> bool:
    """False for years, counts and other bare numbers."""
    highest = top(figure)
    if not figure.sign and tokens.touches(figure.start) and tokens.words[figure.start - 1] in LINKED:
        return False
    if figure.is_percent:
        return True
    period = tokens.kinds[figure.end].get("period", "").partition(" ")[0]
    if figure.sign:
        is_version = figure.sign.isalpha() and not period and highest * HOURS < likely_year(figure.sign)[0]
        return highest > 1 and not is_version
    if period and figure.factor == 1 and highest < 1000:
        return period in ("hour", "day") and highest >= 5
    if figure.factor > 1:
        return highest >= 10_000
    return highest >= 1000 and not _is_year(tokens, figure)


def _is_year(tokens: Tokens, figure: Figure) -> bool:
    low, high = figure.low or top(figure), top(figure)
    digits = tokens.raw(figure.start, figure.end).strip(" +")
    return low >= 1900 and high <= 2100 and (figure.bound == "range" or digits.isdigit())


def top(figure: Figure) -> float:
    """The higher end that a figure states."""
    return figure.high if figure.high is not None else figure.low or 0


def component(tokens: Tokens, figure: Figure, said: Said, *, is_whole: bool) -> str | None:
    """What kind of pay a figure is; None where it is none.

    is_whole: the passage is all there is and was given as pay, so that a figure alone is enough
    """
    least = likely_year(figure.sign)[0]
    if said.reason or is_too_much(figure):
        return None
    if figure.is_percent:
        return _share(said)
    is_no_perk = said.component == "perk" and (top(figure) >= least or _is_hourly(tokens, figure, said))
    if is_no_perk or (said.component in ("perk", "stipend") and _is_day_rate(tokens, figure, said)):
        said.component = said.how = None
    if said.component:
        return _named(figure, said, least)
    is_likely = top(figure) >= least or "period" in said.details
    is_given = is_whole and is_likely and figure.factor < 1_000_000 and _opens(tokens, figure)
    return "base" if is_given or _stands_alone(tokens, figure, said) else None


def is_too_much(figure: Figure) -> bool:
    """True for an amount that nobody is paid in a year, in whatever currency its sign may mean."""
    return top(figure) > likely_year(figure.sign)[1] and not figure.is_percent


def beside(tokens: Tokens, figure: Figure, said: Said, floor: int, last: Stated) -> str | None:
    """What kind of pay a figure is right after pay that was stated before it.

    None where it says the same pay by another period, `$4,000/mo ($48,000/yr)`; a total that is added to base pay but is
    less can only be the part that varies, `£60,000 basic + £10,000 OTE`.
    """
    between, component = tokens.words[floor : figure.start], said.component or "base"
    paid, other = period_of(said), last.period_code or ""
    before = last.pay_max or last.pay_min or 0
    if paid and other and paid != other and last.component == component and RESTATING.issuperset(between):
        once, again = before * _per_year(other), top(figure) * _per_year(paid)
        return None if once and abs(again / once - 1) <= RESTATED_WITHIN else component
    is_added = component in SUMS and last.component == "base" and bool({"+", "plus"} & {*between})
    return "bonus_target" if is_added and top(figure) < (last.pay_min or before) else component


def _is_hourly(tokens: Tokens, figure: Figure, said: Said) -> bool:
    return said.details.get("period") == "hour" and "period" in tokens.kinds[figure.end]


def _is_day_rate(tokens: Tokens, figure: Figure, said: Said) -> bool:
    """True for a contractor's price of a day that is called a perk or a mere budget: `Freelance, budget: 500 €/day`.

    A budget for something (`travel budget`) is none.
    """
    is_daily = said.details.get("period") == "day" and "period" in tokens.kinds[figure.end]
    if not is_daily or said.details.get("contract") not in ("b2b", "contractor"):
        return False
    word = figure.start - (2 if tokens.words[figure.start - 1 : figure.start] == [":"] else 1)
    is_mere = not any(each[:1].isalpha() for each in tokens.words[max(word - 1, 0) : word])
    return said.component == "perk" or (word >= 0 and tokens.words[word] == "budget" and is_mere)


def is_equity_share(tokens: Tokens, figure: Figure, floor: int, last: str) -> bool:
    """True for a small share that stands in the slot after pay, as equity does: `$150k - $200k, 0.5% - 1%`."""
    between = tokens.words[floor : figure.start]
    follows = tokens.words[figure.end] if figure.end < len(tokens.words) else BREAK
    return (
        figure.is_percent
        and last in PLAIN_PAY
        and 0 < top(figure) <= EQUITY_AT_MOST
        and len(between) == 1
        and between[0] in EQUITY_SLOT
        and follows in {BREAK, *EQUITY_SLOT, "."}
    )


def _share(said: Said) -> str | None:
    """A figure in per cent: equity or a bonus named before it or right after it."""
    if said.how == "after" and said.near > NEAR_SHARE:
        return None
    return "equity_pct" if said.component in EQUITY else said.component if said.component in SHARES else None


def _named(figure: Figure, said: Said, least: float) -> str | None:
    named = "stipend" if said.component == "perk" else said.component
    is_yearly = said.details.get("period", "year") == "year"
    if named in SMALL and top(figure) >= SMALL_AT_MOST * least and is_yearly:
        return None
    shortest = MONTHS if said.is_amount else HOURS
    if named in PLAIN_PAY and "period" not in said.details and top(figure) * shortest < least:
        return None
    if figure.factor >= 1_000_000 and least < 100_000 and named not in PLAIN_PAY | EQUITY:
        return None
    is_money_said = figure.sign or "sign" in said.details
    return named if is_money_said or named in PLAIN_PAY else None


def is_beyond(figure: Figure, said: Said) -> bool:
    """True where the period said would make a year's pay of a figure more than anyone earns."""
    period = period_of(said)
    if figure.is_percent or period in ("", "year", "project"):
        return False
    return top(figure) * _per_year(period) > _most(figure) / SHORTER_AT_MOST


def _most(figure: Figure) -> float:
    """What a year of the sign's strongest currency may pay at most, or of any for figures that none of those reach."""
    highs = [float(row["annual_high"]) for row in _currencies(figure.sign)]
    return (min(highs) if STRONG[0] <= top(figure) < STRONG[1] else max(highs)) if highs else UNSIGNED[1]


@cache
def likely_year(sign: str) -> tuple[float, float]:
    """Least and most that any currency of a sign may pay a year."""
    rows = _currencies(sign)
    if not rows:
        return UNSIGNED
    return min(float(row["annual_low"]) for row in rows), max(float(row["annual_high"]) for row in rows)


@cache
def _currencies(sign: str) -> list[dict[str, str]]:
    codes = {*currencies.meanings(sign).values()} if sign else set()
    return [row for row in taxonomy.table("currencies").to_dicts() if row["currency_code"] in codes]


@cache
def _per_year(period: str) -> float:
    rows = taxonomy.table("periods").to_dicts()
    return next((float(row["per_year"] or 0) for row in rows if row["period_code"] == period), 0)


def _stands_alone(tokens: Tokens, figure: Figure, said: Said) -> bool:
    """True for a figure without a word about pay that is written as pay is: gross, by a period, with equity, a range in
    a sentence about the job, or in its own slot.
    """
    least, most = likely_year(figure.sign)
    has_sign = bool(figure.sign or said.details.get("sign"))
    if (figure.factor >= 1_000_000 and most <= STRONG_HIGH) or not (has_sign or figure.factor > 1):
        return False
    right = max(said.end, figure.end)
    period = period_of(said)
    if figure.sign and (("gross" in said.details and said.end) or _follows_gross(tokens, figure)):
        return least <= top(figure) * (_per_year(period) or MONTHS)
    if period:
        return least <= top(figure) * _per_year(period) and _is_said_by(period, tokens, figure, has_sign=has_sign)
    if _brings_equity(tokens, right) and top(figure) >= least:
        return True
    is_year = figure.bound == "range" and bool(figure.sign) and (figure.low or 0) >= least
    if is_year and pay_context.is_hinted(tokens, figure):
        return True
    by_month = least / BY_MONTH if figure.bound == "range" or _is_paid_monthly(figure.sign) else least
    return top(figure) >= by_month and _has_own_slot(tokens, figure, right)


def _is_said_by(period: str, tokens: Tokens, figure: Figure, *, has_sign: bool) -> bool:
    """True where the period makes it pay: anything but a year does, a year only in a slot or beside a hint."""
    if not has_sign and "period" not in tokens.kinds[figure.end]:
        return False
    is_apart = _opens_slot(tokens, figure) or _follows_name(tokens, figure)
    return period != "year" or is_apart or pay_context.is_hinted(tokens, figure)


def period_of(said: Said) -> str:
    """The period said, without its payments a year; empty where none is."""
    return said.details.get("period", "").partition(" ")[0]


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


@cache
def _is_paid_monthly(sign: str) -> bool:
    """True for a sign whose every country pays by the month."""
    codes = [row["currency_code"] for row in _currencies(sign)]
    habits = {
        row["usual_period"] for row in taxonomy.table("country_pay_habits").to_dicts() if row["currency_code"] in codes
    }
    return habits == {"month"}


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
        return _follows_name(tokens, figure) and (follows in STRICT_CLOSERS or _is_share(tokens, right))
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
    return before in OPENERS or not before.isalnum() or _follows_level(tokens, figure.start)


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


def _opens(tokens: Tokens, figure: Figure) -> bool:
    """True where nothing but `from`, `up to` or the like stands before a figure."""
    return all(
        tokens.inside[index] or not tokens.words[index][0].isalpha() or BOUND & tokens.kinds[index].keys()
        for index in range(figure.start)
    )


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
