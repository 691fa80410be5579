"""How a call that the simulated MCU places ends, told as Asterisk 22.10.1 tells it on the wire."""

from gbdt_console.simulator.ami.faults import DialEnd
from gbdt_console.simulator.ami.wire import Fields

_STATUS = {DialEnd.BUSY: "BUSY", DialEnd.REJECTED: "NOANSWER", DialEnd.CONGESTION: "CONGESTION"}
_CAUSES = {
    DialEnd.BUSY: ("17", "User busy"), DialEnd.NO_ANSWER: ("19", "User alerting, no answer"),
    DialEnd.REJECTED: ("21", "Call Rejected"), DialEnd.CONGESTION: ("34", "Circuit/channel congestion"),
    DialEnd.LOCKED: ("16", "Normal Clearing"),
}  # fmt: skip
_REASONS = {DialEnd.NO_ANSWER: "3", DialEnd.LOCKED: "4"}
_TELLS_ANSWER_FIRST = frozenset({DialEnd.BUSY, DialEnd.CONGESTION, DialEnd.LOCKED})
"""Asterisk keeps no order between the end of a channel and the answer to who asked for it."""


def begun(channel: str, uid: str) -> Fields:
    """A channel came to be."""
    return [*_event("Newchannel"), ("Channel", channel), ("ChannelState", "0"), ("Uniqueid", uid)]


def ended(channel: str, leg: str, uid: str, action_id: str, end: DialEnd) -> list[Fields]:
    """What is told when nothing came of it: `channel` as it was asked for, `leg` as it was called then."""
    answer = answered(channel, uid, action_id, is_in=end is DialEnd.LOCKED, reason=_REASONS.get(end, "0"))
    if end is DialEnd.NO_SUCH:
        return [answer]
    cause, words = _CAUSES[end]
    hung_up = [*_event("Hangup"), ("Channel", leg), ("Uniqueid", uid), ("Cause", cause), ("Cause-txt", words)]
    told = [hung_up]
    if status := _STATUS.get(end):
        told.insert(
            0, [*_event("DialEnd"), ("DestChannel", leg), ("DestUniqueid", uid), ("DialStatus", status)]
        )
    return [answer, *told] if end in _TELLS_ANSWER_FIRST else [*told, answer]


def answered(channel: str, uid: str, action_id: str, *, is_in: bool, reason: str = "4") -> Fields:
    """The late answer to an Originate."""
    result = [("Response", "Success" if is_in else "Failure"), ("Channel", channel)]
    more = [("Application", "ConfBridge"), ("Reason", reason), ("Uniqueid", uid)]
    return [*_event("OriginateResponse"), ("ActionID", action_id), *result, *more]


def _event(kind: str) -> Fields:
    return [("Event", kind), ("Privilege", "call,all")]
