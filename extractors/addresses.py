"""Where a board lives: at the address that its platform gives it, or at one of its employer's own."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from .contract import Board


def home(board: Board, host: str) -> str:
    """Scheme and host of a board: those of its `url` where it has one, else `host` with the token in place of `{}`.

    >>> home(Board("recruitee", "acme"), "{}.recruitee.com")
    'https://acme.recruitee.com'
    >>> home(Board("recruitee", "acme", url="https://jobs.acme.example/o/x"), "{}.recruitee.com")
    'https://jobs.acme.example'
    """
    own = urlsplit(board.url).netloc if "//" in board.url else ""
    return f"https://{own or host.format(quote(board.board, safe=''))}"


def asked_for(url: str, name: str, default: int) -> int:
    """A number in the query of an address."""
    value = dict(parse_qsl(urlsplit(url).query)).get(name, "")
    return int(value) if value.isdigit() else default


def with_query(url: str, **values: object) -> str:
    """The address with these values in its query, in place of those it had."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query)) | {name: str(value) for name, value in values.items()}
    return parts._replace(query=urlencode(query), fragment="").geturl()


def last_part(url: str | None) -> str | None:
    """The last part of an address' path: usually the name of what it is of."""
    return urlsplit(url or "").path.rstrip("/").rpartition("/")[2] or None
