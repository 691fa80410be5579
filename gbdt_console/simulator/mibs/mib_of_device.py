"""Chooses a simulated device's objects by the name and options of the driver that will read it."""

import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache

from gbdt_console.simulator.mibs.codec import asterisk_mib, bare_mib, cisco_codec_mib, poly_mib
from gbdt_console.simulator.mibs.mib import Mib
from gbdt_console.simulator.mibs.pdu import apc_pdu_mib, eaton_pdu_mib, vertiv_pdu_mib
from gbdt_console.simulator.mibs.probe import probe_mib_of
from gbdt_console.simulator.mibs.router import router_mib
from gbdt_console.simulator.mibs.ups import ups_mib
from gbdt_console.simulator.mibs.vendor_ups import apc_ups_mib, mge_mib, socomec_mib, xups_mib
from gbdt_console.simulator.world.plan import PlannedDevice

_EATON_UPS = (xups_mib(), mge_mib())
_SOCOMEC_UPS = (socomec_mib(is_net_vision_5=False), socomec_mib(is_net_vision_5=True))
_BARE = bare_mib()
_OUTLETS = range(1, 9)


def _always(mib: Mib) -> Callable[[PlannedDevice], Mib]:
    return lambda _: mib


PERSONAS: Mapping[str, Callable[[PlannedDevice], Mib]] = {
    "if-mib": lambda device: router_mib(device.options),
    "ups-mib": _always(ups_mib()),
    "apc-ups": _always(apc_ups_mib()),
    "eaton-ups": lambda device: _EATON_UPS[generation_of(device, len(_EATON_UPS))],
    "socomec-ups": lambda device: _SOCOMEC_UPS[generation_of(device, len(_SOCOMEC_UPS))],
    "apc-pdu": lambda device: _pdu(device, generation_of(device, 3)),
    "eaton-pdu": lambda device: _pdu(device, int(device.options.get("unit", 0))),
    "vertiv-pdu": lambda device: _pdu(device, 0),
    "room-probe": lambda device: probe_mib_of(device.options),
    "polycom-endpoint": _always(poly_mib()),
    "cisco-codec": _always(cisco_codec_mib()),
    "asterisk-mib": _always(asterisk_mib()),
}
"""The objects of a simulated device, by the name of the driver that reads it."""


def mib_of(device: PlannedDevice) -> Mib:
    """Return the device's objects. A device whose driver has no persona has the system group alone."""
    persona = PERSONAS.get(device.driver)
    return persona(device) if persona else _BARE


def generation_of(device: PlannedDevice, generations: int) -> int:
    """Return a device's generation within its family, by its id. So a province has every generation."""
    return zlib.crc32(device.id.encode()) % generations


def _pdu(device: PlannedDevice, variant: int) -> Mib:
    return _pdu_mib(device.driver, frozenset({*_OUTLETS, *device.outlets}), variant)


@lru_cache(maxsize=256)
def _pdu_mib(driver: str, outlets: frozenset[int], variant: int) -> Mib:
    if driver == "vertiv-pdu":
        return vertiv_pdu_mib(sorted(outlets))
    return (eaton_pdu_mib if driver == "eaton-pdu" else apc_pdu_mib)(sorted(outlets), variant)
