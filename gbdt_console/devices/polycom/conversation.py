"""Talks with one codec, one command at a time. It tells each answer from a late one by its content.

The codec answers in order but at times an exchange late, and its answers do not name their command. So the
console sends a fence after a read: a question about a call with a random number, which the codec repeats in
its answer. Lines before that number answer earlier commands, and an answer that is not among them will not
come. A number that the console did not send means that another device's answers arrive. With firmware that
refuses the fence, the console closes the connection as soon as an answer is missing.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.polycom import answers
from gbdt_console.devices.polycom.line_listener import LineListener
from gbdt_console.devices.polycom.login import CodecLogin, PromptedLogin
from gbdt_console.devices.transports.text_line import TextLine

LOGIN_S = 20.0
"""Limit for login and first answers, s."""

ANSWER_S = 2.5
"""Limit for an answer, s: shorter than the time after which a state counts as old."""

NUDGE_S = 1.0
"""After this time, s, a fence is sent: a late answer comes out with the next one."""

_LOWEST_FENCE = 100_000_000
"""The lowest number of a fence: no call of a codec has nine digits."""

_FENCES = 900_000_000
"""Count of the numbers with nine digits."""

_FENCES_REMEMBERED = 64
"""Limit of own numbers that are remembered: the codec is at most an exchange late."""

_PATIENT_S = 5.0
"""Limit for the first answer to a fence, s."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spacing:
    """The least time between two commands.

    usual_s: after any command, s; the vendor's rule is 200 ms
    whoami_s: after `whoami`, s; the codec is busy with its answer for longer
    """

    usual_s: float = 0.2
    whoami_s: float = 0.5


USUAL = Spacing()


class Conversation:
    """Sends commands and reads answers on one line. Raises ControlError only.

    can_fence: whether a missing answer is recognised; else it costs the connection
    """

    def __init__(self, line: TextLine, login: CodecLogin, clock: Clock, spacing: Spacing) -> None:
        self.spacing = spacing
        self._line = line
        self._login = login
        self._clock = clock
        self._listener = LineListener(line)
        self._turn = asyncio.Lock()
        self._fences: deque[int] = deque(maxlen=_FENCES_REMEMBERED)
        self._free_s = 0.0
        self._is_echoing = False
        self.can_fence = True
        self._is_in_debt = False
        self._prompts: PromptedLogin | None = None

    async def open(self) -> str:
        """Close, connect, log in, and return the codec's serial number."""
        await self.close()
        async with self._turn:
            await self._line.open()
            self._fences.clear()
            self._is_echoing, self.can_fence = False, True
            self._is_in_debt = False
            self._listener.start()
            try:
                async with asyncio.timeout(LOGIN_S):
                    return await self._log_in()
            except BaseException as error:
                await self.close()
                if isinstance(error, TimeoutError):
                    raise ControlError(ControlFault.SILENT) from None
                raise
            finally:
                self._listener.end()

    async def close(self) -> None:
        await self._listener.stop()
        await self._line.close()

    def changes(self) -> AsyncIterator[answers.ReportedChange]:
        """Yield the subjects of events until the connection is lost."""
        return self._listener.changes.listen()

    async def order(
        self,
        command: str,
        is_answer: answers.IsAnswer,
        limit_s: float = ANSWER_S,
        nudge_s: float = NUDGE_S,
    ) -> None:
        """Send a command and return when the codec accepts it.

        is_answer: tells the line that accepts the command
        nudge_s: time until a fence is sent, s
        """
        async with self._turn:
            try:
                await self._settle()
                await self._send(command)
                await self._accepted(is_answer, limit_s, nudge_s)
            except BaseException:
                await self._unanswered()
                raise
            finally:
                self._listener.end()

    async def read(self, command: str, parse: Callable[[list[str]], T | None]) -> T:
        """Send a question and read its own answer only."""
        async with self._turn:
            try:
                await self._settle()
                await self._send(command)
                lines = await self._answered(parse)
            except BaseException:
                await self._unanswered()
                raise
            finally:
                self._listener.end()
            self._is_in_debt = False
            what = parse(lines)
        if what is None:
            self._raise_refusal(lines)
            raise ControlError(ControlFault.MALFORMED if lines else ControlFault.SILENT)
        return what

    async def _settle(self) -> None:
        """Wait for missing answers before the next command."""
        self._listener.begin()
        if self._is_in_debt and self.can_fence:
            await self._pass_fence(ANSWER_S)
        self._is_in_debt = False
        self._listener.begin()

    async def _unanswered(self) -> None:
        """Close a line whose missing answer cannot be recognised."""
        if self._is_in_debt and not self.can_fence:
            await self.close()

    async def _accepted(self, is_answer: answers.IsAnswer, limit_s: float, nudge_s: float) -> None:
        lines, numbers = self._listener.lines, set[int]()

        def is_over() -> bool | None:
            return any(is_answer(line) for line in lines) or _refusal(lines) is not None or None

        if await self._listener.until(is_over, nudge_s) is None:
            if self.can_fence:
                numbers.add(await self._ask_fence())
            await self._listener.until(lambda: is_over() or self._place_of(numbers), limit_s - nudge_s)
        if not is_over():
            raise ControlError(ControlFault.SILENT)
        self._is_in_debt = False
        if not any(is_answer(line) for line in lines):
            self._raise_refusal(lines)

    async def _answered(self, parse: Callable[[list[str]], T | None]) -> list[str]:
        lines = self._listener.lines
        if self.can_fence:
            return lines[: await self._pass_fence(ANSWER_S - self.spacing.usual_s)]

        def whole() -> list[str] | None:
            return lines if parse(lines) is not None or _refusal(lines) else None

        answer = await self._listener.until(whole, ANSWER_S)
        if answer is None:
            raise ControlError(ControlFault.SILENT)
        return answer

    async def _pass_fence(self, limit_s: float) -> int:
        """Wait for an own number to come back. Return its place among the lines.

        A new fence every NUDGE_S brings late answers out.
        """
        until_s = self._clock.monotonic() + limit_s
        numbers: set[int] = set()
        while (left_s := until_s - self._clock.monotonic()) > 0:
            numbers.add(await self._ask_fence())
            place = await self._listener.until(lambda: self._place_of(numbers), min(NUDGE_S, left_s))
            if place is not None:
                return place
        raise ControlError(ControlFault.SILENT)

    async def _ask_fence(self) -> int:
        number = _LOWEST_FENCE + secrets.randbelow(_FENCES)
        self._fences.append(number)
        is_in_debt = self._is_in_debt
        await self._send(f"callinfo callid {number}")
        self._is_in_debt = is_in_debt
        return number

    def _place_of(self, numbers: set[int]) -> int | None:
        """Find one of these numbers among the lines. Raises ControlError for a foreign number."""
        for place, line in enumerate(self._listener.lines):
            number = answers.fence_number(line)
            if number is None or number < _LOWEST_FENCE:
                continue
            if number not in self._fences:
                self._listener.lose(ControlFault.UNTRUSTED, "another device's answer")
                self._listener.check()
            if number in numbers:
                return place
        return None

    async def _send(self, command: str, busy_s: float = 0.0) -> None:
        wait_s = self._free_s - self._clock.monotonic()
        if wait_s > 0:
            await asyncio.sleep(wait_s)
        self._listener.check()
        if self._prompts is not None:
            self._prompts.check()
        try:
            self._line.send(command)
        except ValueError:
            raise ControlError(ControlFault.REFUSED, "a text that cannot be sent") from None
        self._is_in_debt = True
        self._free_s = self._clock.monotonic() + max(self.spacing.usual_s, busy_s)
        if self._is_echoing:
            self._listener.expect_echo(command)

    async def _log_in(self) -> str:
        """Log in, and return the serial number.

        Also find out whether the codec echoes commands and takes fences.
        """
        self._listener.begin()
        self._prompts = PromptedLogin(self._login, self._line, self._listener)
        await self._prompts.run()
        self._free_s = self._clock.monotonic() + self.spacing.usual_s
        self._listener.begin()
        await self._send("whoami", self.spacing.whoami_s)
        lines, numbers = self._listener.lines, set[int]()

        def is_over() -> bool | None:
            return self._place_of(numbers) is not None or _refusal(lines) is not None or None

        until_s = self._clock.monotonic() + _PATIENT_S
        while not is_over() and self._clock.monotonic() < until_s:
            numbers.add(await self._ask_fence())
            await self._listener.until(is_over, NUDGE_S)
        if not is_over():
            raise ControlError(ControlFault.SILENT)
        self.can_fence = self._place_of(numbers) is not None
        self._is_echoing = any(line.lower() == "whoami" for line in lines)
        self._is_in_debt = False
        serial = answers.serial_number(lines)
        if serial is None:
            raise ControlError(ControlFault.MALFORMED)
        return serial

    def _raise_refusal(self, lines: list[str]) -> None:
        if (words := _refusal(lines)) is not None:
            raise ControlError(ControlFault.REFUSED, self._login.hide(words))


def _refusal(lines: list[str]) -> str | None:
    """Return the codec's own words where it refused."""
    return next((words for line in lines if (words := answers.refusal(line)) is not None), None)
