"""The driver of a Codian against a simulated one that misbehaves on demand."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable

import pytest

from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.conference.state import ConferenceState, ControlFault, HungUpBy
from gbdt_console.core.pictures import Bus, PictureOrder
from gbdt_console.devices.control import (
    CALL_STANDS,
    NO_REPLY,
    NOT_REGISTERED,
    RINGS,
    RINGS_UNTOLD,
    ControlError,
    DialsAtBandwidth,
)
from gbdt_console.devices.drivers.cisco_codian import CiscoMcu
from gbdt_console.devices.transports import http
from gbdt_console.driver_contract.checking import come_true, refusal_of
from gbdt_console.driver_contract.mcu import opened, sorted_numbers, who
from gbdt_console.simulator.codian.faults import CodianFault
from tests.support.conference.simulated_codian import NUMBERS, PASSWORD, codian, driver
from tests.support.screens.hostile_texts import PAYLOADS

MANY = tuple(f"2{place:03}" for place in range(1, 38))
QUESTIONS = ("conference.status", "participant.enumerate", "conference.paneplacement.query")
COMMANDS: dict[str, Callable[[CiscoMcu, str], Awaitable[None]]] = {
    "participant.modify": lambda mcu, leg: mcu.block(leg),
    "conference.modify": lambda mcu, leg: mcu.lock(),
    "participant.disconnect": lambda mcu, leg: mcu.disconnect(leg),
    "participant.add": lambda mcu, leg: mcu.dial("2999"),
    "conference.paneplacement.modify": lambda mcu, leg: mcu.take(
        {Bus.BRANCHES: PictureOrder("layout1", (leg,))}
    ),
}
FAULTS = {
    CodianFault.REFUSED: ControlFault.REFUSED,
    CodianFault.DENIED: ControlFault.DENIED,
    CodianFault.SILENT: ControlFault.SILENT,
    CodianFault.SLOW: ControlFault.SILENT,
    CodianFault.TRUNCATED: ControlFault.CLOSED,
    CodianFault.DROPPED: ControlFault.CLOSED,
    CodianFault.NOT_XML: ControlFault.MALFORMED,
    CodianFault.BOMB: ControlFault.MALFORMED,
    CodianFault.OVERSIZED: ControlFault.MALFORMED,
}


async def test_whose_packets_are_lost_is_told_and_told_again_once_it_is_over() -> None:
    async with codian() as peer, opened(peer) as mcu:
        for losing in (set[str](), {NUMBERS[1]}, set[str]()):
            peer.sim.faults.losing = losing
            legs = (await mcu.conference()).participants
            assert {leg.number: leg.loses_much for leg in legs} == {n: n in losing for n in NUMBERS}


@pytest.mark.parametrize("harm", list(FAULTS))
@pytest.mark.parametrize("method", [*QUESTIONS, *COMMANDS])
async def test_each_harm_has_its_name_and_does_no_more(
    method: str, harm: CodianFault, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with codian() as peer, opened(peer) as mcu:
        assert isinstance(mcu, CiscoMcu)
        leg = (await who(mcu, NUMBERS[0])).id
        if FAULTS[harm] is ControlFault.SILENT:
            monkeypatch.setattr(http, "ANSWER_S", 0.05)
        peer.sim.faults.slow_s = 30
        peer.sim.faults.methods[method] = harm
        before = peer.sim.asked[method]
        asking = COMMANDS[method](mcu, leg) if method in COMMANDS else mcu.conference()
        assert (await refusal_of(asking)).fault is FAULTS[harm]
        if method in COMMANDS:
            assert peer.sim.asked[method] - before <= 1, "no command is repeated"
        peer.sim.faults.methods.clear()
        monkeypatch.setattr(http, "ANSWER_S", 10)
        await mcu.open()
        assert sorted_numbers(await mcu.conference()) == tuple(sorted(peer.sim.numbers()))


@pytest.mark.parametrize("method", [*QUESTIONS, *COMMANDS, "device.query", "participant.diagnostics"])
async def test_values_of_wrong_types_are_unknown_or_malformed(method: str) -> None:
    async with codian() as peer, opened(peer) as mcu:
        assert isinstance(mcu, CiscoMcu)
        leg = (await who(mcu, NUMBERS[0])).id
        await mcu.take({Bus.BRANCHES: PictureOrder("layout2", (leg,))})
        peer.sim.faults.methods[method] = CodianFault.WRONG
        command = COMMANDS.get(method, COMMANDS["participant.modify"])
        for asking in (mcu.open, mcu.conference, lambda: command(mcu, leg)):
            try:
                found = await asking()
            except ControlError as error:
                found = error.fault
            assert found in (None, ControlFault.MALFORMED, ControlFault.REFUSED) or isinstance(
                found, ConferenceState
            )


async def test_a_question_survives_one_lost_connection() -> None:
    async with codian() as peer, opened(peer) as mcu:
        await mcu.conference()
        peer.sim.drop_connections()
        assert sorted_numbers(await mcu.conference()) == NUMBERS


async def test_accepted_is_not_done() -> None:
    async with codian() as peer, opened(peer) as mcu:
        assert isinstance(mcu, CiscoMcu)
        leg = (await who(mcu, NUMBERS[0])).id
        peer.sim.faults.methods = dict.fromkeys(COMMANDS, CodianFault.IGNORED)
        peer.sim.dialable["2999"] = ("2999", "")
        before = await mcu.conference()
        for command in COMMANDS.values():
            await command(mcu, leg)
        after = await mcu.conference()
        assert [(p.id, p.is_blocked) for p in after.participants] == [
            (p.id, p.is_blocked) for p in before.participants
        ]
        assert (after.is_locked, after.shown) == (before.is_locked, before.shown) == (False, None)


async def test_a_list_of_several_pages_is_whole_and_the_second_costs_its_changes_only() -> None:
    async with codian(*MANY) as peer, opened(peer) as mcu:
        first = await mcu.conference()
        assert sorted_numbers(first) == MANY
        await mcu.block(first.participants[30].id)
        peer.sim.join("2900")
        peer.sim.leave(MANY[4])
        second = await mcu.conference()
        assert sorted_numbers(second) == tuple(sorted({*MANY, "2900"} - {MANY[4]}))
        assert [p.number for p in second.participants if p.is_blocked] == [MANY[30]]
        assert {p.name for p in second.participants if p.number in MANY} == {
            f"Điểm {number}" for number in MANY if number != MANY[4]
        }


async def test_removed_records_that_the_mcu_names_all_the_same_are_not_there() -> None:
    async with codian() as peer, opened(peer) as mcu:
        peer.sim.faults.names_dead = True
        await mcu.conference()
        peer.sim.leave(NUMBERS[0])
        assert sorted_numbers(await mcu.conference()) == NUMBERS[1:]


async def test_a_record_called_unchanged_that_is_not_known_is_asked_for_again() -> None:
    async with codian() as peer, opened(peer) as mcu:
        assert isinstance(mcu, CiscoMcu)
        await mcu.conference()
        mcu._list._known.clear()
        assert sorted_numbers(await mcu.conference()) == NUMBERS


@pytest.mark.parametrize("endpoint", ["", "Sa Pa"])
async def test_who_calls_again_has_another_leg_and_the_old_one_is_refused(endpoint: str) -> None:
    """An endpoint that the MCU has configured keeps its name there."""
    clock = ManualClock()
    async with codian(clock=clock) as peer:
        if endpoint:
            peer.sim.endpoints["2999"] = endpoint
        peer.sim.join("2999")
        mcu = driver(peer.port, clock=clock)
        await mcu.open()
        leg = (await who(mcu, "2999")).id
        assert endpoint in leg
        peer.sim.leave("2999")
        clock.advance(5)
        peer.sim.join("2999")
        assert (await who(mcu, "2999")).id != leg
        assert (await refusal_of(mcu.block(leg))).fault is ControlFault.REFUSED
        assert not peer.sim.is_blocked("2999")
        await mcu.close()


async def test_a_call_that_rings_or_stands_is_not_placed_twice_by_a_restarted_console_either() -> None:
    async with codian() as peer, opened(peer) as mcu, opened(peer) as restarted:
        peer.sim.dialable["2999"] = ("2999", "Mới")
        peer.sim.faults.rings_s = 0.2
        await mcu.dial("2999")
        assert (await refusal_of(mcu.dial("2999"))).code == CALL_STANDS
        assert (await refusal_of(restarted.dial("2999"))).code == CALL_STANDS
        assert (mcu.dial_waits_for("2999"), restarted.dial_waits_for("2999")) == (RINGS_UNTOLD, "")
        await mcu.conference()
        assert mcu.dial_waits_for("2999") == RINGS

        async def is_in() -> bool:
            return any(leg.dialled == "2999" for leg in (await restarted.conference()).participants)

        await come_true(is_in, "it answered and is known as dialled")
        assert (await refusal_of(restarted.dial("2999"))).code == CALL_STANDS
        assert peer.sim.asked["participant.add"] == 1


async def test_a_call_has_the_bandwidth_that_is_asked_for() -> None:
    async with codian() as peer, opened(peer) as mcu:
        assert isinstance(mcu, DialsAtBandwidth)
        await mcu.dial_at("2999", 1920)
        await mcu.dial("2998")
        assert peer.sim.bit_rates == {"2999": (1920, 1920), "2998": (0, 0)}


async def test_how_a_called_site_left_is_told_and_of_a_caller_nothing() -> None:
    async with codian() as peer, opened(peer) as mcu, opened(peer) as other:
        called = ("2991", "2992", "2993")
        for number in called:
            peer.sim.dialable[number] = (number, "")
            await other.dial(number)

        async def are_in() -> bool:
            return set(called) <= set(sorted_numbers(await mcu.conference()))

        await come_true(are_in, "they answered")
        legs = {number: (await who(mcu, number)).id for number in (*called, NUMBERS[0])}
        peer.sim.leave("2991")
        peer.sim.leave("2992", is_lost=True)
        peer.sim.leave(NUMBERS[0])
        await other.conference()
        await other.disconnect(legs["2993"])
        assert dict((await mcu.conference()).ended) == {
            legs["2991"]: HungUpBy.SITE,
            legs["2992"]: HungUpBy.LOST,
            legs["2993"]: HungUpBy.MCU,
        }


@pytest.mark.parametrize(("reason", "code"), [("busy", ""), ("noAnswer", NO_REPLY), ("", NOT_REGISTERED)])
async def test_a_call_that_fails_is_told_by_the_mcus_reason(reason: str, code: str) -> None:
    async with codian() as peer, opened(peer) as mcu:
        if reason:
            peer.sim.faults.dials["2999"] = reason
        await mcu.dial("2999")

        async def is_told() -> bool:
            await mcu.conference()
            return bool(mcu.dial_failure("2999"))

        await come_true(is_told, "the call failed")
        assert mcu.dial_failure("2999") == (reason or "noGatekeeperForDN")
        assert mcu.dial_failure_code("2999") == code


async def test_a_conference_that_the_mcu_does_not_have_is_no_error() -> None:
    async with codian() as peer:
        mcu = driver(peer.port, room="khac")
        await mcu.open()
        assert await mcu.conference() == ConferenceState("khac", is_running=False)
        assert (await refusal_of(mcu.lock())).words == "no such conference or auto attendant"
        await mcu.close()


async def test_the_age_of_a_call_is_by_the_mcus_own_clock() -> None:
    clock = ManualClock()
    async with codian(clock=clock) as peer:
        mcu = driver(peer.port, clock=clock)
        clock.advance(90)
        await mcu.open()
        clock.advance(30)
        assert {leg.joined_ago_s for leg in (await mcu.conference()).participants} == {120.0}
        await mcu.close()


async def test_hostile_names_are_cleaned_and_pass_for_nothing_else() -> None:
    async with codian() as peer, opened(peer) as mcu:
        smuggled = "x</string></value></member><member><name>audioRxMuted</name><value><boolean>1</boolean>"
        for index, name in enumerate([*PAYLOADS, smuggled, "&x;", "]]>", "<!DOCTYPE a>"]):
            peer.sim.join(f"9{index:04}", "".join(c for c in name if c.isprintable() or c in "\t\n"))
        for participant in (await mcu.conference()).participants:
            assert clean(participant.name) == participant.name
            assert clean(participant.id) == participant.id
            assert participant.is_blocked is False


async def test_the_password_is_in_no_log_error_or_traceback(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with codian() as peer, opened(peer) as mcu:
        said = [repr(mcu), str(vars(mcu))]
        for harm in FAULTS:
            if harm in (CodianFault.SILENT, CodianFault.SLOW):
                continue
            peer.sim.faults.methods["conference.status"] = harm
            await mcu.open()
            try:
                await mcu.conference()
            except ControlError as error:
                said.append("".join(traceback.format_exception(error)))
        said += [str(record.__dict__) for record in caplog.records if record.name.startswith("gbdt")]
    assert PASSWORD not in "".join(said)


async def test_an_address_beyond_a_gateway_may_be_long_and_come_back_cut() -> None:
    address = "sip:02140002999@cong-thoai.laocai.example"
    async with codian() as peer, opened(peer) as mcu:
        peer.sim.faults.cuts_texts = True
        peer.sim.dialable[address] = ("2999", "Mới")
        await mcu.dial(address)

        async def is_in() -> bool:
            return any(leg.dialled == address for leg in (await mcu.conference()).participants)

        await come_true(is_in, "it answered under the number that was dialled")
        assert (await refusal_of(mcu.dial(address))).code == CALL_STANDS


async def test_a_text_that_the_mcu_would_cut_is_refused_before_it_is_sent() -> None:
    async with codian() as peer, opened(peer) as mcu:
        assert (await refusal_of(mcu.dial("2" * 64))).fault is ControlFault.REFUSED
        long = driver(peer.port, room="h" * 32)
        await long.open()
        assert (await refusal_of(long.conference())).fault is ControlFault.REFUSED
        await long.close()


async def test_a_command_does_not_wait_behind_a_slow_poll() -> None:
    async with codian() as peer, opened(peer) as mcu:
        leg = (await who(mcu, NUMBERS[0])).id
        peer.sim.faults.slow_s = 0.3
        peer.sim.faults.methods["participant.enumerate"] = CodianFault.SLOW
        before = peer.sim.asked.copy()
        poll = asyncio.create_task(mcu.conference())

        async def has_begun() -> bool:
            return peer.sim.asked["conference.status"] > before["conference.status"]

        await come_true(has_begun, "the poll is under way")
        await mcu.block(leg)
        assert peer.sim.asked["participant.enumerate"] == before["participant.enumerate"], (
            "the list still waits"
        )
        await poll


async def test_nobody_listening_is_refused() -> None:
    assert (await refusal_of(driver(1).open())).fault is ControlFault.REFUSED
