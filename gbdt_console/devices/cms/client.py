"""Sends requests to one Call Bridge, and turns failures into the console's own.

A question may be sent again after a lost connection, a command never. Where the bridge is busy (503) it has
carried nothing out, so both are sent again.
"""

import asyncio
import re
from base64 import b64encode
from collections.abc import Coroutine, Mapping
from typing import Any
from urllib.parse import urlencode

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.secret import Secret
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.safe_xml import Element, XmlError, tree_of
from gbdt_console.devices.transports.http import HttpAnswer, HttpConnection, HttpPlace

BUSY_PAUSE_S = 0.25
"""Separates the tries of a request that met a busy bridge, s."""

_TRIES = 4
_QUESTIONS, _COMMANDS = 4, 4
"""Limits of connections: a poll asks for several participants at once, and no command waits behind it."""

_ROOT = "/api/v1/"
_FORM = "application/x-www-form-urlencoded"
_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
"""An object's id; it becomes part of the next request's path, so nothing else passes."""


class CmsFault(ControlError):
    """The bridge answered, and did not do it.

    reason: name of the failure as the API Reference Guide lists it; empty where the bridge gave none
    status: of the answer
    """

    def __init__(self, fault: ControlFault, status: int, reason: str = "") -> None:
        super().__init__(fault, reason or f"HTTP {status}")
        self.reason = reason
        self.status = status

    @property
    def is_of_nothing(self) -> bool:
        """Whether the request was about an object that is not there (any more)."""
        return self.status == 404 or self.reason.endswith("DoesNotExist")


@dataclass(frozen=True, slots=True)
class CmsLogin:
    """An account with the API role.

    password: its password, part of every request
    """

    user: str
    password: Secret


class _Pool:
    def __init__(self, place: HttpPlace, size: int) -> None:
        self._all = tuple(HttpConnection(place) for _ in range(size))
        self._free: asyncio.LifoQueue[HttpConnection] = asyncio.LifoQueue()
        for connection in self._all:
            self._free.put_nowait(connection)

    async def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes, *, may_repeat: bool
    ) -> HttpAnswer:
        connection = await self._free.get()
        try:
            return await connection.send(method, path, headers, body, may_repeat=may_repeat)
        finally:
            self._free.put_nowait(connection)

    async def close(self) -> None:
        for connection in self._all:
            await connection.close()


class CmsClient:
    """Asks and commands one Call Bridge. Paths are below /api/v1."""

    def __init__(self, place: HttpPlace, login: CmsLogin) -> None:
        self.place = place
        self._login = login
        self._questions = _Pool(place, _QUESTIONS)
        self._commands = _Pool(place, _COMMANDS)

    async def ask(self, path: str, root: str, **query: str | int) -> Element:
        """Return the answer, an element `root`. Raises ControlError."""
        asked = f"{path}?{urlencode(query)}" if query else path
        answer = await self._sent(self._questions, "GET", asked, {}, may_repeat=True)
        tree = _tree(answer)
        if tree.tag != root:
            raise ControlError(ControlFault.MALFORMED, f"{clean(tree.tag, 40)} for {root}")
        return tree

    async def order(self, method: str, path: str, fields: Mapping[str, str]) -> str:
        """Send a command, once. Return the id of what it made, empty where it made nothing."""
        answer = await self._sent(self._commands, method, path, fields, may_repeat=False)
        made = answer.headers.get("location", "").rpartition("/")[2]
        return made if _ID.fullmatch(made) else ""

    async def close(self) -> None:
        """Close the connections; a second call does nothing."""
        await self._questions.close()
        await self._commands.close()

    async def _sent(
        self, pool: _Pool, method: str, path: str, fields: Mapping[str, str], *, may_repeat: bool
    ) -> HttpAnswer:
        headers = {"Authorization": self._authorization(), "Content-Type": _FORM}
        body = urlencode(fields).encode()
        for left in range(_TRIES, 0, -1):
            answer = await pool.send(method, _ROOT + path, headers, body, may_repeat=may_repeat)
            if answer.status == 503 and left > 1:
                await asyncio.sleep(BUSY_PAUSE_S)
                continue
            if answer.status != 200:
                raise _fault(answer)
            break
        return answer

    def _authorization(self) -> str:
        account = f"{self._login.user}:{self._login.password.reveal()}"
        return f"Basic {b64encode(account.encode()).decode()}"


def _fault(answer: HttpAnswer) -> ControlError:
    """Return the error that an answer other than 200 stands for."""
    if answer.status in (401, 403):
        return CmsFault(ControlFault.DENIED, answer.status)
    try:
        tree = tree_of(answer.body)
    except XmlError:
        tree = Element("")
    named = tree.tag == "failureDetails" and tree.children
    return CmsFault(ControlFault.REFUSED, answer.status, clean(tree.children[0].tag, 60) if named else "")


def _tree(answer: HttpAnswer) -> Element:
    try:
        return tree_of(answer.body)
    except XmlError:
        raise ControlError(ControlFault.MALFORMED, "not an answer of a Meeting Server") from None


async def together(*asking: Coroutine[Any, Any, Any]) -> list[Any]:
    """Await all side by side, whichever fails, then raise the first error."""
    found = await asyncio.gather(*asking, return_exceptions=True)
    for one in found:
        if isinstance(one, BaseException):
            raise one
    return found


def id_of(text: str) -> str:
    """Return an id that the bridge wrote. Raises ControlError for what may not stand in a path."""
    if not _ID.fullmatch(text.strip()):
        raise ControlError(ControlFault.MALFORMED, "an id that is none")
    return text.strip()


def flag_at(element: Element, *path: str) -> bool | None:
    return {"true": True, "false": False}.get(element.text_at(*path).lower())


def number_at(element: Element, *path: str) -> float | None:
    """Return a number that is not negative; None where there is none."""
    text = element.text_at(*path)
    return float(text) if re.fullmatch(r"[0-9]{1,10}(\.[0-9]{1,6})?", text) else None
