"""What a terminal shows of a guided start: answers, and nothing of a password."""

import sys
from pathlib import Path

import pexpect

from gbdt_console.compose import load

PROGRAM = "import sys; from gbdt_console.cli.main import main; sys.argv[0] = 'gbdt-console'; main()"
PASSWORD = "quite-secret-1"
QUESTIONS = [
    *(("Full name", "Mạng"), ("Short name", "M"), ("Time zone", ""), ("Role", ""), ("ranges", "")),
    *(("router", ""), ("codec", ""), ("UPS", ""), ("Carrier", "VNPT"), ("Name of the control", "TT")),
    *(("range of the centre", ""), ("gateway", ""), ("MCU", "2"), ("Address of the MCU", "10.0.0.9")),
    *(("Account", "admin"), ("Password", PASSWORD), ("conference", ""), ("SNMP", "1")),
]


def test_a_password_is_not_shown_while_it_is_typed(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("number,name,address\n1,A,10.22.1.0/24\n")
    words = ["--lang", "en", "setup", "--points", "d.csv", "--output", "sites.yaml"]
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
