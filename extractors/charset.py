"""Bodies in UTF-8, whatever a site sent: a byte order mark says first, then its header; UTF-8 where it fits."""

from __future__ import annotations

import codecs
import re

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
# Names that sites use, and the superset that browsers read them as. What is not here is not believed.
READ_AS = {
    "us-ascii": "cp1252", "ascii": "cp1252", "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252",
    "windows-1252": "cp1252", "cp1252": "cp1252", "iso-8859-2": "iso-8859-2", "iso-8859-15": "iso-8859-15",
    "windows-1250": "cp1250", "windows-1251": "cp1251", "windows-1253": "cp1253", "windows-1254": "cp1254",
    "windows-1255": "cp1255", "windows-1256": "cp1256", "iso-8859-9": "cp1254", "koi8-r": "koi8-r",
    "shift_jis": "cp932", "shift-jis": "cp932", "euc-jp": "euc-jp", "euc-kr": "cp949", "gbk": "gb18030",
    "gb2312": "gb18030", "gb18030": "gb18030", "big5": "big5", "utf-16": "utf-16", "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}  # fmt: skip

DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}\bencoding\s*=")  # the XML reader believes what the document says


def in_utf8(body: bytes, charset: str | None) -> bytes:
    """The body in UTF-8 if its bytes or its header say that it is in another character set; else as it is.

    A declared set that is unknown, or no set of characters at all, is not believed. Bytes that are UTF-8 already stay
    whatever the header says. Packed bodies and sets declared inside a page are left to whoever reads it.

    >>> in_utf8("Zürich".encode("cp1252"), "iso-8859-1").decode()
    'Zürich'
    """
    found = next((name for mark, name in MARKS if body.startswith(mark)), None) or READ_AS.get(charset or "")
    if found is None or body.startswith(b"\x1f\x8b") or DECLARED.match(body):
        return body
    if not found.startswith("utf") and _is_utf8(body):
        return body
    return body.decode(found, "replace").encode()


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
