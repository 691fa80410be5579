"""A nats-server of the files that `setup --standby` writes, changed by a test where it wants to."""

import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from gbdt_console.cli.setup.standby_files import write_files
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.secret import Secret
from gbdt_console.core.standby.settings import Machine, StandbySettings
from tests.support.wait import until

MACHINES = (Machine("may-1", "127.0.0.1"), Machine("may-2", "127.0.0.2"))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def written(folder: Path, witness: Machine | None = None) -> StandbySettings:
    """Write the files of all machines; return the settings with which an engine uses them."""
    settings = StandbySettings(MACHINES, Secret(""), free_port(), witness=witness, routes_port=free_port())
    own, *_ = write_files(settings, folder, place=Path("PLACE"))
    password = Secret((own / "password").read_text().strip())
    return replace(settings, password=password, ca=str(own / "ca.pem"))


@contextmanager
def nats_server(
    own: Path, port: int, changes: Mapping[str, str] | None = None, address: str = ""
) -> Iterator[Path]:
    """Run that of a PC; yield its configuration, which stands beside the folder that it includes from.

    own: the folder of that PC
    changes: what stands in its configuration instead of something else
    address: where it listens, if not where it should
    """
    address = address or next(machine.address for machine in MACHINES if machine.name == own.name)
    conf = configured(own, changes)
    server = subprocess.Popen(["nats-server", "-c", str(conf)], stderr=subprocess.DEVNULL)
    try:
        until(lambda: listens(address, port), "nats-server listens", 20)
        yield conf
    finally:
        server.kill()
        server.wait()


def configured(own: Path, changes: Mapping[str, str] | None = None) -> Path:
    """Return the configuration of a machine with what a test has in place of the folders of a real one."""
    conf = own.with_name(f"{own.name}.conf")
    text = (own / "nats-server.conf").read_text()
    of_a_pc = {'"PLACE/login': f'"{own.name}/login', "PLACE": str(own), "/var/lib/nats": f"{own}.store"}
    for old, new in {**of_a_pc, **(changes or {})}.items():
        assert old in text, old
        text = text.replace(old, new)
    conf.write_text(text)
    return conf


def listens(address: str, port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex((address, port)) == 0
