"""Writes a journal that holds every kind of event of the checkout it is run in, with Checkpoints between.

Run once for each golden commit, by that commit's own environment, in its checkout:

    python record_kinds.py OUT_DIRECTORY

It imports only what the journal of all commits has, so the same script serves old and new ones.
"""

import sys
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from gbdt_console.core.events import EVENT_CLASSES, Event
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.journal import chain
from gbdt_console.journal.codec import read_event
from gbdt_console.journal.store import EventStore
from tests.support.journal.kept import kept_ledger

BEGAN_UTC = 1_767_574_800.0
"""08:00 of 5 January 2026 in Viet Nam."""
EVERY = 40
"""Entries between two Checkpoints."""
_SHOT = {"layout": "1", "seats": ["sa-pa"]}
_PLAN = {
    "title": "Giao ban tháng 01",
    "host": "vp-ubnd",
    "kind": "provincial",
    "sites": ["vp-ubnd", "sa-pa", "bac-ha"],
    "chair_site_id": "vp-ubnd",
    "opening": "2026-01-05T08:00",
    "zone": "Asia/Ho_Chi_Minh",
    "length_min": 120,
}
_BY_NAME: dict[str, Any] = {
    "meeting": "m1",
    "site": "sa-pa",
    "target": "sa-pa.line",
    "device": "sa-pa.codec",
    "resource": "sa-pa",
    "type": "site.lost",
    "severity": "critical",
    "number": 1,
    "new_number": 2,
    "into": 1,
    "parent": 0,
    "registration": 1,
    "series": 0,
    "sites": ["sa-pa", "bac-ha"],
    "running_order": ["sa-pa", "bac-ha"],
    "chair_site": "vp-ubnd",
    "upper_site": "",
    "before": "up",
    "after": "down",
    "cause": "line",
    "confidence": "likely",
    "window": "w1",
    "stage": "verified",
    "state": "technician-sent",
    "source": "carrier-spoken",
    "group": "sites",
    "post": "technician",
    "day": "2026-01-12",
    "reason": "thay cáp quang",
    "digest": "ab" * 32,
    "last_good_hash": "cd" * 32,
    "fingerprint": "f1",
    "plan": _PLAN,
    "shots": {"branches": _SHOT},
    "wanted": {"branches": _SHOT},
    "previews": {"branches": _SHOT},
    "step": "left",
    "said": {"model": "Group 500", "address": "10.0.8.2"},
    "opening_utc": BEGAN_UTC,
    "end_utc": BEGAN_UTC + 7_200,
    "by_s": 0.125,
    "preset": 2,
    "is_on": True,
    "trigger": "site.lost",
    "field": "cause",
    "recipient": "chủ trì",
    "party": "carrier",
    "result": "reached",
    "answer": "both",
    "question": "heard",
    "checks": ["line", "sound"],
    "check": "line",
    "now": "fault",
    "items": [{"kind": "alarm", "is_late": True}],
    "lines": {"sa-pa": [86_000, 100, 50, 250, 1, 0, 0, 86_000, 900, 3]},
    "cells": {"sa-pa": ["signed", "passed"]},
    "until_utc": BEGAN_UTC + 3_600,
    "from_utc": BEGAN_UTC - 3_600,
    "position": [1, 2, 3],
    "kind": "provincial",
    "place": [1, 2, 3],
    "members": ["sa-pa"],
    "outcome": "reached",
    "notice_channel": "letter",
    "repeat": {"every": "week", "count": 4},
    "channel": "in-room",
    "evidence": [{"code": "line-silent", "at_utc": BEGAN_UTC, "params": {"site": "sa-pa"}}],
    "spans": [[1_767_574_800, 1_767_574_900]],
    "counted": [[1_767_574_800, 1_767_574_900]],
    "excluded": [],
    "blind": [],
    "down": [[1_767_574_800, 1_767_574_900]],
    "steps": ["microphones"],
    "redial": {"sa-pa": "10.0.8.2"},
    "params": {"site": "sa-pa"},
    "outlets": [1, 2],
}
_FIRST = ("engine.started", "calendar.registered", "meeting.started", "alarm.raised", "outage.opened",
          "checklist.opened", "profile.applied", "maintenance.planned", "calendar.series")  # fmt: skip
_LAST = ("meeting.ended", "calendar.cancelled", "shutdown.opened", "engine.stopped")
_GAP_S = 7.25


def main() -> None:
    """Write the journal and, as text, the books at its end."""
    directory = Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    ledger, drafts, left_out = Ledger(), [], []
    draft_of = chain.UnchainedEntry
    for place, event in enumerate(_events()):
        at_utc = BEGAN_UTC + _GAP_S * place
        try:
            kept_ledger(ledger).apply(event)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
            left_out.append(f"{event.KIND}: {error!r}")
            continue
        ledger.apply(event)
        drafts.append(draft_of.of(event, at_utc, "" if place % 3 else "truc-ca-1"))
        if len(drafts) % EVERY == 0:
            drafts.append(draft_of.of(Checkpoint(kept_ledger(ledger)), at_utc))
    path = directory / "kinds.sqlite"
    path.unlink(missing_ok=True)
    EventStore.create(path, drafts)
    print(len(drafts), "entries; left out:", *left_out, sep="\n  ")


def _events() -> Iterator[Event]:
    known = sorted(
        (one for one in EVENT_CLASSES.values() if one is not Checkpoint), key=lambda one: _order(one.KIND)
    )
    for kind in known:
        yield _made(kind, has_defaults=False)
    for kind in known:
        yield _made(kind, has_defaults=True)


def _order(kind: str) -> tuple[int, str]:
    if kind in _FIRST:
        return _FIRST.index(kind), kind
    return 50 + (1 + _LAST.index(kind) if kind in _LAST else 0), kind


def _made(kind: Any, *, has_defaults: bool) -> Event:
    values = {}
    for one in _row_fields(kind):
        has_default = one.default is not MISSING or one.default_factory is not MISSING
        if not (has_defaults and has_default):
            values[one.name] = _value(kind.KIND, one.name, str(getattr(one.type, "__name__", one.type)))
    made = read_event(kind.KIND, kind.VERSION, values)
    assert made is not None, kind
    return made


def _row_fields(kind: Any) -> Iterator[Any]:
    """Yield the fields that stand in the row: those of a value within the event beside its own."""
    for one in fields(kind):
        if one.name == getattr(kind, "INLINE", ""):
            yield from fields(one.type)
        else:
            yield one


def _value(kind: str, name: str, type_: str) -> Any:
    given = _BY_KIND.get((kind, name), _BY_NAME.get(name))
    if given is not None and _fits(given, type_):
        return given
    if type_.startswith("float"):
        return BEGAN_UTC + 60.5 if name.endswith("_utc") else 12.5
    simple: dict[str, Any] = {
        "int": 3,
        "bool": True,
        "str": f"{name} Đ",
        "list": ["sa-pa"],
        "dict": {"sa-pa": "x"},
    }
    return simple[type_.partition("[")[0]]


def _fits(value: Any, type_: str) -> bool:
    names = {"int": int, "bool": bool, "str": str, "list": list, "dict": dict, "float": float}
    wanted = names.get(type_.partition("[")[0].partition(" ")[0])
    return wanted is None or isinstance(value, wanted)


_BY_KIND: dict[tuple[str, str], Any] = {
    ("order.ended", "target"): "sa-pa",
    ("order.reverted", "target"): "sa-pa",
    ("checklist.opened", "meeting"): "1",
    ("checklist.closed", "meeting"): "1",
    ("checklist.signed", "meeting"): "1",
    ("checklist.changed", "before"): "signed",
    ("frame.refused", "before"): {"branches": _SHOT},
    ("frame.taken", "before"): {"branches": _SHOT},
    ("floor.given", "before"): "bac-ha",
    ("outage.corrected", "value"): "power-grid",
    ("calendar.answered", "answer"): "agreed",
    ("calendar.duty", "channel"): "phone",
    ("calendar.answered", "channel"): "phone",
    ("shutdown.opened", "meeting"): "1",
}


if __name__ == "__main__":
    main()
