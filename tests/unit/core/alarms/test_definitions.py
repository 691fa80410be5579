"""One row of the definitions, also of a package outside of the table, decides all about an alarm type."""

from collections.abc import Iterator

import pytest

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, Severity
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.definitions import (
    DEFINITIONS,
    AlarmLife,
    AlarmScope,
    AlarmType,
    ContactRole,
    define,
)
from gbdt_console.core.alarms.events import AlarmEvent, AlarmRaised
from gbdt_console.core.callees import callee_of
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.events import Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.engine.alarms.active_alarms import ActiveAlarms
from gbdt_console.engine.alarms.scope import scope_of
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.alarms import alarm_page
from tests.support.engine.networks import Equipped, network

NETWORK = network(2, equipped=Equipped(has_ups=True, upstream_of={1: "node", 2: "node"}))
READ = ("s1.router", "s1.ups")


@pytest.fixture
def lamp() -> Iterator[str]:
    """A type as another package defines it: a studio lamp that the carrier looks after in meetings."""
    yield define(
        "lamp.dark", Severity.CRITICAL, Severity.WARNING, AlarmScope.SITE, ContactRole.CARRIER,
        AlarmLife.MEETING,
    )  # fmt: skip
    del DEFINITIONS["lamp.dark"]


@pytest.fixture
def jolt() -> Iterator[str]:
    """A type that is over as soon as it is raised."""
    yield define("rack.jolted", Severity.MINOR, Severity.MINOR, AlarmScope.READ_DEVICE, life=AlarmLife.MOMENT)
    del DEFINITIONS["rack.jolted"]


class Console:
    """The engine's active alarms over one journal; `begin` starts it anew over what was recorded."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.journal: list[Event] = []
        self.begin()

    def begin(self, *, is_meeting: bool = False) -> None:
        ledger = Ledger()
        for event in self.journal:
            assert isinstance(event, AlarmEvent)
            ledger[AlarmBook].apply(event)
        self.active = ActiveAlarms(ledger, self.clock, self.journal.append)
        self.active.set_meeting(is_meeting=is_meeting)
        self.active.clear_all_but(scope_of(NETWORK, READ, has_mcu=False))
        self.active.poll()

    def raise_(self, resource: str, type_: str) -> None:
        self.active.conditions.raise_(AlarmKey(resource, type_), self.clock.utc())
        self.active.poll()

    @property
    def alarm(self) -> Alarm:
        (alarm,) = self.active.alarms
        return alarm


def missing_words() -> list[str]:
    """The language and code of everything that a type should say and cannot."""
    return [
        f"{language}: {code}"
        for language in LANGUAGES
        for definition in DEFINITIONS.values()
        for code in definition.word_codes
        if not Words(language).has(code)
    ]


def test_every_type_has_its_words_in_both_languages() -> None:
    assert missing_words() == []


def test_a_type_without_words_is_named(lamp: str) -> None:
    parts = ("name", "meaning", "first", "call")
    assert missing_words() == [f"{language}: alarm.{lamp}.{part}" for language in LANGUAGES for part in parts]


def test_the_page_of_types_is_up_to_date() -> None:
    text = alarm_page.PAGE.read_text("utf-8")
    assert text == alarm_page.page(text), "make it anew: python -m tests.support.alarms.alarm_page"


def test_the_page_lists_a_type_of_another_package(lamp: str) -> None:
    row = next(line for line in alarm_page.table().splitlines() if f"`{lamp}`" in line)
    assert "| critical | warning | site | carrier |" in row


def test_a_type_cannot_be_defined_twice() -> None:
    with pytest.raises(ValueError, match=AlarmType.SITE_LOST):
        define(AlarmType.SITE_LOST, Severity.MINOR, Severity.MINOR, AlarmScope.SITE)


def test_a_type_of_another_package_is_raised_with_its_severity(lamp: str) -> None:
    console = Console()
    console.raise_("s1", lamp)
    assert (console.alarm.key, console.alarm.severity) == (AlarmKey("s1", lamp), Severity.WARNING)
    console.active.set_meeting(is_meeting=True)
    console.active.poll()
    assert console.alarm.severity is Severity.CRITICAL


def test_its_alarm_calls_the_party_of_its_row(lamp: str) -> None:
    console = Console()
    console.raise_("s1", lamp)
    assert callee_of(console.alarm) is ContactRole.CARRIER


def test_its_alarm_of_a_meeting_clears_when_the_meeting_ends(lamp: str) -> None:
    console = Console()
    console.active.set_meeting(is_meeting=True)
    console.raise_("s1", lamp)
    console.active.set_meeting(is_meeting=False)
    console.active.poll()
    assert not console.alarm.is_active


def test_its_alarm_of_a_meeting_outlives_a_restart_in_that_meeting(lamp: str) -> None:
    console = Console()
    console.active.set_meeting(is_meeting=True)
    console.raise_("s1", lamp)
    console.begin(is_meeting=True)
    assert console.alarm.is_active
    console.begin()
    assert not console.alarm.is_active


def test_its_alarm_of_a_moment_clears_at_the_next_start(jolt: str) -> None:
    console = Console()
    console.raise_("s1.router", jolt)
    console.begin()
    assert not console.alarm.is_active


def test_its_alarm_of_a_removed_site_clears_at_the_next_start(lamp: str) -> None:
    console = Console()
    console.active.set_meeting(is_meeting=True)
    console.raise_("s3", lamp)
    console.begin(is_meeting=True)
    assert not console.alarm.is_active


def test_the_journal_names_the_type_as_defined(lamp: str) -> None:
    console = Console()
    console.raise_("s1", lamp)
    assert [event.type for event in console.journal if isinstance(event, AlarmRaised)] == ["lamp.dark"]


def test_an_alarm_of_a_type_that_is_not_defined_is_left_out(
    lamp: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = Console()
    console.raise_("s1", lamp)
    with monkeypatch.context() as older:
        older.delitem(DEFINITIONS, lamp)
        console.begin()
        assert console.active.alarms == ()


@pytest.mark.parametrize(
    ("scope", "has", "has_not"),
    [
        (AlarmScope.CENTRE, "centre", "s1"),
        (AlarmScope.UPSTREAM, "upstream.node", "upstream.other"),
        (AlarmScope.SITE, "s2", "s3"),
        (AlarmScope.SITE_WITH_CODEC, "s1", "s1.codec"),
        (AlarmScope.DEVICE, "s1.router", "s1.codec"),
        (AlarmScope.READ_DEVICE, "s1.router", "s2.router"),
        (AlarmScope.READ_UPS, "s1.ups", "s1.router"),
    ],
)
def test_a_scope_takes_its_resources_and_no_others(scope: AlarmScope, has: str, has_not: str) -> None:
    type_ = define("of.scope", Severity.MINOR, Severity.MINOR, scope)
    try:
        can_be = scope_of(NETWORK, READ, has_mcu=False)
        assert can_be(AlarmKey(has, type_))
        assert not can_be(AlarmKey(has_not, type_))
    finally:
        del DEFINITIONS[type_]


def test_what_cannot_be_controlled_is_in_scope_where_the_console_controls_it() -> None:
    keys = [AlarmKey("centre.mixer", AlarmType.MIXER_LOST), AlarmKey("s1.codec", AlarmType.CONTROL_LOST)]
    has = scope_of(NETWORK, READ, ["s1.codec"], has_mcu=False, has_mixer=True)
    without = scope_of(NETWORK, READ, has_mcu=False)
    assert [has(key) for key in keys] == [True, True]
    assert [without(key) for key in keys] == [False, False]


def test_what_needs_an_mcu_is_out_of_scope_without_one() -> None:
    keys = [AlarmKey("centre.mcu", AlarmType.MCU_LOST), AlarmKey("caller.7", AlarmType.CALLER_UNEXPECTED)]
    with_mcu, without = (scope_of(NETWORK, READ, has_mcu=has_mcu) for has_mcu in (True, False))
    assert [with_mcu(key) for key in keys] == [True, True]
    assert [without(key) for key in keys] == [False, False]
