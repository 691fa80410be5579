"""Writes XML-RPC calls and reads answers, whatever bytes come (devices/safe_xml.py)."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from gbdt_console.core.clean_text import SYMBOL
from gbdt_console.devices.safe_xml import FORBIDDEN, Element, XmlError, tree_of

Value: TypeAlias = "str | int | bool | float | Sequence[Value] | Mapping[str, Value] | None"
Struct: TypeAlias = Mapping[str, Value]


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


def call_bytes(method: str, parameters: Struct) -> bytes:
    from xmlrpc.client import dumps  # costs 15 ms, which only a console with such an MCU pays

    text = dumps((dict(parameters),), method, encoding="UTF-8")
    return FORBIDDEN.sub(SYMBOL, text).encode("utf-8", "replace")


def answer_of(body: bytes) -> Struct:
    """Read an answer's struct. Raises XmlRpcError, and XmlRpcFault for a fault."""
    try:
        root = tree_of(body)
    except XmlError as error:
        raise XmlRpcError(str(error)) from None
    if root.tag != "methodResponse" or len(root.children) != 1:
        raise XmlRpcError("no methodResponse")
    (content,) = root.children
    if content.tag == "fault":
        fault = _value(_only(content, "value"))
        number = fault.get("faultCode") if isinstance(fault, Mapping) else None
        words = fault.get("faultString") if isinstance(fault, Mapping) else None
        if not isinstance(number, int) or not isinstance(words, str):
            raise XmlRpcError("a fault without its fields")
        raise XmlRpcFault(number, words)
    if content.tag != "params":
        raise XmlRpcError("neither params nor fault")
    answer = _value(_only(_only(content, "param"), "value"))
    if not isinstance(answer, Mapping):
        raise XmlRpcError("no struct")
    return answer


def _only(element: Element, tag: str) -> Element:
    """Return the one child of that tag. Raises XmlRpcError."""
    if len(element.children) != 1 or element.children[0].tag != tag:
        raise XmlRpcError(f"{element.tag} without one {tag}")
    return element.children[0]


def _value(element: Element) -> Value:
    """Read a `value`: one element that names a type, else a text."""
    if not element.children:
        return element.text
    if len(element.children) != 1:
        raise XmlRpcError("a value of several")
    (typed,) = element.children
    if typed.tag in _SCALARS:
        return _SCALARS[typed.tag](typed.text)
    if typed.tag == "array":
        return [_value(one) for one in _only(typed, "data").children if _is(one, "value")]
    if typed.tag == "struct":
        return dict(_member(one) for one in typed.children if _is(one, "member"))
    raise XmlRpcError("an unknown type")


def _is(element: Element, tag: str) -> bool:
    if element.tag != tag:
        raise XmlRpcError(f"{element.tag} for {tag}")
    return True


def _member(element: Element) -> tuple[str, Value]:
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
