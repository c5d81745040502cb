"""Reading one record of a source field by field, so that nothing it holds is overlooked.

Every field is taken or ignored by name; what is left when the block ends is drift: a field that the source
has added, collected once per field (see `collecting`). A field that a posting cannot do without and does not
have breaks the record, and only the record.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from .contract import Listing, Reject

SHOWN = 80
_drift: ContextVar[dict[str, str] | None] = ContextVar("drift", default=None)


class BrokenRecord(Exception):
    """A record that cannot be used: the rule it breaks and the value that breaks it."""

    def __init__(self, rule: str, value: str = "") -> None:
        super().__init__(f"{rule}: {value}")
        self.rule, self.value = rule, value


class Take:
    """Takes fields out of a record. Optional ones are None where absent, null or blank."""

    def __init__(self, record: dict[str, Any], ignored: Collection[str] = (), path: str = "") -> None:
        self._left, self._ignored, self._path = dict(record), ignored, path
        self._inner: list[Take] = []

    def __contains__(self, name: str) -> bool:
        """Whether the record has the field, be it null."""
        return name in self._left

    def any(self, name: str) -> Any:
        """The value as it is."""
        return self._left.pop(name, None)

    def peek(self, name: str) -> Any:
        """The value as it is, which stays to be taken."""
        return self._left.get(name)

    def required(self, name: str, *, called: str = "") -> str:
        """A text or number, as text; `called` is our own word for it, which names the rule.

        Raises:
            BrokenRecord: it is absent, blank or of another type.
        """
        value = self._left.get(name)
        text = self.text(name)
        if text is None:
            raise BrokenRecord(f"missing_{called or name}", "" if value is None else shown(value))
        return text

    def text(self, name: str) -> str | None:
        """A text or number, as text; anything else is drift."""
        value = self._left.pop(name, None)
        if value is None or isinstance(value, str):
            return value if value and not value.isspace() else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        self._unlike(name, value)
        return None

    def first(self, *names: str) -> str | None:
        """The first text that is stated under any of these names; all of them are taken."""
        return next((text for text in [self.text(name) for name in names] if text), None)

    def flag(self, name: str) -> bool | None:
        """True or false; anything else is drift."""
        value = self._left.pop(name, None)
        if value is None or isinstance(value, bool):
            return value
        self._unlike(name, value)
        return None

    def named(self, name: str, *parts: str) -> str | None:
        """A text, or of an object that stands for it the first of these parts that is stated.

        The rest of the object says nothing more. Of a list of either, all that they say.
        """
        value = self._left.get(name)
        if isinstance(value, list):
            several = [Take({name: each}).named(name, *parts) for each in self._left.pop(name)]
            return " / ".join(dict.fromkeys(each for each in several if each)) or None
        if not isinstance(value, dict):
            return self.text(name)
        inner = Take(self._left.pop(name))
        return next((text for part in parts if (text := inner.text(part))), None)

    def texts(self, name: str) -> list[str]:
        """A list of texts; other items in it are drift."""
        return [each for each in self.mixed(name, objects=False) if isinstance(each, str)]

    def text_or_texts(self, name: str) -> list[str]:
        """The texts of a field that holds one or a list of them, blank ones left out."""
        value = self.any(name)
        several = value if isinstance(value, list) else [value]
        return [each for each in several if isinstance(each, str) and each.strip()]

    def record(self, name: str, ignored: Collection[str] = ()) -> Take:
        """An object inside; an empty one where there is none."""
        value = self._left.pop(name, None)
        if not isinstance(value, dict):
            if value is not None:
                self._unlike(name, value)
            value = {}
        return self._enter(value, ignored, name)

    def records(self, name: str, ignored: Collection[str] = ()) -> list[Take]:
        """A list of objects inside; other items in it are drift."""
        return [each for each in self.mixed(name, ignored, texts=False) if isinstance(each, Take)]

    def mixed(
        self, name: str, ignored: Collection[str] = (), *, texts: bool = True, objects: bool = True
    ) -> list[str | Take]:
        """A list that holds texts, objects or both; anything else in it is drift."""
        found: list[str | Take] = []
        for each in self._list(name):
            if objects and isinstance(each, dict):
                found.append(self._enter(each, ignored, f"{name}[]"))
            elif texts and isinstance(each, str):
                found.append(each)
            else:
                self._unlike(f"{name}[]", each)
        return found

    def audit(self) -> None:
        """Report as drift whatever was neither taken nor ignored, here and inside."""
        for name, value in self._left.items():
            if name not in self._ignored:
                _report(self._path + name, shown(value))
        for inner in self._inner:
            inner.audit()

    def _list(self, name: str) -> list[Any]:
        value = self._left.pop(name, None)
        if value is None or isinstance(value, list):
            return value or []
        self._unlike(name, value)
        return []

    def _enter(self, record: dict[str, Any], ignored: Collection[str], name: str) -> Take:
        inner = Take(record, ignored, f"{self._path}{name}.")
        self._inner.append(inner)
        return inner

    def _unlike(self, name: str, value: Any) -> None:
        _report(self._path + name, f"unexpected type: {shown(value)}")


@contextmanager
def fields(record: dict[str, Any], ignored: Collection[str] = ()) -> Iterator[Take]:
    """Take fields out of a record; leaving the block reports what nobody took."""
    take = Take(record, ignored)
    yield take
    take.audit()


def each(
    records: Iterable[Any],
    read: Callable[[Take], Listing | Reject],
    *,
    ignored: Collection[str] = (),
    key: str = "id",
) -> Iterator[Listing | Reject]:
    """Read every record; a broken one becomes a `Reject` under its `key`, or its number where it has none."""
    for number, record in enumerate(records, start=1):
        if not isinstance(record, dict):
            yield Reject(f"#{number}", "not_a_record", shown(record))
            continue
        native_id = record.get(key)
        try:
            with fields(record, ignored) as take:
                yield read(take)
        except BrokenRecord as broken:
            yield Reject(f"#{number}" if native_id in (None, "") else shown(native_id), broken.rule, broken.value)


@contextmanager
def collecting() -> Iterator[dict[str, str]]:
    """Collect drift while the block runs: field path to an example, the first one seen."""
    found: dict[str, str] = {}
    token = _drift.set(found)
    try:
        yield found
    finally:
        _drift.reset(token)


def shown(value: Any) -> str:
    """A value for a message: short, on one line; what has parts only by its size."""
    if isinstance(value, dict | list):
        return f"{'object' if isinstance(value, dict) else 'list'} of {len(value)}"
    return " ".join(str(value)[: 4 * SHOWN].split())[:SHOWN]


def _report(path: str, example: str) -> None:
    found = _drift.get()
    if found is not None:
        found.setdefault(path, example)
