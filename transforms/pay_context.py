"""What the words around a figure say of it: component, period, gross or net, contract, or that it is no pay at all.

Nearer words win: what follows the figure at once, then the clause before it, then the lines above it. A clause ends
at a line, a sentence, a bar or another figure, so that a bonus or a pension named beside a range does not touch it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypedDict

from .figures import Figure
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
BULLETS = {"•", "·", "*", "●", "▪", "-", "◦", "‣"}
STOPS = {".", "!", "?", "。"}
ENDS = {BREAK, *BARS, *STOPS}
COPULAS = {"is", "are", "be", ":", "ranges", "range", "ist", "beträgt", "liegt", "est", "es", "è", "is:"}
LIGHT = {
    "of", "is", "are", ":", "a", "an", "the", "at", "be", "about", "around", "approximately", "approx", "(",
    "worth", "our", "this", "your", "for", "in", ",", "usd", "-", "=", "to", "von", "de", "du", "des", "la", "le",
    "el", "di", "da", "do", "van", "w", "na", "will", "ist", "est", "es", "é", "è", "circa", "ca", "'", "per", "/",
    "up", "offered", "currently", "typically", "generally", "starting", "pro", "bei", "range", "ranges", "ranging",
    "~", "*", '"',
}  # fmt: skip
SUMS = {"ote", "total_cash", "total_comp"}
PLAIN_PAY = {"base", *SUMS}
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
EQUITY = {"equity_grant", "rsu_annual"}
TIMES = {"x", "×", "*"}
ADDING = {"+", "plus", "&", "and"}
SAID: set[Literal["gross", "contract", "sign", "country"]] = {"gross", "contract", "sign", "country"}
MARKS: dict[str, Literal["is_hiring", "is_full", "is_estimate", "is_floor"]] = {
    "hiring": "is_hiring",
    "full": "is_full",
    "estimate": "is_estimate",
    "floor": "is_floor",
}
MERE_WORDS = {"hint", "party", "thing"}
BLOCKS = {"not_any", "party", "thing"}
CLAUSE, ABOVE = 45, 120
SHARES, TENTHS = (10, 99), (0.1, 0.99)


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
    fte_pct: float
    is_hiring: bool
    is_full: bool
    is_estimate: bool
    is_floor: bool


@dataclass(slots=True)
class Said:
    """What is said of a figure.

    component: None where nothing says one; reason: why it is no pay; how: after, before, above, listed
    near: words between the component's cue and the figure; end: token after the words that belong to the figure
    within: what brackets after the figure say it is made of, such as `(base + bonus)`
    reach: token after the figure's own component, where a comma or the like follows that
    is_amount: it is called fixed or a sum, which is said of an amount and not of a rate
    """

    component: str | None = None
    reason: str | None = None
    how: str | None = None
    near: int = 0
    end: int = 0
    reach: int = 0
    within: str | None = None
    is_amount: bool = False
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
            self.is_amount = other.is_amount
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


def note(tokens: Tokens, index: int, details: Details) -> None:
    """Add to details what the cue at a token says; what is said already stays."""
    kinds = tokens.kinds[index]
    if tokens.words[index] in TIMES or "payments" in kinds:
        payments = small(tokens, index - 1, 12, 20) or small(tokens, index + 1, 12, 20)
        if payments:
            details.setdefault("payments", payments)
    for said in SAID & kinds.keys():
        details.setdefault(said, kinds[said])
    if "hours" in kinds and (hours := small(tokens, index - 1, 4, 60)):
        details.setdefault("hours", hours)
    if "share" in kinds and (share := _share_of_full_time(tokens, index)):
        details["fte_pct"] = share
    elif "fte" in kinds:
        details["is_full_time_figure"] = True
    for mark in MARKS.keys() & kinds.keys():
        details[MARKS[mark]] = True


def _share_of_full_time(tokens: Tokens, index: int) -> float | None:
    """Per cent of full time that stands at a cue for it: `0.6 FTE`, `80 %-Stelle`, `Pensum: 60 %`; no span of them."""
    first = index - 1
    while first > 0 and tokens.words[first] in ("-", "(", "'"):
        first -= 1
    if tokens.words[max(first, 0)] == "%" and (share := small(tokens, first - 1, *SHARES)):
        return None if "sep" in tokens.kinds[max(first - 2, 0)] else share
    if tenths := small(tokens, index - 1, *TENTHS):
        return round(100 * tenths, 6)
    after = index + tokens.sizes[index]
    after += tokens.words[after : after + 1] == [":"]
    is_share = tokens.words[after + 1 : after + 2] == ["%"]
    return small(tokens, after, *SHARES) if is_share else None


def small(tokens: Tokens, index: int, least: float, most: float) -> float | None:
    """The small number at a token, if it lies between two bounds."""
    word = tokens.raw(max(index, 0), index + 1).replace(",", ".")
    if not word[:1].isdecimal() or word.count(".") > 1 or "'" in word or " " in word:
        return None
    value = float(word)
    return value if least <= value <= most else None


def is_added(tokens: Tokens, first: int, last: int) -> bool:
    """True where a word of adding stands between two components: `base (plus OTE)`."""
    return any(tokens.words[index] in ADDING or "excl" in tokens.kinds[index] for index in range(first + 1, last))


def is_hinted(tokens: Tokens, figure: Figure) -> bool:
    """True where the sentence before a figure is about the job or its range, and nothing in it speaks of others."""
    start = clause_start(tokens, figure, 0)
    kinds = [tokens.kinds[index] for index in range(start, figure.start)]
    return any("hint" in kind for kind in kinds) and not any(BLOCKS & kind.keys() for kind in kinds)
