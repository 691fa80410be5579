"""Tells whose codec is silent because its room is being switched off after a meeting."""

from gbdt_console.core.checklist.sheet import Sheet
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.shutdown.record import Shutdown
from gbdt_console.core.shutdown.steps import ON_AGAIN, Step, StepState


class SwitchedOff:
    """Holds back what silent devices would raise, from 'room done' until the next meeting is prepared.

    A codec that came back on by itself is expected to answer again, until its power is proved or signed off
    once more. Its room's cameras follow it.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._returned: dict[tuple[str, str], float] = {}
        self._judged: tuple[Sheet | None, float, bool] = None, 0.0, False

    def is_expected(self, site_id: str, codec_id: str) -> bool:
        """Tell whether the devices of that site's room may be silent."""
        record = self._ledger.shutdowns.newest
        if record is None or self._ledger.meeting is not None or self._is_prepared(record):
            return False
        power = record.end(site_id, Step.POWER)
        returned_utc = self._returned.get((record.meeting_id, site_id))
        if returned_utc is not None:
            return power.state.is_over and power.at_utc > returned_utc
        if power.code == ON_AGAIN:
            return False
        state, since_utc = self._ledger.points.get(codec_id, ("", 0.0))
        is_proved = power.state is StepState.PROVED
        if is_proved and (state != PointState.DOWN or since_utc > power.at_utc):
            return False  # it answered after the proof, perhaps to an earlier run of the engine
        return record.end(site_id, Step.DONE).state.is_over

    def _is_prepared(self, record: Shutdown) -> bool:
        """Tell whether the next meeting's sheet was opened, or worked on, since the shutdown began."""
        sheet = self._ledger.checklists.newest
        if sheet is None:
            return False
        if self._judged[0] is not sheet or self._judged[1] != record.opened_utc:
            began_utc = record.opened_utc
            is_worked_on = any(said.at_utc > began_utc for said in sheet.said.values())
            self._judged = sheet, began_utc, sheet.opened_utc > began_utc or is_worked_on
        return self._judged[2]

    def answered(self, site_id: str, at_utc: float) -> None:
        """Note that the codec of that site came back, UTC seconds."""
        record = self._ledger.shutdowns.newest
        if record is not None and record.end(site_id, Step.DONE).state.is_over:
            self._returned[record.meeting_id, site_id] = at_utc
