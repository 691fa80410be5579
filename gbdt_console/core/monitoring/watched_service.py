"""Keeps what is known of one call service of a codec, and tells it as Readings."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from math import inf
from typing import Protocol

from gbdt_console.core.monitoring.readings import Mismatch, MismatchKind, Quality, Reading, Unit
from gbdt_console.core.monitoring.signalling import PERIOD_S, CallService, Question, ServiceAnswer

_FRESH_PERIODS = 3
_SILENCES = 2
"""Questions in a row without an answer that make a service silent: a single lost one is normal."""
_DAY_S = 86_400.0


class ServiceState(StrEnum):
    """UNKNOWN: not judged yet. NEVER: silent, and never answered before."""

    UNKNOWN = "unknown"
    ANSWERS = "answers"
    SILENT = "silent"
    NEVER = "never"


class WatchedService:
    """One call service of one codec.

    known_s: when the last question ended that counts, monotonic seconds; None before the first.
    answered_s: when the last answer came, monotonic seconds; None before the first of this run.
    silent_since_s: when the first question was asked of those that it left unanswered, monotonic seconds.
    certificate_days: for how many whole days its certificate was valid at the last answer.
    """

    def __init__(self, device_id: str, site_index: int, question: Question, *, has_answered: bool) -> None:
        self.device_id = device_id
        self.site_index = site_index
        self.question = question
        self.state = ServiceState.UNKNOWN
        self.has_answered = has_answered
        self.known_s: float | None = None
        self.answered_s: float | None = None
        self.silent_since_s = inf
        self.answer: ServiceAnswer | None = None
        self.certificate_days: int | None = None
        self._silences = 0

    @property
    def is_for_calls(self) -> bool:
        return self.question.service is not CallService.HTTPS

    def has_answered_since(self, proof_s: float, now_s: float) -> bool:
        """Tell whether it answered after that moment, and so lately that it counts; monotonic seconds."""
        fresh_s = now_s - _FRESH_PERIODS * PERIOD_S[self.question.service]
        return self.answered_s is not None and self.answered_s > max(proof_s, fresh_s)

    def answered(self, answer: ServiceAnswer, now_s: float, now_utc: float) -> None:
        self.known_s = self.answered_s = now_s
        self.answer = answer
        until_utc = answer.certificate_until_utc
        self.certificate_days = None if until_utc is None else int((until_utc - now_utc) // _DAY_S)
        self.state, self.has_answered = ServiceState.ANSWERS, True
        self._silences, self.silent_since_s = 0, inf

    def stayed_silent(self, asked_s: float, now_s: float) -> None:
        """Count a question without an answer, asked while the codec answered pings."""
        self.known_s = now_s
        self._silences += 1
        self.silent_since_s = min(self.silent_since_s, asked_s)
        if self._silences >= _SILENCES:
            self.state = ServiceState.SILENT if self.has_answered else ServiceState.NEVER

    def doubt(self) -> None:
        """Count no silence that is not judged yet, since the console itself may be blind.

        What was judged before stays, with its begin, until the service answers.
        """
        if self._silences < _SILENCES:
            self._silences, self.silent_since_s = 0, inf

    def readings(self) -> Iterable[Reading]:
        """Tell its state, and how long its certificate is valid."""
        if self.known_s is None or self.state is ServiceState.UNKNOWN:
            return
        metric = f"codec.calls.{self.question.service}"
        yield self._reading(
            metric, self.state.value, Unit.NONE, self.known_s, f"{self.question}{self._said()}"
        )
        if self.certificate_days is not None and self.answered_s is not None:
            days = self.certificate_days
            yield self._reading("codec.certificate", days, Unit.DAY, self.answered_s, str(self.question))

    def _said(self) -> str:
        answer = self.answer
        if answer is None or self.state is not ServiceState.ANSWERS:
            return ""
        words = " ".join(filter(None, (str(answer.status or ""), answer.software)))
        return f": {words}" if words else ""

    def _reading(self, metric: str, value: int | str, unit: Unit, taken_s: float, source: str) -> Reading:
        fresh_for_s = _FRESH_PERIODS * PERIOD_S[self.question.service]
        return Reading(metric, value, unit, Quality.GOOD, taken_s, source, fresh_for_s=fresh_for_s)


ServicesOf = Callable[[str], Sequence[WatchedService]]
"""Gives the watched services of a device, by its id."""


def readings_of(services: Iterable[WatchedService]) -> tuple[Reading, ...]:
    return tuple(reading for service in services for reading in service.readings())


def never_answered(services: Iterable[WatchedService]) -> Mismatch | None:
    """Return the first service that the settings name and that never answered, as what does not fit."""
    for service in services:
        if service.state is ServiceState.NEVER:
            return Mismatch(MismatchKind.SIGNALLING, str(service.question))
    return None


class AsksServices(Protocol):
    """What asks the call services in turn.

    on_answer: called with a service at each answer, and whether it is its first of all.
    on_silence: called with a service that became silent.
    on_asked: called with the site's index when a question ended, for the site's view.
    """

    on_answer: Callable[[WatchedService, bool], None]
    on_silence: Callable[[WatchedService], None]
    on_asked: Callable[[int], None]

    def continue_from(self, before: "AsksServices") -> None:
        """Go on with what is known of the services that stay; `before` tells nothing from now on."""
        ...

    def start(self) -> None:
        """Schedule the first questions, spread over time."""
        ...

    @property
    def due_s(self) -> float:
        """When to call `ask_due` again, monotonic seconds."""
        ...

    def ask_due(self, *, is_blind: bool) -> None:
        """Ask what is due. While the console is blind nothing is asked, and no silence counts."""
        ...

    def of_device(self, device_id: str) -> Sequence[WatchedService]: ...

    async def close(self) -> None: ...
