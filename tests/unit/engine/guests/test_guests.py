"""Expected guests of a meeting, in fake time: they wait blocked until a person lets them in."""

import asyncio
from dataclasses import replace

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.conference.commands import AdmitCaller, HangUp, IsolateCaller, SetClosed
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.guests.commands import ExpectGuest, WithdrawGuest
from gbdt_console.core.guests.guest import Guest, GuestBook
from gbdt_console.core.requests import Stage
from tests.support.conference.engine_meetings import ask, meeting_of, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.journal.kept import kept

WAITING, CONNECTED, UNEXPECTED = RosterStatus.WAITING, RosterStatus.CONNECTED, RosterStatus.UNEXPECTED
HEALTH = ExpectGuest("*sở y tế*", "Sở Y tế", "0214 3 840 001")


def row(bench: Bench, leg: str) -> RosterRow | None:
    found = (row for row in view(bench).roster if row.participant is not None and row.participant.id == leg)
    return next(found, None)


async def stands(bench: Bench, leg: str, standing: RosterStatus) -> RosterRow:
    await bench.until(lambda: (found := row(bench, leg)) is not None and found.standing is standing, 5)
    found = row(bench, leg)
    assert found is not None
    return found


def active(bench: Bench) -> list[str]:
    told = (AlarmType.GUEST_WAITING, AlarmType.CALLER_UNEXPECTED)
    return [alarm.key.type for alarm in bench.latest.alarms if alarm.is_active and alarm.key.type in told]


def only(bench: Bench) -> Guest:
    (found,) = bench.latest.guests
    return found


def test_a_guest_waits_blocked_until_a_person_lets_it_in_and_a_stranger_stays_one() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        assert (await ask(bench, HEALTH)).stage is Stage.RECORDED
        guest, stranger = mcu.join("0912", "Chị Lan - SỞ Y TẾ"), mcu.join("0913", "Ai đó")
        assert (await stands(bench, guest, WAITING)).guest == only(bench).number
        await bench.until(lambda: mcu.is_blocked("0912"), 1.5)
        assert not mcu.is_blocked("0913"), "nobody blocks a stranger while the microphones are the rooms'"
        await bench.until(lambda: len(active(bench)) == 2, 5)
        assert sorted(active(bench)) == [AlarmType.CALLER_UNEXPECTED, AlarmType.GUEST_WAITING]
        refused = await ask(bench, AdmitCaller("0912", is_heard=True))
        assert refused.code == "guard.admit"
        assert (await ask(bench, AdmitCaller("0912", is_heard=True, is_sure=True))).stage is Stage.VERIFIED
        assert (await stands(bench, guest, CONNECTED)).guest == only(bench).number
        await bench.until(lambda: active(bench) == [AlarmType.CALLER_UNEXPECTED], 5)
        await asyncio.sleep(5)
        assert not mcu.is_blocked("0912")
        assert (await stands(bench, stranger, UNEXPECTED)).guest == 0
        mcu.leave(guest)
        await bench.until(lambda: only(bench).visits[0].left_utc is not None, 5)
        (visit,) = only(bench).visits
        assert (visit.caller, visit.name) == ("0912", "Chị Lan - SỞ Y TẾ")
        assert visit.let_in_utc is not None
        assert visit.came_utc <= visit.let_in_utc < (visit.left_utc or 0.0)
        book = GuestBook(1, {1: only(bench)})
        assert kept(book) == book

    play(scenario)


@pytest.mark.parametrize("number", ["0912", "anonymous"])
def test_another_name_makes_no_stranger_of_a_guest_nor_of_its_next_call(
    number: str,
) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        await ask(bench, HEALTH)
        leg = mcu.join(number, "Sở Y tế")
        mcu.legs[leg] = replace(mcu.legs[leg], address="10.9.0.7")
        await stands(bench, leg, WAITING)
        mcu.legs[leg] = replace(mcu.legs[leg], name="iPhone của Lan")
        await asyncio.sleep(8)
        assert (await stands(bench, leg, WAITING)).guest == 1
        mcu.leave(leg)
        await bench.until(lambda: only(bench).visits[0].left_utc is not None, 5)
        again = mcu.join(number, "Galaxy A54")
        mcu.legs[again] = replace(mcu.legs[again], address="10.9.0.7")
        assert (await stands(bench, again, WAITING)).guest == 1
        other = mcu.join("0999", "Galaxy A54")
        await stands(bench, other, UNEXPECTED)
        assert [one.who for one in only(bench).visits] == [only(bench).visits[0].who] * 2
        assert [str(e.data["name"]) for e in bench.events("guest.came")] == ["Sở Y tế", "Galaxy A54"]

    play(scenario)


def test_a_guest_that_is_sent_back_waits_again_and_one_that_is_withdrawn_is_a_stranger() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        await ask(bench, HEALTH)
        leg = mcu.join("0912", "Sở Y tế")
        await stands(bench, leg, WAITING)
        await ask(bench, AdmitCaller("0912", is_heard=True, is_sure=True))
        await stands(bench, leg, CONNECTED)
        await ask(bench, IsolateCaller("0912"))
        await stands(bench, leg, WAITING)
        await bench.until(lambda: len(only(bench).visits) == 2, 5)
        assert mcu.is_blocked("0912")
        assert (await ask(bench, WithdrawGuest(1))).stage is Stage.RECORDED
        await stands(bench, leg, UNEXPECTED)
        assert (await ask(bench, WithdrawGuest(1))).code == "guest.unknown"
        assert (await ask(bench, HangUp("0912", is_sure=True))).stage is Stage.VERIFIED

    play(scenario)


def test_a_guest_is_one_of_its_meeting_only_and_of_a_closed_one_the_alarm_says_no_name() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        assert (await ask(bench, HEALTH)).code == "meeting.none"
        await meeting_of(bench, mcu, 1)
        await ask(bench, SetClosed(True))
        await ask(bench, HEALTH)
        leg = mcu.join("0912", "Sở Y tế")
        await stands(bench, leg, WAITING)
        await bench.until(lambda: AlarmType.GUEST_WAITING in active(bench), 5)
        (alarm,) = [one for one in bench.latest.alarms if one.key.type == AlarmType.GUEST_WAITING]
        assert "Sở Y tế" not in str(alarm.params)
        await ask(bench, EndMeeting())
        await stands(bench, leg, UNEXPECTED)
        assert AlarmType.GUEST_WAITING not in active(bench)

    play(scenario)


@pytest.mark.parametrize(
    ("pattern", "organisation", "phone", "code"),
    [
        ("*", "Sở Y tế", "0214", "guest.pattern-wide"),
        ("?a*b?", "Sở Y tế", "0214", "guest.pattern-wide"),
        ("0912345", " ", "0214", "guest.no-words"),
        ("0912345", "Sở Y tế", "", "guest.no-words"),
    ],
)
def test_what_would_take_everybody_for_a_guest_or_names_nobody_is_refused(
    pattern: str, organisation: str, phone: str, code: str
) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        assert (await ask(bench, ExpectGuest(pattern, organisation, phone))).code == code
        assert bench.latest.guests == ()

    play(scenario)
