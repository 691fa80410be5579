"""What a meeting's conference looks like at some moments, to be looked at and held as pictures."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from gbdt_console.core.commands import Stage
from gbdt_console.core.conference import ControlFault
from gbdt_console.core.conference_view import OrderView
from gbdt_console.core.floor import Floor
from gbdt_console.core.snapshot import Snapshot
from tests.support.conferences import conferring, rows_of, stranger


def _floor(snapshot: Snapshot) -> Floor:
    return Floor(
        chair="site1", speaker="site6", since_utc=snapshot.at_utc - 192, prepared="site8",
        running_order=("site8", "site4", "site10"), is_blocking=True,
    )  # fmt: skip


def idle(snapshot: Snapshot) -> Snapshot:
    """No meeting: two sites test."""
    rows = rows_of(len(snapshot.sites), away=range(3, len(snapshot.sites) + 1))
    return conferring(snapshot, rows, floor=Floor(), is_meeting=False)


def quiet(snapshot: Snapshot) -> Snapshot:
    rows = rows_of(len(snapshot.sites), opened=(1, 6))
    return conferring(snapshot, rows, floor=_floor(snapshot), shown=6)


def out_of_turn(snapshot: Snapshot) -> Snapshot:
    rows = rows_of(len(snapshot.sites), opened=(1, 6, 7), away=(9,))
    rows = tuple(
        replace(row, participant=replace(row.participant, is_talking=True))
        if row.participant and row.site_id in ("site6", "site7")
        else row
        for row in rows
    )
    return conferring(snapshot, rows, floor=_floor(snapshot), shown=6, open_since=((7, 35.0),))


def alien(snapshot: Snapshot) -> Snapshot:
    rows = (
        *rows_of(len(snapshot.sites), opened=(1, 6), away=(9,), stale=(3,)),
        stranger(name="phong hop 2"),
    )
    orders = (
        OrderView("microphone.block", "site7", Stage.SENT),
        OrderView("microphone.block", "site10", Stage.FAILED, "control.refused", "No Channel by that name"),
        OrderView("microphone.unblock", "site6", Stage.VERIFIED, is_reverted=True),
    )
    return conferring(snapshot, rows, floor=_floor(snapshot), shown=1, orders=orders)


def lost(snapshot: Snapshot) -> Snapshot:
    rows = rows_of(len(snapshot.sites), opened=(1, 6))
    return conferring(
        snapshot, rows, floor=_floor(snapshot), shown=6, fault=ControlFault.SILENT, age_s=30.0,
        open_since=((7, 35.0),),
    )  # fmt: skip


SCENES: Mapping[str, Callable[[Snapshot], Snapshot]] = {
    "idle": idle, "quiet": quiet, "out-of-turn": out_of_turn, "alien": alien, "lost": lost,
}  # fmt: skip
