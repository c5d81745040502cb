"""Who offers the roles of a "Who is hiring" comment: its header's first segment, else what its prose or links name.

Nobody is guessed: a name counts where it stands in the header, where a sentence has it hiring, building or speaking as
`we`, or where the link to the roles is its own board or site.
"""

from __future__ import annotations

import hashlib
import re

from . import board_urls
from .comment_places import is_sure
from .comment_words import (
    EMPLOYMENT,
    LONGEST_TITLE,
    MANY,
    MODE,
    NO_NAME,
    OTHER,
    PARENTHESES,
    PAY,
    PERSON,
    SENTENCE,
)

WORDS_OF_A_SENTENCE = 4
_WORD = r"(?:[A-Z0-9]|[a-z]{1,2}[A-Z])[\w&’'+-]{0,30}(?:\.\w{1,20}){0,3}"
_NAME = rf"{_WORD}(?: (?:of|the|and|for)(?= [A-Z])| {_WORD}){{0,4}}"
_ASIDE = r"(?:\s?[(\[][^()\[\]]{0,60}[)\]])?"
GREETING = re.compile(r"^\W*(?:hey|hi|hello)\b[^,.!—–|-]{0,14}(?:[,.!—–|-]+|$)\s*", re.IGNORECASE)
ANNOUNCEMENT = re.compile(
    r"\W*(?:(?:(?:we|who)(?:[’']| a|[’']?s | is )?(?:re)? ?)?(?:now |currently )?hiring)?\W*", re.IGNORECASE
)
IS_HIRING = re.compile(
    rf"(?P<name>(?:\b{_NAME}|^[a-z][\w.]*)){_ASIDE},?\s(?:is|are)\s(?:\w+\s){{0,2}}?"
    r"(?:hiring|looking (?:for|to hire)|recruiting|seeking)\b(?:\sfor)?\s?(?P<what>.*)",
    re.MULTILINE,
)
IN_ITS_NAME = (
    re.compile(rf"\b[Aa]t ({_NAME}){_ASIDE},? (?:we|you|our|your)\b"),
    re.compile(rf"\b[Ww]e(?: are|'re|’re)? at ({_NAME})"),
    re.compile(rf"\bWe(?: are|'re|’re) ({_NAME})(?=[.,]| and\b)"),
    re.compile(rf"\b(?:[Cc]o-?)?[Ff]ounder (?:of|at) ({_NAME})"),
    re.compile(
        r"\b(?:[Hh]iring|[Rr]oles?|[Pp]ositions?|[Jj]obs?)\b"
        rf"(?:(?!experience|worked|former|background)[^.|\n]){{0,60}}? (?:at |@)({_NAME})"
    ),
    re.compile(rf"^[^.\n]{{0,80}}(?i:{PERSON.pattern}) (?:at |@)({_NAME})"),
    re.compile(rf"^({_NAME}) \((?:https?://)?[\w-]+\.[a-z]{{2,}}"),
    re.compile(rf"(?:^|, )({_NAME}){_ASIDE} (?:is|enables|helps|builds|powers) (?:an?\b|the\b|[A-Z]|\w+ing\b|\w+s\b)"),
)
NO_ROLES = re.compile(r"(?:across|again|aggressively|for multiple)\b", re.IGNORECASE)
OWN_SITE = re.compile(r"^https?://(?:www\.)?([\w-]+\.[a-z]{2,})/?(?= is\b)", re.MULTILINE)
SITE = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+\.[a-z]{2,})/?")
LINK = re.compile(
    r"(?<![\w.-])(?:https?://)?[\w-]+(?:\.[\w-]+)+/[^\s)\]]+|(?<![\w.-])(?:https?://)?[\w-]+\.(?:workable\.com|breezy\.hr)"
)
NO_BOARDS = ("all", "whoishiring")
NOT_LETTERS = re.compile(r"[\W\d_]+")
NOBODY = re.compile(
    r"(?:we|who|i|you|they|it|he|she|this|that|these|those|there|here|the|our|your|my|what|where|when|how|why|if|as|all|"
    r"everyone|everything|nobody|hn|hey|hi|company|product|position|role|team|someone|each|both)\b|"
    r".*\b(?:hacker news|who is hiring)\b",
    re.IGNORECASE,
)


def in_header(header: list[str]) -> tuple[str | None, list[str]]:
    """The employer that a header's first segment names, and the segments that say something else."""
    first, *rest = header
    first = GREETING.sub("", first)
    if ANNOUNCEMENT.fullmatch(first):
        return in_header(rest) if rest else (None, [])
    if hiring := IS_HIRING.search(first):
        return _known(hiring["name"]), [
            part for part in (hiring["what"], *rest) if re.search(r"\w", part) and not NO_ROLES.match(part)
        ]
    if is_no_name(first):
        return None, header
    return first, rest


def is_no_name(segment: str) -> bool:
    """Whether nothing is left of a segment but pay, places, terms of employment and the way of working; or it is prose.

    >>> [is_no_name(each) for each in ("SF / NYC / DC", "€90.000+", "Fully remote", "Office Hours", "Remotely Ltd")]
    [True, True, True, False, False]
    """
    bare = PARENTHESES.sub("", segment).strip() or segment
    is_prose = SENTENCE.search(bare) and len(bare.split()) >= WORDS_OF_A_SENTENCE
    if is_prose or MANY.search(bare) or re.match(r"[~$€£¥]?\d[\d.,]*\s?[kK+–-]|[$€£¥]\d", bare):
        return True
    for known in (MODE, EMPLOYMENT, NO_NAME):
        bare = known.sub("", bare)
    bare = bare.strip(" ,/&+-–")
    return not re.search(r"\w", bare) or is_sure(bare)


def in_text(text: str) -> str | None:
    """The employer that a comment's sentences name, else the one whose board it links to."""
    opening = GREETING.sub("", text)
    hiring = (found["name"] for found in IS_HIRING.finditer(opening))
    named = (found[1] for form in IN_ITS_NAME for found in form.finditer(opening))
    sites = (found[1] for found in OWN_SITE.finditer(text))
    return next(filter(None, map(_known, (*hiring, *named, *sites))), None) or _by_board(text)


def by_site(segment: str) -> str | None:
    """The domain that a segment is and nothing else: `https://acme.test`."""
    found = SITE.fullmatch(segment)
    return found[1] if found and not board_urls.find(segment) else None


def bare_name(text: str) -> str:
    """A name without addresses, batches and marks: `Acme (https://acme.test) (YC S21)` is `Acme`."""
    bare = re.sub(r"\(\s*(?:YC|Y Combinator)?[^()]{0,12}\s*\)", " ", re.sub(r"https?://\S+?(?=[)\s]|$)", "", text))
    bare = re.sub(r"\s\[[^\[\]]*\]?$|,\s*YC\b.*$", "", PARENTHESES.sub(" ", bare).replace("()", " ").strip())
    bare = re.split(r"\s[–—-]\s(?=\w)", bare)[0]
    return (" ".join(bare.split()).strip(" ,-–—()[]#*•") or text)[:LONGEST_TITLE]


def _known(name: str) -> str | None:
    """A name, unless it is a pronoun, a role or the way of working."""
    bare = name.strip(" .,'’")
    is_other = NOBODY.match(bare) or PERSON.search(bare) or MODE.fullmatch(bare) or OTHER.fullmatch(bare)
    return None if is_other or not re.search(r"[^\W\d]{2,}", bare) or PAY.search(bare) else bare


def _by_board(text: str) -> str | None:
    """The name in the address of the one job board that is linked: `https://jobs.lever.co/quill-gate` is `Quill Gate`."""
    linked = (board_urls.find(found[0]) for found in LINK.finditer(text))
    tokens = {board.board.lower(): board.board for board in linked if board}
    if len(tokens) != 1:
        return None
    (token,) = tokens.values()
    if not re.fullmatch(r"[\w.-]*\w", token) or token in NO_BOARDS:  # one that ends in dots is cut short
        return None
    words = " ".join(re.sub(r"[-_.]+", " ", token).split())
    written = re.search(rf"\b{re.escape(words)}\b", text, re.IGNORECASE)
    name = written[0] if written and not written[0].islower() else words
    return name.title() if name.islower() else name


def nameless(text: str) -> str:
    """A name for whoever writes these words: the same comment in another month keeps it, no other shares it."""
    return f"Unnamed {hashlib.sha256(NOT_LETTERS.sub('', text.lower()).encode()).hexdigest()[:12]}"
