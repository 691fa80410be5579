"""A device that says the same again is judged anew where the alarms, the limits or the meeting changed."""

from dataclasses import dataclass, field, replace

from gbdt_console.core.alarms.alarm import AlarmKey, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import AlarmRaised
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.events import Event, IdentityChanged
from gbdt_console.core.last_states import LastStates
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.monitoring.readings import DeviceReport, Quality, Reading, Unit, Value
from gbdt_console.core.sites import Network
from gbdt_console.engine.alarms.active_alarms import ActiveAlarms
from gbdt_console.engine.alarms.reading_conditions import ReadingConditions
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from tests.support.engine.fake_world import FakeDriver, FakeLink, FakeWorld
from tests.support.engine.networks import Equipped, network

ROOM = {"room.temperature": 24.0, "device.name": "probe"}
ON_BATTERY = {"ups.source": "battery", "ups.battery.minutes": 40.0}


@dataclass
class Judged:
    """The readings of one UPS, and the alarms that they make."""

    network: Network = field(default_factory=lambda: network(1, equipped=Equipped(has_ups=True)))
    clock: ManualClock = field(default_factory=ManualClock)
    events: list[Event] = field(default_factory=list)
    meeting: Meeting | None = None

    def __post_init__(self) -> None:
        ups, ledger = self.network.sites[0].devices[-1], Ledger()
        driver = FakeDriver(FakeWorld(self.clock), ups.address)
        self.ups = DevicePoller(ups, 0, driver, FakeLink(ups.address), self.clock)
        self.active = ActiveAlarms(ledger, self.clock, self.events.append)
        self.readings = ReadingConditions(
            self.network, self.active.conditions, self.clock, ledger[LastStates].identities,
            lambda: self.meeting, self.events.append,
        )  # fmt: skip

    def says(self, values: dict[str, Value]) -> None:
        """Take a report of these values, and let the alarms follow."""
        self.clock.advance(5)
        now_s = self.clock.monotonic()
        given = (Reading(name, it, Unit.NONE, Quality.GOOD, now_s, "snmp:1.3") for name, it in values.items())
        self.readings.reported(self.ups, DeviceReport(tuple(given)))
        self.active.poll()

    def key(self, alarm_type: str) -> AlarmKey:
        return AlarmKey(self.ups.device.id, alarm_type)

    def alarms(self) -> list[str]:
        return [alarm.key.type for alarm in self.active.alarms if alarm.is_present]


def other_pc_raises(judged: Judged, alarm_type: str) -> None:
    now_utc = judged.clock.utc()
    event = AlarmRaised(7, judged.ups.device.id, alarm_type, Severity.MINOR, "s1", now_utc, now_utc)
    judged.active.take(event)


def test_an_alarm_that_another_pc_opened_ends_with_a_report_that_says_nothing_new():
    judged = Judged()
    judged.says(ROOM)
    judged.says(ROOM)
    other_pc_raises(judged, AlarmType.TEMPERATURE)
    assert judged.alarms() == [AlarmType.TEMPERATURE]
    judged.says(ROOM)
    assert judged.alarms() == []


def test_limits_that_were_edited_judge_a_report_that_says_nothing_new():
    judged = Judged()
    judged.says(ROOM)
    judged.says(ROOM)
    site = judged.network.sites[0]
    judged.readings.follow(
        replace(judged.network, sites=(replace(site, limits=replace(site.limits, temperature_max_c=20.0)),))
    )
    judged.says(ROOM)
    assert judged.alarms() == [AlarmType.TEMPERATURE]


def test_a_meeting_that_begins_needs_more_of_a_battery_that_says_nothing_new():
    judged = Judged()
    judged.says(ON_BATTERY)
    judged.says(ON_BATTERY)
    assert judged.alarms() == [AlarmType.MAINS_LOST]
    now_utc = judged.clock.utc()
    judged.meeting = Meeting("m1", "Giao ban", "s1", now_utc, now_utc + 3_600)
    judged.says(ON_BATTERY)
    assert sorted(judged.alarms()) == sorted([AlarmType.MAINS_LOST, AlarmType.BATTERY_SHORT])


def test_a_room_that_grows_warm_and_cools_down_again_is_judged_each_time():
    judged = Judged()
    for temperature, alarms in [(24.0, []), (24.0, []), (50.0, [AlarmType.TEMPERATURE]), (24.0, [])]:
        judged.says(ROOM | {"room.temperature": temperature})
        assert judged.alarms() == alarms


def test_an_identity_that_changes_and_changes_back_is_told_twice():
    judged = Judged()
    for name in ("probe", "probe", "other", "other", "probe"):
        judged.says(ROOM | {"device.name": name})
    changes = [event for event in judged.events if isinstance(event, IdentityChanged)]
    assert len(changes) == 2


def test_an_alarm_that_only_waits_for_its_acknowledgement_has_no_report_judged_anew():
    judged = Judged()
    for temperature in (24.0, 50.0, 24.0, 24.0):
        judged.says(ROOM | {"room.temperature": temperature})
    (ended,) = judged.active.alarms
    changes = judged.active.conditions.changes
    judged.says(ROOM)
    assert not ended.is_active
    assert judged.active.conditions.changes == changes
