"""Checks what every driver of an MCU owes the console, one check each.

A check of a capability that the driver does not name raises SkipTest.
"""

import asyncio
from abc import ABC
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Protocol, cast

from gbdt_console.core.conference.state import (
    ConferenceEvent,
    ConferenceEventKind,
    ConferenceState,
    ControlFault,
    Participant,
)
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.control import (
    RINGS_UNTOLD,
    BlocksMicrophones,
    Dials,
    Disconnects,
    ListsParticipants,
    LocksConference,
    ShowsParticipant,
)
from gbdt_console.driver_contract.checking import WITHIN_S, able, come_true, refusal_of


class Mcu(ListsParticipants, BlocksMicrophones, LocksConference, ShowsParticipant, Disconnects, Dials, ABC):
    """Every capability that the checks know."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What another client, with code of its own, sees: numbers, not ids."""

    numbers: frozenset[str]
    blocked: frozenset[str]
    is_locked: bool
    shown: str | None


class Peer(Protocol):
    """An MCU with a conference: a real, a simulated or a replayed one.

    numbers: are in it at first, two or more, nobody blocked, nothing locked
    dialable: what `dial` takes to call the first of `numbers`
    undialable: what the MCU queues as it does any call, and nobody is there
    pushes: the MCU sends events; else only a poll tells what changed, and that the MCU is lost
    """

    numbers: tuple[str, ...]
    dialable: str
    undialable: str
    pushes: bool

    def mcu(self) -> ListsParticipants:
        """Build the driver, not yet open."""
        ...

    def stranger(self) -> ListsParticipants:
        """Build the driver with the wrong secret 'wrong'."""
        ...

    async def seen(self) -> Seen: ...

    async def join(self, number: str) -> None: ...

    async def cut(self) -> None:
        """End every connection of ours."""
        ...

    async def lose(self) -> None:
        """End every connection, and let none begin where a lost one is opened anew."""
        ...


Check = Callable[[Peer], Awaitable[None]]


@asynccontextmanager
async def opened(peer: Peer, *needed: type) -> AsyncIterator[Mcu]:
    mcu = cast("Mcu", able(peer.mcu(), *needed))
    await mcu.open()
    try:
        yield mcu
    finally:
        await mcu.close()


async def who(mcu: ListsParticipants, number: str) -> Participant:
    state = await mcu.conference()
    found = next((p for p in state.participants if p.number == number), None)
    assert found is not None, f"{number} is not in {state}"
    return found


class Listener:
    """Collects what a driver pushes from its making on. `pushes` is the peer's."""

    def __init__(self, mcu: ListsParticipants, *, pushes: bool = True) -> None:
        self.heard: list[ConferenceEvent] = []
        self._pushes = pushes
        self._task = asyncio.create_task(self._collect(mcu))

    async def _collect(self, mcu: ListsParticipants) -> None:
        async for event in mcu.events():
            self.heard.append(event)

    async def hears(self, kind: ConferenceEventKind, participant: str = "") -> None:
        if not self._pushes:
            assert self.heard == []
            return

        async def is_heard() -> bool:
            return any(e.kind is kind and participant in ("", e.participant) for e in self.heard)

        await come_true(is_heard, f"{kind} of {participant or 'somebody'} is heard, only {self.heard}")

    async def ends(self) -> None:
        async with asyncio.timeout(WITHIN_S):
            await self._task

    async def stop(self) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task


async def everybody_is_listed_once_by_number(peer: Peer) -> None:
    async with opened(peer) as mcu:
        state = await mcu.conference()
    assert state.is_running
    assert sorted(p.number for p in state.participants) == sorted(peer.numbers)
    assert len({p.id for p in state.participants}) == len(peer.numbers)
    if isinstance(mcu, BlocksMicrophones):
        assert {p.is_blocked for p in state.participants} == {False}
    if isinstance(mcu, LocksConference):
        assert state.is_locked is not None


async def a_block_is_accepted_and_told(peer: Peer) -> None:
    async with opened(peer, BlocksMicrophones) as mcu:
        one = await who(mcu, peer.numbers[0])
        listener = Listener(mcu, pushes=peer.pushes)
        await mcu.block(one.id)
        await listener.hears(ConferenceEventKind.BLOCKED, one.id)
        if not peer.pushes:
            assert (await who(mcu, one.number)).is_blocked is True
        await mcu.unblock(one.id)
        await listener.hears(ConferenceEventKind.UNBLOCKED, one.id)
        if not peer.pushes:
            assert (await who(mcu, one.number)).is_blocked is False
        await listener.stop()


async def nobody_is_blocked_in_another_s_place(peer: Peer) -> None:
    async with opened(peer, BlocksMicrophones) as mcu:
        for nobody in ("PJSIP/none", "", "all", "participants", "x\r\nAction: Logoff"):
            error = await refusal_of(mcu.block(nobody))
            assert error.fault in (ControlFault.REFUSED, ControlFault.MALFORMED), nobody
        assert {p.is_blocked for p in (await mcu.conference()).participants} == {False}


async def the_picture_is_chosen_and_told(peer: Peer) -> None:
    """Of a site that is not shown yet: an MCU tells changes alone, and an earlier talker may be shown."""
    async with opened(peer, ShowsParticipant) as mcu:
        state = await mcu.conference()
        known = [p for number in peer.numbers for p in state.participants if p.number == number]
        one = next(p for p in known if p.id != state.shown)
        listener = Listener(mcu, pushes=peer.pushes)
        await mcu.show(one.id)
        await listener.hears(ConferenceEventKind.SHOWN)
        if not peer.pushes:
            assert (await mcu.conference()).shown == one.id
        await listener.stop()


async def who_is_hung_up_is_told(peer: Peer) -> None:
    async with opened(peer, Disconnects) as mcu:
        one = await who(mcu, peer.numbers[-1])
        listener = Listener(mcu, pushes=peer.pushes)
        await mcu.disconnect(one.id)
        await listener.hears(ConferenceEventKind.LEFT, one.id)
        if not peer.pushes:
            assert (await mcu.conference()).participant(one.id) is None
        await listener.stop()


async def a_wrong_secret_is_called_so_and_not_shown(peer: Peer) -> None:
    stranger = peer.stranger()
    error = await refusal_of(stranger.open())
    assert error.fault is ControlFault.CREDENTIALS
    assert "wrong" not in f"{error!r} {error} {stranger!r} {getattr(stranger, '__dict__', '')}"
    assert (await refusal_of(stranger.conference())).fault is ControlFault.CLOSED
    await stranger.close()


async def a_lost_connection_is_said_and_leaves_nothing_behind(peer: Peer) -> None:
    before = asyncio.all_tasks()
    mcu = peer.mcu()
    await mcu.open()
    listener = Listener(mcu, pushes=peer.pushes)
    await mcu.conference()
    await peer.lose()
    if not peer.pushes:
        assert (await refusal_of(mcu.conference())).fault in (ControlFault.CLOSED, ControlFault.REFUSED)
    await listener.ends()
    assert (await refusal_of(mcu.conference())).fault is ControlFault.CLOSED
    if isinstance(mcu, BlocksMicrophones):
        assert (await refusal_of(mcu.block("PJSIP/x"))).fault is ControlFault.CLOSED

    async def only_ours() -> bool:
        return asyncio.all_tasks() <= before

    await come_true(only_ours, "no task of the driver is left")
    await mcu.close()
    await mcu.close()


async def questions_may_overlap(peer: Peer) -> None:
    async with opened(peer) as mcu:
        states = await asyncio.gather(*(mcu.conference() for _ in range(8)))
        assert {sorted_numbers(state) for state in states} == {tuple(sorted(peer.numbers))}


def sorted_numbers(state: ConferenceState) -> tuple[str, ...]:
    return tuple(sorted(participant.number for participant in state.participants))


async def what_is_blocked_is_so_for_another_client(peer: Peer) -> None:
    async with opened(peer, BlocksMicrophones) as mcu:
        first, second = peer.numbers[:2]
        await mcu.block((await who(mcu, first)).id)
        assert (await peer.seen()).blocked == {first}
        assert [(await who(mcu, n)).is_blocked for n in (first, second)] == [True, False]
        await mcu.block((await who(mcu, first)).id)
        await mcu.block((await who(mcu, second)).id)
        await mcu.unblock((await who(mcu, first)).id)
        assert (await peer.seen()).blocked == {second}
        assert [(await who(mcu, n)).is_blocked for n in (first, second)] == [False, True]


async def what_is_shown_is_so_for_another_client(peer: Peer) -> None:
    async with opened(peer, ShowsParticipant) as mcu:
        for number in peer.numbers[:2]:
            one = await who(mcu, number)
            await mcu.show(one.id)
            assert (await peer.seen()).shown == number
            assert (await mcu.conference()).shown == one.id


async def who_was_shown_and_left_is_shown_no_more(peer: Peer) -> None:
    async with opened(peer, ShowsParticipant, Disconnects) as mcu:
        one = await who(mcu, peer.numbers[0])
        await mcu.show(one.id)
        await mcu.disconnect(one.id)

        async def is_gone() -> bool:
            return (await mcu.conference()).participant(one.id) is None

        await come_true(is_gone, "it left")
        assert (await mcu.conference()).shown != one.id


async def a_new_connection_shows_what_is_true(peer: Peer) -> None:
    first, second = peer.numbers[:2]
    mcu = cast("Mcu", able(peer.mcu(), ShowsParticipant))
    await mcu.open()
    await mcu.show((await who(mcu, first)).id)
    assert (await mcu.conference()).shown == (await who(mcu, first)).id
    await peer.cut()
    async with opened(peer, ShowsParticipant) as other:
        await other.show((await who(other, second)).id)
    await mcu.open()
    state = await mcu.conference()
    assert state.shown in (None, (await who(mcu, second)).id)
    await mcu.close()


async def a_locked_conference_lets_nobody_in(peer: Peer) -> None:
    gone = peer.numbers[-1]
    async with opened(peer, LocksConference, Disconnects) as mcu:
        await mcu.disconnect((await who(mcu, gone)).id)
        await mcu.lock()
        assert (await peer.seen()).is_locked
        assert (await mcu.conference()).is_locked is True
        await peer.join(gone)
        assert gone not in (await peer.seen()).numbers
        await mcu.unlock()
        assert (await mcu.conference()).is_locked is False


async def who_is_hung_up_is_gone_and_may_come_again(peer: Peer) -> None:
    gone = peer.numbers[-1]
    async with opened(peer, Disconnects) as mcu:
        listener = Listener(mcu, pushes=peer.pushes)
        leg = (await who(mcu, gone)).id
        await mcu.disconnect(leg)

        async def is_away() -> bool:
            return gone not in (await peer.seen()).numbers and not (await mcu.conference()).participant(leg)

        await come_true(is_away, "it left")
        await peer.join(gone)

        async def is_back() -> bool:
            return gone in sorted_numbers(await mcu.conference())

        await come_true(is_back, "it is back")
        again = await who(mcu, gone)
        assert again.id != leg
        await listener.hears(ConferenceEventKind.JOINED, again.id)
        await listener.stop()


async def who_is_dialled_joins_under_his_number(peer: Peer) -> None:
    number = peer.numbers[0]
    async with opened(peer, Dials, Disconnects) as mcu:
        await mcu.disconnect((await who(mcu, number)).id)

        async def is_away() -> bool:
            return number not in sorted_numbers(await mcu.conference())

        await come_true(is_away, "it left")
        await mcu.dial(peer.dialable)

        async def is_in() -> bool:
            is_listed = number in sorted_numbers(await mcu.conference())
            return is_listed and mcu.dial_waits_for(peer.dialable) in ("", RINGS_UNTOLD)

        await come_true(is_in, "it was called in, and its call waits for nothing more")
        assert number in (await peer.seen()).numbers
        assert (await refusal_of(mcu.dial(""))).fault is ControlFault.REFUSED


async def a_call_that_fails_is_told_in_the_mcu_s_words(peer: Peer) -> None:
    async with opened(peer, Dials) as mcu:
        assert mcu.dial_failure(peer.undialable) == ""
        await mcu.dial(peer.undialable)

        async def is_told() -> bool:
            if not peer.pushes:
                await mcu.conference()
            return bool(mcu.dial_failure(peer.undialable))

        await come_true(is_told, "the call failed")
        assert mcu.dial_waits_for(peer.undialable) in ("", RINGS_UNTOLD), "it waits for nothing"
        assert mcu.dial_failure(peer.dialable) == ""


ANY_PEER: tuple[Check, ...] = (
    everybody_is_listed_once_by_number,
    a_block_is_accepted_and_told,
    nobody_is_blocked_in_another_s_place,
    the_picture_is_chosen_and_told,
    who_is_hung_up_is_told,
    a_wrong_secret_is_called_so_and_not_shown,
    a_lost_connection_is_said_and_leaves_nothing_behind,
    questions_may_overlap,
)
LIVING_PEER: tuple[Check, ...] = (
    what_is_blocked_is_so_for_another_client,
    what_is_shown_is_so_for_another_client,
    who_was_shown_and_left_is_shown_no_more,
    a_new_connection_shows_what_is_true,
    a_locked_conference_lets_nobody_in,
    who_is_hung_up_is_gone_and_may_come_again,
    who_is_dialled_joins_under_his_number,
    a_call_that_fails_is_told_in_the_mcu_s_words,
)
"""These need a peer that changes by what is done to it; a replay does not."""

CHECKS = ANY_PEER + LIVING_PEER
