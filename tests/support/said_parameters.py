"""Every alarm, piece of evidence and measurement that an engine makes in a test says all that it carries.

A parameter that no words have a place for would be lost on the screen, and a place without a parameter would
take the whole sentence away; both without an error, because a screen must not fall over an old journal.
"""

import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from gbdt_console.core.alarms.conditions import Conditions
from gbdt_console.core.checklist.cells import Proof
from gbdt_console.core.evidence import Evidence
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.catalogues import placeholders

UNSAID = {
    ("alarm.upstream.lost", "node"): "the alarm's place names it",
    ("alarm.upstream.congested", "node"): "the alarm's place names it",
    ("alarm.mcu.credentials", "fault"): "the alarm's own name says it",
    ("alarm.mixer.credentials", "fault"): "the alarm's own name says it",
    ("alarm.control.credentials", "fault"): "the alarm's own name says it",
    ("alarm.caller.unexpected", "number"): "the alarm's place names it",
    ("alarm.caller.unexpected", "name"): "the roster shows it, beside what else is known of the caller",
    ("alarm.monitor.blind", "seconds"): "the journal's line of the same moment says it",
    ("alarm.power.battery", "against"): "the minutes needed are said; what needs them is for programs",
    ("alarm.journal.replaced", "last_good_seq"): "for whoever holds a print against the old file",
    ("alarm.journal.replaced", "reason"): "SQLite's own words, for whoever opens the old file",
    ("alarm.journal.lost", "gone"): "the entries missing are said; these are their numbers for programs",
}
"""Parameters that only programs read, with the reason; their number only falls."""
_ENGINE = "gbdt_console.engine."
found: set[str] = set()


@cache
def places(code: str) -> frozenset[str]:
    """The places in the words of a code; both languages have the same, as the catalogues' tests say."""
    words = Words(LANGUAGES[0])
    return frozenset(placeholders(words(code)) if words.has(code) else ())


@cache
def faults(code: str, names: frozenset[str]) -> tuple[str, ...]:
    """What is wrong with words that are given these parameters; without any, an alarm has no detail."""
    own = code.removesuffix(".detail")
    lost = (name for name in names - places(code) if (own, name) not in UNSAID)
    lacking = places(code) - names if names else frozenset[str]()
    return (
        *(f"{own} carries {name}, and {code} has no place for it" for name in lost),
        *(f"{code} wants {place}, and {own} does not carry it" for place in lacking),
    )


def _watched(made: Callable[..., Any], code_and_names: Callable[..., tuple[str, Any]]) -> Callable[..., Any]:
    """The same, noting what is wrong with what the engine itself makes: tests and journals make all sorts."""

    def watching(*args: Any, **kwargs: Any) -> Any:
        if str(sys._getframe(1).f_globals.get("__name__")).startswith(_ENGINE):
            code, params = code_and_names(*args, **kwargs)
            found.update(faults(code, frozenset(name for name, _ in params)))
        return made(*args, **kwargs)

    return watching


def _of_alarm(self: object, key: Any, at_utc: float, params: Any = (), *args: Any, **kwargs: Any) -> Any:
    return f"alarm.{key.type}.detail", kwargs.get("params", params)


def _of_sentence(head: str) -> Callable[..., Any]:
    return lambda self, code, at_utc=0.0, params=(), *args, **kwargs: (f"{head}.{code}", params)


def _of_proof(self: object, code: str, params: Any, *args: Any, **kwargs: Any) -> Any:
    return f"checklist.value.{code}", params


Conditions.raise_ = _watched(Conditions.raise_, _of_alarm)  # type: ignore[method-assign]
Conditions.pulse = _watched(Conditions.pulse, _of_alarm)  # type: ignore[method-assign]
Evidence.__init__ = _watched(Evidence.__init__, _of_sentence("evidence"))  # type: ignore[method-assign]
Proof.__init__ = _watched(Proof.__init__, _of_proof)  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _all_is_said() -> Iterator[None]:
    """Fail the test in which an engine made what is not said."""
    found.clear()
    yield
    if found:
        pytest.fail("; ".join(sorted(found)))
