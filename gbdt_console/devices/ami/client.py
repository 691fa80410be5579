"""One AMI connection: log in, ask and be answered by ActionID, hear events, notice when it is gone.

It never connects again by itself: whoever owns it calls `open` anew, so that no reconnect is hidden.
"""

import asyncio
import hashlib
import itertools
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from gbdt_console.core.conference import ControlFault
from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami.packet import Packet, PacketReader, PacketTooLong, action_bytes
from gbdt_console.devices.control import ControlError

CONNECT_S = 5.0
ANSWER_S = 3.0
LIST_S = 5.0
_GREETING = b"Asterisk Call Manager/"
_LONGEST_GREETING = 200
_MOST_LISTED = 2_000
_READ = 65_536

OnEvent = Callable[[Packet], None]


@dataclass(slots=True)
class _Waiting:
    """A question under way: its first answer, and for a list the events up to its end."""

    is_list: bool
    done: "asyncio.Future[list[Packet]]"
    packets: list[Packet] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AmiLogin:
    """Where to connect and as whom."""

    host: str
    port: int
    user: str
    secret: Secret


class AmiClient:
    """Questions may overlap; each is answered by its ActionID. `on_event` gets what was not asked for."""

    def __init__(self, login: AmiLogin, on_event: OnEvent) -> None:
        self._login = login
        self._on_event = on_event
        self._numbers = itertools.count(1)
        self._waiting: dict[str, _Waiting] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self.gone = asyncio.Event()
        self.gone.set()

    async def open(self) -> None:
        """Connect and log in by challenge, so that the secret is not sent. Raises ControlError."""
        await self.close()
        try:
            async with asyncio.timeout(CONNECT_S):
                reader, self._writer = await asyncio.open_connection(self._login.host, self._login.port)
                greeting = await reader.readline()
        except TimeoutError:
            await self.close()
            raise ControlError(ControlFault.SILENT) from None
        except (OSError, ValueError):
            await self.close()
            raise ControlError(ControlFault.REFUSED) from None
        if not greeting.startswith(_GREETING) or len(greeting) > _LONGEST_GREETING:
            await self.close()
            raise ControlError(ControlFault.MALFORMED, "not an Asterisk manager")
        self.gone.clear()
        self._reading = asyncio.create_task(self._read(reader))
        await self._log_in()

    async def ask(self, action: str, fields: Mapping[str, str]) -> Packet:
        """Send an action and take its response. Raises ControlError, with Asterisk's words if it refuses."""
        (answer,) = await self._exchange(action, fields, is_list=False, limit_s=ANSWER_S)
        if answer.get("Response") != "Success":
            raise _refused(answer)
        return answer

    async def ask_list(self, action: str, fields: Mapping[str, str], row: str) -> list[Packet]:
        """Send an action that is answered by a list, and take its rows (events named `row`)."""
        answer, *rows = await self._exchange(action, fields, is_list=True, limit_s=LIST_S)
        if answer.get("Response") != "Success":
            raise _refused(answer)
        return [packet for packet in rows if packet.event == row]

    async def close(self) -> None:
        """Let go; whoever waits for an answer is told that the connection is closed."""
        if self._reading is not None:
            self._reading.cancel()
            with suppress(asyncio.CancelledError):
                await self._reading
            self._reading = None
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self._lost(ControlFault.CLOSED)

    async def _log_in(self) -> None:
        try:
            challenge = (await self.ask("Challenge", {"AuthType": "MD5"})).get("Challenge")
            digest = hashlib.md5((challenge + self._login.secret.reveal()).encode(), usedforsecurity=False)
            words = {"AuthType": "MD5", "Username": self._login.user, "Key": digest.hexdigest()}
            await self.ask("Login", words | {"Events": "call"})
        except ControlError as error:
            await self.close()
            if error.fault is ControlFault.DENIED:
                raise ControlError(ControlFault.CREDENTIALS, error.words) from None
            raise

    async def _exchange(
        self, action: str, fields: Mapping[str, str], *, is_list: bool, limit_s: float
    ) -> list[Packet]:
        if self._writer is None or self.gone.is_set():
            raise ControlError(ControlFault.CLOSED)
        action_id = f"gbdt-{next(self._numbers)}"
        waiting = _Waiting(is_list, asyncio.get_running_loop().create_future())
        self._waiting[action_id] = waiting
        try:
            self._writer.write(action_bytes(action, action_id, fields))
            async with asyncio.timeout(limit_s):
                return await waiting.done
        except TimeoutError:
            raise ControlError(ControlFault.SILENT) from None
        except ValueError:
            raise ControlError(ControlFault.MALFORMED, "a name that cannot be sent") from None
        finally:
            del self._waiting[action_id]

    async def _read(self, reader: asyncio.StreamReader) -> None:
        packets = PacketReader()
        fault = ControlFault.CLOSED
        try:
            while data := await reader.read(_READ):
                for packet in packets.feed(data):
                    self._take(packet)
        except PacketTooLong:
            fault = ControlFault.MALFORMED
        except OSError:
            pass
        self._lost(fault)

    def _take(self, packet: Packet) -> None:
        waiting = self._waiting.get(packet.action_id)
        if waiting is None or waiting.done.done():
            if packet.event:
                self._on_event(packet)
            return
        waiting.packets.append(packet)
        is_first, is_success = len(waiting.packets) == 1, packet.get("Response") == "Success"
        is_end = packet.get("EventList") == "Complete" or len(waiting.packets) > _MOST_LISTED
        if is_end or (is_first and not (waiting.is_list and is_success)):
            waiting.done.set_result(waiting.packets)

    def _lost(self, fault: ControlFault) -> None:
        self.gone.set()
        for waiting in self._waiting.values():
            if not waiting.done.done():
                waiting.done.set_exception(ControlError(fault))


def _refused(answer: Packet) -> ControlError:
    words = answer.get("Message")
    is_denied = words in ("Permission denied", "Authentication failed")
    return ControlError(ControlFault.DENIED if is_denied else ControlFault.REFUSED, words)
