"""Refuses a meeting in a conference that has one, or with sites that are in another meeting."""

from collections.abc import Collection

from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import running_meetings
from gbdt_console.core.meetings.placing import names_of
from gbdt_console.engine.command_request import Refused


def check_free(ledger: Ledger, sites: Collection[str]) -> None:
    """Raise Refused where these sites cannot meet in the conference where the ledger is seen."""
    others = running_meetings(ledger)
    if ledger.conference in others:
        raise Refused("meeting.already-running")
    taken = {place: one for place, one in others.items() if any(map(one.takes_part, sites))}
    if taken:
        raise Refused("meeting.site-in-another", names_of(taken))
