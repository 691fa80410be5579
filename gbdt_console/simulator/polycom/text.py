"""Text sessions with a simulated codec, as they look on the wire.

Over telnet a line ends in CR LF, and `Password:` in nothing. Over SSH a line ends in CR CR LF, and the codec
sends the prompt `-> ` and echoes each command.
"""

from collections import deque
from collections.abc import Callable
from functools import partial

from gbdt_console.simulator.world.codec import SimulatedCodec

PROMPT = "-> "
_LONGEST_INPUT = 4_096
"""Octets; limits what a client without line ends can make the simulated codec keep."""


class TextSession:
    """One session, from `start` to `end`. Over SSH the password was checked before it."""

    def __init__(
        self,
        codec: SimulatedCodec,
        write: Callable[[bytes], None],
        close: Callable[[], None],
        *,
        is_ssh: bool = False,
    ) -> None:
        """Make a session.

        is_ssh: whether it runs over SSH
        """
        self._codec = codec
        self._write = write
        self._close = close
        self._is_ssh = is_ssh
        self._end_of_line = "\r\r\n" if is_ssh else "\r\n"
        self._prompted: str | None = None
        self._input = b""
        self._commands: deque[str] = deque()
        self._is_busy = False
        self._held_back: list[str] = []
        self._is_over = False

    def start(self) -> None:
        """Ask for the password over telnet, or greet."""
        self._codec.listeners.append((self._on_notification, self._drop))
        if self._codec.misbehaviour.password and not self._is_ssh:
            self._prompt("Username:" if self._codec.misbehaviour.asks_user else "Password:")
        else:
            self._greet()

    def feed(self, data: bytes) -> None:
        """Take bytes from the client. A line ends in CR, LF or both."""
        *typed, self._input = (self._input + data).replace(b"\r", b"\n").split(b"\n")
        self._input = self._input[-_LONGEST_INPUT:]
        for raw in typed:
            line = raw.decode("latin-1").strip()
            if self._prompted is not None:
                self._log_in(line)
            elif line:
                self._commands.append(line)
        self._run_commands()

    def end(self) -> None:
        """Stop serving: the connection is gone."""
        self._is_over = True
        self._codec.listeners = [pair for pair in self._codec.listeners if pair[0] != self._on_notification]

    def _on_notification(self, line: str) -> None:
        if self._prompted is None:
            self._send_lines([line])

    def _drop(self) -> None:
        self.end()
        self._close()

    def _prompt(self, prompt: str) -> None:
        self._prompted = prompt
        self._send(prompt)

    def _log_in(self, typed: str) -> None:
        if self._prompted == "Username:":
            self._prompt("Password:")
        elif typed != self._codec.misbehaviour.password:
            self._send(self._end_of_line)
            self._prompt("Password:")
        else:
            self._prompted = None
            self._send(self._end_of_line)
            self._greet()

    def _greet(self) -> None:
        delay_s = self._codec.misbehaviour.banner_delay_s
        if delay_s:
            self._codec.call_later(delay_s, partial(self._send_lines, self._codec.whoami()))
        else:
            self._send_lines(self._codec.whoami())
        if self._is_ssh:
            self._send(PROMPT)

    def _run_commands(self) -> None:
        """Run the waiting commands in turn. A slow one delays those behind it."""
        while self._commands and not self._is_busy and not self._is_over:
            command = self._commands.popleft()
            slow_s = self._codec.misbehaviour.preset_s if command.lower().startswith("preset") else 0.0
            if slow_s:
                self._is_busy = True
                self._codec.call_later(slow_s, partial(self._finish, command))
            else:
                self._run(command)

    def _finish(self, command: str) -> None:
        self._is_busy = False
        self._run(command)
        self._run_commands()

    def _run(self, command: str) -> None:
        lines = self._codec.answer(command)
        if self._is_ssh:
            self._echo(command)
        if self._codec.misbehaviour.lags:
            lines, self._held_back = self._held_back, lines
        elif self._held_back:
            lines, self._held_back = [*self._held_back, *lines], []
        self._send_lines(lines)
        if self._is_ssh:
            self._send(PROMPT)

    def _echo(self, command: str) -> None:
        delay_s = self._codec.misbehaviour.echo_delay_s
        if delay_s:
            self._codec.call_later(delay_s, partial(self._send_lines, [command]))
        else:
            self._send_lines([command])

    def _send_lines(self, lines: list[str]) -> None:
        blank = self._end_of_line if self._codec.misbehaviour.has_blank_lines else ""
        self._send("".join(f"{blank}{line}{self._end_of_line}" for line in lines))

    def _send(self, text: str) -> None:
        if text and not self._is_over and not self._codec.misbehaviour.is_silent:
            self._write(text.encode("utf-8", "surrogatepass"))
