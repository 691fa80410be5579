"""`replay` on a terminal: a meeting opens under the banner, no key acts, and the files stay as they were."""

import sys
from pathlib import Path

from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.cli.station import SECRETS, Station
from tests.support.reports.working_day import write_day
from tests.support.terminal.pty_terminal import Terminal

PROGRAM = str(Path(sys.executable).parent / "gbdt-console")


def test_a_replayed_meeting_opens_plays_acts_on_nothing_and_ends(tmp_path: Path) -> None:
    station = Station(tmp_path)
    journal = write_day(station.state)
    before = journal.read_bytes()
    program = (PROGRAM, "--config", str(station.config), "--state-dir", str(station.state), "--lang", "vi")
    terminal = Terminal(
        "replay", "1", "--at", "08:30:40", program=program, environment=SECRETS, size=(120, 40)
    )
    try:
        terminal.wait_for("PHÁT LẠI  05/01/2026 08:30:40", "tạm dừng", "HỌP  Giao ban A&B <c>", "8 Sa Pa")
        terminal.press("m", "Đang phát lại cuộc họp cũ")
        terminal.press(")", "PHÁT LẠI  05/01/2026 08:31:00")
        terminal.press("'", "đang phát 1×")
        terminal.press("q", "Chỉ đóng phần phát lại")
        wait_for_two_seconds_of_the_banner(terminal)
        terminal.child.send("\t")
        terminal.settle()
        terminal.child.send("\r")
        terminal.wait_for_end()
        assert terminal.child.exitstatus == 0
    finally:
        terminal.close()
    assert journal.read_bytes() == before
    assert {path.name for path in station.state.iterdir() if path.name.endswith(".sqlite")} == {JOURNAL_NAME}


def wait_for_two_seconds_of_the_banner(terminal: Terminal) -> None:
    """The meeting plays on under a dialog, which is deaf for its first third of a second."""
    seen: set[str] = set()

    def has_played() -> bool:
        seen.add(terminal.text().splitlines()[0])
        return len(seen) > 2

    terminal.wait_until(has_played, "the next seconds of the meeting")
