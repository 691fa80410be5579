"""Two PCs on loopback: each has a nats-server and the engine of `collect`, and any part can be killed."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from click.testing import CliRunner

from gbdt_console.cli.main import root
from gbdt_console.engine.hosting.two_machines import MACHINE
from tests.support.engine.collecting import SECRETS, Collecting
from tests.support.wait import until

_PASSWORD = "a-long-secret-of-two"
LIMIT_S = 60.0
LOOK_EVERY_S = 0.25
"""The engine welcomes four connections a second."""
_BUSY = ("stood still for a moment", "not known who is in the conference")
"""Said where nothing was done: the engine, or who answers it, got no CPU for seconds."""


class Said(NamedTuple):
    """How a verb ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


class Pc:
    """One of the two: its folder, its nats-server, its engine.

    address: where its nats-server listens
    inside: begins the command lines of both, as for a network namespace
    more_environment: of its engine and its verbs
    """

    def __init__(
        self,
        home: Path,
        name: str,
        address: str,
        port: int,
        inside: Sequence[str] = (),
        more_environment: Mapping[str, str] = MappingProxyType({}),
        sites: int = 2,
    ) -> None:
        self.home, self.name, self.address, self.port = home, name, address, port
        home.mkdir(exist_ok=True)
        self.engine = Collecting(home, inside, sites)
        self._inside, self.more_environment = inside, dict(more_environment)
        self._server: subprocess.Popen[bytes] | None = None

    def configure(self, section: str) -> None:
        text = self.engine.config.read_text("utf-8")
        self.engine.config.write_text(text + section, "utf-8")

    def start_server(self) -> None:
        (self.home / "nats.conf").write_text(self._server_conf())
        self.run_server()

    def _server_conf(self) -> str:
        return (
            f'listen: "{self.address}:{self.port}"\n'
            f'jetstream {{ store_dir: "{self.home}/jetstream", sync_interval: always }}\n'
            "max_payload: 8MB\n"
            f'authorization {{ user: gbdt, password: "{_PASSWORD}" }}\n'
        )

    def run_server(self) -> None:
        """Start it by the configuration in its home, and return once it listens."""
        log = (self.home / "nats.log").open("ab")
        argv = [*self._inside, "nats-server", "-c", str(self.home / "nats.conf")]
        self._server = subprocess.Popen(argv, stdout=log, stderr=log)
        until(self._is_listening, "nats-server listens", LIMIT_S)

    def stop_server(self) -> None:
        if self._server is not None:
            self._server.kill()
            self._server.wait()

    def start(self) -> None:
        self.engine.start(self.environment, errors=(self.home / "errors.txt").open("a"))

    def kill(self) -> None:
        self.engine.close()

    @property
    def environment(self) -> Mapping[str, str]:
        return {MACHINE: self.name, "GBDT_STANDBY": _PASSWORD, **self.more_environment}

    def begin(self, *verb: str) -> "subprocess.Popen[str]":
        """Start a verb whose words nobody reads, and do not wait for its end."""
        command, environment = self.engine.command(*verb), {**os.environ, **SECRETS, **self.environment}
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, text=True)

    def run(self, *verb: str, typed: str = "", is_program: bool = False) -> Said:
        """Run a verb; `typed` is what a person answers.

        is_program: run it as a person does, in a process of its own, whose start costs half a second of CPU
        time. In a network namespace it always is.
        """
        if not (is_program or self._inside):
            return self._run_here("--lang", "en", *verb, typed=typed)
        done = subprocess.run(
            self.engine.command("--lang", "en", *verb), env={**os.environ, **SECRETS, **self.environment},
            capture_output=True, text=True, timeout=60, check=False, input=typed,
        )  # fmt: skip
        return Said(done.returncode, done.stdout, done.stderr)

    def _run_here(self, *verb: str, typed: str = "") -> Said:
        environment = {**SECRETS, **self.environment}
        done = CliRunner().invoke(
            root, self.engine.arguments(*verb), env=environment, catch_exceptions=False, input=typed
        )
        return Said(done.exit_code, done.stdout, done.stderr)

    def do(self, *verb: str, typed: str = "", is_program: bool = False) -> str:
        """Run a verb; again where the machine was too busy for it and nothing was done."""
        done = self.run(*verb, typed=typed, is_program=is_program)
        give_up_s = time.monotonic() + LIMIT_S
        while any(why in done.stderr for why in _BUSY) and time.monotonic() < give_up_s:
            done = self.run(*verb, typed=typed, is_program=is_program)
        assert done.returncode == 0, (verb, done.stdout, done.stderr)
        return done.stdout

    def status(self) -> dict[str, Any]:
        """Return what `status --json` says; empty where no engine answers."""
        done = self._run_here("status", "--json")
        return json.loads(done.stdout) if done.returncode == 0 else {}

    def standby(self) -> dict[str, Any]:
        return self.status().get("standby") or {}

    def until(self, holds: Callable[[dict[str, Any]], object], what: str) -> dict[str, Any]:
        seen: dict[str, Any] = {}

        def look() -> bool:
            nonlocal seen
            seen = self.standby()
            return bool(seen) and bool(holds(seen))

        until(look, what, LIMIT_S, LOOK_EVERY_S)
        return seen

    def close(self) -> None:
        self.engine.close()
        self.stop_server()

    def _is_listening(self) -> bool:
        with socket.socket() as client:
            return client.connect_ex((self.address, self.port)) == 0


@contextmanager
def two_pcs(home: Path, sites: int = 2) -> Iterator[tuple[Pc, Pc]]:
    """The first one commands; both have their servers, and no engine runs yet."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    first = Pc(home / "one", "may-1", "127.0.0.1", port, sites=sites)
    second = Pc(home / "two", "may-2", "127.0.0.2", port, sites=sites)
    section = (
        "\nstandby:\n  machines: {may-1: 127.0.0.1, may-2: 127.0.0.2}\n"
        f"  password: env:GBDT_STANDBY\n  port: {port}\n"
    )
    try:
        for pc in (first, second):
            pc.configure(section)
            pc.start_server()
        yield first, second
    finally:
        first.close()
        second.close()
