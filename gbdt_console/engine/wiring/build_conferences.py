"""Builds the conferences, each with the features of its own."""

from gbdt_console.engine.checklist.feature import ChecklistFeature
from gbdt_console.engine.conference.conferences import Conferences, ConferenceSeat
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.meetings.feature import MeetingView
from gbdt_console.engine.profiles.feature import ProfileFeature
from gbdt_console.engine.shutdown.feature import ShutdownFeature
from gbdt_console.engine.wiring.build_conference import build_conference


def build_conferences(context: EngineContext) -> Conferences:
    """Return the conferences of the network, each with the features of its own."""
    names = {"": ""} | {one.id: one.name for one in context.network.conferences}
    seats = [ConferenceSeat(id_, name, _features(context.at(id_))) for id_, name in names.items()]
    return Conferences(context, seats)


def _features(context: EngineContext) -> tuple[Feature, ...]:
    """Return the features of one conference, in the order in which they fill the Snapshot."""
    last = (ProfileFeature(context), ChecklistFeature(context), ShutdownFeature(context))
    return MeetingView(context), *build_conference(context), *last
