"""Rooms behind one call leg, in fake time: measured by their own codec, else known only through the leg."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.conference.commands import BlockMicrophone
from gbdt_console.core.conference.membership import MemberState
from gbdt_console.core.conference.presence import Presence
from gbdt_console.core.members.member_states import members_of
from gbdt_console.core.requests import Stage
from gbdt_console.core.sites import Member
from tests.support.conference.engine_meetings import ask, leg_of, meeting_of, numbered
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.rooms.fake_codec import FakeCodec

IN, OUT, THROUGH, GONE = MemberState.IN, MemberState.OUT, MemberState.THROUGH, MemberState.GONE
BEHIND = (Member("Site 3", "s3"), Member("Site 4", "s4"), Member("Nậm Chảy"))


def play(scenario: Callable[[Bench, FakeMcu, FakeCodec], Awaitable[None]]) -> None:
    """Site s2 is a leg with s3, whose codec answers, s4, which has none, and a room that is no site."""
    plain, mcu, codec = numbered(), FakeMcu(), FakeCodec()
    alone = [replace(site, conference_number="") for site in plain.sites[2:]]
    network = replace(plain, sites=(plain.sites[0], replace(plain.sites[1], members=BEHIND), *alone))
    device = next(device.id for device in alone[0].devices if device.kind == "codec")
    run_engine(
        network, lambda bench: scenario(bench, mcu, codec), mcu=mcu, codecs_of=lambda _: {device: codec}
    )


def states(bench: Bench) -> list[MemberState]:
    return [state for _, state in members_of(bench.latest).get("s2", ())]


def presences(bench: Bench) -> dict[str, Presence]:
    from_utc, now_utc = bench.latest.attended_from_utc, bench.latest.at_utc
    return {one.site_id: one.between(from_utc, now_utc).now for one in bench.latest.attendance}


def lost(bench: Bench) -> list[tuple[str, str]]:
    told = {AlarmType.MEMBERS_LOST, AlarmType.SITE_ABSENT}
    active = [one for one in bench.latest.alarms if one.is_active and one.key.type in told]
    return [(one.key.type, one.site_id) for one in active]


@pytest.mark.outcome("present behind a leg")
def test_a_member_is_present_only_where_its_own_codec_says_that_it_is_in_a_call_with_the_leg() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu, codec: FakeCodec) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await bench.until(lambda: states(bench) == [OUT, THROUGH, THROUGH], 10)
        wanted = {"s1": Presence.PRESENT, "s2": Presence.PRESENT, "s3": Presence.ABSENT}
        wanted |= dict.fromkeys(("s4", "Nậm Chảy"), Presence.THROUGH)
        await bench.until(lambda: presences(bench) == wanted, 10)
        codec.call_in("9000")
        await bench.until(lambda: states(bench) == [THROUGH, THROUGH, THROUGH], 20)
        await bench.until(lambda: presences(bench)["s3"] is Presence.THROUGH, 5)
        codec.calls_end()
        codec.call_in("sip:2002")
        await bench.until(lambda: states(bench) == [IN, THROUGH, THROUGH], 20)
        await bench.until(lambda: presences(bench)["s3"] is Presence.PRESENT, 5)
        assert lost(bench) == []

    play(scenario)


def test_the_lost_leg_is_one_alarm_that_names_all_behind_it() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu, codec: FakeCodec) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await bench.until(lambda: len(presences(bench)) == 5, 10)
        mcu.leave(leg_of(mcu, "2002"))
        await bench.until(lambda: (AlarmType.MEMBERS_LOST, "s2") in lost(bench), 5)
        (alarm,) = [one for one in bench.latest.alarms if one.key.type == AlarmType.MEMBERS_LOST]
        assert dict(alarm.params) == {"n": "3", "members": "Site 3, Site 4, Nậm Chảy"}
        await bench.until(lambda: presences(bench)["Nậm Chảy"] is Presence.LOST, 5)
        await asyncio.sleep(90)
        assert {site for _, site in lost(bench)} == {"s2"}, "no member is called absent by itself"
        mcu.join("2002")
        await bench.until(lambda: lost(bench) == [], 10)
        await bench.until(lambda: presences(bench)["Nậm Chảy"] is Presence.THROUGH, 5)

    play(scenario)


def test_a_leg_is_blocked_as_one() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu, codec: FakeCodec) -> None:
        await meeting_of(bench, mcu, 1, 2)
        assert (await ask(bench, BlockMicrophone("s2"))).stage is Stage.VERIFIED
        assert (await ask(bench, BlockMicrophone("s3"))).code == "call.not-there"

    play(scenario)
