"""Whatever well-formed answers come: a state of clean texts, or an error that the link knows."""

import asyncio
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.conference.state import ConferenceState
from gbdt_console.core.pictures import Bus, PictureOrder
from gbdt_console.devices.codian.client import CodianClient, CodianFault
from gbdt_console.devices.codian.xmlrpc import Struct, Value
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers.cisco_codian import CiscoMcu

ROOM = "giaoban"
FIELDS = (
    "participants", "currentState", "panes", "enumerateID", "currentRevision", "conferenceName",
    "participantName", "participantProtocol", "participantType", "audioRxMuted", "displayName", "address",
    "ipAddress", "connectTime", "callState", "callDirection", "disconnectReason", "focusType",
    "focusParticipant", "currentLayout", "layoutSource", "index", "type", "enabled", "customLayout",
    "customLayoutEnabled", "locked", "conferenceActive", "dead", "changed", "videoRxFramesReceived",
    "status", "panesModified", "participant", "currentTime",
)  # fmt: skip
WORDS = st.one_of(
    st.sampled_from([ROOM, "1", "2", "2001", "participant", "connected", "outgoing", "conferenceCustom",
                     "family1", "default", "operation successful", "20260105T06:00:00", "sip:2001@x"]),
    st.text(max_size=20),
)  # fmt: skip
LEAVES = st.one_of(st.booleans(), st.integers(-3, 60), WORDS, st.none(), st.floats(allow_nan=False))
VALUES = st.recursive(
    LEAVES,
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), one, max_size=6),
    max_leaves=30,
)
STRUCTS = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=8)
STATES = st.fixed_dictionaries(
    {"displayName": st.text(max_size=9), "address": WORDS},
    optional={"ipAddress": WORDS, "focusType": WORDS, "layoutSource": WORDS, "connectTime": WORDS,
              "currentLayout": LEAVES, "focusParticipant": STRUCTS, "callDirection": WORDS},
)  # fmt: skip
ROWS = st.fixed_dictionaries(
    {"participantName": WORDS, "participantProtocol": WORDS, "participantType": WORDS},
    optional={
        "conferenceName": st.just(ROOM),
        "currentState": STATES | STRUCTS,
        "dead": st.booleans(),
    },
)
LISTS = st.fixed_dictionaries(
    {"participants": st.lists(ROWS, max_size=4)}, optional={"currentRevision": LEAVES, "enumerateID": LEAVES}
)
PANES = st.fixed_dictionaries(
    {"enabled": st.booleans()}, optional={"panes": st.lists(st.one_of(ROWS, STRUCTS), max_size=4)}
)
FITTING = st.fixed_dictionaries(
    {"participants": st.lists(ROWS.map(lambda row: row | {"conferenceName": ROOM}), max_size=4)},
    optional={"enabled": st.booleans(), "panes": st.lists(ROWS, max_size=4), "customLayout": LEAVES,
              "locked": st.booleans(), "videoRxFramesReceived": LEAVES},
)  # fmt: skip
"""Answers every question of a poll."""
ANSWERS = st.one_of(
    STRUCTS, LISTS, PANES, FITTING, st.builds(CodianFault, st.integers(0, 201), st.text(max_size=9))
)


class Scripted(CodianClient):
    """Gives these answers in turn, over and over, whatever is asked."""

    def __init__(self, answers: list[Struct | CodianFault]) -> None:
        self._answers = answers
        self._turn = 0

    async def ask(self, method: str, parameters: Struct) -> Struct:
        self._turn += 1
        answer = self._answers[self._turn % len(self._answers)]
        if isinstance(answer, CodianFault):
            raise answer
        return answer

    async def order(self, method: str, parameters: Struct) -> Struct:
        return await self.ask(method, parameters)

    async def close(self) -> None:
        return


def texts(value: object) -> Iterator[str]:
    """All texts in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for pair in value.items():
            yield from texts(list(pair))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


async def used(answers: list[Struct | CodianFault]) -> list[ConferenceState]:
    """The states of some polls, with every command between."""
    mcu = CiscoMcu(Scripted(answers), ManualClock(), ROOM, chair_number="2001")
    states: list[ConferenceState] = []
    commands: list[Any] = [lambda: mcu.dial("2001"), mcu.lock]
    for _ in range(4):
        try:
            await mcu.open()
            states.append(await mcu.conference())
            legs = [leg.id for leg in states[-1].participants]
            order = PictureOrder("layout2", tuple(legs[:2]))
            commands += [
                *(lambda leg=leg: mcu.block(leg) for leg in legs[:1]),
                *(lambda leg=leg: mcu.show(leg) for leg in legs[:1]),
                lambda order=order: mcu.take(dict.fromkeys(Bus, order)),
            ]
        except ControlError:
            pass
        for command in commands:
            try:
                await command()
            except ControlError:
                continue
    states_texts = [*texts(states), mcu.dial_failure("2001")]
    assert [text for text in states_texts if clean(text) != text] == []
    return states


@given(st.lists(ANSWERS, min_size=1, max_size=8) | st.lists(FITTING, min_size=1, max_size=3))
def test_any_answers_give_clean_states_or_a_known_error(answers: list[Struct | CodianFault]) -> None:
    asyncio.run(used(answers))


def test_answers_that_fit_give_states() -> None:
    state: dict[str, Value] = {"address": "2001", "audioRxMuted": False, "connectTime": "20260105T06:00:00"}
    row: dict[str, Value] = {
        "participantName": "1", "participantProtocol": "h323", "participantType": "ad_hoc",
        "conferenceName": ROOM, "currentState": state,
    }  # fmt: skip
    states = asyncio.run(used([{"participants": [row], "enabled": True, "customLayout": 2}]))
    assert [leg.number for leg in states[-1].participants] == ["2001"]
