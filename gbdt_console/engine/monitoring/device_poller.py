"""Polls one device: one request in flight, and back-off without end while the device is silent."""

import logging

from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.readings import DeviceFault, DeviceReport, Mismatch, Reading
from gbdt_console.core.native_fault import is_ending
from gbdt_console.core.sites import Device
from gbdt_console.devices.driver import ReadsState
from gbdt_console.devices.mismatch import mismatch_of
from gbdt_console.devices.snmp.client import SnmpError, SnmpReader

LONGEST_BACK_OFF_S = 60.0
"""A silent device is polled at least this often, so that its return is seen within a minute."""

_FAILURES_BEFORE_SILENT = 2
"""Failures in a row that make a device silent: a single lost answer is normal."""

_DOUBTFUL = frozenset({DeviceFault.SILENT, DeviceFault.CREDENTIALS})
"""Faults that need a second failure: a busy console that reads answers late causes both."""

log = logging.getLogger(__name__)


class DevicePoller:
    """Owns the link to one device.

    fault: why the device gives no readings now; None while it does.
    mismatch: how the device did not fit its settings at the last good poll; None where it fits.
    answered_s: when the last good poll ended, monotonic seconds; None before the first.
    """

    def __init__(
        self, device: Device, site_index: int, driver: ReadsState, link: SnmpReader, clock: Clock
    ) -> None:
        self.device = device
        self.site_index = site_index
        self.readings: tuple[Reading, ...] = ()
        self.fault: DeviceFault | None = None
        self.mismatch: Mismatch | None = None
        self.answered_s: float | None = None
        self.is_busy = False
        self.polls = 0
        self._failures = 0
        self._driver = driver
        self._link = link
        self._clock = clock

    async def poll(self) -> DeviceReport | None:
        """Poll once; return the report, or None with `fault` set.

        An error in a driver is the fault INTERNAL of its device, and stops nothing else. A panic of native
        code, no Exception, comes from what the device answered: it is MALFORMED.
        """
        self.is_busy = True
        try:
            report = await self._driver.read(self._link, self._clock.monotonic())
            mismatch = await mismatch_of(self.device, report, self._link, self.mismatch)
        except SnmpError as error:
            self._failed(error.fault)
            return None
        except BaseException as error:
            if is_ending(error):
                raise
            log.exception("driver %s failed on %s", self.device.driver, self.device.id)
            self._failed(DeviceFault.INTERNAL if isinstance(error, Exception) else DeviceFault.MALFORMED)
            return None
        finally:
            self.is_busy = False
            self.polls += 1
        self._failures = 0
        self.fault = None
        self.readings = report.readings
        self.mismatch = mismatch
        self.answered_s = self._clock.monotonic()
        return report

    def gave_up(self) -> None:
        """Count a poll that was ended because it took too long as silence."""
        self._failed(DeviceFault.SILENT)

    def pause_s(self, interval_s: float) -> float:
        """Return the seconds until the next poll.

        They are `interval_s`, doubled with each failure up to a minute.
        """
        if self._failures < _FAILURES_BEFORE_SILENT:
            return interval_s
        doubled = interval_s * float(1 << min(self._failures - 1, 8))
        return max(interval_s, min(doubled, LONGEST_BACK_OFF_S))

    def reset_backoff(self) -> None:
        """Poll without the back-off, since the device may be back."""
        self._failures = min(self._failures, 1)

    def forget_silence(self) -> None:
        """Forget failures and silence, since the console was blind."""
        self._failures = 0
        if self.fault is DeviceFault.SILENT:
            self.fault = None

    async def close(self) -> None:
        await self._link.close()

    def _failed(self, fault: DeviceFault) -> None:
        self._failures += 1
        if fault not in _DOUBTFUL or self._failures >= _FAILURES_BEFORE_SILENT:
            self.fault = fault
