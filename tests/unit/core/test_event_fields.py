"""No field of an event is forgotten by the record that takes it: it is read there, or has a reason here.

Read means that a module of the record, or of its fold, names the field. That a new field of an outage is left
out of `core/outages/record_changes.py` was once told by nothing: not by mypy, and by none of 2 873 tests.
"""

import ast
import inspect
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import fields, make_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gbdt_console import core
from gbdt_console.core.feature import Feature
from gbdt_console.core.features import FEATURES
from gbdt_console.core.outages.events import OutageRemedySet

CORE = Path(inspect.getfile(core)).parent
BY_THE_LEDGER = "conference"
"""Of every event of a conference: `Ledger.apply` chooses the record by it."""
ONLY_IN_THE_JOURNAL: Mapping[str, Mapping[str, str]] = {
    "who did it, and when, is told with the entry; the record holds what is so now": {
        "PreviewLoaded": "operator",
        "FrameTaken": "operator",
        "TakeUndone": "operator",
        "TakeRefused": "operator",
        "BusesLinked": "operator",
        "RollingStarted": "operator",
        "RollingStopped": "operator",
        "KeptOffAir": "operator",
        "PicturesShown": "at_utc",
        "LayoutSaved": "operator",
        "LayoutDeleted": "operator",
        "PresetNamed": "operator",
        "TechnicianNamed": "at_utc operator",
        "TrainingRecorded": "at_utc operator",
        "RulesPosted": "at_utc",
        "RoomCleaned": "at_utc",
        "EntryWithdrawn": "at_utc operator reason",
        "ShiftTakenOver": "terminal uid",
        "MachineAccepted": "operator",
    },
    "it names programs, files and heads of that moment, for whoever examines the journal": {
        "EngineStarted": "epoch is_simulated program",
        "ConfigReloaded": "added changed fingerprint_before more operator removed",
        "ConfigChanged": "before",
        "JournalReplaced": "kept last_good_hash last_good_seq moved_to",
        "SamplesSealed": "digest series",
        "JournalRestored": "head_hash head_seq known_hash known_seq user",
        "JournalMerged": "digest folder head_hash head_seq name sites user",
        "RoleTaken": "before by unseen user",
    },
    "it follows from what the record has, or the minutes fold it from the entry": {
        "AlarmCleared": "lasted_s",
        "CauseDecided": "is_on_return",
        "MeetingStarted": "planned_end_utc planned_opening_utc",
    },
}


def takers() -> Mapping[type[Any], list[Feature[Any]]]:
    found = defaultdict(list)
    for feature in FEATURES:
        for kind in feature.takes:
            found[kind].append(feature)
    return found


@cache
def named_in(module: Path) -> frozenset[str]:
    """Return what a module reads of any object, by attribute or pattern."""
    nodes = list(ast.walk(ast.parse(module.read_text("utf-8"))))
    read = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    matched = {name for node in nodes if isinstance(node, ast.MatchClass) for name in node.kwd_attrs}
    return frozenset(read | matched | set(_names_as_text(nodes)))


def _names_as_text(nodes: list[ast.AST]) -> list[str]:
    """Return texts that may be names of fields, for attrgetter and the like."""
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def unread(kind: type[Any], features: list[Feature[Any]]) -> set[str]:
    """Return the fields of a kind of event that no record which takes it reads."""
    read: set[str] = set()
    for feature in features:
        for of in (feature.fold, feature.record):
            module = Path(inspect.getfile(inspect.unwrap(of)))
            beside = [module] if module.parent == CORE else module.parent.glob("*.py")
            read.update(*map(named_in, beside))
    return {one.name for one in fields(kind)} - read


def left_out() -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for events in ONLY_IN_THE_JOURNAL.values():
        for kind, names in events.items():
            found[kind].update(names.split())
    return found


@pytest.mark.parametrize("kind", takers(), ids=lambda kind: kind.__name__)
def test_every_field_is_read_by_a_record_or_left_to_the_journal_with_a_reason(kind: type[Any]) -> None:
    forgotten = unread(kind, takers()[kind]) - {BY_THE_LEDGER}
    assert forgotten == left_out().get(kind.__name__, set()), inspect.getfile(kind)


def test_no_reason_is_given_for_an_event_that_is_gone() -> None:
    assert set(left_out()) <= {kind.__name__ for kind in takers()}


def test_a_field_that_its_fold_leaves_out_is_named() -> None:
    names = [one.name for one in fields(OutageRemedySet)]
    longer = make_dataclass("Longer", [*names, "laboratory"])  # no event: its kind would be known to all
    assert unread(longer, takers()[OutageRemedySet]) == {"laboratory"}
