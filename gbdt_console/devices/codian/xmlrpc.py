"""Writes XML-RPC calls and reads answers, whatever bytes come.

A document type is refused, so no entity can grow an answer or name a file. The rest has limits of size, depth
and count. Characters that XML forbids are replaced first: a caller's name may hold them, and must not spoil
the list that it stands in.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import TypeAlias
from xml.parsers import expat

from gbdt_console.core.clean_text import SYMBOL
from gbdt_console.core.quick_dataclass import dataclass

Value: TypeAlias = "str | int | bool | float | Sequence[Value] | Mapping[str, Value] | None"
Struct: TypeAlias = Mapping[str, Value]

_DEEPEST = 40
"""Limit of nested elements: a field of a participant is at the fifteenth."""

_MOST_ELEMENTS = 100_000
"""Limit of one answer's elements: a page of ten participants has about 3 000."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(x[0-9A-Fa-f]{1,8}|[0-9]{1,8});")


class XmlRpcError(ValueError):
    """The bytes are no XML-RPC answer."""


class XmlRpcFault(Exception):
    """The device answered by a fault.

    words: its faultString, not cleaned
    """

    def __init__(self, number: int, words: str) -> None:
        super().__init__(number, words)
        self.number = number
        self.words = words


@dataclass(slots=True)
class _Element:
    tag: str
    children: list["_Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def only(self, tag: str) -> "_Element":
        """Return the one child of that tag. Raises XmlRpcError."""
        if len(self.children) != 1 or self.children[0].tag != tag:
            raise XmlRpcError(f"{self.tag} without one {tag}")
        return self.children[0]


def call_bytes(method: str, parameters: Struct) -> bytes:
    from xmlrpc.client import dumps  # costs 15 ms, which only a console with such an MCU pays

    text = dumps((dict(parameters),), method, encoding="UTF-8")
    return _FORBIDDEN.sub(SYMBOL, text).encode("utf-8", "replace")


def answer_of(body: bytes) -> Struct:
    """Read an answer's struct. Raises XmlRpcError, and XmlRpcFault for a fault."""
    root = _tree(_text(body))
    if root.tag != "methodResponse" or len(root.children) != 1:
        raise XmlRpcError("no methodResponse")
    (content,) = root.children
    if content.tag == "fault":
        fault = _value(content.only("value"))
        number = fault.get("faultCode") if isinstance(fault, Mapping) else None
        words = fault.get("faultString") if isinstance(fault, Mapping) else None
        if not isinstance(number, int) or not isinstance(words, str):
            raise XmlRpcError("a fault without its fields")
        raise XmlRpcFault(number, words)
    if content.tag != "params":
        raise XmlRpcError("neither params nor fault")
    answer = _value(content.only("param").only("value"))
    if not isinstance(answer, Mapping):
        raise XmlRpcError("no struct")
    return answer


def _text(body: bytes) -> str:
    """Decode UTF-8, else Latin-1, without characters that XML forbids."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    return _REFERENCE.sub(_checked_reference, _FORBIDDEN.sub(SYMBOL, text))


def _checked_reference(found: re.Match[str]) -> str:
    digits = found[1]
    number = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    is_allowed = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE
    return found[0] if is_allowed or 0x10000 <= number <= 0x10FFFF else SYMBOL


def _tree(text: str) -> _Element:
    parser = expat.ParserCreate("utf-8")
    top = _Element("")
    stack, count = [top], 0

    def start(tag: str, _: Mapping[str, str]) -> None:
        nonlocal count
        count += 1
        if len(stack) > _DEEPEST or count > _MOST_ELEMENTS:
            raise XmlRpcError("too large")
        element = _Element(tag)
        stack[-1].children.append(element)
        stack.append(element)

    def text_found(piece: str) -> None:
        stack[-1].pieces.append(piece)

    def refuse(*_: object) -> None:
        raise XmlRpcError("a document type")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = text_found
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise XmlRpcError(expat.ErrorString(error.code)) from None
    return top.children[0]


def _value(element: _Element) -> Value:
    """Read a `value`: one element that names a type, else a text."""
    if not element.children:
        return element.text
    if len(element.children) != 1:
        raise XmlRpcError("a value of several")
    (typed,) = element.children
    if typed.tag in _SCALARS:
        return _SCALARS[typed.tag](typed.text)
    if typed.tag == "array":
        return [_value(one) for one in typed.only("data").children if _is(one, "value")]
    if typed.tag == "struct":
        return dict(_member(one) for one in typed.children if _is(one, "member"))
    raise XmlRpcError("an unknown type")


def _is(element: _Element, tag: str) -> bool:
    if element.tag != tag:
        raise XmlRpcError(f"{element.tag} for {tag}")
    return True


def _member(element: _Element) -> tuple[str, Value]:
    if [child.tag for child in element.children] != ["name", "value"]:
        raise XmlRpcError("no member")
    name, value = element.children
    return name.text, _value(value)


def _flag(text: str) -> bool:
    if text.strip() not in ("0", "1"):
        raise XmlRpcError("no boolean")
    return text.strip() == "1"


def _whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", text.strip()):
        raise XmlRpcError("no integer")
    return int(text)


def _number(text: str) -> float:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}(\.[0-9]{0,18})?", text.strip()):
        raise XmlRpcError("no number")
    return float(text)


_SCALARS: Mapping[str, Callable[[str], Value]] = {
    "string": str, "int": _whole, "i4": _whole, "boolean": _flag, "double": _number,
    "dateTime.iso8601": str.strip, "base64": str.strip, "nil": lambda text: None,
}  # fmt: skip
"""Readers of each type that holds a text."""
