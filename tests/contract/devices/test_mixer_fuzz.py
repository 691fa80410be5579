"""Nothing that a mixer may say breaks the driver: it ends with a reason, or reports sound pictures."""

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import pytest

from gbdt_console.core.clean_text import clean
from gbdt_console.core.pictures import Bus, FrameState, PictureOrder
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.obs import client
from tests.support.mixer.mixer_contract import driver
from tests.support.mixer.office import BACHA, FULL, SPLIT
from tests.support.mixer.simulated_mixer import SimulatedPeer, simulated_peer
from tests.support.mixer.studio import server as obs_server
from tests.support.mixer.studio.websocket import TEXT, frame

pytestmark = pytest.mark.real

TRIALS = 60
WITHIN_S = 0.15
SPOILT = 0.08
"""Part of the messages; a trial has eleven."""
ODD: tuple[Any, ...] = (
    None, True, False, -1, 0, 10**400, 1e308, "", "x" * 5_000, "\x1b[2J\u202e", [], {}, [[]], {"a": 1},
    "Toàn màn hình", "OBS_BOUNDS_NONE",
)  # fmt: skip
Spoil = Callable[[str, Random], bytes]


def odd_values(text: str, random: Random) -> bytes:
    """Exchange one to three values of the message for others."""
    message = json.loads(text)
    for _ in range(random.randint(1, 3)):
        _exchange(message, random)
    return frame(TEXT, json.dumps(message).encode())


def odd_bytes(text: str, random: Random) -> bytes:
    """Change some bytes on the wire, the frame's head too."""
    data = bytearray(frame(TEXT, text.encode()))
    for _ in range(random.randint(1, 4)):
        data[random.randrange(min(len(data), random.choice((4, len(data)))))] = random.randrange(256)
    return bytes(data)


def cut(text: str, random: Random) -> bytes:
    """Leave out the end, or put something else there."""
    data = frame(TEXT, text.encode())
    return data[: random.randrange(len(data))] + random.randbytes(random.randrange(9))


@pytest.mark.parametrize("spoil", [odd_values, odd_bytes, cut], ids=lambda spoil: spoil.__name__)
async def test_no_answer_breaks_the_driver(spoil: Spoil, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ANSWER_S", WITHIN_S)
    monkeypatch.setattr(client, "HELLO_S", WITHIN_S)
    random, ends = Random(7), {"sound": 0, "refused": 0}
    async with simulated_peer() as peer:
        _spoil_some(peer, spoil, random, monkeypatch)
        for _ in range(TRIALS):
            ends[await _trial(peer, random.choice((FULL, SPLIT)))] += 1
    assert min(ends.values()) > TRIALS / 10, ends


async def _trial(peer: SimulatedPeer, layout: str) -> str:
    """Connect, look, take and look again; tell how it ended."""
    mixer, refusal = driver(peer), None
    try:
        await mixer.open()
        _check_sound(await mixer.frame())
        await mixer.take({Bus.BRANCHES: PictureOrder(layout, (BACHA,))})
        _check_sound(await mixer.frame())
    except ControlError as error:
        refusal = error
    finally:
        await mixer.close()
    assert refusal is None or clean(refusal.words) == refusal.words
    return "sound" if refusal is None else "refused"


def _spoil_some(peer: SimulatedPeer, spoil: Spoil, random: Random, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spoil some messages of that mixer."""
    real = obs_server.WebSocket.send

    def send(socket: obs_server.WebSocket, text: str) -> None:
        if random.random() < SPOILT:
            socket.write(spoil(text, random))
        else:
            real(socket, text)

    monkeypatch.setattr(obs_server.WebSocket, "send", send)


def _exchange(value: Any, random: Random) -> None:
    """Exchange one value somewhere inside."""
    while value:
        key = random.choice(list(value) if isinstance(value, Mapping) else range(len(value)))
        if not isinstance(value[key], dict | list) or not value[key] or random.random() < 0.15:
            value[key] = random.choice(ODD)
            return
        value = value[key]


def _check_sound(state: FrameState) -> None:
    for layout in state.layouts:
        assert clean(layout.id) == layout.id
        for box in layout.boxes:
            assert min(box.x, box.y) >= 0
            assert max(box.x + box.width, box.y + box.height) <= 1 + 1e-9
    for picture in (*state.programs.values(), *state.previews.values()):
        layout_ = state.layout(picture.layout)
        assert layout_ is not None
        assert len(layout_.boxes) == len(picture.panes)
        assert all(clean(pane.source) == pane.source for pane in picture.panes)
