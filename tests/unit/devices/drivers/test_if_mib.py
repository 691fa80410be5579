"""The line driver against an agent that is a dict: ports found again, rates, restarts, few requests."""

import pytest

from gbdt_console.core.monitoring.readings import DeviceReport, MismatchKind, Quality, Reading
from gbdt_console.core.sites import SnmpVersion
from gbdt_console.devices.drivers.if_mib import SEARCH_AGAIN_S, LinePort
from gbdt_console.devices.snmp.client import SnmpMalformed, SnmpSilent
from gbdt_console.devices.snmp.interfaces import names_like
from tests.support.drivers.agents import HEALTHY, IF, IFX, ROUTER, SYSTEM, DictAgent, device, port

UPTIME, BOOTS = "1.3.6.1.2.1.1.3.0", "1.3.6.1.6.3.10.2.1.2.0"
IN, OUT = f"{IFX}.6.2", f"{IFX}.10.2"


def line_port(version: SnmpVersion = SnmpVersion.V2C, **options) -> LinePort:
    return LinePort(device("if-mib", {"interface": "GigabitEthernet0/0"} | options, version))


def by_metric(report: DeviceReport) -> dict[str, Reading]:
    assert len({reading.metric for reading in report.readings}) == len(report.readings)
    return {reading.metric: reading for reading in report.readings}


def pass_time(agent: DictAgent, seconds: float, **added: int) -> None:
    """Let the agent live on; `added` maps a column's number ('in_octets') to what passed."""
    agent.objects[UPTIME] += round(seconds * 100)
    for oid, amount in added.items():
        agent.objects[oid] += amount


async def two_looks(reader: LinePort, agent: DictAgent, changes: dict, seconds: float = 5.0) -> DeviceReport:
    await reader.read(agent, 0.0)
    pass_time(agent, seconds)
    agent.objects |= changes
    return await reader.read(agent, seconds)


async def test_rates_and_utilisation_of_the_named_port():
    agent = DictAgent(ROUTER)
    changes = {IN: 5_000 + 6_250_000, OUT: 6_000 + 625_000, f"{IF}.14.2": 10, f"{IF}.19.2": 5}

    found = by_metric(await two_looks(line_port(), agent, changes))

    assert found["line.interface"].value == "GigabitEthernet0/0"
    assert found["line.in_rate"].value == 10.0
    assert found["line.out_rate"].value == 1.0
    assert found["line.in_utilisation"].value == 10.0
    assert found["line.in_errors"].value == 2.0
    assert found["line.out_discards"].value == 1.0
    assert found["line.in_rate"].source == f"snmp:{IN}"


async def test_utilisation_is_of_the_contract_where_one_is_configured():
    agent = DictAgent(ROUTER)
    found = by_metric(await two_looks(line_port(speed_mbps=20.0), agent, {IN: 5_000 + 6_250_000}))
    assert found["line.in_utilisation"].value == 50.0


async def test_the_first_look_has_no_rates():
    found = by_metric(await line_port().read(DictAgent(ROUTER), 0.0))
    assert found["line.in_rate"].quality is Quality.UNKNOWN
    assert found["line.in_utilisation"].value is None
    assert found["line.oper_status"].value == "up"


async def test_a_steady_look_is_one_request_of_at_most_24_objects():
    agent, reader = DictAgent(ROUTER), line_port()
    await reader.read(agent, 0.0)
    agent.requests.clear()
    agent.walks.clear()
    for n in range(1, 6):
        pass_time(agent, 5)
        await reader.read(agent, n * 5.0)
    assert [len(oids) for oids in agent.requests] == [len(agent.requests[0])] * 5
    assert len(agent.requests[0]) <= 24
    assert agent.walks == []


async def test_the_port_is_found_again_when_its_number_changed():
    agent, reader = DictAgent(ROUTER), line_port()
    await reader.read(agent, 0.0)
    agent.objects = SYSTEM | port(2, "Serial0/1") | port(3, "GigabitEthernet0/0", mbps=50)
    agent.objects |= {UPTIME: 200, BOOTS: 8}

    report = await reader.read(agent, 30.0)

    found = by_metric(report)
    assert report.is_restarted
    assert found["line.speed"].value == 50
    assert found["line.in_rate"].quality is Quality.UNKNOWN
    assert not (await reader.read(agent, 30.0)).is_restarted


async def test_swapped_ports_without_a_restart_do_not_mix_their_counters():
    agent, reader = DictAgent(ROUTER), line_port()
    await reader.read(agent, 0.0)
    swapped = SYSTEM | port(2, "Serial0/1") | port(3, "GigabitEthernet0/0")
    agent.objects = swapped | {UPTIME: agent.objects[UPTIME] + 500, f"{IFX}.6.3": 9_000_000}
    found = by_metric(await reader.read(agent, 5.0))
    assert found["line.in_rate"].quality is Quality.UNKNOWN


@pytest.mark.parametrize("oper", [1, 2])
async def test_without_a_name_and_several_ports_none_is_guessed_and_all_are_offered(oper):
    """The only port that is up may be that of management, as on a router whose line is down."""
    agent = DictAgent(SYSTEM | port(5, "MEth0/0/0") | port(9, "Gi0/3", oper=oper))
    report = await LinePort(device("if-mib")).read(agent, 0.0)
    assert report.mismatch is not None
    assert (report.mismatch.kind, report.mismatch.ports) == (
        MismatchKind.UNNAMED_PORT,
        ("MEth0/0/0", "Gi0/3"),
    )


async def test_without_a_name_the_only_line_port_is_picked_and_kept():
    ports = [port(1, "lo", if_type=24), port(5, "Gi0/2"), port(9, "Vlanif1", if_type=53)]
    agent = DictAgent({**SYSTEM, **{oid: value for one in ports for oid, value in one.items()}})
    reader = LinePort(device("if-mib"))
    found = by_metric(await reader.read(agent, 0.0))
    assert found["line.interface"].value == "Gi0/2"
    assert found["line.interface"].source.endswith(" picked")

    agent.objects[f"{IF}.8.5"] = 2
    found = by_metric(await reader.read(agent, 5.0))
    assert found["line.interface"].value == "Gi0/2"
    assert found["line.oper_status"].value == "down"

    agent.objects = SYSTEM | port(9, "Gi0/3")
    assert by_metric(await reader.read(agent, 10.0))["line.interface"].quality is Quality.MISSING
    agent.objects = SYSTEM | port(7, "Gi0/2") | port(9, "Gi0/3")
    assert by_metric(await reader.read(agent, 10.0 + SEARCH_AGAIN_S))["line.interface"].value == "Gi0/2"


async def test_a_port_is_found_by_the_first_word_of_a_name_that_carries_a_description():
    described = {f"{IF}.2.7": b"gei-0/1/1/2 MGMT-ANEL", f"{IF}.2.8": b"gei-0/1/1/20 KH-VNPT"}
    agent = DictAgent(SYSTEM | port(7, "7") | port(8, "8") | described)
    found = await line_port(interface="gei-0/1/1/2").read(agent, 0.0)
    assert found.mismatch is None
    assert by_metric(found)["line.interface"].value == "gei-0/1/1/2 MGMT-ANEL"
    agent.objects[f"{IF}.2.8"] = b"gei-0/1/1/2 KH-VNPT"
    ambiguous = await line_port(interface="gei-0/1/1/2").read(agent, 0.0)
    assert by_metric(ambiguous)["line.interface"].value is None


def test_the_nearest_name_comes_first_whatever_description_stands_behind_it():
    column = {"1": b"gei-0/1/1/9", "2": b"gei-0/1/1/2 MGMT-ANEL-TRUNG-TAM", "3": b"gei-0/1/1/20"}
    assert names_like(column, "Gei-0/1/1/2")[0] == "gei-0/1/1/2 MGMT-ANEL-TRUNG-TAM"


async def test_a_port_that_is_not_there_is_missing_and_seldom_searched():
    agent, reader = DictAgent(ROUTER), line_port(interface="Gi7/7")
    found = by_metric(await reader.read(agent, 0.0))
    assert {r.quality for m, r in found.items() if m.startswith("line.")} == {Quality.MISSING}
    assert found["device.uptime"].value == 3600.0
    walks = len(agent.walks)
    await reader.read(agent, SEARCH_AGAIN_S - 1)
    assert len(agent.walks) == walks
    agent.objects |= port(8, "Gi7/7")
    assert by_metric(await reader.read(agent, SEARCH_AGAIN_S))["line.oper_status"].value == "up"


async def test_the_port_to_the_codec_is_read_beside_the_line_and_found_again():
    agent = DictAgent(ROUTER | port(9, "Gi0/9"))
    reader = line_port(codec_interface="Gi0/9")
    assert by_metric(await reader.read(agent, 0.0))["line.codec.port"].value == "up"
    agent.requests.clear()
    agent.objects[f"{IF}.8.9"] = 2
    found = by_metric(await reader.read(agent, 5.0))
    assert found["line.codec.port"].value == "down"
    assert found["line.oper_status"].value == "up"
    assert [len(oids) <= 24 for oids in agent.requests] == [True]

    agent.objects |= port(9, "Gi0/8") | port(12, "Gi0/9")
    assert by_metric(await reader.read(agent, 10.0))["line.codec.port"].quality is Quality.MISSING
    assert by_metric(await reader.read(agent, 15.0))["line.codec.port"].value == "up"


async def test_an_absent_codec_port_is_missing_and_searched_seldom():
    agent, reader = DictAgent(ROUTER), line_port(codec_interface="Gi7/7")
    found = by_metric(await reader.read(agent, 0.0))
    assert found["line.codec.port"].quality is Quality.MISSING
    assert found["line.oper_status"].value == "up"
    walks = len(agent.walks)
    await reader.read(agent, SEARCH_AGAIN_S - 1)
    assert len(agent.walks) == walks
    agent.objects |= port(8, "Gi7/7", oper=7)
    assert by_metric(await reader.read(agent, SEARCH_AGAIN_S))["line.codec.port"].value == "lower_layer_down"


async def test_nothing_is_said_of_a_port_to_the_codec_that_nobody_named():
    assert "line.codec.port" not in by_metric(await line_port().read(DictAgent(ROUTER), 0.0))


async def test_an_agent_without_ifxtable_gives_ifdescr_and_32_bit_counters():
    narrow = {oid: raw for oid, raw in ROUTER.items() if not oid.startswith(IFX)}
    agent = DictAgent(narrow | {f"{IF}.10.2": 4294967000})
    found = by_metric(await two_looks(line_port(), agent, {f"{IF}.10.2": 624_704}))
    assert found["line.in_rate"].value == 1.0
    assert found["line.in_rate"].source == f"snmp:{IF}.10.2"


async def test_dead_64_bit_counters_give_way_to_the_32_bit_ones():
    _, options, recorded = HEALTHY["if-mib-d-link"]
    agent = DictAgent(recorded)
    passed = recorded[f"{IF}.10.25"] + 6_250_000
    found = by_metric(await two_looks(line_port(**options), agent, {f"{IF}.10.25": passed}))
    assert found["line.in_rate"].value == 10.0
    assert found["line.in_rate"].source == f"snmp:{IF}.10.25"
    assert found["line.out_rate"].value == 0.0


@pytest.mark.parametrize(
    "changes",
    [
        {f"{IFX}.19.2": 300_000},
        {UPTIME: 100},
        {UPTIME: 360_000 + 50_000},
        {BOOTS: 8},
        {IN: 4_000},
        {UPTIME: b"x"},
    ],
    ids=["discontinuity", "uptime fell", "clock jumped", "boots rose", "counter fell", "uptime unreadable"],
)
async def test_a_sample_that_cannot_be_compared_is_dropped(changes):
    found = by_metric(await two_looks(line_port(), DictAgent(ROUTER), {IN: 6_250_000} | changes))
    assert found["line.in_rate"].quality is Quality.UNKNOWN
    assert found["line.in_rate"].value is None
    assert found["line.in_utilisation"].value is None


async def test_a_look_without_uptime_does_not_stretch_the_next_interval():
    agent, reader = DictAgent(ROUTER), line_port()
    await reader.read(agent, 0.0)
    kept = agent.objects.pop(UPTIME)
    agent.objects[IN] += 6_250_000
    await reader.read(agent, 5.0)
    agent.objects |= {UPTIME: kept + 1_000, IN: agent.objects[IN] + 6_250_000}
    assert by_metric(await reader.read(agent, 10.0))["line.in_rate"].value is None
    agent.objects |= {UPTIME: kept + 1_500, IN: agent.objects[IN] + 6_250_000}
    assert by_metric(await reader.read(agent, 15.0))["line.in_rate"].value == 10.0


async def test_a_rate_that_no_port_can_carry_is_impossible():
    found = by_metric(await two_looks(line_port(), DictAgent(ROUTER), {IN: 2**63}))
    assert found["line.in_rate"].quality is Quality.IMPOSSIBLE
    assert found["line.in_utilisation"].quality is Quality.IMPOSSIBLE


async def test_a_failed_look_leaves_the_restart_to_be_told_by_the_next():
    agent, reader = DictAgent(ROUTER), line_port()
    await reader.read(agent, 0.0)
    agent.fault = SnmpSilent()
    with pytest.raises(SnmpSilent):
        await reader.read(agent, 5.0)
    agent.fault = None
    agent.objects |= {UPTIME: 300, BOOTS: 8}
    assert (await reader.read(agent, 60.0)).is_restarted


async def test_an_agent_that_cannot_fit_the_answer_is_asked_in_parts():
    agent, reader = DictAgent(ROUTER), line_port()
    agent.most_at_once = 9
    found = by_metric(await reader.read(agent, 0.0))
    assert found["line.in_errors"].quality is Quality.UNKNOWN
    assert found["line.oper_status"].value == "up"
    agent.requests.clear()
    await reader.read(agent, 5.0)
    assert max(map(len, agent.requests)) <= 9

    agent.most_at_once = 0
    with pytest.raises(SnmpMalformed):
        await reader.read(agent, 10.0)


async def test_a_v1_agent_is_not_asked_for_absent_objects_until_it_restarts():
    objects = {oid: raw for oid, raw in ROUTER.items() if oid not in (BOOTS, f"{IFX}.19.2")}
    agent, reader = DictAgent(objects), line_port(SnmpVersion.V1)
    await reader.read(agent, 0.0)
    assert not {IN, OUT} & {oid for oids in agent.requests for oid in oids}
    agent.requests.clear()
    pass_time(agent, 5)
    found = by_metric(await reader.read(agent, 5.0))
    assert BOOTS not in agent.requests[0]
    assert found["device.boots"].quality is Quality.MISSING

    agent.objects |= {UPTIME: 100, BOOTS: 2}
    await reader.read(agent, 10.0)
    pass_time(agent, 5)
    assert by_metric(await reader.read(agent, 15.0))["device.boots"].value == 2


async def test_an_agent_that_counts_seldom_keeps_its_last_rate_and_its_time():
    """Counters renewed every 15 s, asked every 5 s: 10 Mbit/s all along."""
    agent, reader = DictAgent(ROUTER), line_port()
    shown = []
    for now in range(0, 65, 5):
        agent.objects |= {UPTIME: 360_000 + now * 100, IN: 5_000 + now // 15 * 15 * 1_250_000}
        rate = by_metric(await reader.read(agent, float(now)))["line.in_rate"]
        shown.append((now, rate.value, rate.taken_s))
    assert [value for _, value, _ in shown] == [None] * 3 + [10.0] * 10
    assert [taken for now, _, taken in shown if now >= 15] == [now // 15 * 15 for now in range(15, 65, 5)]


async def test_a_port_without_any_traffic_for_half_a_minute_carries_nothing():
    agent, reader = DictAgent(ROUTER), line_port()
    for now in (0, 15, 30, 45):
        agent.objects[UPTIME] = 360_000 + now * 100
        found = by_metric(await reader.read(agent, float(now)))
    assert found["line.in_rate"].value == 0.0
    assert found["line.in_utilisation"].value == 0.0


async def test_errors_are_counted_where_the_agent_counts_no_octets():
    agent = DictAgent(
        {oid: raw for oid, raw in ROUTER.items() if oid not in (IN, OUT, f"{IF}.10.2", f"{IF}.16.2")}
    )
    found = by_metric(await two_looks(line_port(), agent, {f"{IF}.14.2": 10}))
    assert found["line.in_errors"].value == 2.0
    assert found["line.in_rate"].quality is Quality.MISSING


@pytest.mark.parametrize("every_s", [5, 15, 20, 60])
async def test_an_idle_gigabit_port_with_32_bit_counters_carries_nothing(every_s):
    _, options, recorded = HEALTHY["if-mib-d-link"]
    narrow = {oid: raw for oid, raw in recorded.items() if not oid.startswith((f"{IFX}.6.", f"{IFX}.10."))}
    agent, reader = DictAgent(narrow), line_port(**options)
    for now in range(0, 181, every_s):
        agent.objects[UPTIME] = recorded[UPTIME] + now * 100
        found = by_metric(await reader.read(agent, float(now)))
    assert [found[f"line.{way}_rate"].value for way in ("in", "out")] == [0.0, 0.0]
    assert found["line.in_utilisation"].value == 0.0


@pytest.mark.parametrize("passed", [0, 6_250_000], ids=["still", "moved"])
async def test_rates_do_not_stay_while_the_agent_gives_no_time(passed):
    agent, reader = DictAgent(ROUTER), line_port()
    for now in (0, 5, 10):
        agent.objects |= {UPTIME: 360_000 + now * 100, IN: 5_000 + min(now, 5) * 1_250_000}
        found = by_metric(await reader.read(agent, float(now)))
    assert found["line.in_rate"].value == 10.0
    agent.objects |= {UPTIME: b"x", IN: agent.objects[IN] + passed}
    assert by_metric(await reader.read(agent, 15.0))["line.in_rate"].quality is Quality.UNKNOWN
