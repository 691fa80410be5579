"""A codec that says that it is not registered, or misses a part: roster, checklist, call and notice."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.checklist.checks import Check
from gbdt_console.core.conference.commands import DialSite
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.requests import Stage
from gbdt_console.core.rooms.room import Protocol, Registration
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl, Network, Registrar
from gbdt_console.devices.control import (
    CODEC_UNREGISTERED,
    NOT_AT_REGISTRAR,
    ListsRegistered,
    ReportsParts,
    ReportsRegistration,
)
from gbdt_console.engine.checklist.measuring import Measuring
from tests.support.conference.engine_meetings import ask, meeting_of, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.rooms.engine_rooms import known, room, rooms_of
from tests.support.rooms.fake_codec import FakeCodec

LOST = (Registration(Protocol.SIP, False),)
THERE = (Registration(Protocol.SIP, True),)


@dataclass
class HonestCodec(FakeCodec, ReportsRegistration, ReportsParts):
    """`told` and `lost` are what it says of its registrations and of its own devices."""

    told: tuple[Registration, ...] = THERE
    lost: tuple[str, ...] | None = ()

    def tell(self, *told: Registration) -> None:
        self.told = told
        self._say("SIP")

    def miss(self, *lost: str) -> None:
        self.lost = lost
        self._say("Peripherals")

    async def registrations(self) -> tuple[Registration, ...]:
        await self._work()
        return self.told

    async def lost_parts(self) -> tuple[str, ...] | None:
        await self._work()
        return self.lost


@dataclass
class Registered(ListsRegistered):
    """A registrar that lists these names."""

    names: frozenset[str]

    async def open(self) -> None:
        return

    async def close(self) -> None:
        return

    async def registered(self) -> frozenset[str]:
        return self.names


def registering() -> Network:
    plain = rooms_of(3)
    return replace(
        plain, sites=tuple(replace(one, registered_as=one.conference_number) for one in plain.sites)
    )


def play(
    scenario: Callable[[Bench, FakeMcu, HonestCodec], Awaitable[None]],
    registrar: ListsRegistered | None = None,
) -> None:
    """The meeting has s1; the codec is that of s2, which is away."""
    mcu, codec, network = FakeMcu(), HonestCodec(), registering()
    if registrar is not None:
        where = Registrar("127.0.0.1", DeviceControl("kamailio", "http", 8080, "", Secret("")))
        network = replace(network, centre=replace(network.centre, registrar=where))

    async def begin(bench: Bench) -> None:
        await bench.until(lambda: known(bench), 60)
        await meeting_of(bench, mcu, 1)
        await scenario(bench, mcu, codec)

    run_engine(network, begin, mcu=mcu, codecs_of=lambda clock: {"s2.codec": codec}, registrar=registrar)


def unregistered(bench: Bench) -> set[str]:
    return {row.site_id for row in view(bench).roster if row.is_unregistered}


def test_an_absent_site_whose_codec_lost_its_registration_is_told_as_soon_as_the_codec_tells() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu, codec: HonestCodec) -> None:
        assert unregistered(bench) == set()
        codec.tell(*LOST)
        await bench.until(lambda: unregistered(bench) == {"s2"}, 4)
        site = next(one for one in bench.latest.sites if one.id == "s2")
        proof = Measuring(bench.latest).of(site)[Check.TERMINAL]
        assert (proof.code, proof.is_good) == ("unregistered", False)
        assert proof.source.startswith("codec "), "the MCU did not say so"
        codec.tell(*THERE)
        await bench.until(lambda: unregistered(bench) == set(), 4)

    play(scenario)


def test_a_codec_that_registers_nowhere_or_does_not_answer_is_not_called_unregistered() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu, codec: HonestCodec) -> None:
        codec.tell(*LOST)
        await bench.until(lambda: unregistered(bench) == {"s2"}, 4)
        codec.tell()
        await bench.until(lambda: unregistered(bench) == set(), 4)
        codec.tell(*LOST)
        await bench.until(lambda: unregistered(bench) == {"s2"}, 4)
        codec.fault = ControlFault.SILENT
        codec.hang()
        await bench.until(lambda: unregistered(bench) == set(), 10)

    play(scenario)


def test_a_call_is_refused_only_after_the_codec_was_asked_once_more() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu, codec: HonestCodec) -> None:
        codec.tell(*LOST)
        await bench.until(lambda: unregistered(bench) == {"s2"}, 4)
        refused = await ask(bench, DialSite("s2"))
        assert (refused.stage, refused.code) == (Stage.FAILED, CODEC_UNREGISTERED)
        codec.told = THERE  # it registered just now, and its feedback is lost
        assert (await ask(bench, DialSite("s2"))).stage is Stage.VERIFIED

    play(scenario)


def test_a_codec_that_falls_silent_meanwhile_keeps_no_call_back() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu, codec: HonestCodec) -> None:
        codec.tell(*LOST)
        await bench.until(lambda: unregistered(bench) == {"s2"}, 4)
        codec.is_silent = True
        assert (await ask(bench, DialSite("s2"))).stage is Stage.VERIFIED

    play(scenario)


@pytest.mark.parametrize(
    ("names", "code"), [({"2001", "2002", "2003"}, ""), ({"2001", "2003"}, NOT_AT_REGISTRAR)]
)
def test_before_a_call_a_registrar_that_is_heard_has_the_last_word(names: set[str], code: str) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu, codec: HonestCodec) -> None:
        codec.tell(*LOST)
        await bench.until(lambda: unregistered(bench) == {"s2"}, 12)
        ended = await ask(bench, DialSite("s2"))
        expected = (Stage.FAILED, code) if code else (Stage.VERIFIED, "")
        assert (ended.stage, ended.code) == expected

    play(scenario, Registered(frozenset(names)))


def test_a_panel_that_is_gone_is_a_notice_until_the_codec_sees_it_again() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu, codec: HonestCodec) -> None:
        def said() -> list[str]:
            alarms = [one for one in bench.latest.alarms if one.key.type == AlarmType.PARTS_LOST]
            return [dict(one.params)["parts"] for one in alarms if one.is_present]

        codec.miss("Touch 10\x1b[2J", "Table Mic")
        await bench.until(lambda: bool(said()), 4)
        (words,) = said()
        assert "\x1b" not in words
        assert words.endswith(", Table Mic")
        (alarm,) = (one for one in bench.latest.alarms if one.key.type == AlarmType.PARTS_LOST)
        assert (alarm.site_id, alarm.key.resource) == ("s2", "s2.codec")
        codec.lost = None
        codec.miss()
        await bench.until(lambda: not said(), 4)
        assert room(bench).state is not None

    play(scenario)
