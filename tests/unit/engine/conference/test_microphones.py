"""The conference through the whole engine in fake time: roster, microphones, floor, and devices that lie."""

import asyncio
from dataclasses import replace

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import EndMeeting, StartMeeting
from gbdt_console.core.conference.commands import (
    AdmitCaller,
    BlockMicrophone,
    BlockOthers,
    ConferenceCommand,
    DialSite,
    GiveFloor,
    HangUp,
    IsolateCaller,
    LockConference,
    PrepareFloor,
    SetBreak,
    UnblockMicrophone,
)
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.sites import Network
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network

SITES = 4


def numbered() -> Network:
    """Sites s1 to s4, called 2001 to 2004."""
    plain = network(SITES)
    return replace(plain, sites=tuple(replace(s, conference_number=f"200{s.number}") for s in plain.sites))


def view(bench: Bench) -> ConferenceView:
    assert bench.latest.conference is not None
    return bench.latest.conference


async def ask(bench: Bench, command: ConferenceCommand | StartMeeting | EndMeeting) -> Progress:
    session = bench.engine.join(ClientKind.CONSOLE, "tty")
    try:
        return [step async for step in session.submit("r", command)][-1]
    finally:
        session.leave()


async def meeting_of(bench: Bench, mcu: FakeMcu, *sites: int) -> None:
    """A running meeting chaired by s1, with these sites in the conference."""
    for number in sites:
        mcu.join(f"200{number}")
    now = bench.clock.utc()
    ended = await ask(bench, StartMeeting("Giao ban", "s1", now, now + 7_200, ("s2", "s3")))
    assert ended.stage is Stage.RECORDED
    await bench.until(lambda: len([r for r in view(bench).roster if r.participant]) == len(sites))


def play(scenario, mcu: FakeMcu | None = None) -> None:  # type: ignore[no-untyped-def]
    used = mcu or FakeMcu()
    run_engine(numbered(), lambda bench: scenario(bench, used), mcu=used)


def test_the_roster_tells_connected_absent_and_unexpected_apart() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        mcu.join("9999", "Khách")
        await bench.until(lambda: len(view(bench).roster) == SITES + 1)
        rows = {row.site_id or row.number: row.standing for row in view(bench).roster}
        assert rows == {
            "s1": RosterStatus.CONNECTED, "s2": RosterStatus.CONNECTED, "s3": RosterStatus.ABSENT,
            "s4": RosterStatus.ABSENT,
            "9999": RosterStatus.UNEXPECTED,
        }  # fmt: skip
        await bench.until(lambda: any(a.key.type == AlarmType.CALLER_UNEXPECTED for a in bench.latest.alarms))
        await bench.until(
            lambda: (
                {a.site_id for a in bench.latest.alarms if a.key.type == AlarmType.SITE_ABSENT}
                == {"s3", "s4"}
            ),
            90,
        )

    play(scenario)


def test_a_participant_whose_line_is_cut_is_not_called_connected() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        bench.world.cut(2)
        took_s = await bench.until(lambda: (row := view(bench).row("s2")) is not None
                                   and row.standing is RosterStatus.STALE)  # fmt: skip
        assert took_s < 9.0
        row = view(bench).row("s2")
        assert row is not None
        assert (row.participant is not None, row.cause) == (True, "site.lost")

    play(scenario)


def test_a_block_is_verified_by_a_look_that_began_after_it_was_accepted() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        assert (await ask(bench, BlockMicrophone("s2"))).stage is Stage.VERIFIED
        assert mcu.is_blocked("2002")
        row = view(bench).row("s2")
        assert row is not None
        assert row.participant is not None
        assert row.participant.is_blocked
        (ended,) = bench.events("order.ended")
        assert (ended.data["what"], ended.data["target"], ended.data["stage"]) == (
            "microphone.block", "s2", "verified",
        )  # fmt: skip
        assert (ended.actor, ended.data["operator"]) == ("duty", "duty")
        assert ended.data["operator_name"] == "trực trung tâm"
        assert (await ask(bench, UnblockMicrophone("s2"))).stage is Stage.VERIFIED
        assert not mcu.is_blocked("2002")

    play(scenario)


def test_a_device_that_accepts_and_does_nothing_has_not_obeyed() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        ended = await ask(bench, BlockMicrophone("s2"))
        assert (ended.stage, ended.code) == (Stage.FAILED, "order.not-obeyed")
        await bench.until(lambda: [o.code for o in view(bench).orders] == ["order.not-obeyed"], 2)

    play(scenario, FakeMcu(deaf=True))


def test_a_refusal_is_told_in_the_device_s_words() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        ended = await ask(bench, BlockMicrophone("s2"))
        assert (ended.stage, ended.code, ended.detail) == (
            Stage.FAILED, "control.refused", "No Channel by that name found in Conference.",
        )  # fmt: skip

    play(scenario, FakeMcu(refuses="No Channel by that name found in Conference."))


def test_a_device_that_obeys_and_goes_back_is_said_so() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        assert (await ask(bench, BlockMicrophone("s2"))).stage is Stage.VERIFIED
        await bench.until(lambda: bool(bench.events("order.reverted")), 10)
        await bench.until(lambda: [o.is_reverted for o in view(bench).orders] == [True], 2)

    play(scenario, FakeMcu(reverts_after_s=1.5))


def test_a_lost_connection_leaves_the_order_unknown_and_repeats_nothing() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        session = bench.engine.join(ClientKind.CONSOLE, "tty")
        steps = session.submit("r", BlockMicrophone("s2"))
        await anext(steps)
        mcu.hang()
        last = [step async for step in steps][-1]
        session.leave()
        assert last.stage is Stage.UNKNOWN
        await bench.until(lambda: any(a.key.type == AlarmType.MCU_LOST for a in bench.latest.alarms))
        asked = list(mcu.asked)
        mcu.is_gone = False
        await bench.until(lambda: view(bench).fault is None, 60)
        await asyncio.sleep(5)
        assert mcu.asked == asked, "what was asked before the connection was lost is not asked again"

    play(scenario)


def test_block_the_others_spares_chair_and_speaker_and_holds_for_latecomers_without_an_event() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        assert (await ask(bench, GiveFloor("s2"))).stage is Stage.VERIFIED
        assert (await ask(bench, BlockOthers())).stage is Stage.VERIFIED
        assert [mcu.is_blocked(f"200{n}") for n in (1, 2, 3)] == [False, False, True]
        mcu.is_mute = True
        mcu.join("2004")
        await bench.until(lambda: view(bench).row("s4").participant is not None)  # type: ignore[union-attr]
        assert await bench.until(lambda: mcu.is_blocked("2004")) < 1.5
        leg = next(leg for leg in mcu.legs if "2003" in leg)
        mcu.leave(leg)
        mcu.join("2003")
        await bench.until(lambda: mcu.is_blocked("2003"), 3)
        assert not mcu.is_blocked("2002")

    play(scenario)


def test_the_floor_goes_to_the_next_and_closes_the_one_before() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, BlockOthers())
        await ask(bench, PrepareFloor())
        assert view(bench).floor.prepared == "s2"
        assert (await ask(bench, GiveFloor("s2"))).stage is Stage.VERIFIED
        floor = view(bench).floor
        assert (floor.speaker, floor.prepared, floor.running_order) == ("s2", "", ("s3",))
        assert "2002" in (mcu.shown or "")
        await asyncio.sleep(30)
        assert (await ask(bench, GiveFloor("s3"))).stage is Stage.VERIFIED
        assert [mcu.is_blocked(f"200{n}") for n in (1, 2, 3)] == [False, True, False]
        assert view(bench).floor.heard[0][0] == "s2"
        assert view(bench).floor.heard[0][1] == pytest.approx(30, abs=1)
        await ask(bench, SetBreak(True))
        await bench.until(lambda: mcu.is_blocked("2003"), 3)
        assert not mcu.is_blocked("2001")

    play(scenario)


def test_nobody_is_opened_by_the_policy() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, BlockOthers())
        await ask(bench, BlockOthers(False))
        await asyncio.sleep(10)
        assert not [what for what, _ in mcu.asked if what == "unblock"]

    play(scenario)


def test_speaking_out_of_turn_is_a_notice_then_an_alarm_and_ends_with_the_block() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        mcu.talk(next(leg for leg in mcu.legs if "2003" in leg))
        await bench.until(lambda: [m.site_id for m in view(bench).open_microphones] == ["s3"], 5)
        assert not view(bench).open_microphones[0].is_alarm
        assert await bench.until(
            lambda: any(a.key.type == AlarmType.MICROPHONE_OPEN for a in bench.latest.alarms)
        ) == pytest.approx(20, abs=2)
        await ask(bench, BlockMicrophone("s3"))
        await bench.until(lambda: not view(bench).open_microphones, 5)
        mcu.talk(next(leg for leg in mcu.legs if "2001" in leg))
        await asyncio.sleep(40)
        assert not view(bench).open_microphones, "the chair is never out of turn"

    play(scenario)


def test_a_stranger_is_isolated_then_admitted_or_hung_up_only_when_sure() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        mcu.join("9999")
        await bench.until(lambda: len(view(bench).roster) == SITES + 1)
        assert (await ask(bench, IsolateCaller("9999"))).stage is Stage.VERIFIED
        assert mcu.is_blocked("9999")
        assert (await ask(bench, AdmitCaller("9999"))).stage is Stage.VERIFIED
        assert not mcu.is_blocked("9999")
        await bench.until(lambda: view(bench).roster[-1].standing is RosterStatus.CONNECTED, 5)
        assert (await ask(bench, HangUp("9999"))).code == "guard.hang-up"
        assert (await ask(bench, HangUp("9999", is_sure=True))).stage is Stage.VERIFIED
        assert "9999" not in {leg.number for leg in mcu.legs.values()}

    play(scenario)


def test_chair_and_speaker_are_protected_and_what_cannot_be_is_refused() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        assert (await ask(bench, BlockMicrophone("s1"))).code == "guard.chair-or-speaker"
        assert (await ask(bench, BlockMicrophone("s1", is_sure=True))).stage is Stage.VERIFIED
        assert (await ask(bench, BlockMicrophone("s4"))).code == "call.not-there"
        assert (await ask(bench, GiveFloor("s4"))).code == "call.not-there"
        assert view(bench).floor.speaker == ""
        assert (await ask(bench, DialSite("s2"))).code == "call.already-there"
        assert (await ask(bench, DialSite("s4"))).stage is Stage.VERIFIED
        assert (await ask(bench, LockConference(True))).stage is Stage.VERIFIED
        assert (await ask(bench, LockConference(False))).stage is Stage.VERIFIED

    play(scenario)


def test_starting_and_stopping_asks_the_mcu_for_nothing() -> None:
    mcu = FakeMcu()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.join("2001")
        mcu.join("9999")
        await asyncio.sleep(30)

    play(scenario, mcu)
    play(scenario, mcu)
    assert mcu.asked == []
