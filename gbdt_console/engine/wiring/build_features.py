"""Lists the engine's features; no other place names them."""

from collections.abc import Sequence
from dataclasses import replace

from gbdt_console.engine.alarms.active_alarms import ActiveAlarms
from gbdt_console.engine.alarms.feature import AlarmFeature
from gbdt_console.engine.conference.registrar import JoinedRegistrations, RegistrarFeature
from gbdt_console.engine.features import EngineContext, Feature, FeatureBuilder
from gbdt_console.engine.meetings.feature import MeetingFeature
from gbdt_console.engine.members.feature import MembersFeature
from gbdt_console.engine.outages.feature import OutageFeature
from gbdt_console.engine.recordings.feature import RecordingsFeature
from gbdt_console.engine.rooms.feature import RoomFeature
from gbdt_console.engine.wiring.build_conferences import build_conferences
from gbdt_console.engine.wiring.build_machine import build_machine
from gbdt_console.engine.wiring.build_office import build_office


def build_features(
    context: EngineContext, active: ActiveAlarms, more: Sequence[FeatureBuilder] = ()
) -> tuple[Feature, ...]:
    """Return all features, in the order in which they take entries.

    more: builders of features beside the engine's own
    """
    registrar = None if context.registrar is None else RegistrarFeature(context, context.registrar)
    rooms = RoomFeature(context)
    context = replace(context, registrations=JoinedRegistrations(registrar, rooms))
    own = [
        MeetingFeature(context),
        rooms,
        OutageFeature(context),
        *build_office(context),
    ]
    added = [build(context) for build in more]
    conferences = build_conferences(context, rooms.views)
    return (
        AlarmFeature(context, active),
        *([] if registrar is None else [registrar]),
        *own,
        conferences,
        RecordingsFeature(context),
        MembersFeature(context),
        *build_machine(context),
        *added,
    )
