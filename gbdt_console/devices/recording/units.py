"""Parts a word into its characters, however each is written, and writes others of the same length.

One side of a conversation may write a name in UTF-8 and the other in escapes; both must become the same
other name. A letter beyond ASCII becomes one that UTF-8 writes in as many octets, always the same one.
"""

import html
import re

WORD = (
    r"(?:[A-Za-z0-9_\x80-\xff]|\\u[0-9a-fA-F]{4}|%[89A-Fa-f][0-9A-Fa-f]"
    r"|&#(?:[0-9]{3,6}|[xX][0-9A-Fa-f]{2,6});)+"
)
"""A word as one octet a character (Latin-1): letters, digits, octets of UTF-8, escapes of other letters."""

_UNIT = re.compile(
    r"(?P<escape>\\u[0-9a-fA-F]{4})|(?P<percent>(?:%[89A-Fa-f][0-9A-Fa-f]){1,4})"
    r"|(?P<reference>&#(?P<x>[xX]?)[0-9A-Fa-f]+;)"
    r"|(?P<octets>[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\xff])"
    r"|(?P<plain>.)",
    re.DOTALL,
)
_OTHERS = {1: "x", 2: "\u0111", 3: "\u1ea1", 4: "\U0001f4f7"}
"""What stands for a letter beyond ASCII, by the count of its octets."""
_SPELLED = re.compile(
    r"&(?:amp;)*(?P<reference>#0*(?:[2-9][0-9]|1[01][0-9])|#[xX]0*[2-7][0-9A-Fa-f]|amp|lt|gt|quot|apos);"
    r"|(?:%(?:25)*|\\+(?:u00|x))(?P<octet>[2-7][0-9A-Fa-f])"
)
"""A character of ASCII that is not written as itself, also where that was done over again."""
_OCTET = re.compile(r"%[CDEFcdef][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f])*|%[0-9A-Fa-f]{2}")


def characters(word: str) -> str:
    """Return a word's characters, as they are read."""
    return "".join(char for _, char in _units(word))


def as_read(text: str) -> tuple[str, list[int]]:
    """Return a text with its spelled ASCII characters read, and where each character began, then the end."""
    read, places, at = list[str](), list[int](), 0
    for found in _SPELLED.finditer(text):
        octet, first = found["octet"], found.start()
        char = chr(int(octet, 16)) if octet else html.unescape(f"&{found['reference']};")
        read += [text[at:first], char]
        places += range(at, first + 1)
        at = found.end()
    return "".join([*read, text[at:]]), [*places, *range(at, len(text) + 1)]


def other(word: str, by: bytes) -> str:
    """Write another word of the same length and form.

    by: a random octet for each character
    """
    pairs = zip(_units(word), by, strict=True)
    return "".join(_other_unit(unit, char, octet) for (unit, char), octet in pairs)


def _units(word: str) -> list[tuple[str, str]]:
    """Part a word into how each character is written, and the character."""
    units: list[tuple[str, str]] = []
    for found in _UNIT.finditer(word):
        text = found[0]
        if found["escape"]:
            units.append((text, chr(int(text[2:], 16))))
        elif found["reference"]:
            units.append((text, _referred(text)))
        elif found["percent"]:
            units += [(one, _decoded(bytes.fromhex(one.replace("%", "")))) for one in _OCTET.findall(text)]
        elif found["octets"]:
            units.append((text, _decoded(text.encode("latin-1"))))
        else:
            units.append((text, text))
    return units


def _decoded(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return "\ufffd"


def _referred(text: str) -> str:
    number = int(text[3:-1], 16) if text[2] in "xX" else int(text[2:-1])
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def _other_unit(unit: str, char: str, by: int) -> str:
    if len(unit) == 1 and unit.isascii():
        if unit.isdigit():
            return str(by % 10)
        return chr((ord("A") if unit.isupper() else ord("a")) + by % 26) if unit.isalpha() else unit
    count = 1 if char == "\ufffd" and unit[0] not in "\\&" else len(char.encode("utf-8", "surrogatepass"))
    letter = _OTHERS[max(count, 2) if unit[0] == "\\" else count]
    if unit[0] == "\\":
        return f"\\u{ord(_OTHERS[min(max(count, 2), 3)]):04x}"
    if unit[0] == "&":
        room = len(unit) - 3
        return f"&#x{ord(letter):0{room - 1}x};" if unit[2] in "xX" else f"&#{ord(letter):0{room}d};"
    if unit[0] == "%":
        return "".join(f"%{octet:02X}" for octet in letter.encode())[: len(unit)].ljust(len(unit), "x")
    return letter.encode().decode("latin-1").ljust(len(unit), "x")[: len(unit)]
