"""Judges the steps of a shutdown from measurements alone."""

from collections.abc import Iterator

from gbdt_console.core.shutdown.events import StepJudged
from gbdt_console.core.shutdown.record import Shutdown, StepEnd
from gbdt_console.core.shutdown.steps import COOL_S, JUDGED_WITHIN_S, ON_AGAIN, Step, StepState
from gbdt_console.engine.shutdown.measuring import SiteMeasuring

_OPEN, _UNPROVEN, _PROVED = StepState.OPEN, StepState.UNPROVEN, StepState.PROVED
Verdict = tuple[StepState, str]
"""A state and the code of its evidence or doubt."""


def judged(record: Shutdown, site_id: str, measured: SiteMeasuring, now_utc: float) -> Iterator[StepJudged]:
    """Yield what the measurements change in a site's record, at most one step."""
    step = record.next_step(site_id)
    if step is None:
        end = record.end(site_id, Step.POWER)
        if end.state is _PROVED and measured.is_answering:
            yield _event(record, site_id, Step.POWER, (_UNPROVEN, ON_AGAIN), now_utc)
        return
    verdict = _verdict(step, record, site_id, measured, now_utc)
    end = record.end(site_id, step)
    if verdict is not None and verdict != (end.state, end.code):
        yield _event(record, site_id, step, verdict, now_utc)


def _verdict(
    step: Step, record: Shutdown, site_id: str, measured: SiteMeasuring, now_utc: float
) -> Verdict | None:
    match step:
        case Step.LEFT:
            return (_PROVED, "left") if measured.has_left else None
        case Step.CODEC:
            return _standby(record.end(site_id, Step.CODEC), measured.is_asleep, now_utc)
        case Step.COOLED:
            since_utc = record.end(site_id, Step.CODEC).at_utc
            return (_PROVED, "cooled") if now_utc - since_utc >= COOL_S else None
        case Step.POWER:
            return _power(record, site_id, measured, now_utc)
        case Step.DONE:  # by a person alone
            return None


def _standby(end: StepEnd, is_asleep: bool | None, now_utc: float) -> Verdict | None:
    """Prove the standby once the codec tells it; open it again where it long tells otherwise."""
    if is_asleep:
        return _PROVED, "standby"
    is_over = end.is_unread and now_utc - end.at_utc >= JUDGED_WITHIN_S
    return (_OPEN, "awake") if is_over and is_asleep is False else None


def _power(record: Shutdown, site_id: str, measured: SiteMeasuring, now_utc: float) -> Verdict | None:
    """Prove the power off within JUDGED_WITHIN_S of the command; later only a person can."""
    command = record.commands.get(site_id)
    if command is None or record.end(site_id, Step.POWER).state is _UNPROVEN:
        return None
    doubt = measured.facts(command, now_utc).doubt
    if not doubt:
        return _PROVED, "off"
    return (_UNPROVEN, doubt) if now_utc - command.at_utc >= JUDGED_WITHIN_S else None


def _event(record: Shutdown, site_id: str, step: Step, verdict: Verdict, now_utc: float) -> StepJudged:
    state, code = verdict
    return StepJudged(record.meeting_id, site_id, step, state, code, now_utc)
