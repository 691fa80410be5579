"""Real SNMP agents: one snmpd per device, its values changed while it runs, ended, frozen, started again."""

import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.support.lab.namespaces import Namespaces
from tests.support.lab.plan import CENTRE_ADDRESS, CENTRE_RANGE, LabSite
from tests.support.wait import until

COMMUNITY = "lab-public"
STEERING = "lab-steering"
SWITCHING = "lab-switching"
"""The community that lets the centre switch outlets."""
TRAP_PORT = 1162
USER = "labreader"
AUTH_PASSWORD = "lab-auth-password"
PRIVACY_PASSWORD = "lab-privacy-password"
UNUSED_MODULES = (
    "-smux,mteTrigger,mteTriggerConf,hr_filesys,hr_swrun,hr_swinst,hr_disk,lmsensorsMib,disk_hw,proc"
)

V3_WORDS = (
    "-v3",
    "-u",
    USER,
    "-l",
    "authPriv",
    "-a",
    "SHA-256",
    "-A",
    AUTH_PASSWORD,
    "-x",
    "AES",
    "-X",
    PRIVACY_PASSWORD,
)
_SYS_OBJECT_ID = {"router": "1.3.6.1.4.1.9.1.1208", "ups": "1.3.6.1.2.1.33.250.10"}
"""sysObjectIDs of a Cisco router and of a UPS card after RFC 1628. A probe answers as net-snmp does, which no
driver fits."""
_TRAP_SINK = {
    "router": f"trapsess {' '.join(V3_WORDS)} {CENTRE_ADDRESS}:{TRAP_PORT}",
}
"""A router sends its traps by version 3, everything else by version 2c: each as it is read."""

Value = int | str
UPS = "1.3.6.1.2.1.33.1"
UPS_VALUES: Mapping[str, Value] = {
    f"{UPS}.1.1.0": "Lab",
    f"{UPS}.1.2.0": "UPS 1000",
    f"{UPS}.2.1.0": 2,
    f"{UPS}.2.2.0": 0,
    f"{UPS}.2.3.0": 42,
    f"{UPS}.2.4.0": 97,
    f"{UPS}.2.5.0": 272,
    f"{UPS}.2.7.0": 27,
    f"{UPS}.3.2.0": 1,
    f"{UPS}.3.3.1.2.1": 500,
    f"{UPS}.3.3.1.3.1": 231,
    f"{UPS}.4.1.0": 3,
    f"{UPS}.4.2.0": 500,
    f"{UPS}.4.3.0": 1,
    f"{UPS}.4.4.1.2.1": 230,
    f"{UPS}.4.4.1.5.1": 34,
    f"{UPS}.6.1.0": 0,
}
BATTERY_MINUTES = f"{UPS}.2.3.0"
LOAD = f"{UPS}.4.4.1.5.1"
OUTPUT_SOURCE = f"{UPS}.4.1.0"
ON_BATTERY = 5
ON_MAINS = 3
_UIO = "1.3.6.1.4.1.318.1.1.25.1.2.1"
PROBE_VALUES: Mapping[str, Value] = {f"{_UIO}.6.1.1": 24, f"{_UIO}.7.1.1": 61, f"{_UIO}.10.1.1": 2}
ROOM_TEMPERATURE = f"{_UIO}.6.1.1"
OUTLET = "1.3.6.1.4.1.318.1.1.4.4.2.1.3"
"""Column of outlet states of APC's oldest PDUs (PowerNet-MIB, sPDUOutletCtl), which also takes commands."""
OUTLET_ON, OUTLET_OFF = 1, 2
CODEC_OUTLET, DISPLAY_OUTLET, ROUTER_OUTLET = 1, 2, 3
PDU_VALUES: Mapping[str, Value] = {
    f"{OUTLET}.{number}": OUTLET_ON for number in (CODEC_OUTLET, DISPLAY_OUTLET, ROUTER_OUTLET)
}


class Agent:
    """The snmpd of one device. v2c and one SNMPv3 user, SHA-256 and AES."""

    def __init__(self, namespaces: Namespaces, site: LabSite, device: str, values: Mapping[str, Value]):
        self._namespaces = namespaces
        self._site = site
        self.address = site.address(device)
        self._name = f"{site.id}-{device}"
        self._trap_sink = _TRAP_SINK.get(device, f"trap2sink {CENTRE_ADDRESS}:{TRAP_PORT} {COMMUNITY}")
        self._values = values
        self._object_id = _SYS_OBJECT_ID.get(device)
        self._has_outlets = device == "pdu"
        self._folder = namespaces.folder / self._name
        self._folder.mkdir()
        self._password = AUTH_PASSWORD
        self._changed: set[str] = set()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start; `wait_ready` tells when it listens. Its engine boots count on from the last run."""
        (self._folder / "snmpd.conf").write_text(self._settings())
        self._log.write_text("")
        kept = self._folder / "state"
        places = [f"SNMPCONFPATH={self._folder}:{kept}", f"SNMP_PERSISTENT_DIR={kept}"]
        argv = ["env", "MIBS=", *places, "snmpd", "-f", "-Lf", str(self._log), "-I", UNUSED_MODULES]
        self._process = subprocess.Popen(
            self._namespaces.command(self._site.id, argv),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def wait_ready(self) -> None:
        until(lambda: "NET-SNMP version" in self._log.read_text(), f"snmpd of {self._name} listens")

    def kill(self) -> None:
        """End it: its port answers 'unreachable' from now on."""
        process = self._running()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        self._process = None

    def restart(self) -> None:
        """Start again after `kill`, and wait until it listens."""
        self.start()
        self.wait_ready()

    def heal(self) -> None:
        """As it was at first: running, with its own password and values."""
        if self._process is None:
            self.restart()
        self.thaw()
        if self._password != AUTH_PASSWORD:
            self.change_password(AUTH_PASSWORD)
        for oid in sorted(self._changed):
            self.set(oid, self._values[oid])
        self._changed.clear()

    def freeze(self) -> None:
        """It hangs: the port is there and nothing answers."""
        self._running().send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._running().send_signal(signal.SIGCONT)

    def change_password(self, auth_password: str) -> None:
        """Give the SNMPv3 user another authentication password; the agent starts again for it."""
        self.kill()
        self._password = auth_password
        for kept in (self._folder / "state").glob("snmpd.conf"):
            lines = kept.read_text().splitlines(keepends=True)
            kept.write_text("".join(line for line in lines if not line.startswith("usmUser")))
        self.restart()

    def set(self, oid: str, value: Value) -> None:
        """Change a value of a running agent, until `heal`."""
        self._changed.add(oid)
        kind = "i" if isinstance(value, int) else "s"
        target = [self.address, oid, kind, str(value)]
        self._namespaces.require(
            self._site.id, "env", "MIBS=", "snmpset", "-v2c", "-c", STEERING, "-On", *target
        )

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            raise RuntimeError(f"the agent of {self._name} does not run")
        return self._process

    def _settings(self) -> str:
        own = [
            f"agentaddress udp:{self.address}:161",
            f"sysName {self._name}",
            *([f"sysObjectID .{self._object_id}"] if self._object_id else []),
            f"rocommunity {COMMUNITY}",
            f"rwcommunity {STEERING} {self._site.range}",
            *([f"rwcommunity {SWITCHING} {CENTRE_RANGE}"] if self._has_outlets else []),
            f'createUser {USER} SHA-256 "{self._password}" AES "{PRIVACY_PASSWORD}"',
            f"rouser {USER} priv",
            f"[snmp] clientaddr {self.address}",
            self._trap_sink,
            "authtrapenable 1",
        ]
        return "\n".join([*own, *(_override(oid, value) for oid, value in self._values.items()), ""])


def _override(oid: str, value: Value) -> str:
    if isinstance(value, int):
        return f"override -rw {oid} integer {value}"
    return f'override -rw {oid} octet_str "{value}"'
