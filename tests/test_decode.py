"""Bodies come whole or not at all."""

from __future__ import annotations

import gzip
import zlib

import pytest

from extractors.decode import Decoder, TooLarge, Truncated

BODY = b'{"jobs": [1, 2, 3]}' * 50


def decoded(wire: bytes, encoding: str | None, *, limit: int = 1 << 20, step: int = 7) -> bytes:
    decoder = Decoder(encoding, limit=limit)
    for start in range(0, len(wire), step):
        decoder.feed(wire[start : start + step])
    return decoder.finish()


def test_identity_and_gzip_come_back_as_they_were() -> None:
    assert decoded(BODY, None) == BODY
    assert decoded(gzip.compress(BODY), "gzip") == BODY


def test_later_gzip_members_are_kept() -> None:
    assert decoded(gzip.compress(BODY) + gzip.compress(b"more"), "gzip", step=50_000) == BODY + b"more"


@pytest.mark.parametrize("cut", [1, 4, 8, 20])
def test_a_truncated_gzip_is_refused(cut: int) -> None:
    with pytest.raises(Truncated, match="ends early"):
        decoded(gzip.compress(BODY)[:-cut], "gzip")


def test_a_damaged_gzip_is_refused() -> None:
    wire = bytearray(gzip.compress(BODY))
    wire[-6] ^= 0xFF
    with pytest.raises(Truncated, match="damaged"):
        decoded(bytes(wire), "gzip")


def test_an_encoding_that_was_not_asked_for_is_refused() -> None:
    with pytest.raises(Truncated, match="not asked for"):
        Decoder("gzip, gzip", limit=10)


def test_a_body_above_its_limit_is_refused() -> None:
    with pytest.raises(TooLarge, match="larger than 100 bytes"):
        decoded(b"x" * 101, None, limit=100)


def test_a_bomb_is_refused_before_it_unpacks() -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    wire = b"".join([bomb.compress(b"\0" * (1 << 20)) for _ in range(64)] + [bomb.flush()])
    with pytest.raises(TooLarge, match="times its size"):
        decoded(wire, "gzip", limit=1 << 30, step=1 << 12)
