"""Builds what keeps two PCs level; with it comes the client of nats-server."""

from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.engine.equipment import Beside
from gbdt_console.engine.records.followed_records import FollowedRecords
from gbdt_console.engine.records.records import Records
from gbdt_console.engine.standby.commanding import CommandingFeature
from gbdt_console.engine.standby.following import FollowingFeature
from gbdt_console.engine.standby.journal_file import JournalFile
from gbdt_console.engine.standby.nats_stream import open_nats
from gbdt_console.engine.standby.seat import Seat

__all__ = ["beside_of", "open_nats"]


def beside_of(seat: Seat, records: Records) -> Beside:
    """Return what the engine at that seat has, over records that were opened for it."""
    if isinstance(records, FollowedRecords):
        following = (lambda context: FollowingFeature(context, seat, records, open_nats),)
        return Beside(following, Withheld.FOLLOWING)
    journal = JournalFile(seat.journal)
    return Beside((lambda context: CommandingFeature(context, seat, journal, open_nats),))
