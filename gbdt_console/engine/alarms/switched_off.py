"""Tells whose codec is silent because its room is being switched off after a meeting."""

from gbdt_console.core.ledger import Ledger
from gbdt_console.core.shutdown.steps import Step


class SwitchedOff:
    """Holds back what a silent codec would raise, from 'room done' until the next meeting is prepared.

    A codec that came back on by itself is expected to answer again.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._returned: set[tuple[str, str]] = set()

    def is_expected(self, site_id: str) -> bool:
        """Tell whether the codec of that site may be silent."""
        record, sheet = self._ledger.shutdowns.newest, self._ledger.checklists.newest
        if record is None or self._ledger.meeting is not None:
            return False
        if (record.meeting_id, site_id) in self._returned:
            return False
        is_next_prepared = sheet is not None and sheet.opened_utc > record.opened_utc
        return not is_next_prepared and record.end(site_id, Step.DONE).state.is_over

    def answered(self, site_id: str) -> None:
        """Note that the codec of that site came back."""
        record = self._ledger.shutdowns.newest
        if record is not None and self.is_expected(site_id):
            self._returned.add((record.meeting_id, site_id))
