"""Texts that steer terminals, through a pty: no byte comes out that a clean network lacks."""

import re

import pytest

from gbdt_console.core.cleaning import clean
from tests.support.hostile import MARKUP, PAYLOADS
from tests.support.pty_terminal import Terminal

SEQUENCE = re.compile(r"\x1b(?:\[([0-9;:?<>=!$]*)([ -/]*[@-~])|(.))", re.DOTALL)

SIZE = (200, 60)


def kinds(raw: bytes) -> set[str]:
    """What of an output steers the terminal: sequences by their kind, and bare control characters."""
    text = raw.decode("utf-8")
    found = set()
    for match in SEQUENCE.finditer(text):
        parameters, final, other = match.groups(default="")
        named = parameters.startswith("?") or final not in ("m", "H")
        found.add(f"ESC {other}" if other else f"CSI {parameters if named else ''}{final}")
        if final == "m" and {"5", "6", "8"} & set(re.sub(r"[34]8;2;\d+;\d+;\d+", "", parameters).split(";")):
            found.add("blink or hidden")
    bare = SEQUENCE.sub("", text)
    return found | {f"{ord(c):02x}" for c in bare if ord(c) < 32 or 127 <= ord(c) < 160}


def visit(*arguments: str, sites: int) -> tuple[set[str], list[str]]:
    """Walk over every screen; what steered the terminal, and what stood on each."""
    terminal = Terminal("--sites", str(sites), "--faults", *arguments, size=SIZE)
    seen = []
    try:
        terminal.wait_for("Ctrl+P")
        for keys in ("", "?", "\x1b", "\x10", "\x1b", "/x", "\x1b", "q", "\x1b", "\r"):
            terminal.child.send(keys)
            terminal.settle()
            seen.append(terminal.text())
        for _ in range(len(PAYLOADS) - 1 if sites == len(PAYLOADS) else 11):
            terminal.child.send("\x1b[C")
            terminal.read()
        terminal.settle()
        seen.append(terminal.text())
        return kinds(terminal.raw), seen
    finally:
        terminal.child.close(force=True)


@pytest.fixture(scope="module")
def usual() -> set[str]:
    return visit(sites=24)[0]


def test_there_are_ninety_eight() -> None:
    assert len(set(PAYLOADS)) == 98


@pytest.mark.parametrize(("how", "sites"), [("raw", 24), ("raw", 98), ("raw", 294), ("cleaned", 98)])
def test_nothing_steers_the_terminal_and_markup_is_text(usual: set[str], how: str, sites: int) -> None:
    found, seen = visit("--hostile", how, sites=sites)
    assert found <= usual
    wall, pages = seen[0], "\n".join(seen)
    for text in MARKUP[:3]:
        assert text in pages
    if sites < 200:
        assert MARKUP[0] in wall
    assert any(clean(PAYLOADS[13]) in page for page in seen)
