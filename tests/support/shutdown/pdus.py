"""PDUs for the engine in fake time: each feeds a site's codec and display, and misbehaves on demand."""

from dataclasses import dataclass, field, replace

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.sites import Device, DeviceKind, Network, Outlet, Permissions
from gbdt_console.devices.control import ControlError
from tests.support.engine.fake_world import FakeWorld
from tests.support.engine.networks import Equipped, network

OUTLETS = (Outlet(1, "codec"), Outlet(2, "display"), Outlet(3, "router"), Outlet(4, "ups"))


@dataclass
class FakePdu:
    """Feeds a site's codec and display. `deaf` accepts and does nothing, `is_bypassed` is off while the codec
    runs from another plug, `refuses` answers with words, `is_silent` answers nothing, and who knows what it
    does."""

    world: FakeWorld
    number: int
    off: set[int] = field(default_factory=set)
    asked: list[int] = field(default_factory=list)
    deaf: bool = False
    is_bypassed: bool = False
    refuses: str = ""
    is_silent: bool = False

    async def is_off(self, outlet: int) -> bool | None:
        if self.is_silent:
            raise ControlError(ControlFault.SILENT)
        return outlet in self.off

    async def switch_off(self, outlet: int) -> None:
        self.asked.append(outlet)
        if self.is_silent:
            raise ControlError(ControlFault.SILENT)
        if self.refuses:
            raise ControlError(ControlFault.DENIED, self.refuses, "shutdown.outlet-read-only")
        if self.deaf:
            return
        self.off.add(outlet)
        if not self.is_bypassed:
            values = self.world.values.setdefault(f"10.0.{self.number}.20", {})
            load = values.get("ups.output.load", 0)
            values["ups.output.load"] = float(load) - 10.0
            if outlet == 1:
                self.world.silent.add(f"10.0.{self.number}.10")

    async def close(self) -> None:
        return


def with_pdus(sites: int = 3, *, remote_power: bool = True) -> Network:
    """Sites s1, s2 … with a UPS and a PDU each; s3 allows no remote power."""
    plain = network(sites, equipped=Equipped(has_ups=True))
    return replace(
        plain,
        sites=tuple(
            replace(
                site,
                permissions=Permissions(remote_power=remote_power and site.number != 3),
                devices=(
                    *site.devices,
                    Device(f"{site.id}.pdu", site.id, DeviceKind.PDU, "pdu", "ping",
                           f"10.0.{site.number}.21", outlets=OUTLETS),
                ),
            )
            for site in plain.sites
        ),
    )  # fmt: skip
