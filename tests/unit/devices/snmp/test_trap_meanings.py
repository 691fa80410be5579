"""What a trap means: the families' own numbers, one code for what a person is told, and words for each."""

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.events import Entry, TrapSeen
from gbdt_console.core.monitoring.traps import TrapCode
from gbdt_console.devices.snmp.client import SnmpValue
from gbdt_console.devices.snmp.trap_meanings import meaning_of
from gbdt_console.journal.codec import event_data
from gbdt_console.text.entries import EntryWords
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import LANGUAGES, Words

APC, EATON, MGE = "1.3.6.1.4.1.318.0", "1.3.6.1.4.1.534.1.11.4.1.0", "1.3.6.1.4.1.705.1.11.0"
UPS, POLYCOM = "1.3.6.1.2.1.33", "1.3.6.1.4.1.13885.101.0"


def code_of(trap: str, values: dict[str, SnmpValue] | None = None) -> TrapCode:
    return meaning_of(trap, values or {})[0]


@pytest.mark.parametrize(
    ("code", "traps"),
    [
        (TrapCode.UPS_ON_BATTERY, [f"{UPS}.2.1", f"{UPS}.2.0.1", f"{APC}.5", f"{EATON}.3", f"{MGE}.11"]),
        (TrapCode.UPS_LOW_BATTERY, [f"{APC}.7", f"{EATON}.4", f"{MGE}.5"]),
        (TrapCode.UPS_POWER_RESTORED, [f"{APC}.9", f"{EATON}.5", f"{MGE}.18"]),
        (TrapCode.UPS_MAINS_LOST, [f"{MGE}.17"]),
        (TrapCode.COLD_START, ["1.3.6.1.6.3.1.1.5.1"]),
        (TrapCode.AUTHENTICATION_FAILURE, ["1.3.6.1.6.3.1.1.5.5"]),
        (TrapCode.GATEKEEPER_LOST, [f"{POLYCOM}.70"]),
        (TrapCode.CALL_FAILED, [f"{POLYCOM}.80"]),
        (TrapCode.PACKET_LOSS_HIGH, [f"{POLYCOM}.85"]),
        (TrapCode.LATENCY_OK, [f"{POLYCOM}.84"]),
    ],
)
def test_the_families_say_the_same_by_their_own_numbers(code: TrapCode, traps: list[str]) -> None:
    assert {trap: code_of(trap) for trap in traps} == dict.fromkeys(traps, code)


@pytest.mark.parametrize("zero", ["", "0."])
@pytest.mark.parametrize(
    ("trap", "alarm", "code"),
    [
        (3, 2, TrapCode.UPS_ON_BATTERY),
        (3, 3, TrapCode.UPS_LOW_BATTERY),
        (3, 6, TrapCode.UPS_MAINS_LOST),
        (3, 8, TrapCode.OTHER),
        (4, 2, TrapCode.UPS_POWER_RESTORED),
        (4, 6, TrapCode.UPS_POWER_RESTORED),
        (4, 3, TrapCode.OTHER),
    ],
)
def test_an_alarm_of_the_ups_mib_is_known_by_its_description(
    zero: str, trap: int, alarm: int, code: TrapCode
) -> None:
    described: dict[str, SnmpValue] = {
        f"{UPS}.1.6.2.1.1.7": 7,
        f"{UPS}.1.6.2.1.2.7": f"{UPS}.1.6.3.{alarm}",
    }
    assert code_of(f"{UPS}.2.{zero}{trap}", described) is code


def test_an_alarm_without_a_description_is_not_guessed() -> None:
    assert meaning_of(f"{UPS}.2.3", {}) == (TrapCode.OTHER, f"{UPS}.2.3")


def test_a_port_is_named_by_its_name_else_its_description_else_its_index() -> None:
    down = "1.3.6.1.6.3.1.1.5.3"
    values: dict[str, SnmpValue] = {"1.3.6.1.2.1.2.2.1.1.3": 3}
    assert meaning_of(down, values) == (TrapCode.LINK_DOWN, "3")
    values["1.3.6.1.2.1.2.2.1.2.3"] = b"GigabitEthernet0/1"
    assert meaning_of(down, values)[1] == "GigabitEthernet0/1"
    values["1.3.6.1.2.1.31.1.1.1.1.3"] = b"Gi0/1"
    assert meaning_of(down, values)[1] == "Gi0/1"


def test_a_column_is_not_taken_for_one_that_begins_alike() -> None:
    assert meaning_of("1.3.6.1.6.3.1.1.5.3", {"1.3.6.1.2.1.2.2.1.10.3": 99}) == (TrapCode.LINK_DOWN, "")


def test_what_a_device_says_is_cleaned_and_short() -> None:
    said = meaning_of(f"{APC}.5", {"1.3.6.1.4.1.318.2.3.3.0": b"\x1b[2J" + b"on battery" * 50})[1]
    assert "\x1b" not in said
    assert len(said) <= 60


@pytest.mark.parametrize("trap", ["1.3.6.1.4.1.99999.0.1", f"{APC}.5.1", "2.5", f"{POLYCOM}.74"])
def test_any_other_trap_keeps_its_oid(trap: str) -> None:
    assert meaning_of(trap, {}) == (TrapCode.OTHER, trap)


def line(language: str, seen: TrapSeen) -> str:
    words = Words(language)
    entry = Entry(1, ManualClock().utc(), seen.KIND, seen.VERSION, "", event_data(seen), seen)
    return EntryWords(words, Formats(words), {"sapa": "8 Sa Pa"}).sentence(entry)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", TrapCode)
def test_every_trap_has_words_of_its_own(language: str, code: TrapCode) -> None:
    said = line(language, TrapSeen("sapa.ups", code))
    is_named = language == "en" and code is not TrapCode.OTHER
    assert said.startswith("8 Sa Pa · UPS reports: " if is_named else "8 Sa Pa · UPS: ")
    others = {line(language, TrapSeen("sapa.ups", other)) for other in TrapCode if other is not code}
    assert said not in others


def test_detail_and_repeats_are_said_where_there_are_any() -> None:
    seen = TrapSeen("sapa.router", TrapCode.LINK_DOWN, "Gi0/1", 12)
    assert line("en", seen) == "8 Sa Pa · router reports: a port went down (Gi0/1); repeated 12 times before"
    assert "(Gi0/1); trước đó lặp lại 12 lần" in line("vi", seen)
    assert not {"(", ";", "{"} & set(line("vi", TrapSeen("sapa.router", TrapCode.LINK_DOWN)))
