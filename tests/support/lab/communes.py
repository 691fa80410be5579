"""Ninety-nine communes in one network namespace: a router with SNMP and a codec each, and a webhook."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from os import readlink
from pathlib import Path

from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceKind, SnmpCredential, SnmpVersion
from gbdt_console.simulator.world.plan import PlannedDevice, PlannedSite, ProvincePlan
from tests.support.places import ROOT
from tests.support.wait import until

COUNT = 99
COMMUNITY = "cong-dong-doc"
NUMBERS = range(1, COUNT + 1)
_HOSTS = {DeviceKind.ROUTER: 1, DeviceKind.CODEC: 10}
_SNMP_PORT = 161


def name(number: int) -> str:
    return f"Xã {number}"


def address(number: int, host: int) -> str:
    return f"10.22.{number}.{host}"


class Communes:
    """The network; `enter` is what a call begins with that is to happen there."""

    def __init__(self, holder: int, webhook: Path) -> None:
        """`holder`: the process that keeps the namespace; `webhook`: file of what was posted."""
        self.enter: Sequence[str] = ("nsenter", f"--net=/proc/{holder}/ns/net")
        self._webhook = webhook

    def run(self, *argv: str, typed: str = "") -> str:
        done = subprocess.run([*self.enter, *argv], input=typed, capture_output=True, text=True, check=True)
        return done.stdout

    def cut(self, number: int) -> None:
        """From now on nothing of that commune answers, and nothing says so."""
        self._address("del", [number])

    def restore(self, number: int) -> None:
        self._address("add", [number])

    def posts(self) -> list[str]:
        """The messages that the webhook was given so far."""
        return [json.loads(line)["message"] for line in self._webhook.read_text("utf-8").splitlines()]

    def lay(self) -> None:
        """Give all devices their addresses; what has none leads onto a wire on which nobody answers."""
        wire = ("link add road type veth peer name end", "link set road arp off up", "link set end up")
        routes = ("link set lo up", *wire, "address add 10.22.0.1/16 dev road")
        self.run("ip", "-batch", "-", typed="\n".join(routes))
        self._address("add", NUMBERS)

    def _address(self, do: str, numbers: Sequence[int]) -> None:
        lines = [
            f"address {do} {address(number, host)}/32 dev lo"
            for number in numbers
            for host in _HOSTS.values()
        ]
        self.run("ip", "-batch", "-", typed="\n".join(lines))


@contextmanager
def communes(folder: Path) -> Iterator[Communes]:
    """Yield the network with all devices answering; everything in it ends with the block.

    folder: where its files lie
    """
    with ExitStack() as stack:

        def begin(argv: Sequence[str]) -> "subprocess.Popen[str]":
            child = stack.enter_context(
                subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
            )
            stack.callback(child.kill)
            return child

        holder = begin(["unshare", "--net", "sleep", "infinity"])
        own = readlink("/proc/self/ns/net")
        until(lambda: readlink(f"/proc/{holder.pid}/ns/net") != own, "a network of its own")
        posted = folder / "posted"
        posted.touch()
        found = Communes(holder.pid, posted)
        found.lay()
        agents = begin([*found.enter, sys.executable, "-m", "gbdt_console.simulator", "--scenario", "quiet"])
        hook = begin([*found.enter, sys.executable, "-m", "tests.support.lab.webhook", str(posted)])
        assert agents.stdin is not None
        assert agents.stdout is not None
        assert hook.stdout is not None
        print(_plan().to_json(), file=agents.stdin, flush=True)
        assert '"ready"' in agents.stdout.readline()
        assert hook.stdout.readline() == "ready\n"
        yield found


def _plan() -> ProvincePlan:
    """Of the routers alone: what is only pinged is answered by the kernel."""
    kind = DeviceKind.ROUTER
    devices = tuple(
        PlannedDevice(
            f"{name(number)}.{kind}", name(number), kind, "if-mib",
            address(number, _HOSTS[kind]), _SNMP_PORT, COMMUNITY, {},
        )
        for number in NUMBERS
    )  # fmt: skip
    credential = SnmpCredential(COMMUNITY, SnmpVersion.V2C, Secret(COMMUNITY))
    sites = tuple(PlannedSite(name(number), name(number), "") for number in NUMBERS)
    return ProvincePlan(1, sites, devices, (), {COMMUNITY: credential})
