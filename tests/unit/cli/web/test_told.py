"""What a page says in words: the worst first, every site in trouble once, and nothing that is over."""

from dataclasses import replace

from gbdt_console.cli.web.told import Fault, told
from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.words import Words
from tests.support.alarms.snapshots import acknowledged, make_alarm, node_lost, watched, with_alarms
from tests.support.screens.scripted_port import Fault as Wrong
from tests.support.screens.scripted_port import make_snapshot

WORDS = Words("vi")


def faults(snapshot: Snapshot) -> list[Fault]:
    return list(told(WORDS, snapshot).faults)


def test_a_well_network_has_its_sentence_and_no_fault() -> None:
    said = told(WORDS, make_snapshot(11))
    assert said.sentences == ("11/11 kết nối được",)
    assert (said.network, said.time, said.faults) == ("GBĐT Lào Cai", "14:22:17", ())


def test_a_lost_site_says_since_when_why_whom_to_phone_and_who_took_it() -> None:
    snapshot = make_snapshot(11)
    taken = acknowledged(make_alarm(7, 3, snapshot.at_utc), by="Ca 1")
    (fault,) = faults(with_alarms(snapshot, [taken]))
    assert (fault.kind, fault.text, fault.is_calm) == ("critical", "3 Bát Xát: mất kết nối", True)
    assert fault.facts.startswith("14:19:46 (02:31) · do đường truyền hoặc bộ định tuyến?")
    assert "Ca 1" in fault.facts
    assert fault.call.startswith("→ ")
    assert " " not in fault.call[-10:], "a number never breaks"


def test_sites_behind_a_node_are_told_once() -> None:
    snapshot = make_snapshot(11)
    alarms = node_lost(1, (6, 7, 9), snapshot.at_utc)
    (fault,) = faults(with_alarms(snapshot, alarms))
    assert "6, 7, 9" in fault.text


def test_what_is_over_is_not_told() -> None:
    snapshot = make_snapshot(11)
    over = watched(1, 4, snapshot.at_utc)
    assert faults(replace(snapshot, alarms=(over,))) == []


def test_a_site_in_trouble_without_an_alarm_is_told_too() -> None:
    snapshot = make_snapshot(11, {2: Wrong.SUSPECT, 5: Wrong.DEGRADED, 6: Wrong.UNKNOWN})
    assert [(fault.kind, fault.text) for fault in faults(snapshot)] == [
        ("warning", "2 TP. Lào Cai: nghi mất"),
        ("minor", "5 Bảo Yên: kém"),
    ]


def test_a_storm_is_counted_at_its_end() -> None:
    snapshot = make_snapshot(99)
    keys = (AlarmKey(f"site{n}.ups", AlarmType.MAINS_LOST) for n in range(1, 80))
    storm = [make_alarm(n, n, snapshot.at_utc, key=key) for n, key in enumerate(keys, start=1)]
    said = told(WORDS, replace(snapshot, alarms=tuple(storm)))
    assert (len(said.faults), said.more) == (60, 19)
