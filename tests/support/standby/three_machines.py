"""Two PCs and a witness on loopback with the files of `setup --standby`: any can be killed or cut off."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gbdt_console.core.standby.settings import Machine, StandbySettings
from tests.support.standby.tls_server import MACHINES, configured, listens, written
from tests.support.standby.two_pcs import LIMIT_S, Pc
from tests.support.wait import until

WITNESS = Machine("may-3", "127.0.0.3")


class ThreeServers:
    """The nats-servers of all three, by the names of their machines; none runs yet."""

    def __init__(self, folder: Path) -> None:
        self.settings: StandbySettings = written(folder, WITNESS)
        self._folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        for machine in self.settings.servers:
            configured(folder / machine.name)

    def start(self, *names: str) -> None:
        for machine in self.settings.servers:
            if machine.name in names:
                argv = ["nats-server", "-c", str(self._folder / f"{machine.name}.conf")]
                log = (self._folder / f"{machine.name}.log").open("ab")
                self._running[machine.name] = subprocess.Popen(argv, stdout=log, stderr=log)
        for machine in self.settings.servers:
            if machine.name in names:
                at = machine.address
                until(lambda at=at: listens(at, self.settings.port), "nats-server listens", LIMIT_S)  # type: ignore[misc]

    def kill(self, *names: str) -> None:
        for name in names:
            self._running[name].kill()
            self._running[name].wait()

    def cut_off(self, *names: str) -> None:
        """Let nothing through to these and out of them, as a cable that is cut: nobody is told."""
        for name in names:
            self._running[name].send_signal(signal.SIGSTOP)

    def heal(self, *names: str) -> None:
        for name in names:
            self._running[name].send_signal(signal.SIGCONT)

    def close(self) -> None:
        self.kill(*self._running)


@contextmanager
def three_machines(home: Path, more: str = "") -> Iterator[tuple[Pc, Pc, ThreeServers]]:
    """The first PC commands; all servers run, and no engine yet. `more` is added to the section `standby`."""
    servers = ThreeServers(home / "files")
    settings = servers.settings
    section = (
        "\nstandby:\n  machines: {may-1: 127.0.0.1, may-2: 127.0.0.2}\n  witness: {may-3: 127.0.0.3}\n"
        f"  password: env:GBDT_STANDBY\n  port: {settings.port}\n  routes_port: {settings.routes_port}\n"
        f"  ca: {settings.ca}\n{more}"
    )
    environment = {"GBDT_STANDBY": settings.password.reveal()}
    pcs = [
        Pc(home / one.name, one.name, one.address, settings.port, more_environment=environment)
        for one in MACHINES
    ]
    try:
        servers.start(*(one.name for one in settings.servers))
        for pc in pcs:
            pc.configure(section)
        yield pcs[0], pcs[1], servers
    finally:
        for pc in pcs:
            pc.close()
        servers.close()
