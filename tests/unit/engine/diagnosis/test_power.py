"""What the last words of a site's UPSes are worth, and for how long."""

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.diagnosis.verdict_table import DiagnosisRules, PowerFact
from gbdt_console.core.monitoring.readings import DeviceReport, Quality, Reading, Unit
from gbdt_console.core.monitoring.traps import TrapCode, TrapNotice
from gbdt_console.engine.diagnosis.site_facts import SiteFacts, facts_of_sites
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.monitoring.ping_monitor import PingMonitor
from gbdt_console.engine.monitoring.targets import targets_of
from tests.support.engine.fake_world import FakeDriver, FakeEcho, FakeLink, FakeWorld
from tests.support.engine.networks import Equipped, network

RULES = DiagnosisRules()


def site_with_ups() -> tuple[SiteFacts, DevicePoller]:
    made, clock = network(1, equipped=Equipped(has_ups=True)), ManualClock()
    world = FakeWorld(clock)
    ups = made.sites[0].devices[-1]
    reader = DevicePoller(ups, 0, FakeDriver(world, ups.address), FakeLink(ups.address), clock)
    watch = PingMonitor(
        targets_of(made), FakeEcho(world), clock, lambda kind: 1.0, lambda item, outcome: None
    )
    return facts_of_sites(made, watch, [reader], lambda device: (), RULES)[0], reader


def says(source: str, at_s: float, quality: Quality = Quality.GOOD) -> DeviceReport:
    return DeviceReport((Reading("ups.source", source, Unit.NONE, quality, at_s, "snmp:1.3"),))


@pytest.mark.parametrize(
    ("source", "power", "counts_s"),
    [
        ("battery", PowerFact.BATTERY, RULES.battery_counts_s),
        ("normal", PowerFact.NORMAL, RULES.mains_counts_s),
        ("bypass", PowerFact.NORMAL, RULES.mains_counts_s),
    ],
)
def test_a_word_counts_for_its_time_and_then_nothing_is_known(source, power, counts_s):
    site, reader = site_with_ups()
    assert site.power(100.0) is PowerFact.UNKNOWN
    site.reported(reader, says(source, 100.0), 100.0)
    assert site.power(100.0 + counts_s) is power
    assert site.power(100.1 + counts_s) is PowerFact.UNKNOWN


@pytest.mark.parametrize("source", ["none", "other"])
def test_a_source_that_says_nothing_of_the_mains_leaves_it_unknown(source):
    site, reader = site_with_ups()
    site.reported(reader, says("normal", 100.0), 100.0)
    site.reported(reader, says(source, 110.0), 110.0)
    assert site.power(111.0) is PowerFact.UNKNOWN


def test_the_newest_word_counts_be_it_a_trap_or_a_look():
    site, reader = site_with_ups()
    site.reported(reader, says("normal", 100.0), 100.0)
    site.trap_received(TrapNotice(reader.device.id, TrapCode.UPS_MAINS_LOST, ""), 105.0)
    assert site.power(106.0) is PowerFact.BATTERY
    site.trap_received(TrapNotice(reader.device.id, TrapCode.UPS_POWER_RESTORED, ""), 110.0)
    assert site.power(111.0) is PowerFact.NORMAL
    site.reported(reader, says("battery", 115.0), 115.0)
    assert site.power(116.0) is PowerFact.BATTERY


def test_a_reading_that_may_not_be_believed_is_no_word():
    site, reader = site_with_ups()
    site.reported(reader, says("battery", 100.0, Quality.IMPOSSIBLE), 100.0)
    assert site.power(101.0) is PowerFact.UNKNOWN
