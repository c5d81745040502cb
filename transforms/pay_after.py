"""What the words right after a figure say of it."""

from __future__ import annotations

from .figures import Figure
from .pay_context import ADDING, ENDS, LIGHT, MERE_WORDS, PLAIN_PAY, TIMES, Details, Said, ends_clause, note, small
from .pay_tokens import Tokens

EACH = {"per", "every", "each", "pro", "par", "por"}
PARTING = {",", ";", ")", "+", "plus", "=", "|", "/", "&"}
PAYING = {"charge", "charges", "charged", "pay", "pays", "earn", "earns", "make", "makes"}
OF, ITS = {"of", "vom", "des", "du", "de", "del", "van"}, {"your", "the", "base"}
AFTER, NEAR_AFTER = 14, 5


def after(tokens: Tokens, figure: Figure, limit: int) -> tuple[Said, bool]:
    """What follows a figure at once, and whether the words run on into the next figure."""
    said = Said()
    details = said.details
    index, words, depth, at_depth, is_open = figure.end, 0, 0, 0, True
    last = min(limit, figure.end + AFTER, len(tokens.words))
    while index < last:
        word, kinds = tokens.words[index], tokens.kinds[index]
        if word in TIMES and (payments := small(tokens, index + 1, 12, 20)):
            details.setdefault("payments", payments)
            index += 2
            continue
        if word in ENDS and ends_clause(tokens, index):
            break
        following = index + tokens.sizes[index]
        if not kinds:
            depth += (word == "(") - (word == ")")
            is_open = words <= NEAR_AFTER if word == "(" else is_open and not _closes(word, depth)
            words += word[0].isalpha() and word not in LIGHT
            if words == 0 and _is_each(tokens, index):
                said.reason, said.how = "unit", "after"
            index = following
            continue
        words += kinds.keys() <= MERE_WORDS
        if "excl" in kinds or ("stop" in kinds and (depth <= 0 or word in ADDING)):
            _value_added(tokens, index, last, details)
            break
        if "period" in kinds and "period" not in details and words <= NEAR_AFTER and not tokens.is_cut(index):
            details["period"] = kinds["period"]
            said.end = said.end if figure.is_percent else following
        if said.component == "perk" and "not_any" in kinds and words == said.near:
            said.component = None
        said.within = said.within or (kinds.get("sum") if depth > 0 and words <= NEAR_AFTER else None)
        is_free = said.component is None and said.reason is None
        if is_open and words <= NEAR_AFTER and is_free and not ("sum" in kinds and depth > 0):
            _take(tokens, index, said, is_unit=index == figure.end)
            said.near, at_depth = words, depth
            if said.component in PLAIN_PAY and words == 0 and {*tokens.words[following : following + 1]} & PARTING:
                said.reach = following
        note(tokens, index, details)
        if "gross" in kinds and (said.end or figure.end) == index:
            said.end = following
        index = following
    runs_on = index >= limit and limit < len(tokens.words) and not said.reach
    if runs_on and at_depth > 0:
        said.component = said.reason = said.how = None
    return _but_for_others(tokens, figure, said), runs_on


def _ends_slot(tokens: Tokens, index: int) -> bool:
    """True where a slot of a line ends or an extra is added: `80k fix + 20k variable`."""
    return index >= len(tokens.words) or tokens.words[index] in PARTING | ENDS or "stop" in tokens.kinds[index]


def _but_for_others(tokens: Tokens, figure: Figure, said: Said) -> Said:
    """No pay where the sentence goes on to say who pays or earns it: `commission is what our agents charge`."""
    for index in range(figure.end, min(figure.end + AFTER, len(tokens.words)) if said.component else 0):
        if tokens.words[index] in ENDS and ends_clause(tokens, index):
            break
        if "party" in tokens.kinds[index] and {*tokens.words[index + 1 : index + 2]} & PAYING:
            said.component, said.reason = None, "others"
    return said


def _closes(word: str, depth: int) -> bool:
    """True for a bracket or comma after which words are about something else."""
    return (word == ")" and depth < 0) or (word == "," and depth == 0)


def _is_each(tokens: Tokens, index: int) -> bool:
    """True for `per 2 hours`: a price for so many, but not `per 14 months' pay`."""
    following = index + 1
    is_counted = tokens.words[index] in EACH and tokens.raw(following, following + 1)[:1].isdigit()
    return is_counted and "payments" not in tokens.kinds[following + 1]


def _value_added(tokens: Tokens, index: int, limit: int, details: Details) -> None:
    """`+ VAT` after a figure makes it an invoice."""
    for rest in range(index, min(limit, index + 4)):
        if ends_clause(tokens, rest):
            return
        if tokens.kinds[rest].get("contract") == "b2b":
            details.setdefault("contract", "b2b")


def _take(tokens: Tokens, index: int, said: Said, *, is_unit: bool) -> None:
    kinds = tokens.kinds[index]
    if "component" in kinds or "sum" in kinds:
        said.component, said.how = kinds.get("component", "base"), "after"
    elif "not_any" in kinds or (is_unit and "not_after" in kinds):
        said.reason, said.how = kinds.get("not_any") or kinds["not_after"], "after"
    elif is_unit and "beside" in kinds and _ends_slot(tokens, index + tokens.sizes[index]):
        said.component, said.how, said.is_amount = kinds["beside"], "after", True


def share_end(tokens: Tokens, figure: Figure) -> int:
    """Token after what a share is of: `60% of salary`, whose salary says nothing of the next figure."""
    index = figure.end
    if figure.is_percent and OF & {*tokens.words[index : index + 1]}:
        after_of = index + 1 + bool(ITS & {*tokens.words[index + 1 : index + 2]})
        if "component" in tokens.kinds[after_of]:
            return after_of + tokens.sizes[after_of]
    return index
