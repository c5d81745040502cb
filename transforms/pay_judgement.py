"""Whether a figure is pay, and of which component: by what is said of it, else by how it is written."""

from __future__ import annotations

from . import pay_likely, pay_slots
from .figures import Figure
from .pay_context import ABOUT, EQUITY, PLAIN_PAY, SUMS, Said
from .pay_stated import Stated
from .pay_tokens import BREAK, Tokens

LINKED = {"/", "=", "_", "#", "&", "?", "-", "."}
EQUITY_AT_MOST, EQUITY_SLOT = 5, {",", "+", "•", "|", "·", "&", "plus"}
BOUND = {"low", "high", "between"}
SHARES = {"bonus_target", "commission"}
SMALL, SMALL_AT_MOST = {"stipend", "allowance", "referral", "per_diem"}, 2
NEAR_SHARE = 1
RESTATING, RESTATED_WITHIN = {"(", "=", "/", "-", "or", *ABOUT}, 0.2


def is_money(tokens: Tokens, figure: Figure) -> bool:
    """False for years, counts and other bare numbers."""
    highest = pay_likely.top(figure)
    if not figure.sign and tokens.touches(figure.start) and tokens.words[figure.start - 1] in LINKED:
        return False
    if figure.is_percent:
        return True
    period = tokens.kinds[figure.end].get("period", "").partition(" ")[0]
    if figure.sign:
        is_version = (
            figure.sign.isalpha()
            and not period
            and highest * pay_likely.per_year("hour") < pay_likely.likely_year(figure.sign)[0]
        )
        return highest > 1 and not is_version
    if period and figure.factor == 1 and highest < 1000:
        return period in ("hour", "day") and highest >= 5
    if figure.factor > 1:
        return highest >= 10_000
    return highest >= 1000 and not _is_year(tokens, figure)


def _is_year(tokens: Tokens, figure: Figure) -> bool:
    low, high = figure.low or pay_likely.top(figure), pay_likely.top(figure)
    digits = tokens.raw(figure.start, figure.end).strip(" +")
    return low >= 1900 and high <= 2100 and (figure.bound == "range" or digits.isdigit())


def component(tokens: Tokens, figure: Figure, said: Said, *, is_whole: bool) -> str | None:
    """What kind of pay a figure is; None where it is none.

    is_whole: the passage is all there is and was given as pay, so that a figure alone is enough
    """
    least = pay_likely.likely_year(figure.sign)[0]
    if said.reason or pay_likely.is_too_much(figure):
        return None
    if figure.is_percent:
        return _share(said)
    is_no_perk = said.component == "perk" and (pay_likely.top(figure) >= least or _is_hourly(tokens, figure, said))
    if is_no_perk or (said.component in ("perk", "stipend") and _is_day_rate(tokens, figure, said)):
        said.component = said.how = None
    if said.component:
        return _named(figure, said, least)
    is_likely = pay_likely.top(figure) >= least or "period" in said.details
    is_given = is_whole and is_likely and figure.factor < 1_000_000 and _opens(tokens, figure)
    return "base" if is_given or pay_slots.stands_alone(tokens, figure, said) else None


def beside(tokens: Tokens, figure: Figure, said: Said, floor: int, last: Stated) -> str | None:
    """What kind of pay a figure is right after pay that was stated before it.

    None where it says the same pay by another period, `$4,000/mo ($48,000/yr)`; a total that is added to base pay but is
    less can only be the part that varies, `£60,000 basic + £10,000 OTE`.
    """
    between, component = tokens.words[floor : figure.start], said.component or "base"
    paid, other = pay_likely.period_of(said), last.period_code or ""
    before = last.pay_max or last.pay_min or 0
    is_restated = all(
        word in RESTATING or tokens.inside[index] or tokens.kinds[index].get("component") == component
        for index, word in enumerate(between, floor)
    )
    is_restated &= {said.details.get("gross"), last.gross_net} != {"gross", "net"}
    if paid and other and paid != other and last.component == component and is_restated:
        once, again = before * pay_likely.per_year(other), pay_likely.top(figure) * pay_likely.per_year(paid)
        return None if once and abs(again / once - 1) <= RESTATED_WITHIN else component
    is_added = component in SUMS and last.component == "base" and bool({"+", "plus"} & {*between})
    return "bonus_target" if is_added and pay_likely.top(figure) < (last.pay_min or before) else component


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
        and 0 < pay_likely.top(figure) <= EQUITY_AT_MOST
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
    if named in SMALL and pay_likely.top(figure) >= SMALL_AT_MOST * least and is_yearly:
        return None
    shortest = pay_likely.per_year("month") if said.is_amount else pay_likely.per_year("hour")
    if named in PLAIN_PAY and "period" not in said.details and pay_likely.top(figure) * shortest < least:
        return None
    if figure.factor >= 1_000_000 and least < 100_000 and named not in PLAIN_PAY | EQUITY:
        return None
    is_money_said = figure.sign or "sign" in said.details
    return named if is_money_said or named in PLAIN_PAY else None


def _opens(tokens: Tokens, figure: Figure) -> bool:
    """True where nothing but `from`, `up to` or the like stands before a figure."""
    return all(
        tokens.inside[index] or not tokens.words[index][0].isalpha() or BOUND & tokens.kinds[index].keys()
        for index in range(figure.start)
    )
