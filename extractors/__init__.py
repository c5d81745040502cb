"""Look: fetch public pages and say verbatim what they say. A source is a module here that has a `SOURCE`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from .contract import Source


@cache
def sources() -> dict[str, Source]:
    """Every source, by name.

    Raises:
        ImportError: a module here cannot be imported; the message names it.
        TypeError: its `SOURCE` is not a `Source` of the module's own name.
    """
    found: dict[str, Source] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda each: each.name):
        try:
            source = getattr(importlib.import_module(f"{__name__}.{module.name}"), "SOURCE", None)
        except ImportError as error:
            raise ImportError(f"extractors/{module.name}.py cannot be imported: {error}") from error
        if source is None:
            continue
        if not isinstance(source, Source) or source.name != module.name:
            raise TypeError(
                f"extractors/{module.name}.py: SOURCE must be a Source named {module.name!r}, not {source!r}"
            )
        found[module.name] = source
    return found
