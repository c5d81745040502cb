"""Which place and which level a figure is stated for, as written: from its label, its sentence, or the line above."""

from __future__ import annotations

import re

from .pay_context import BULLETS, PLAIN_PAY
from .pay_tokens import BREAK, Tokens

ROMAN = {"II", "III", "IV", "I", "V", "VI"}
LOWER_ROMAN = {roman.lower() for roman in ROMAN}
LEVELS = {"level", "levelnum", "levelcode"}
LONE_ROMAN = {"II", "III", "IV"}
JOINED = {"/", "-", "&", "+", "or", "and", "to"}
PLACE_JOINED = {",", "/", "-", "&", "or", "and", "of", "the", "(", ".", ":", ";", "de", "in", "'", "s"}
PREPOSITIONS = {"in", "within", "near", "across", "en", "in:"}
LOCATED = {"located", "based", "reside", "residing", "living"}
OTHER = {"component", "period", "sign", "level"}
PLACE_NOUNS = {"location", "locations", "state", "states", "city", "cities", "area", "county", "province"}
LEADING = {"for", "in", "the", "based", "if", "our", "this", "within", "at", "a", "to", "from", "and", "or"}
REST = {"all", "other"}
STATE = re.compile("[A-Z]{2}")
ABOVE_SAYS = LEVELS | {"zone", "country", "low", "high", "between"}
ABOVE_WORDS = LOWER_ROMAN | {"of", "|", "min", "max", "minimum", "maximum", "range:", "least", "most"}
LONG, LABEL = 45, 4


def level(tokens: Tokens, first: int, last: int) -> tuple[str | None, int]:
    """The first level named in a span of tokens, as written, and the token after it."""
    for start in range(first, last):
        if not LEVELS & tokens.kinds[start].keys() and tokens.words[start] not in LOWER_ROMAN:
            continue
        end = _level_end(tokens, start, last)
        if end == start:
            continue
        while (
            end < last - 1 and tokens.words[end] in JOINED and (further := _level_end(tokens, end + 1, last)) > end + 1
        ):
            end = further
        while end < last and (further := _level_end(tokens, end, last)) > end:
            end = further
        return tokens.raw(start, end), end
    return None, first


def _level_end(tokens: Tokens, index: int, last: int) -> int:
    kinds, word = tokens.kinds[index], tokens.words[index]
    step = index + tokens.sizes[index]
    raw = tokens.text[tokens.starts[index] : tokens.ends[index]]
    follows = tokens.raw(step, step + 1) if step < last else ""
    if "levelnum" in kinds and (follows in ROMAN or (follows.isdigit() and len(follows) <= 2)):
        return step + 1
    if "levelcode" in kinds and raw.isupper() and follows.isdigit() and len(follows) == 1 and tokens.touches(step):
        return step + 1
    if raw in LONE_ROMAN:
        return index + 1
    if kinds.get("level") == "label" and not _is_label(tokens, index, step):
        return index
    if "level" in kinds and not (word in ("lead", "head", "staff", "experienced", "entry") and raw[0].islower()):
        return step
    return index


def _is_label(tokens: Tokens, index: int, end: int) -> bool:
    """True for a word that is all of a line's label: `Manager: `, `Analyst | `."""
    opens = index == 0 or tokens.words[index - 1] == BREAK or tokens.words[index - 1] in BULLETS
    return opens and tokens.words[end : end + 1] in ([":"], ["|"], ["-"], ["("])


def place(tokens: Tokens, first: int, last: int) -> tuple[str | None, int]:
    """The first place or pay zone named in a span of tokens, as written, and the token after it."""
    is_pay = False
    for index in range(first, last):
        kinds, word = tokens.kinds[index], tokens.words[index]
        is_pay = is_pay or kinds.get("component") in PLAIN_PAY or word in LOCATED
        if not kinds and word not in PREPOSITIONS and word != "of":
            continue
        is_of = word == "of" and index > first and tokens.words[index - 1] in PLACE_NOUNS
        if (word in PREPOSITIONS or is_of) and index + 1 < last:
            start = index + (2 if tokens.words[index + 1] == "the" else 1)
            end = _place_end(tokens, start, last) if start < last and _is_name(tokens, start) else start
            if end > start and (is_pay or _is_known(tokens, start, end)) and not OTHER & tokens.kinds[start].keys():
                return _trimmed(tokens, start, end), end
        is_zone = "zone" in kinds and kinds["zone"] != "part"
        is_country = "country" in kinds and not {"not_any", "contract", "period"} & kinds.keys()
        if is_zone and word == "tier" and tokens.touches(index):
            continue  # `top-tier`
        if (is_zone or is_country) and (_is_name(tokens, index) or word in ("zone", "tier")):
            start = index
            while start > first and _leads(tokens, start - 1, first):
                start -= 1
            end = _place_end(tokens, index, last)
            return _trimmed(tokens, start, end), end
    return None, first


def _leads(tokens: Tokens, index: int, first: int) -> bool:
    """True where a token belongs to the name that follows it: `New` Jersey, `OR,` WA."""
    raw = tokens.text[tokens.starts[index] : tokens.ends[index]]
    if (
        raw == ","
        and index > first
        and STATE.fullmatch(tokens.raw(index + 1, index + 2))
        and _is_name(tokens, index - 1)
    ):
        return not tokens.inside[index - 1] or bool(tokens.kinds[index - 1])
    if raw == "," and index > first:
        before = tokens.text[tokens.starts[index - 1] : tokens.ends[index - 1]]
        return before.isupper() and len(before) == 2 and not tokens.inside[index - 1]
    if raw in REST:
        return True
    is_state = raw.isupper() and len(raw) == 2
    return raw[0].isupper() and (is_state or (not tokens.kinds[index] and tokens.words[index] not in LEADING))


def _is_known(tokens: Tokens, first: int, last: int) -> bool:
    return any(
        {"zone", "country"} & tokens.kinds[index].keys()
        or (tokens.words[index - 1] == "," and STATE.fullmatch(tokens.raw(index, index + 1)))
        for index in range(first, last)
    )


def label(tokens: Tokens, first: int, last: int) -> str | None:
    """A span of tokens that is nothing but a name before a colon or dash, as the next place of a list is."""
    while first < last and tokens.words[first] in PLACE_JOINED:
        first += 1
    end = last - 1
    if not first < end <= first + LABEL or tokens.words[end] not in (":", "-"):
        return None
    is_name = all(tokens.initial(index).isupper() and not tokens.kinds[index] for index in range(first, end))
    return tokens.raw(first, end) if is_name else None


def _is_name(tokens: Tokens, index: int) -> bool:
    return tokens.initial(index).isupper()


def _place_end(tokens: Tokens, index: int, last: int) -> int:
    end = index
    while end < last and end - index < LONG:
        kinds, word = tokens.kinds[end], tokens.words[end]
        is_zone = "zone" in kinds or "country" in kinds
        if word == BREAK or (not is_zone and {"component", "period", "sign", "gross"} & kinds.keys()):
            break
        ahead = min(end + 1, last - 1)
        if word == "(" and (close := _closing(tokens, end, last)):
            end = close
            continue
        if word in PLACE_JOINED and end > index:
            near = [tokens.words[ahead], tokens.words[min(end + 2, last - 1)]]
            if word in (".", ":", "in") and not _is_name(tokens, ahead):
                break
            if word == ":" and tokens.words[index] not in ("zone", "tier"):
                break
            if not any(_is_name(tokens, min(end + n, last - 1)) for n in (1, 2)) and not {"other", "all"} & {*near}:
                break
            end += 1
            continue
        is_figure = word[0].isdigit() and len(word) <= 2
        if not (is_zone or _is_name(tokens, end) or is_figure or tokens.inside[end] or word in ("all", "other", "us")):
            break
        end += tokens.sizes[end]
    return min(end, last)


def _closing(tokens: Tokens, index: int, last: int) -> int:
    """The token after the bracket that closes a short remark without money; 0 where there is none."""
    for at in range(index + 1, min(last, index + LONG)):
        if tokens.words[at] == ")":
            return at + 1
        if {"sign", "component"} & tokens.kinds[at].keys():
            break
    return 0


def _trimmed(tokens: Tokens, start: int, end: int) -> str | None:
    while (
        end > start
        and not tokens.inside[end - 1]
        and (
            tokens.words[end - 1] in PLACE_JOINED
            or tokens.words[end - 1] in ("based", "candidates", "for", "is", "range", "only", "applicants", "residents")
        )
    ):
        if tokens.words[end - 1] == ")":
            break
        end -= 1
    named = tokens.raw(start, end).strip(" -:(,")
    return named + ")" if named.count("(") > named.count(")") else named or None


def is_silent(tokens: Tokens) -> bool:
    """True for words that can name no place, level, column or bound to what stands below them."""
    return not any(
        ABOVE_SAYS & tokens.kinds[index].keys() or word in PREPOSITIONS or word in ABOVE_WORDS
        for index, word in enumerate(tokens.words)
    )
