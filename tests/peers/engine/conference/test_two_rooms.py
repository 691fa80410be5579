"""Two meetings at once in two rooms of a real Asterisk: nothing of one acts in the other.

What is done is looked at by two further clients of the MCU, one a room, and in the journal by a reader that
shares no code with the program.
"""

from collections.abc import Iterator

import pytest

from gbdt_console.cli.failures import Exit
from tests.support.journal.two_levels import Told
from tests.support.lab.conference import Mcu
from tests.support.lab.two_rooms import HALL, OTHER, PLACE, TwoRooms, both_called


@pytest.fixture
def rooms(mcu: Mcu) -> Iterator[TwoRooms]:
    with both_called(mcu) as witness:
        desk = TwoRooms(mcu, witness, "console-two-rooms")
        yield desk
        assert desk.console.close() == 0


def start_both(rooms: TwoRooms) -> str:
    """Start both meetings, and wait until both are seen; the id of the first."""
    hall, other = ",".join(HALL), ",".join(OTHER)
    rooms.ask("meeting", "start", "Giao ban", "--chair", HALL[0], "--sites", hall, "--order", "sapa")
    second = ("meeting", "start", "Họp ngành", "--chair", OTHER[0], "--conference", PLACE)
    assert "Giao ban" in rooms.ask(*second, ends=Exit.FAILED), "it would take all sites"
    rooms.ask(*second, "--sites", other)
    rooms.until_seen(rooms.meetings()[None]["id"], *HALL)
    rooms.until_seen(PLACE, *OTHER)
    return str(rooms.meetings()[None]["id"])


def test_nothing_of_one_meeting_acts_in_the_other(rooms: TwoRooms) -> None:
    first = start_both(rooms)
    before = rooms.hall()
    assert "Họp ngành" in rooms.ask("mute", "--others", "--meeting", PLACE)
    assert rooms.other().blocked == rooms.numbers(*OTHER[1:])
    rooms.ask("floor", "give", OTHER[1], "--meeting", PLACE)
    floor = rooms.other()
    assert (floor.blocked, floor.shown) == (rooms.numbers(OTHER[2]), rooms.mcu.number(OTHER[1]))
    assert rooms.hall() == before, "nobody is muted, shown or locked in the hall"
    rooms.ask("conference", "lock", "--meeting", first)
    assert (rooms.hall().is_locked, rooms.other().is_locked) == (True, False)
    rooms.ask("mute", HALL[3], "--meeting", first)
    assert rooms.hall().blocked == rooms.numbers(HALL[3])
    assert rooms.other().blocked == rooms.numbers(OTHER[2])
    said = rooms.ask("mute", "--others", ends=Exit.FAILED)
    assert "Giao ban" in said
    assert "Họp ngành" in said
    rooms.ask("mute", OTHER[2], "--meeting", first, ends=Exit.FAILED)
    assert rooms.hall().blocked == rooms.numbers(HALL[3])
    rooms.console.kill()
    rooms.start()
    for meeting, sites, speaker in ((first, HALL, None), (PLACE, OTHER, OTHER[1])):
        rooms.until_seen(meeting, *sites)
        assert rooms.roster(meeting)["floor"]["speaker"] == speaker
    assert rooms.hall().blocked == rooms.numbers(HALL[3])
    assert rooms.other().blocked == rooms.numbers(OTHER[2])
    rooms.ask("meeting", "end", "--meeting", PLACE)
    assert list(rooms.meetings()) == [None]
    rooms.ask("meeting", "end")
    told = Told(rooms.state / "journal.sqlite", rooms.state / "copy")
    seen = told.of_conference("site.joined", "site.left", "floor.given", "microphones.opened", "order.ended")
    assert seen[""] <= set(HALL)
    assert seen[PLACE] == set(OTHER)
