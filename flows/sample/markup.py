"""Sections of an ad as HTML and as plain text, in the few styles that applicant tracking systems produce."""

from __future__ import annotations

from html import escape

from .descriptions import Section

ENTITIES = {"’": "&rsquo;", "–": "&ndash;", "\u00a0": "&nbsp;"}


def html(parts: list[Section], style: int, *, paragraph: str = "<p>") -> str:
    """HTML of the sections; `style` (0 to 3) chooses headings and entities, `paragraph` opens a paragraph."""
    out = []
    for part in parts:
        if part.heading:
            out.append(_heading(part.heading, style))
        out += [f"{paragraph}{text(line, style)}</p>" for line in part.paragraphs]
        if part.items:
            out.append(listed(part.items, style))
    return "\n".join(out) if style % 2 else "".join(out)


def listed(items: tuple[str, ...], style: int) -> str:
    """The items as an unordered list."""
    if style == 3:
        return "<ul>" + "".join(f"<li><p>{text(item, style)}</p></li>" for item in items) + "</ul>"
    gap = "\n" if style == 1 else ""
    return f"<ul>{gap}" + gap.join(f"<li>{text(item, style)}</li>" for item in items) + f"{gap}</ul>"


def text(line: str, style: int) -> str:
    """One line with its special characters escaped; one style also writes typographic signs as entities."""
    line = escape(line, quote=False)
    if style == 2:
        for sign, entity in ENTITIES.items():
            line = line.replace(sign, entity)
    return line


def plain(parts: list[Section]) -> str:
    """The sections as plain text: a line for each heading, paragraph and item."""
    out: list[str] = []
    for part in parts:
        out += [part.heading] if part.heading else []
        out += [*part.paragraphs, *part.items, ""]
    return "\n".join(out).strip()


def _heading(words: str, style: int) -> str:
    return (
        f"<h2>{escape(words, quote=False)}</h2>",
        f"<p><strong>{escape(words, quote=False)}:</strong></p>",
        f"<h3><strong>{escape(words, quote=False)}</strong></h3>",
        f"<div><br></div><div><b>{escape(words, quote=False)}</b></div>",
    )[style]
