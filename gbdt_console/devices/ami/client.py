"""Holds one AMI connection.

It logs in, matches answers by ActionID, passes events on, and reports the loss of the connection.

It never reconnects by itself: its owner calls `open` again, so that no reconnect is hidden.
"""

import asyncio
import hashlib
import itertools
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami.packet import Packet, PacketReader, PacketTooLong, action_bytes
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.transports.never_late import never_late

CONNECT_S = 2.0
"""Limit for the TCP connection, s: the first packets go out at 0 and 1 s, so a line that is back is found
within 2 s, while a longer wait would send the next one only at 3 and 7 s."""

GREETING_S = 3.0
"""Limit for the greeting of an open connection, s."""

ANSWER_S = 3.0
"""Limit for the answer to one action, s."""

LIST_S = 5.0
"""Limit for a whole list, s: its rows follow one by one."""

_GREETING = b"Asterisk Call Manager/"
_LONGEST_GREETING = 200
"""Limit of the greeting, bytes: Asterisk's has below 40."""

_MOST_LISTED = 1_000
"""Limit of a list's packets: more participants than one MCU has ports."""

_READ_BYTES = 65_536
"""Limit of one read from the socket, bytes."""

OnEvent = Callable[[Packet], None]


@dataclass(slots=True)
class _Waiting:
    """An action without its whole answer.

    is_list: whether events follow the response
    done: gets all packets of the answer
    """

    is_list: bool
    done: "asyncio.Future[list[Packet]]"
    packets: list[Packet] = field(default_factory=list)

    @property
    def takes_events(self) -> bool:
        """Whether an event with this ActionID is a row of the list. Rows come after the response."""
        return self.is_list and bool(self.packets)

    @property
    def is_over(self) -> bool:
        first, last = self.packets[0], self.packets[-1]
        is_refused = first.get("Response") != "Success"
        is_end = last.get("EventList") == "Complete" or len(self.packets) > _MOST_LISTED
        return not self.is_list or is_refused or is_end


@dataclass(frozen=True, slots=True)
class AmiLogin:
    """Address and account of an AMI connection.

    host: IPv4 address
    user: name of the manager account
    """

    host: str
    port: int
    user: str
    secret: Secret


class AmiClient:
    """Sends actions, which may overlap, and passes events on.

    on_event: called with each packet that answers no action
    on_gone: called once at the end of each connection, whatever ended it
    """

    def __init__(self, login: AmiLogin, on_event: OnEvent, on_gone: Callable[[], None]) -> None:
        self._login = login
        self._on_event = on_event
        self._on_gone = on_gone
        self._names = _action_ids()
        self._waiting: dict[str, _Waiting] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        return self._writer is not None

    async def open(self) -> None:
        """Connect and log in by challenge: the secret is never sent. Raises ControlError."""
        await self.close()
        try:
            reader = await self._connect()
            self._reading = asyncio.create_task(self._read(reader))
            await self._log_in()
        except BaseException:
            await self.close()
            raise

    async def ask(self, action: str, fields: Mapping[str, str]) -> Packet:
        """Send an action and return its response. Raises ControlError with Asterisk's words on a refusal."""
        (answer,) = await self._exchange(action, fields, is_list=False, limit_s=ANSWER_S)
        if answer.get("Response") != "Success":
            raise _refused(answer)
        return answer

    async def ask_list(self, action: str, fields: Mapping[str, str], row: str) -> list[Packet]:
        """Send an action and return the events named `row` of its list.

        An incomplete list is an error: a participant missing from it would seem to have left.
        """
        answer, *packets = await self._exchange(action, fields, is_list=True, limit_s=LIST_S)
        if answer.get("Response") != "Success":
            raise _refused(answer)
        rows = [packet for packet in packets if packet.event == row]
        if packets[-1].get("EventList") != "Complete" or packets[-1].get("ListItems") != str(len(rows)):
            raise ControlError(ControlFault.MALFORMED, "a list that is not whole")
        return rows

    async def close(self) -> None:
        """Close the connection; callers that wait for an answer get ControlError CLOSED."""
        self._lose(ControlFault.CLOSED)
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.cancel()
            await asyncio.wait((reading,))

    async def _connect(self) -> asyncio.StreamReader:
        try:
            async with asyncio.timeout(CONNECT_S):
                reader, self._writer = await asyncio.open_connection(self._login.host, self._login.port)
            never_late(self._writer)
            async with asyncio.timeout(GREETING_S):
                greeting = await reader.readline()
        except TimeoutError:
            raise ControlError(ControlFault.SILENT) from None
        except OSError:
            raise ControlError(ControlFault.REFUSED) from None
        except ValueError:
            greeting = b"longer than a greeting\n"
        if not greeting.endswith(b"\n"):
            raise ControlError(ControlFault.CLOSED)
        if not greeting.startswith(_GREETING) or len(greeting) > _LONGEST_GREETING:
            raise ControlError(ControlFault.MALFORMED, "not an Asterisk manager")
        return reader

    async def _log_in(self) -> None:
        try:
            challenge = (await self.ask("Challenge", {"AuthType": "MD5"})).get("Challenge")
            digest = hashlib.md5((challenge + self._login.secret.reveal()).encode(), usedforsecurity=False)
            words = {"AuthType": "MD5", "Username": self._login.user, "Key": digest.hexdigest()}
            await self.ask("Login", words | {"Events": "call,reporting,system"})
        except ControlError as error:
            if error.fault is ControlFault.DENIED:
                raise ControlError(ControlFault.CREDENTIALS, error.words) from None
            raise

    async def _exchange(
        self, action: str, fields: Mapping[str, str], *, is_list: bool, limit_s: float
    ) -> list[Packet]:
        if self._writer is None:
            raise ControlError(ControlFault.CLOSED)
        action_id = next(self._names)
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
            while data := await reader.read(_READ_BYTES):
                for packet in packets.feed(data):
                    self._take(packet)
        except PacketTooLong:
            fault = ControlFault.MALFORMED
        except OSError:
            pass
        finally:
            self._lose(fault)

    def _take(self, packet: Packet) -> None:
        waiting = self._waiting.get(packet.action_id)
        if waiting is None or waiting.done.done() or (packet.event and not waiting.takes_events):
            if packet.event:
                self._on_event(packet)
            return
        waiting.packets.append(packet)
        if waiting.is_over:
            waiting.done.set_result(waiting.packets)

    def _lose(self, fault: ControlFault) -> None:
        writer, self._writer = self._writer, None
        if writer is None:
            return
        writer.transport.abort()
        for waiting in self._waiting.values():
            if not waiting.done.done():
                waiting.done.set_exception(ControlError(fault))
        self._on_gone()


def _action_ids() -> Iterator[str]:
    """Yield ids that nobody can guess. So text in a caller's name never passes for an answer."""
    token = secrets.token_hex(6)
    return (f"gbdt-{token}-{number}" for number in itertools.count(1))


def _refused(answer: Packet) -> ControlError:
    words = answer.get("Message")
    is_denied = words in ("Permission denied", "Authentication failed")
    return ControlError(ControlFault.DENIED if is_denied else ControlFault.REFUSED, words)
