"""Two meetings in two rooms of the lab's Asterisk: the technician's hands, and who else looks."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from gbdt_console.cli.failures import Exit
from gbdt_console.driver_contract.mcu import Seen
from tests.support.conference.ami_raw import RawAmi, seen_by
from tests.support.lab.conference import Mcu
from tests.support.lab.config import write_config, write_document
from tests.support.lab.console import ASK_EVERY_S, Console
from tests.support.lab.mcu import CONFERENCE, SECOND
from tests.support.lab.plan import LabSite
from tests.support.wait import until

HALL = ("vanphong", "laocai", "sapa", "bacha")
OTHER = ("baothang", "baoyen", "vanban")
PLACE = "phong-b"
"""The second conference, to the console."""

Change = Callable[[dict[str, Any], Path], None]
"""Changes the document of sites.yaml; gets the folder for its secrets too."""


class TwoRooms:
    def __init__(
        self,
        mcu: Mcu,
        witness: RawAmi,
        name: str,
        lean: tuple[LabSite, ...] = (),
        change: Change | None = None,
    ) -> None:
        """`lean`: sites beside the eleven, without UPS and probe."""
        folder = mcu.lab.folder / name
        config, self.state = write_config(folder, mcu.sites, lean, has_mcu=True), folder / "state"
        document = yaml.safe_load(config.read_text("utf-8"))
        own = {**document["centre"]["mcu"], "conference": SECOND}
        document["conferences"] = {PLACE: {"name": "Phòng họp B", "mcu": own}}
        if change is not None:
            change(document, folder)
        write_document(config, document)
        self.mcu, self._witness, self._config = mcu, witness, config
        self.where = ("--config", str(config), "--state-dir", str(self.state))
        self.start()

    def start(self) -> None:
        self.console = Console(self.mcu.lab.namespaces, self._config, self.state)

    def ask(self, *argv: str, ends: Exit = Exit.DONE) -> str:
        done = self.console.verb(*argv, *self.where)
        said = done.stdout + done.stderr
        assert done.returncode == ends, f"{argv} ends with {done.returncode}: {said}"
        return said

    def hall(self) -> Seen:
        return self._seen(self.mcu.witness, CONFERENCE)

    def other(self) -> Seen:
        return self._seen(self._witness, SECOND)

    @staticmethod
    def _seen(witness: RawAmi, conference: str) -> Seen:
        """What that client sees; `shown` is who was ordered: by itself Asterisk shows now this one of them,
        now that, since all play a tone."""
        seen = seen_by(witness, conference)
        bridges = witness.rows("BridgeList", row="BridgeListItem")
        modes = {b["BridgeName"]: b["BridgeVideoSourceMode"] for b in bridges}
        return seen if modes[conference] == "single" else replace(seen, shown=None)

    def roster(self, meeting: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            self.console.verb("roster", "--json", "--meeting", meeting, *self.where).stdout
        )
        return found

    def until_seen(self, meeting: str, *sites: str) -> None:
        """Until these sites and no others are known to be there."""
        until(
            lambda: {row["site"] for row in self.roster(meeting)["connected"] or ()} == set(sites),
            f"the meeting of {sites[0]} is seen",
            30,
            ASK_EVERY_S,
        )

    def meetings(self) -> dict[str | None, dict[str, Any]]:
        """The running meetings by the id of their conference."""
        status = json.loads(self.console.verb("status", "--json", *self.where).stdout)
        return {one["conference"]: one for one in status["meetings"]}

    def numbers(self, *sites: str) -> frozenset[str]:
        return frozenset(self.mcu.number(site) for site in sites)


@contextmanager
def both_called(mcu: Mcu) -> Iterator[RawAmi]:
    """Four sites in the first room, three in the second, the others in none; the second room's witness."""
    for site in mcu.sites:
        if site.id not in HALL:
            mcu.ends[site.id].hang_up()
    until(lambda: len(mcu.seen().numbers) == len(HALL), "only the hall's sites are left")
    with mcu.asterisk.witness() as witness:
        for site_id in OTHER:
            mcu.ends[site_id].call(SECOND)
        until(lambda: len(seen_by(witness, SECOND).numbers) == len(OTHER), "the others are in their room")
        yield witness
        for site_id in OTHER:
            mcu.ends[site_id].hang_up()
        until(lambda: not seen_by(witness, SECOND).numbers, "the second room is empty")
