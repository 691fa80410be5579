"""A PDU behind net-snmp's own agent, which a SET really reaches: a script keeps its outlets in files."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import Device, DeviceKind, Outlet, SnmpCredential
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers.apc_pdu import BRANCHES
from gbdt_console.devices.snmp.outlet_switch import OutletSwitch
from gbdt_console.devices.transports.snmp.open import open_writer
from tests.support.snmp.snmpd import AUTH_PASSWORD, PRIVACY_PASSWORD, Snmpd, community, user

pytestmark = pytest.mark.skipif(
    shutil.which("snmpd", path="/usr/sbin:/sbin:/usr/bin") is None, reason="snmpd is not installed"
)
WRITING = SnmpCredential("lab", community().version, community=Secret("writing-in-the-lab"))
RPDU = ".1.3.6.1.4.1.318.1.1.12.3"
SCRIPT = """#!/bin/sh
# -g OID reads, -s OID TYPE VALUE writes; an outlet is a file with 1 (on) or 2 (off), as rPDU numbers them
n=${2##*.}
case "$2" in
  %(rpdu)s.5.1.1.4.*|%(rpdu)s.3.1.1.4.*) [ -f %(folder)s/outlet.$n ] || exit 0 ;;
  *) exit 0 ;;
esac
if [ "$1" = -s ]; then
  case "$2" in %(rpdu)s.3.1.1.4.*) echo "$4" > %(folder)s/outlet.$n ;; *) echo not-writable ;; esac
  exit 0
fi
echo "$2"; echo integer; cat %(folder)s/outlet.$n
"""
PDU = Device(
    "sa-pa.pdu", "sa-pa", DeviceKind.PDU, "pdu", "apc-pdu", "127.0.0.1",
    outlets=(Outlet(1, "codec"), Outlet(2, "display"), Outlet(3, "router")),
)  # fmt: skip


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[Snmpd]:
    for number in (1, 2, 3):
        (tmp_path / f"outlet.{number}").write_text("1\n")
    script = tmp_path / "pdu.sh"
    script.write_text(SCRIPT % {"rpdu": RPDU, "folder": tmp_path})
    script.chmod(0o755)
    daemon = Snmpd(
        tmp_path,
        more=(
            "rwcommunity writing-in-the-lab 127.0.0.1",
            f"createUser switching SHA-256 {AUTH_PASSWORD} AES {PRIVACY_PASSWORD}",
            "rwuser switching priv",
            f"pass {RPDU} {script}",
        ),
    )
    daemon.start()
    yield daemon
    daemon.stop()


def outlets(agent: Snmpd) -> list[str]:
    """What the relays are set to, outside of SNMP."""
    return [(agent.folder / f"outlet.{number}").read_text().strip() for number in (1, 2, 3)]


@pytest.mark.parametrize("credential", [WRITING, user("switching")], ids=["v2c", "v3"])
async def test_a_set_moves_the_relay_and_is_read_back(agent: Snmpd, credential: SnmpCredential) -> None:
    switch = OutletSwitch(PDU, BRANCHES, open_writer("127.0.0.1", agent.port, replace(credential, id="pdu")))
    try:
        assert await switch.is_off(1) is False
        await switch.switch_off(1)
        assert (outlets(agent), await switch.is_off(1), await switch.is_off(2)) == (
            ["2", "1", "1"], True, False,
        )  # fmt: skip
    finally:
        await switch.close()


async def test_a_community_that_only_reads_is_refused_by_the_agent(agent: Snmpd) -> None:
    switch = OutletSwitch(PDU, BRANCHES, open_writer("127.0.0.1", agent.port, community()))
    try:
        with pytest.raises(ControlError) as refused:
            await switch.switch_off(1)
        assert (refused.value.fault, refused.value.code) == (ControlFault.DENIED, "shutdown.outlet-read-only")
        assert outlets(agent) == ["1", "1", "1"]
    finally:
        await switch.close()
