"""The events of a call that the simulated MCU places, as Asterisk 22.10.1 sends them."""

import re

from gbdt_console.simulator.ami.faults import DialEnd
from gbdt_console.simulator.ami.wire import Fields

_STATUS = {DialEnd.BUSY: "BUSY", DialEnd.REJECTED: "NOANSWER", DialEnd.CONGESTION: "CONGESTION"}
_CAUSES = {
    DialEnd.BUSY: ("17", "User busy"), DialEnd.NO_ANSWER: ("19", "User alerting, no answer"),
    DialEnd.REJECTED: ("21", "Call Rejected"), DialEnd.CONGESTION: ("34", "Circuit/channel congestion"),
    DialEnd.LOCKED: ("16", "Normal Clearing"),
}  # fmt: skip
_RINGING, _DOWN = "5", "0"
"""Values of ChannelState."""
_REASONS = {DialEnd.NO_ANSWER: "3", DialEnd.LOCKED: "4"}
_RESPONSE_FIRST = frozenset({DialEnd.BUSY, DialEnd.CONGESTION, DialEnd.LOCKED})
"""Asterisk keeps no order between the end of a channel and its OriginateResponse."""


def caller_id_of(text: str) -> tuple[str, str]:
    """Return number and name of an Originate's CallerID, each empty where it has none.

    A text without '<' is a number where it looks like one, else a name (main/callerid.c).
    """
    name, bracket, rest = text.partition("<")
    if bracket:
        return rest.partition(">")[0].strip(), name.strip().strip('"')
    return (text, "") if re.fullmatch(r"[0-9*#+]+", text) else ("", text)


def new_channel(channel: str, uid: str) -> Fields:
    return [*_event("Newchannel"), ("Channel", channel), ("ChannelState", "0"), ("Uniqueid", uid)]


def failed_call(channel: str, leg: str, uid: str, action_id: str, end: DialEnd) -> list[Fields]:
    """Return the events of a call that fails.

    channel: the channel as the action named it
    leg: the channel's full name
    """
    is_answered = end is DialEnd.LOCKED
    response = originate_response(
        channel, uid, action_id, is_answered=is_answered, reason=_REASONS.get(end, "0")
    )
    if end is DialEnd.NO_SUCH:
        return [response]
    cause, words = _CAUSES[end]
    state = _RINGING if end is DialEnd.NO_ANSWER else _DOWN
    hung_up = [
        *_event("Hangup"), ("Channel", leg), ("ChannelState", state), ("Uniqueid", uid), ("Cause", cause),
        ("Cause-txt", words),
    ]  # fmt: skip
    events = [hung_up]
    if status := _STATUS.get(end):
        events.insert(
            0, [*_event("DialEnd"), ("DestChannel", leg), ("DestUniqueid", uid), ("DialStatus", status)]
        )
    return [response, *events] if end in _RESPONSE_FIRST else [*events, response]


def originate_response(
    channel: str, uid: str, action_id: str, *, is_answered: bool, reason: str = "4"
) -> Fields:
    """Return the event by which Asterisk ends an asynchronous Originate."""
    result = [("Response", "Success" if is_answered else "Failure"), ("Channel", channel)]
    more = [("Application", "ConfBridge"), ("Reason", reason), ("Uniqueid", uid)]
    return [*_event("OriginateResponse"), ("ActionID", action_id), *result, *more]


def _event(kind: str) -> Fields:
    return [("Event", kind), ("Privilege", "call,all")]
