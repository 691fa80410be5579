"""Two meetings at once, an OBS each, one of them under an upper level's Asterisk that is cut and comes back.

What is done is looked at by further clients of MCU and mixers, and by a reader of the journal with none of
our code.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.day.mixer import reached_from_centre
from tests.support.journal.two_levels import Loss, Told
from tests.support.lab.conference import Mcu
from tests.support.lab.lab import Lab
from tests.support.lab.mcu import SECOND
from tests.support.lab.plan import CENTRE_ADDRESS
from tests.support.lab.two_rooms import HALL, OTHER, PLACE, TwoRooms, both_called
from tests.support.lab.upper import UpperLevel
from tests.support.mixer.office import BACHA, CAMDUONG, CHAIR, SAPA
from tests.support.mixer.real_obs import PASSWORD, RealObs, RealPeer, real_obs
from tests.support.wait import until

SOURCES = {"vanphong": CHAIR, "sapa": SAPA, "baothang": BACHA, "baoyen": CAMDUONG}
OF_FLOOR = ("upper.lost", "chair.lost", "site.absent", "speaker.lost")
BACKUP = "100.64.0.9##77"
_MIXES_WITHIN_S = 40.0


class Levels:
    """The technician's hands, the upper level's, and the mixer of each meeting."""

    def __init__(self, rooms: TwoRooms, upper: UpperLevel, mixers: tuple[RealObs, RealObs]) -> None:
        self.rooms, self.upper, self.mixers = rooms, upper, mixers
        self.leader = rooms.mcu.upper.id

    def until_on_air(self, *sources: str) -> None:
        """Until each mixer sends this source and no other, as its own client sees it."""
        wanted = [frozenset({source}) for source in sources]
        until(
            lambda: [mixer.witness.seen().active for mixer in self.mixers] == wanted,
            f"the mixers send {sources}",
            _MIXES_WITHIN_S,
            every_s=0.2,
        )

    def worst(self) -> str:
        alarms = json.loads(self.rooms.ask("alarms", "--json"))["alarms"]
        return f"{alarms[0]['type']} {alarms[0]['site']}" if alarms else ""

    def await_lost(self, mark: int) -> None:
        """At the first look the worst of all alarms, and an outage of its own that names nobody else."""
        console = self.rooms.console
        console.await_event("alarm.raised", mark, type="upper.lost", site=self.leader)
        assert self.worst() == f"upper.lost {self.leader}"
        opened = console.await_event("outage.opened", mark)["data"]
        assert (opened["type"], opened["sites"]) == ("upper.lost", [self.leader])
        raised = [event["data"]["type"] for event in console.events("alarm.raised", mark)]
        assert [type_ for type_ in raised if type_ in OF_FLOOR] == ["upper.lost"], "no absence beside it"

    def await_back(self, mark: int) -> None:
        self.rooms.console.await_event("alarm.cleared", mark, resource=self.leader)
        self.rooms.console.await_event("outage.restored", mark)


@pytest.fixture
def levels(
    standing: Mcu, lab: Lab, office: RealPeer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Levels]:
    """The mixers run outside of the lab, and the engine reaches them."""
    mcu, spaces = standing, lab.namespaces
    mcu.heal()
    with ExitStack() as stack:
        beside = stack.enter_context(real_obs(tmp_path_factory.mktemp("second-obs")))
        mixers = (office.real, beside)
        ports = [stack.enter_context(reached_from_centre(spaces, one.port)) for one in mixers]
        upper = UpperLevel(spaces, mcu.upper)
        stack.callback(upper.close)
        upper.start()
        mcu.lab.start_agents([mcu.upper], ["router"])
        witness = stack.enter_context(both_called(mcu))

        def change(document: dict[str, Any], folder: Path) -> None:
            _add_mixers(document, folder, ports)
            document["sites"][-1]["upper"] = {"backup_dial": BACKUP}

        rooms = TwoRooms(mcu, witness, "console-two-levels", (mcu.upper,), change)
        try:
            yield Levels(rooms, upper, mixers)
        finally:
            upper.hang_up()
            code = rooms.console.close()
        assert code == 0


def _add_mixers(document: dict[str, Any], folder: Path, ports: list[int]) -> None:
    (folder / "mixer").touch(mode=0o600)
    (folder / "mixer").write_text(PASSWORD)
    places = (document["centre"], document["conferences"][PLACE])
    for place, port in zip(places, ports, strict=True):
        place["mixer"] = {
            "driver": "obs-websocket", "address": CENTRE_ADDRESS, "port": port,
            "password": f"file:{folder / 'mixer'}", "bus": "chair",
        }  # fmt: skip
    for site in document["sites"]:
        if site["id"] in SOURCES:
            site["mixer_source"] = SOURCES[site["id"]]


def test_the_upper_link_is_cut_and_the_other_meeting_notices_nothing(levels: Levels) -> None:
    rooms, console = levels.rooms, levels.rooms.console
    levels.upper.call(SECOND)
    until(lambda: len(rooms.other().numbers) > len(OTHER), "the upper level's leg is in our room")
    rooms.ask("meeting", "start", "Giao ban", "--chair", HALL[0], "--sites", ",".join(HALL))
    under = ("--conference", PLACE, "--upper", levels.leader)
    rooms.ask("meeting", "start", "Hội nghị Bộ", "--chair", OTHER[0], "--sites", ",".join(OTHER), *under)
    first = str(rooms.meetings()[None]["id"])
    rooms.until_seen(first, *HALL)
    rooms.until_seen(PLACE, *OTHER, levels.leader)
    console.take("take", "sapa", "--meeting", first, *rooms.where)
    levels.until_on_air(SAPA, CHAIR)
    console.take("take", "baoyen", "--meeting", PLACE, *rooms.where)
    levels.until_on_air(SAPA, CAMDUONG)
    hall = rooms.hall()

    mark = console.mark()
    levels.upper.hang_up()
    levels.await_lost(mark)
    rooms.until_seen(PLACE, *OTHER)
    mark = console.mark()
    levels.upper.call(SECOND)
    levels.await_back(mark)
    rooms.until_seen(PLACE, *OTHER, levels.leader)
    assert rooms.hall() == hall, "nothing was done in the room of the other meeting"
    levels.until_on_air(SAPA, CAMDUONG)
    rooms.ask("meeting", "end", "--meeting", PLACE)
    rooms.ask("meeting", "end")
    tells_it(rooms, levels.leader)


def tells_it(rooms: TwoRooms, leader: str) -> None:
    """The journal, read without our code: who was lost, and that no commune ever was."""
    told = Told(rooms.state / "journal.sqlite", rooms.state / "copy")
    assert told.losses() == [Loss("upper.lost", (leader,), True)]
    assert told.alarms(*OF_FLOOR) == [("upper.lost", leader)]
    assert "upper.lost" not in told.open_alarms()
    seen = told.of_conference("site.joined", "site.left", "frame.taken")
    assert seen[""] <= set(HALL)
    assert seen[PLACE] <= {*OTHER, leader}
