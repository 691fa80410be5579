"""Asterisk in the lab with eleven real codecs in its conference, and a caller whom nobody expects."""

import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from gbdt_console.driver_contract.mcu import Seen
from tests.support.conference.ami_raw import RawAmi, seen_by
from tests.support.lab import mcu as lab_mcu
from tests.support.lab.lab import Lab
from tests.support.lab.mcu import CONFERENCE, Asterisk, Endpoint
from tests.support.lab.plan import ELEVEN, LabSite
from tests.support.wait import until


@dataclass
class Mcu:
    """Asterisk and its conference of eleven."""

    lab: Lab
    asterisk: Asterisk
    witness: RawAmi
    ends: dict[str, Endpoint]

    @property
    def sites(self) -> tuple[LabSite, ...]:
        """The chair's is the first."""
        return self.lab.sites[:ELEVEN]

    @property
    def stranger(self) -> LabSite:
        """Its codec is no site's of the console."""
        return self.lab.sites[ELEVEN]

    @property
    def upper(self) -> LabSite:
        """Where an upper level's own MCU may run: ours knows it, and it has no codec."""
        return self.lab.sites[ELEVEN + 1]

    def number(self, site_id: str) -> str:
        return lab_mcu.number_of(self.lab.site(site_id))

    def seen(self) -> Seen:
        return seen_by(self.witness, CONFERENCE)

    def call(self, site_id: str) -> None:
        """Let a site call in, and wait until it is in or turned away."""
        number = self.number(site_id)
        self.witness.hear().clear()
        self.ends[site_id].call()
        over = ("ConfbridgeJoin", "Hangup")
        until(
            lambda: any(e["Event"] in over and e["CallerIDNum"] == number for e in self.calls()),
            f"{site_id} has called",
        )

    def calls(self) -> list[dict[str, str]]:
        return [event for event in self.witness.hear() if "CallerIDNum" in event]

    def told(self, key: str) -> set[str]:
        """What the roster says under that key."""
        return {row[key] for row in self.witness.rows("ConfbridgeList", Conference=CONFERENCE)}

    def told_room(self, key: str) -> set[str]:
        """What the list of conferences says under that key."""
        rooms = self.witness.rows("ConfbridgeListRooms")
        return {room[key] for room in rooms if room["Conference"] == CONFERENCE}

    def hang_up(self, key: str, value: str) -> None:
        """Those of whom the roster says that."""
        for row in self.witness.rows("ConfbridgeList", Conference=CONFERENCE):
            if row[key] == value:
                self.witness.ask("ConfbridgeKick", Conference=CONFERENCE, Channel=row["Channel"])
        until(lambda: value not in self.told(key), f"{value} is hung up")

    def unmute_all(self) -> None:
        """Another client opens all microphones."""
        self.witness.ask("ConfbridgeUnmute", Conference=CONFERENCE, Channel="all")

    def come_back(self) -> None:
        """After a crash: Asterisk starts, and all eleven call in anew."""
        self.asterisk.start()
        self.witness.close()
        self.witness = self.asterisk.witness()
        self.heal()

    def heal(self) -> None:
        """All in by their own call, nobody blocked, nothing locked."""
        self.witness.ask("ConfbridgeUnlock", Conference=CONFERENCE)
        self.unmute_all()
        for site in self.sites:
            if self.ends[site.id].revive():
                self.hang_up("CallerIDNum", lab_mcu.number_of(site))
        for dialled in self.told("Exten") - {CONFERENCE}:
            self.hang_up("Exten", dialled)
        self.hang_up("CallerIDNum", lab_mcu.number_of(self.stranger))
        present = self.seen().numbers
        for site in self.sites:
            if lab_mcu.number_of(site) not in present:
                self.ends[site.id].call()
        everybody = {lab_mcu.number_of(site) for site in self.sites}
        until(lambda: self.seen().numbers == everybody, "all eleven are in the conference")


@contextmanager
def conference_in(lab: Lab) -> Iterator[Mcu]:
    """The MCU and the codecs, running; nobody is in yet."""
    *sites, stranger = lab.sites[: ELEVEN + 1]
    asterisk = Asterisk(lab.namespaces, (*sites, *lab.sites[ELEVEN + 1 : ELEVEN + 2], stranger))
    ends = {site.id: Endpoint(lab.namespaces, site) for site in (*sites, stranger)}
    with ExitStack() as stack:
        stack.callback(asterisk.close)
        asterisk.start()
        for end in ends.values():
            stack.callback(end.close)
            end.start()
        mcu = Mcu(lab, asterisk, asterisk.witness(), ends)
        stack.callback(lambda: mcu.witness.close())
        yield mcu
        if crashes := {site_id: end.crashes for site_id, end in ends.items() if end.crashes}:
            warnings.warn(f"baresip crashed and was started again: {crashes}", stacklevel=1)
