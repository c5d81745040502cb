"""Strings as people see them: no control or direction characters, no odd spaces, one Unicode form."""

from __future__ import annotations

import unicodedata

import polars as pl

BREAKS = r"\r\n?|[\x0b\x0c\u{85}\u{2028}\u{2029}]"
DROPPED = (
    r"[\x00-\x08\x0e-\x1f\x7f-\u{84}\u{86}-\u{9f}\u{ad}\u{61c}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}"
    r"\u{2060}-\u{206f}\u{feff}\u{fff9}-\u{fffb}]"
)
COMBINING = r"[\u{300}-\u{36f}\u{1100}-\u{11ff}\u{3099}\u{309a}]"  # without these a text is in its composed form
HYPHENS = r"[\u{2010}\u{2011}]"  # the typographic ones; a dash stays a dash
SPACES = r"[\t\u{a0}\u{1680}\u{2000}-\u{200a}\u{202f}\u{205f}\u{3000}]|  +"
TIDY = (  # one expression: a page often holds one text, and then calls are what costs
    pl.col("text")
    .str.replace_all(BREAKS, "\n")
    .str.replace_all(DROPPED, "")
    .str.replace_all(HYPHENS, "-")
    .str.replace_all(SPACES, " ")
    .str.replace_all("  +", " ")
    .str.replace_all(r" *\n[ \n]*", "\n")
    .str.strip_chars(" \n")
)


def tidied(texts: pl.Series) -> pl.Series:
    """Texts of many lines: characters cleaned, single spaces, no blank lines, none that end in a space."""
    tidy = texts.to_frame("text").select(TIDY)["text"]
    apart = tidy.str.contains(COMBINING)
    return tidy.zip_with(~apart, tidy.str.normalize("NFC")) if apart.any() else tidy


def line(text: str) -> str:
    """A short text on one line: the same characters, but cleaned.

    >>> line(" Senior\\u00a0 Engineer\\x00 \\u202e(m/f/d)\\n")
    'Senior Engineer (m/f/d)'
    """
    if not text.isprintable():
        text = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    if "  " in text or text[:1] == " " or text[-1:] == " ":
        text = " ".join(text.split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)
