"""Which objects a simulated device has, by the name and options of the driver that will read it."""

from collections.abc import Mapping
from functools import lru_cache

from gbdt_console.core.sites import OptionValue
from gbdt_console.simulator.mib import Mib
from gbdt_console.simulator.plan import PlannedDevice
from gbdt_console.simulator.probe_mib import probe_mib
from gbdt_console.simulator.router_mib import router_mib
from gbdt_console.simulator.system_mib import system_group
from gbdt_console.simulator.ups_mib import ups_mib

_FIXED: Mapping[str, Mib] = {"if-mib": router_mib(), "ups-mib": ups_mib()}
_BARE = Mib(system_group("Simulated device", 9), {})


def mib_of(device: PlannedDevice) -> Mib:
    """Shared by all devices alike; a driver nobody knows here has the system group alone."""
    if device.driver == "room-probe":
        return _probe(tuple(sorted(device.options.items())))
    return _FIXED.get(device.driver, _BARE)


@lru_cache(maxsize=256)
def _probe(options: tuple[tuple[str, OptionValue], ...]) -> Mib:
    return probe_mib(dict(options))
