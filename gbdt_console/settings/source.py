"""Reads a file of settings as text: once, bounded, UTF-8, without control characters."""

import re
import unicodedata
from contextlib import suppress
from pathlib import Path

from gbdt_console.settings.problems import FILE_START, Fault, Place, Unreadable
from gbdt_console.settings.regular_file import NotRegular, open_regular

MOST_BYTES = 4 * 1024 * 1024
"""Limit of the file, bytes: 3 400 sites take about a fifth."""

_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
# NEL and the Unicode line separators are line breaks to YAML 1.1 and to no editor.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LINE_END = re.compile("\r\n|\r|\n")


def read_text(path: Path, *, is_table: bool = False) -> str:
    """Return the text of the file. Raises Unreadable with one fault.

    is_table: whether a spreadsheet may have written it: UTF-16 with its mark, or Windows' own Vietnamese
    """
    data = _read_bytes(path)
    if is_table and data.startswith(_UTF16_BOMS):
        data = data.decode("utf-16", errors="replace").encode()
    elif is_table:
        data = _as_utf_8(data)
    if data.startswith(_UTF16_BOMS) or b"\0" in data[:4]:
        raise Unreadable(Fault(FILE_START, "settings.not-utf-8"))
    body = data.removeprefix(_UTF8_BOM)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        before = body[: error.start].decode("utf-8")
        raise Unreadable(Fault(_place_after(before), "settings.not-utf-8")) from None
    control = _CONTROL.search(text)
    if control is not None:
        place = _place_after(text[: control.start()])
        raise Unreadable(Fault(place, "settings.control-character", {"code_point": code_point(control[0])}))
    return text


def _as_utf_8(data: bytes) -> bytes:
    """Return the bytes of a text in code page 1258 as UTF-8; others as they are."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        with suppress(UnicodeDecodeError):
            return unicodedata.normalize("NFC", data.decode("cp1258")).encode()
    return data


def code_point(char: str) -> str:
    """Name a character that must not be printed, as U+001B."""
    return f"U+{ord(char):04X}"


def _read_bytes(path: Path) -> bytes:
    try:
        with open_regular(path) as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise Unreadable(Fault(FILE_START, "settings.file-absent")) from None
    except NotRegular:
        raise Unreadable(Fault(FILE_START, "settings.not-a-file")) from None
    except (OSError, ValueError):
        raise Unreadable(Fault(FILE_START, "settings.file-unreadable")) from None
    if len(data) > MOST_BYTES:
        raise Unreadable(Fault(FILE_START, "settings.file-too-big", {"most_mb": str(MOST_BYTES >> 20)}))
    return data


def _place_after(before: str) -> Place:
    ends = list(_LINE_END.finditer(before))
    line_start = ends[-1].end() if ends else 0
    return Place(len(ends) + 1, len(before) - line_start + 1)
