"""Offers the driver of a device that is only pinged."""

from gbdt_console.core.driver_options import DriverOffer
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.driver import DriverSpec

SPEC = DriverSpec("ping", DriverOffer(kinds=frozenset(DeviceKind), needs_snmp=False))
