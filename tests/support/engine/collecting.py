"""`gbdt-console collect` as a process over two sites of loopback, and the manager that started it."""

import fcntl
import getpass
import os
import signal
import socket
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Self

from gbdt_console.settings.example import example_text
from tests.support.wait import until

PROGRAM = Path(sys.executable).parent / "gbdt-console"
LIMIT_S = 60.0
SECRETS = dict.fromkeys(("GBDT_SNMP_AUTH", "GBDT_SNMP_PRIV", "GBDT_SNMP_COMMUNITY"), "a-long-secret")


class Collecting:
    """A home with a configuration, and the engine over it.

    inside: begins its command lines, as for a network namespace
    """

    def __init__(self, home: Path, inside: Sequence[str] = (), sites: int = 2) -> None:
        self._inside = inside
        self.config, self.state = home / "sites.yaml", home / "state"
        text = example_text(sites).replace("10.0.", "127.0.").replace("[trucca]", f"[{getpass.getuser()}]")
        self.config.write_text(text, "utf-8")
        self._process: subprocess.Popen[str] | None = None

    @property
    def process(self) -> "subprocess.Popen[str]":
        assert self._process is not None
        return self._process

    @property
    def log(self) -> str:
        return (self.state / "engine.log").read_text()

    def arguments(self, *verb: str) -> list[str]:
        return ["--config", str(self.config), "--state-dir", str(self.state), *verb]

    def command(self, *verb: str) -> list[str]:
        return [*self._inside, str(PROGRAM), *self.arguments(*verb)]

    def start(
        self,
        environment: Mapping[str, str] | None = None,
        *options: str,
        errors: IO[str] | None = None,
        terminal: int | None = None,
    ) -> Self:
        """Start the engine and return once its socket is there, or it has ended.

        errors: file for its standard error
        terminal: descriptor of the terminal that it is started in; None: it has none
        """

        def take_terminal() -> None:
            if terminal is not None:
                fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)

        self._process = subprocess.Popen(
            self.command("collect", *options), env={**os.environ, **SECRETS, **(environment or {})},
            stdout=subprocess.DEVNULL, stderr=errors, text=True, start_new_session=True,
            preexec_fn=take_terminal,
        )  # fmt: skip
        until(lambda: self._is_serving() or self.process.poll() is not None, "the engine serves", LIMIT_S)
        return self

    def end(self, number: signal.Signals) -> int:
        """End the engine by a signal; return the code that it ends with."""
        self.process.send_signal(number)
        return self.process.wait(LIMIT_S)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(LIMIT_S)

    def _is_serving(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self.state / "engine.sock")) == 0


@contextmanager
def collecting(home: Path) -> Iterator[Collecting]:
    """An engine that is ended with the block."""
    engine = Collecting(home)
    try:
        yield engine
    finally:
        engine.close()


@contextmanager
def manager_at(address: str) -> Iterator[socket.socket]:
    """The socket on which a service manager listens; '@' begins an address without a file."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{address[1:]}" if address.startswith("@") else address)
        manager.settimeout(LIMIT_S)
        yield manager


def until_told(manager: socket.socket, line: str) -> None:
    """Until the service says that line; TimeoutError where it says nothing for LIMIT_S."""
    while line not in manager.recv(4_096).decode().splitlines():
        pass
