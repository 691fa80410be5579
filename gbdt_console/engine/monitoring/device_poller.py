"""One device's reading: one request in flight, back-off while it is silent, and it never gives up."""

import asyncio
import logging

from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.readings import DeviceFault, DeviceReport, Reading
from gbdt_console.core.sites import Device
from gbdt_console.devices.driver import ReadsState
from gbdt_console.devices.snmp.client import SnmpError, SnmpReader

LONGEST_BACK_OFF_S = 60.0
LONGEST_POLL_S = 120.0
_FAILURES_BEFORE_SILENT = 2
_DOUBTFUL = frozenset({DeviceFault.SILENT, DeviceFault.CREDENTIALS})
"""Said only after a second look: a busy machine that answers late makes both."""

log = logging.getLogger(__name__)


class DevicePoller:
    """Owns the link to one device. `readings` are the last good look; `fault` says why it is the last;
    `polls` counts the looks that ended."""

    __slots__ = (
        "_clock", "_driver", "_failures", "_link", "answered_s", "device", "fault", "is_busy", "polls",
        "readings", "site_index",
    )  # fmt: skip

    def __init__(
        self, device: Device, site_index: int, driver: ReadsState, link: SnmpReader, clock: Clock
    ) -> None:
        self.device = device
        self.site_index = site_index
        self.readings: tuple[Reading, ...] = ()
        self.fault: DeviceFault | None = None
        self.answered_s: float | None = None
        self.is_busy = False
        self.polls = 0
        self._failures = 0
        self._driver = driver
        self._link = link
        self._clock = clock

    async def poll(self) -> DeviceReport | None:
        """Look once. Returns the report, or None with `fault` set. Any error of a driver is a fault of its
        device alone."""
        self.is_busy = True
        try:
            async with asyncio.timeout(LONGEST_POLL_S):
                report = await self._driver.read(self._link, self._clock.monotonic())
        except TimeoutError:
            self._failed(DeviceFault.SILENT)
            return None
        except SnmpError as error:
            self._failed(error.fault)
            return None
        except Exception:
            log.exception("driver %s failed on %s", self.device.driver, self.device.id)
            self._failed(DeviceFault.INTERNAL)
            return None
        finally:
            self.is_busy = False
            self.polls += 1
        self._failures = 0
        self.fault = None
        self.readings = report.readings
        self.answered_s = self._clock.monotonic()
        return report

    def pause_s(self, interval_s: float) -> float:
        """Seconds until the next look: the interval, doubled for every failure up to a minute."""
        if self._failures < _FAILURES_BEFORE_SILENT:
            return interval_s
        doubled = interval_s * float(1 << min(self._failures - 1, 8))
        return max(interval_s, min(doubled, LONGEST_BACK_OFF_S))

    def reset_backoff(self) -> None:
        """Something says the device may be back: look again without the back-off."""
        self._failures = min(self._failures, 1)

    def forget_silence(self) -> None:
        """The silence was not the device's: nothing is held against it."""
        self._failures = 0
        if self.fault is DeviceFault.SILENT:
            self.fault = None

    async def close(self) -> None:
        await self._link.close()

    def _failed(self, fault: DeviceFault) -> None:
        self._failures += 1
        if fault not in _DOUBTFUL or self._failures >= _FAILURES_BEFORE_SILENT:
            self.fault = fault
