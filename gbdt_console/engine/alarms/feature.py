"""Shows the alarms and lets operators act on them."""

from collections.abc import Mapping

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.commands import ALARM_COMMANDS
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import AlarmEvent
from gbdt_console.core.commands import Command
from gbdt_console.core.control_events import PinRefused
from gbdt_console.core.events import Entry
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.alarms.active_alarms import ActiveAlarms
from gbdt_console.engine.alarms.command_handler import AlarmCommandHandler
from gbdt_console.engine.alarms.scope import scope_of
from gbdt_console.engine.command_request import Handler
from gbdt_console.engine.features import EngineContext, Feature


class AlarmFeature(Feature):
    """Takes the operators' acts; the monitor and other features raise and clear alarms."""

    commands = ALARM_COMMANDS

    def __init__(self, context: EngineContext, active: ActiveAlarms) -> None:
        self._active = active
        self._context = context
        self._can_be = scope_of(
            context.network, context.read_devices, context.codecs,
            has_mcu=context.mcu is not None, has_mixer=context.mixer is not None,
        )  # fmt: skip
        self._plans = AlarmCommandHandler(context.network, context.ledger, context.clock).plans

    def handlers(self) -> Mapping[type[Command], Handler]:
        return self._context.recording(self._plans)

    def begin(self) -> None:
        """Clear what an earlier run left open and this network cannot have any more."""
        self._active.clear_all_but(self._can_be)

    def take(self, entry: Entry) -> None:
        if entry.actor and isinstance(entry.event, AlarmEvent):
            self._active.take(entry.event)
        if isinstance(entry.event, PinRefused) and entry.event.is_locked:
            guess = entry.event
            guessed = (("terminal", guess.terminal), ("user", guess.user), ("wanted", guess.wanted))
            key = AlarmKey(CENTRE, AlarmType.PIN_GUESSED)
            self._context.alarms.conditions.pulse(key, entry.at_utc, guessed)

    def fill(self, snapshot: Snapshot) -> Snapshot:
        active = self._active
        return replace(snapshot, alarms=active.alarms, alarm_load=active.load(), windows=active.windows)
