"""The frequent tasks at a real terminal over the simulated province: what each costs in keys while something
disturbs, and whether a second client sees its effect.

Each task is done twice at each size, under another disturbance each time, so that the two sizes together hold
each task under all of them.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from gbdt_console.core.alarms.alarm import AlarmState
from gbdt_console.core.alarms.commands import AcknowledgeAlarm
from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.conference.commands import BlockOthers, GiveFloor, UnblockMicrophone
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.rooms.room import PresetStanding
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.simulator.world.faults import CENTRE, FaultCode
from gbdt_console.ui.conference.conference import ShownConference
from gbdt_console.ui.view import View
from tests.support.terminal.province_operator import ProvinceOperator

SIZES = [(80, 24), (120, 40)]
CAMERA_SITE = 6
"""Number of the site whose camera tells its position."""
F5, INSERT = b"\x1b[15~", b"\x1b[2~"
TELEX = b"a", b"\x7f\xc3\xa1"
"""`a s` as UniKey sends it: the second read erases the letter and puts another."""

IsDone = Callable[[Snapshot, str], object]


@dataclass(frozen=True, slots=True)
class Round:
    """One doing of a task.

    operator: presses its keys
    number: number of the site that the task may be about
    before: the Snapshot before it
    """

    operator: ProvinceOperator
    number: int
    before: Snapshot

    @property
    def site_id(self) -> str:
        return next(site.id for site in self.before.sites if site.number == self.number)


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the table of tasks.

    name: what is done
    keys: the keys, of the site's number
    at_most: most keys that it may cost
    is_done: returns the test of its effect
    prepare: brings about what the task needs
    uses_number: whether a number typed before would become part of it
    opens_dialog: whether a dialog may stand there afterwards
    """

    name: str
    keys: Callable[[Round], str]
    at_most: int
    is_done: Callable[[Round], IsDone]
    prepare: Callable[[ProvinceOperator, int], None] = lambda operator, number: None
    uses_number: bool = False
    opens_dialog: bool = False


def conference(snapshot: Snapshot) -> ShownConference:
    found = View(snapshot, snapshot.at_s).conference
    assert found is not None
    return found


def on_air(snapshot: Snapshot) -> str:
    shown = conference(snapshot).on_air
    return shown.site_id if shown is not None else ""


def strangers(snapshot: Snapshot) -> int:
    return conference(snapshot).callers(RosterStatus.UNEXPECTED)


def is_blocked(snapshot: Snapshot, site_id: str) -> bool:
    row = conference(snapshot).row(site_id)
    return row is not None and row.participant is not None and row.participant.is_blocked is True


def speaker(snapshot: Snapshot) -> str:
    return conference(snapshot).floor.speaker


def id_of(snapshot: Snapshot, number: int) -> str:
    return next(site.id for site in snapshot.sites if site.number == number)


def _has_floor(one: Round) -> IsDone:
    return lambda now, text: speaker(now) == one.site_id == on_air(now) and not is_blocked(now, one.site_id)


def _others_blocked(one: Round) -> IsDone:
    def is_done(now: Snapshot, text: str) -> object:
        floor = conference(now).floor
        rows = [row for row in conference(now).rows if row.site_id and row.participant is not None]
        others = [row.site_id for row in rows if row.site_id not in (floor.chair, floor.speaker)]
        return others and all(is_blocked(now, site_id) for site_id in others)

    return is_done


def _opened(operator: ProvinceOperator, number: int) -> None:
    """Let that site be heard out of its turn, and its name stand for a moment beside the key."""
    operator.give(BlockOthers(False))
    site_id = id_of(operator.snapshot(), number)
    operator.give(UnblockMicrophone(site_id))
    operator.inject(FaultCode.TALK, site_id)
    operator.wait_for(
        "an open microphone", lambda now: [m.site_id for m in conference(now).out_of_turn][:1] == [site_id]
    )
    operator.terminal.wait_for_quiet()


def _closed_one(one: Round) -> IsDone:
    return lambda now, text: is_blocked(now, one.site_id)


def _unblocked(operator: ProvinceOperator, number: int) -> None:
    operator.give(BlockOthers(False))
    operator.give(UnblockMicrophone(id_of(operator.snapshot(), number)))


def _selected(operator: ProvinceOperator, number: int) -> None:
    """Put the cursor on the site with a camera."""
    operator.press(f"{CAMERA_SITE}\r")
    operator.terminal.wait_for("CODEC CỦA PHÒNG")
    operator.terminal.press_until_gone("\x1b", "CODEC CỦA PHÒNG")
    operator.pause()


def _preset(one: Round) -> str:
    return str(1 + one.number % 4)


def _at_preset(one: Round) -> IsDone:
    wanted, site_id = int(_preset(one)), id_of(one.before, CAMERA_SITE)

    def is_done(now: Snapshot, text: str) -> bool:
        room = next(room for room in now.rooms if room.site_id == site_id)
        standing = room.standing
        return standing is not None and (standing.preset, standing.standing) == (wanted, PresetStanding.HELD)

    return is_done


def _cut(operator: ProvinceOperator, number: int) -> None:
    """Cut the line of that site and wait for its alarm."""
    site_id = id_of(operator.snapshot(), number)
    operator.inject(FaultCode.CUT_LINE, site_id)
    operator.wait_for(
        "an alarm of a cut line", lambda now: has_alarm(now, site_id, AlarmState.UNACKNOWLEDGED)
    )
    _on_fault(operator, number)


def _on_fault(operator: ProvinceOperator, number: int) -> None:
    """Select the one site in trouble, as the cursor and as the highlighted alarm."""
    operator.press("\t")
    operator.pause()


def _mended(operator: ProvinceOperator, number: int) -> None:
    """Give the floor back and let the site's line be there again, as before the tasks."""
    site_id = id_of(operator.snapshot(), number)
    operator.give(GiveFloor())
    operator.inject(FaultCode.QUIET, site_id)
    operator.inject(FaultCode.RESTORE_LINE, site_id)
    operator.wait_for("the site back", lambda now: conference(now).row(site_id).participant is not None)


def has_alarm(snapshot: Snapshot, site_id: str, state: AlarmState) -> bool:
    alarms = (alarm for alarm in snapshot.alarms if alarm.key.resource.partition(".")[0] == site_id)
    return any(alarm.state is state for alarm in alarms)


def _recorded(one: Round) -> IsDone:
    def estimates(snapshot: Snapshot) -> int:
        mine = [outage for outage in snapshot.outages if one.site_id in outage.sites]
        return sum(len(outage.estimates) for outage in mine if outage.cause)

    before = estimates(one.before)
    return lambda now, text: estimates(now) > before


def _told(one: Round) -> IsDone:
    before = sum(len(outage.told) for outage in one.before.outages)
    return lambda now, text: sum(len(outage.told) for outage in now.outages) == before + 1


def _next_has_floor(one: Round) -> IsDone:
    before = speaker(one.before)
    order = conference(one.before).floor.running_order
    return lambda now, text: speaker(now) not in ("", before) and speaker(now) in order


TASKS = (
    Task("put site N on air", lambda one: f"{one.number} ", 2,
         lambda one: lambda now, text: on_air(now) == one.site_id, uses_number=True),
    Task("bring back what was before the last take", lambda one: "z", 1,
         lambda one: lambda now, text: on_air(now) != on_air(one.before)),
    Task("prepare a site and give it the floor", lambda one: f"{one.number}f ", 4, _has_floor,
         uses_number=True),
    Task("next speaker of the running order", lambda one: "n ", 2, _next_has_floor),
    Task("mute the site named as open out of turn", lambda one: "x", 1, _closed_one, _opened),
    Task("mute all but the chair and the speaker", lambda one: "-", 1, _others_blocked, _unblocked),
    Task("recall preset k of the selected site", lambda one: f"p{_preset(one)}", 2, _at_preset, _selected,
         uses_number=True),
    Task("silence the bell", lambda one: "s", 1, lambda one: lambda now, text: "♪" not in text, _cut),
    Task("acknowledge the highlighted alarm", lambda one: "c", 1,
         lambda one: lambda now, text: has_alarm(now, one.site_id, AlarmState.ACKNOWLEDGED),
         uses_number=True),
    Task("whom to phone about the selected fault", lambda one: "g", 1,
         lambda one: lambda now, text: "GỌI AI" in text or "Đã gọi ai" in text,
         _on_fault, uses_number=True, opens_dialog=True),
    Task("write an outage: cause and estimate", lambda one: "h1+20\r1", 10, _recorded, _on_fault,
         uses_number=True, opens_dialog=True),
    Task("tell the chair", lambda one: "t1", 3, _told, _on_fault, uses_number=True, opens_dialog=True),
)  # fmt: skip


def nothing(operator: ProvinceOperator, task: Task) -> None:
    """Nothing disturbs."""


def half_typed_number(operator: ProvinceOperator, task: Task) -> None:
    """A number stands there; Esc takes it away where it would be part of the task."""
    operator.press("1")
    if task.uses_number:
        operator.press("\x1b")
        operator.pause()


def telex(operator: ProvinceOperator, task: Task) -> None:
    """A word was typed with the input method on; it acted on nothing."""
    for data in TELEX:
        operator.send_read(data)
    operator.pause()


def caller(operator: ProvinceOperator, task: Task) -> None:
    """Nothing before: an unknown caller's alarm arrives between the keys."""


def caps_lock(operator: ProvinceOperator, task: Task) -> None:
    """Nothing before: the letters come in the other case."""


DISTURBANCES = (half_typed_number, caller, caps_lock, telex)


def _forget_caller(operator: ProvinceOperator) -> None:
    """Wait for the caller's end and acknowledge its alarm, which would stand before those of the tasks."""
    now = operator.wait_for("the caller's end", lambda now: not strangers(now))
    for alarm in now.alarms:
        if alarm.key.resource.startswith("caller") and alarm.state is not AlarmState.ACKNOWLEDGED:
            operator.give(AcknowledgeAlarm(alarm.number, alarm.severity))


def perform(operator: ProvinceOperator, task: Task, number: int, disturb: Callable[..., None]) -> int:
    """Do the task until it is done; return the keys of the try that did it.

    A try whose keys waited too long on a busy machine does not count, as its keys were dropped.
    """
    task.prepare(operator, number)
    for _ in range(4):
        one = Round(operator, number, operator.snapshot())
        keys, is_done = task.keys(one), task.is_done(one)
        disturb(operator, task)
        if disturb is caps_lock:
            keys = keys.upper()
        for place, key in enumerate(keys):
            if disturb is caller and place == min(1, len(keys) - 1):
                operator.inject(FaultCode.STRANGER_CALLS, CENTRE)
                operator.wait_for("a caller's alarm", lambda now: strangers(now))
                operator.pause()
            operator.press(key)
        is_now = operator.is_soon(is_done)
        if disturb is caller:
            operator.inject(FaultCode.STRANGER_LEAVES, CENTRE)
            _forget_caller(operator)
        if is_now:
            return len(keys)
        operator.press("\x1b")
        operator.pause()
    raise AssertionError(f"{task.name} under {disturb.__name__}: never done\n{operator.text()}")


@dataclass(frozen=True, slots=True)
class Case:
    """One doing of all tasks, at a console of its own.

    size: columns and lines of the terminal
    turn: first or second doing at that size; each has other disturbances
    """

    size: tuple[int, int]
    turn: int

    @property
    def number(self) -> int:
        """Number of the site that the tasks are about."""
        return (9, 8)[self.turn]

    def disturbance(self, place: int) -> Callable[..., None]:
        """Return what disturbs the task at that place of the table."""
        return DISTURBANCES[(SIZES.index(self.size) * 2 + self.turn + place) % len(DISTURBANCES)]


CASES = [Case(size, turn) for size in SIZES for turn in (0, 1)]


def perform_all(operator: ProvinceOperator, case: Case) -> None:
    operator.terminal.wait_for("bình thường")
    for place, task in enumerate(TASKS):
        disturb = case.disturbance(place)
        assert perform(operator, task, case.number, disturb) <= task.at_most, (task.name, disturb.__name__)
        if task.opens_dialog or disturb is half_typed_number:
            operator.press("\x1b")
            operator.pause()
    _mended(operator, case.number)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[Case, Future[None]]]:
    """Do all cases side by side: each waits most of its time for its province."""
    with ExitStack() as consoles:
        operators = {}
        for case in CASES:
            operators[case] = operator = ProvinceOperator(tmp_path_factory.mktemp("province"), case.size)
            consoles.callback(operator.close)
        with ThreadPoolExecutor(len(CASES)) as side_by_side:
            yield {case: side_by_side.submit(perform_all, operators[case], case) for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.size[0]}x{case.size[1]}-{case.turn}")
def test_every_frequent_task_is_within_its_keys_whatever_disturbs(
    case: Case, outcomes: Mapping[Case, Future[None]]
) -> None:
    outcomes[case].result()


EMERGENCY = "bao so 5"
MOST_EMERGENCY_KEYS = 20
"""Limits the keys of an emergency meeting, its subject included: at 3 s a key they take a minute."""


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[ProvinceOperator]:
    found = ProvinceOperator(tmp_path, (80, 24))
    try:
        found.terminal.wait_for("bình thường")
        yield found
    finally:
        found.close()


def test_an_emergency_meeting_runs_within_a_minute_s_worth_of_keys(operator: ProvinceOperator) -> None:
    operator.give(EndMeeting())
    operator.wait_for("the end of the meeting", lambda now: now.meeting is None)
    open_form, take, start = (F5, INSERT, b"1"), b"\r", b"!"
    assert len((*open_form, *EMERGENCY, take, start)) <= MOST_EMERGENCY_KEYS
    for key in open_form:
        operator.send_read(key)
    operator.type(EMERGENCY)
    operator.send_read(take)
    operator.wait_for("the registration", lambda now: [m.plan.title for m in now.calendar if m.is_coming])
    operator.pause()
    operator.send_read(start)
    running = operator.wait_for("the emergency meeting", lambda now: now.meeting is not None).meeting
    assert running is not None
    assert running.title == EMERGENCY
    assert running.chair_site_id
    operator.terminal.wait_for(EMERGENCY)
