"""Which objects a simulated device has, by the name and options of the driver that will read it."""

import zlib
from collections.abc import Mapping
from functools import lru_cache

from gbdt_console.simulator.mibs.codec import asterisk_mib, bare_mib, poly_mib
from gbdt_console.simulator.mibs.mib import Mib
from gbdt_console.simulator.mibs.pdu import apc_pdu_mib, eaton_pdu_mib
from gbdt_console.simulator.mibs.probe import probe_mib_of
from gbdt_console.simulator.mibs.router import router_mib
from gbdt_console.simulator.mibs.ups import ups_mib
from gbdt_console.simulator.mibs.vendor_ups import apc_ups_mib, mge_mib, xups_mib
from gbdt_console.simulator.world.plan import PlannedDevice

_FIXED: Mapping[str, Mib] = {
    "ups-mib": ups_mib(),
    "apc-ups": apc_ups_mib(),
    "polycom-endpoint": poly_mib(),
    "asterisk-mib": asterisk_mib(),
}
_EATON_UPS = (xups_mib(), mge_mib())
_BARE = bare_mib()
_OUTLETS = range(1, 9)


def mib_of(device: PlannedDevice) -> Mib:
    """Shared by all devices alike; a driver nobody knows here has the system group alone."""
    if device.driver == "if-mib":
        return router_mib(device.options)
    if device.driver == "room-probe":
        return probe_mib_of(device.options)
    if device.driver == "eaton-ups":
        return _EATON_UPS[generation_of(device, len(_EATON_UPS))]
    if device.driver in ("apc-pdu", "eaton-pdu"):
        return _pdu(device.driver, frozenset({*_OUTLETS, *device.outlets}), _pdu_variant(device))
    return _FIXED.get(device.driver, _BARE)


def generation_of(device: PlannedDevice, generations: int) -> int:
    """Which generation of its family a device is: by its id, so that a province has them all."""
    return zlib.crc32(device.id.encode()) % generations


def _pdu_variant(device: PlannedDevice) -> int:
    return int(device.options.get("unit", 0)) if device.driver == "eaton-pdu" else generation_of(device, 3)


@lru_cache(maxsize=256)
def _pdu(driver: str, outlets: frozenset[int], variant: int) -> Mib:
    return (eaton_pdu_mib if driver == "eaton-pdu" else apc_pdu_mib)(sorted(outlets), variant)
