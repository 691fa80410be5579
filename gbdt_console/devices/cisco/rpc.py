"""Talks with a codec by JSON-RPC in a WebSocket (CE 9.7 and later)."""

import json
from collections.abc import AsyncIterator

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.cisco.exchanges import Answer, Exchanges
from gbdt_console.devices.cisco.status import NotXapi, Status, message, text
from gbdt_console.devices.cisco.talk import refusal
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.transports.message_line import MessageLine

_DENIED = "-31999"
"""Error code of what the account may not do."""


class RpcTalk:
    """Holds one WebSocket; see XapiTalk."""

    def __init__(self, line: MessageLine) -> None:
        self._line = line
        self._exchanges = Exchanges()

    async def open(self) -> None:
        await self.close()
        await self._line.open()
        self._exchanges.begin(self._read())
        try:
            await self.get("SystemUnit", "Software", "Version")
        except BaseException as error:
            if isinstance(error, ControlError) and error.fault is ControlFault.REFUSED:
                return
            await self.close()
            raise

    async def close(self) -> None:
        await self._exchanges.end()
        await self._line.close()

    def changes(self) -> AsyncIterator[str]:
        return self._exchanges.changes.listen()

    async def get(self, *path: str) -> Status | None:
        return (await self._ask("xGet", Path=_instances(path))).get("result")

    async def command(self, *path: str, **parameters: str | int) -> Status:
        result = (await self._ask(f"xCommand/{'/'.join(path)}", **parameters)).get("result") or ""
        if text(result, "status") not in ("", "OK"):
            raise refusal(result)
        return result

    async def subscribe(self, *path: str, root: str = "Status") -> None:
        await self._ask("xFeedback/Subscribe", Query=_instances(path, root))

    def end_of_call(self, call_id: str) -> str | None:
        return self._exchanges.ended.get(call_id)

    async def _ask(self, method: str, **params: object) -> Answer:
        """Return an answer with a result. Raises ControlError."""

        async def send(name: str) -> None:
            request = {"jsonrpc": "2.0", "method": method, "id": name, "params": params}
            await self._line.send(json.dumps(request, ensure_ascii=False))

        answer = await self._exchanges.ask(send)
        error = answer.get("error")
        if error is not None:
            denied = text(error, "code") == _DENIED
            said = clean(text(error, "message") or text(error, "code"))
            raise ControlError(ControlFault.DENIED if denied else ControlFault.REFUSED, said)
        if "result" not in answer:
            raise ControlError(ControlFault.MALFORMED)
        return answer

    async def _read(self) -> None:
        fault, words = ControlFault.CLOSED, ""
        try:
            while said := await self._line.receive():
                self._take(message(said))
        except NotXapi as error:
            fault, words = ControlFault.MALFORMED, str(error)
        except ControlError as error:
            fault, words = error.fault, error.words
        self._exchanges.lose(fault, words)

    def _take(self, said: Answer) -> None:
        if name := text(said, "id"):
            self._exchanges.take(name, said)
        else:
            self._exchanges.told(said.get("params", ""))


def _instances(path: tuple[str, ...], root: str = "Status") -> list[str | int]:
    """Return the path with the root, and the instances as numbers."""
    return [root, *(int(word) if word.isdecimal() else word for word in path)]
