"""What a second pair of eyes doubted about orders to the MCU."""

import asyncio
from dataclasses import replace

from gbdt_console.core.conference.callers import leg_id_if_ambiguous
from gbdt_console.core.conference.commands import BlockMicrophone, DialSite, HangUp, UnblockMicrophone
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.unit.engine.conference.test_microphones import ask, meeting_of, play, view


class Vague(FakeMcu):
    """Tells of nobody any more whether the centre's block holds."""

    def _set_blocked(self, leg: str, is_blocked: bool) -> None:
        super()._set_blocked(leg, is_blocked)
        self.legs[leg] = replace(self.legs[leg], is_blocked=None)


def test_a_block_that_the_mcu_does_not_tell_of_is_neither_verified_nor_failed() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        for command in (BlockMicrophone("s2"), UnblockMicrophone("s2")):
            ended = await ask(bench, command)
            assert (ended.stage, ended.code) == (Stage.UNKNOWN, "order.not-readable")

    play(scenario, Vague())


def test_two_that_dial_a_site_in_the_same_moment_let_it_ring_once() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        session = bench.engine.join(ClientKind.CONSOLE, "tty")

        async def dial() -> Progress:
            return [step async for step in session.submit("r", DialSite("s2"))][-1]

        ends = await asyncio.gather(dial(), dial())
        assert mcu.asked.count(("dial", "2002")) == 1
        assert sorted(end.code for end in ends) == ["", "call.is-ringing"]

    play(scenario)


def test_a_caller_whose_number_is_a_site_s_id_gets_no_site_hung_up() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        site_leg, caller = next(leg for leg in mcu.legs if "2002" in leg), mcu.join("s2")
        await bench.until(lambda: any(not row.site_id for row in view(bench).roster), 5)
        row = next(row for row in view(bench).roster if not row.site_id)
        assert leg_id_if_ambiguous(row, view(bench).roster) == caller, "its number means a site"
        assert (await ask(bench, HangUp("s2", is_sure=True))).code == "call.not-one"
        assert (await ask(bench, HangUp("s2", is_sure=True, leg=caller))).stage is Stage.VERIFIED
        assert site_leg in mcu.legs
        assert (await ask(bench, HangUp("s2", is_sure=True))).stage is Stage.VERIFIED
        assert site_leg not in mcu.legs

    play(scenario)


def test_an_order_stays_under_way_when_another_of_its_kind_ends_first() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        mcu.deaf = True
        session = bench.engine.join(ClientKind.CONSOLE, "tty")

        async def block() -> Progress:
            return [step async for step in session.submit("r", BlockMicrophone("s2"))][-1]

        first = asyncio.ensure_future(block())
        await asyncio.sleep(2.0)
        second = asyncio.ensure_future(block())
        await first
        await asyncio.sleep(0.5)
        assert not second.done()
        assert [order.stage.is_final for order in view(bench).orders] == [False]
        await second

    play(scenario)
