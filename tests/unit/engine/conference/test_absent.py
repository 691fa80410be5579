"""Sites that should be in the conference and are not, in fake time: excused, and how they left."""

import asyncio
from dataclasses import replace

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.checklist.checks import Check
from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.conference.commands import DialSite, ExcuseSite, HangUp, LockConference
from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.core.conference.roster import Departure, RosterStatus
from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.core.requests import Stage
from gbdt_console.core.sites import Network
from gbdt_console.devices.control import NO_REPLY, NOT_ANSWERED, NOT_REGISTERED
from gbdt_console.engine.checklist.measuring import Measuring
from tests.support.conference.engine_meetings import ask, leg_of, meeting_of, numbered, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.journal.kept import kept


def missed(bench: Bench) -> set[str]:
    return {a.site_id for a in bench.latest.alarms if a.key.type == AlarmType.SITE_ABSENT and a.is_active}


def left(bench: Bench, site_id: str) -> Departure | None:
    row = view(bench).row(site_id)
    assert row is not None
    return row.left


def test_whom_the_chair_excused_is_not_missed() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        assert (await ask(bench, ExcuseSite("s3", " "))).code == "call.no-excuse"
        assert (await ask(bench, ExcuseSite("s2", "họp huyện"))).code == "call.already-there"
        assert (await ask(bench, ExcuseSite("s3", "họp huyện"))).stage is Stage.RECORDED
        await asyncio.sleep(70)
        assert missed(bench) == {"s4"}
        floor = view(bench).floor
        assert floor.excuse_of("s3") == "họp huyện"
        assert kept(floor) == floor
        assert (await ask(bench, ExcuseSite("s3", is_on=False))).stage is Stage.RECORDED
        await bench.until(lambda: missed(bench) == {"s3", "s4"}, 70)
        assert (await ask(bench, ExcuseSite("s3", "mất điện"))).stage is Stage.RECORDED
        await bench.until(lambda: missed(bench) == {"s4"}, 5)
        await ask(bench, EndMeeting())
        assert (await ask(bench, ExcuseSite("s3", "mất điện"))).code == "meeting.none"
        assert view(bench).floor.excused == ()

    play(scenario)


def test_an_absent_site_without_a_registered_device_is_told_so_also_on_the_checklist() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.unregistered = frozenset({"2002", "2003"})
        await meeting_of(bench, mcu, 1, 2)
        rows = {row.site_id: row for row in view(bench).roster}
        assert [id_ for id_, row in rows.items() if row.is_unregistered] == ["s3"]
        proofs = {site.id: Measuring(bench.latest).of(site)[Check.TERMINAL] for site in bench.latest.sites}
        told = {
            id_ for id_, proof in proofs.items() if (proof.code, proof.is_good) == ("unregistered", False)
        }
        assert told == {"s3"}

    play(scenario)


def test_who_hung_up_is_told_as_far_as_it_is_known() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3, 4)
        assert (await ask(bench, HangUp("s2", is_sure=True))).stage is Stage.VERIFIED
        for number in (3, 4):
            leg = next(leg for leg in mcu.legs if f"200{number}" in leg)
            mcu.ended += ((leg, HungUpBy.SITE),) if number == 3 else ()
            mcu.leave(leg)
        await bench.until(lambda: left(bench, "s4") is not None, 3)
        ours, own, unknown = (left(bench, f"s{n}") for n in (2, 3, 4))
        assert ours is not None
        assert (ours.by, bool(ours.operator)) == (HungUpBy.CONSOLE, True)
        assert own is not None
        assert (own.by, own.operator) == (HungUpBy.SITE, "")
        assert unknown is not None
        assert unknown.by is None
        mcu.join("2002")
        await bench.until(lambda: left(bench, "s2") is None, 3)

    play(scenario)


def test_a_cut_site_that_the_mcu_says_hung_up_did_not_hang_up() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        bench.world.cut(2)
        await asyncio.sleep(20)
        leg = leg_of(mcu, "2002")
        mcu.ended += ((leg, HungUpBy.SITE),)
        mcu.leave(leg)
        await bench.until(lambda: left(bench, "s2") is not None, 3)
        gone = left(bench, "s2")
        assert gone is not None
        assert gone.by is HungUpBy.LOST

    play(scenario)


def owned(redial: RedialOwner) -> Network:
    plain = numbered()
    return replace(plain, sites=tuple(replace(site, redial=redial) for site in plain.sites))


def dials(mcu: FakeMcu) -> list[str]:
    return [number for what, number in mcu.asked if what == "dial"]


def drop(mcu: FakeMcu, number: str) -> None:
    mcu.leave(next(leg for leg in mcu.legs if number in leg))


def test_a_site_that_dropped_out_is_called_again_until_it_is_there() -> None:
    async def scenario(bench: Bench) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        mcu.busy = "busy"
        drop(mcu, "2002")
        await asyncio.sleep(130)
        assert dials(mcu) == ["2002", "2002", "2002"]
        row = view(bench).row("s2")
        assert row is not None
        assert row.redial is not None
        assert (row.redial.left, row.redial.next_utc is not None) == (7, True)
        assert {entry.actor for entry in bench.events("order.ended")} == {""}
        mcu.busy = ""
        await bench.until(lambda: view(bench).row("s2").participant is not None, 70)  # type: ignore[union-attr]
        await asyncio.sleep(400)
        assert len(dials(mcu)) == 4

    mcu = FakeMcu()
    run_engine(owned(RedialOwner.CONSOLE), scenario, mcu=mcu)


def test_a_site_that_still_rings_is_not_called_a_second_time() -> None:
    async def scenario(bench: Bench) -> None:
        await meeting_of(bench, mcu, 1, 2)
        drop(mcu, "2002")
        await asyncio.sleep(80)
        assert dials(mcu) == ["2002"]
        await bench.until(lambda: view(bench).row("s2").participant is not None, 20)  # type: ignore[union-attr]

    mcu = FakeMcu(rings_s=90.0)
    run_engine(owned(RedialOwner.CONSOLE), scenario, mcu=mcu)


def test_a_dialled_site_that_shows_our_caller_id_is_called_once() -> None:
    async def scenario(bench: Bench) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        drop(mcu, "2002")
        await asyncio.sleep(400)
        assert dials(mcu) == ["2002"]
        row = view(bench).row("s2")
        assert row is not None
        assert row.participant is not None
        assert (row.standing, row.participant.number) == (RosterStatus.CONNECTED, "6101")
        assert not [r for r in view(bench).roster if r.standing is RosterStatus.UNEXPECTED]

    mcu = FakeMcu(caller_id="6101")
    run_engine(owned(RedialOwner.CONSOLE), scenario, mcu=mcu)


def test_whom_we_hung_up_or_excused_or_locked_out_is_not_called_again() -> None:
    async def scenario(bench: Bench) -> None:
        await meeting_of(bench, mcu, 1, 2, 3, 4)
        assert (await ask(bench, HangUp("s2", is_sure=True))).stage is Stage.VERIFIED
        assert (await ask(bench, LockConference(True))).stage is Stage.VERIFIED
        drop(mcu, "2003")
        await bench.until(lambda: left(bench, "s3") is not None)
        assert (await ask(bench, ExcuseSite("s3", "xin nghỉ"))).stage is Stage.RECORDED
        drop(mcu, "2004")
        await asyncio.sleep(100)
        assert dials(mcu) == []
        assert (await ask(bench, LockConference(False))).stage is Stage.VERIFIED
        await bench.until(lambda: dials(mcu) == ["2004"], 5)
        await asyncio.sleep(100)
        assert dials(mcu) == ["2004"]

    mcu = FakeMcu()
    run_engine(owned(RedialOwner.CONSOLE), scenario, mcu=mcu)


@pytest.mark.parametrize("redial", [RedialOwner.SITE, RedialOwner.MCU])
def test_where_another_calls_again_the_console_calls_nobody(redial: RedialOwner) -> None:
    async def scenario(bench: Bench) -> None:
        await meeting_of(bench, mcu, 1, 2)
        drop(mcu, "2002")
        await asyncio.sleep(400)
        assert dials(mcu) == []
        row = view(bench).row("s2")
        assert row is not None
        assert row.redial is None

    mcu = FakeMcu()
    run_engine(owned(redial), scenario, mcu=mcu)


def test_a_site_is_not_dialled_into_a_locked_conference_and_told_why() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        assert (await ask(bench, LockConference(True))).stage is Stage.VERIFIED
        refused = await ask(bench, DialSite("s3"))
        assert (refused.stage, refused.code) == (Stage.FAILED, "call.locked")
        assert dials(mcu) == []

    play(scenario)


def test_a_called_site_that_our_lock_turns_away_is_told_by_the_lock() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        mcu.busy, mcu.rings_s = "Normal Clearing", 5.0
        dialling = asyncio.ensure_future(ask(bench, DialSite("s3")))
        await asyncio.sleep(1)
        mcu.is_locked = True
        ended = await dialling
        assert (ended.stage, ended.code, ended.detail) == (Stage.FAILED, "call.locked", "")

    play(scenario)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("", ("call.failed", "User busy")),
        (NOT_REGISTERED, (NOT_REGISTERED, "")),
        (NOT_ANSWERED, (NOT_ANSWERED, "User busy")),
        (NO_REPLY, (NO_REPLY, "User busy")),
    ],
)
def test_a_failed_call_is_told_by_its_code_or_in_the_mcu_s_words(code: str, told: tuple[str, str]) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        mcu.busy, mcu.failure_code = "User busy", code
        ended = await ask(bench, DialSite("s3"))
        assert (ended.stage, ended.code, ended.detail) == (Stage.FAILED, *told)

    play(scenario)
