"""`setup --scan`: nothing is sent without a yes; what answers becomes points by number and name."""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from gbdt_console.cli.main import root
from gbdt_console.cli.setup import scanning
from gbdt_console.compose import load
from gbdt_console.core.monitoring.echo import EchoUnavailable
from gbdt_console.core.setup.points import Found
from gbdt_console.core.sites import DeviceKind, SnmpCredential
from tests.support.places import DOCS

PLAN = ["10.22.0.0/16", *[""] * 5, "VNPT", "", "Trung tâm", "", "10.22.0.0/28", ""]
ANSWERS = ["Mạng", "M", "", "", *PLAN, *[""] * 7]
FOUND = [
    Found("10.22.0.17"),
    Found("10.22.0.18", "if-mib", DeviceKind.ROUTER),
    Found("10.22.0.19", "polycom-endpoint", control="polycom-text"),
]


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that are looked at; three of them answer."""
    monkeypatch.chdir(tmp_path)
    hosts: list[str] = []

    async def look(addresses: Sequence[str], credential: SnmpCredential | None) -> list[Found]:
        hosts.extend(addresses)
        return FOUND if credential is not None else [Found(one.address) for one in FOUND]

    monkeypatch.setattr(scanning, "look", look)
    return hosts


def setup(*lines: str, scanned: str = "10.22.0.0/27") -> Result:
    words = ["--lang", "en", "setup", "--plain", "--output", "sites.yaml", "--scan", scanned]
    return CliRunner().invoke(root, words, input="".join(f"{line}\n" for line in (*ANSWERS, *lines)))


def test_what_answers_becomes_points_with_the_driver_that_fits(asked: list[str]) -> None:
    snmp = ["none", "v2c", "a-community", ""]
    result = setup(*snmp, "y", "1; Sa Pa", "", "Y Tý", "2; Y Tý", "")
    assert result.exit_code == 0, result.output
    assert asked == [f"10.22.0.{host}" for host in range(16, 31)]
    assert "10.22.0.19 answers, driver polycom-endpoint" in result.output
    assert result.output.count("It can be controlled by polycom-text") == 1
    first, second = load(Path("sites.yaml"), {}).sites
    assert [(d.kind, d.driver, d.address) for d in first.devices] == [("codec", "ping", "10.22.0.17")]
    (codec,) = second.devices
    assert (codec.kind, codec.driver, codec.address) == ("codec", "polycom-endpoint", "10.22.0.19")
    assert codec.snmp is not None


def test_a_room_probe_that_answers_is_written_with_its_family(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def look(*_: object) -> list[Found]:
        return [Found("10.22.0.20", "room-probe", DeviceKind.PROBE, family="akcp")]

    monkeypatch.setattr(scanning, "look", look)
    result = setup("none", "v2c", "a-community", "", "y", "3; Bát Xát", "")
    assert result.exit_code == 0, result.output
    (site,) = load(Path("sites.yaml"), {}).sites
    assert [(d.driver, d.options["family"]) for d in site.devices] == [("room-probe", "akcp")]


def test_a_router_that_answers_is_no_codec(asked: list[str]) -> None:
    result = setup("none", "v2c", "a-community", "", "y", "", "7; Bắc Hà", "", "", "")
    assert result.exit_code == 0, result.output
    (site,) = load(Path("sites.yaml"), {}).sites
    assert [(d.kind, d.driver, d.address) for d in site.devices] == [("router", "if-mib", "10.22.0.18")]


def test_every_verb_of_the_guide_works_as_printed(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["STT", "Tên điểm cầu", "Địa chỉ", "Điện thoại"], ["8", "Sa Pa", "10.22.9.0/24", "0214 000 108"]]
    Path("diem.csv").write_text("\n".join(map(",".join, rows)))
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save("diem.xlsx")
    verbs = re.findall(r"^    gbdt-console (setup.*)$", (DOCS / "setup.md").read_text(), re.MULTILINE)
    assert len(verbs) > 3
    typed = "\n".join([*ANSWERS, "none", "none", "", "", "9; Y Tý; 10.22.10.0/24", "", ""])
    for number, verb in enumerate(verbs):
        monkeypatch.setenv("XDG_CONFIG_HOME", str(Path(str(number)).absolute()))
        result = CliRunner().invoke(root, shlex.split(verb, comments=True), input=typed)
        assert result.exit_code == 0, (verb, result.output)


@pytest.mark.parametrize("answer", ["", "n", "maybe"])
def test_nothing_is_sent_without_a_yes(asked: list[str], answer: str) -> None:
    result = setup("none", "none", "", answer, "8; Sa Pa; 10.22.8.0/24", "")
    assert result.exit_code == 0, result.output
    assert asked == []


@pytest.mark.parametrize("scanned", ["10.22.0.0/21", "10.22.0.1/24", "x", "10.22.0.1-9"])
def test_a_range_that_is_none_or_too_large_is_refused(asked: list[str], scanned: str) -> None:
    result = setup("none", "none", "", "y", scanned=scanned)
    assert result.exit_code == 2, result.output
    assert asked == []


def test_a_machine_that_refuses_pings_is_said_with_its_cure(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def look(*_: object) -> list[Found]:
        raise EchoUnavailable("icmp.not-allowed")

    monkeypatch.setattr(scanning, "look", look)
    result = setup("none", "none", "", "y")
    assert result.exit_code == 4
    assert "Traceback" not in result.output
