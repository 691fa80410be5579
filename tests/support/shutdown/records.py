"""Shutdowns for screens: sites at each step, one not proven, one off."""

from dataclasses import replace

from gbdt_console.core.shutdown.record import Commanded, StepEnd, SystemOff
from gbdt_console.core.shutdown.steps import Step, StepState
from gbdt_console.core.shutdown.view import ShutdownView, SiteOff, stragglers_first
from gbdt_console.core.snapshot import Snapshot

PROVED, SIGNED, OPEN = StepState.PROVED, StepState.SIGNED, StepState.OPEN
_CODES = ("", "left", "standby", "cooled", "off")


def with_shutdown(snapshot: Snapshot, off: int = 2, *, may_act: bool = True) -> Snapshot:
    """Give the snapshot an open shutdown: sites 1 to 5 are at steps 1 to 5, the last `off` are off, the site
    before them is not proven, the others have not begun."""
    count = len(snapshot.sites)
    over = dict.fromkeys(range(count - off + 1, count + 1), len(Step)) | {n: n - 1 for n in range(1, 6)}
    over[count - off] = 4
    sites = []
    for site in snapshot.sites:
        done = over.get(site.number, 0)
        ends = [_end(place, done, snapshot.at_utc) for place in range(len(Step))]
        command = None
        if site.number == count - off:
            ends[4] = StepEnd(StepState.UNPROVEN, snapshot.at_utc - 30.0, "load-unchanged")
            command = Commanded(snapshot.at_utc - 95.0, ("x.pdu/1",), 3.0, 40.0, is_off=True)
        waits = snapshot.at_utc + 75.0 if done == 3 else None
        sites.append(SiteOff(site.id, tuple(ends), may_act and done in (2, 4), command, waits))
    return replace(snapshot, shutdown=ShutdownView("7", snapshot.at_utc - 900.0, stragglers_first(sites)))


def signed_off(snapshot: Snapshot) -> Snapshot:
    """Sign it a minute ago although sites were on."""
    record = snapshot.shutdown
    assert record is not None
    closing = SystemOff(
        snapshot.at_utc - 60.0,
        "Trực ca 2",
        1000,
        "pts/1",
        "9f86d081884c" + "0" * 52,
        ("site9",),
        "UPS điểm 9",
    )
    return replace(snapshot, shutdown=replace(record, closing=closing))


def _end(place: int, done: int, at_utc: float) -> StepEnd:
    if place >= done:
        return StepEnd()
    at_utc -= 600.0 - 60.0 * place
    if place == 0:
        return StepEnd(SIGNED, at_utc, "", "Trực ca 2", "micro 2 rè")
    return StepEnd(PROVED, at_utc, _CODES[place])
