"""Lines of texts that are read for pay by themselves, each different one once."""

from __future__ import annotations

from . import pay_scope, pay_text, pay_tokens
from .pay_passages import LineKind
from .pay_stated import Stated


class Lines:
    """Lines that were read alone, each once."""

    def __init__(self) -> None:
        self.read: dict[str, tuple[LineKind, list[Stated]]] = {}
        self.mute: dict[str, bool] = {}

    def bands(self, words: str, *, is_line: bool, is_whole: bool) -> list[Stated]:
        """Bands of a passage, which may be a line that is known already."""
        return self.read[words][1] if is_line else pay_text.read(words, is_whole=is_whole)

    def kind(self, line: str) -> LineKind:
        """Whether a line needs its surroundings: see `pay_text.read_line`."""
        if line not in self.read:
            self.read[line] = pay_text.read_line(line)
        return self.read[line][0]

    def is_mute(self, line: str) -> bool:
        """True where a line says nothing of the place, level or bounds of the one below it."""
        if line not in self.mute:
            self.mute[line] = pay_scope.is_silent(pay_tokens.read(line))
        return self.mute[line]
