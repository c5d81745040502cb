"""What a site's robots.txt allows, as RFC 9309 has it.

Read (up to 500 KiB): its rules. Missing or refused (4xx), or behind more than five redirects: nothing is forbidden.
Out of reach (5xx, 429, silence, a broken or private answer): everything is.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from protego import Protego

LONGEST = 500 << 10
Verdict = Literal["allowed", "no_rules", "forbidden", "unreadable"]
REFUSED = {"forbidden": "robots.txt forbids it", "unreadable": "robots.txt could not be read"}


class Rules(NamedTuple):
    """A site's rules for us: `parsed` is None where there are none or where they could not be read."""

    parsed: Protego | None
    readable: bool = True

    def verdict(self, url: str, agent: str) -> Verdict:
        """May `agent` (the product's name alone) ask for this address."""
        if self.parsed is None:
            return "no_rules" if self.readable else "unreadable"
        return "allowed" if self.parsed.can_fetch(url, agent) else "forbidden"

    def delay(self, agent: str) -> float:
        """Seconds between two requests that the site asks for, by `Crawl-delay` or `Request-rate`; else 0."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(agent)
        return max(self.parsed.crawl_delay(agent) or 0.0, rate.seconds / rate.requests if rate else 0.0)


def rules(outcome: str, http_status: int | None, body: bytes | None) -> Rules:
    """The rules that an answer to the question for robots.txt amounts to.

    outcome: as the fetcher names it; `too_large` comes with the beginning of the body
    """
    if outcome in ("ok", "too_large") and body is not None:
        return Rules(Protego.parse(body[:LONGEST].decode("utf-8-sig", "replace")))
    refused = http_status is not None and 400 <= http_status < 500 and http_status != 429
    return Rules(None, readable=refused or outcome == "redirect_loop")
