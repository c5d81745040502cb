"""JSON bodies, bounded, forgiving of what is harmless: figures stay as written, broken characters do not."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from .contract import BadPage, Page

SHOWN = 60
LONGEST_INTEGER = 18
_DECODER = msgspec.json.Decoder(float_hook=str)


def decoded(page: Page) -> Any:
    """The body of a page as plain objects; see `loads`."""
    return loads(page.body)


def loads(body: bytes) -> Any:
    """JSON as plain objects. Fractions are text, verbatim, as are integers beyond 64 bits.

    Raises:
        BadPage: empty, HTML, truncated, nested too deep, or not JSON otherwise.
    """
    body = body.removeprefix(b"\xef\xbb\xbf").strip()
    if not body:
        raise BadPage("an empty body instead of JSON")
    if body[:1] == b"<":
        raise BadPage(f"markup instead of JSON: it begins with {_beginning(body)}")
    try:
        return _DECODER.decode(body)
    except RecursionError as error:
        raise BadPage("JSON nested too deep to be a board") from error
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _decoded_patiently(body)


def listed(page: Page, key: str) -> tuple[dict[str, Any], list[Any]]:
    """The rest of a JSON object and the list that it holds under `key`.

    Raises:
        BadPage: as `decoded`; or another root, or no list under `key`.
    """
    root = decoded(page)
    if not isinstance(root, dict):
        raise BadPage(f"a JSON {named(root)} instead of an object with {key!r}")
    items = root.pop(key, None)
    if not isinstance(items, list):
        keys = ", ".join(sorted(root)[:8]) or "nothing"
        raise BadPage(f"a JSON object without a list {key!r}; it holds {keys}"[:200])
    return root, items


def named(value: Any) -> str:
    """What JSON calls the type of a value."""
    if value is None:
        return "null"
    names = {dict: "object", list: "list", str: "string", bool: "boolean", int: "number", float: "number"}
    return names.get(type(value), type(value).__name__)


def without_surrogates(value: Any) -> Any:
    """The same objects; half a character, which JSON may escape but no text may hold, becomes U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [without_surrogates(each) for each in value]
    if isinstance(value, dict):
        return {without_surrogates(key): without_surrogates(each) for key, each in value.items()}
    return value


def _decoded_patiently(body: bytes) -> Any:
    """For what the strict decoder refuses: NaN, long integers, lone surrogates, bytes that are not UTF-8."""
    text = body.decode("utf-8", "replace")
    try:
        root = json.loads(
            text, strict=False, parse_constant=str, parse_float=str,
            parse_int=lambda digits: int(digits) if len(digits) <= LONGEST_INTEGER else digits,
        )  # fmt: skip
        return without_surrogates(root)
    except json.JSONDecodeError as error:
        how = "truncated JSON" if error.pos >= len(text.rstrip()) - 1 or "Unterminated" in error.msg else "broken JSON"
        raise BadPage(f"{how}: {error.msg} at character {error.pos} of {len(text)}") from error
    except RecursionError as error:
        raise BadPage("JSON nested too deep to be a board") from error


def _beginning(body: bytes) -> str:
    return repr(" ".join(body[: 4 * SHOWN].decode("utf-8", "replace").split())[:SHOWN])
