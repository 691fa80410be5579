"""A newcomer at the screen of the guided start: types answers key by key, and counts the keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from gbdt_console.cli.setup.interview_port import InterviewPort
from gbdt_console.cli.setup.setup_app import SetupApp
from gbdt_console.core.clock import ManualClock
from gbdt_console.screens.setup.page import SetupEnd
from gbdt_console.settings.setup.answers import Answers
from gbdt_console.settings.setup.files import DraftFile
from gbdt_console.settings.setup.interview import Interview
from gbdt_console.text.words import Words
from tests.support.screens.unpainted import paint

_KEYS = {"\x7f": "backspace", "\r": "enter"}
ENTER = "\x1b[5~\r"
"""Enter of a program, behind a key that tells it from one that a held key repeats."""
_DOWN = "\x1b[B"
"""An answer that moves the cursor of choices down by one."""
PASSWORD = "mcu-Pass'word\"9"
COMMUNITY = "secret-community"
NAMES = ("Hệ thống GBĐT tỉnh Lào Cai", "Lào Cai", "", "")
PAPERS = ("",) * 7
PLAN = ("10.22.0.0/16", *("",) * 5, "VNPT", "", "Trung tâm", "", "", "", *PAPERS)
MCU = (_DOWN, "10.22.0.10", "dieuhanh", PASSWORD, "")
SNMP = (_DOWN, COMMUNITY, "1")
_ANSWERS = {
    "name": "Mạng",
    "short_name": "M",
    "timezone": "Asia/Ho_Chi_Minh",
    "role": "Trực ca",
    "ranges": "10.22.0.0/16",
    "host_router": "1",
    "host_codec": "10",
    "host_ups": "20",
    "host_pdu": "none",
    "host_probe": "none",
    "carrier_phone": "none",
    "centre_phone": "none",
    "chair": "none",
    "carrier": "VNPT",
    "centre": "Trung tâm",
    "centre_range": "10.22.0.0/24",
    "gateway": "10.22.0.1",
    "mcu": "none",
    "snmp": "none",
    "regulation": "hai-cap-2025",
    "superior": "Ủy ban nhân dân tỉnh",
    "body": "Sở Khoa học và Công nghệ",
    "place": "M",
    "symbol": "SKHCN",
    "signer": "GIÁM ĐỐC",
    "copies": "Văn phòng Ủy ban nhân dân tỉnh",
}


def table(points: int) -> str:
    """A CSV of points of the plan."""
    rows = "".join(f"{n},Điểm {n},10.22.{n}.0/24,0214 000 {n:03}\n" for n in range(1, points + 1))
    return f"STT,Tên điểm cầu,Địa chỉ,Điện thoại\n{rows}"


class Newcomer:
    """Presses keys at one run of the screen.

    keys: how many keys were pressed
    seen: all texts that the screen showed after an Enter
    """

    def __init__(
        self, app: SetupApp, pilot: Pilot[SetupEnd], port: InterviewPort, clock: ManualClock
    ) -> None:
        self.app, self.port, self._pilot, self.clock = app, port, pilot, clock
        self.keys = 0
        self.seen = ""

    def text(self) -> str:
        return "\n".join(line.text for line in paint(self.app))

    async def type(self, text: str) -> None:
        """Type characters that come in one read, one key each; `\\x7f` is Backspace, `\\r` Enter."""
        for char in text:
            self.app.post_message(events.Key(_KEYS.get(char) or _character_to_key(char), char))
        self.keys += len(text)
        await self._pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys, a second apart."""
        for key in keys:
            self.clock.advance(1)
            await self._pilot.press(key)
        self.keys += len(keys)
        await self._pilot.pause()
        self.seen += self.text()

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self._pilot.pause()

    async def answer(self, *answers: str) -> None:
        """Answer questions in turn; an empty answer takes what stands in the field."""
        for answer in answers:
            if answer == _DOWN:
                await self.press("down")
            else:
                await self.type(answer)
            await self.press("enter")

    async def wait_for(self, text: str) -> None:
        for _ in range(1000):
            if text in self.text():
                return
            await self._pilot.pause(0.01)
        raise AssertionError(f"{text!r} never came:\n{self.text()}")


def app_over(target: Path, clock: ManualClock, suggestion: str = "") -> tuple[SetupApp, InterviewPort]:
    """The screen over the answers that are kept beside the target, and what serves it."""
    words, draft = Words("vi"), DraftFile(target)
    port = InterviewPort(Interview(draft.read(), words, draft.keep), target, draft, words, suggestion)
    return SetupApp(port, words.language, clock), port


@asynccontextmanager
async def newcomer(target: Path, suggestion: str = "") -> AsyncIterator[Newcomer]:
    """Start the screen over the answers that are kept beside the target."""
    clock = ManualClock()
    app, port = app_over(target, clock, suggestion)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        yield Newcomer(app, pilot, port, clock)


def keep_answers(target: Path, **others: str) -> None:
    """Keep answers to all questions as an interrupted start does; `others` differ from the usual."""
    DraftFile(target).keep(Answers(_ANSWERS | others))
