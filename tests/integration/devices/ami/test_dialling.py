"""Whom a site's number calls on Asterisk: an endpoint, not a number."""

from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami.client import AmiLogin
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser

HOST, PASSWORD = "127.0.0.1", "zq-mcu-password"


async def test_a_plain_number_calls_the_endpoint_of_that_name() -> None:
    sim = AmiMcu("giaoban", {"dieuhanh": AmiUser(PASSWORD)})
    sim.dialable |= {"PJSIP/2008": ("2008", "Sa Pa"), "PJSIP/khac": ("2009", "Khác")}
    mcu = ConfBridge(AmiLogin(HOST, await sim.start(HOST), "dieuhanh", Secret(PASSWORD)), "giaoban")
    try:
        await mcu.open()
        await mcu.dial("2008")
        await mcu.dial("PJSIP/khac")
        state = await mcu.conference()
        assert sorted(leg.number for leg in state.participants) == ["2008", "2009"]
    finally:
        await mcu.close()
        sim.close()
