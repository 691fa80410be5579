"""The whole console against Asterisk with eleven real codecs: `collect` runs, everything is asked by verbs.

What is done is looked at by a second client of the MCU, and by Asterisk's own log.
"""

import json
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from gbdt_console.cli.failures import Exit
from tests.support.conference.mcu_proxy import READING
from tests.support.lab import mcu as lab_mcu
from tests.support.lab.conference import Mcu
from tests.support.lab.config import write_config
from tests.support.lab.console import ASK_EVERY_S, PROGRAM, Console
from tests.support.lab.plan import ELEVEN
from tests.support.wait import until

KILLS = 4
CHAIR, SPEAKER = "vanphong", "sapa"

Roster = Mapping[str, Any]


class Desk:
    """The technician's hands: verbs beside the running engine."""

    def __init__(self, mcu: Mcu, folder: Path) -> None:
        self._namespaces = mcu.lab.namespaces
        self._config = write_config(folder, mcu.sites, has_mcu=True)
        self._state = folder / "state"
        self.where = ("--config", str(self._config), "--state-dir", str(self._state))
        self.start()

    def start(self) -> None:
        self.console = Console(self._namespaces, self._config, self._state)

    def ask(self, *argv: str, ends: Exit = Exit.DONE) -> str:
        """Run a verb; what it said."""
        done = self.console.verb(*argv, *self.where)
        said = done.stdout + done.stderr
        assert done.returncode == ends, f"{argv} ends with {done.returncode}: {said}"
        return said

    def take(self, verb: str = "take", *argv: str) -> None:
        """Take or undo."""
        self.console.take(verb, *argv, *self.where)

    def roster(self, condition: Callable[[Roster], object], what: str) -> Roster:
        """The first roster of which the condition is true."""
        found: Roster = {}

        def is_so() -> bool:
            nonlocal found
            found = json.loads(self.console.verb("roster", "--json", *self.where).stdout)
            return bool(condition(found))

        until(is_so, what, 30, ASK_EVERY_S)
        return found


@pytest.fixture(scope="module")
def desk(standing: Mcu) -> Iterator[Desk]:
    desk = Desk(standing, standing.lab.folder / "console-mcu")
    yield desk
    assert desk.console.close() == 0


@pytest.fixture
def meeting(mcu: Mcu, desk: Desk) -> Iterator[Desk]:
    """A meeting with all eleven; the policies of the last one end with it, also where that failed."""
    desk.console.verb("meeting", "end", *desk.where)
    desk.ask("meeting", "start", "Giao ban", "--chair", CHAIR, "--order", "sapa,laocai")
    desk.roster(lambda r: r["is_known"] and len(r["connected"]) == ELEVEN, "all eleven are connected")
    yield desk
    desk.ask("meeting", "end")


def row(roster: Roster, site_id: str) -> tuple[str, Roster]:
    """In which part a site is, and its line."""
    parts = ("connected", "absent", "unexpected")
    return next((part, line) for part in parts for line in roster[part] or () if line["site"] == site_id)


def test_what_is_blocked_and_opened_by_a_verb_is_so_for_another_client(mcu: Mcu, meeting: Desk) -> None:
    roster = meeting.roster(lambda r: r["is_known"], "it is known")
    assert {line["call_number"] for line in roster["connected"]} == mcu.seen().numbers
    assert (roster["conference"]["name"], roster["floor"]["chair"]) == (lab_mcu.CONFERENCE, CHAIR)
    meeting.ask("mute", "bacha")
    assert mcu.seen().blocked == {mcu.number("bacha")}
    roster = meeting.roster(lambda r: r["is_known"], "it is known")
    assert [line["site"] for line in roster["connected"] if line["is_blocked"]] == ["bacha"]
    assert meeting.ask("mute", CHAIR, ends=Exit.FAILED)
    assert mcu.seen().blocked == {mcu.number("bacha")}
    meeting.ask("unmute", "bacha")
    assert mcu.seen().blocked == set()


def test_all_but_the_chair_and_the_speaker_are_blocked_and_who_comes_back_too(
    mcu: Mcu, meeting: Desk
) -> None:
    spared = {mcu.number(CHAIR), mcu.number(SPEAKER)}
    meeting.ask("floor", "give", SPEAKER)
    assert mcu.seen().shown == mcu.number(SPEAKER)
    meeting.ask("mute", "--others")
    assert mcu.seen().numbers - mcu.seen().blocked == spared
    back = mcu.number("laocai")
    mcu.ends["laocai"].hang_up()
    until(lambda: back not in mcu.seen().numbers, "it has hung up")
    mcu.call("laocai")
    until(lambda: back in mcu.seen().blocked, "who came back is blocked")
    assert mcu.seen().numbers - mcu.seen().blocked == spared


def frame_of(desk: Desk) -> Mapping[str, Any]:
    """What the console says of the pictures."""
    found: Mapping[str, Any] = json.loads(desk.ask("frame", "show", "--json"))
    return found


def asked_for(frame: Mapping[str, Any]) -> tuple[Any, ...]:
    """The part of it that operators asked for."""
    buses = [(bus["bus"], bus["wanted"], bus["preview"]) for bus in frame["buses"]]
    return buses, frame["floor_site"], frame["undo"]


def test_a_take_and_its_undo_are_on_air_for_another_client(mcu: Mcu, meeting: Desk) -> None:
    def is_chair_on_air() -> bool:
        """Where an earlier test left it on air the take is refused; it may be, too, while a poll is late."""
        meeting.console.verb("frame", "take", CHAIR, *meeting.where)
        return mcu.seen().shown == mcu.number(CHAIR)

    until(is_chair_on_air, "the chair is on air", 30, ASK_EVERY_S)
    meeting.take("take", SPEAKER)
    assert mcu.seen().shown == mcu.number(SPEAKER)
    meeting.ask("frame", "load", "laocai")
    assert mcu.seen().shown == mcu.number(SPEAKER), "the preview is on nobody's screen"
    meeting.ask("mute", "--others")
    meeting.take()
    assert mcu.seen().shown == mcu.number("laocai")
    assert mcu.number("laocai") in mcu.seen().blocked, "a take of a plain preview opens nobody"
    frame = frame_of(meeting)
    assert (frame["can_compose"], len(frame["buses"])) == (False, 2)
    assert {pane["site"] for bus in frame["buses"] for pane in bus["panes"]} == {"laocai"}
    meeting.ask("floor", "prepare", "bacha")
    meeting.take()
    assert mcu.seen().shown == mcu.number("bacha")
    assert mcu.number("bacha") not in mcu.seen().blocked
    meeting.take("undo")
    assert mcu.seen().shown == mcu.number("laocai")
    assert mcu.number("bacha") in mcu.seen().blocked, "the floor is the chair's again"
    meeting.take("undo")
    assert mcu.seen().shown == mcu.number(SPEAKER)
    assert mcu.seen().numbers - mcu.seen().blocked == {mcu.number(CHAIR)}


def test_an_unexpected_caller_raises_an_alarm_and_can_be_isolated(mcu: Mcu, meeting: Desk) -> None:
    mark = meeting.console.mark()
    stranger = lab_mcu.number_of(mcu.stranger)
    mcu.call(mcu.stranger.id)
    raised = meeting.console.await_event("alarm.raised", mark, type="caller.unexpected")
    assert dict(raised["data"]["params"])["number"] == stranger
    roster = meeting.roster(lambda r: r["unexpected"], "an unexpected caller")
    assert [line["call_number"] for line in roster["unexpected"]] == [stranger]
    assert len(roster["connected"]) == ELEVEN
    meeting.ask("participant", "isolate", stranger)
    assert mcu.seen().blocked == {stranger}
    mcu.ends[mcu.stranger.id].hang_up()
    meeting.console.await_event("alarm.cleared", mark, resource=raised["data"]["resource"])


def test_a_site_whose_line_is_cut_is_not_called_connected_while_asterisk_lists_it(
    mcu: Mcu, meeting: Desk
) -> None:
    mcu.lab.cut("muongkhuong")
    roster = meeting.roster(
        lambda r: r["is_known"] and len(r["connected"]) < ELEVEN, "one fewer is connected"
    )
    part, line = row(roster, "muongkhuong")
    assert (part, line["standing"]) == ("absent", "stale")
    assert mcu.number("muongkhuong") in mcu.seen().numbers
    mcu.lab.restore("muongkhuong")
    meeting.roster(
        lambda r: r["is_known"] and row(r, "muongkhuong")[0] == "connected", "it is connected again"
    )


def test_who_is_hung_up_knowingly_is_gone_and_is_called_back_in(mcu: Mcu, meeting: Desk) -> None:
    number = mcu.number("baothang")
    meeting.ask("participant", "hang-up", "baothang", ends=Exit.FAILED)
    assert number in mcu.seen().numbers
    meeting.ask("participant", "hang-up", "baothang", "--yes")
    assert number not in mcu.seen().numbers
    meeting.roster(lambda r: r["is_known"] and row(r, "baothang")[0] == "absent", "it is absent")
    meeting.ask("participant", "dial", "baothang")
    assert number in mcu.seen().numbers
    meeting.roster(lambda r: r["is_known"] and row(r, "baothang")[0] == "connected", "it is connected")


def test_a_profile_calls_mutes_and_locks_as_another_client_confirms(mcu: Mcu, meeting: Desk) -> None:
    everybody = {mcu.number(site.id) for site in mcu.sites}
    for site_id in ("baothang", "laocai"):
        meeting.ask("participant", "hang-up", site_id, "--yes")
    assert mcu.told_room("Locked") == {"No"}
    meeting.ask("profile", "apply", "giaoban")
    assert mcu.seen().numbers == everybody
    assert mcu.seen().blocked == everybody - {mcu.number(CHAIR)}
    assert mcu.told_room("Locked") == {"Yes"}
    mcu.ends["sapa"].hang_up()
    told: dict[str, Any] = {}

    def has_drifted() -> bool:
        told.update(json.loads(meeting.console.verb("profile", "drift", "--json", *meeting.where).stdout))
        return bool(told["drift"])

    until(has_drifted, "the difference is told", 30, ASK_EVERY_S)
    assert [(one["kind"], one["target"]) for one in told["drift"]] == [("missing", "sapa")]
    again = meeting.ask("profile", "apply", "giaoban", ends=Exit.FAILED)
    assert "The conference is locked" in again, "into a locked conference nobody is called"


def test_starting_and_killing_the_console_asks_the_mcu_for_nothing(mcu: Mcu, meeting: Desk) -> None:
    """In a running meeting with a policy in force, which the journal brings back at each start. By Asterisk's
    own log, which shows what does change something, as the block before."""
    meeting.ask("floor", "give", SPEAKER)
    meeting.ask("mute", "--others")
    meeting.ask("frame", "load", "laocai")
    asked = asked_for(frame_of(meeting))
    meeting.console.close()
    assert "ConfbridgeMute" in mcu.asterisk.actions()
    blocked = mcu.seen().blocked
    mark = mcu.asterisk.mark()
    for kill in range(KILLS):
        start_and_kill(mcu, [str(PROGRAM), "collect", *meeting.where], looks=kill % 2)
    actions = Counter(mcu.asterisk.actions(mark))
    assert actions["Login"] == KILLS
    assert {name: count for name, count in actions.items() if name not in READING} == {}
    assert mcu.seen().blocked == blocked == {mcu.number(s.id) for s in mcu.sites} - {
        mcu.number(CHAIR), mcu.number(SPEAKER),
    }  # fmt: skip
    meeting.start()
    meeting.roster(lambda r: r["is_known"], "the MCU is known again")
    assert asked_for(frame_of(meeting)) == asked


def start_and_kill(mcu: Mcu, argv: list[str], looks: int) -> None:
    """Kill it while it logs in, or once it has looked so often."""
    mark = mcu.asterisk.mark()

    def has_looked() -> bool:
        asked = Counter(mcu.asterisk.actions(mark))
        return bool(asked["Login"]) and asked["BridgeList"] >= looks

    with subprocess.Popen(mcu.lab.namespaces.command("centre", argv), stdin=subprocess.DEVNULL) as engine:
        try:
            until(has_looked, "it has looked", 30, ASK_EVERY_S)
        finally:
            engine.send_signal(signal.SIGKILL)
