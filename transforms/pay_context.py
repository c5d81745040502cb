"""What the words around a figure say of it: component, period, gross or net, contract, or that it is no pay at all.

Nearer words win: what follows the figure at once, then the clause before it, then the lines above it. A clause ends
at a line, a sentence, a bar or another figure, so that a bonus or a pension named beside a range does not touch it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict

from .amounts import Figure
from .pay_tokens import BREAK, Tokens

ABBREVIATED = {
    "st",
    "approx",
    "ca",
    "inc",
    "dr",
    "vs",
    "mt",
    "ft",
    "no",
    "incl",
    "excl",
    "est",
    "ggf",
    "zzgl",
    "bzw",
    "d",
    "c",
}
BARS = {"|", "•", ";", "·", "●", "▪", "*", "◦", "‣", "。", "✅", "→"}
STOPS = {".", "!", "?", "。"}
ENDS = {BREAK, *BARS, *STOPS}
SLOTS = {"(", "|", "-", "[", "•", "·"}
COPULAS = {"is", "are", "be", ":", "ranges", "range", "ist", "beträgt", "liegt", "est", "es", "è", "is:"}
LIGHT = {
    "of", "is", "are", ":", "a", "an", "the", "at", "be", "about", "around", "approximately", "approx", "(",
    "worth", "our", "this", "your", "for", "in", ",", "usd", "-", "=", "to", "von", "de", "du", "des", "la", "le",
    "el", "di", "da", "do", "van", "w", "na", "will", "ist", "est", "es", "é", "è", "circa", "ca", "'", "per", "/",
    "up", "offered", "currently", "typically", "generally", "starting", "pro", "bei", "range", "ranges", "ranging",
    "~", "*", '"',
}  # fmt: skip
SUMS = {"ote", "total_cash", "total_comp"}
PLAIN_PAY = {"base", "ote", "total_cash", "total_comp"}
TIMES, EACH = {"x", "×"}, {"per", "every", "each", "pro", "par", "por"}
ADDING = {"+", "plus", "&", "and"}
CLAUSE, AFTER, LINES_ABOVE, ABOVE = 45, 14, 5, 120
SHORT_HEADING, HEADING_WORDS = 6, 10
NEAR_AFTER, NEAR_BEFORE, NEAR_RANGE, FAR_BEFORE = 5, 1, 3, 8


class Details(TypedDict, total=False):
    """What words near a figure say of it beside its component; missing where nothing is said."""

    period: str
    sign: str
    gross: str
    contract: str
    payments: float
    hours: float
    country: str
    is_full_time_figure: bool
    is_hiring: bool
    is_full: bool
    is_estimate: bool
    is_floor: bool


@dataclass(slots=True)
class Said:
    """What is said of a figure.

    component: None where nothing says one; reason: why it is no pay; how: after, before, above, listed
    near: words between the component's cue and the figure; end: token after the words that belong to the figure
    """

    component: str | None = None
    reason: str | None = None
    how: str | None = None
    near: int = 0
    end: int = 0
    details: Details = field(default_factory=Details)

    def fill(self, other: Said) -> None:
        """Take over what is not said here yet. A component or reason comes with how it was said."""
        if self.component is None and self.reason is None:
            self.component, self.reason, self.how, self.near = (
                other.component,
                other.reason,
                other.how,
                other.near,
            )
        self.details = {**other.details, **self.details}


def stops(tokens: Tokens, index: int) -> bool:
    """True where a token ends a sentence."""
    if tokens.words[index] not in STOPS or tokens.inside[index] or tokens.kinds[index]:
        return False
    if index and tokens.words[index - 1] in ABBREVIATED and tokens.touches(index):
        return False
    after = index + 1
    if after >= len(tokens.words) or tokens.words[after] == BREAK or tokens.words[index] == "。":
        return True
    return not tokens.touches(after) and not tokens.initial(after).islower()


def ends_clause(tokens: Tokens, index: int) -> bool:
    """True where a token ends a line or sentence or parts slots of a line."""
    word = tokens.words[index]
    if word not in ENDS:
        return False
    if word == "·" and tokens.touches(index) and tokens.touches(index + 1):
        return False
    return word == BREAK or word in BARS or stops(tokens, index)


def clause_start(tokens: Tokens, figure: Figure, floor: int) -> int:
    """First token of the clause that a figure ends."""
    index = figure.start
    lowest = max(floor, figure.start - CLAUSE)
    while index > lowest and (
        tokens.words[index - 1] not in ENDS or tokens.inside[index - 1] or not ends_clause(tokens, index - 1)
    ):
        index -= 1
    return index


def line_start(tokens: Tokens, index: int) -> int:
    """First token of the line that a token stands in, at most `ABOVE` tokens back."""
    lowest = max(0, index - ABOVE)
    while index > lowest and tokens.words[index - 1] != BREAK:
        index -= 1
    return index


def after(tokens: Tokens, figure: Figure, limit: int) -> tuple[Said, bool]:
    """What follows a figure at once, and whether the words run on into the next figure."""
    said = Said()
    details = said.details
    index, words, depth, at_depth, is_open = figure.end, 0, 0, 0, True
    last = min(limit, figure.end + AFTER, len(tokens.words))
    while index < last:
        word, kinds = tokens.words[index], tokens.kinds[index]
        if word in ENDS and ends_clause(tokens, index):
            break
        following = index + tokens.sizes[index]
        if not kinds:
            depth += (word == "(") - (word == ")")
            is_open = (
                words <= NEAR_AFTER
                if word == "("
                else is_open and not ((word == ")" and depth < 0) or (word == "," and depth == 0))
            )
            words += word[0].isalpha() and word not in LIGHT
            if word in TIMES:
                _details(tokens, index, details)
            elif word in EACH and words == 0 and tokens.raw(following, following + 1)[:1].isdigit():
                said.reason, said.how = "unit", "after"
            index = following
            continue
        if "period" in kinds:
            if "period" not in details and words <= NEAR_AFTER and not tokens.is_cut(index):
                details["period"], said.end = kinds["period"], following
        elif "excl" in kinds or ("stop" in kinds and (depth <= 0 or word in ADDING)):
            _value_added(tokens, index, last, details)
            break
        if said.component == "perk" and "not_any" in kinds and words == said.near:
            said.component = None
        if is_open and words <= NEAR_AFTER and said.component is None and said.reason is None:
            _take(kinds, said, is_unit=index == figure.end)
            said.near, at_depth = words, depth
        _details(tokens, index, details)
        if "gross" in kinds and (said.end or figure.end) == index:
            said.end = following
        index = following
    runs_on = index >= limit and limit < len(tokens.words)
    if runs_on and at_depth > 0:
        said.component = said.reason = said.how = None
    return said, runs_on


def _value_added(tokens: Tokens, index: int, limit: int, details: Details) -> None:
    """`+ VAT` after a figure makes it an invoice."""
    for rest in range(index, min(limit, index + 4)):
        if ends_clause(tokens, rest):
            return
        if tokens.kinds[rest].get("contract") == "b2b":
            details.setdefault("contract", "b2b")


def _take(kinds: dict[str, str], said: Said, *, is_unit: bool) -> None:
    if "component" in kinds or "sum" in kinds:
        said.component, said.how = kinds.get("component", "base"), "after"
    elif "not_any" in kinds or (is_unit and "not_after" in kinds):
        said.reason, said.how = kinds.get("not_any") or kinds["not_after"], "after"


def _details(tokens: Tokens, index: int, details: Details) -> None:
    kinds = tokens.kinds[index]
    if tokens.words[index] in TIMES or "payments" in kinds:
        payments = _small(tokens, index - 1, 12, 20) or _small(tokens, index + 1, 12, 20)
        if payments:
            details.setdefault("payments", payments)
    if "gross" in kinds:
        details.setdefault("gross", kinds["gross"])
    if "contract" in kinds:
        details.setdefault("contract", kinds["contract"])
    if "sign" in kinds:
        details.setdefault("sign", kinds["sign"])
    if "country" in kinds:
        details.setdefault("country", kinds["country"])
    if "hours" in kinds and (hours := _small(tokens, index - 1, 4, 60)):
        details.setdefault("hours", hours)
    if "fte" in kinds:
        details["is_full_time_figure"] = True
    if "hiring" in kinds:
        details["is_hiring"] = True
    if "full" in kinds:
        details["is_full"] = True
    if "estimate" in kinds:
        details["is_estimate"] = True
    if "floor" in kinds:
        details["is_floor"] = True


def _small(tokens: Tokens, index: int, least: float, most: float) -> float | None:
    word = tokens.raw(max(index, 0), index + 1).replace(",", ".")
    if not word[:1].isdecimal() or word.count(".") > 1 or "'" in word or " " in word:
        return None
    value = float(word)
    return value if least <= value <= most else None


class _Found(NamedTuple):
    """A cue of the clause: words before it, its code, and how deep in brackets it stands."""

    words: int
    code: str
    depth: int
    index: int = 0


def before(tokens: Tokens, figure: Figure, start: int, *, follows_figure: bool) -> Said:
    """What the clause before a figure says: the nearest component, unless the clause is about something else.

    follows_figure: the clause begins right after another figure, whose own words up to a comma are not ours
    """
    said = Said()
    pays: list[_Found] = []
    others: list[_Found] = []
    reasons: list[_Found] = []
    left_out: list[_Found] = []
    words, depth, excluded = 0, 0, False
    for index in range(start, figure.start):
        if tokens.inside[index]:
            continue
        kinds, word = tokens.kinds[index], tokens.words[index]
        depth += (word == "(") - (word == ")")
        if follows_figure and (depth < 0 or word == ","):
            depth, follows_figure = max(depth, 0), depth < 0
            pays, others, reasons = [], [], []
        if word in COPULAS:
            excluded = False
        if word == "," and tokens.words[index + 1] in ("and", "or"):
            said.details.pop("period", None)
        if not kinds:
            words += word not in LIGHT and word[0].isalpha()
            continue
        component = kinds.get("sum") or kinds.get("component")
        if "excl" in kinds:
            excluded = True
        elif component:
            if pays and component in SUMS and depth == pays[-1].depth + 1 and not _is_added(tokens, pays[-1].index, index):
                depth_of_pay, pays = pays[-1].depth, []
            else:
                depth_of_pay = depth
            found = left_out if excluded else pays if component in PLAIN_PAY else others
            found.append(_Found(words, component, depth_of_pay, index))
            words += 1
        elif "not_any" in kinds and not excluded:
            reasons.append(_Found(words, kinds["not_any"], depth, index))
            words += 1
        if "period" in kinds:
            said.details["period"] = kinds["period"]
        nearest: Details = {}
        _details(tokens, index, nearest)
        said.details.update(nearest)
    is_pay_like = figure.bound == "range" and not figure.is_percent and (figure.low or 0) >= 10_000
    reach = NEAR_BEFORE if pays else NEAR_RANGE if is_pay_like else FAR_BEFORE
    if is_pay_like and tokens.words[figure.start - 1] in SLOTS:
        reasons = [reason for reason in reasons if not _is_in_title(tokens, reason.index, figure.start - 1)]
    if left_out and not (pays or others or reasons) and words - left_out[-1].words - 1 <= NEAR_BEFORE:
        others = left_out
    _choose(said, words, _outside(pays, depth), _outside(others, depth), _outside(reasons, depth), reach)
    return said


def _is_bracketed(tokens: Tokens, first: int, last: int) -> bool:
    return "(" in tokens.words[first:last] and not _is_added(tokens, first, last)


def _is_added(tokens: Tokens, first: int, last: int) -> bool:
    """True where a word of adding stands between two components: `base (plus OTE)`."""
    return any(tokens.words[index] in ADDING or "excl" in tokens.kinds[index] for index in range(first + 1, last))


def _is_in_title(tokens: Tokens, index: int, end: int) -> bool:
    """True for a cue that is part of a job's title before a bracket or bar: `Talent Acquisition (`, `Tax Analyst |`."""
    while end > index and not tokens.words[end - 1][0].isalpha():
        end -= 1
    last = index + tokens.sizes[index]
    names = [near for near in (index - 1, last) if 0 <= near < end and tokens.words[near][0].isalpha()]
    return tokens.initial(index).isupper() and any(
        tokens.initial(near).isupper() and not tokens.kinds[near] for near in names
    )


def _outside(found: list[_Found], depth: int) -> list[_Found]:
    """Without what stands in brackets that are closed again, if anything is left."""
    return [one for one in found if one.depth <= depth] or found


def _choose(
    said: Said, words: int, pays: list[_Found], others: list[_Found], reasons: list[_Found], reach: int
) -> None:
    nothing = _Found(-99, "", 0)
    pay, other, reason = (found[-1] if found else nothing for found in (pays, others, reasons))
    if reason.words > max(pay.words, other.words) and words - reason.words - 1 <= reach:
        said.reason, said.how = reason.code, "before"
    elif other.words > pay.words and words - other.words - 1 <= reach:
        said.component, said.how = other.code, "before"
    elif pays:
        said.component, said.how = pay.code, "before"


def above(tokens: Tokens, start: int, floor: int) -> Said:
    """What the lines above a line say, up to the first that names a component."""
    said = Said()
    while 0 < floor < start and tokens.words[floor] != BREAK:
        floor += 1
    end = start - 1
    for _ in range(LINES_ABOVE):
        while end > floor and tokens.words[end - 1] == BREAK:
            end -= 1
        first = end
        while first > floor and tokens.words[first - 1] != BREAK:
            first -= 1
        if first >= end or start - first > ABOVE:
            break
        first = _last_sentence(tokens, first, end)
        heading = line(tokens, first, end)
        if heading.component is None and end - first > SHORT_HEADING:
            heading.details.pop("period", None)
            heading.details.pop("sign", None)
        said.fill(heading)
        if said.component or said.reason:
            break
        end = first - 1 if first > floor else floor
        while end > floor and tokens.words[end] != BREAK:
            end -= 1
        if end <= floor:
            break
    return said


def _last_sentence(tokens: Tokens, first: int, end: int) -> int:
    for index in range(end - 2, first, -1):
        if stops(tokens, index):
            return index + 1
    return first


def line(tokens: Tokens, first: int, end: int) -> Said:
    """What a whole line says; base pay wins over extras that it also names."""
    said = Said()
    components: list[str] = []
    excluded, last_at = False, first
    for index in range(first, end):
        kinds = tokens.kinds[index]
        if tokens.words[index] in COPULAS:
            excluded = False
        if "excl" in kinds:
            excluded = True
        if (component := kinds.get("sum") or kinds.get("component")) and not excluded:
            if component in SUMS and components[-1:] == ["base"] and _is_bracketed(tokens, last_at, index):
                components.pop()  # `Compensation range (OTE)`
            components.append(component)
            last_at = index
        if "period" in kinds:
            said.details.setdefault("period", kinds["period"])
        _details(tokens, index, said.details)
    plain = [component for component in components if component in PLAIN_PAY]
    words = sum(word[0].isalpha() for word in tokens.words[first:end])
    is_heading = words <= HEADING_WORDS or tokens.words[end - 1] in (":", "is", "are")
    if plain:
        said.component = plain[0] if is_heading else "base"
        said.how = "above"
    elif components and is_heading:
        said.component, said.how = components[-1], "above"
    elif is_heading:
        reasons = [tokens.kinds[i]["not_any"] for i in range(first, end) if "not_any" in tokens.kinds[i]]
        if reasons:
            said.reason, said.how = reasons[-1], "above"
    return said
