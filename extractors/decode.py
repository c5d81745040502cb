"""Bodies as bytes, bounded: what the HTTP library gets wrong (truncated, stacked and exploding gzip) is refused."""

from __future__ import annotations

import zlib

MAX_RATIO = 200
RATIO_FROM = 1 << 20
MOST_MEMBERS = 1_000


class TooLarge(Exception):
    """A body above its limit, or one that unpacks far beyond its size; `beginning` is what fits."""

    def __init__(self, message: str, beginning: bytes | None = None) -> None:
        super().__init__(message)
        self.beginning = beginning


class Truncated(Exception):
    """A compressed body that ends before its end, or is damaged."""


class Decoder:
    """Feed it chunks as they come from the wire; it never holds more than `limit` decoded bytes.

    encoding: the Content-Encoding header; only none, identity and a single gzip are understood
    taken: bytes of the wire so far
    """

    def __init__(self, encoding: str | None, *, limit: int) -> None:
        name = (encoding or "identity").strip().lower()
        self._gzip = name in ("gzip", "x-gzip")
        if not self._gzip and name != "identity":
            raise Truncated(f"Content-Encoding {encoding!r} was not asked for and is not read")
        self._limit, self._parts, self._out, self.taken = limit, list[bytes](), 0, 0
        self._zlib, self._members = zlib.decompressobj(31), 1

    def feed(self, chunk: bytes) -> None:
        """Take one chunk of the wire.

        Raises:
            TooLarge: beyond `limit`, above 200 times its packed size, or in more than 1,000 pieces.
            Truncated: not gzip, or damaged.
        """
        self.taken += len(chunk)
        if not self._gzip:
            self._keep(chunk)
            return
        if self.taken > self._limit:
            raise TooLarge(f"packed body is larger than {self._limit} bytes")
        while chunk:
            if self._zlib.eof:
                self._next_member()
            try:
                self._keep(self._zlib.decompress(chunk, self._limit - self._out + 1))
            except zlib.error as error:
                raise Truncated(f"gzip body is damaged: {error}") from error
            chunk = self._zlib.unconsumed_tail or self._zlib.unused_data

    def finish(self) -> bytes:
        """The whole body.

        Raises:
            Truncated: a gzip body whose end is missing.
        """
        if self._gzip and self.taken and not self._zlib.eof:
            raise Truncated(f"gzip body ends early, after {self.taken} bytes")
        return b"".join(self._parts)

    def _next_member(self) -> None:
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise TooLarge(f"gzip body of more than {MOST_MEMBERS} pieces")
        self._zlib = zlib.decompressobj(31)

    def _keep(self, part: bytes) -> None:
        self._parts.append(part)
        self._out += len(part)
        if self._out > self._limit:
            raise TooLarge(f"body is larger than {self._limit} bytes", b"".join(self._parts)[: self._limit])
        if self._gzip and self._out > RATIO_FROM and self._out > MAX_RATIO * self.taken:
            raise TooLarge(f"body unpacks to more than {MAX_RATIO} times its size")
