"""Records the demonstration's past: its repaired outages, and the meeting that has run for 35 minutes."""

import time
from collections.abc import Iterator

from gbdt_console.cli.context import Context, terminal_name
from gbdt_console.cli.demo.coming_meetings import coming_meetings
from gbdt_console.cli.demo.network import CAMERA_PLACE
from gbdt_console.cli.demo.past_outages import record_past_outages
from gbdt_console.cli.failures import engine_failures
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.rooms.preset_events import PresetReached
from gbdt_console.core.sites import DeviceKind, Network
from gbdt_console.engine.hosting.open_records import forget_records, records_of
from gbdt_console.engine.hosting.record_alone import record_alone
from gbdt_console.simulator.world.camera import ROOM_PRESETS

_BEGAN_BEFORE_S = 35 * 60
_ENDS_AFTER_S = 85 * 60
"""Begin and planned end of the meeting, seconds from now."""
_BETWEEN_RECALLS_S = 300
_SPEAKERS = (5, 6, 9, 10)
"""Indexes of the sites in the running order, as far as the network has them."""


def begin_meeting(context: Context, network: Network) -> None:
    """Delete the records of earlier demonstrations, and record past outages and meetings.

    The first site is the chair's.

    Ends the verb with the reason where it cannot be recorded.
    """
    words = context.words(network.language)
    forget_records(context.state)
    now_utc = time.time()
    speakers = tuple(site.id for place, site in enumerate(network.sites) if place in _SPEAKERS)
    meeting = StartMeeting(
        title=words("demo.meeting"),
        chair_site_id=network.sites[0].id,
        opening_utc=now_utc - _BEGAN_BEFORE_S,
        end_utc=now_utc + _ENDS_AFTER_S,
        running_order=speakers,
    )
    with engine_failures(context.state, words), records_of(context.state) as records:
        record_past_outages(network, records, words, now_utc)
        for command in coming_meetings(network, words, now_utc):
            record_alone(command, network, records, terminal_name())
        record_alone(meeting, network, records, terminal_name())
        for reached in _camera_past(network, now_utc):
            records.record(reached)


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
