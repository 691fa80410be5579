"""The line driver against net-snmp's own agent on loopback, through the real transport."""

import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gbdt_console.core.monitoring.readings import DeviceReport, Quality, Reading
from gbdt_console.devices.drivers.if_mib import LinePort
from gbdt_console.devices.snmp.client import SnmpReader
from gbdt_console.devices.transports.snmp.open import open_reader
from tests.support.drivers.agents import device
from tests.support.drivers.evidence import Against, proves
from tests.support.snmp.snmpd import Snmpd, community

pytestmark = pytest.mark.skipif(
    shutil.which("snmpd", path="/usr/sbin:/sbin:/usr/bin") is None, reason="snmpd is not installed"
)
IN_OCTETS = "1.3.6.1.2.1.31.1.1.1.6.1"


@pytest.fixture
def snmpd(tmp_path: Path) -> Iterator[Snmpd]:
    daemon = Snmpd(tmp_path)
    daemon.start()
    yield daemon
    daemon.stop()


def by_metric(report: DeviceReport) -> dict[str, Reading]:
    return {reading.metric: reading for reading in report.readings}


async def send_until_counted_anew(link: SnmpReader) -> None:
    """Keep the loopback busy until the agent, which looks at its ports every 3 s, has seen it twice."""
    for _ in range(2):
        before = await link.get([IN_OCTETS])
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            while await link.get([IN_OCTETS]) == before:
                sender.sendto(bytes(1_000), ("127.0.0.1", 9))


@proves("if-mib", Against.REAL_PEER, "net-snmp's snmpd")
async def test_a_real_agents_loopback_is_read_with_its_traffic_and_restart(snmpd: Snmpd):
    link = open_reader("127.0.0.1", snmpd.port, community())
    reader = LinePort(device("if-mib", {"interface": "lo", "speed_mbps": 100_000.0}))

    first = by_metric(await reader.read(link, time.monotonic()))
    await send_until_counted_anew(link)
    second = by_metric(await reader.read(link, time.monotonic()))

    assert first["device.name"].value == "lab-agent"
    assert first["device.boots"].value == snmpd.boots()
    assert first["line.oper_status"].value == "up"
    assert first["line.speed"].value == 10
    assert first["line.in_rate"].quality is Quality.UNKNOWN
    assert second["line.in_rate"].value > 0
    assert second["line.in_rate"].value == second["line.out_rate"].value
    assert second["line.in_utilisation"].quality is Quality.GOOD
    assert second["line.in_errors"].value == 0

    snmpd.restart()
    report = await reader.read(link, time.monotonic())
    assert report.is_restarted
    assert by_metric(report)["line.in_rate"].value is None
    await link.close()


async def test_the_loopback_is_no_line_and_is_never_picked(snmpd: Snmpd):
    link = open_reader("127.0.0.1", snmpd.port, community())
    found = by_metric(await LinePort(device("if-mib")).read(link, time.monotonic()))
    assert found["line.interface"].value != "lo"
    await link.close()
