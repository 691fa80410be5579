"""Records the demonstration's past: repaired outages, and a meeting that runs or is about to begin."""

import time
from collections.abc import Iterator

from gbdt_console.cli.context import Context, terminal_name
from gbdt_console.cli.demo.coming_meetings import DemoCalendar
from gbdt_console.cli.demo.past_outages import record_past_outages
from gbdt_console.cli.demo_network import CAMERA_PLACE
from gbdt_console.cli.failures import engine_failures
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import Command
from gbdt_console.core.conference.floor_events import BlockingSet
from gbdt_console.core.events import Event
from gbdt_console.core.meetings.commands import StartRegistered
from gbdt_console.core.requests import new_request_id
from gbdt_console.core.rooms.preset_events import PresetReached
from gbdt_console.core.sites import DeviceKind, Network
from gbdt_console.engine.hosting.open_records import forget_records, records_of
from gbdt_console.engine.hosting.record_alone import record_alone
from gbdt_console.simulator.world.camera import ROOM_PRESETS

_BEGAN_BEFORE_S = 35 * 60
"""Opening of the running meeting, seconds before now."""
_OPENS_AFTER_S = 37 * 60
"""Opening of a meeting to come, seconds from now: its checklist is due in six minutes."""
_BETWEEN_RECALLS_S = 300
_SPEAKERS = (5, 6, 9, 10)
"""Indexes of the sites in the running order, as far as the network has them."""


def begin_meeting(context: Context, network: Network, *, is_before: bool = False) -> None:
    """Delete the records of earlier demonstrations, and record past outages and meetings.

    The first site is the chair's.

    is_before: the meeting is still to come, and its checklist is nearly done

    Ends the verb with the reason where it cannot be recorded.
    """
    words = context.words(network.language)
    forget_records(context.state)
    now_utc = time.time()
    speakers = tuple(site.id for place, site in enumerate(network.sites) if place in _SPEAKERS)
    calendar = DemoCalendar(network, words, now_utc)
    opening_utc = now_utc - now_utc % 60.0 + (_OPENS_AFTER_S if is_before else -_BEGAN_BEFORE_S)
    commands: list[Command] = [*calendar.today(1, opening_utc, speakers), *calendar.coming(2)]
    with engine_failures(context.state, words, "demo.runs"), records_of(context.state) as records:
        record_past_outages(network, records, words, now_utc)
        for command in commands:
            record_alone(command, network, records, terminal_name(), new_request_id())
        if not is_before:
            then = ManualClock(utc_s=opening_utc)
            record_alone(StartRegistered(1), network, records, terminal_name(), new_request_id(), then)
        past: list[Event] = [*_camera_past(network, now_utc), *calendar.checklist(1, opening_utc)]
        if not is_before and network.centre.mcu is not None:  # who has no turn is not heard
            past.append(BlockingSet(True, next(iter(network.operators.values())).name))
        for written in [records.record(event) for event in past]:
            written.result()


def _camera_past(network: Network, now_utc: float) -> Iterator[PresetReached]:
    """Yield the places that the controlled camera was at before, its present one last."""
    site = network.sites[CAMERA_PLACE] if len(network.sites) > CAMERA_PLACE else None
    cameras = [d for d in site.devices if d.kind is DeviceKind.CAMERA and d.control] if site else []
    for camera in cameras:
        for preset, place in sorted(ROOM_PRESETS.items(), reverse=True):
            at_utc = now_utc - preset * _BETWEEN_RECALLS_S
            yield PresetReached(
                camera.site_id, camera.id, preset, list(place), at_utc, is_proven=True, is_learnt=True
            )
