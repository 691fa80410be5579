"""Writes every site of a Snapshot as one line."""

from collections.abc import Iterator

from gbdt_console.core.clock_sync import ClockSync
from gbdt_console.core.meetings.placing import names_of
from gbdt_console.core.shown_calendar import overview_of
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.standby.view import Role
from gbdt_console.text.formats import Formats
from gbdt_console.text.notify.message_text import unsent_text
from gbdt_console.text.phases import phase_line, phases_of
from gbdt_console.text.standby.meeting_text import DevicesNow
from gbdt_console.text.standby.standby_text import standby_lines
from gbdt_console.text.standby.unread_text import unread_lines
from gbdt_console.text.things import device_names
from gbdt_console.text.words import Words


def site_lines(words: Words, snapshot: Snapshot) -> Iterator[str]:
    """Yield the day's phases, the running meetings where there are several, then each site."""
    yield phase_line(words, phases_of(snapshot, overview_of(snapshot)), snapshot.at_utc)
    if len(running := snapshot.running) > 1:
        yield words("verb.meetings-run", count=len(running), names=names_of(running))
    if late := unsent_text(words, snapshot.messages):
        yield late
    if snapshot.clock is not ClockSync.KEPT and not snapshot.is_simulated:
        yield words(f"status.clock.{snapshot.clock}")
    if snapshot.standby is not None:
        yield from standby_lines(words, snapshot.standby, snapshot.at_utc)
        yield from unread_lines(words, snapshot)
        if snapshot.standby.role is Role.FOLLOWING:
            yield from DevicesNow(words, snapshot, snapshot.at_utc).lines()
    if (slowed := snapshot.slowed) is not None:
        yield words("status.slowed", said=words(slowed.code, **slowed.params))
    width = max((len(view.name) for view in snapshot.sites), default=0)
    for view in snapshot.sites:
        yield _line(view, snapshot, words, width)


def _line(view: SiteView, snapshot: Snapshot, words: Words, width: int) -> str:
    formats = Formats(words)
    since = "" if view.since_utc is None else formats.since(view.since_utc, snapshot.at_utc)
    is_fresh = snapshot.is_fresh(view.answered_s, view.fresh_for_s)
    rtt = f"{formats.number(view.rtt_ms, 1)} ms" if is_fresh and view.rtt_ms is not None else "-"
    loss = formats.percent(view.loss_ratio) if view.loss_ratio is not None else "-"
    names = device_names(words, view.devices)
    faults = "; ".join(
        f"{names[d.id]}: {words(f'fault.{d.fault}')}"
        for d in view.devices
        if d.fault and not d.is_switched_off
    )
    state = words(f"screen.state.{'unanswered' if snapshot.is_awaited(view) else view.state}")
    return (
        f"{view.number:>4} {view.name:<{width}} {state:<14} {since:<12} {rtt:>9} {loss:>7} {faults}".rstrip()
    )
