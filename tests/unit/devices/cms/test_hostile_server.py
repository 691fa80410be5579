"""Whatever answers come: a state of clean texts, or an error that the link knows, and no path from an id."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.conference.state import ConferenceState
from gbdt_console.core.pictures import Bus, PictureOrder
from gbdt_console.core.secret import Secret
from gbdt_console.devices.cms.client import CmsClient, CmsLogin
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers.cisco_meeting_server import MeetingServer
from gbdt_console.devices.transports.http import HttpAnswer, HttpPlace

ROOM = "giaoban"
IDS = ("527089d6-6581-4331-8417-971c05c9e274", "dbe60866", "../../system", "", "a b")
TAGS = (
    "name", "call", "coSpace", "callBridge", "uri", "originalUri", "remoteParty", "configuration",
    "importance", "status", "state", "rxAudioMute", "layout", "deactivated", "durationSeconds", "rxAudio",
    "rxVideo", "jitter", "packetLossPercentage", "direction", "type", "locked", "recording", "profile",
    "panePlacementHighestImportance", "callLegProfile",
)  # fmt: skip
ROOTS = {
    "system": ("status",), "calls": ("calls", "call"), "participants": ("participants", "participant"),
    "callLegs": ("callLegs", "callLeg"), "callLegProfileTrace": ("callLegProfileTrace",),
    "coSpaces": ("coSpaces",),
}  # fmt: skip
WORDS = (ROOM, "true", "false", "connected", "speakerOnly", "2001@x", "1", "-1", "9e99", "outgoing")
TEXTS = st.sampled_from(WORDS) | st.text(max_size=9)
NODES = st.recursive(
    st.tuples(st.sampled_from(TAGS), TEXTS),
    lambda one: st.tuples(st.sampled_from(TAGS), st.lists(one, max_size=5)),
    max_leaves=12,
)
BODIES = st.tuples(st.sampled_from(IDS), st.lists(NODES, max_size=8), st.integers(0, 3), st.sampled_from(IDS))
STATUSES = st.sampled_from([200, 200, 200, 200, 400, 403, 404, 500])


class Scripted:
    """In place of the connections: documents of fitting kinds with any content."""

    def __init__(self, answers: list[tuple[int, Any]]) -> None:
        self.answers = answers
        self.paths: list[str] = []

    async def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes, *, may_repeat: bool
    ) -> HttpAnswer:
        self.paths.append(path.partition("?")[0])
        status, (key, nodes, total, row) = self.answers[len(self.paths) % len(self.answers)]
        parts = self.paths[-1].removeprefix("/api/v1/").split("/")
        kind = next((part for part in reversed(parts) if part in ROOTS), "system")
        root = ROOTS[kind]
        is_list = parts[-1] == kind and len(root) > 1
        tree = ElementTree.Element(root[0] if is_list or len(root) == 1 else root[1], {"id": key})
        if is_list:
            tree.set("total", str(total))
            tree.extend([_node((root[1], nodes), row if n else key) for n in range(total)])
        else:
            tree.set("id", parts[-1])
            tree.extend([_node(node, "") for node in nodes])
        if kind == "system":
            tree.append(ElementTree.Element("softwareVersion"))
        return HttpAnswer(status, ElementTree.tostring(tree, "utf-8"), {"location": f"/api/v1/x/{key}"})

    async def close(self) -> None:
        return


def _node(node: Any, key: str) -> ElementTree.Element:
    tag, content = node
    element = ElementTree.Element(tag, {"id": key} if key else {})
    if isinstance(content, str):
        element.text = "".join(c for c in content if c.isprintable())
    else:
        element.extend([_node(one, "") for one in content])
    return element


def texts(value: object) -> Iterator[str]:
    """All texts in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple | frozenset):
        for one in value.items() if isinstance(value, dict) else value:
            yield from texts(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


async def used(answers: list[tuple[int, Any]]) -> tuple[list[ConferenceState], list[str]]:
    """The states of some polls, with every command between, and the paths that were asked for."""
    script, asked = Scripted(answers), CmsClient(HttpPlace("", 0, None), CmsLogin("", Secret("")))
    asked._questions = asked._commands = script  # type: ignore[assignment]
    mcu = MeetingServer((asked,), ManualClock(), ROOM, chair_number="2001")
    states: list[ConferenceState] = []
    for _ in range(2):
        commands: list[Any] = [lambda: mcu.dial("2001"), mcu.lock]
        try:
            await mcu.open()
            states.append(await mcu.conference())
            legs = [leg.id for leg in states[-1].participants][:2]
            commands += [lambda leg=leg: mcu.block(leg) for leg in legs]
            commands += [lambda leg=leg: mcu.show(leg) for leg in legs]
            order = PictureOrder("onePlusFive", tuple(legs))
            commands.append(lambda order=order: mcu.take({Bus.BRANCHES: order, Bus.CHAIR: order}))
        except ControlError:
            pass
        for command in commands:
            try:
                await command()
            except ControlError:
                continue
    return states, script.paths


@given(answers=st.lists(st.tuples(STATUSES, BODIES), min_size=1, max_size=6))
def test_any_answers(answers: list[tuple[int, Any]]) -> None:
    states, paths = asyncio.run(used(answers))
    for state in states:
        assert all(clean(text) == text for text in texts(state))
    assert all(re.fullmatch(r"/api/v1/[A-Za-z0-9/*-]+", path) and "//" not in path for path in paths)


def test_answers_that_fit_give_states() -> None:
    said = [
        ("name", ROOM), ("uri", "sip:2001@x"),
        ("configuration", [("importance", "5"), ("rxAudioMute", "true")]),
        ("status", [("state", "connected"), ("layout", "speakerOnly")]),
    ]  # fmt: skip
    states, _ = asyncio.run(used([(200, (IDS[0], said, 1, IDS[0]))]))
    (leg,) = states[-1].participants
    assert (leg.number, leg.is_blocked, leg.is_chair, states[-1].shown) == ("2001", True, True, IDS[0])
