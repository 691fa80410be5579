"""A feature from outside the engine's own list: its command, its entries, its part of the Snapshot."""

import asyncio
import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from gbdt_console.core.command_table import COMMANDS
from gbdt_console.core.commands import Command, CommandDefinition, EndMeeting
from gbdt_console.core.control_events import ScreenFailed
from gbdt_console.core.events import Entry
from gbdt_console.core.people import Operator
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.standby.commands import STANDBY_COMMANDS
from gbdt_console.engine.clients import protocol as wire
from gbdt_console.engine.command_request import CommandRequest, Handler, Refused
from gbdt_console.engine.features import EngineContext, Feature
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network


@dataclass(frozen=True, slots=True)
class KeepNote(Command):
    text: str
    is_sure: bool = False


ROW = CommandDefinition(KeepNote, ("note.keep",), confirmations=("guard.note",), is_record=True)


class Notes(Feature):
    """Keeps notes in the journal and counts them in the Snapshot."""

    commands = (ROW,)

    def __init__(self, context: EngineContext) -> None:
        self._record = context.record
        self.kept: list[str] = []
        self.steps: list[tuple[str, str, Stage]] = []
        self.has_begun = False

    def handlers(self) -> Mapping[type[Command], Handler]:
        return {KeepNote: self._keep}

    def begin(self) -> None:
        self.has_begun = True

    def take(self, entry: Entry) -> None:
        if isinstance(entry.event, ScreenFailed):
            self.kept.append(entry.event.error)

    def on_progress(self, request: CommandRequest[Command], step: Progress) -> None:
        self.steps.append((request.name, type(request.command).__name__, step.stage))

    def fill(self, snapshot: Snapshot) -> Snapshot:
        return replace(snapshot, counters=(*snapshot.counters, ("notes", len(self.kept))))

    async def _keep(self, request: CommandRequest[KeepNote]) -> Progress:
        if not request.command.is_sure:
            raise Refused("guard.note")
        request.on_progress(Progress(request.id, Stage.ACCEPTED))
        event = ScreenFailed(request.command.text, "note", request.client.terminal)
        await asyncio.wrap_future(self._record(event, request.operator))
        return Progress(request.id, Stage.RECORDED)


class Unhandled(Feature):
    """Has a row and no handler for it."""

    commands = (ROW,)

    def __init__(self, context: EngineContext) -> None:
        pass


def test_a_feature_from_outside_works_in_a_running_engine() -> None:
    made: list[Notes] = []

    def build(context: EngineContext) -> Notes:
        made.append(Notes(context))
        return made[0]

    async def scenario(bench: Bench) -> None:
        (notes,) = made
        await bench.until(lambda: notes.has_begun)
        session = bench.engine.join(ClientKind.CONSOLE, "tty1")
        refused = [step async for step in session.submit("r0", KeepNote("x"))]
        assert (refused[-1].stage, refused[-1].code) == (Stage.FAILED, "guard.note")
        steps = [step.stage async for step in session.submit("r1", KeepNote("hello", is_sure=True))]
        assert steps == [Stage.REQUESTED, Stage.ACCEPTED, Stage.RECORDED]
        await bench.until(lambda: ("notes", 1) in bench.latest.counters)
        assert notes.kept == ["hello"]
        assert [(name, stage) for _, name, stage in notes.steps] == [("KeepNote", Stage.ACCEPTED)]
        assert bench.entries[-1].actor == "duty"
        observer = bench.engine.join(ClientKind.OBSERVER, "tty2")
        refused = [step async for step in observer.submit("r2", KeepNote("x", is_sure=True))]
        assert refused[-1].code == "control.observer"

    me = pwd.getpwuid(os.getuid()).pw_name
    duty = Operator("duty", "trực trung tâm", (me,))
    run_engine(network(1, operators=(duty,)), scenario, more_features=(build,))


def test_a_command_without_a_handler_stops_the_engine_from_starting() -> None:
    async def scenario(bench: Bench) -> None:
        pytest.fail("the engine started")

    with pytest.raises(ValueError, match="Unhandled"):
        run_engine(network(1), scenario, more_features=(Unhandled,))


def test_the_engine_handles_each_command_of_the_table_and_no_other() -> None:
    async def scenario(bench: Bench) -> None:
        named = bench.engine._works.dispatcher.command_names
        of_two_pcs = {row.command for row in STANDBY_COMMANDS}  # their handler comes with `standby:`
        assert set(named.values()) == {row.command for row in COMMANDS} - of_two_pcs

    run_engine(network(1), scenario)


def test_a_command_from_outside_crosses_the_socket_by_its_class_name() -> None:
    request = wire.read_request(wire.request_line(wire.submit_of("r", KeepNote("hello", is_sure=True))))
    assert isinstance(request, wire.Submit)
    assert wire.command_of(request, {"KeepNote": KeepNote}) == KeepNote("hello", is_sure=True)
    with pytest.raises(ValueError, match="no such command"):
        wire.command_of(request, {"EndMeeting": EndMeeting})


def test_an_unchanged_tuple_of_the_snapshot_is_not_sent_again() -> None:
    first = Snapshot("a", 1, 0.0, 0.0, "thử", (), counters=(("lost", 1), ("late", 2)))
    second = replace(first, version=2)
    third = replace(second, version=3, counters=(first.counters[0], ("late", 3)))
    update = wire.update_since(first, second)
    assert update.part.counters == ()
    assert wire.apply_update(first, update).counters is first.counters
    update = wire.update_since(second, third)
    assert update.part.counters == (("late", 3),)
    known = wire.apply_update(first, update)
    assert known == third
    assert known.counters[0] is first.counters[0]
