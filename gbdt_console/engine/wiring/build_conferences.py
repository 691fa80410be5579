"""Builds the conferences, each with the features of its own."""

from dataclasses import replace

from gbdt_console.engine.checklist.feature import ChecklistFeature
from gbdt_console.engine.conference.conferences import Conferences, ConferenceSeat
from gbdt_console.engine.conference.hosted import HostedCalls, ShownRooms, WithoutMcu
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.meetings.feature import MeetingView
from gbdt_console.engine.profiles.feature import ProfileFeature
from gbdt_console.engine.shutdown.feature import ShutdownFeature
from gbdt_console.engine.wiring.build_conference import build_conference


def build_conferences(context: EngineContext, rooms: ShownRooms) -> Conferences:
    """Return the conferences of the network, each with the features of its own.

    rooms: returns the codecs, whose calls are what is known of a conference without an MCU
    """
    names = {"": ""} | {one.id: one.name for one in context.network.conferences}
    seats = [ConferenceSeat(id_, name, _features(context.at(id_), rooms)) for id_, name in names.items()]
    return Conferences(context, seats)


def _features(context: EngineContext, rooms: ShownRooms) -> tuple[Feature, ...]:
    """Return the features of one conference, in the order in which they fill the Snapshot."""
    hosted = context.network.centre.hosted
    if hosted is not None:
        context = replace(context, mcu=HostedCalls(context, hosted, rooms))
    last = (ProfileFeature(context), ChecklistFeature(context), ShutdownFeature(context))
    refusing = [] if hosted is None else [WithoutMcu(hosted.name, has_pictures=context.mixer is not None)]
    return MeetingView(context), *build_conference(context), *last, *refusing
