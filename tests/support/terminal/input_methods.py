"""What Vietnamese input methods put on a terminal's wire, key by key and read by read, and what comes of it.

A file of tests/recordings/input_methods has a head of `# key: value`; `origin` says whether it was recorded
or written after the program's source. Every line is a word begun afresh: `key=ms:hex,ms:hex key= key=ms:hex`,
the keys in the order they were pressed, each with the reads that came before the next.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from textual import events
from textual.message import Message

from gbdt_console.core.clock import ManualClock
from gbdt_console.screens.screen_table import all_actions
from gbdt_console.ui.actions import acting_keys
from gbdt_console.ui.terminal.key_guard import KeyGuard, ReadJudged
from gbdt_console.ui.terminal.linux_driver import GuardedDriver
from tests.support.places import RECORDINGS

FOLDER = RECORDINGS / "input_methods"
GAP_MS = 100


@dataclass(frozen=True, slots=True)
class Press:
    """A key of the keyboard, and the reads between it and the next: milliseconds after it, and what came."""

    key: str
    reads: tuple[tuple[int, bytes], ...]

    def __str__(self) -> str:
        return f"{self.key}={','.join(f'{at}:{data.hex()}' for at, data in self.reads)}"


@dataclass(frozen=True, slots=True)
class Stream:
    """The keys of one word, as one program in one terminal made bytes of them."""

    file: str
    head: dict[str, str]
    presses: tuple[Press, ...]

    def __str__(self) -> str:
        return f"{self.file}: {' '.join(press.key for press in self.presses)}"

    def is_off(self) -> bool:
        """Recorded without any input method."""
        return self.head["method"] == "none"


def streams() -> list[Stream]:
    """All that are kept, by file."""
    return [stream for path in sorted(FOLDER.glob("*.txt")) for stream in _parse(path)]


def _parse(path: Path) -> Iterator[Stream]:
    lines = path.read_text("utf-8").splitlines()
    head = {key: value for line in lines if line[:1] == "#" for key, _, value in [line[2:].partition(": ")]}
    for line in lines:
        if line[:1] not in "#":
            yield Stream(path.stem, head, tuple(_press(word) for word in line.split()))


def _press(word: str) -> Press:
    key, _, reads = word.partition("=")
    pairs = (read.split(":") for read in reads.split(",") if read)
    return Press(key, tuple((int(at), bytes.fromhex(data)) for at, data in pairs))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the console let happen between this press and the next, and what it refused."""

    pressed: str
    ran: tuple[str, ...]
    refused: tuple[str, ...]


def outcomes(stream: Stream) -> list[Outcome]:
    """The stream through the console's own driver, parser and guard, press by press."""
    starts_s, reads, at_ms = [], [], 0
    for press in stream.presses:
        starts_s.append(at_ms / 1_000)
        reads += [((at_ms + late_ms) / 1_000, data) for late_ms, data in press.reads]
        at_ms += max(GAP_MS, *(late_ms + 1 for late_ms, _ in press.reads), 0)
        at_ms += GAP_MS * 2 if press is stream.presses[-2:][0] else 0
    driver = _Replay(reads)
    driver.run_input_thread()
    ends_s = [*starts_s[1:], float("inf")]
    return [
        Outcome(press.key, _between(start_s, end_s, driver.ran), _between(start_s, end_s, driver.refused))
        for press, start_s, end_s in zip(stream.presses, starts_s, ends_s, strict=True)
    ]


def _between(start_s: float, end_s: float, keys: list[tuple[float, str]]) -> tuple[str, ...]:
    return tuple(key for at_s, key in keys if start_s <= at_s < end_s)


class _Replay(GuardedDriver):
    """The console's driver on a clock of its own: reads come when they came."""

    def __init__(self, reads: list[tuple[float, bytes]]) -> None:
        self.exit_event = threading.Event()
        self.ran: list[tuple[float, str]] = []
        self.refused: list[tuple[float, str]] = []
        self._debug = False
        self._reads = reads
        self._at_s = self._taken_s = 0.0
        acting = acting_keys(all_actions())
        self._guard = KeyGuard(ManualClock(), lambda: acting)

    def process_message(self, message: Message) -> None:
        if isinstance(message, ReadJudged):
            self._guard.read(message.origin)
        elif isinstance(message, events.Key):
            done = self.ran if self._guard.lets(message, None) else self.refused
            done.append((self._taken_s, message.key))

    def _is_readable(self, wait_s: float) -> bool:
        is_soon = bool(self._reads) and self._reads[0][0] <= self._at_s + wait_s
        self._at_s = max(self._at_s, self._reads[0][0]) if is_soon else self._at_s + wait_s
        if not self._reads:
            self.exit_event.set()
        return is_soon

    def _take(self) -> bytes:
        self._taken_s, data = self._reads.pop(0)
        return data

    def _now_s(self) -> float:
        return self._at_s
