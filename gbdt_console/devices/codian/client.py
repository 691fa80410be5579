"""Sends calls to an MCU, with the account in each, and turns faults into the console's own.

A question may be sent again after a lost connection, a command never. Each has its own connection, so that no
command waits behind a poll.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.secret import Secret
from gbdt_console.devices.codian.xmlrpc import (
    Struct,
    Value,
    XmlRpcError,
    XmlRpcFault,
    answer_of,
    call_bytes,
)
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.transports.http import HttpConnection, HttpPlace

LONGEST_TEXT = 31
"""Limit of a text in a call, characters (API guide, 'Encoding'); the MCU cuts or refuses longer ones."""
LONGEST_ADDRESS = 63
"""Limit of an address in a call, characters (guide 2.9, 'gateway.enumerate'); it may come back cut to 31."""

NO_CONFERENCE, NO_PARTICIPANT = 4, 5
"""Fault codes for a conference and a participant that the MCU does not have."""

_LOGIN_FAULTS = frozenset({14, 15})
"""Fault codes 'authorization failed' and 'insufficient privileges'."""

_PATH, _TYPE = "/RPC2", "text/xml; charset=utf-8"
"""Where every call goes; without the charset the MCU takes ASCII."""

_DONE = "operation successful"


class CodianFault(ControlError):
    """The MCU answered by a fault."""

    def __init__(self, number: int, words: str) -> None:
        is_denied = number in _LOGIN_FAULTS
        super().__init__(ControlFault.DENIED if is_denied else ControlFault.REFUSED, clean(words))
        self.number = number


@dataclass(frozen=True, slots=True)
class CodianLogin:
    """The account of the MCU.

    password: its password, part of every call
    """

    user: str
    password: Secret


class CodianClient:
    def __init__(self, place: HttpPlace, login: CodianLogin) -> None:
        self._login = login
        self._questions = HttpConnection(place)
        self._commands = HttpConnection(place)

    async def open(self) -> Struct:
        """Log in; return what the MCU says of itself. Raises ControlError."""
        try:
            return await self.ask("device.query", {})
        except CodianFault as fault:
            if fault.fault is ControlFault.DENIED:
                raise ControlError(ControlFault.CREDENTIALS, fault.words) from None
            raise

    async def ask(self, method: str, parameters: Struct) -> Struct:
        """Ask and return the answer; a lost connection is tried once more. Raises ControlError."""
        return await self._call(self._questions, method, parameters, may_repeat=True)

    async def order(self, method: str, parameters: Struct) -> Struct:
        """Send a command, once, and return the answer of acceptance. Raises ControlError."""
        answer = await self._call(self._commands, method, parameters, may_repeat=False)
        status = text_of(answer, "status", _DONE)
        if status.lower() != _DONE:
            raise ControlError(ControlFault.REFUSED, status)
        return answer

    async def close(self) -> None:
        """Close the connections; a second call does nothing."""
        await self._questions.close()
        await self._commands.close()

    async def _call(
        self, connection: HttpConnection, method: str, parameters: Struct, *, may_repeat: bool
    ) -> Struct:
        texts = {name: value for name, value in parameters.items() if name != "address"}
        if any(len(text) > LONGEST_TEXT for text in _texts(texts)):
            raise ControlError(ControlFault.REFUSED, f"a text of more than {LONGEST_TEXT} characters")
        body = call_bytes(method, self._account() | dict(parameters))
        answer = await connection.post(_PATH, _TYPE, body, may_repeat=may_repeat)
        if answer.status in (401, 403):
            raise CodianFault(min(_LOGIN_FAULTS), f"HTTP {answer.status}")
        if answer.status != 200:
            raise ControlError(ControlFault.REFUSED, f"HTTP {answer.status}")
        try:
            return answer_of(answer.body)
        except XmlRpcFault as fault:
            raise CodianFault(fault.number, fault.words) from None
        except XmlRpcError:
            raise ControlError(ControlFault.MALFORMED, "not an XML-RPC answer") from None

    def _account(self) -> dict[str, Value]:
        return {
            "authenticationUser": self._login.user,
            "authenticationPassword": self._login.password.reveal(),
        }


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from _texts(one)


def text_of(struct: Struct, name: str, missing: str = "") -> str:
    """Return a text of a struct, cleaned; `missing` where there is none."""
    value = struct.get(name)
    return clean(value) if isinstance(value, str) else missing


def flag_of(struct: Struct, name: str) -> bool | None:
    value = struct.get(name)
    return value if isinstance(value, bool) else None


def whole_of(struct: Struct, name: str) -> int | None:
    value = struct.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def struct_of(struct: Struct, name: str) -> Struct:
    """Return a struct within a struct; an empty one where there is none."""
    value = struct.get(name)
    return value if isinstance(value, Mapping) else {}


def structs_of(struct: Struct, name: str) -> list[Struct]:
    """Return the structs of an array; none where there is no array. Raises ControlError for other rows."""
    value = struct.get(name, [])
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        raise ControlError(ControlFault.MALFORMED, f"{name} is no list")
    return cast("list[Struct]", value)
