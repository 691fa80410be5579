"""Asterisk in the lab with eleven real codecs in its conference, and a caller whom nobody expects."""

import time
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

_CALL_AGAIN_S = 5.0
"""A site that is not in after this time calls again."""


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
        """Let a site call in, and wait until that call is in or turned away: its last one may end yet."""
        leg = _leg(self.number(site_id))
        self.witness.hear().clear()
        self.ends[site_id].call()

        def is_over() -> bool:
            events = self.witness.hear()
            begun = (e for e in events if e.get("Event") == "Newchannel" and e["Channel"].startswith(leg))
            made, over = {event["Uniqueid"] for event in begun}, ("ConfbridgeJoin", "Hangup")
            return any(e.get("Event") in over and e["Uniqueid"] in made for e in events)

        until(is_over, f"{site_id} has called")

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
        """Whatever a test left: each site in by its own call, no other call, nobody muted, nothing locked."""
        self.witness.ask("ConfbridgeUnlock", Conference=CONFERENCE)
        self.unmute_all()
        crashed = [self.number(site.id) for site in self.sites if self.ends[site.id].revive()]
        for leg in self._legs():
            if any(leg["Channel"].startswith(_leg(number)) for number in crashed):
                self.witness.ask("Hangup", Channel=leg["Channel"])
        called_s: dict[str, float] = {}
        until(lambda: self._is_whole(called_s), "each site is in the conference by one call")

    def _is_whole(self, called_s: dict[str, float]) -> bool:
        """Hang up all other calls, and let call who has none, again where that came to nothing."""
        wanted = {_leg(self.number(site.id)): site.id for site in self.sites}
        kept: dict[str, str] = {}
        others = False
        for leg in self._legs():
            begin = f"{leg['Channel'].rpartition('-')[0]}-"
            if begin in wanted and begin not in kept and leg["Exten"] == CONFERENCE:
                kept[begin] = leg["Channel"]
            else:
                others = True
                self.witness.ask("Hangup", Channel=leg["Channel"])
        for begin in wanted.keys() - kept.keys():
            if time.monotonic() - called_s.get(begin, float("-inf")) > _CALL_AGAIN_S:
                self.ends[wanted[begin]].call()
                called_s[begin] = time.monotonic()
        return not others and self.told("Channel") == set(kept.values()) and len(kept) == len(wanted)

    def _legs(self) -> list[dict[str, str]]:
        """All calls on the MCU, ringing ones too; its own channels of a conference are none."""
        rows = self.witness.rows("CoreShowChannels", row="CoreShowChannel")
        return [row for row in rows if row["Channel"].startswith(("PJSIP/", "Local/"))]


def _leg(number: str) -> str:
    """How the names of the channels of that endpoint begin."""
    return f"PJSIP/{number}-"


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
