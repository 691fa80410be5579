"""What the simulated Meeting Server says of its objects, in XML."""

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement

from gbdt_console.simulator.cms.call import CmsCall, Entry

PAGE = 10
"""Rows of one answer at most, whatever is asked for."""


def listed(plural: str, rows: Sequence[Element], query: Mapping[str, str]) -> Element:
    """Return one page of a list."""
    begin, limit = int(query.get("offset", "0")), int(query.get("limit", str(PAGE)))
    tree = Element(plural, {"total": str(len(rows))})
    tree.extend(rows[begin : begin + min(limit, PAGE)])
    return tree


def call_view(call: CmsCall, call_id: str, space_id: str, *, is_whole: bool = False) -> Element:
    tree = Element("call", {"id": call_id})
    conference = call.conference
    _add(tree, name=conference.name, coSpace=space_id, callCorrelator=space_id)
    if is_whole:
        _add(
            tree,
            callType="coSpace",
            numCallLegs=str(len(call.entries())),
            locked=_flag(conference.is_locked),
            recording=_flag(call.is_recording),
            recordingStatus=_flag(call.is_recording),
        )
        if call.highest:
            _add(tree, panePlacementHighestImportance=str(call.highest))
    return tree


def participant_view(entry: Entry, call_id: str, bridge_id: str, *, is_whole: bool = False) -> Element:
    tree = Element("participant", {"id": entry.id})
    _add(tree, name=entry.name, call=call_id)
    if bridge_id:
        _add(tree, callBridge=bridge_id)
    if is_whole:
        _add(tree, uri=entry.address, originalUri=entry.address)
        if not bridge_id:
            _add(tree, numCallLegs=str(1 + bool(entry.second_leg)))
        configuration = SubElement(tree, "configuration")
        if entry.importance:
            _add(configuration, importance=str(entry.importance))
        _add(SubElement(tree, "status"), state=entry.state)
    return tree


def leg_view(entry: Entry, call_id: str, now_s: float, *, is_whole: bool = False) -> Element:
    tree = Element("callLeg", {"id": entry.leg})
    _add(tree, name=entry.name, remoteParty=entry.address, originalRemoteParty=entry.address, call=call_id)
    if not is_whole:
        return tree
    _add(tree, type="sip", direction="outgoing" if entry.is_outgoing else "incoming")
    configuration = SubElement(tree, "configuration")
    if entry.muted is not None:
        _add(configuration, rxAudioMute=_flag(entry.muted))
    status = SubElement(tree, "status")
    since_s = now_s if entry.member is None else entry.member.joined_s
    _add(status, state=entry.state, durationSeconds=str(int(now_s - since_s)), layout=entry.layout)
    _add(status, deactivated=_flag(entry.is_waiting))
    for stream in ("rxAudio", "txAudio"):
        _add(SubElement(status, stream), codec="aac", **_quality(entry.loss_percent, entry.jitter_ms))
    for stream in ("rxVideo", "txVideo"):
        _add(SubElement(status, stream, {"role": "main"}), codec="h264", **_quality(0.0, 11))
    return tree


def trace_view(entry: Entry, is_muted: bool | None) -> Element:
    tree = Element("callLegProfileTrace", {"callLeg": entry.leg})
    profile = SubElement(SubElement(tree, "profile", {"scope": "global"}), "callLegProfile")
    if is_muted is not None:
        _add(profile, rxAudioMute=_flag(is_muted))
    return tree


def _quality(loss_percent: float, jitter_ms: int) -> dict[str, str]:
    return {"packetLossPercentage": f"{loss_percent:.1f}", "jitter": str(jitter_ms)}


def _add(tree: Element, **values: str) -> None:
    for tag, text in values.items():
        SubElement(tree, tag).text = text


def _flag(is_so: bool) -> str:
    return "true" if is_so else "false"
