"""Two meetings at once in two rooms of a real Asterisk: nothing of one acts in the other.

What is done is looked at by two further clients of the MCU, one a room, and in the journal by a reader that
shares no code with the program.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from gbdt_console.cli.failures import Exit
from gbdt_console.driver_contract.mcu import Seen
from tests.support.conference.ami_raw import RawAmi, seen_by
from tests.support.journal.reader import read_journal
from tests.support.lab.conference import Mcu
from tests.support.lab.config import write_config, write_document
from tests.support.lab.console import ASK_EVERY_S, Console
from tests.support.lab.mcu import SECOND
from tests.support.wait import until

HALL = ("vanphong", "laocai", "sapa", "bacha")
OTHER = ("baothang", "baoyen", "vanban")
PLACE = "phong-b"


class TwoRooms:
    """The technician's hands, and a witness in each room."""

    def __init__(self, mcu: Mcu, witness: RawAmi) -> None:
        folder = mcu.lab.folder / "console-two-rooms"
        config, self._state = write_config(folder, mcu.sites, has_mcu=True), folder / "state"
        document = yaml.safe_load(config.read_text("utf-8"))
        own = {**document["centre"]["mcu"], "conference": SECOND}
        document["conferences"] = {PLACE: {"name": "Phòng họp B", "mcu": own}}
        write_document(config, document)
        self._mcu, self._witness, self._config = mcu, witness, config
        self.where = ("--config", str(config), "--state-dir", str(self._state))
        self.start()

    def start(self) -> None:
        self.console = Console(self._mcu.lab.namespaces, self._config, self._state)

    def ask(self, *argv: str, ends: Exit = Exit.DONE) -> str:
        done = self.console.verb(*argv, *self.where)
        said = done.stdout + done.stderr
        assert done.returncode == ends, f"{argv} ends with {done.returncode}: {said}"
        return said

    def hall(self) -> Seen:
        return self._mcu.seen()

    def other(self) -> Seen:
        return seen_by(self._witness, SECOND)

    def roster(self, meeting: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            self.console.verb("roster", "--json", "--meeting", meeting, *self.where).stdout
        )
        return found

    def meetings(self) -> dict[str | None, dict[str, Any]]:
        """The running meetings by the id of their conference."""
        status = json.loads(self.console.verb("status", "--json", *self.where).stdout)
        return {one["conference"]: one for one in status["meetings"]}

    def numbers(self, *sites: str) -> frozenset[str]:
        return frozenset(self._mcu.number(site) for site in sites)

    def rows(self) -> list[tuple[str, dict[str, Any]]]:
        """Kind and data of all rows of the journal."""
        path = self._state / "journal.sqlite"
        return [(kind, data) for _, kind, data in read_journal(path, self._state / "copy")]


@pytest.fixture
def rooms(mcu: Mcu) -> Iterator[TwoRooms]:
    """Four sites in the first room, three in the second, the others in none."""
    for site in mcu.sites:
        if site.id not in HALL:
            mcu.ends[site.id].hang_up()
    until(lambda: len(mcu.seen().numbers) == len(HALL), "only the hall's sites are left")
    with mcu.asterisk.witness() as witness:
        for site_id in OTHER:
            mcu.ends[site_id].call(SECOND)
        until(lambda: len(seen_by(witness, SECOND).numbers) == len(OTHER), "the others are in their room")
        desk = TwoRooms(mcu, witness)
        yield desk
        assert desk.console.close() == 0
        for site_id in OTHER:
            mcu.ends[site_id].hang_up()
        until(lambda: not seen_by(witness, SECOND).numbers, "the second room is empty")


def start_both(rooms: TwoRooms) -> str:
    """Start both meetings, and wait until both are seen; the id of the first."""
    hall, other = ",".join(HALL), ",".join(OTHER)
    rooms.ask("meeting", "start", "Giao ban", "--chair", HALL[0], "--sites", hall, "--order", "sapa")
    second = ("meeting", "start", "Họp ngành", "--chair", OTHER[0], "--conference", PLACE)
    assert "Giao ban" in rooms.ask(*second, ends=Exit.FAILED), "it would take all sites"
    rooms.ask(*second, "--sites", other)
    for meeting, sites in ((rooms.meetings()[None]["id"], HALL), (PLACE, OTHER)):
        until(
            lambda m=meeting, s=sites: {row["site"] for row in rooms.roster(m)["connected"] or ()} == set(s),
            f"the meeting of {sites[0]} is seen",
            30,
            ASK_EVERY_S,
        )
    return str(rooms.meetings()[None]["id"])


def test_nothing_of_one_meeting_acts_in_the_other(rooms: TwoRooms) -> None:
    first = start_both(rooms)
    before = rooms.hall()
    assert "Họp ngành" in rooms.ask("mute", "--others", "--meeting", PLACE)
    assert rooms.other().blocked == rooms.numbers(*OTHER[1:])
    rooms.ask("floor", "give", OTHER[1], "--meeting", PLACE)
    assert rooms.other().blocked == rooms.numbers(OTHER[2])
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
        until(
            lambda m=meeting, s=sites: {row["site"] for row in rooms.roster(m)["connected"] or ()} == set(s),
            "the meeting is known again",
            30,
            ASK_EVERY_S,
        )
        assert rooms.roster(meeting)["floor"]["speaker"] == speaker
    assert rooms.hall().blocked == rooms.numbers(HALL[3])
    assert rooms.other().blocked == rooms.numbers(OTHER[2])
    rooms.ask("meeting", "end", "--meeting", PLACE)
    assert list(rooms.meetings()) == [None]
    rooms.ask("meeting", "end")
    seen: dict[str, set[str]] = {"": set(), PLACE: set()}
    for kind, data in rooms.rows():
        if kind in ("site.joined", "site.left", "floor.given", "microphones.opened", "order.ended"):
            seen[data.get("conference", "")] |= {data.get("site") or data.get("target") or ""} - {""}
    assert seen[""] <= set(HALL)
    assert seen[PLACE] <= set(OTHER)
    assert len(seen[PLACE]) == len(OTHER)
