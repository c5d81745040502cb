"""Whether a figure is pay, and of which component: by what is said of it, else by how it is written."""

from __future__ import annotations

from functools import cache

from . import currencies, pay_context, taxonomy
from .amounts import Figure
from .pay_context import ADDING, PLAIN_PAY, Said
from .pay_tokens import BREAK, Tokens

LINKED = {"/", "=", "_", "#", "&", "?", "-", "."}
HOURS, MONTHS, SHORTER_AT_MOST = 2080, 12, 4
BOUND = {"low", "high", "between"}
UNSIGNED = 6000.0, 2e9
EQUITY = {"equity_grant", "rsu_annual"}
SHARES = {"bonus_target", "commission"}
SMALL, SMALL_AT_MOST = {"stipend", "allowance", "referral", "per_diem"}, 2
SHORT_LINE, NEAR_SHARE = 14, 1
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
    least, most = likely_year(figure.sign)
    if said.reason or (top(figure) > most and not figure.is_percent):
        return None
    if figure.is_percent:
        return _share(said)
    if said.component == "perk" and top(figure) >= least:
        said.component = said.how = None
    if said.component:
        return _named(figure, said, least)
    is_likely = top(figure) >= least or "period" in said.details
    is_given = is_whole and is_likely and figure.factor < 1_000_000 and _opens(tokens, figure)
    return "base" if is_given or _stands_alone(tokens, figure, said, least) else None


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
    if named in PLAIN_PAY and "period" not in said.details and top(figure) * HOURS < least:
        return None
    if figure.factor >= 1_000_000 and least < 100_000 and named not in PLAIN_PAY | EQUITY:
        return None
    is_money_said = figure.sign or "sign" in said.details
    return named if is_money_said or named in PLAIN_PAY else None


def is_beyond(figure: Figure, said: Said) -> bool:
    """True where the period said would make a year's pay of a figure more than anyone earns."""
    period = said.details.get("period", "").partition(" ")[0]
    if figure.is_percent or period in ("", "year", "project"):
        return False
    return top(figure) * _per_year(period) > likely_year(figure.sign)[1] / SHORTER_AT_MOST


@cache
def likely_year(sign: str) -> tuple[float, float]:
    """Least and most that any currency of a sign may pay a year."""
    codes = {*currencies.meanings(sign).values()} if sign else set()
    rows = [row for row in taxonomy.table("currencies").to_dicts() if row["currency_code"] in codes]
    if not rows:
        return UNSIGNED
    return min(float(row["annual_low"]) for row in rows), max(float(row["annual_high"]) for row in rows)


@cache
def _per_year(period: str) -> float:
    rows = taxonomy.table("periods").to_dicts()
    return next((float(row["per_year"] or 0) for row in rows if row["period_code"] == period), 0)


def _stands_alone(tokens: Tokens, figure: Figure, said: Said, least: float) -> bool:
    """True for a figure without a word about pay that is written as pay is: by the hour, gross, in its own slot."""
    is_big = figure.factor >= 1_000_000 and least < 100_000
    has_sign = bool(figure.sign or said.details.get("sign"))
    if is_big or not (has_sign or figure.factor > 1):
        return False
    if period := said.details.get("period"):
        if not has_sign and "period" not in tokens.kinds[figure.end]:
            return False
        return least <= top(figure) * _per_year(period.partition(" ")[0])
    if "gross" in said.details and figure.sign and said.end:
        return least <= top(figure) * MONTHS
    return top(figure) >= least and _has_own_slot(tokens, figure, max(said.end, figure.end))


def _has_own_slot(tokens: Tokens, figure: Figure, right: int) -> bool:
    """True where brackets, bars or line ends stand around a figure, as in lists of jobs.

    right: the token after the figure and what belongs to it
    """
    left = figure.start - 1
    while left >= 0 and ("low" in tokens.kinds[left] or "high" in tokens.kinds[left] or tokens.inside[left]):
        left -= 1
    before = tokens.words[left] if left >= 0 else BREAK
    follows = tokens.words[right] if right < len(tokens.words) else BREAK
    opens = before in OPENERS or not before.isalnum()
    if follows not in CLOSERS and not _is_share(tokens, right):
        return False
    if figure.bound == "range" and not opens:
        return tokens.initial(left).isupper() and (follows in STRICT_CLOSERS or _is_share(tokens, right))
    if not opens or figure.bound == "range" or _adds_extras(tokens, right):
        return opens
    return before in SLOT and (figure.bound == "min_only" or _line_is_short(tokens, figure))


def _opens(tokens: Tokens, figure: Figure) -> bool:
    """True where nothing but `from`, `up to` or the like stands before a figure."""
    return all(
        tokens.inside[index] or not tokens.words[index][0].isalpha() or BOUND & tokens.kinds[index].keys()
        for index in range(figure.start)
    )


def _adds_extras(tokens: Tokens, index: int) -> bool:
    """True where ` + equity`, ` + bonus` or the like follows: only pay is written so."""
    follows = {tokens.kinds[after].get("component") for after in range(index + 1, index + 4)}
    return (
        tokens.words[index : index + 1] != []
        and tokens.words[index] in ADDING
        and bool(follows & {*EQUITY, "bonus_target"})
    )


def _is_share(tokens: Tokens, index: int) -> bool:
    """True where a per cent figure follows, as equity does in lists of jobs."""
    return "%" in tokens.words[index + 1 : index + 2] and tokens.words[index][0].isdigit()


def _line_is_short(tokens: Tokens, figure: Figure) -> bool:
    start = pay_context.line_start(tokens, figure.start)
    line = tokens.words[start : start + 4 * SHORT_LINE]
    if BREAK in line[figure.start - start :]:
        line = line[: line.index(BREAK, figure.start - start)]
    return len(line) <= SHORT_LINE or "|" in line
