"""Sessions with a simulated codec as they look on the wire, and its telnet port.

Over telnet a line ends by CR LF, and `Password:` by nothing; over SSH by CR CR LF, with the prompt `-> ` and
an echo of what was typed.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial

from gbdt_console.simulator.world.codec import SimulatedCodec

PROMPT = "-> "
_LONGEST_INPUT = 4_096
_READ_BYTES = 4_096


class TextSession:
    """`write` puts bytes on the wire, `leave` ends the connection. Lives from `begin` to `end`; SSH has asked
    for the password already."""

    def __init__(
        self,
        codec: SimulatedCodec,
        write: Callable[[bytes], None],
        leave: Callable[[], None],
        *,
        is_ssh: bool = False,
    ) -> None:
        self._codec = codec
        self._write = write
        self._leave = leave
        self._is_ssh = is_ssh
        self._end_of_line = "\r\r\n" if is_ssh else "\r\n"
        self._asking: str | None = None
        self._input = b""
        self._commands: deque[str] = deque()
        self._is_busy = False
        self._held: list[str] = []
        self._is_over = False

    def begin(self) -> None:
        self._codec.listeners.append((self._hear, self._drop))
        if self._codec.manners.password and not self._is_ssh:
            self._ask("Username:" if self._codec.manners.asks_user else "Password:")
        else:
            self._greet()

    def feed(self, data: bytes) -> None:
        """What was typed; a line ends by CR, LF or both."""
        *typed, self._input = (self._input + data).replace(b"\r", b"\n").split(b"\n")
        self._input = self._input[-_LONGEST_INPUT:]
        for raw in typed:
            line = raw.decode("latin-1").strip()
            if self._asking is not None:
                self._log_in(line)
            elif line:
                self._commands.append(line)
        self._work()

    def end(self) -> None:
        self._is_over = True
        self._codec.listeners = [pair for pair in self._codec.listeners if pair[0] != self._hear]

    def _hear(self, line: str) -> None:
        if self._asking is None:
            self._say([line])

    def _drop(self) -> None:
        self.end()
        self._leave()

    def _ask(self, prompt: str) -> None:
        self._asking = prompt
        self._put(prompt)

    def _log_in(self, typed: str) -> None:
        if self._asking == "Username:":
            self._ask("Password:")
        elif typed != self._codec.manners.password:
            self._put(self._end_of_line)
            self._ask("Password:")
        else:
            self._asking = None
            self._put(self._end_of_line)
            self._greet()

    def _greet(self) -> None:
        delay_s = self._codec.manners.banner_delay_s
        if delay_s:
            self._codec.later(delay_s, partial(self._say, self._codec.whoami()))
        else:
            self._say(self._codec.whoami())
        if self._is_ssh:
            self._put(PROMPT)

    def _work(self) -> None:
        """One command after the other; a slow one keeps the others waiting."""
        while self._commands and not self._is_busy and not self._is_over:
            command = self._commands.popleft()
            slow_s = self._codec.manners.preset_s if command.lower().startswith("preset") else 0.0
            if slow_s:
                self._is_busy = True
                self._codec.later(slow_s, partial(self._finish, command))
            else:
                self._carry_out(command)

    def _finish(self, command: str) -> None:
        self._is_busy = False
        self._carry_out(command)
        self._work()

    def _carry_out(self, command: str) -> None:
        lines = self._codec.answer(command)
        if self._is_ssh:
            self._echo(command)
        if self._codec.manners.lags:
            lines, self._held = self._held, lines
        elif self._held:
            lines, self._held = [*self._held, *lines], []
        self._say(lines)
        if self._is_ssh:
            self._put(PROMPT)

    def _echo(self, command: str) -> None:
        delay_s = self._codec.manners.echo_delay_s
        if delay_s:
            self._codec.later(delay_s, partial(self._say, [command]))
        else:
            self._say([command])

    def _say(self, lines: list[str]) -> None:
        blank = self._end_of_line if self._codec.manners.has_blank_lines else ""
        self._put("".join(f"{blank}{line}{self._end_of_line}" for line in lines))

    def _put(self, text: str) -> None:
        if text and not self._is_over and not self._codec.manners.is_silent:
            self._write(text.encode("utf-8", "surrogatepass"))


class TelnetPort:
    """The codec's text port on TCP; a codec that is starting lets nobody in."""

    def __init__(self, codec: SimulatedCodec) -> None:
        self._codec = codec
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()
        self.port = 0

    async def open(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._server = await asyncio.start_server(self._serve, host, port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for serving in self._serving:
            serving.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving = asyncio.current_task()
        assert serving is not None
        self._serving.add(serving)
        session = TextSession(self._codec, writer.write, writer.close)
        try:
            if self._codec.is_up:
                session.begin()
                while data := await reader.read(_READ_BYTES):
                    session.feed(data)
        except ConnectionError:
            return
        finally:
            session.end()
            writer.close()
            self._serving.discard(serving)
