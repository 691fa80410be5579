"""A real snmpd on loopback, with users and communities; restarted and renamed as a test wants."""

import re
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import AuthProtocol, PrivacyProtocol, SnmpCredential, SnmpVersion
from tests.support.snmp.rogue import get_request

AUTH_PASSWORD = "auth-of-the-lab"
PRIVACY_PASSWORD = "privacy-of-the-lab"
COMMUNITY = "lab-community"
_NETSNMP_NAMES = {
    AuthProtocol.SHA1: "SHA",
    AuthProtocol.SHA224: "SHA-224",
    AuthProtocol.SHA256: "SHA-256",
    AuthProtocol.SHA384: "SHA-384",
    AuthProtocol.SHA512: "SHA-512",
}


def community(version: SnmpVersion = SnmpVersion.V2C, name: str = COMMUNITY) -> SnmpCredential:
    return SnmpCredential(id="lab", version=version, community=Secret(name))


def user(
    name: str,
    auth: AuthProtocol | None = AuthProtocol.SHA256,
    privacy: PrivacyProtocol | None = PrivacyProtocol.AES128,
    auth_password: str = AUTH_PASSWORD,
    privacy_password: str = PRIVACY_PASSWORD,
) -> SnmpCredential:
    return SnmpCredential(
        id="lab",
        version=SnmpVersion.V3,
        user=name,
        auth=auth,
        auth_password=Secret(auth_password) if auth else None,
        privacy=privacy,
        privacy_password=Secret(privacy_password) if privacy else None,
    )


@dataclass
class Snmpd:
    """One daemon. `folder` holds its configuration and what it remembers (users, boots), `more` are further
    lines of its configuration."""

    folder: Path
    engine_id: str = "first"
    port: int = 0
    more: tuple[str, ...] = ()
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start and wait until it answers a version 2c GET. Fails when snmpd is absent."""
        program = shutil.which("snmpd") or shutil.which("snmpd", path="/usr/sbin:/sbin")
        if program is None:
            raise AssertionError("snmpd is not installed: apt-get install snmpd")
        self.port = self.port or _free_port()
        memory = self.folder / "memory"
        memory.mkdir(exist_ok=True)
        conf = self.folder / "snmpd.conf"
        conf.write_text(self._configuration())
        command = [program, "-f", "-Ln", "-I", "-smux", f"udp:127.0.0.1:{self.port}"]
        environment = {
            "SNMPCONFPATH": f"{self.folder}:{memory}",
            "SNMP_PERSISTENT_DIR": str(memory),
            "PATH": "/usr/bin:/bin",
            "MIBS": "",
        }
        self._process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._await_answer()

    def stop(self) -> None:
        """Stop it as an operator would, so that it writes what it remembers."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def pause(self) -> None:
        """Keep the port open and answer nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def restart(self) -> None:
        """The same engine with one boot more."""
        self.stop()
        self.start()

    def exchange_board(self, engine_id: str) -> None:
        """The same address and users, another engine."""
        self.stop()
        shutil.rmtree(self.folder / "memory")
        self.engine_id = engine_id
        self.start()

    def boots(self) -> int:
        """snmpEngineBoots as the daemon has remembered it."""
        found = re.search(r"engineBoots (\d+)", (self.folder / "memory" / "snmpd.conf").read_text())
        assert found is not None
        return int(found[1])

    def _configuration(self) -> str:
        lines = [
            f"engineID {self.engine_id}",
            f"rocommunity {COMMUNITY} 127.0.0.1",
            "sysName lab-agent",
            "sysContact role:duty",
            "rouser nobody noauth",
            "rouser onlyauth auth",
            "rouser strict priv",
        ]
        users = ["createUser nobody", f"createUser onlyauth SHA-256 {AUTH_PASSWORD}"]
        users.append(f"createUser strict SHA-256 {AUTH_PASSWORD} AES {PRIVACY_PASSWORD}")
        for auth, name in _NETSNMP_NAMES.items():
            lines.append(f"rouser u-{auth} priv")
            users.append(f"createUser u-{auth} {name} {AUTH_PASSWORD} AES {PRIVACY_PASSWORD}")
        return "\n".join([*lines, *users, *self.more]) + "\n"

    def _await_answer(self) -> None:
        question = get_request(COMMUNITY, "1.3.6.1.2.1.1.3.0")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("127.0.0.1", self.port))
            probe.settimeout(0.1)
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline:
                try:
                    probe.send(question)
                    probe.recv(2_000)
                except OSError:
                    continue
                return
        raise AssertionError("snmpd does not answer")


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
