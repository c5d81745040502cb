"""Pay bands stated in a passage of text: every figure, what its surroundings say of it, and whether that is pay."""

from __future__ import annotations

from . import (
    currencies,
    figures,
    pay_above,
    pay_after,
    pay_before,
    pay_context,
    pay_judgement,
    pay_likely,
    pay_scope,
    pay_stated,
    pay_tokens,
    range_ends,
)
from .figures import Figure
from .pay_context import PLAIN_PAY, Said
from .pay_passages import LineKind
from .pay_stated import Stated
from .pay_tokens import BREAK, Tokens

ALIKE, LIST_TOKENS, TAIL = 8, 70, 30
LABEL_TOKENS, HEADING_TOKENS = 40, 8
CELL_BARS = {"|", "•", "·"}
LIST_MARKS = {BREAK, ";", "|", ",", "/"}
ENDED = {"range", "point"}
ADDED = (["+"], ["plus"])
JOINS = [["/"], ["or"], ["oder"], ["ou"]]
SHARES = {"bonus_target", "commission", "equity_grant", "rsu_annual", "equity_pct"}
ENDS_APART = {")", "in"}
TAIL_ENDS = {"+", "plus", "with", "depending", "based"}


def read(text: str, *, is_whole: bool = False) -> list[Stated]:
    """Bands of a passage.

    is_whole: the passage is all there is and was given as pay, so that a figure alone is enough
    """
    return _read(pay_tokens.read(text), is_whole=is_whole)[1]


def read_line(line: str) -> tuple[LineKind, list[Stated]]:
    """Whether a line needs its surroundings, and its bands where it does not: `closed` where it says itself that each
    of its figures is an extra or no pay, `named` where it says of each that it is pay or not, `void` where it holds no
    figure of money, else `open`.
    """
    return _read(pay_tokens.read(line), is_line=True)


def _read(tokens: Tokens, *, is_whole: bool = False, is_line: bool = False) -> tuple[LineKind, list[Stated]]:
    figures = _figures(tokens)
    kind: LineKind = "closed" if figures else "void"
    bands: list[Stated] = []
    last: Said | None = None
    floor = scope_floor = 0
    for number, figure in enumerate(figures):
        limit = figures[number + 1].start if number + 1 < len(figures) else len(tokens.words)
        said = _said(tokens, figure, floor, limit)
        said = _with_last(tokens, figure, said, floor, last, bands)
        kind = _kind(figure, said, kind)
        if is_line and kind == "open":
            return kind, []
        component = pay_judgement.component(tokens, figure, said, is_whole=is_whole and len(figures) <= 2)
        if component is None and bands and pay_judgement.is_equity_share(tokens, figure, floor, bands[-1].component):
            component = "equity_pct"
        if component in PLAIN_PAY and bands:
            component = pay_judgement.beside(tokens, figure, said, floor, bands[-1])
        place = level = None
        if component in PLAIN_PAY:
            place, level, scope_floor = _scopes(tokens, figure, max(floor, scope_floor), limit, bands[-1:])
        if component:
            bands.append(pay_stated.band(tokens, figure, said, component, place, level))
            said.component = component
            if tokens.words[floor : figure.start] == ["/"]:
                bands[:-1] = _alternatives(bands)
        last = said if said.reason or component else last
        floor = max(figure.end, said.end, said.reach, pay_after.share_end(tokens, figure))
    return kind, bands


def _kind(figure: Figure, said: Said, before: LineKind) -> LineKind:
    if before == "open" or pay_likely.is_too_much(figure):
        return before
    if not (said.reason or said.component):
        return "open"
    if said.component in PLAIN_PAY:
        return "named" if figure.bound in ENDED else "open"
    return before


def _alternatives(bands: list[Stated]) -> list[Stated]:
    """The bands before the last with the last one's period: `60 EUR / 55 GBP / 70 USD per hour`."""
    last, *others = bands[::-1]
    for number, band in enumerate(others):
        if band.period_code or not last.period_code or band.component != last.component or band.sign == last.sign:
            break
        others[number] = band._replace(period_code=last.period_code, payments_per_year=last.payments_per_year)
    return others[::-1]


def _figures(tokens: Tokens) -> list[Figure]:
    joined = range_ends.join(tokens, figures.find(tokens))
    return [figure for figure in joined if pay_judgement.is_money(tokens, figure)]


def _said(tokens: Tokens, figure: Figure, floor: int, limit: int) -> Said:
    """What is said of a figure after, before and above it."""
    said, runs_on = pay_after.after(tokens, figure, limit)
    if figure.period:
        said.details.setdefault("period", figure.period)
    start = pay_context.clause_start(tokens, figure, floor)
    before = pay_before.before(tokens, figure, start, follows_figure=start == floor > 0)
    if before.component in PLAIN_PAY and not figure.is_percent and (runs_on or (said.reason and said.near > 1)):
        said.component = said.reason = None
    is_apart = said.component or (before.component in SHARES and said.near > 0)
    if figure.is_percent and said.component not in SHARES and is_apart:
        said.component = said.reason = None
    said.fill(before)
    if said.within and said.component == "base" and said.how == "before":
        said.component = said.within
    opens_line = start == 0 or tokens.words[start - 1] == BREAK or tokens.words[start - 1] in pay_context.BULLETS
    if not (said.component or said.reason) and opens_line:
        said.fill(pay_above.above(tokens, pay_context.line_start(tokens, figure.start), floor))
    return said


def _with_last(tokens: Tokens, figure: Figure, said: Said, floor: int, last: Said | None, bands: list[Stated]) -> Said:
    """Where nothing says what a figure is, what was said of the figure that it continues."""
    if last and not (said.component or said.reason):
        start = pay_context.clause_start(tokens, figure, floor)
        if last.reason and start == floor and ")" not in tokens.words[floor : figure.start]:
            said.fill(Said(reason=last.reason, how="listed"))
        elif last.component and tokens.words[floor : figure.start] in JOINS:
            said.fill(last)
        elif last.component in PLAIN_PAY and bands and _continues(tokens, figure, floor, bands[-1]):
            said.fill(last)
            said.how = "listed"
    if pay_likely.is_beyond(figure, said) and "period" not in tokens.kinds[figure.end]:
        del said.details["period"]
    return said


def _continues(tokens: Tokens, figure: Figure, floor: int, last: Stated) -> bool:
    """True for a figure that looks like the one before: the next line of a list, but nothing that is added to it."""
    if tokens.words[floor : figure.start][-1:] in ADDED:
        return False
    if figure.is_percent or figure.start - floor > LIST_TOKENS or last.component not in PLAIN_PAY:
        return False
    if last.sign and not figure.sign and figure.factor == 1:
        return False
    if (
        last.bound_type == "range"
        and figure.bound != "range"
        and not LIST_MARKS & {*tokens.words[floor : figure.start]}
    ):
        return False
    ours, theirs = figure.low or figure.high or 0, last.pay_min or last.pay_max or 0
    return currencies.agree(figure.sign, last.sign or "") and theirs / ALIKE <= ours <= theirs * ALIKE


def _scopes(
    tokens: Tokens, figure: Figure, floor: int, limit: int, last: list[Stated]
) -> tuple[str | None, str | None, int]:
    """Place and level that a figure is for, and the token up to which its words reach.

    They stand before it, after it, or in the line above; `last` is the band before, if any, whose list it may
    continue.
    """
    start = pay_context.clause_start(tokens, figure, floor)
    used = floor
    place, _ = pay_scope.place(tokens, start, figure.start)
    level, _ = pay_scope.level(tokens, start, figure.start)
    end = _tail_end(tokens, figure, limit)
    if ENDS_APART & {*tokens.words[figure.start : figure.end]}:
        end = (
            figure.end
        )  # `$90k (entry) to $140k (senior)`, `$90k in Ohio to $140k in Texas`: what follows is of one end
    if place is None:
        place, reached = pay_scope.place(tokens, figure.end, end)
        if place and reached == limit and _is_next_label(tokens, figure.end, limit):
            place = None
        used = max(used, reached if place else 0)
    if level is None:
        level, reached = pay_scope.level(tokens, figure.end, end)
        used = max(used, reached if level else 0)
    line = pay_context.line_start(tokens, figure.start)
    if start <= line and (place is None or level is None):
        first, before = _label_above(tokens, line, floor)
        has_label = any(word[0].isalpha() for word in tokens.words[line : figure.start])
        is_heading = before - first <= HEADING_TOKENS or (first < before and tokens.words[before - 1] == ":")
        if place is None and (not has_label or (level is None and is_heading)):
            place = pay_scope.place(tokens, first, before)[0]
        if level is None and (not has_label or (place is None and is_heading)):
            level = pay_scope.level(tokens, first, before)[0]
    if line < start and (place is None or level is None) and _is_row(tokens, line, start):
        place = place or pay_scope.place(tokens, line, start)[0]
        level = level or pay_scope.level(tokens, line, start)[0]
    for band in last:
        if place is None and band.location_scope:
            place = pay_scope.label(tokens, start, figure.start)
        if level is None and place and place != band.location_scope and BREAK not in tokens.words[floor : figure.start]:
            level = band.level_scope
    return place, level, used


def _is_next_label(tokens: Tokens, start: int, limit: int) -> bool:
    """True where the place between two figures follows a comma and so names the second: `US $160k, Europe €90k`."""
    between = tokens.words[start:limit]
    return "," in between and pay_scope.place(tokens, start, start + between.index(","))[0] is None


def _is_row(tokens: Tokens, line: int, start: int) -> bool:
    """True where the line of a figure is a row of a table: bars part it, and the line above or below it too.

    start: the token after the bar before the figure
    """
    bar, end = tokens.words[start - 1], start
    if bar not in CELL_BARS:
        return False
    while end < len(tokens.words) and tokens.words[end] != BREAK:
        end += 1
    above = tokens.words[pay_context.line_start(tokens, line - 1) : line - 1] if line else []
    below = tokens.words[end + 1 : end + 1 + LABEL_TOKENS]
    below = below[: below.index(BREAK)] if BREAK in below else below
    return bar in above or bar in below


def _tail_end(tokens: Tokens, figure: Figure, limit: int) -> int:
    end = figure.end
    while end < min(limit, figure.end + TAIL):
        if tokens.words[end] in TAIL_ENDS or "excl" in tokens.kinds[end] or pay_context.ends_clause(tokens, end):
            break
        end += 1
    return end


def _label_above(tokens: Tokens, line: int, floor: int) -> tuple[int, int]:
    """The line above a line, where it is short enough for a label; else an empty span."""
    last = line
    while last > floor and tokens.words[last - 1] == BREAK:
        last -= 1
    first = last
    while first > floor and tokens.words[first - 1] != BREAK:
        first -= 1
    is_label = first < last and (
        last - first <= LABEL_TOKENS or tokens.words[last - 1] in (":", "is", "are") or "zone" in tokens.kinds[first]
    )
    return (first, last) if is_label else (last, last)
