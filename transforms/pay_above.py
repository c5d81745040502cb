"""What the lines above a line say of its figures: headings, and sentences that lead to a list."""

from __future__ import annotations

from .pay_context import ABOVE, COPULAS, PLAIN_PAY, SUMS, Said, is_added, note, stops
from .pay_tokens import BREAK, Tokens

LINES_ABOVE, SHORT_HEADING, HEADING_WORDS = 5, 6, 10


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
        note(tokens, index, said.details)
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


def _is_bracketed(tokens: Tokens, first: int, last: int) -> bool:
    return "(" in tokens.words[first:last] and not is_added(tokens, first, last)
