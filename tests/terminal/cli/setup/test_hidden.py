"""Proves what a terminal shows of a guided start: answers, wrong tables, and nothing of a password."""

import sys
from pathlib import Path

import pexpect

from gbdt_console.compose import load
from tests.support.setup.newcomer import COMMUNITY, ENTER, keep_answers, table
from tests.support.terminal.pty_terminal import Terminal

PROGRAM = "import sys; from gbdt_console.cli.main import main; sys.argv[0] = 'gbdt-console'; main()"
PASSWORD = "quite-secret-1"
QUESTIONS = [
    *(("Full name", "Mạng"), ("Short name", "M"), ("Time zone", ""), ("Role", ""), ("ranges", "")),
    *(("router", ""), ("codec", ""), ("UPS", ""), ("PDU", ""), ("probe", ""), ("Carrier", "VNPT")),
    *(("Number to call", ""), ("Name of the control", "TT"), ("duty desk", "")),
    *(("range of the centre", ""), ("gateway", ""), ("Regulation", ""), ("Body above", "")),
    *(("Body that issues", ""), ("Place", ""), ("Symbol", ""), ("Post", ""), ("copies", "")),
    *(("MCU", "2"), ("Address of the MCU", "10.0.0.9")),
    *(("Account", "admin"), ("Password", PASSWORD), ("conference", ""), ("SNMP", "1"), ("chair", "")),
]


def test_a_password_is_not_shown_while_it_is_typed(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("number,name,address\n1,A,10.22.1.0/24\n")
    words = ["--lang", "en", "setup", "--plain", "--points", "d.csv", "--output", "sites.yaml"]
    child = pexpect.spawn(
        sys.executable, ["-c", PROGRAM, *words], cwd=str(tmp_path), encoding="utf-8", timeout=30
    )
    shown = ""
    for asked, typed in QUESTIONS:
        child.expect(f"{asked}[^\r\n]*: ")
        shown += child.before + child.after
        child.sendline(typed)
    child.expect(pexpect.EOF)
    shown += child.before
    assert "admin" in shown
    assert "quite" not in shown
    assert "Open the wall: gbdt-console" in shown
    mcu = load(tmp_path / "sites.yaml", {}).centre.mcu
    assert mcu is not None
    assert mcu.control.password.reveal() == PASSWORD


def test_the_full_screen_start_shows_no_password_and_restores_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "diem.csv").write_text(table(11))
    keep_answers(tmp_path / "sites.yaml", snmp="v2c")
    program = f"import os; os.chdir({str(tmp_path)!r}); {PROGRAM}"
    terminal = Terminal(
        "setup", "--output", "sites.yaml", program=(sys.executable, "-c", program), size=(80, 24)
    )
    try:
        terminal.wait_for("Làm tiếp từ lần trước", "Community SNMP")
        terminal.press(COMMUNITY, "•" * len(COMMUNITY))
        terminal.press(ENTER, "diem.csv")
        terminal.press(ENTER, "11 ĐIỂM CẦU")
        terminal.press(ENTER, "Hỏi 11 router")
        terminal.press(ENTER, "Kiểm tra rồi ghi")
        terminal.press(ENTER, "mở bảng giám sát")
        terminal.child.send("\x1b")
        terminal.wait_for_end()
    finally:
        terminal.close()
    assert COMMUNITY.encode() not in terminal.raw
    assert "Mở bảng giám sát: gbdt-console" in terminal.raw.rpartition(b"\x1b[?1049l")[2].decode()
    assert len(load(tmp_path / "sites.yaml", {}).sites) == 11


def test_a_wrong_table_is_told_before_the_first_question_is_answered(tmp_path: Path) -> None:
    (tmp_path / "diem.csv").write_text(f"{table(1)}1,Hai,10.22.2.0/24,\n")
    program = f"import os; os.chdir({str(tmp_path)!r}); {PROGRAM}"
    words = ("setup", "--lang", "en", "--output", "sites.yaml", "--points")
    for named, first in (("diem.csv", "diem.csv:3: 'number' 1 stands"), ("d.csv", "There is no such file")):
        terminal = Terminal(*words, named, program=(sys.executable, "-c", program), size=(100, 30))
        try:
            terminal.wait_for("Full name of the network", "The table cannot be used yet, 1 wrong.", first)
        finally:
            terminal.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["diem.csv"]
