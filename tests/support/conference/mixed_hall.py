"""A meeting of twenty sites with equipment of all families: whole engine, real drivers, simulated devices.

The MCU is a Meeting Server and the mixer an OBS, over sockets, the cameras of s2, s3, s17 and s18 over ONVIF
too. The codecs of s1 to s8 speak xAPI and those of s9 to s16 Polycom's text, and the cameras of s9, s10, s19
and s20 speak VISCA, over wires in memory that a test can spoil.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from gbdt_console.cli.conference.roster_form import roster_object
from gbdt_console.cli.frame.frame_form import frame_object
from gbdt_console.cli.rooms.room_form import rooms_object
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.frame.commands import TakeFrame, UndoTake
from gbdt_console.core.json_value import Json
from gbdt_console.core.requests import Progress
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import Device, DeviceControl, DeviceKind, Network, VisionMixer
from gbdt_console.devices.control import Codec
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.records.records import NoRecords
from gbdt_console.simulator.cisco.device import place_of
from gbdt_console.simulator.cms.call import Entry
from gbdt_console.simulator.world.codec import SimulatedCodec
from tests.support.conference.codian_hall import Held, run
from tests.support.conference.simulated_cms import ROOM, CmsPeer, cms
from tests.support.engine.fake_world import FakeEcho, FakeTraps, FakeWorld
from tests.support.engine.networks import network
from tests.support.mixer.mixer_contract import LOOPBACK, driver
from tests.support.mixer.office import SOURCES
from tests.support.mixer.simulated_mixer import SimulatedPeer, simulated_peer
from tests.support.rooms.camera_wire import CameraStand
from tests.support.rooms.codec_stands import PolycomStand, XapiStand
from tests.support.rooms.simulated_onvif import OnvifPeer, onvif

SITES = 20
NUMBERS = tuple(f"2{number:03}" for number in range(1, SITES + 1))
PICTURES = (*SOURCES, *(f"Điểm {number}" for number in range(len(SOURCES) + 1, SITES + 1)))
"""The mixer's source of each site."""
CISCOS, POLYCOMS = range(1, 9), range(9, 17)
BY_ONVIF, BY_VISCA = (2, 3, 17, 18), (9, 10, 19, 20)
PRESET = 3
"""The preset of every speaker's camera."""
REBOOT_S = 3.0
"""How long a codec restarts; a real one takes a minute."""


@dataclass
class MixedHall(Held):
    """The console's own words against what the devices know; sites by their numbers."""

    cms: CmsPeer
    obs: SimulatedPeer
    ciscos: dict[int, XapiStand]
    polycoms: dict[int, PolycomStand]
    onvifs: dict[int, OnvifPeer]
    viscas: dict[int, CameraStand]

    def codec(self, site: int) -> SimulatedCodec:
        return (self.ciscos[site] if site in self.ciscos else self.polycoms[site]).codec

    def entry(self, site: int) -> Entry:
        return self.cms.sim.entry(NUMBERS[site - 1])

    async def take(self, command: TakeFrame | UndoTake) -> Progress:
        """Ask once the last take is long enough ago."""
        while (end := await self.ask(command)).code == "frame.too-soon":
            await asyncio.sleep(0.05)
        return end

    def rooms(self) -> dict[int, dict[str, Json]]:
        """What `room --json` says, by site."""
        rows = rooms_object(self.engine.publisher.latest)["rooms"]
        assert isinstance(rows, list)
        return {int(str(_object(row)["site"])[1:]): _object(row) for row in rows}

    def standing_of_camera(self, site: int) -> Json:
        standing = self.rooms()[site]["standing"]
        return standing["standing"] if isinstance(standing, dict) else None

    def roster(self) -> dict[str, Json]:
        """What `roster --json` says."""
        latest = self.engine.publisher.latest
        return {} if latest.conference is None else roster_object(latest, latest.conference)

    def bus(self) -> dict[str, Json]:
        """What `frame show --json` says of what the branches see."""
        latest = self.engine.publisher.latest
        told = {} if latest.frame is None else frame_object(latest, latest.frame)
        buses = told.get("buses")
        assert isinstance(buses, list)
        return _object(buses[0])

    async def settle(self, *, is_whole: bool = False) -> None:
        """Wait until nothing untrue is on screen; `is_whole`: nothing unknown either."""
        try:
            await self.until(lambda: not self.untrue() and not (is_whole and self.unknown()))
        except TimeoutError:
            raise AssertionError([*self.untrue(), *(self.unknown() if is_whole else ())]) from None

    def unknown(self) -> list[str]:
        """What the console cannot tell now."""
        found = [] if self.roster().get("is_known") else ["roster"]
        found += [] if self.bus()["is_known"] else ["picture"]
        return found + [
            f"s{site}" for site, room in self.rooms().items()
            if not room["is_known"] or (site in (*CISCOS, *POLYCOMS) and room["is_muted"] is None)
        ]  # fmt: skip

    def untrue(self) -> list[str]:
        """What the console says and no device confirms; null is no word."""
        return [*self._untrue_of_calls(), *self._untrue_of_the_picture(), *self._untrue_of_rooms()]

    def _untrue_of_calls(self) -> Iterator[str]:
        told = self.roster()
        conference = told.get("conference")
        if conference is None:
            return
        entries = {one.address.partition("@")[0]: one for one in self.cms.sim.call.entries()}
        for standing in ("connected", "absent", "unexpected"):
            rows = told[standing]
            assert isinstance(rows, list)
            for row in map(_object, rows):
                site = int(str(row["site"] or "s0")[1:])
                entry = entries.get(NUMBERS[site - 1])
                if (entry is not None) is not (standing == "connected"):
                    yield f"s{site} is {standing}"
                elif entry is not None and row["is_blocked"] is not (entry.muted is True):
                    yield f"s{site} is_blocked: {row['is_blocked']}"
        if _object(conference)["is_locked"] is not self.cms.sim.conference.is_locked:
            yield "locked"

    def _untrue_of_the_picture(self) -> Iterator[str]:
        panes = self.bus()["panes"]
        if panes is not None and self.seen_by_branches() != self.said_on_air():
            yield f"picture: {self.said_on_air()}, not {self.seen_by_branches()}"

    def said_on_air(self) -> list[str]:
        panes = self.bus()["panes"]
        return [str(_object(pane)["site"]) for pane in panes] if isinstance(panes, list) else []

    def seen_by_branches(self) -> list[str]:
        """The sites in the picture that goes out of the mixer, by its own word."""
        studio = self.obs.server.studio
        sources = [item.source for item in studio.items(studio.program) if item.is_on]
        return [f"s{PICTURES.index(one) + 1}" for one in sources if one in PICTURES]

    def _untrue_of_rooms(self) -> Iterator[str]:
        for site, room in self.rooms().items():
            standing = room["standing"]
            preset = (
                standing["preset"] if isinstance(standing, dict) and standing["standing"] == "held" else None
            )
            if isinstance(preset, int) and not self.stands_at(site, preset):
                yield f"s{site} at preset {preset}"
            if room["is_known"] and site in (*CISCOS, *POLYCOMS):
                codec = self.codec(site)
                truth = {
                    "is_muted": codec.is_muted,
                    "is_asleep": codec.is_asleep,
                    "calls": [call.number for call in codec.calls],
                }
                calls = room["calls"]
                told = dict(room) | {
                    "calls": [_object(call)["number"] for call in calls] if isinstance(calls, list) else None
                }
                for key, value in truth.items():
                    if told[key] is not None and told[key] != value:
                        yield f"s{site} {key}: {told[key]}"

    def stands_at(self, site: int, preset: int) -> bool:
        """Whether its camera, by its own word, is where it stored that preset."""
        if site in self.onvifs:
            camera = self.onvifs[site].camera
            return camera.place == camera.presets[preset]
        if site in self.viscas:
            return self.viscas[site].camera.place == self.viscas[site].place_of(preset)
        return self.ciscos[site].device.pan_tilt_zoom == place_of(preset)


def _object(value: Json) -> dict[str, Json]:
    assert isinstance(value, dict)
    return value


@asynccontextmanager
async def mixed_hall() -> AsyncIterator[MixedHall]:
    clock, loop = SystemClock(), asyncio.get_running_loop()
    ciscos = {site: XapiStand(clock, f"FTT{site}") for site in CISCOS}
    polycoms = {site: PolycomStand(clock, f"8G{site}") for site in POLYCOMS}
    viscas = {site: CameraStand() for site in BY_VISCA}

    def later(seconds: float, work: Callable[[], object]) -> asyncio.TimerHandle:
        return loop.call_later(min(seconds, REBOOT_S), work)

    for stand in (*ciscos.values(), *polycoms.values()):
        stand.codec.call_later = later
        stand.codec.connect(ROOM)
    async with AsyncExitStack() as opened:
        server = await opened.enter_async_context(cms(*NUMBERS, chair=NUMBERS[0]))
        obs = await opened.enter_async_context(simulated_peer(PICTURES[len(SOURCES) :]))
        onvifs = {site: await opened.enter_async_context(onvif()) for site in BY_ONVIF}
        codecs: dict[str, Codec] = {f"s{site}.codec": stand.driver for site, stand in ciscos.items()}
        codecs |= {f"s{site}.codec": stand.driver for site, stand in polycoms.items()}
        codecs |= {f"s{site}.camera": peer.driver for site, peer in onvifs.items()}
        codecs |= {f"s{site}.camera": stand.driver for site, stand in viscas.items()}
        equipment = Equipment(
            _network(obs), clock, FakeEcho(FakeWorld(clock)), [], NoRecords(clock), traps=FakeTraps(),
            mcu=server.mcu(), mixer=driver(obs, clock=clock), codecs=codecs,
        )  # fmt: skip
        engine = await opened.enter_async_context(run(equipment))
        made = MixedHall(engine, server, obs, ciscos, polycoms, onvifs, viscas)
        await made.begin(SITES)
        assert made.count(RosterStatus.UNEXPECTED) == 0
        yield made


def _network(obs: SimulatedPeer) -> Network:
    plain = network(SITES)
    cameras = {
        number: Device(
            f"s{number}.camera", f"s{number}", DeviceKind.CAMERA, "camera", "ping", f"10.0.{number}.11"
        )
        for number in (*BY_ONVIF, *BY_VISCA)
    }
    sites = tuple(
        replace(
            site,
            conference_number=NUMBERS[site.number - 1],
            mixer_source=PICTURES[site.number - 1],
            floor_preset=PRESET,
            devices=(*site.devices, *filter(None, (cameras.get(site.number),))),
        )
        for site in plain.sites
    )
    control = DeviceControl("obs-websocket", "ws", obs.port, "", Secret(obs.password), {"bus": "branches"})
    return replace(plain, sites=sites, centre=replace(plain.centre, mixer=VisionMixer(LOOPBACK, control)))
