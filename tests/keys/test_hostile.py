"""Texts that steer terminals, through a pty: no byte comes out that a clean network lacks."""

import codecs
import re
import signal
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from gbdt_console.core.clean_text import clean
from tests.support.screens.hostile_texts import CODEPOINTS, MARKUP, PAYLOADS
from tests.support.screens.visit import visit
from tests.support.terminal.pty_terminal import Terminal

pytestmark = pytest.mark.real

SEQUENCE = re.compile(r"\x1b(?:\[([0-9;:?<>=!$]*)([ -/]*[@-~])|(.))", re.DOTALL)
BEGUN = re.compile(r"\x1b(?:\[[0-9;:?<>=!$]*[ -/]*)?\Z")
"""What the last read cut in two: the rest of it was not waited for."""
SIZE = (120, 40)
RIGHT = "\x1b[C"
# As cells, dots, tiles and lines; on tiles all of the payloads in turns, each turn told by its count.
HOSTILE = ("294/raw", "1000/raw", "24/raw/1", "23/raw/25", "22/raw/48", "21/raw/70", "8/raw/91",
           "196/cleaned", "25/cleaned", "24/cleaned/1", "98/raw")  # fmt: skip
USUAL = ("294/faults", "1000/faults", "24/faults", "98/faults")


@dataclass
class Walk:
    """What steered the terminal, what stood on walls and screens, what sites' pages were drawn with."""

    kinds: set[str] = field(default_factory=set)
    walls: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    sites: str = ""


def kinds(raw: bytes) -> set[str]:
    """What of an output steers the terminal: sequences by their kind, and bare control characters."""
    text = BEGUN.sub("", codecs.getincrementaldecoder("utf-8")().decode(raw))
    found = set()
    for parameters, final, other in set(SEQUENCE.findall(text)):
        named = parameters.startswith("?") or final not in ("m", "H")
        found.add(f"ESC {other}" if other else f"CSI {parameters if named else ''}{final}")
        if final == "m" and {"5", "6", "8"} & set(re.sub(r"[34]8;2;\d+;\d+;\d+", "", parameters).split(";")):
            found.add("blink or hidden")
    bare = set(SEQUENCE.sub("", text))
    return found | {f"{ord(c):02x}" for c in bare if ord(c) < 32 or 127 <= ord(c) < 160}


def begun(networks: Sequence[str]) -> Terminal:
    return Terminal("--still", "--conference", "alien", *networks, size=SIZE)


def walk(terminal: Terminal, networks: Sequence[str], sites: int) -> Walk:
    """Over the walls of the networks, all screens of the last and its sites."""
    seen = Walk()
    try:
        for place in range(len(networks)):
            if place:
                terminal.child.kill(signal.SIGUSR1)
                terminal.child.kill(signal.SIGUSR2)
            terminal.wait_for(f"14:22:{17 + place}", "1 kết nối lạ")  # each network has a second of its own
            terminal.settle()
            seen.walls.append(terminal.text())
        seen.pages = list(visit(terminal))
        terminal.is_emulated, pages = False, len(terminal.raw)
        for number, keys in enumerate(("1\r", *[RIGHT] * (sites - 1)), start=1):
            terminal.child.send(keys)
            terminal.wait_for_raw(rf"──(?:\x1b\[[0-9;]*m)+ {number} ", len(terminal.raw))
        seen.sites = terminal.raw[pages:].decode(errors="ignore")
        seen.kinds = kinds(terminal.raw)
        return seen
    finally:
        terminal.close()


def test_there_are_ninety_eight() -> None:
    assert len(set(PAYLOADS)) == 98


def test_nothing_steers_the_terminal_and_markup_is_text() -> None:
    terminals = begun(USUAL), begun(HOSTILE)  # the walks mostly wait, so they go side by side
    with ThreadPoolExecutor(2) as pool:
        usual, seen = pool.map(walk, terminals, (USUAL, HOSTILE), (12, 98))
    assert seen.kinds <= usual.kinds
    for text in MARKUP:
        assert text in seen.sites
        assert any(text in wall for wall in seen.walls)
    for text in set(PAYLOADS) - set(CODEPOINTS):
        assert clean(text).strip() in seen.sites
    assert MARKUP[0] in seen.pages[0]
