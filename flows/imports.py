"""Recorded payloads and tables of postings, brought into the archive as if they had just been fetched."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from extractors import sources
from extractors.archive import Archive, Shelf
from extractors.contract import BadPage, Page, RawPosting
from extractors.read import Reading, read_page
from transforms import dates


class ImportFailed(ValueError):
    """A file could not be imported; the message says which, which record, and why. Nothing of it is loaded."""


class Counts(NamedTuple):
    """What an import brought in."""

    postings: int
    rejected: int
