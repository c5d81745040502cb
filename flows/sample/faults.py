"""What can go wrong with a board, played on request: each fault makes of a good answer the bad one that sites give."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import msgspec

from .formats.site import HTML, JSON

BOMB_BYTES = 200 << 20
PAGE = 100
UPDATING = b"<!doctype html>\n<html><body><h1>We are updating our site</h1></body></html>\n"


@dataclass(frozen=True)
class Answer:
    """An HTTP answer.

    breaks_off: the connection closes before the promised length is sent
    drips: the body comes a byte at a time
    headers: further ones; with a Content-Encoding among them the body is sent as it is
    """

    status: int
    body: bytes
    content_type: str
    etag: str = ""
    breaks_off: bool = False
    drips: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


def spoil(fault: str, good: Answer, title: str) -> Answer:
    """The answer with its fault.

    title: the field of a record that holds the title
    """
    return FAULTS[fault](replace(good, etag=""), title)


def _with_body(answer: Answer, body: bytes, **headers: str) -> Answer:
    return replace(answer, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})


def _on_records(change: Callable[[list[dict[str, Any]], str], object]) -> Callable[[Answer, str], Answer]:
    """A fault that is in the records: `change` spoils the list in place."""

    def spoiled(answer: Answer, title: str) -> Answer:
        value = msgspec.json.decode(answer.body)
        change(records(value, title), title)
        return _with_body(answer, msgspec.json.encode(value))

    return spoiled


def records(value: Any, title: str) -> list[dict[str, Any]]:
    """The list of records that have a title, wherever it stands."""
    if isinstance(value, list) and value and isinstance(value[0], dict) and title in value[0]:
        return value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((found for each in inner if (found := records(each, title))), [])


def _empty(found: list[dict[str, Any]], _title: str) -> None:
    found.clear()


def _half(found: list[dict[str, Any]], _title: str) -> None:
    del found[len(found) // 2 :]


def _no_title(found: list[dict[str, Any]], title: str) -> None:
    found[0].pop(title)


def _null_flood(found: list[dict[str, Any]], title: str) -> None:
    for record in found:
        record[title] = None


def _type_change(found: list[dict[str, Any]], title: str) -> None:
    found[0][title] = {"text": found[0][title]}


def _new_field(found: list[dict[str, Any]], _title: str) -> None:
    for record in found:
        record["brandNewField"] = "hello"


def _duplicate_ids(found: list[dict[str, Any]], title: str) -> None:
    found.append(found[0] | {title: "Another title"})


def _same_page(found: list[dict[str, Any]], _title: str) -> None:
    """A full page, whatever was asked for."""
    found.extend([found[0]] * (PAGE - len(found)))


def _nan(answer: Answer, _title: str) -> Answer:
    body = answer.body.replace(b":null", b":NaN")
    return _with_body(answer, body.replace(b"{", b'{"salaryGuess":NaN,', 1) if body == answer.body else body)


@cache
def _bomb() -> bytes:
    packer, zeros = zlib.compressobj(9, zlib.DEFLATED, 31), bytes(1 << 20)
    return b"".join(packer.compress(zeros) for _ in range(BOMB_BYTES >> 20)) + packer.flush()


def _status(status: int, **headers: str) -> Callable[[Answer, str], Answer]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _answer, _title: Answer(status, b'{"error":"fault"}', JSON, headers=named)


FAULTS: dict[str, Callable[[Answer, str], Answer]] = {
    "not_found": _status(404),
    "rate_limited": _status(429, Retry_After="1"),
    "rests_long": _status(503, Retry_After="86400"),
    "unavailable": _status(503),
    "private_address": _status(302, Location="http://169.254.169.254/latest/meta-data/"),
    "moving": _status(302, Location="?again=1"),
    "html": lambda _answer, _title: Answer(200, UPDATING, HTML),
    "truncated": lambda answer, _: replace(answer, body=answer.body[: len(answer.body) // 2], breaks_off=True),
    "cut_gzip": lambda answer, _: _with_body(answer, gzip.compress(answer.body)[:-8], Content_Encoding="gzip"),
    "bomb": lambda answer, _: _with_body(answer, _bomb(), Content_Encoding="gzip"),
    "stacked": lambda answer, _: _with_body(
        answer, gzip.compress(gzip.compress(answer.body)), Content_Encoding="gzip, gzip"
    ),
    "drip": lambda answer, _: replace(answer, drips=True),
    "shrinks": _on_records(_half),
    "paging_loop": _on_records(_same_page),
    "null_flood": _on_records(_null_flood),
    "empty": _on_records(_empty),
    # What must be read all the same.
    "no_title": _on_records(_no_title),
    "type_change": _on_records(_type_change),
    "new_field": _on_records(_new_field),
    "duplicate_ids": _on_records(_duplicate_ids),
    "nan_pay": _nan,
    "charset": lambda answer, _: replace(
        answer, body=answer.body.decode().encode("utf-16"), content_type="application/json; charset=utf-16"
    ),
    "false_charset": lambda answer, _: replace(answer, content_type="application/json; charset=zlib_codec"),
}
# Faults that need a board of a certain platform: one that pages, one that says how many postings it has, one that has
# a host of its own, since a host that asks for rest is left alone.
ONLY_ON = {"paging_loop": "lever", "shrinks": "greenhouse", "rests_long": "personio"}
ELSEWHERE = ("greenhouse", "lever", "ashby")
