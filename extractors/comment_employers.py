"""Who hires in a comment that names no employer: the board that its links lead to, else whoever writes these words."""

from __future__ import annotations

import hashlib
import re

BY_PATH = re.compile(
    r"https?://(?:jobs\.ashbyhq\.com|(?:job-)?boards(?:\.eu)?\.greenhouse\.io|jobs(?:\.eu)?\.lever\.co|apply\.workable\.com"
    r"|(?:jobs|careers)\.smartrecruiters\.com|ats\.rippling\.com)/([\w.-]{2,60})(?=[/?#\s)]|$)",
    re.IGNORECASE,
)
BY_HOST = re.compile(
    r"https?://([\w-]{2,60})\.(?:workable\.com|breezy\.hr|recruitee\.com|bamboohr\.com|teamtailor\.com|pinpointhq\.com"
    r"|jobs\.personio\.(?:de|com)|comeet\.com)(?=[/?#\s)]|$)",
    re.IGNORECASE,
)
NOBODY = frozenset(["apply", "jobs", "careers", "www", "embed", "api", "j", "ats", "job-boards", "boards", "app"])
NOT_LETTERS = re.compile(r"[\W\d_]+")


def of(text: str) -> str:
    """A name for the employer: the token of the one board that is linked, else `Unnamed` and a hash of the words.

    A comment that is posted again month after month keeps its employer, and two comments never share one, unless they
    link to one board or say the same in the same words.

    >>> of("We map fields. https://jobs.ashbyhq.com/northwind/1")
    'northwind'
    """
    linked: set[str] = {token.lower() for token in (*BY_PATH.findall(text), *BY_HOST.findall(text))} - NOBODY
    whole = {token for token in linked if not token.endswith("...")}
    if len(whole) == 1 and whole == linked:
        return whole.pop()
    letters = NOT_LETTERS.sub("", text.lower())
    return f"Unnamed {hashlib.sha256(letters.encode()).hexdigest()[:12]}"
