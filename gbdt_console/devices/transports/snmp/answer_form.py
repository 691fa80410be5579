"""Reads an answer by the numbers in which it differs from an earlier answer to the same question.

An agent is asked the same at each poll, and from one answer to the next little but numbers changes. An answer
that was judged and decoded is kept as a form: its bytes, with places for the request id and for each number.
Another answer of the same bytes needs neither a judge nor a decoder.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import compress
from operator import ne
from struct import Struct
from typing import NamedTuple

from gbdt_console.devices.snmp.client import SnmpValue
from gbdt_console.devices.transports.snmp import ber

ID_BYTES = 4
"""Bytes of a request id that a form has a place for."""
_FORMS_REMEMBERED = 4_096
"""Limits the shapes that are kept made: devices of one kind share theirs."""


class _Shape(NamedTuple):
    """The places of an answer's numbers; forms of the same places share it.

    names: OID of each place, but for the request id's
    is_signed: whether its number has a sign
    cut: parts the bytes into fixed and changing ones in turn: fixed, request id, fixed, number, fixed ...
    """

    names: tuple[str, ...]
    is_signed: tuple[bool, ...]
    cut: Struct


class AnswerForm:
    """What the last answer to one question said, and where its numbers stand."""

    __slots__ = ("_fixed", "_numbers", "_shape", "_values")

    def __init__(self, shape: _Shape, body: bytes, values: Mapping[str, SnmpValue]) -> None:
        parts = shape.cut.unpack(body)
        self._shape = shape
        self._fixed = b"".join(parts[::2])
        self._numbers = parts[3::2]
        self._values = values

    def read(self, body: bytes, request_id: bytes | None) -> Mapping[str, SnmpValue] | None:
        """Return the values of an answer; None where anything else than numbers is new.

        Values that did not change are the same objects as in the answer before, and so is the whole mapping
        where none did.

        request_id: the id that the answer must have; None where something else proves whose answer it is
        """
        names, is_signed, cut = self._shape
        if len(body) != cut.size:
            return None
        parts = cut.unpack(body)
        if (request_id is not None and parts[1] != request_id) or b"".join(parts[::2]) != self._fixed:
            return None
        numbers, before = parts[3::2], self._numbers
        if numbers != before:
            values = dict(self._values)
            for place in compress(range(len(numbers)), map(ne, numbers, before)):
                values[names[place]] = int.from_bytes(numbers[place], "big", signed=is_signed[place])
            self._numbers, self._values = numbers, values
        return self._values


def form_of(body: bytes, id_end: int, values: Mapping[str, SnmpValue]) -> AnswerForm | None:
    """Make the form of an answer without error; None where it has no form.

    A number has a place where what stands there is the value that the library decoded.

    body: the judged answer; of an encrypted one what was decrypted
    id_end: index after its request id
    values: what a library decoded of it
    """
    if body[id_end - ID_BYTES - 1] != ID_BYTES:
        return None
    names: list[str] = []
    is_signed: list[bool] = []
    ends = [id_end - ID_BYTES, id_end]
    for name, tag, first, end in ber.numbers(body, id_end):
        value, signed = values.get(name), tag == ber.INTEGER
        if type(value) is int and value == int.from_bytes(body[first:end], "big", signed=signed):
            names.append(name)
            is_signed.append(signed)
            ends += first, end
    if len(set(names)) < len(names):
        return None
    sizes = (end - start for start, end in zip((0, *ends), (*ends, len(body)), strict=True))
    return AnswerForm(_shape(tuple(sizes), tuple(names), tuple(is_signed)), body, values)


@lru_cache(_FORMS_REMEMBERED)
def _shape(sizes: tuple[int, ...], names: tuple[str, ...], is_signed: tuple[bool, ...]) -> _Shape:
    return _Shape(names, is_signed, Struct("".join(f"{size}s" for size in sizes)))
