"""A driver that keeps Readings from poll to poll says of each answer what one says that keeps none."""

import itertools

import pytest

from gbdt_console.core.monitoring.readings import DeviceReport, Quality
from gbdt_console.devices.driver import ReadsState
from gbdt_console.devices.snmp.client import SnmpValue
from gbdt_console.devices.snmp.kept_readings import KeptReadings
from tests.support.drivers.agents import HEALTHY, DictAgent, build


def other(value: SnmpValue) -> SnmpValue:
    if isinstance(value, int):
        return value + 1 if value < 2**31 - 2 else 5
    return value + b"x" if isinstance(value, bytes) else 5


async def read_anew(driver: ReadsState, agent: DictAgent, at_s: float) -> DeviceReport:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KeptReadings, "of", lambda self, answers: tuple(self._make(answers)))
        return await driver.read(agent, at_s)


@pytest.mark.parametrize("who", HEALTHY)
async def test_a_changed_object_is_read_at_the_next_poll(who: str) -> None:
    driver, options, healthy = HEALTHY[who]
    agent, now_s = DictAgent(healthy), itertools.count(100.0)
    polled, twin = build(driver, options), build(driver, options)
    for at_s in (next(now_s), next(now_s)):
        assert await polled.read(agent, at_s) == await read_anew(twin, agent, at_s)
    asked = dict.fromkeys(oid for request in agent.requests for oid in request)
    for oid in asked:
        value = healthy.get(oid)
        changes: list[SnmpValue | None] = [7] if value is None else [other(value), None]
        for change in changes:
            for objects in ({**healthy, oid: change}, healthy, healthy):
                agent.objects = {one: given for one, given in objects.items() if given is not None}
                at_s = next(now_s)
                assert await polled.read(agent, at_s) == await read_anew(twin, agent, at_s), (oid, change)


async def test_an_equal_value_of_another_type_is_read_anew() -> None:
    driver, options, healthy = HEALTHY["ups-mib"]
    charge = "1.3.6.1.2.1.33.1.2.4.0"
    agent, polled = DictAgent({**healthy, charge: 1}), build(driver, options)
    for at_s, value, quality in ((1.0, 1, Quality.GOOD), (2.0, 1.0, Quality.INVALID), (3.0, 1, Quality.GOOD)):
        agent.objects[charge] = value
        report = await polled.read(agent, at_s)
        found = next(one for one in report.readings if one.metric == "ups.battery.charge")
        assert (found.quality, found.taken_s) == (quality, at_s)
