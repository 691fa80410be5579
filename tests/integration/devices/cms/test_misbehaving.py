"""The driver of a Meeting Server against a simulated one that misbehaves on demand."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable

import pytest

from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.conference.state import ConferenceState, ControlFault
from gbdt_console.core.pictures import Bus, PictureOrder
from gbdt_console.devices.cms import client
from gbdt_console.devices.cms.dialling import ENDED, IN_LOBBY
from gbdt_console.devices.control import CALL_STANDS, RINGS, RINGS_UNTOLD, ControlError
from gbdt_console.devices.drivers.cisco_meeting_server import MeetingServer
from gbdt_console.devices.transports import http
from gbdt_console.driver_contract.checking import come_true, refusal_of
from gbdt_console.driver_contract.mcu import opened, sorted_numbers, who
from gbdt_console.simulator.cms.faults import CmsHarm
from tests.support.conference.simulated_cms import NUMBERS, PASSWORD, cms, driver
from tests.support.screens.hostile_texts import PAYLOADS

MANY = tuple(f"2{place:03}" for place in range(1, 38))
QUESTIONS = ("GET calls", "GET participants", "GET callLegs")
COMMANDS: dict[str, Callable[[MeetingServer, str], Awaitable[None]]] = {
    "PUT callLegs": lambda mcu, leg: mcu.block(leg),
    "PUT calls": lambda mcu, leg: mcu.lock(),
    "DELETE callLegs": lambda mcu, leg: mcu.disconnect(leg),
    "POST participants": lambda mcu, leg: mcu.dial("2999"),
    "PUT participants": lambda mcu, leg: mcu.take({Bus.BRANCHES: PictureOrder("speakerOnly", (leg,))}),
}
FAULTS = {
    CmsHarm.REFUSED: ControlFault.REFUSED,
    CmsHarm.DENIED: ControlFault.DENIED,
    CmsHarm.BUSY: ControlFault.REFUSED,
    CmsHarm.SILENT: ControlFault.SILENT,
    CmsHarm.SLOW: ControlFault.SILENT,
    CmsHarm.TRUNCATED: ControlFault.CLOSED,
    CmsHarm.DROPPED: ControlFault.CLOSED,
}
UNREADABLE = (CmsHarm.NOT_XML, CmsHarm.BOMB, CmsHarm.OVERSIZED, CmsHarm.CUT_XML)
"""Harms of what a question brings; a command is accepted by its status."""


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "BUSY_PAUSE_S", 0.01)


@pytest.mark.parametrize(
    ("kind", "harm"),
    [(kind, harm) for kind in QUESTIONS for harm in (*FAULTS, *UNREADABLE)]
    + [(kind, harm) for kind in COMMANDS for harm in FAULTS],
)
async def test_each_harm_has_its_name_and_does_no_more(
    kind: str, harm: CmsHarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with cms() as peer, opened(peer) as mcu:
        assert isinstance(mcu, MeetingServer)
        leg = (await who(mcu, NUMBERS[0])).id
        fault = FAULTS.get(harm, ControlFault.MALFORMED)
        if fault is ControlFault.SILENT:
            monkeypatch.setattr(http, "ANSWER_S", 0.05)
        peer.sim.faults.slow_s = 30
        peer.sim.faults.requests[kind] = harm
        before = peer.sim.asked[kind]
        mcu._cluster._bridges[0]._known.clear()  # every detail is due
        asking = COMMANDS[kind](mcu, leg) if kind in COMMANDS else mcu.conference()
        assert (await refusal_of(asking)).fault is fault
        if kind in COMMANDS:
            assert peer.sim.asked[kind] - before <= 1, "no command is repeated"
        peer.sim.faults.requests.clear()
        monkeypatch.setattr(http, "ANSWER_S", 10)
        await mcu.open()
        assert sorted_numbers(await mcu.conference()) == tuple(sorted(peer.sim.numbers()))


@pytest.mark.parametrize("kind", [*QUESTIONS, "GET status", "GET callLegProfileTrace"])
async def test_values_that_are_none_are_unknown_or_malformed(kind: str) -> None:
    async with cms() as peer:
        peer.sim.faults.requests[kind] = CmsHarm.WRONG
        mcu = peer.mcu()
        for asking in (mcu.open, mcu.conference):
            try:
                found = await asking()
            except ControlError as error:
                found = error.fault
            assert found in (None, ControlFault.MALFORMED) or isinstance(found, ConferenceState)
        assert not [kind for kind in peer.sim.asked if "system" in kind], "no path from a device's id"
        await mcu.close()


async def test_a_busy_bridge_is_asked_again_and_a_command_too() -> None:
    async with cms() as peer, opened(peer) as mcu:
        leg = (await who(mcu, NUMBERS[0])).id
        peer.sim.faults.busy = 2
        await mcu.block(leg)
        assert peer.sim.is_blocked(NUMBERS[0])
        peer.sim.faults.busy = 2
        assert (await who(mcu, NUMBERS[0])).is_blocked is True
        assert peer.sim.asked["PUT callLegs"] == 1


async def test_a_question_survives_one_lost_connection_and_a_busy_one_keeps_the_connection_known() -> None:
    async with cms() as peer, opened(peer) as mcu:
        await mcu.conference()
        peer.sim.drop_connections()
        assert sorted_numbers(await mcu.conference()) == NUMBERS
        peer.sim.faults.busy = 100
        assert (await refusal_of(mcu.conference())).fault is ControlFault.REFUSED
        peer.sim.faults.busy = 0
        assert sorted_numbers(await mcu.conference()) == NUMBERS


async def test_accepted_is_not_done() -> None:
    async with cms() as peer, opened(peer) as mcu:
        assert isinstance(mcu, MeetingServer)
        leg = (await who(mcu, NUMBERS[0])).id
        peer.sim.faults.requests = dict.fromkeys(COMMANDS, CmsHarm.IGNORED)
        peer.sim.dialable["2999"] = ("2999", "")
        before = await mcu.conference()
        for command in COMMANDS.values():
            await command(mcu, leg)
        after = await mcu.conference()
        assert [(p.id, p.is_blocked) for p in after.participants] == [
            (p.id, p.is_blocked) for p in before.participants
        ]
        assert (after.is_locked, after.shown) == (before.is_locked, before.shown) == (False, None)
        assert after.frame == before.frame


async def test_a_list_of_several_pages_is_whole() -> None:
    async with cms(*MANY) as peer, opened(peer) as mcu:
        state = await mcu.conference()
        assert sorted_numbers(state) == MANY
        assert {p.name for p in state.participants} == {f"Điểm {number}" for number in MANY}


@pytest.mark.parametrize("gone", [MANY[2], MANY[30]])
async def test_a_list_that_changes_between_its_pages_misses_nobody(gone: str) -> None:
    async with cms(*MANY) as peer, opened(peer) as mcu:
        await mcu.conference()
        peer.sim.faults.leaves_between_pages = gone
        peer.sim.faults.joins_between_pages = "2900"
        assert sorted_numbers(await mcu.conference()) == tuple(sorted({*MANY, "2900"} - {gone}))


async def test_who_vanishes_between_list_and_detail_is_not_in_and_harms_nobody() -> None:
    async with cms() as peer, opened(peer) as mcu:
        peer.sim.faults.vanishing.add(NUMBERS[1])
        assert sorted_numbers(await mcu.conference()) == (NUMBERS[0], NUMBERS[2])
        peer.sim.faults.vanishing.clear()
        assert sorted_numbers(await mcu.conference()) == NUMBERS


async def test_who_has_a_second_leg_that_is_open_is_not_called_blocked() -> None:
    clock = ManualClock()
    async with cms() as peer:
        mcu = driver(peer.ports, clock=clock)
        await mcu.open()
        await mcu.block((await who(mcu, NUMBERS[0])).id)
        assert (await who(mcu, NUMBERS[0])).is_blocked is True
        peer.sim.entry(NUMBERS[0]).second_leg = "9fea4ad1-953a-4801-b4cd-b9382c43b077"
        clock.advance(1)
        assert (await who(mcu, NUMBERS[0])).is_blocked is False
        await mcu.close()


async def test_who_is_muted_by_a_profile_is_told_so() -> None:
    async with cms() as peer, opened(peer) as mcu:
        peer.sim.faults.mutes_by_profile = True
        assert {p.is_blocked for p in (await mcu.conference()).participants} == {True}
        await mcu.unblock((await who(mcu, NUMBERS[0])).id)
        assert (await who(mcu, NUMBERS[0])).is_blocked is False
    async with cms() as peer, opened(peer) as mcu:
        peer.sim.faults.requests["GET callLegProfileTrace"] = CmsHarm.REFUSED
        assert {p.is_blocked for p in (await mcu.conference()).participants} == {None}


async def test_a_change_by_another_client_shows_within_a_few_seconds() -> None:
    clock = ManualClock()
    async with cms(*MANY) as peer, opened(peer) as other:
        mcu = driver(peer.ports, clock=clock)
        await mcu.open()
        await mcu.conference()
        await other.block((await who(other, MANY[36])).id)
        for _ in range(5):
            clock.advance(1)
            state = await mcu.conference()
        assert [p.number for p in state.participants if p.is_blocked] == [MANY[36]]
        await mcu.close()


async def test_a_poll_of_a_full_call_asks_for_few_and_one_that_reads_back_for_one() -> None:
    clock = ManualClock()
    async with cms(*MANY) as peer:
        mcu = driver(peer.ports, clock=clock)
        await mcu.open()
        await mcu.conference()
        clock.advance(1)
        before = peer.sim.asked.copy()
        await mcu.conference()
        assert (peer.sim.asked - before)["GET callLegs"] == 8
        await mcu.block((await who(mcu, MANY[0])).id)
        before = peer.sim.asked.copy()
        assert (await who(mcu, MANY[0])).is_blocked is True
        assert (peer.sim.asked - before)["GET callLegs"] == 1
        await mcu.close()


async def test_an_order_that_took_long_is_read_back_from_the_server() -> None:
    """What was read while it was under way says nothing about it."""
    clock = ManualClock()
    async with cms(*MANY) as peer, opened(peer) as other:
        mcu = driver(peer.ports, clock=clock)
        await mcu.open()
        await mcu.block((await who(mcu, MANY[36])).id)
        leg = await who(mcu, MANY[36])
        assert leg.is_blocked is True
        await other.unblock((await who(other, MANY[36])).id)
        peer.sim.faults.requests["PUT callLegs"] = CmsHarm.IGNORED
        before = peer.sim.asked["PUT callLegs"]
        ordering = asyncio.create_task(mcu.block(leg.id))
        while peer.sim.asked["PUT callLegs"] == before:
            await asyncio.sleep(0)
        clock.advance(6)
        await mcu.conference()  # asks for the longest unasked, so that this one's turn is far
        await ordering
        assert (await who(mcu, MANY[36])).is_blocked is False
        await mcu.close()


async def test_who_calls_again_has_another_leg_and_the_old_one_is_refused() -> None:
    async with cms() as peer, opened(peer) as mcu:
        leg = (await who(mcu, NUMBERS[0])).id
        peer.sim.leave(NUMBERS[0])
        peer.sim.join(NUMBERS[0])
        assert (await who(mcu, NUMBERS[0])).id != leg
        assert (await refusal_of(mcu.block(leg))).fault is ControlFault.REFUSED
        assert not peer.sim.is_blocked(NUMBERS[0])


async def test_a_call_that_rings_or_stands_is_not_placed_twice_by_a_restarted_console_either() -> None:
    async with cms() as peer, opened(peer) as mcu, opened(peer) as restarted:
        peer.sim.dialable["2999"] = ("2999", "Mới")
        peer.sim.faults.rings_s = 0.2
        await mcu.dial("2999")
        assert (await refusal_of(mcu.dial("2999"))).code == CALL_STANDS
        assert (await refusal_of(restarted.dial("2999"))).code == CALL_STANDS

        async def is_in() -> bool:
            return any(leg.dialled == "2999" for leg in (await restarted.conference()).participants)

        await come_true(is_in, "it answered and is known as dialled")
        assert (await refusal_of(restarted.dial("2999"))).code == CALL_STANDS
        assert peer.sim.asked["POST participants"] == 1


async def test_who_rings_is_not_in() -> None:
    async with cms() as peer, opened(peer) as mcu:
        peer.sim.faults.rings_s = 30
        await mcu.dial("2999")
        assert mcu.dial_waits_for("2999") == RINGS_UNTOLD
        assert sorted_numbers(await mcu.conference()) == NUMBERS
        assert (mcu.dial_failure("2999"), mcu.dial_waits_for("2999")) == ("", RINGS)


async def test_a_call_that_fails_has_no_reason_and_its_own_words() -> None:
    async with cms() as peer, opened(peer) as mcu:
        await mcu.dial("2999")

        async def is_told() -> bool:
            await mcu.conference()
            return bool(mcu.dial_failure("2999"))

        await come_true(is_told, "the call failed")
        assert mcu.dial_failure_code("2999") == ENDED


async def test_a_call_has_the_bandwidth_that_is_asked_for_in_bits() -> None:
    async with cms() as peer, opened(peer) as mcu:
        assert isinstance(mcu, MeetingServer)
        await mcu.dial_at("2999", 1920)
        await mcu.dial("2998")
        assert peer.sim.call.bandwidths == {"2999": "1920000", "2998": ""}


async def test_who_waits_in_the_lobby_is_not_in_and_is_not_called() -> None:
    async with cms() as peer, opened(peer) as mcu:
        await mcu.conference()
        await mcu.lock()
        peer.sim.join("2999", "Đến muộn")
        assert sorted_numbers(await mcu.conference()) == NUMBERS
        assert (await refusal_of(mcu.dial("2999"))).code == IN_LOBBY
        await mcu.unlock()
        assert "2999" in sorted_numbers(await mcu.conference())


async def test_who_was_called_and_waits_in_the_lobby_is_told_as_that() -> None:
    async with cms() as peer, opened(peer) as mcu:
        await mcu.conference()
        await mcu.lock()
        peer.sim.dialable["2999"] = ("2999", "Mới")
        await mcu.dial("2999")

        async def is_told() -> bool:
            await mcu.conference()
            return mcu.dial_waits_for("2999") == IN_LOBBY

        await come_true(is_told, "it waits")
        await mcu.unlock()
        await mcu.conference()
        assert mcu.dial_waits_for("2999") == ""


async def test_a_space_without_a_call_is_no_error_and_a_dial_begins_the_call() -> None:
    async with cms() as peer:
        peer.sim.clear()
        peer.sim.dialable["2999"] = ("2999", "Mới")
        mcu = peer.mcu()
        await mcu.open()
        assert await mcu.conference() == ConferenceState("giaoban", is_running=False, is_recording=False)
        assert (await refusal_of(mcu.lock())).fault is ControlFault.REFUSED
        await mcu.dial("2999")

        async def is_in() -> bool:
            return sorted_numbers(await mcu.conference()) == ("2999",)

        await come_true(is_in, "it is in")
        await mcu.close()
        other = driver(peer.ports, room="khac")
        await other.open()
        assert (await refusal_of(other.dial("2999"))).words == "coSpaceDoesNotExist"
        await other.close()


async def test_recording_is_told() -> None:
    async with cms() as peer, opened(peer) as mcu:
        assert (await mcu.conference()).is_recording is False
        peer.sim.call.is_recording = True
        assert (await mcu.conference()).is_recording is True


async def test_loss_and_jitter_are_those_of_the_worst_stream() -> None:
    async with cms() as peer, opened(peer) as mcu:
        peer.sim.entry(NUMBERS[1]).loss_percent = 3.5
        peer.sim.entry(NUMBERS[1]).jitter_ms = 41
        told = [(p.loss_percent, p.jitter_ms) for p in (await mcu.conference()).participants]
        assert told == [(0.0, 2.0), (3.5, 41.0), (0.0, 2.0)]


async def test_the_age_of_a_call_does_not_depend_on_the_servers_clock() -> None:
    clock = ManualClock()
    async with cms(clock=clock) as peer:
        peer.sim.faults.skew_s = -86_400.0
        mcu = driver(peer.ports, clock=clock)
        clock.advance(90)
        await mcu.open()
        await mcu.conference()
        clock.advance(0.5)
        assert {leg.joined_ago_s for leg in (await mcu.conference()).participants} == {90.5}
        await mcu.close()


async def test_hostile_names_are_cleaned_and_pass_for_nothing_else() -> None:
    async with cms() as peer, opened(peer) as mcu:
        smuggled = "</name><configuration><rxAudioMute>true</rxAudioMute></configuration><name>"
        for index, name in enumerate([*PAYLOADS, smuggled, "&x;", "]]>", "<!DOCTYPE a>"]):
            peer.sim.join(f"9{index:04}", "".join(c for c in name if c.isprintable() or c in "\t\n"))
        for participant in (await mcu.conference()).participants:
            assert clean(participant.name) == participant.name
            assert participant.is_blocked is False


async def test_the_password_is_in_no_log_error_or_traceback(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with cms() as peer, opened(peer) as mcu:
        said = [repr(mcu), str(vars(mcu))]
        for harm in (*FAULTS, *UNREADABLE):
            if harm in (CmsHarm.SILENT, CmsHarm.SLOW):
                continue
            peer.sim.faults.requests["GET calls"] = harm
            await mcu.open()
            try:
                await mcu.conference()
            except ControlError as error:
                said.append("".join(traceback.format_exception(error)))
        said += [str(record.__dict__) for record in caplog.records if record.name.startswith("gbdt")]
    assert PASSWORD not in "".join(said)


async def test_a_command_does_not_wait_behind_a_slow_poll() -> None:
    async with cms() as peer, opened(peer) as mcu:
        leg = (await who(mcu, NUMBERS[0])).id
        peer.sim.faults.slow_s = 0.3
        peer.sim.faults.requests["GET participants"] = CmsHarm.SLOW
        before = peer.sim.asked.copy()
        poll = asyncio.create_task(mcu.conference())

        async def has_begun() -> bool:
            return peer.sim.asked["GET calls"] > before["GET calls"]

        await come_true(has_begun, "the poll is under way")
        await mcu.block(leg)
        assert peer.sim.asked["GET participants"] == before["GET participants"], "the list still waits"
        await poll


async def test_two_calls_of_one_name_are_not_guessed_between() -> None:
    async with cms() as peer:
        peer.sim.faults.has_twin_call = True
        mcu = peer.mcu()
        await mcu.open()
        assert (await refusal_of(mcu.conference())).words == "2 calls with that name"
        await mcu.close()


async def test_nobody_listening_is_refused() -> None:
    assert (await refusal_of(driver([1]).open())).fault is ControlFault.REFUSED
