"""A job that a source lists once for each of its places: one posting of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .contract import Listing, Reject

SEVERAL = ("locations", "remote_scope", "pay_fields")


def merged(found: Iterable[Listing | Reject]) -> Iterator[Listing | Reject]:
    """Listings of one id as one, where the first stands; what is said of places and pay is gathered.

    A remote flag on which they differ says nothing.
    """
    kept: dict[str, Listing] = {}
    out: list[Listing | Reject] = []
    for each in found:
        first = kept.get(each.native_id) if isinstance(each, Listing) else None
        if first is None or isinstance(each, Reject):
            out.append(each)
            if isinstance(each, Listing):
                kept[each.native_id] = each
            continue
        for name in SEVERAL:
            setattr(first, name, _joined(getattr(first, name), getattr(each, name)))
        if first.is_remote != each.is_remote:
            first.is_remote = None
        if first.workplace != each.workplace:
            first.workplace = None
    yield from out


def _joined(first: list[Any], more: list[Any]) -> list[Any]:
    return first + [each for each in more if each not in first]
