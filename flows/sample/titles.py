"""How titles are written: role, level, subject, and what employers hang on to them."""

from __future__ import annotations

from functools import cache
from random import Random

from . import tables as t
from .words import column

OWN_SUBJECT = (
    "cv_engineer",
    "nlp_engineer",
    "speech_engineer",
    "robotics_ml",
    "recsys_engineer",
    "ai_safety",
    "prompt_eval",
    "ai_architect",
)
SAYS_AI = ("AI", "ML", "LLM", "Learning", "NLP", "Vision", "Language", "Alignment", "Speech", "Agent")
PAIR_WORDS = {
    ("entry", "mid"): ("Junior/Mid-Level", "Junior / Mid-Level", "Junior to Mid-Level"),
    ("mid", "senior"): ("Mid/Senior", "Mid-Level / Senior", "Mid-Senior"),
    ("senior", "staff"): ("Senior/Staff", "Senior / Staff", "Senior or Staff"),
    ("staff", "principal"): ("Staff/Principal", "Staff / Principal"),
}
GENDER = {"de": (" (m/w/d)", " (w/m/d)", " (all genders)", " (m/f/d)", ""), "fr": (" (H/F)", " - F/H", "")}
TAIL = (", {}", " - {}", " ({})", " – {}")


def title(
    roll: Random,
    *,
    role_family: str,
    other: dict[str, str] | None,
    specialization: str,
    levels: tuple[str, ...],
    hired: str,
    cue: str,
    language: str,
    country: t.Country,
    places: tuple[t.Place, ...],
    mode: str,
    contract: str,
) -> str:
    """A title for the job. The level stands in it only if `cue` is `title`."""
    if role_family == "ai_manager":
        text = _manager(roll, specialization, hired)
    elif other and t.LEVELS[t.LEVEL[hired]].track == "management":
        text = other["manager_title"]
    else:
        base = (
            other["title"]
            if other
            else roll.choice(
                column("idioms/titles", "title", role_family=role_family, language=language)
                or column("idioms/titles", "title", role_family=role_family, language="en")
            )
        )
        text = _with_level(roll, base, levels, language) if cue == "title" and levels else base
        text = text if other else _with_subject(roll, text, role_family, specialization, language)
    return text + _hangers(roll, language=language, country=country, places=places, mode=mode, contract=contract)


def _with_level(roll: Random, base: str, levels: tuple[str, ...], language: str) -> str:
    if len(levels) > 1:
        return f"{roll.choice(PAIR_WORDS[levels[0], levels[1]])} {base}"
    row = roll.choice(_cues(levels[0], language))
    if row["before"]:
        gap = "" if language == "ja" and not row["before"].isascii() and not base.isascii() else " "
        return f"{row['before']}{gap}{base}"
    gap = "" if row["after"][0] in ",（" else " "
    if "," in base:
        head, rest = base.split(",", 1)
        return f"{head}{gap}{row['after']},{rest}"
    return f"{base}{gap}{row['after']}"


@cache
def _cues(level: str, language: str) -> list[dict[str, str]]:
    rows = [row for row in t.rows("idioms/level_cues") if row["level"] == level]
    return [row for row in rows if row["language"] == language] or rows


def _with_subject(roll: Random, text: str, role_family: str, specialization: str, language: str) -> str:
    chance = 0.15 if role_family in OWN_SUBJECT or language != "en" else 0.5
    subjects = column("idioms/subjects", "text", specialization=specialization, kind="title")
    if not subjects or roll.random() > chance:
        return text
    subject = roll.choice(subjects)
    if subject.lower() in text.lower():
        return text
    shape = roll.choice(TAIL[1:] if "," in text else TAIL)
    return text + shape.format(subject)


def _manager(roll: Random, specialization: str, hired: str) -> str:
    pattern = roll.choice(column("idioms/manager_titles", "title", level=hired))
    subjects = [
        s
        for s in column("idioms/subjects", "text", specialization=specialization, kind="title")
        if any(word in s for word in SAYS_AI)
    ]
    return pattern.format(subject=roll.choice(subjects) if subjects else "Machine Learning")


def _hangers(
    roll: Random, *, language: str, country: t.Country, places: tuple[t.Place, ...], mode: str, contract: str
) -> str:
    spoken = "de" if country.country_code in ("DE", "CH") else language
    text = roll.choice(GENDER[spoken]) if spoken in GENDER and (language != "en" or roll.random() < 0.5) else ""
    if contract == "contractor" and roll.random() < 0.6:
        text += " (Contract)"
    if mode.startswith("remote") and roll.random() < 0.12:
        text += roll.choice((" (Remote)", " - Remote"))
    elif places and roll.random() < 0.05:
        text += f" - {places[0].city}"
    if country.country_code == "CH" and not text and roll.random() < 0.3:
        text = " 80-100%"
    return text if roll.random() > 0.015 else f"{text} [R-{roll.randint(1000, 99999)}]"
