"""From the world to the alarms of the Snapshot, through the whole engine in fake time."""

import asyncio

import pytest

from gbdt_console.core.alarms.alarm import AlarmState, Severity
from gbdt_console.core.alarms.commands import AcknowledgeAlarm, AcknowledgeEnded, PlanMaintenance
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.requests import Stage
from gbdt_console.devices.snmp.client import SnmpCredentials, SnmpRefused
from tests.support.alarms.engine_alarms import (
    NODE,
    ROOMS,
    Remembering,
    alarm,
    meeting,
    order,
    until_alarm,
    until_up,
    written_by,
)
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import Equipped, network


@pytest.mark.article("A8.1b")
def test_a_cut_is_an_alarm_in_ten_seconds_from_its_begin_to_first_reply() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        cut_utc = bench.clock.utc()
        bench.world.cut(2)
        lost = await until_alarm(bench, AlarmType.SITE_LOST)
        assert bench.clock.utc() - cut_utc < 8.0
        assert cut_utc - 1.1 <= lost.since_utc <= cut_utc + 0.1
        assert (lost.site_id, lost.severity, lost.state) == ("s2", Severity.MAJOR, AlarmState.UNACKNOWLEDGED)
        assert lost.cause == "line-or-router"
        assert lost.evidence
        assert bench.site(2).alarm == lost
        assert bench.latest.alarm_load.sounds == 1
        assert bench.site(1).alarm is None
        back_utc = bench.clock.utc()
        bench.world.restore(2)
        await bench.until(lambda: bench.latest.alarms[0].state is AlarmState.RETURNED_UNACKNOWLEDGED)
        ended = bench.latest.alarms[0]
        assert ended.ended_utc is not None
        assert back_utc <= ended.ended_utc <= back_utc + 1.5
        assert await order(bench, AcknowledgeAlarm(ended.number, ended.severity)) == (Stage.RECORDED, "")
        assert bench.latest.alarms == ()
        assert bench.site(2).alarm is None

    run_engine(network(3), scenario)


def test_ended_alarms_stand_below_live_ones_and_are_acknowledged_together() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        for site in (1, 2, 3):
            bench.world.cut(site)
        await bench.until(lambda: len(bench.latest.alarms) == 3)
        number_of = {alarm.site_id: alarm.number for alarm in bench.latest.alarms}
        live, numbers = number_of["s3"], (number_of["s1"], number_of["s2"])
        assert await order(bench, AcknowledgeEnded(numbers)) == (Stage.FAILED, "alarm.none-ended")
        assert await order(bench, AcknowledgeAlarm(live, Severity.MAJOR)) == (Stage.RECORDED, "")
        bench.world.restore(1)
        bench.world.restore(2)
        await bench.until(lambda: sum(a.is_active for a in bench.latest.alarms) == 1)
        assert bench.latest.alarms[0].number == live
        assert await order(bench, AcknowledgeEnded((*numbers, live, 99))) == (Stage.RECORDED, "")
        assert [a.number for a in bench.latest.alarms] == [live]

    run_engine(network(3), scenario)


def test_a_meeting_makes_a_lost_site_critical_and_unacknowledged() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        bench.world.cut(2)
        lost = await until_alarm(bench, AlarmType.SITE_LOST)
        await order(bench, AcknowledgeAlarm(lost.number, lost.severity))
        assert bench.latest.alarms[0].state is AlarmState.ACKNOWLEDGED
        await order(bench, meeting(bench))
        await bench.until(lambda: bench.latest.alarms[0].severity is Severity.CRITICAL)
        assert bench.latest.alarms[0].state is AlarmState.UNACKNOWLEDGED
        assert await order(bench, AcknowledgeAlarm(lost.number, Severity.MAJOR)) == (
            Stage.FAILED,
            "alarm.got-worse",
        )
        await order(bench, EndMeeting())
        await bench.until(lambda: bench.latest.alarms[0].severity is Severity.MAJOR)

    run_engine(network(3), scenario)


def test_a_lost_node_sounds_once_and_its_sites_keep_their_times() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        cut_utc = {}
        for number in (1, 2, 3, 4):
            cut_utc[f"s{number}"] = bench.clock.utc()
            bench.world.cut(number)
            await asyncio.sleep(1)
        node = await until_alarm(bench, AlarmType.UPSTREAM_LOST)
        await bench.until(lambda: len([a for a in bench.latest.alarms if a.parent]) == 4)
        await asyncio.sleep(30)
        node = bench.latest.alarms[0]
        assert (node.key.resource, set(node.members)) == ("upstream.node", set(cut_utc))
        assert [a.key.type for a in bench.latest.alarms if a.is_urgent] == [AlarmType.UPSTREAM_LOST]
        assert bench.latest.alarm_load.sounds == 1
        for view in bench.latest.sites[:4]:
            assert view.alarm is not None
            assert view.alarm.state is AlarmState.SUPPRESSED
            assert -1.1 <= view.alarm.since_utc - cut_utc[view.id] <= 0.1
        for number in (2, 1, 4, 3):
            bench.world.restore(number)
            await asyncio.sleep(3)
        await asyncio.sleep(60)
        assert [(a.key.type, a.state) for a in bench.latest.alarms] == [
            (AlarmType.UPSTREAM_LOST, AlarmState.RETURNED_UNACKNOWLEDGED)
        ]
        assert bench.latest.alarm_load.sounds == 1

    run_engine(network(6, equipped=NODE), scenario)


def test_while_the_console_is_blind_one_alarm_says_so_and_no_site_is_blamed() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        began_utc = bench.clock.utc()
        hosts = {f"10.0.{n}.{host}" for n in (1, 2, 3) for host in (1, 10, 20)}
        bench.world.silent |= hosts | {"10.255.0.1", "10.255.0.2"}
        blind = await until_alarm(bench, AlarmType.MONITOR_BLIND)
        assert began_utc - 1.1 <= blind.since_utc <= began_utc + 0.1, "dated from the anchors' last reply"
        await asyncio.sleep(120)
        assert [a.key.type for a in bench.latest.alarms] == [AlarmType.MONITOR_BLIND]
        bench.world.silent.clear()
        back_utc = bench.clock.utc()
        await bench.until(lambda: all(v.state is PointState.UP for v in bench.latest.sites))
        await asyncio.sleep(60)
        (ended,) = bench.latest.alarms
        assert ended.ended_utc is not None
        assert back_utc <= ended.ended_utc <= back_utc + 4.0
        assert not bench.events("device.fault"), "a device that could not be seen has no fault"
        assert {e.data["target"] for e in bench.events("point.changed")} == {"centre.a1", "centre.a2"}

    run_engine(network(3, equipped=ROOMS), scenario)


def test_a_process_that_stood_still_for_twenty_seconds_blames_nobody() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        bench.clock.advance(20)
        stall = await until_alarm(bench, AlarmType.MONITOR_BLIND)
        assert dict(stall.params) == {"reason": "stall", "seconds": "20"}
        await asyncio.sleep(30)
        assert [a.state for a in bench.latest.alarms] == [AlarmState.RETURNED_UNACKNOWLEDGED]
        assert all(view.state is PointState.UP for view in bench.latest.sites)

    run_engine(network(3), scenario)


@pytest.mark.parametrize("jump_s", [-3_600.0, 3_600.0, 86_400.0])
def test_a_clock_that_jumps_in_an_outage_changes_no_duration_and_no_state(jump_s: float) -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        began_s = bench.clock.monotonic()
        bench.world.cut(2)
        lost = await until_alarm(bench, AlarmType.SITE_LOST)
        await order(bench, AcknowledgeAlarm(lost.number, lost.severity))
        await asyncio.sleep(60)
        bench.clock.jump_wall(jump_s)
        await asyncio.sleep(60)
        shown = alarm(bench, AlarmType.SITE_LOST)
        assert shown is not None
        assert shown.state is AlarmState.ACKNOWLEDGED, "an acknowledgement lasts its half hour all the same"
        assert bench.latest.at_utc - shown.since_utc == pytest.approx(
            bench.clock.monotonic() - began_s, abs=1
        )
        since_utc = bench.site(2).since_utc
        assert since_utc is not None
        assert bench.latest.at_utc - since_utc == pytest.approx(bench.clock.monotonic() - began_s, abs=1)
        bench.world.restore(2)
        took_s = bench.clock.monotonic() - began_s
        await bench.until(lambda: alarm(bench, AlarmType.SITE_LOST) is None)
        (cleared,) = [e for e in bench.events("alarm.cleared") if e.data["resource"] == "s2"]
        assert float(str(cleared.data["lasted_s"])) == pytest.approx(took_s, abs=2.5)
        assert [a.key.type for a in bench.latest.alarms] == [AlarmType.CLOCK_JUMPED]

    run_engine(network(3), scenario)


@pytest.mark.article("A4.2")
def test_power_and_rooms_are_judged_by_the_meeting_and_the_limits() -> None:
    async def scenario(bench: Bench) -> None:
        ups = bench.world.values.setdefault("10.0.2.20", {})
        ups |= {"ups.source": "normal", "ups.battery.minutes": 42, "room.temperature": 22.0}
        await until_up(bench)
        ups["ups.source"] = "battery"
        mains = await until_alarm(bench, AlarmType.MAINS_LOST)
        assert dict(mains.params) == {"minutes": "42"}
        assert alarm(bench, AlarmType.BATTERY_SHORT) is None, "42 minutes are enough outside a meeting"
        await order(bench, meeting(bench, hours=1.5))
        short = await until_alarm(bench, AlarmType.BATTERY_SHORT)
        assert (short.severity, dict(short.params)["against"]) == (Severity.MAJOR, "meeting")
        assert bench.site(2).alarm == short
        ups |= {"ups.source": "normal", "room.temperature": 41.0}
        hot = await until_alarm(bench, AlarmType.TEMPERATURE)
        assert dict(hot.params) == {"value": "41", "limit": "35"}
        ups["room.temperature"] = 34.5
        await asyncio.sleep(60)
        assert (now := alarm(bench, AlarmType.TEMPERATURE)) is not None
        assert now.is_active, "half a degree inside the limit is not over"
        ups["room.temperature"] = 30.0
        await bench.until(lambda: not any(a.is_active for a in bench.latest.alarms))

    run_engine(network(3, equipped=ROOMS), scenario)


@pytest.mark.parametrize(
    ("readings", "alarm_type", "shown"),
    [
        ({"ups.battery.status": "low"}, AlarmType.BATTERY_LOW, {"fault": "low", "charge": "100 %"}),
        ({"ups.battery.status": "depleted"}, AlarmType.BATTERY_LOW, {"fault": "depleted", "charge": "100 %"}),
        ({"ups.battery.charge": 29}, AlarmType.BATTERY_LOW, {"fault": "charge", "charge": "29 %"}),
        (
            {"ups.source": "battery", "ups.battery.charge": 29},
            AlarmType.BATTERY_LOW,
            {"fault": "charge", "charge": "29 %"},
        ),
        ({"ups.source": "none"}, AlarmType.UPS_UNPROTECTED, {"fault": "none"}),
        ({"ups.source": "bypass"}, AlarmType.UPS_UNPROTECTED, {"fault": "bypass"}),
        ({"ups.overload": "yes"}, AlarmType.UPS_OVERLOAD, {"load": "40 %"}),
        ({"ups.output.load": 104}, AlarmType.UPS_OVERLOAD, {"load": "104 %"}),
        ({"ups.fault": "fan"}, AlarmType.UPS_FAULT, {"fault": "fan"}),
        ({"ups.battery.replace": "yes"}, AlarmType.UPS_FAULT, {"fault": "battery_bad"}),
        ({"ups.battery.status": "absent"}, AlarmType.UPS_FAULT, {"fault": "battery_absent"}),
    ],
)
@pytest.mark.article("A13")
def test_a_ups_in_danger_is_an_alarm_until_it_is_well(
    readings: dict[str, str | int], alarm_type: str, shown: dict[str, str]
) -> None:
    async def scenario(bench: Bench) -> None:
        ups = bench.world.values.setdefault("10.0.2.20", {})
        well = {
            "ups.source": "normal", "ups.battery.status": "normal", "ups.battery.charge": 100,
            "ups.output.load": 40, "ups.overload": "no", "ups.fault": "none", "ups.battery.replace": "no",
        }  # fmt: skip
        ups |= well
        await until_up(bench)
        await asyncio.sleep(60)
        assert bench.latest.alarms == ()
        ups |= readings
        raised = await until_alarm(bench, alarm_type)
        assert (raised.severity, dict(raised.params)) == (Severity.MINOR, shown)
        ups |= well
        await bench.until(lambda: not any(a.is_active for a in bench.latest.alarms))

    run_engine(network(3, equipped=ROOMS), scenario)


def test_the_charge_is_not_judged_while_the_ups_gives_minutes_on_battery() -> None:
    async def scenario(bench: Bench) -> None:
        ups = bench.world.values.setdefault("10.0.2.20", {})
        ups |= {"ups.source": "battery", "ups.battery.minutes": 90, "ups.battery.charge": 20}
        await until_up(bench)
        await until_alarm(bench, AlarmType.MAINS_LOST)
        await asyncio.sleep(60)
        assert [a.key.type for a in bench.latest.alarms] == [AlarmType.MAINS_LOST]

    run_engine(network(3, equipped=ROOMS), scenario)


@pytest.mark.article("A4.3")
def test_a_device_that_is_not_what_it_was_is_an_alarm_with_before_and_after() -> None:
    async def scenario(bench: Bench) -> None:
        said = bench.world.values.setdefault("10.0.2.10", {})
        said["codec.software"] = "6.1.8"
        await until_up(bench)
        assert not bench.latest.alarms, "what is seen for the first time was not changed"
        said["codec.software"] = "6.2.0"
        changed = await until_alarm(bench, AlarmType.IDENTITY_CHANGED, "s2.codec")
        assert dict(changed.params) == {"what": "codec.software", "before": "6.1.8", "after": "6.2.0"}
        assert changed.state is AlarmState.RETURNED_UNACKNOWLEDGED, "it waits for somebody to look"

    run_engine(network(3, equipped=ROOMS), scenario)


def test_an_agent_is_at_fault_only_while_its_device_answers_pings() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        bench.world.no_snmp.add("10.0.2.20")
        silent = await until_alarm(bench, AlarmType.AGENT_SILENT, "s2.ups", 120)
        assert silent.severity is Severity.WARNING
        bench.world.no_snmp.clear()
        await bench.until(lambda: not any(a.is_active for a in bench.latest.alarms), 120)
        bench.world.cut(3)
        await asyncio.sleep(300)
        assert {a.key.type for a in bench.latest.alarms if a.is_urgent and a.is_active} == {
            AlarmType.SITE_LOST
        }

    run_engine(network(3, equipped=ROOMS), scenario)


def test_a_refused_snmp_port_is_not_an_alarm_of_wrong_credentials() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        bench.drivers["s2.ups"].error = SnmpCredentials()
        await until_alarm(bench, AlarmType.CREDENTIALS, "s2.ups", 120)
        bench.drivers["s2.ups"].error = SnmpRefused()
        refused = await until_alarm(bench, AlarmType.AGENT_SILENT, "s2.ups", 120)
        assert dict(refused.params) == {"fault": "refused"}
        assert [a.key.type for a in bench.latest.alarms if a.is_active] == [AlarmType.AGENT_SILENT]

    run_engine(network(3, equipped=ROOMS), scenario)


def test_planned_work_keeps_a_site_out_of_service_and_ends_by_itself() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        now = bench.clock.utc()
        planned = PlanMaintenance("s2", now + 60, now + 600, "thay bộ định tuyến")
        assert await order(bench, planned) == (Stage.RECORDED, "")
        await bench.until(lambda: bench.site(2).maintenance_until_utc == now + 600, 90)
        bench.world.cut(2)
        await until_alarm(bench, AlarmType.SITE_LOST)
        assert {a.state for a in bench.latest.alarms} == {AlarmState.OUT_OF_SERVICE}
        assert bench.latest.alarm_load.sounds == 0
        await bench.until(lambda: bench.site(2).maintenance_until_utc is None, 700)
        assert bench.latest.alarms[0].state is AlarmState.UNACKNOWLEDGED
        assert bench.latest.alarm_load.sounds == 1

    run_engine(network(3), scenario)


@pytest.mark.parametrize("is_still_cut", [True, False])
def test_a_restart_goes_on_with_the_alarm_that_was_open(is_still_cut: bool) -> None:
    async def cut(bench: Bench) -> None:
        await until_up(bench)
        bench.world.cut(2)
        lost = await until_alarm(bench, AlarmType.SITE_LOST)
        await order(bench, AcknowledgeAlarm(lost.number, lost.severity))

    async def again(bench: Bench) -> None:
        assert [(a.number, a.state) for a in bench.latest.alarms] == [(1, AlarmState.ACKNOWLEDGED)]
        if is_still_cut:
            bench.world.cut(2)
            await asyncio.sleep(60)
            assert [(a.number, a.state) for a in bench.latest.alarms] == [(1, AlarmState.ACKNOWLEDGED)]
        else:
            await bench.until(lambda: bench.latest.alarms == ())
        assert not bench.events("alarm.raised")

    written = written_by(network(3), cut)
    run_engine(network(3), again, lambda clock: Remembering(clock, written))


def test_the_alarm_of_a_site_that_was_taken_out_of_the_file_ends() -> None:
    async def cut(bench: Bench) -> None:
        await until_up(bench)
        bench.world.cut(3)
        await until_alarm(bench, AlarmType.SITE_LOST)

    async def again(bench: Bench) -> None:
        await bench.until(lambda: not any(a.is_active for a in bench.latest.alarms), 5)

    written = written_by(network(3), cut)
    run_engine(network(2), again, lambda clock: Remembering(clock, written))


def test_the_alarms_are_the_same_tuple_while_nothing_about_them_changes() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        bench.world.cut(2)
        await until_alarm(bench, AlarmType.SITE_LOST)
        await asyncio.sleep(30)
        before = bench.latest
        await asyncio.sleep(10)
        assert bench.latest is not before
        assert bench.latest.alarms is before.alarms

    run_engine(network(3, equipped=Equipped(has_ups=True)), scenario)
