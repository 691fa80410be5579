"""What the walls of two PCs show, on the screens of tests and in the guide's pictures."""

from dataclasses import replace

from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.standby.view import Role, StandbyFault, StandbyView
from tests.support.screens.scripted_port import AT_UTC

FOLLOWS = StandbyView(Role.FOLLOWING, "gbdt-2", "gbdt-1", behind=0, heard_utc=AT_UTC - 1)
SILENT = replace(FOLLOWS, heard_utc=AT_UTC - 74)
"""The main PC was last heard 74 s ago."""
TOOK_OVER = StandbyView(Role.COMMANDING, "gbdt-2", "gbdt-1", 1, StandbyFault.UNREACHABLE)


def following(snapshot: Snapshot, view: StandbyView = FOLLOWS) -> Snapshot:
    return replace(snapshot, standby=view, withheld=Withheld.FOLLOWING)


def main_pc_silent(snapshot: Snapshot) -> Snapshot:
    return following(snapshot, SILENT)


def taken_over(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, standby=TOOK_OVER)
