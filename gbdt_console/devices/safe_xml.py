"""Reads XML from devices, whatever bytes come.

A document type is refused, so no entity can grow an answer or name a file. The rest has limits of size, depth
and count. Characters that XML forbids are replaced first: a caller's name may hold them, and must not spoil
the list that it stands in. Names lose their prefixes, which some devices declare wrongly or not at all.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from xml.parsers import expat

from gbdt_console.core.clean_text import SYMBOL, clean
from gbdt_console.core.quick_dataclass import dataclass

_DEEPEST = 40
"""Limit of nested elements: a field of a Codian's participant is at the fifteenth."""

_MOST_ELEMENTS = 100_000
"""Limit of one answer's elements: a Codian's page of ten participants has about 3 000."""

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML may hold."""
_REFERENCE = re.compile(r"&#(x[0-9A-Fa-f]{1,8}|[0-9]{1,8});")


class XmlError(ValueError):
    """The bytes are no XML that is read here."""


@dataclass(slots=True)
class Element:
    """One element; attributes and texts are as the device wrote them."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def all(self, tag: str) -> Iterator["Element"]:
        return (child for child in self.children if child.tag == tag)

    def at(self, *path: str) -> "Element | None":
        """Return the first element at that path below this one; None where there is none."""
        found: Element | None = self
        for tag in path:
            found = None if found is None else next(found.all(tag), None)
        return found

    def text_at(self, *path: str) -> str:
        """Return the cleaned text at that path; empty where there is none."""
        found = self.at(*path)
        return "" if found is None else clean(found.text.strip())


def tree_of(body: bytes) -> Element:
    """Read a document's root. Raises XmlError."""
    parser = expat.ParserCreate("utf-8")
    top = Element("")
    stack, count = [top], 0

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal count
        count += 1
        if len(stack) > _DEEPEST or count > _MOST_ELEMENTS:
            raise XmlError("too large")
        element = Element(_bare(tag), {_bare(name): value for name, value in attributes.items()})
        stack[-1].children.append(element)
        stack.append(element)

    def text_found(piece: str) -> None:
        stack[-1].pieces.append(piece)

    def refuse(*_: object) -> None:
        raise XmlError("a document type")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = text_found
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(_decoded(body).encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise XmlError(expat.ErrorString(error.code)) from None
    return top.children[0]


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def _decoded(body: bytes) -> str:
    """Decode UTF-8, else Latin-1, without characters that XML forbids."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    return _REFERENCE.sub(_checked_reference, FORBIDDEN.sub(SYMBOL, text))


def _checked_reference(found: re.Match[str]) -> str:
    digits = found[1]
    number = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    is_allowed = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE
    return found[0] if is_allowed or 0x10000 <= number <= 0x10FFFF else SYMBOL
