"""What the clause before a figure says of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from .figures import Figure
from .pay_context import COPULAS, LIGHT, MERE_WORDS, PLAIN_PAY, SUMS, Details, Said, is_added, note
from .pay_tokens import Tokens

EARNING = {"earn", "earns", "make", "makes", "pay", "pays", "paying", "earning", "making", "paid"}
CASH = {"bonus_target", "commission"}
TOGETHER_WITH = (["together", "with"], ["zusammen", "mit"])
SLOTS = {"(", "|", "-", "[", "•", "·"}
NEAR_BEFORE, NEAR_RANGE, FAR_BEFORE = 1, 3, 8
PAY_LIKE = 10_000


class Found(NamedTuple):
    """A cue of the clause: words before it, its code, and how deep in brackets it stands."""

    words: int
    code: str
    depth: int
    at: int = 0


NOTHING = Found(-99, "", 0)


@dataclass(slots=True)
class Cues:
    """The cues of a clause, in order: of pay, of other components, of no pay at all, and those it leaves out.

    words: words that count for distance so far; depth: brackets open
    """

    pays: list[Found] = field(default_factory=list)
    others: list[Found] = field(default_factory=list)
    reasons: list[Found] = field(default_factory=list)
    left_out: list[Found] = field(default_factory=list)
    words: int = 0
    depth: int = 0
    excluded: bool = False
    is_of_others: bool = False
    is_amount: bool = False

    def add(self, tokens: Tokens, index: int) -> None:
        """Take in the cue at a token."""
        kinds, depth = tokens.kinds[index], self.depth
        component = kinds.get("sum") or kinds.get("component")
        if "excl" in kinds:
            self.excluded = True
        elif component:
            if component in SUMS and self.pays and self._renames(tokens, index):
                depth, self.pays = self.pays[-1].depth, []
            found = self.left_out if self.excluded else self.pays if component in PLAIN_PAY else self.others
            found.append(Found(self.words, component, depth, index))
            self.words += 1
        elif "not_any" in kinds and not self.excluded:
            self.reasons.append(Found(self.words, kinds["not_any"], depth, index))
            self.words += 1
        if "party" in kinds:
            self.is_of_others = True
        elif component and self.is_of_others and tokens.words[index] in EARNING:
            self.reasons.append(Found(self.words, "others", depth, index))
        if "joint" in kinds:
            self._join(index, is_aside=tokens.words[index + 1 : index + 2] == ["with"])

    def _join(self, index: int, *, is_aside: bool) -> None:
        """Make one sum of the components so far: `total compensation, salary and stock together`.

        is_aside: `together with` more may only tell what comes beside a pay that is named already
        """
        parts = {found.code for found in self.others}
        self.is_amount = self.is_amount or not is_aside
        if is_aside and len(self.pays) > 1 and parts:
            self.pays, self.others, self.excluded = self.pays[:1], [], True
            return
        if not self.pays or not parts | ({found.code for found in self.pays} & SUMS):
            return
        said = next((found.code for found in self.pays if found.code in SUMS), None)
        self.pays = [Found(self.words, said or ("total_cash" if parts <= CASH else "total_comp"), self.depth, index)]
        self.others = []

    def _renames(self, tokens: Tokens, index: int) -> bool:
        """True in the brackets after a component: `Compensation range (OTE)`."""
        last = self.pays[-1]
        return self.depth == last.depth + 1 and not is_added(tokens, last.at, index)

    def forget(self) -> None:
        """Drop what belonged to the figure before."""
        self.pays, self.others, self.reasons = [], [], []


def before(tokens: Tokens, figure: Figure, start: int, *, follows_figure: bool) -> Said:
    """What the clause before a figure says: the nearest component, unless the clause is about something else.

    follows_figure: the clause begins right after another figure, whose own words up to a comma are not ours
    """
    said, cues = Said(), Cues()
    for index in range(start, figure.start):
        if tokens.inside[index]:
            continue
        kinds, word = tokens.kinds[index], tokens.words[index]
        cues.depth += (word == "(") - (word == ")")
        if follows_figure and (cues.depth < 0 or word == ","):
            cues.depth, follows_figure = max(cues.depth, 0), cues.depth < 0
            cues.forget()
        if word in COPULAS:
            cues.excluded = False
        if word == "," and tokens.words[index + 1] in ("and", "or"):
            said.details.pop("period", None)
        if not kinds:
            cues.words += word not in LIGHT and word[0].isalpha()
            continue
        cues.words += kinds.keys() <= MERE_WORDS
        cues.add(tokens, index)
        is_next = index + tokens.sizes[index] == figure.start
        if is_next and index == start and "beside" in kinds:
            cues.pays.append(Found(cues.words, kinds["beside"], cues.depth, index))
            cues.is_amount = True
        if "period" in kinds:
            said.details["period"] = kinds["period"]
        elif is_next and "ahead" in kinds:
            said.details["period"] = kinds["ahead"]
        nearest: Details = {}
        note(tokens, index, nearest)
        said.details.update(nearest)
    _choose(tokens, figure, cues, said)
    return said


def _choose(tokens: Tokens, figure: Figure, cues: Cues, said: Said) -> None:
    is_pay_like = figure.bound == "range" and not figure.is_percent and (figure.low or 0) >= PAY_LIKE
    reach = NEAR_BEFORE if cues.pays else NEAR_RANGE if is_pay_like else FAR_BEFORE
    if is_pay_like and tokens.words[figure.start - 1] in SLOTS:
        cues.reasons = [one for one in cues.reasons if not _is_in_title(tokens, one.at, figure.start - 1)]
    is_bare = not (cues.pays or cues.others or cues.reasons)
    if is_bare and cues.left_out and cues.words - cues.left_out[-1].words - 1 <= NEAR_BEFORE:
        cues.others = cues.left_out
    if len(cues.pays) == len(cues.others) == 1 and _labels_both(tokens, figure, cues.pays[0], cues.others[0]):
        cues.pays = [Found(cues.words, "total_cash" if cues.others[0].code in CASH else "total_comp", cues.depth)]
        cues.others, cues.is_amount = [], True
    if cues.pays:
        cues.reasons = [one for one in cues.reasons if one.depth <= cues.depth]
    pay, other, reason = (_last(found, cues.depth) for found in (cues.pays, cues.others, cues.reasons))
    if reason.words > max(pay.words, other.words) and cues.words - reason.words - 1 <= reach:
        said.reason, said.how = reason.code, "before"
    elif other.words > pay.words and cues.words - other.words - 1 <= reach:
        said.component, said.how = other.code, "before"
    elif pay.code:
        said.component, said.how, said.is_amount = pay.code, "before", cues.is_amount


def _labels_both(tokens: Tokens, figure: Figure, pay: Found, other: Found) -> bool:
    """True in a label that names both and no more: `Salary together with bonus: `."""
    between = tokens.words[pay.at + tokens.sizes[pay.at] : other.at]
    label_end = other.at + tokens.sizes[other.at]
    return pay.words == 0 and between in TOGETHER_WITH and tokens.words[label_end : figure.start] == [":"]


def _last(found: list[Found], depth: int) -> Found:
    """The last of the cues, but none in brackets that are closed again if there is another."""
    return ([one for one in found if one.depth <= depth] or found or [NOTHING])[-1]


def _is_in_title(tokens: Tokens, index: int, end: int) -> bool:
    """True for a cue that is part of a job's title before a bracket or bar: `Talent Acquisition (`, `Tax Analyst |`."""
    while end > index and not tokens.words[end - 1][0].isalpha():
        end -= 1
    last = index + tokens.sizes[index]
    names = [near for near in (index - 1, last) if 0 <= near < end and tokens.words[near][0].isalpha()]
    return tokens.initial(index).isupper() and any(
        tokens.initial(near).isupper() and tokens.kinds[near].keys() <= {"level"} for near in names
    )
