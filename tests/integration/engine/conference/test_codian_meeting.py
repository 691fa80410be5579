"""A meeting on the simulated Codian: the whole engine over the real protocol, held to a second client."""

import pytest

from gbdt_console.cli.conference.roster_lines import RosterLines
from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    DialSite,
    GiveFloor,
    HangUp,
    LockConference,
    MessageSite,
)
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.requests import Stage
from gbdt_console.simulator.codian.faults import CodianFault
from gbdt_console.text.reasons import end_text
from gbdt_console.text.words import Words
from tests.support.conference.codian_hall import NUMBERS, Hall, hall
from tests.support.conference.simulated_codian import CodianPeer


@pytest.mark.article("A8.2a")
async def test_the_others_are_blocked_and_who_comes_late_too() -> None:
    async with hall() as at:
        assert (await at.ask(BlockOthers())).stage is Stage.VERIFIED
        assert (await at.peer.seen()).blocked == set(NUMBERS[1:])
        at.peer.sim.leave(NUMBERS[5])
        await at.until(lambda: at.standing("s6") is RosterStatus.ABSENT)
        at.peer.sim.join(NUMBERS[5])
        await at.until(lambda: at.peer.sim.is_blocked(NUMBERS[5]))
        assert (await at.peer.seen()).blocked == set(NUMBERS[1:])


async def test_the_floor_opens_and_shows_the_speaker_and_closes_the_former() -> None:
    async with hall() as at:
        await at.ask(BlockOthers())
        for site, number in (("s3", NUMBERS[2]), ("s13", NUMBERS[12])):
            assert (await at.ask(GiveFloor(site))).stage is Stage.VERIFIED
            await at.until(lambda: at.peer.sim.is_blocked(NUMBERS[2]) is (number != NUMBERS[2]))  # noqa: B023
            seen = await at.peer.seen()
            assert seen.shown == number
            assert seen.blocked == set(NUMBERS[1:]) - {number}


@pytest.mark.article("A8.2c")
async def test_an_unexpected_caller_is_told_apart_and_hung_up() -> None:
    async with hall() as at:
        at.peer.sim.join("0999", "HDX")
        await at.until(lambda: at.count(RosterStatus.UNEXPECTED) == 1)
        assert (await at.ask(HangUp("0999", is_sure=True))).stage is Stage.VERIFIED
        assert "0999" not in (await at.peer.seen()).numbers


async def test_an_absent_site_is_called_and_the_conference_locked() -> None:
    async with hall() as at:
        at.peer.sim.dialable[NUMBERS[7]] = (NUMBERS[7], "Sa Pa")
        at.peer.sim.leave(NUMBERS[7])
        await at.until(lambda: at.standing("s8") is RosterStatus.ABSENT)
        assert (await at.ask(DialSite("s8"))).stage is Stage.VERIFIED
        assert at.standing("s8") is RosterStatus.CONNECTED
        assert (await at.ask(LockConference(is_on=True))).stage is Stage.VERIFIED
        assert (await at.peer.seen()).is_locked


async def test_a_call_that_is_busy_fails_in_the_mcus_words() -> None:
    async with hall() as at:
        at.peer.sim.faults.dials[NUMBERS[7]] = "busy"
        at.peer.sim.leave(NUMBERS[7])
        await at.until(lambda: at.standing("s8") is RosterStatus.ABSENT)
        end = await at.ask(DialSite("s8"))
        assert (end.stage, end.detail) == (Stage.FAILED, "busy")


async def test_accepted_and_not_done_is_not_called_done() -> None:
    async with hall() as at:
        at.peer.sim.faults.methods["participant.modify"] = CodianFault.IGNORED
        end = await at.ask(BlockMicrophone("s2"))
        assert (end.stage, end.code) == (Stage.FAILED, "order.not-obeyed")


async def test_an_mcu_that_is_lost_and_back_is_controlled_again() -> None:
    async with hall() as at:
        at.peer.sim.set_unreachable(True)
        await at.until(lambda: not _is_known(at))
        assert (await at.ask(BlockMicrophone("s2"))).stage is Stage.FAILED
        at.peer.sim.set_unreachable(False)
        await at.until(lambda: _is_known(at))
        assert (await at.ask(BlockMicrophone("s2"))).stage is Stage.VERIFIED
        assert (await at.peer.seen()).blocked == {NUMBERS[1]}


def _is_known(at: Hall[CodianPeer]) -> bool:
    view = at.engine.publisher.latest.conference
    return view is not None and view.fault is None


@pytest.mark.article("A4.4")
async def test_a_connection_that_others_can_read_is_said_to_the_operator() -> None:
    async with hall() as at:
        head, *_ = RosterLines(at.engine.publisher.latest, Words("en")).all()
        assert Words("en")("roster.unprotected") in head


@pytest.mark.outcome("confirmed")
async def test_a_line_onto_a_room_s_screen_is_sent_and_never_called_confirmed() -> None:
    async with hall() as at:
        last = await at.ask(MessageSite("s3", "Đề nghị tắt mic"))
        assert at.peer.sim.messages == {NUMBERS[2]: "Đề nghị tắt mic"}
        assert (last.stage, last.code) == (Stage.UNKNOWN, "order.not-readable")
        said = end_text(Words("vi"), "3 Điểm", last, "order.site.message")
        assert said == "3 Điểm: đã gửi, không có xác nhận hiển thị"
        too_long = await at.ask(MessageSite("s3", "x" * 32))
        assert too_long.stage is Stage.FAILED
        assert (await at.ask(MessageSite("s3", "  "))).code == "message.empty"


async def test_how_loud_a_site_is_stands_in_the_roster() -> None:
    async with hall() as at:
        snapshot = at.engine.publisher.latest
        lines = list(RosterLines(snapshot, Words("en")).all())
        assert sum("level -63 dB" in line or "level -22 dB" in line for line in lines) == len(NUMBERS)
