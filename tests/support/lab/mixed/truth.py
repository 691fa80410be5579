"""What the console says of two meetings, held against what MCUs, mixer, codecs and cameras say themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gbdt_console.cli.conference.roster_form import roster_object
from gbdt_console.cli.frame.frame_form import frame_object
from gbdt_console.cli.rooms.room_form import rooms_object
from gbdt_console.core.json_value import Json
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.driver_contract.mcu import Seen
from tests.support.lab.mixed.config import SOURCES
from tests.support.lab.mixed.rooms import CISCOS, POLYCOMS, Room
from tests.support.mixer.witness import Seen as Mixed


@dataclass(frozen=True)
class Truth:
    """What they say; None for one that nobody can ask now.

    numbers: of the sites, by id
    """

    numbers: Mapping[str, str]
    hall: Seen | None
    sector: Seen | None
    mixer: Mixed | None
    rooms: Mapping[str, Room]

    def untrue(self, snapshot: Snapshot, place: str) -> list[str]:
        """What is told and not so; what is not known is no word. `place`: the second conference."""
        there = snapshot.seen_at(place)
        return [
            *self._of_calls(roster_of(snapshot), self.hall),
            *self._of_calls(roster_of(there), self.sector),
            *self._of_the_mixer(bus_of(there, "branches")),
            *self._of_the_shown(bus_of(snapshot, "branches")),
            *self._of_rooms(snapshot),
        ]

    def _of_calls(self, told: Mapping[str, Json], seen: Seen | None) -> Iterator[str]:
        conference = told.get("conference")
        if not isinstance(conference, dict):
            return
        if seen is None:
            yield f"{conference['name']} is known"
            return
        for part in ("connected", "absent", "unexpected", "uninvited"):
            for row in _rows(told[part]):
                number = self.numbers.get(str(row["site"]), "")
                is_there = number in seen.numbers
                if row["standing"] == "stale":  # its line is cut, and the MCU lists it
                    continue
                if is_there is not (part == "connected"):
                    yield f"{row['site']} is {part}"
                elif is_there and row["is_blocked"] is not (number in seen.blocked):
                    yield f"{row['site']} is_blocked: {row['is_blocked']}"
        if conference["is_locked"] is not seen.is_locked:
            yield f"{conference['name']} is_locked: {conference['is_locked']}"

    def _of_the_mixer(self, bus: Mapping[str, Json]) -> Iterator[str]:
        told = sites_on(bus)
        if told is not None and self.mixer is None:
            yield "the mixer is known"
        elif told is not None and self.mixer is not None:
            on_air = [site for site, source in SOURCES.items() if source in self.mixer.switched_on]
            if sorted(told) != sorted(on_air):
                yield f"the mixer sends {told}, not {on_air}"

    def _of_the_shown(self, bus: Mapping[str, Json]) -> Iterator[str]:
        """The one site that all in Asterisk's conference see."""
        told = sites_on(bus)
        if told and self.hall is not None and self.numbers[told[0]] != self.hall.shown:
            yield f"{told[0]} is shown, not {self.hall.shown}"

    def _of_rooms(self, snapshot: Snapshot) -> Iterator[str]:
        for site_id, told in rooms_of(snapshot).items():
            room, standing = self.rooms[site_id], told["standing"]
            is_held = isinstance(standing, dict) and standing["standing"] == "held"
            preset = standing["preset"] if isinstance(standing, dict) and is_held else None
            if isinstance(preset, int) and not room.stands_at(preset):
                yield f"the camera of {site_id} stands at {preset}"
            if not told["is_known"]:
                continue
            truth: dict[str, Json] = {
                "is_muted": room.codec.is_muted,
                "is_asleep": room.codec.is_asleep,
                "calls": [call.number for call in room.codec.calls],
            }
            calls = told["calls"]
            said = {**told, "calls": None if calls is None else [call["number"] for call in _rows(calls)]}
            for key, value in truth.items():
                if said[key] is not None and said[key] != value:
                    yield f"{site_id} {key}: {said[key]}"


def unknown(snapshot: Snapshot, place: str) -> list[str]:
    """What the console cannot tell now."""
    meetings = {"hall": snapshot, "sector": snapshot.seen_at(place)}
    found = [name for name, at in meetings.items() if not roster_of(at).get("is_known")]
    found += [] if bus_of(meetings["sector"], "branches").get("is_known") else ["mixer"]
    return found + [
        site_id for site_id, told in rooms_of(snapshot).items()
        if not told["is_known"] or (site_id in (*CISCOS, *POLYCOMS) and told["is_muted"] is None)
    ]  # fmt: skip


def roster_of(snapshot: Snapshot) -> dict[str, Json]:
    """What `roster --json` says."""
    return {} if snapshot.conference is None else roster_object(snapshot, snapshot.conference)


def bus_of(snapshot: Snapshot, name: str) -> dict[str, Json]:
    """What `frame show --json` says of one picture; nothing where there is none."""
    told = {} if snapshot.frame is None else frame_object(snapshot, snapshot.frame)
    return next((bus for bus in _rows(told.get("buses")) if bus["bus"] == name), {})


def sites_on(bus: Mapping[str, Json]) -> list[str] | None:
    """The sites in a picture; None while it is not known."""
    panes = bus.get("panes")
    return None if panes is None else [str(pane["site"]) for pane in _rows(panes) if pane["site"]]


def rooms_of(snapshot: Snapshot) -> dict[str, dict[str, Json]]:
    """What `room list --json` says, by site."""
    return {str(row["site"]): row for row in _rows(rooms_object(snapshot)["rooms"])}


def _rows(value: Json) -> list[dict[str, Json]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
