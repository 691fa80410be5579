"""A newcomer's whole day at a real terminal, by a number and a verb, Space, z, g, h, t, c, Enter, Esc, the
arrows and F1 alone; what each task costs is counted."""

import re
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from gbdt_console.core.snapshot import Snapshot
from gbdt_console.simulator.world.faults import CENTRE, FaultCode
from gbdt_console.ui.terminal.key_guard import DEAD_AFTER_FIELD_S
from gbdt_console.ui.view import View
from tests.support.terminal.province_operator import ProvinceOperator

PROGRAM = (sys.executable, "-m", "tests.support.terminal.operated_province", "before")
F1, ENTER, ESCAPE, RIGHT, DOWN, UP = b"\x1bOP", b"\r", b"\x1b", b"\x1b[C", b"\x1b[B", b"\x1b[A"
KNOWN = {*(b"%c" % key for key in b"0123456789 zghtc"), F1, ENTER, ESCAPE, RIGHT, DOWN, UP}
_TRIES = 3
"""Limits how often the same keys are pressed."""
_SEEN_S = DEAD_AFTER_FIELD_S
"""How long a person looks at what came, s; behind a field that closed, letters are dead for that long."""
_CHAIR, _WRONG, _SPEAKER = 1, 5, 6
"""Numbers of sites; the speaker is the first of the running order."""

Task = tuple[str, int, Callable[[], None]]
"""What is done, the most keys that it may cost, and how."""


class Newcomer:
    """Does the tasks of a day one by one.

    cost: keys by task, what is typed into fields included
    """

    def __init__(self, folder: Path, size: tuple[int, int]) -> None:
        self.operator = ProvinceOperator(folder, size, PROGRAM)
        self.cost: dict[str, int] = {}
        self._task = ""

    def close(self) -> None:
        self.operator.close()

    def tasks(self) -> Iterator[Task]:
        """Yield the tasks in the order of a day."""
        yield "register a meeting", 25, self._register
        yield "note that its notice was sent", 6, self._notify
        yield "call the site that is left; one thing fails", 8, self._call
        yield "close the sheet", 6, self._close_sheet
        yield "note that it is printed", 1, self._note_print
        yield "start the meeting", 10, self._start
        yield "give the floor to the next", 8, self._give_floor
        yield "a wrong site on air", 2, lambda: self._take(b"%d" % _WRONG, b" ", on_air=_WRONG)
        yield "undo it", 1, self._undo
        yield "isolate a stranger", 4, self._isolate
        yield "the speaker is lost: whom to phone", 3, self._phone
        yield "the speaker is lost: the chair on air", 1, lambda: self._take(b"z", on_air=_CHAIR)
        yield "write the outage: cause and estimate", 8, self._write
        yield "tell the chair", 3, self._tell
        yield "acknowledge an alarm", 1, self._acknowledge
        yield "end the meeting", 6, self._end
        yield "begin the shutdown", 3, self._shut_down
        yield "sign the shutdown with what is left", 21, self._sign_off
        yield "read the minutes", 4, lambda: self._choose("báo cáo", says="BIÊN BẢN")

    def work(self, count: int | None = None) -> dict[str, int]:
        """Do the first `count` tasks, or all; return what each costs."""
        self.operator.terminal.wait_for("bình thường", "còn 1 điểm")
        for name, _, do in islice(self.tasks(), count):
            self._task, self.cost[name] = name, 0
            do()
        return self.cost

    def most(self) -> dict[str, int]:
        return {name: keys for name, keys, _ in self.tasks()}

    def _register(self) -> None:
        self._choose("đăng ký", says="họp tỉnh")
        self._press(b"2", says="Nội dung cuộc họp")
        self._type("Giao ban quý")
        self._press(DOWN)
        self._press(DOWN)
        self._type("+9000")
        self._press(ENTER, says="đã ghi, số")

    def _notify(self) -> None:
        self._choose("đã gửi thông báo", says="doanh nghiệp viễn thông")
        self._press(b"1", says="văn bản")
        self._press(b"1", says="đã ghi")

    def _call(self) -> None:
        self._choose("PHIẾU KIỂM TRA: còn", says='11 Phòng họp chung các sở, ngành: "Trung tâm gọi')
        self._press(b"1", says="lỗi nguồn điện")
        self._press(b"6", says="Ai chủ trì")
        self._press(b"1", says="Số đại biểu")
        self._type("9")
        self._press(ENTER, says="9 đại biểu")

    def _close_sheet(self) -> None:
        self._choose("chốt và ký", says="CHƯA ĐẠT: 11")
        self._press(RIGHT, ENTER, says="đã in xong")

    def _note_print(self) -> None:
        self._press(b"2")
        self.operator.terminal.wait_until(
            lambda: "đã in xong" not in self.operator.text() and "chưa in" not in self.operator.text(),
            "the word that the sheet is printed",
        )

    def _start(self) -> None:
        self._choose("lịch họp", says="LỊCH HỌP")
        while "▸   1 " not in self.operator.text():
            self._press(UP)
        self._choose("điều hành họp", says="HỌP: đến")

    def _give_floor(self) -> None:
        self._choose("toàn mạng", says="Bảo Yên ─")
        self._choose("kế tiếp", says="✓")
        self._take(b" ", on_air=_SPEAKER)

    def _take(self, *keys: bytes, on_air: int) -> None:
        """Put a site on air; z, which would undo what came late, again only where the screen offers it."""
        offer = f"z trả lại {on_air} " if b"z" in keys else ""

        def is_there(now: Snapshot) -> bool:
            return _on_air(now) == on_air

        def may_again() -> bool:
            found = self.operator.wait_for(
                f"{on_air} on air, or {offer}", lambda now: is_there(now) or offer in self.operator.text()
            )
            return not is_there(found)

        self._try(lambda: self._press(*keys), lambda now, _: is_there(now), may_again)
        self.operator.wait_for(f"{on_air} on air", is_there)

    def _undo(self) -> None:
        """Press z once it is said to be for that: while a busy console saw nothing, it is for the chair."""
        self.operator.terminal.wait_for(f"z trả lại {_SPEAKER} ")
        self._take(b"z", on_air=_SPEAKER)

    def _isolate(self) -> None:
        self.operator.inject(FaultCode.STRANGER_CALLS, CENTRE)
        self.operator.terminal.wait_for("cách ly")
        self._choose("cách ly", says="đã cách ly")

    def _phone(self) -> None:
        self.operator.inject(FaultCode.CUT_LINE, "bac-ha")
        self.operator.terminal.wait_for("mất kết nối")
        self._press(b"%d" % _SPEAKER, b"g", says="VNPT")
        self._press(ESCAPE)

    def _write(self) -> None:
        self._press(b"%d" % _SPEAKER, b"h", says="đường truyền")
        self._press(b"1", says="+20")
        self._type("+20")
        self._press(ENTER, says="nhà mạng")
        self._press(b"1", says="đã ghi")

    def _tell(self) -> None:
        self._press(b"%d" % _SPEAKER, b"t", says="Câu báo chủ trì")
        self._press(b"1", says="đã ghi")

    def _acknowledge(self) -> None:
        before = self._unacknowledged()
        self._press(b"c")
        self.operator.terminal.wait_until(lambda: self._unacknowledged() < before, "an acknowledgement")

    def _unacknowledged(self) -> int:
        """Return the number that the list of alarms tells; the largest there is while it tells none."""
        found = re.search(r"(\d+) chưa tiếp nhận", self.operator.text())
        return sys.maxsize if found is None else int(found[1])

    def _end(self) -> None:
        self._choose("kết thúc họp", says="Kết thúc cuộc họp")
        self._press(RIGHT, ENTER, says="TẮT MÁY: chưa ký")

    def _shut_down(self) -> None:
        self._choose("TẮT MÁY: chưa ký", says="Đã tắt 0/11")

    def _sign_off(self) -> None:
        self._choose("chốt và ký", says="lý do để lại")
        self._type("phòng còn dùng")
        self._press(ENTER, says="CÒN CHƯA TẮT")
        self._press(RIGHT, ENTER, says="đã ghi")

    def _choose(self, label: str, says: str) -> None:
        """Choose in the menu by the number that stands before what it says."""
        self._press(F1, says="Việc lúc này")
        line = re.compile(rf"(\d+) {re.escape(label)}")
        self._try(
            lambda: self._choose_once(line, label),
            lambda _, text: says in text or "Việc lúc này" not in text,
        )
        self._press(says=says)

    def _try(
        self,
        act: Callable[[], None],
        is_done: Callable[[Snapshot, str], object],
        may_again: Callable[[], bool] = lambda: True,
    ) -> None:
        """Act, and act again where it is not soon done.

        A busy console drops keys that waited too long, or refuses what they say; only what worked counts.
        """
        cost = self.cost[self._task]
        for _ in range(_TRIES):
            self.cost[self._task] = cost
            act()
            if self.operator.is_soon(is_done) or not may_again():
                break

    def _choose_once(self, line: re.Pattern[str], label: str) -> None:
        self.operator.terminal.wait_until(
            lambda: line.search(self.operator.text()), f"{self._task}: {label} in the menu"
        )
        found = line.search(self.operator.text())
        assert found is not None
        self._press(*(digit.encode() for digit in found[1]), ENTER)

    def _type(self, text: str) -> None:
        """Type into a field, which is no key to know, and see it there: a busy console drops later keys."""
        self.cost[self._task] += len(text)
        self.operator.type(text)
        self.operator.terminal.wait_for(text)

    def _press(self, *keys: bytes, says: str = "") -> None:
        terminal = self.operator.terminal
        began = len(terminal.raw)
        for key in keys:
            assert key in KNOWN, key
            self.cost[self._task] += 1
            self.operator.send_read(key)
        if says:  # what is said for a moment only may have come and gone on a busy machine
            terminal.wait_until(
                lambda: says in terminal.text() or says.encode() in terminal.raw[began:], says
            )
        until_s = time.monotonic() + _SEEN_S
        terminal.wait_until(lambda: time.monotonic() > until_s, "a look")


def _on_air(snapshot: Snapshot) -> int:
    """Return the number of the site that all see; 0 for none."""
    conference = View(snapshot, snapshot.at_s).conference
    shown = None if conference is None else conference.on_air
    return next((one.number for one in snapshot.sites if shown is not None and one.id == shown.site_id), 0)
