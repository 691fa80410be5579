"""What a driver is: a name, what it can read, and a reader per device."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from gbdt_console.core.driver_options import DriverOffer
from gbdt_console.core.monitoring.readings import DeviceReport
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.client import SnmpReader


class ReadsState(Protocol):
    """The capability to read a device's state. One instance per device; it may remember what it found."""

    async def read(self, link: SnmpReader, now_s: float) -> DeviceReport:
        """Look once. `now_s` is monotonic and becomes each Reading's `taken_s`.

        Raises SnmpError when the device gives nothing; a bad value only spoils its own Reading.
        """
        ...


@dataclass(frozen=True, slots=True)
class DriverSpec:
    """One row of the registry. `build` is None for a device that is only pinged."""

    name: str
    offer: DriverOffer
    build: Callable[[Device], ReadsState] | None = None
