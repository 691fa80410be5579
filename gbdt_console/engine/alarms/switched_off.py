"""Tells which devices are silent because their room is being switched off after a meeting."""

from collections.abc import Callable, Iterable

from gbdt_console.core.checklist.sheet import ChecklistBook, Sheet
from gbdt_console.core.last_states import LastStates
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import MeetingsHeld, running_meetings
from gbdt_console.core.meetings.meeting import MeetingSpan
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.shutdown.record import Shutdown, ShutdownBook
from gbdt_console.core.shutdown.steps import ON_AGAIN, Step, StepState
from gbdt_console.core.sites import DeviceKind, Site

UNOPENED_S = 1_800.0
"""Limits how long before a shutdown is opened its rooms may be off: until the technician gets to F7."""
_EVENING_S = 43_200.0
"""Limits the time from a meeting to its shutdown: half a day, as a meeting that nobody started lapses."""
_LAST_REPLY_S = 10.0
"""Limits how long before a device was switched off its last reply was: two pings 5 s apart."""


class SwitchedOff:
    """Holds back what silent devices would raise, from a meeting's end until the next one is prepared.

    Before 'room done' that is silence that began since the meeting's end. Silence that began in the meeting
    stays a fault, also after 'room done', until the power is proved off. A codec that came back on by itself
    is expected to answer again, until its power is proved or signed off once more. Its room's cameras follow
    it.

    site_of: id of the site of each device that goes off with its room: codecs and cameras.
    codec_of: id of the codec by site; empty where there is none.
    """

    def __init__(self, ledger: Ledger, sites: Iterable[Site]) -> None:
        self._ledger = ledger
        self.site_of: dict[str, str] = {}
        self.codec_of: dict[str, str] = {}
        for site in sites:
            codecs = [device.id for device in site.devices if device.kind is DeviceKind.CODEC][:1]
            cameras = [device.id for device in site.devices if device.kind is DeviceKind.CAMERA]
            self.codec_of[site.id] = next(iter(codecs), "")
            self.site_of.update(dict.fromkeys([*codecs, *cameras], site.id))
        self._judged: tuple[Sheet | None, dict[float, bool]] = None, {}

    def is_expected(self, device_id: str, now_utc: float) -> bool:
        """Tell whether a device may be silent, at that moment in UTC seconds."""
        site_id = self.site_of.get(device_id)
        running = running_meetings(self._ledger).values()
        if site_id is None or any(len(running) == 1 or one.takes_part(site_id) for one in running):
            return False
        record, held = self._record(site_id), self._held(site_id)
        if record is not None:
            is_over = self._is_prepared(max(record.opened_utc, self._ended_utc(site_id)))
            return not is_over and self._is_ordered(record, site_id, device_id, now_utc)
        if held is None or held.ended_utc is None or now_utc - held.ended_utc > UNOPENED_S:
            return False
        is_since_end = self._fell_utc(device_id, now_utc) >= held.ended_utc - _LAST_REPLY_S
        return held.takes_part(site_id) and is_since_end and not self._is_prepared(held.ended_utc)

    def silent(self, is_down: Callable[[str], bool], now_utc: float) -> dict[str, str]:
        """Return the site's id of each device that is silent because its room was switched off.

        is_down: tells whether a device is found silent at that moment
        """
        return {
            device_id: site_id
            for device_id, site_id in self.site_of.items()
            if is_down(device_id) and self.is_expected(device_id, now_utc)
        }

    def _held(self, site_id: str) -> MeetingSpan | None:
        """Return the last meeting; of meetings in several conferences the site's own."""
        spans = [one.last for one in self._ledger.every(MeetingsHeld).values() if one.last is not None]
        own = [span for span in spans if span.takes_part(site_id)]
        return max(own or spans, key=lambda span: span.began_utc, default=None)

    def _record(self, site_id: str) -> Shutdown | None:
        """Return the newest shutdown, of several the site's own; None once a meeting began after it."""
        records, held = self._ledger[ShutdownBook].records.values(), self._held(site_id)
        own = (one for one in reversed(records) if len(self._ledger.conferences) == 1 or site_id in one.sites)
        record = next(own, self._ledger[ShutdownBook].newest)
        is_old = record is not None and held is not None and held.began_utc > record.opened_utc
        return None if is_old else record

    def _ended_utc(self, site_id: str) -> float:
        """Return when the last meeting ended, UTC seconds; 0 without one."""
        held = self._held(site_id)
        return 0.0 if held is None else held.ended_utc or 0.0

    def _is_ordered(self, record: Shutdown, site_id: str, device_id: str, now_utc: float) -> bool:
        """Tell whether that shutdown explains the device's silence."""
        power, done = record.end(site_id, Step.POWER), record.end(site_id, Step.DONE)
        returned_utc = self._ledger[LastStates].returns.get(self.codec_of[site_id])
        fell_utc = self._fell_utc(device_id, now_utc)
        is_since_end = fell_utc >= self._ended_utc(site_id) - _LAST_REPLY_S
        if returned_utc is not None:
            is_off_again = power.state.is_over and power.at_utc > returned_utc
            return is_off_again and (power.state is StepState.PROVED or is_since_end)
        if power.code == ON_AGAIN:
            return False
        if power.state is StepState.PROVED:
            state, since_utc = self._ledger[LastStates].points.get(self.codec_of[site_id], ("", 0.0))
            # An answer after the proof was perhaps to an earlier run of the engine.
            return state == PointState.DOWN and since_utc <= power.at_utc
        held = self._held_before(record, site_id)
        if not is_since_end:
            return False
        if held is None and fell_utc < record.opened_utc - UNOPENED_S:
            return False
        if done.state.is_over:
            return True
        is_in_time = record.closing is None or fell_utc <= record.closing.at_utc
        return held is not None and held.takes_part(site_id) and is_in_time

    def _held_before(self, record: Shutdown, site_id: str) -> MeetingSpan | None:
        """Return the meeting after which that shutdown was opened; None where another was prepared since."""
        held = self._held(site_id)
        if held is None or held.ended_utc is None or record.opened_utc - held.ended_utc > _EVENING_S:
            return None
        return None if self._is_prepared(held.ended_utc) else held

    def _fell_utc(self, device_id: str, now_utc: float) -> float:
        """Return when the device fell silent, UTC seconds; now where the journal does not say it yet."""
        state, since_utc = self._ledger[LastStates].points.get(device_id, ("", 0.0))
        return since_utc if state == PointState.DOWN else now_utc

    def _is_prepared(self, began_utc: float) -> bool:
        """Tell whether the next meeting's sheet was opened, or worked on, since then, UTC seconds."""
        sheet = self._ledger[ChecklistBook].newest
        if sheet is None:
            return False
        if self._judged[0] is not sheet:
            self._judged = sheet, {}
        known = self._judged[1]
        if began_utc not in known:
            known[began_utc] = sheet.opened_utc > began_utc or any(
                said.at_utc > began_utc for said in sheet.said.values()
            )
        return known[began_utc]
