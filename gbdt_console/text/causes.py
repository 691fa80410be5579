"""The cause of an alarm in words, for screens and verbs alike."""

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.diagnosis.verdict_table import Confidence
from gbdt_console.text.words import Words


def cause_words(words: Words, alarm: Alarm) -> str:
    """The operator's own cause, else the machine's with a question mark where it is not sure; empty where
    there is none. A cause of another version of the program is shown as its code."""
    if alarm.override:
        return words("alarm.cause.own", cause=_verdict(words, alarm.override))
    if not alarm.cause:
        return ""
    sure = Confidence.HIGH if alarm.confidence == Confidence.HIGH else Confidence.MEDIUM
    return words(f"alarm.cause.{sure}", cause=_verdict(words, alarm.cause))


def _verdict(words: Words, cause: str) -> str:
    code = f"verdict.{cause}"
    return words(code) if words.has(code) else cause
