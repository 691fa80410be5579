"""Every recording through its driver gives the values that stand in the recording, and no other."""

import pytest

from gbdt_console.core.monitoring.readings import Quality
from gbdt_console.core.sites import SnmpVersion
from gbdt_console.devices.registry import driver_specs
from tests.support.drivers.agents import DictAgent, build
from tests.support.drivers.recordings import Recording, gaps, recordings

KEPT = {kept.name: kept for kept in recordings()}
SYSTEM = {"device.uptime", "device.boots", "device.name", "device.description"}
UPTIME = "1.3.6.1.2.1.1.3.0"
APC, RPDU2 = "1.3.6.1.4.1.318.1.1", "1.3.6.1.4.1.318.1.1.26.9.2.3.1.5"
APC_UPS = f"{APC}.1"
SLA = "1.3.6.1.4.1.9.9.42.1"
NQA_RUN = "5.97.100.109.105.110.4.108.105.110.101"


def reader(kept: Recording, version: SnmpVersion = SnmpVersion.V2C):
    return build(kept.driver, kept.options, version, kept.outlets)


async def look(kept: Recording, changes=None, version: SnmpVersion = SnmpVersion.V2C):
    agent = DictAgent({**kept.objects, **(changes or {})})
    report = await reader(kept, version).read(agent, 0.0)
    return {reading.metric: reading for reading in report.readings}


@pytest.mark.parametrize("version", [SnmpVersion.V1, SnmpVersion.V2C])
@pytest.mark.parametrize("name", KEPT)
async def test_a_recording_is_read_as_its_head_expects(name, version):
    found = await look(KEPT[name], version=version)
    values = {m: r.value for m, r in found.items() if r.value is not None and m not in SYSTEM}
    assert values == KEPT[name].expected


def test_every_driver_has_a_recording_with_expected_values():
    assert list(gaps(driver_specs().values(), KEPT.values())) == []


async def test_the_role_of_an_outlet_stands_beside_its_source():
    found = await look(KEPT["apc-pdu-rpdu2"])
    assert found["pdu.outlet.1.state"].source == f"snmp:{RPDU2}.1 codec"
    assert found["pdu.outlet.3.state"].source == f"snmp:{RPDU2}.3 other"
    assert found["pdu.outlet.4.state"].source == f"snmp:{RPDU2}.4"


async def test_an_outlet_of_the_settings_that_the_pdu_lacks_is_missing_and_named():
    kept = KEPT["eaton-pdu"]
    objects = {oid: raw for oid, raw in kept.objects.items() if not oid.endswith(".2.0.2")}
    report = await reader(kept).read(DictAgent(objects), 0.0)
    found = {reading.metric: reading for reading in report.readings}["pdu.outlet.2.state"]
    assert found.quality is Quality.MISSING
    assert found.source.endswith(".2.0.2 display")


async def test_the_branch_of_a_pdu_is_searched_once_and_again_after_a_restart():
    """A card whose newer table appears with new firmware: until it restarts nothing is guessed."""
    old, new = KEPT["apc-pdu-spdu"].objects, KEPT["apc-pdu-rpdu2"].objects
    agent, pdu = DictAgent(old), reader(KEPT["apc-pdu-spdu"])
    await pdu.read(agent, 0.0)
    searched = len(agent.walks)
    agent.objects = {**new, UPTIME: 361_000}
    report = await pdu.read(agent, 10.0)
    assert len(agent.walks) == searched
    assert not any(RPDU2 in reading.source for reading in report.readings)

    agent.objects = {**new, UPTIME: 500}
    assert (await pdu.read(agent, 20.0)).is_restarted
    agent.objects = {**new, UPTIME: 1_500}
    report = await pdu.read(agent, 30.0)
    assert any(RPDU2 in reading.source for reading in report.readings)


async def test_a_pdu_without_a_known_table_is_not_searched_at_every_look():
    agent, pdu = DictAgent({UPTIME: 360_000}), reader(KEPT["apc-pdu-spdu"])
    first = await pdu.read(agent, 0.0)
    searched = len(agent.walks)
    await pdu.read(agent, 15.0)
    assert len(agent.walks) == searched
    await pdu.read(agent, 75.0)
    assert len(agent.walks) == 2 * searched
    outlets = [r for r in first.readings if r.metric.startswith("pdu.outlet")]
    assert [r.quality for r in outlets] == [Quality.MISSING] * 3


async def test_a_load_whose_decimals_are_not_told_is_not_read():
    found = await look(KEPT["raritan-pdu-metered"], {"1.3.6.1.4.1.13742.6.3.3.4.1.7.1.1.1": b"3"})
    assert not [metric for metric in found if metric.startswith("pdu.load")]


async def test_nothing_is_known_of_a_ups_that_its_card_has_lost():
    found = await look(KEPT["apc-ups"], {f"{APC_UPS}.8.1.0": 2})
    ups = [reading for metric, reading in found.items() if metric.startswith("ups.")]
    assert len(ups) == 12
    assert {reading.quality for reading in ups} == {Quality.UNKNOWN}
    assert found["ups.source"].raw == "2"


@pytest.mark.parametrize("name", ["ups-mib-east", "ups-mib-santak", "ups-mib-phoenixtec"])
async def test_no_minutes_at_full_charge_are_unknown_and_at_low_charge_none(name):
    ups = "1.3.6.1.2.1.33.1"
    assert (await look(KEPT[name]))["ups.battery.minutes"].quality is Quality.UNKNOWN
    drained = await look(KEPT[name], {f"{ups}.2.4.0": 8, f"{ups}.4.1.0": 5})
    assert drained["ups.battery.minutes"].value == 0
    low = await look(KEPT[name], {f"{ups}.2.1.0": 3})
    assert low["ups.battery.minutes"].value == 0


async def test_a_run_time_of_all_ones_is_unknown():
    xups = await look(KEPT["eaton-ups-93e"])
    mge = await look(KEPT["eaton-ups-mge"], {"1.3.6.1.4.1.705.1.5.1.0": 65535})
    assert {xups["ups.battery.minutes"].quality, mge["ups.battery.minutes"].quality} == {Quality.UNKNOWN}


async def test_a_huawei_ups_on_battery_is_read_from_its_own_branch():
    own = "1.3.6.1.4.1.2011.6.174.1"
    found = await look(KEPT["huawei-ups5000"], {f"{own}.2.101.1.1.1": 4, f"{own}.6.100.1.4.1": 600})
    assert (found["ups.source"].value, found["ups.battery.minutes"].value) == ("battery", 10)
    assert found["ups.source"].source == f"snmp:{own}.2.101.1.1.1"


async def test_the_card_of_a_ups_is_searched_once_and_again_after_a_restart():
    agent, ups = DictAgent(KEPT["ups-mib"].objects), reader(KEPT["ups-mib"])
    await ups.read(agent, 0.0)
    agent.requests.clear()
    await ups.read(agent, 0.0)
    assert len(agent.requests) == 1
    agent.objects = {**KEPT["ups-mib-east"].objects, UPTIME: 500}
    await ups.read(agent, 10.0)
    agent.objects[UPTIME] = 1_500
    report = await ups.read(agent, 20.0)
    assert {r.metric: r.value for r in report.readings}["ups.output.voltage"] == 219


@pytest.mark.parametrize(
    ("rows", "overload", "fault"),
    [
        ({2: 2, 3: 6}, "no", "none"),
        ({1: 8}, "yes", "none"),
        ({1: 16, 4: 1, 9: 8}, "yes", "battery_bad"),
        ({1: 22, 2: 23}, "no", "shutdown_imminent"),
    ],
)
async def test_the_own_alarms_of_a_ups_become_overload_and_its_worst_fault(rows, overload, fault):
    ups = "1.3.6.1.2.1.33.1.6"
    table = {f"{ups}.2.1.2.{row}": f"{ups}.3.{number}" for row, number in rows.items()}
    found = await look(KEPT["ups-mib"], {f"{ups}.1.0": len(rows), **table})
    assert (found["ups.overload"].value, found["ups.fault"].value) == (overload, fault)


async def test_a_foreign_alarm_of_a_ups_is_a_fault_and_an_empty_table_unknown():
    ups = "1.3.6.1.2.1.33.1.6"
    foreign = await look(KEPT["ups-mib"], {f"{ups}.1.0": 1, f"{ups}.2.1.2.1": "1.3.6.1.4.1.32473.9"})
    assert foreign["ups.fault"].value == "other"
    empty = await look(KEPT["ups-mib"], {f"{ups}.1.0": 1})
    assert empty["ups.fault"].quality is Quality.UNKNOWN


async def test_an_exchanged_eaton_card_is_read_by_its_own_mib_from_the_next_poll():
    mge, xups = KEPT["eaton-ups-mge"], KEPT["eaton-ups-xups"]
    agent, ups = DictAgent(mge.objects), reader(mge)
    await ups.read(agent, 0.0)
    agent.objects = {**xups.objects, UPTIME: 500}
    await ups.read(agent, 10.0)
    agent.objects[UPTIME] = 1_500
    report = await ups.read(agent, 20.0)
    assert {r.metric: r.value for r in report.readings}["ups.battery.mode"] == "resting"


@pytest.mark.parametrize(
    ("changes", "source"),
    [
        ({"7.3.0": 1}, "battery"),
        ({"7.4.0": 1}, "bypass"),
        ({"7.3.0": 1, "7.4.0": 1}, "battery"),
        ({"7.3.0": 0}, None),
        ({"7.4.0": b"no"}, None),
    ],
)
async def test_mge_tells_its_source_by_flags_and_a_flag_in_doubt_is_no_mains(changes, source):
    root = "1.3.6.1.4.1.705.1"
    found = await look(KEPT["eaton-ups-mge"], {f"{root}.{tail}": raw for tail, raw in changes.items()})
    assert found["ups.source"].value == source


@pytest.mark.parametrize(
    ("sense", "state", "rtt"),
    [(1, "ok", 16), (3, "over_threshold", 16), (4, "timeout", None), (7, "dropped", None), (99, None, None)],
)
async def test_the_figures_of_a_failed_ip_sla_run_are_old_and_not_shown(sense, state, rtt):
    found = await look(KEPT["cisco-ip-sla"], {f"{SLA}.2.10.1.2.10": sense})
    assert found["line.probe.state"].value == state
    assert found["line.probe.rtt"].value == rtt
    assert (found["line.probe.loss"].value is None) is (rtt is None)


@pytest.mark.parametrize("lost", [26, 27, 28, 1])
async def test_a_loss_of_which_a_part_is_not_known_is_not_known(lost):
    found = await look(KEPT["cisco-ip-sla"], {f"{SLA}.5.2.1.{lost}.10": -1})
    assert found["line.probe.loss"].quality is Quality.UNKNOWN


async def test_a_run_of_no_packets_has_no_loss():
    counts = {f"{SLA}.5.2.1.{column}.10": 0 for column in (1, 26, 27, 28)}
    assert (await look(KEPT["cisco-ip-sla"], counts))["line.probe.loss"].quality is Quality.UNKNOWN


async def test_an_nqa_test_is_read_at_its_newest_run_that_is_over():
    kept = KEPT["huawei-nqa"]
    root = "1.3.6.1.4.1.2011.5.25.111.4.1.1"
    agent, router = DictAgent(kept.objects), reader(kept)
    first = {r.metric: r for r in (await router.read(agent, 0.0)).readings}
    assert first["line.probe.state"].source == f"snmp:{root}.3.{NQA_RUN}.42.1"
    agent.objects |= {f"{root}.3.{NQA_RUN}.43.1": 2, f"{root}.27.{NQA_RUN}.43.1": 100}
    second = {r.metric: r for r in (await router.read(agent, 15.0)).readings}
    assert second["line.probe.state"].value == "failed"
    assert second["line.probe.loss"].value == 100
    assert second["line.probe.rtt"].quality is Quality.UNKNOWN


async def test_a_router_without_a_named_probe_says_nothing_of_one():
    kept = KEPT["cisco-ip-sla"]
    report = await build("if-mib", {"interface": "GigabitEthernet0/1"}).read(DictAgent(kept.objects), 0.0)
    assert not any("probe" in reading.metric for reading in report.readings)


async def test_an_overloaded_second_phase_and_bank_are_told_of_a_pdu():
    found = await look(KEPT["apc-pdu-rpdu-phases"])
    assert (found["pdu.load"].value, found["pdu.load_state"].value) == (4.1, "normal")
    assert found["pdu.phase.2.load_state"].value == "overload"
    assert found["pdu.bank.2.load_state"].value == "near_overload"
    assert found["pdu.bank.2.load"].source == f"snmp:{APC}.12.2.3.1.1.2.5"


async def test_a_pdu_of_one_phase_has_no_numbered_phase():
    found = await look(KEPT["apc-pdu-ap8932"])
    assert [metric for metric in found if metric.startswith("pdu.phase")] == []


async def test_a_metered_pdu_without_outlets_gives_its_loads():
    kept = KEPT["apc-pdu-ap8932"]
    objects = {oid: raw for oid, raw in kept.objects.items() if not oid.startswith(RPDU2)}
    report = await build("apc-pdu", {}).read(DictAgent(objects), 0.0)
    values = {r.metric: r.value for r in report.readings}
    assert (values["pdu.load"], values["pdu.bank.1.load"]) == (1.4, 1.3)
    assert not any(metric.startswith("pdu.outlet") for metric in values)


@pytest.mark.parametrize(
    ("sensor", "values"),
    [
        (1, {"room.temperature": 15.4, "room.humidity": 39}),
        (2, {"room.temperature": 18.5}),
        (3, {"room.temperature": 18.0}),
        (4, {}),
    ],
)
async def test_a_geist_sensor_is_found_in_the_table_that_has_it(sensor, values):
    kept = KEPT["room-probe-geist"]
    reader_of_sensor = build("room-probe", {"family": "geist", "sensor": sensor})
    report = await reader_of_sensor.read(DictAgent(kept.objects), 0.0)
    found = {r.metric: r.value for r in report.readings if r.value is not None and r.metric not in SYSTEM}
    assert found == values
