"""Raises and clears the conditions of one conference beside those of others."""

from collections.abc import Collection

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.conditions import Conditions
from gbdt_console.core.alarms.definitions import DEFINITIONS, AlarmLife
from gbdt_console.core.evidence import Params
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import conference_of_site, running_meetings
from gbdt_console.core.resource_ids import conference_of
from gbdt_console.core.units import Utc


class OwnConditions:
    """Clears of the engine's conditions only what this conference raised.

    Of the alarms of an earlier run it clears those about its own callers and about sites of its meeting; a
    site of no running meeting is the first conference's.

    ledger: as it is seen at the conference
    """

    def __init__(self, shared: Conditions, ledger: Ledger) -> None:
        self._shared = shared
        self._ledger = ledger
        self._raised: set[AlarmKey] = set()

    def raise_(
        self,
        key: AlarmKey,
        since_utc: Utc,
        *,
        site_id: str = "",
        params: Params = (),
        parent: AlarmKey | None = None,
    ) -> None:
        self._raised.add(key)
        self._shared.raise_(key, since_utc, site_id=site_id, params=params, parent=parent)

    def pulse(self, key: AlarmKey, at_utc: Utc, params: Params, site_id: str = "") -> None:
        """Raise a condition that is over already."""
        self._shared.pulse(key, at_utc, params, site_id)

    def clear(self, key: AlarmKey, ended_utc: Utc) -> None:
        self._raised.discard(key)
        self._shared.clear(key, ended_utc)

    def clear_all_but(self, alarm_type: str, resources: Collection[str], ended_utc: Utc) -> None:
        """Clear this conference's conditions of a type except those of `resources`."""
        for key in self._shared.present(alarm_type):
            if key.resource not in resources and self._is_own(key):
                self.clear(key, ended_utc)

    def meeting_ended(self, ended_utc: Utc) -> None:
        """Clear what ends with the meeting, where the engine does not: another meeting still runs."""
        if running_meetings(self._ledger):
            over = [key for key in self._raised if DEFINITIONS[key.type].life is AlarmLife.MEETING]
            for key in over:
                self.clear(key, ended_utc)

    def _is_own(self, key: AlarmKey) -> bool:
        if key in self._raised or key in self._shared.raised:
            return key in self._raised
        conference = conference_of(key.resource) or conference_of_site(self._ledger, key.resource)
        return conference == self._ledger.conference
