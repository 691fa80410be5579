"""A sites.yaml that a test rewrites under the running engine in fake time."""

from dataclasses import replace

from gbdt_console.core.sites import Network
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.settings.problems import ConfigRejected, Problem
from tests.support.engine.fake_world import FakeDriver, FakeLink, FakeWorld


class RewrittenSites:
    """What the file says now; `problems` where it is wrong."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.problems: tuple[Problem, ...] = ()
        self.world: FakeWorld

    def read(self) -> Network:
        if self.problems:
            raise ConfigRejected(self.problems)
        return self.network

    def equip(self, before: Equipment, network: Network) -> Equipment:
        running = list(before.pollers)
        pollers = [
            next((one for one in running if one.device == device), None)
            or DevicePoller(
                device, index, FakeDriver(self.world, device.address), FakeLink(device.address), before.clock
            )
            for index, site in enumerate(network.sites)
            for device in site.devices
            if device.snmp is not None
        ]
        return replace(before, network=network, pollers=pollers)
