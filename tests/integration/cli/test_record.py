"""`record` as a person calls it, against net-snmp's own agent."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gbdt_console.cli.main import root
from gbdt_console.settings.shipped import shipped_example
from tests.support.drivers.agents import DictAgent, build
from tests.support.drivers.recordings import load, parse
from tests.support.snmp.snmpd import COMMUNITY, Snmpd

SECRETS = dict.fromkeys(re.findall(r"env:(\w+)", shipped_example("sites.yaml")), COMMUNITY)


@pytest.fixture
def snmpd(tmp_path: Path) -> Iterator[Snmpd]:
    if shutil.which("snmpd", path="/usr/sbin:/sbin:/usr/bin") is None:
        pytest.skip("snmpd is not installed")
    daemon = Snmpd(tmp_path)
    daemon.start()
    yield daemon
    daemon.stop()


def record(tmp_path: Path, *words: str) -> Result:
    """The shipped province, moved onto loopback addresses where nobody else listens."""
    config = tmp_path / "sites.yaml"
    config.write_text(shipped_example("sites.yaml").replace("10.22.", "127.22."))
    return CliRunner().invoke(root, ["--config", str(config), "--lang", "en", "record", *words], env=SECRETS)


def test_a_real_agent_becomes_a_file_that_replays_and_does_not_name_it(snmpd: Snmpd, tmp_path: Path):
    file = tmp_path / "agent.snmprec"
    words = ("127.0.0.1", "--credential", "rooms", "--port", str(snmpd.port), "--output", str(file))
    result = record(tmp_path, *words)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert "objects" in result.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text()
    for secret in ("lab-agent", "role:duty", COMMUNITY):
        assert secret not in text
        assert secret.encode().hex() not in text
    kept = load(file)
    assert len(kept.objects["1.3.6.1.2.1.1.5.0"]) == len("lab-agent")

    report = read_by_hand(build("if-mib", {"interface": "lo"}), DictAgent(kept.objects))
    found = {reading.metric: reading.value for reading in report.readings}
    assert found["line.oper_status"] == "up"
    assert found["line.speed"] == 10
    assert found["device.boots"] == snmpd.boots()

    again = record(tmp_path, *words)
    assert again.exit_code == 4
    assert file.read_text() == text


def read_by_hand(reader, agent):
    """A dict never waits, so no loop is needed."""
    with pytest.raises(StopIteration) as end:
        reader.read(agent, 0.0).send(None)
    return end.value.value


def test_without_a_file_the_recording_goes_to_standard_output(snmpd: Snmpd, tmp_path: Path):
    result = record(tmp_path, "127.0.0.1", "--credential", "rooms", "--port", str(snmpd.port))
    assert result.exit_code == 0
    assert parse("x", result.stdout).origin == "device"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("127.0.0.1",), 2, "routers"),
        (("127.0.0.1", "--credential", "none-such"), 2, "none-such"),
        (("sapa.nothing", "--credential", "rooms"), 2, "sapa.nothing"),
        (("127.0.0.1", "--credential", "rooms", "--port", "9"), 4, "127.0.0.1"),
        (("sa-pa.ups", "--port", "9"), 4, "SNMP port refused"),
    ],
)
def test_what_cannot_be_recorded_is_said_in_one_line(tmp_path: Path, words, code, said):
    result = record(tmp_path, *words)
    assert result.exit_code == code
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""
