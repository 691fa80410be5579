"""The driver of ConfBridge against a simulated MCU that misbehaves on demand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ConferenceEventKind, ConferenceState, ControlFault
from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami import client
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.driver_contract.checking import come_true, refusal_of
from gbdt_console.driver_contract.mcu import Listener, who
from gbdt_console.simulator.ami.faults import AmiFault, JoinFault
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from tests.support.screens.hostile_texts import PAYLOADS

CONFERENCE, USER, READER, SECRET = "giaoban", "console", "reader", "lab"
NUMBERS = ("02140000001", "02140000002", "02140000003")


@asynccontextmanager
async def simulated(user: str = USER) -> AsyncIterator[tuple[AmiMcu, ConfBridge]]:
    """Three in the conference, and a driver that is not open yet."""
    sim = AmiMcu(CONFERENCE, {USER: AmiUser(SECRET), READER: AmiUser(SECRET, frozenset({"reporting"}))})
    port = await sim.start()
    for number in NUMBERS:
        sim.join(number, f"Điểm {number}")
    mcu = ConfBridge(AmiLogin("127.0.0.1", port, user, Secret(SECRET)), CONFERENCE)
    try:
        yield sim, mcu
    finally:
        await mcu.close()
        sim.close()


def numbers(state: ConferenceState) -> list[str]:
    return [participant.number for participant in state.participants]


async def test_a_late_banner_is_silence_and_the_next_try_starts_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with simulated() as (sim, mcu):
        monkeypatch.setattr(client, "GREETING_S", 0.02)
        sim.faults.banner_delay_s = 30
        assert (await refusal_of(mcu.open())).fault is ControlFault.SILENT
        monkeypatch.setattr(client, "GREETING_S", 10)
        sim.faults.banner_delay_s = 0
        await mcu.open()
        assert numbers(await mcu.conference()) == list(NUMBERS)


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (AmiFault.DENIED, ControlFault.DENIED),
        (AmiFault.SILENT, ControlFault.SILENT),
        (AmiFault.SLOW, ControlFault.SILENT),
        (AmiFault.TRUNCATED, ControlFault.SILENT),
        (AmiFault.DROPPED, ControlFault.CLOSED),
        (AmiFault.OVERSIZED, ControlFault.MALFORMED),
    ],
)
@pytest.mark.parametrize("action", ["ConfbridgeListRooms", "ConfbridgeList", "ConfbridgeMute"])
async def test_each_harm_has_its_name_and_does_no_more(
    action: str, harm: AmiFault, fault: ControlFault, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with simulated() as (sim, mcu):
        await mcu.open()
        leg = (await who(mcu, NUMBERS[0])).id
        monkeypatch.setattr(client, "ANSWER_S", 0.05)
        monkeypatch.setattr(client, "LIST_S", 0.05)
        sim.faults.slow_s = 30
        sim.faults.actions[action] = harm
        asking = mcu.block(leg) if action == "ConfbridgeMute" else mcu.conference()
        assert (await refusal_of(asking)).fault is fault
        sim.faults.actions.clear()
        monkeypatch.setattr(client, "ANSWER_S", 10)
        monkeypatch.setattr(client, "LIST_S", 10)
        await mcu.open()
        assert numbers(await mcu.conference()) == list(NUMBERS)


async def test_a_slow_list_is_waited_for_and_holds_up_nothing_before_it() -> None:
    async with simulated() as (sim, mcu):
        await mcu.open()
        leg = (await who(mcu, NUMBERS[0])).id
        sim.faults.slow_s = 0.2
        sim.faults.actions["ConfbridgeList"] = AmiFault.SLOW
        block = asyncio.create_task(mcu.block(leg))
        look = asyncio.create_task(mcu.conference())
        await asyncio.wait((block, look), return_when=asyncio.FIRST_COMPLETED)
        assert block.done()
        assert (await look).participants[0].is_blocked


async def test_accepted_is_not_done() -> None:
    async with simulated() as (sim, mcu):
        await mcu.open()
        leg = (await who(mcu, NUMBERS[0])).id
        changing = {
            "ConfbridgeMute",
            "ConfbridgeLock",
            "ConfbridgeSetSingleVideoSrc",
            "ConfbridgeKick",
            "Originate",
        }
        sim.faults.actions = dict.fromkeys(changing, AmiFault.IGNORED)
        sim.dialable["PJSIP/moi"] = ("02140000009", "")
        before = await mcu.conference()
        await mcu.block(leg)
        await mcu.lock()
        await mcu.show(leg)
        await mcu.disconnect(leg)
        await mcu.dial("PJSIP/moi")
        after = await mcu.conference()
        assert [(p.id, p.is_blocked) for p in after.participants] == [
            (p.id, p.is_blocked) for p in before.participants
        ]
        assert (after.is_locked, after.shown) == (before.is_locked, before.shown) == (False, None)


async def test_what_goes_back_by_itself_is_seen_to_go_back() -> None:
    async with simulated() as (sim, mcu):
        await mcu.open()
        listener = Listener(mcu)
        legs = [(await who(mcu, number)).id for number in NUMBERS]
        await mcu.show(legs[1])
        sim.faults.revert_after_s = 0.05
        reverting = ("ConfbridgeMute", "ConfbridgeLock", "ConfbridgeSetSingleVideoSrc")
        sim.faults.actions = dict.fromkeys(reverting, AmiFault.REVERTED)
        await mcu.block(legs[0])
        await mcu.lock()
        await mcu.show(legs[2])
        await listener.hears(ConferenceEventKind.BLOCKED, legs[0])
        await listener.hears(ConferenceEventKind.UNBLOCKED, legs[0])

        async def is_as_before() -> bool:
            state = await mcu.conference()
            is_blocked = state.participants[0].is_blocked
            return (is_blocked, state.is_locked, state.shown) == (False, False, legs[1])

        await come_true(is_as_before, "all went back")
        await listener.stop()


@pytest.mark.parametrize("fault", list(JoinFault))
async def test_who_joins_is_listed_whatever_became_of_the_event(fault: JoinFault) -> None:
    async with simulated() as (sim, mcu):
        await mcu.open()
        listener = Listener(mcu)
        sim.faults.joins, sim.faults.early_s = fault, 0.05
        assert sim.join("02140000009", "Muộn")

        async def is_listed() -> bool:
            return numbers(await mcu.conference()) == [*NUMBERS, "02140000009"]

        await come_true(is_listed, "it is listed once")
        sim.set_talking("02140000009", True)
        await listener.hears(ConferenceEventKind.TALKING)
        joins = [event for event in listener.heard if event.kind is ConferenceEventKind.JOINED]
        assert len(joins) == {JoinFault.LOST: 0, JoinFault.DOUBLED: 2, JoinFault.EARLY: 1}[fault]
        await listener.stop()


async def test_an_early_event_comes_before_the_list_has_him() -> None:
    async with simulated() as (sim, mcu):
        await mcu.open()
        listener = Listener(mcu)
        sim.faults.joins, sim.faults.early_s = JoinFault.EARLY, 30
        sim.join("02140000009", "Sớm")
        await listener.hears(ConferenceEventKind.JOINED)
        assert numbers(await mcu.conference()) == list(NUMBERS)
        await listener.stop()


async def test_more_events_than_anybody_reads_are_bounded_and_the_look_tells_all() -> None:
    async with simulated() as (sim, mcu):
        await mcu.open()
        for _ in range(3_000):
            sim.set_talking(NUMBERS[0], True)
            sim.set_talking(NUMBERS[0], False)
        sim.set_talking(NUMBERS[2], True)
        state = await mcu.conference()
        assert [p.is_talking for p in state.participants] == [False, False, True]
        listener = Listener(mcu)
        await listener.hears(ConferenceEventKind.TALKING, state.participants[2].id)
        assert len(listener.heard) < 2_000
        await listener.stop()


async def test_an_mcu_without_a_call_is_no_error() -> None:
    async with simulated() as (sim, mcu):
        await mcu.open()
        for number in NUMBERS:
            sim.leave(number)
        assert await mcu.conference() == ConferenceState(CONFERENCE, is_running=False, is_recording=False)
        assert (await refusal_of(mcu.lock())).words == "No Conference by that name found."
        sim.join(NUMBERS[1])
        assert numbers(await mcu.conference()) == [NUMBERS[1]]


async def test_whose_number_is_hidden_goes_by_the_name_of_his_end() -> None:
    async with simulated() as (sim, mcu):
        await mcu.open()
        sim.join("<unknown>", end="so-tttt")
        last = (await mcu.conference()).participants[-1]
        assert (last.number, last.name) == ("so-tttt", "")


async def test_hostile_names_and_numbers_are_cleaned_and_pass_for_nothing_else() -> None:
    async with simulated() as (sim, mcu):
        await mcu.open()
        smuggled = (
            "x\r\nMuted: Yes\r\nAdmin: Yes\r\n\r\nResponse: Success\r\nActionID: gbdt-1\r\n\r\nEvent: y"
        )
        names = [*PAYLOADS, smuggled, "CallerIDNum: " + "9" * 50_000]
        for index, name in enumerate(names[:-1]):
            sim.join(f"9{index:04}", name, end=f"e{index}")
        listener = Listener(mcu)
        state = await mcu.conference()
        assert numbers(state) == [*NUMBERS, *(f"9{index:04}" for index in range(len(names) - 1))]
        for participant in state.participants:
            assert clean(participant.name, 400) == participant.name
            assert (participant.is_blocked, participant.is_chair) == (False, False)
        sim.join("90000000", names[-1], end="long")
        with pytest.raises(ControlError) as refusal:
            await mcu.conference()
        assert refusal.value.fault in (ControlFault.MALFORMED, ControlFault.CLOSED)
        await listener.ends()


async def test_an_account_without_the_class_is_told_apart_from_a_wrong_secret() -> None:
    async with simulated(READER) as (_, mcu):
        await mcu.open()
        leg = (await who(mcu, NUMBERS[0])).id
        assert (await refusal_of(mcu.block(leg))).fault is ControlFault.DENIED
