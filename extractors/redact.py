"""Personal data out of texts: e-mail addresses, telephone numbers, personal links, names of contacts.

The rule is deterministic and versioned: the same text gives the same redacted text, on every machine. A
vectorised look finds the few texts that may hold something; only those are read closely. Pay is never
touched: what may be an amount is not taken for a telephone number.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import phonenumbers
import polars as pl

VERSION = 1
Rules = tuple[tuple[str, Callable[[pl.Series], pl.Series]], ...]

PHONE_CUE = (
    r"tel|t[eé]l[eé]phone|telef[oó]n[eo]?|telefoon|phone|mobile|mobil|handy|fax|rufnummer|durchwahl|"
    r"whatsapp|tlf|gsm|hotline"
)
WEAK_PHONE_CUE = r"call|ring|text|sms|signal|cell|contact|reach|anruf\w*|appelez"
CODES = (
    "usd|eur|gbp|chf|cad|aud|nzd|sgd|hkd|jpy|cny|rmb|inr|krw|twd|thb|idr|myr|php|vnd|aed|sar|qar|ils|try|zar|egp|ngn|kes|brl|mxn|"
    "clp|cop|ars|pen|sek|nok|dkk|isk|pln|czk|huf|ron|bgn|rsd|uah|rub|kzt|pkr|bdt|lkr|lpa|ctc|crore|lakhs?"
)
NAME_CUE = (
    r"contact person|contact|contact name|your contact|point of contact|ansprechpartner(?:in|/in|/-in|"
    r":in|\*in|\(in\))?|"
    r"ansprechperson|kontaktperson|kontakt|contactpersoon|persona de contacto|contacto|personne (?:à|"
    r"a) contacter|"
    r"interlocuteur|interlocutrice|referente|osoba do kontaktu|recruiter|recruiting contact|hiring manager|"
    r"reach out to|reach out directly to|get in touch with|write to|speak to|speak with|talk to|ask for"
)
# A name stands alone after the cue, or with a form of address; these words are no names.
NO_NAME = frozenset(
    """
    a about accommodation accommodations all am an analyst and annual any apply architect assistant
    at base benefits bonus business candidate career careers center centers centre client clients
    commercial communications company compensation coordinator customer customers data day
    department details developer director e-mail email engineer engineering engineers enterprise
    equity experience finance for form group growth head hiring hr human i if in inc information
    infrastructure international job jobs join lead legal line lines management manager marketing me
    mobile my no office officer on operations opportunity our pay people person personnel phone
    please point privacy product program project public recruiter recruiters recruiting recruitment
    relations resource resources role salary sales scientist security senior service services site
    software solutions specialist strategy success support talent team teams technical technology
    tel tele telephone the they this to tracing u.s us usa via we website with you your
    """.split()  # noqa: SIM905 (a list of words reads best as words)
)
WORD = r"[A-ZÀ-ÖØ-ÞŁŚŻŠČĐ][^\W\d_]+(?:['’-][^\W\d_]+)*"
_FORM = r"(?:Mr|Mrs|Ms|Dr|Prof|Frau|Herr|Herrn|Mme|Mevr|Dhr|Sra|Sr)\.?"
_BETWEEN = r"(?:van|von|der|de|den|la|le|di|da|bin|el)"
NAME = rf"(?:{_FORM} )*(?:{WORD}|[A-Z]\.)(?: (?:{_BETWEEN} )*(?:{WORD}|[A-Z]\.)){{1,3}}"

LINK = (
    r"(?i)(?:https?://)?(?:[a-z0-9-]+\.)?(?:linkedin\.com/(?:mwlite/)?(?:in|pub)/|calendly\.com/|"
    r"(?-u:\b)cal\.com/|savvycal\.com/|wa\.me/|"
    r"api\.whatsapp\.com/send|(?-u:\b)t\.me/|xing\.com/profile/)[^\s<>()\[\]\"',;]*[^\s<>()\[\]\"',;.:!?]"
)
EMAIL = r"[\w.+%'-]+@(?:[\w-]+\.)+\p{L}[\w-]+"
HIDDEN_EMAIL = (
    r"(?i)[\w.+%-]+ ?[\[({<] ?(?:at|ät|@) ?[\])}>] ?[\w-]+(?: ?(?:\.|[\[({<] ?(?:dot|punkt|\.) ?[\])}>]|"
    r" dot ) ?\p{L}[\w-]+)+"
    r"|[\w.+%-]+ at [\w-]+(?: dot \p{L}[\w-]+)+"
)
_NUMBER = re.compile(r"[+(\d][\d ()./–-]{5,}\d")
_DIGITS = re.compile(r"(?:\+ ?|00)?\(?\d(?:[ ()./–-]{0,3}\d){6,16}(?![\w%])(?![.,]\d)")
_AFTER_CUE = r"(?:\.|\b)(?: (?:us|me|number|at|on|nr\.?|no\.?|or|/))*[ :.#–-]{0,4}\(?$"
_PHONE_CUE = re.compile(rf"\b(?:{PHONE_CUE}){_AFTER_CUE}", re.IGNORECASE)
_WEAK_PHONE_CUE = re.compile(rf"\b(?:{WEAK_PHONE_CUE}){_AFTER_CUE}", re.IGNORECASE)
_MONEY_BEFORE = re.compile(
    rf"(?:[$€£¥₹₽₩₪₺₴₫฿]|\b(?:{CODES}|zł|kr|rs|fr|salary|salaries|pay|range|compensation|gehalt|base|ote|lohn|"
    r"salaire|sueldo|salario|wynagrodzenie))\W{0,3}(?:\w{1,9}\W{1,2})?$"
    r"|\b(?:between|from|zwischen|von|to|bis) ?$",
    re.IGNORECASE,
)
_MONEY_AFTER = re.compile(
    rf"^\W{{0,3}}(?:[$€£¥₹₽₩₪₺₴₫฿]|(?:{CODES}|k|m|mio|mln|zł|kr|kč|ft|euros?|dollars?|pounds?|brutto|"
    rf"gross|net|netto|annual|yearly|monthly)\b|"
    r"(?:per|a|an|/|pro|par|al|por|the) ?(?:year|yr|annum|month|week|day|hour|hr|jahr|monat|stunde|tag|"
    r"an|mois|mes|año|h)\b|p\.? ?[amh]\b)",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:([ .])\d{3})(?:\1\d{3})*(?:[.,]\d{2})?")
_PLAIN_RANGE = re.compile(r"([1-9]\d{3,7}) ?[-–/] ?([1-9]\d{3,7})")
_YEAR = re.compile(r" (?:19|20)\d{2}$")
_ROUND = re.compile(r"\+? ?[1-9]\d*00")
_DATE = re.compile(r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2})(?!\d)")
_HOME_STYLE = re.compile(
    r"\(?\d{3}\)? ?[ .–-]\d{3}[ .–-]\d{4}|0[1-9]\d{0,4}[ ()./–-]{1,3}\d[\d ()./–-]{4,12}\d|"
    r"\(0\d{1,5}\) ?\d[\d ./–-]{3,12}\d"
)
_NAME = re.compile(
    rf"(?P<before>\b(?i:{NAME_CUE})(?: (?:is|for this role is|:))?[ ]?[:–-]?[ ])(?P<name>{NAME})"
    rf"|(?P<named>{NAME})(?P<after> ?[,:(<–-]?[ ]?(?:at |on |via )?\[(?:email|phone)\])"
)


def redact(texts: pl.Series) -> pl.Series:
    """Every text without its personal data, which `[link]`, `[email]`, `[phone]` and `[name]` stand for.

    >>> redact(pl.Series(["60 000 - 80 000 EUR. Kontakt: Erika Muster, 030 1234567, erika@example.org"]))[0]
    '60 000 - 80 000 EUR. Kontakt: [name], [phone], [email]'
    """
    return _without(_without(texts, RULES[:-1]), RULES[-1:])  # the last hint costs most: it is looked for once


def _without(texts: pl.Series, rules: Rules) -> pl.Series:
    """One look for all hints, since for a page of one text calls are what costs; a new one once a rule found its own."""
    hints = texts.to_frame("text").select(
        pl.col("text").str.contains(hint).fill_null(value=False).alias(str(n)) for n, (hint, _) in enumerate(rules)
    )
    for n, (_, rewrite) in enumerate(rules):
        hinted = hints[str(n)]
        if hinted.any():
            texts = texts.scatter(hinted.arg_true(), rewrite(texts.filter(hinted)))
            return _without(texts, rules[n + 1 :]) if rules[n + 1 :] else texts
    return texts


def redact_text(text: str) -> str:
    """One text without its personal data."""
    return str(redact(pl.Series([text]))[0])


def _phones(texts: pl.Series) -> pl.Series:
    return pl.Series([_NUMBER.sub(_phones_in, text) for text in texts], dtype=pl.String)


def _names(texts: pl.Series) -> pl.Series:
    """Only the lines that hint at a name are read closely."""
    redacted = []
    for text, lines in zip(texts, texts.str.extract_all(rf"[^\n]*(?:{NAME_HINT})[^\n]*"), strict=True):
        for line in lines:
            text = text.replace(line, _NAME.sub(_name_or_not, line))  # noqa: PLW2901
        redacted.append(text)
    return pl.Series(redacted, dtype=pl.String)


def _phones_in(run: re.Match[str]) -> str:
    """A run of digits, spaces and dashes with its telephone numbers replaced."""
    text, offset = run.string, run.start()
    kept, position = [], offset
    for found in _DIGITS.finditer(text, offset, run.end()):
        start, end = found.span()
        if text[end : end + 1].isalnum() or (start and (text[start - 1].isalnum() or text[start - 1] in ".,$€£¥/=-_")):
            continue
        if _is_phone(found[0], text[max(0, start - 24) : start], text[end : end + 16]):
            kept += [text[position:start], "[phone]"]
            position = end
    return "".join([*kept, text[position : run.end()]])


_ABROAD = re.compile(r"\+1[ .-]\(?[2-9]\d\d\)?[ .-]\d{3}[ .-]\d{4}$")  # its last figures may look like a year


def _is_phone(number: str, before: str, after: str) -> bool:
    """Whether a run of digits is a telephone number; in doubt it is not, for it may be pay."""
    bare = _YEAR.sub("", number)
    digits = sum(character.isdigit() for character in bare)
    if not 7 <= digits <= 15 or _DATE.search(number) or _MONEY_AFTER.match(after) or _is_range(bare):
        return False
    abroad = bool(_ABROAD.match(number)) and _is_possible(number)
    groups = _groups(bare)
    if not abroad and (groups == 2 or (groups == 0 and digits <= 8 and _ROUND.fullmatch(bare))):
        return False
    if abroad or _PHONE_CUE.search(before):
        return abroad or digits >= 9 or groups == 0
    if groups or _MONEY_BEFORE.search(before):
        return False
    if number[0] == "+" or number[:2] == "00":
        return _is_possible(number)
    return bool(_WEAK_PHONE_CUE.search(before)) or (digits >= 9 and bool(_HOME_STYLE.fullmatch(number)))


def _groups(number: str) -> int:
    """How many figures in groups of thousands a run is: one, two with a dash between, or none."""
    parts = re.split(r" ?[–/-] ?", number)
    return len(parts) if len(parts) <= 2 and all(_GROUPED.fullmatch(part.strip("+ ()")) for part in parts) else 0


def _is_range(number: str) -> bool:
    """Two plain figures of about the same length with a dash or slash between, no leading zeros."""
    plain = _PLAIN_RANGE.fullmatch(number.lstrip("+ "))
    return plain is not None and len(plain[2]) - len(plain[1]) in (0, 1)


def _is_possible(number: str) -> bool:
    try:
        parsed = phonenumbers.parse(re.sub(r"^00", "+", number).replace("(0)", ""), None)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(parsed)


def _name_or_not(found: re.Match[str]) -> str:
    name = found["name"] or found["named"]
    if any(word.strip(".,").lower() in NO_NAME for word in name.split()):
        return found[0]
    return f"{found['before'] or ''}[name]{found['after'] or ''}"


# What hints at it in the vectorised look (without a Unicode `\b`, which is slow there), and how it is taken
# out; names last, for they are also known by a token beside them.
_CAPITALISED = r"[A-ZÀ-Þ][^\s,;:]*"
NAME_HINT = (
    rf"(?i-u:{NAME_CUE})(?: is| for this role is|:)? ?[:–-]? {_CAPITALISED} |"
    rf"{_CAPITALISED} ?[,:(<–-]? ?(?:at |on |via )?\[(?:email|phone)\]"
)
RULES: Rules = (
    (
        r"(?i-u)linkedin\.com/|calendly\.com/|cal\.com/|wa\.me/|whatsapp\.com/|t\.me/|xing\.com/",
        lambda texts: texts.str.replace_all(LINK, "[link]"),
    ),
    ("@", lambda texts: texts.str.replace_all(EMAIL, "[email]")),
    (
        r"[\[({<] ?(?:[aA][tT]|ät|@) ?[\])}>]| dot [a-z]",
        lambda texts: texts.str.replace_all(HIDDEN_EMAIL, "[email]"),
    ),
    (r"[0-9][0-9 ()./–-]{5,}[0-9]", _phones),
    (NAME_HINT, _names),
)
