"""Two PCs, a witness and an MCU on one switch, in namespaces: with cables, power, disks and wall clocks."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from gbdt_console.cli.setup.standby_files import write_files
from gbdt_console.core.secret import Secret
from gbdt_console.core.standby.settings import Machine, StandbySettings
from tests.support.faked_time import moved_by
from tests.support.lab.namespaces import Namespaces, inside, pids_inside
from tests.support.places import ROOT
from tests.support.standby.disk import Disk
from tests.support.standby.logging_mcu import CONFERENCE, PASSWORD, PORT, USER, Told, told_in
from tests.support.standby.two_pcs import LIMIT_S, Pc
from tests.support.wait import until

NAMES = ("may-1", "may-2")
WITNESS = "may-3"
ADDRESSES: Mapping[str, str] = {
    "may-1": "10.219.7.11", "may-2": "10.219.7.12", WITNESS: "10.219.7.13", "mcu": "10.219.7.30",
}  # fmt: skip
_SWITCH = "switch"
_NATS_PORT = 4222
_PLACE = Path("/home-of-one/standby")
"""Stands in what `setup --standby` writes for the folder of a PC."""
_SECTIONS = f"""
standby:
  machines: {{may-1: {ADDRESSES["may-1"]}, may-2: {ADDRESSES["may-2"]}}}
  password: file:@/standby/password
  ca: "@/standby/ca.pem"
"""
_OF_THREE = f"""  witness: {{{WITNESS}: {ADDRESSES[WITNESS]}}}
  recorded: two_machines
  takeover: automatic
  takeover_after_s: 15
"""
_MCU = f"""  mcu:
    driver: asterisk-confbridge
    address: {ADDRESSES["mcu"]}
    port: {PORT}
    user: {USER}
    password: env:GBDT_MCU
    conference: {CONFERENCE}
"""
_DEAF = """table ip NAME {
  chain heard {
    type filter hook input priority 0
    ip saddr { WHOM } drop
  }
}
"""


_NUMBERS = count()


class LabPc(Pc):
    """One of the two, with what `setup --standby` writes for it.

    clock: file with the offset of its engine's wall clock; None where that cannot be moved
    """

    def __init__(self, lab: "LabOfTwo", name: str, home: Path, *, has_clock: bool) -> None:
        more = {"GBDT_MCU": PASSWORD}
        self.clock = home / "clock" if has_clock else None
        self._lab = lab
        super().__init__(home, name, ADDRESSES[name], _NATS_PORT, lab.namespaces.command(name, []), more)
        if self.clock is not None:
            self.jump("+0")

    def start(self) -> None:
        moved = {} if self.clock is None else moved_by(self.clock)
        self.engine.start({**self.environment, **moved}, errors=(self.home / "errors.txt").open("a"))

    def start_server(self) -> None:
        self.run_server()

    def jump(self, offset: str) -> None:
        """Let its engine's wall clock go that far off: '+7200' seconds."""
        assert self.clock is not None
        self.clock.write_text(f"{offset}\n")

    def lay_out(self, made: Path) -> None:
        """Put the files of `setup --standby` where its configurations name them."""
        place = self.home / _PLACE.name
        shutil.move(made, place)
        conf = (place / "nats-server.conf").read_text().replace(str(_PLACE.parent), str(self.home))
        (self.home / "nats.conf").write_text(conf.replace("/var/lib/nats", f"{self.home}/jetstream"))
        text = self.engine.config.read_text("utf-8")
        text = re.sub(r"(- number: (\d)\n)", r"\1    conference_number: 200\2\n", text)
        text = text.replace("\nupstreams:", f"\n{_MCU}\nupstreams:".replace("\n\n", "\n"), 1)
        more = _OF_THREE if self._lab.witness is not None else ""
        self.engine.config.write_text(text + _SECTIONS.replace("@", str(self.home)) + more, "utf-8")

    def _is_listening(self) -> bool:
        with inside(self._lab.namespaces, self.name):
            return super()._is_listening()


class LabOfTwo:
    """Stands from its making to `close`; `folder` keeps what is looked at afterwards.

    has_disks: whether each PC has a disk that can be slow or full; the caller has a mount namespace then
    has_clocks: whether the wall clocks of their engines can be moved
    has_witness: whether a third machine runs a nats-server; a PC takes over by itself then, and what is
        recorded is on two machines
    """

    def __init__(
        self, folder: Path, *, has_disks: bool = False, has_clocks: bool = False, has_witness: bool = False
    ) -> None:
        self.folder = folder
        self.namespaces = Namespaces()
        self.pcs: dict[str, LabPc] = {}
        self.disks: dict[str, Disk] = {}
        self.witness: LabPc | None = None
        self._mcu: subprocess.Popen[bytes] | None = None
        try:
            self._wire((*NAMES, *([WITNESS] if has_witness else [])))
            if has_witness:
                home = self.namespaces.folder / WITNESS
                self.witness = LabPc(self, WITNESS, home, has_clock=False)
            for name in NAMES:
                home = self.namespaces.folder / name
                home.mkdir()
                if has_disks:
                    self.disks[name] = Disk(folder / f"{name}.image", home)
                self.pcs[name] = LabPc(self, name, home, has_clock=has_clocks)
            machines = Machine(NAMES[0], ADDRESSES[NAMES[0]]), Machine(NAMES[1], ADDRESSES[NAMES[1]])
            witness = Machine(WITNESS, ADDRESSES[WITNESS]) if has_witness else None
            files = self.namespaces.folder / "files"
            for made in write_files(StandbySettings(machines, Secret("-"), witness=witness), files, _PLACE):
                (self.pcs.get(made.name) or self.witness).lay_out(made)  # type: ignore[union-attr]
            if self.witness is not None:
                self.witness.start_server()
            self._start_mcu()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        for disk in self.disks.values():
            disk.thaw()
        for pc in (*self.pcs.values(), *filter(None, [self.witness])):
            pc.close()
        if self._mcu is not None:
            self._mcu.kill()
            self._mcu.wait()
        for disk in self.disks.values():
            disk.close()
        self.namespaces.close()

    def told(self) -> list[Told]:
        """What the MCU was told to change, by its own log."""
        return told_in(self._mcu_log)

    def unplug(self, pc: Pc) -> None:
        self.namespaces.batch(_SWITCH, [f"link set {pc.name} down"])

    def plug(self, pc: Pc) -> None:
        self.namespaces.batch(_SWITCH, [f"link set {pc.name} up"])

    def power_off(self, pc: Pc) -> None:
        """Kill all its processes at once; its cable carries nothing any more, no goodbye either."""
        self.unplug(pc)
        for pid in pids_inside([self.namespaces.name(pc.name)]):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        pc.kill()
        pc.stop_server()

    def power_on(self, pc: Pc) -> None:
        self.plug(pc)
        pc.start_server()
        pc.start()

    @contextmanager
    def deaf(self, pc: Pc, *to: str) -> Iterator[None]:
        """That PC hears nothing from these addresses, while they hear it."""
        name = f"deaf{next(_NUMBERS)}"
        rules = _DEAF.replace("WHOM", ", ".join(to)).replace("NAME", name)
        self.namespaces.require(pc.name, "nft", "-f", "-", given=rules)
        try:
            yield
        finally:
            self.namespaces.require(pc.name, "nft", "delete", "table", "ip", name)

    def _wire(self, names: Sequence[str]) -> None:
        ends = (*names, "mcu")
        self.namespaces.make((*ends, _SWITCH))
        cables = [
            f"link add {end} type veth peer name eth0 netns {self.namespaces.name(end)}" for end in ends
        ]
        ports = [line for end in ends for line in (f"link set {end} master br0", f"link set {end} up")]
        self.namespaces.batch(
            _SWITCH, ["link add br0 type bridge forward_delay 0", *cables, *ports, "link set br0 up"]
        )
        for end in ends:
            lines = [f"addr add {ADDRESSES[end]}/24 dev eth0", "link set eth0 up", "link set lo up"]
            self.namespaces.batch(end, lines)

    def _start_mcu(self) -> None:
        self._mcu_log = self.folder / "mcu.log"
        argv = [
            sys.executable,
            "-m",
            "tests.support.standby.logging_mcu",
            ADDRESSES["mcu"],
            str(self._mcu_log),
        ]
        said = (self.folder / "mcu.said").open("wb")
        self._mcu = subprocess.Popen(self.namespaces.command("mcu", argv), cwd=ROOT, stdout=said, stderr=said)
        until(self._mcu_log.exists, "the MCU listens", LIMIT_S)
