"""`setup --plain` from a pipe: a newcomer's whole way, interrupted, refused, and with bad tables."""

import getpass
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from gbdt_console.cli.main import root
from gbdt_console.compose import load
from gbdt_console.core.sites import SnmpVersion

PASSWORD = "mcu-Pass'word\"9"
COMMUNITY = "secret-community"
BEFORE_MCU = [
    "Hệ thống GBĐT tỉnh Lào Cai",
    "Lào Cai",
    "",
    "",
    "10.22.0.0/16",
    *[""] * 5,
    "VNPT",
    "0214 000 0801",
    "Trung tâm",
    "",
    "",
    "",
    *[""] * 7,
]
MCU = ["2", "10.22.0.10", "dieuhanh", PASSWORD, ""]
SNMP = ["v2c", COMMUNITY, "1", ""]
WITHOUT = ["none", "none", ""]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is also the home of the user's settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("GBDT_CONFIG", "GBDT_LANG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def table(points: int) -> str:
    rows = "".join(f"{n},Điểm {n},10.22.{n}.0/24,0214 000 {n:03}\n" for n in range(1, points + 1))
    return f"STT,Tên điểm cầu,Địa chỉ,Điện thoại\n{rows}"


def setup(lines: list[str], *words: str, lang: str = "en") -> Result:
    typed = "".join(f"{line}\n" for line in lines)
    return CliRunner().invoke(root, ["--lang", lang, "setup", "--plain", *words], input=typed)


def test_a_newcomer_with_a_table_of_11_points_opens_the_wall(home: Path) -> None:
    (home / "diem.csv").write_text(table(11))
    result = setup([*BEFORE_MCU, *MCU, *SNMP], "--points", "diem.csv", lang="vi")
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    assert COMMUNITY not in result.output
    folder = home / "config" / "gbdt-console"
    assert sorted(path.name for path in folder.iterdir()) == ["secrets.env", "sites.yaml"]
    assert (folder / "secrets.env").stat().st_mode & 0o777 == 0o600
    assert PASSWORD not in (folder / "sites.yaml").read_text()
    assert result.output.splitlines()[-1] == "Mở bảng giám sát: gbdt-console"
    checked = CliRunner().invoke(root, ["check"])
    assert checked.exit_code == 0, checked.output
    network = load(folder / "sites.yaml", {})
    assert (len(network.sites), network.language) == (11, "vi")
    (operator,) = network.operators.values()
    assert operator.os_users == (getpass.getuser(),)
    assert network.centre.mcu is not None
    assert network.centre.mcu.control.password.reveal() == PASSWORD
    (router, codec, ups) = network.sites[7].devices
    assert (router.driver, codec.driver, ups.address) == ("if-mib", "ping", "10.22.8.20")

    assert router.snmp is not None
    assert router.snmp.version is SnmpVersion.V2C


def test_a_spreadsheet_of_120_points_needs_no_typing_of_points(home: Path) -> None:
    book = Workbook()
    for line in table(120).splitlines():
        book.active.append(line.split(","))
    book.save(home / "diem.xlsx")
    result = setup([*BEFORE_MCU, *WITHOUT], "--points", "diem.xlsx", "--output", "a b.yaml")
    assert result.exit_code == 0, result.output
    network = load(home / "a b.yaml", {})
    assert [site.number for site in network.sites] == list(range(1, 121))
    assert {device.driver for site in network.sites for device in site.devices} == {"ping"}
    assert not (home / "secrets.env").exists()
    assert result.output.splitlines()[-1] == f"Open the wall: gbdt-console --config '{home}/a b.yaml'"


def test_points_are_typed_one_a_line_and_taken_back(home: Path) -> None:
    points = ["8; Sa Pa", "8; Sa Pa; 10.22.8.0/24; 0214 000 108; 2008", "8; Hai; 10.22.9.0/24"]
    points += ["9; Sai; 10.22.9.0/24", "<", "10; Ba; 10.22.10.10", ""]
    result = setup([*BEFORE_MCU, *WITHOUT, *points], "--output", "sites.yaml")
    assert result.exit_code == 0, result.output
    sites = load(home / "sites.yaml", {}).sites
    assert [(site.number, site.conference_number) for site in sites] == [(8, "2008"), (10, "")]
    assert [device.address for device in sites[1].devices] == ["10.22.10.10"]
    assert "! 3 to 5 parts" in result.output
    assert "! 'number' 8 stands at Sa Pa already" in result.output


def test_a_wrong_answer_is_asked_again_and_one_can_go_back(home: Path) -> None:
    (home / "d.csv").write_text(table(1))
    lines = ["Mạng", "Sai", "<", "Ngắn", "Asia/Nowhere", *BEFORE_MCU[2:], *WITHOUT]
    result = setup(lines, "--points", "d.csv", "--output", "sites.yaml")
    assert result.exit_code == 0, result.output
    assert "There is no such time zone" in result.output
    assert load(home / "sites.yaml", {}).short_name == "Ngắn"


def test_a_killed_start_goes_on_where_it_was_left(home: Path) -> None:
    (home / "d.csv").write_text(table(3))
    words = ["--points", "d.csv", "--output", "sites.yaml"]
    program = "import sys; from gbdt_console.cli.main import main; sys.argv[0] = 'gbdt-console'; main()"
    with subprocess.Popen(
        [sys.executable, "-u", "-c", program, "--lang", "en", "setup", "--plain", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as started:
        assert started.stdin is not None
        assert started.stdout is not None
        started.stdin.write("".join(f"{line}\n" for line in [*BEFORE_MCU, *MCU[:4]]))
        started.stdin.flush()
        for line in started.stdout:
            if line.startswith("Name of the conference"):
                break
        os.kill(started.pid, signal.SIGKILL)
    assert not (home / "sites.yaml").exists()
    (draft,) = home.glob(".sites.yaml*")
    assert draft.stat().st_mode & 0o777 == 0o600
    assert "mcu-Pass" not in draft.read_text()
    result = setup([PASSWORD, "", *SNMP], *words)
    assert result.exit_code == 0, result.output
    assert "Full name" not in result.output
    network = load(home / "sites.yaml", {})
    assert (network.short_name, len(network.sites)) == ("Lào Cai", 3)
    assert not list(home.glob(".sites.yaml*"))


def test_lines_that_end_too_early_write_nothing_but_the_draft(home: Path) -> None:
    result = setup(BEFORE_MCU[:4], "--output", "sites.yaml")
    assert result.exit_code == 4
    assert "Run the same command to go on" in result.output
    assert [path.name for path in home.iterdir()] == [".sites.yaml.setup"]
    result = setup([], "--output", "sites.yaml", "--restart")
    assert "Full name" in result.output


def test_a_start_stopped_before_any_answer_names_no_file_of_answers(home: Path) -> None:
    result = setup([], "--output", "sites.yaml")
    assert result.exit_code == 4
    assert "Stopped before the first answer" in result.output
    assert ".sites.yaml.setup" not in result.output
    assert list(home.iterdir()) == []


def test_nothing_is_overwritten_without_a_yes(home: Path) -> None:
    (home / "d.csv").write_text(table(1))
    (home / "sites.yaml").write_text("of another\n")
    words = ("--points", "d.csv", "--output", "sites.yaml")
    for answer in ("", "n", "maybe"):
        result = setup([answer, *BEFORE_MCU, *WITHOUT], *words)
        assert result.exit_code == 4, result.output
        assert (home / "sites.yaml").read_text() == "of another\n"
    assert setup(["y", *BEFORE_MCU, *WITHOUT], *words).exit_code == 0
    assert len(load(home / "sites.yaml", {}).sites) == 1


def test_secrets_that_are_there_are_changed_only_after_a_yes(home: Path) -> None:
    (home / "d.csv").write_text(table(1))
    file = home / "secrets.env"
    file.write_text("GBDT_SNMP_COMMUNITY=old\nOTHER=kept\n")
    file.chmod(0o600)
    words = ("--points", "d.csv", "--output", "sites.yaml")
    lines = [*BEFORE_MCU, "none", *SNMP]  # the last answer asks no router
    result = setup([*lines, ""], *words)
    assert result.exit_code == 4, result.output
    assert "GBDT_SNMP_COMMUNITY=old" in file.read_text()
    assert not (home / "sites.yaml").exists()
    assert setup([COMMUNITY, "", "y"], *words).exit_code == 0
    assert sorted(file.read_text().splitlines()) == [f"GBDT_SNMP_COMMUNITY='{COMMUNITY}'", "OTHER=kept"]


def test_bad_rows_end_the_start_before_anything_is_asked(home: Path) -> None:
    (home / "d.csv").write_text(f"{table(1)}1,Hai,10.22.2.0/24,\nx,Ba,=1,\n")
    result = setup([], "--points", "d.csv", "--output", "sites.yaml")
    assert result.exit_code == 1
    assert "d.csv:4: The cell 'address' is a formula" in result.output
    assert "d.csv:3: 'number' 1 stands at d.csv:2 already" in result.output
    assert "2 row(s) wrong" in result.output
    assert [path.name for path in home.iterdir()] == ["d.csv"]


def test_a_table_that_is_not_there_has_no_rows_that_are_wrong(home: Path) -> None:
    result = setup([], "--points", "d.csv", "--output", "sites.yaml")
    assert (result.exit_code, result.output) == (
        1,
        "d.csv: There is no such file. Check its name and folder.\n",
    )


def test_rows_outside_the_plan_are_named_and_the_answers_stay(home: Path) -> None:
    (home / "d.csv").write_text("number,name,address\n1,A,10.99.1.0/24\n")
    words = ("--points", "d.csv", "--output", "sites.yaml")
    result = setup([*BEFORE_MCU, *WITHOUT], *words)
    assert result.exit_code == 1
    assert "d.csv:2: " in result.output
    assert "--restart" in result.output
    (home / "d.csv").write_text(table(1))
    assert setup([], *words).exit_code == 0
