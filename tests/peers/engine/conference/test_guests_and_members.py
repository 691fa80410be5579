"""Two guests and a cascade on a real Asterisk: a second room with three baresips is one leg of the hall.

What is done is looked at by another client of the MCU, and in the journal by a reader that shares no code
with the program.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from gbdt_console.cli.failures import Exit
from tests.support.conference.ami_raw import RawAmi, seen_by
from tests.support.journal.reader import read_journal
from tests.support.lab.conference import Mcu
from tests.support.lab.config import write_config, write_document
from tests.support.lab.console import ASK_EVERY_S, Console
from tests.support.lab.mcu import CONFERENCE, SECOND
from tests.support.wait import until

HALL = ("vanphong", "laocai", "sapa")
LEG = "muongkhuong"
BEHIND = ("baothang", "baoyen", "vanban")
GUESTS = ("simacai", "so-tttt")


def cascade(witness: RawAmi, number: str) -> None:
    """Join the room SECOND into CONFERENCE by one leg of that number, as a cascaded MCU does."""
    leg = {"Channel": f"Local/{number}@cascade", "Application": "ConfBridge"}
    witness.ask("Originate", **leg, Data=f"{SECOND},default_bridge,default_user", Async="true")


class Desk:
    """The technician's hands; the leg has two sites and a name behind it, and the guests are no sites."""

    def __init__(self, mcu: Mcu) -> None:
        folder = mcu.lab.folder / "console-guests"
        config, self._state = write_config(folder, mcu.sites, has_mcu=True), folder / "state"
        document = yaml.safe_load(config.read_text("utf-8"))
        left_out = {BEHIND[2], *GUESTS}
        document["sites"] = [site for site in document["sites"] if site["id"] not in left_out]
        sites = {site["id"]: site for site in document["sites"]}
        sites[LEG]["members"] = [{"site": BEHIND[0]}, {"site": BEHIND[1]}, {"name": "Commune Van Ban"}]
        for site_id in BEHIND[:2]:
            del sites[site_id]["conference_number"]
        write_document(config, document)
        self.where = ("--config", str(config), "--state-dir", str(self._state))
        self.console = Console(mcu.lab.namespaces, config, self._state)

    def ask(self, *argv: str, ends: Exit = Exit.DONE) -> str:
        done = self.console.verb(*argv, *self.where)
        said = done.stdout + done.stderr
        assert done.returncode == ends, f"{argv} ends with {done.returncode}: {said}"
        return said

    def told(self, *argv: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.ask(*argv, "--json"))
        return found

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """The data of all rows of that kind in the journal."""
        path = self._state / "journal.sqlite"
        return [data for _, one, data in read_journal(path, self._state / "copy") if one == kind]


@pytest.fixture
def desk(mcu: Mcu) -> Iterator[Desk]:
    """Three sites in the hall; three baresips in the second room, which is a leg of the hall."""
    for site in mcu.sites:
        if site.id not in HALL:
            mcu.ends[site.id].hang_up()
    until(lambda: len(mcu.seen().numbers) == len(HALL), "only the hall's sites are left")
    for site_id in BEHIND:
        mcu.ends[site_id].call(SECOND)
    until(lambda: len(seen_by(mcu.witness, SECOND).numbers) == len(BEHIND), "the members are in their room")
    cascade(mcu.witness, mcu.number(LEG))
    until(lambda: mcu.number(LEG) in mcu.seen().numbers, "the second room is a leg of the hall")
    found = Desk(mcu)
    yield found
    assert found.console.close() == 0
    mcu.witness.ask("ConfbridgeKick", Conference=SECOND, Channel="all")
    until(lambda: not seen_by(mcu.witness, SECOND).numbers, "the second room is empty")


def test_guests_wait_until_they_are_let_in_and_a_cascade_is_one_leg_with_three_rooms(
    mcu: Mcu, desk: Desk
) -> None:
    first, second = map(mcu.number, GUESTS)
    desk.ask(
        "meeting", "start", "Giao ban", "--chair", HALL[0], "--sites", ",".join((*HALL, LEG, *BEHIND[:2]))
    )
    desk.ask("guest", "expect", "*simacai", "--org", "Health service", "--phone", "0214 1")
    desk.ask("guest", "expect", second, "--org", "Hospital", "--phone", "0214 2")
    for site_id in (*GUESTS, mcu.stranger.id):
        mcu.ends[site_id].call()

    def numbers(part: str) -> set[str]:
        return {row["call_number"] for row in desk.told("roster")[part] or ()}

    until(lambda: numbers("waiting") == {first, second}, "both guests wait", 30, ASK_EVERY_S)
    until(lambda: numbers("unexpected") == {mcu.number(mcu.stranger.id)}, "the other one is a stranger", 30)
    until(lambda: {first, second} <= mcu.seen().blocked, "the MCU mutes both")
    rows = mcu.witness.rows("ConfbridgeList", Conference=CONFERENCE)
    channel = next(row["Channel"] for row in rows if row["CallerIDNum"] == first)
    mcu.witness.ask("Setvar", Channel=channel, Variable="CALLERID(name)", Value="Phone of Lan")
    names = lambda: {row["call_name"] for row in desk.told("roster")["waiting"] or ()}  # noqa: E731
    until(lambda: "Phone of Lan" in names(), "the MCU tells the new name", 30, ASK_EVERY_S)
    until(lambda: numbers("waiting") == {first, second}, "both wait yet", 30, ASK_EVERY_S)
    desk.ask("participant", "admit", first, "--heard", "--yes")
    assert second in mcu.seen().blocked
    assert first not in mcu.seen().blocked
    until(lambda: numbers("waiting") == {second}, "one still waits", 30, ASK_EVERY_S)

    def members() -> list[tuple[str | None, str]]:
        legs = (row for row in desk.told("roster")["connected"] or () if row["site"] == LEG)
        return [(one["site"], one["state"]) for leg in legs for one in leg["members"]]

    through = [(BEHIND[0], "through"), (BEHIND[1], "through"), (None, "through")]
    until(lambda: members() == through, "the leg has its three rooms", 30, ASK_EVERY_S)
    assert "Commune Van Ban" in desk.ask("mute", LEG)
    assert mcu.number(LEG) in mcu.seen().blocked
    assert not seen_by(mcu.witness, SECOND).blocked, "who is behind the leg still hears each other"
    mcu.hang_up("CallerIDNum", mcu.number(LEG))

    def lost() -> list[dict[str, Any]]:
        return [one for one in desk.told("alarms")["alarms"] if one["type"] == "members.lost"]

    until(lambda: bool(lost()), "the lost leg is told", 30, ASK_EVERY_S)
    (alarm,) = lost()
    assert alarm["site"] == LEG
    assert "site.absent" not in {
        one["type"] for one in desk.told("alarms")["alarms"] if one["site"] in BEHIND
    }
    until(lambda: len(desk.rows("site.member")) == 6, "each member was through, then gone", 30, ASK_EVERY_S)
    assert {(row["site"], row["state"]) for row in desk.rows("site.member")} == {
        (site, state) for site in (*BEHIND[:2], "Commune Van Ban") for state in ("through", "gone")
    }
    desk.ask("meeting", "end")
    (came, other) = sorted(desk.rows("guest.came"), key=lambda row: row["guest"])
    assert (came["caller"], other["caller"]) == (first, second)
    assert [row["guest"] for row in desk.rows("guest.let-in")] == [1]
    minutes = desk.ask("report", "minutes")
    assert "Health service" in minutes
    assert "Hospital" in minutes
