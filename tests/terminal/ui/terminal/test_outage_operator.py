"""What a record costs an operator in keys, in a real terminal of 80x24 while alarms pour in."""

import signal
from collections.abc import Iterator

import pytest

from gbdt_console.text.words import Words
from tests.support.terminal.pty_terminal import Terminal

FLOOD = ("11/faults", "--meeting", "--still", "--alarms", "12", "--flood", "7")
VI = Words("vi")


class Operator:
    """Presses one key after the other; alarms are raised before and after each.

    pressed: number of keys so far
    """

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self.pressed = 0

    def press(self, key: str, sign: str = "") -> None:
        self.pressed += 1
        self.pass_second()
        self._terminal.press(key, sign)

    def pass_second(self) -> None:
        clock = self._terminal.text().splitlines()[0]
        self._terminal.child.kill(signal.SIGUSR2)
        self._terminal.wait_until(lambda: self._terminal.text().splitlines()[0] != clock, "the next second")

    def leave(self) -> list[str]:
        """End the console and return the commands that it sent."""
        self._terminal.wait_until(lambda: "Esc hủy" not in self._terminal.text(), "the end of the dialog")
        self.pass_second()
        self._terminal.child.kill(signal.SIGHUP)
        self._terminal.wait_for_end()
        text = self._terminal.raw.decode(errors="replace")
        return [line.strip() for line in text.splitlines() if line.startswith("sent: ")]


@pytest.fixture
def operator() -> Iterator[Operator]:
    terminal = Terminal(*FLOOD, size=(80, 24))
    terminal.wait_for("Bát Xát", VI("alarms.ringing"))
    yield Operator(terminal)
    terminal.close()


def test_a_reported_fault_is_on_record_with_cause_and_estimate_in_ten_keys(operator: Operator) -> None:
    operator.press("9", "9 Si Ma Cai")
    operator.press("h", "6  âm thanh")
    operator.press("6", "không có tiếng")
    for key in "+20":
        operator.press(key)
    operator.press("\r", "trung tâm ước")
    operator.press("1")
    assert operator.pressed <= 10
    (sent,) = operator.leave()
    assert "OpenOutage(site_id='site9', words='điểm cầu báo: không có tiếng', cause='av-sound'" in sent
    assert "back_utc=None" not in sent


def test_the_chair_is_told_of_a_lost_site_in_three_keys(operator: Operator) -> None:
    operator.press("t", "Đã báo bằng cách nào?")
    operator.press("1")
    assert operator.pressed <= 3
    (sent,) = operator.leave()
    assert "TellChair(number=31, person='chủ trì', channel='in-room', text='3 Bát Xát: mất kết nối" in sent
