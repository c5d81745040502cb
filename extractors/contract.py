"""What the extractors hand on: the words of a source, verbatim, and nothing that was made of them.

`RawPosting` is the frame between `extractors` and `transforms`. `Source`, `Board`, `Request`, `Page` and
`Listing` are what one source file is written in; see `CONTRIBUTING.md`, "A source".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import dataframely as dy
import msgspec

LOCATION: dict[str, dy.Column] = {
    "text": dy.String(nullable=False),
    "city": dy.String(nullable=True),
    "region": dy.String(nullable=True),
    "country": dy.String(nullable=True),
}
PAY_FIELD: dict[str, dy.Column] = {
    "label": dy.String(nullable=True),
    "component": dy.String(nullable=True),
    "min": dy.String(nullable=True),
    "max": dy.String(nullable=True),
    "unit": dy.String(nullable=False),
    "currency": dy.String(nullable=True),
    "period": dy.String(nullable=True),
    "is_estimate": dy.Bool(nullable=False),
    "note": dy.String(nullable=True),
}
NEITHER_REMOTE_NOR_HYBRID = "neither remote nor hybrid"
"""`workplace_text` of a source that has two flags in place of a field, and neither is set: perhaps on site, perhaps unsaid."""


class RawPosting(dy.Schema):
    """One posting as its source states it. One row per posting and content; nothing parsed, nothing guessed."""

    posting_id = dy.String(description="`source:board:native_id`; stable between runs.")
    source = dy.String(description="Source name, as in `paybands sources`.")
    board = dy.String(description="The employer's token on the source, or the feed's name.")
    native_id = dy.String(description="The id that the source itself gives.")
    content_sha256 = dy.String(description="Hash of the content before redaction; changes when the posting does.")
    observed_at = dy.Datetime(time_zone="UTC", description="When this content was first fetched.")
    employer_text = dy.String(nullable=True, description="Employer's name as the source states it.")
    title_text = dy.String(description="Title, verbatim.")
    text = dy.String(description="Plain text of the description: blocks on lines of their own, redacted.")
    language_text = dy.String(nullable=True, description="Language code stated by the source.")
    locations = dy.List(dy.Struct(LOCATION), description="Places as written, with structured parts where stated.")
    workplace_text = dy.String(nullable=True, description="Workplace type field, verbatim (`Hybrid`, `remote` ...).")
    is_remote = dy.Bool(nullable=True, description="The source's own remote flag.")
    remote_scope = dy.List(dy.String(), description="Where remote applicants may live, as written.")
    employment_text = dy.String(nullable=True, description="Employment type field(s), verbatim.")
    department_text = dy.String(nullable=True, description="Department and team, verbatim, joined by ` / `.")
    level_text = dy.String(nullable=True, description="Seniority or level field, verbatim.")
    industry_text = dy.String(nullable=True, description="Industry field, verbatim.")
    education_text = dy.String(nullable=True, description="Education field, verbatim.")
    experience_text = dy.String(nullable=True, description="Required experience field, verbatim.")
    pay_fields = dy.List(dy.Struct(PAY_FIELD), description="Structured pay, every tier and component, verbatim.")
    posted_text = dy.String(nullable=True, description="Publication date or time, verbatim.")
    closes_text = dy.String(nullable=True, description="Date after which the posting is no longer valid, verbatim.")
    url = dy.String(nullable=True, description="Public address of the posting.")


ITEM: dict[str, dy.Column] = {
    "native_id": dy.String(nullable=False),
    "posting_id": dy.String(nullable=False),
    "content_sha256": dy.String(nullable=False),
}
REJECT: dict[str, dy.Column] = {
    "native_id": dy.String(nullable=False),
    "rule": dy.String(nullable=False),
    "value": dy.String(nullable=False),
}
TRY: dict[str, dy.Column] = {
    "url": dy.String(nullable=False),
    "host": dy.String(nullable=False),
    "started_at": dy.Datetime(time_zone="UTC", nullable=False),
    "finished_at": dy.Datetime(time_zone="UTC", nullable=False),
    "pause_seconds": dy.Float64(nullable=False),
    "robots": dy.String(nullable=False),
    "http_status": dy.Int64(nullable=True),
    "outcome": dy.String(nullable=False),
    "retry_after_seconds": dy.Float64(nullable=True),
}
PAGE: dict[str, dy.Column] = {
    "fetch_id": dy.String(nullable=False),
    "url": dy.String(nullable=False),
    "http_status": dy.Int64(nullable=True),
    "etag": dy.String(nullable=True),
    "last_modified": dy.String(nullable=True),
    "body_sha256": dy.String(nullable=True),
    "bytes": dy.Int64(nullable=True),
    "fetched_at": dy.Datetime(time_zone="UTC", nullable=False),
    "outcome": dy.String(nullable=False),
    "error": dy.String(nullable=True),
    "follow": dy.List(dy.String(), nullable=False),
    "items": dy.List(dy.Struct(ITEM), nullable=False),
    "rejects": dy.List(dy.Struct(REJECT), nullable=False),
    "tries": dy.List(dy.Struct(TRY), nullable=False),
}
OUTCOMES = (
    "ok", "unchanged", "empty", "not_found", "refused", "rate_limited", "robots_denied", "not_json", "not_html",
    "not_xml", "bad_shape", "truncated", "too_large", "timeout", "unreachable", "server_error", "redirect_loop",
    "blocked_address", "bad_certificate", "host_resting", "paging_loop", "list_moved",
)  # fmt: skip
COMPLETENESS = ("complete", "incomplete", "gone")


class Observation(dy.Schema):
    """One look at one board: what was asked, what came back, and every record that was listed.

    An `unchanged` page carries the items and rejects of the page it repeats. `follow` holds the further requests
    that a page named, each as `<accept> <url>` and, if there is more to it, the rest as JSON (`Request.line`).
    `tries` are the requests that went over the wire for a page, in order, robots.txt and redirects among them.
    """

    run_id = dy.String(description="Run that looked.")
    source = dy.String(description="Source name.")
    board = dy.String(description="Board.")
    observed_at = dy.Datetime(time_zone="UTC", description="When the look began.")
    outcome = dy.String(check=lambda c: c.is_in(OUTCOMES), description="`ok`, `unchanged`, or the first failure.")
    completeness = dy.String(
        check=lambda c: c.is_in(COMPLETENESS),
        description="Whether the look saw the whole board; loading may still find a complete one suspect.",
    )
    error = dy.String(nullable=True, description="What went wrong, where and with which value.")
    shows_closing = dy.Bool(description="False for feeds on which a posting never closes.")
    pages = dy.List(dy.Struct(PAGE), description="Each request with its outcome, validators and listed records.")


class Location(msgspec.Struct, frozen=True):
    """A place as the source writes it; the parts only where the source itself separates them."""

    text: str
    city: str | None = None
    region: str | None = None
    country: str | None = None


class PayField(msgspec.Struct, frozen=True):
    """A structured pay statement, verbatim.

    `min` and `max` are the source's figures as text, in `unit`: `major` (dollars) or `minor` (cents).
    `component` and `period` are the source's own words (`Salary`, `1 YEAR`, `per-hour-wage`); None if not stated.
    """

    label: str | None = None
    component: str | None = None
    min: str | None = None
    max: str | None = None
    unit: Literal["major", "minor"] = "major"
    currency: str | None = None
    period: str | None = None
    is_estimate: bool = False
    note: str | None = None


class Listing(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One posting as a source's `parse` yields it; becomes a row of `RawPosting`.

    `html` is the description as served (HTML or plain); `extractors/read.py` makes `text` of it.
    `updated` style fields are left out on purpose: they change without the posting changing.
    """

    native_id: str
    title: str
    html: str = ""
    employer: str | None = None
    language: str | None = None
    locations: list[Location] = []
    workplace: str | None = None
    is_remote: bool | None = None
    remote_scope: list[str] = []
    employment: str | None = None
    department: str | None = None
    level: str | None = None
    industry: str | None = None
    education: str | None = None
    experience: str | None = None
    pay_fields: list[PayField] = []
    posted: str | None = None
    closes: str | None = None
    url: str | None = None


class Reject(msgspec.Struct, frozen=True):
    """A record that could not be used: which, by which rule, and the value that broke it."""

    native_id: str
    rule: str
    value: str


class Board(msgspec.Struct, frozen=True):
    """One line of `boards.csv`: an employer on a platform, or a feed."""

    source: str
    board: str
    employer: str = ""
    url: str = ""
    country_code: str = ""
    industry: str = ""
    size_band: str = ""
    is_agency: bool = False
    verified_on: str = ""


class Had(msgspec.Struct, frozen=True, omit_defaults=True):
    """When a posting's own page was last had, and what came with it: enough to ask whether it has changed."""

    on: dt.date
    body_sha256: str
    bytes: int
    etag: str | None = None
    last_modified: str | None = None


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """What to ask for. `accept` also says what shape the body must have: JSON, HTML or XML.

    post: a JSON body to send with POST; several questions to one address differ behind its `#`, which is never sent
    listing: what a list says of the one posting that this page is of; see `details.py`
    was: the content that this posting keeps from earlier until its page can be had
    had: of a posting's page that answered this question before
    """

    url: str
    accept: Literal["application/json", "text/html", "application/xml"] = "application/json"
    post: str = ""
    listing: Listing | None = None
    was: str = ""
    had: Had | None = None

    def line(self) -> str:
        """The request as an `Observation` keeps it; `asked` reads it back."""
        more = {name: value for name in ("post", "listing", "was", "had") if (value := getattr(self, name))}
        return f"{self.accept} {self.url}" + (f" {msgspec.json.encode(more).decode()}" if more else "")


def asked(line: str) -> Request:
    """The request of a line that `Request.line` wrote."""
    accept, url, *more = line.split(" ", 2)
    return msgspec.convert({"accept": accept, "url": url, **(msgspec.json.decode(more[0]) if more else {})}, Request)


class Page(msgspec.Struct, frozen=True):
    """One response body, verbatim, with where and when it was had.

    listings: what lists say of the postings that the page is of, to be completed by it
    charset: the character set that the site declared, if it did
    """

    source: str
    board: str
    url: str
    body: bytes
    fetched_at: dt.datetime
    listings: tuple[Listing, ...] = ()
    charset: str | None = None


class Key(msgspec.Struct, frozen=True):
    """A source's key: the environment variable that the operator keeps it in, the host that it is for, and the header.

    A source whose key is not set is off. `form` makes the header's value of the key.
    """

    variable: str
    host: str
    header: str
    form: Callable[[str], str] = str

    def secret(self, text: str) -> Secret:
        """The key, ready to be sent."""
        return Secret(self.host, self.header, self.form(text))


@dataclass(frozen=True)
class Secret:
    """A header that goes to one host over TLS and nowhere else: not to robots.txt, not along with a redirect."""

    host: str
    header: str
    value: str = field(repr=False)


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A source's passport.

    `requests` says where to look first, `follow` which further requests a page names (paging, links), `parse`
    what a page says. All three are pure, as is `total`: how many postings the page says there are on the whole board,
    where it does; a look that saw fewer is not complete. `shows_closing` is False for feeds on which a posting never closes
    (they count as open on their date). `pause_seconds` is the least time between two requests to one host.
    `key` is what the operator must bring.
    """

    name: str
    home: str
    terms: str
    requests: Callable[[Board], list[Request]]
    parse: Callable[[Page], Iterator[Listing | Reject]]
    follow: Callable[[Page], list[Request]] = lambda _page: []
    total: Callable[[Page], int | None] = lambda _page: None
    shows_closing: bool = True
    pause_seconds: float = 1.0
    key: Key | None = None


class BadPage(Exception):
    """A body that is not what the source serves; the message says what was found instead of what."""
