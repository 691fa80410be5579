"""Explain alarms, ended requests and absent sites in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.clean_text import clean
from gbdt_console.core.command_table import DEFINITION_OF
from gbdt_console.core.commands import Command
from gbdt_console.core.conference.roster import Departure, RedialState, RosterRow
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.diagnosis.verdict_table import Confidence
from gbdt_console.core.requests import SOME_FAILED, Progress, Stage
from gbdt_console.core.rooms.room import CameraView, PresetView, Registration, RoomCall, RoomState, RoomView
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words

_NAMED_MOST = 2
"""Limits the names in one sentence, so that it fits a line of 80 columns."""


def cause_name(words: Words, cause: str) -> str:
    """Name a Verdict or an OutageCause; a code of another version of the program is shown as it is."""
    return words.named(f"verdict.{cause}", words.named(f"outage.cause.{cause}", cause))


def cause_text(words: Words, alarm: Alarm) -> str:
    """Name the cause of `alarm`; empty where it has none.

    The operator's own cause takes precedence; a cause that the diagnosis is not sure of has a question mark.
    """
    if alarm.override:
        return words("alarm.cause.own", cause=cause_name(words, alarm.override))
    if not alarm.cause:
        return ""
    sure = Confidence.HIGH if alarm.confidence == Confidence.HIGH else Confidence.MEDIUM
    return words(f"alarm.cause.{sure}", cause=cause_name(words, alarm.cause))


def watched_text(words: Words, formats: Formats, alarm: Alarm, *, is_live: bool) -> str:
    """Write of a held alarm that its fault is over, and until when it is watched; empty for any other.

    is_live: whether a running engine gave the alarm; else its fault may be over
    """
    if alarm.watched_until_utc is not None:
        return words("alarm.watched", time=formats.clock(alarm.watched_until_utc))
    return words("alarm.may-be-over") if alarm.may_be_over(is_live=is_live) else ""


def reason_text(words: Words, code: str, detail: str = "") -> str:
    """Explain why a request ended as it did; empty without a code.

    code: the message code of the end, as in Progress.code
    detail: the device's own words, appended where the sentence of `code` has no place for them
    """
    if not code:
        return ""
    detail = clean(detail)
    sentence = words(code, detail=detail)
    if not detail or sentence != words(code, detail=""):
        return sentence
    return f"{sentence} {words('device.said', said=detail)}"


def ended_why(words: Words, progress: Progress) -> str:
    """Explain why a request ended as it did; of several orders how many failed, and how many are unknown."""
    if progress.code == SOME_FAILED and progress.stage is Stage.UNKNOWN:
        return words("order.some-unknown", detail=progress.detail)
    if progress.code != SOME_FAILED or not progress.unknown:
        return reason_text(words, progress.code, progress.detail)
    bad, _, count = progress.detail.partition("/")
    unknown = len(progress.unknown)
    return words("order.some-each", failed=int(bad) - unknown, unknown=unknown, all=count)


def why_text(words: Words, code: str, said: str) -> str:
    """Return as `reason_text`, for brackets; the device's words alone where there is no code."""
    return reason_text(words, code, said).rstrip(".") or clean(said)


def end_text(words: Words, asked: str, progress: Progress, code: str = "", names: Sequence[str] = ()) -> str:
    """Say in one sentence how a request ended that was asked for in the words `asked`.

    code: the code of these words; with '.some' behind it a sentence for several orders of which some failed,
        with '.some-unknown' for those of which nobody knows how they ended
    names: the targets of those, as people call them
    """
    if progress.code == SOME_FAILED and names:
        return _ended_in_part(words, asked, progress, code, names)
    if progress.code == "order.not-readable":
        own = f"{code}.not-readable"
        return words(own if words.has(own) else "result.not-readable", asked=asked)
    why = ended_why(words, progress)
    if not why or progress.stage not in (Stage.FAILED, Stage.UNKNOWN):
        stage = words(f"stage.{progress.stage}")
        if progress.stage is Stage.RECORDED and progress.detail:
            stage = words("verb.numbered", stage=stage, number=clean(progress.detail))
        return words("result.stage", asked=asked, stage=stage)
    return words("result.why", asked=asked, why=why)


def _ended_in_part(words: Words, asked: str, progress: Progress, code: str, names: Sequence[str]) -> str:
    """Say how many ended well, and name what did not; apart what is not known, where both are named.

    A general sentence with both has no room for what was asked.
    """
    bad, _, count = progress.detail.partition("/")
    ended = list(zip(progress.targets, names, strict=False))
    unknown = [name for target, name in ended if target in progress.unknown]
    failed = [name for target, name in ended if target not in progress.unknown]
    is_unknown, is_both = progress.stage is Stage.UNKNOWN or not failed, bool(failed and unknown)
    told = _first(names, _NAMED_MOST)
    if is_both:
        told = words("result.some-each", failed=_first(failed, 1), unknown=_first(unknown, 1))
    some = "some-unknown" if is_unknown else "some"
    own, general = f"{code}.{some}", "result.some-both" if is_both else f"result.{some}"
    facts = {"asked": asked, "done": int(count) - int(bad), "all": count, "names": told}
    return words(own if words.has(own) else general, **facts)


def _first(names: Sequence[str], most: int) -> str:
    return ", ".join(names[:most]) + (f" +{len(names) - most}" if names[most:] else "")


def asked_text(words: Words, command: Command, *, is_hosted: bool) -> str:
    """Name what a command asks for; `is_hosted`: no MCU of ours carries out a part of it."""
    code = DEFINITION_OF[type(command)].code_of(command)
    own = f"{code}.hosted"
    return words(own if is_hosted and words.has(own) else code)


def order_text(words: Words, order: OrderView, target: str) -> str:
    """Describe an order and its stage: '8 Sa Pa: chặn tiếng: đã gửi'.

    target: the name of the site, caller or conference that the order is about, cleaned
    """
    facts = {"target": target, "what": words(f"order.{order.what}")}
    if order.is_reverted:
        own = f"roster.changed-back.{order.what}"
        return words(own if words.has(own) else "roster.changed-back", **facts)
    facts["stage"] = words(f"stage.{order.stage}")
    if not order.code:
        return words("roster.order", **facts)
    return words("roster.order-failed", **facts, why=reason_text(words, order.code, order.words))


def order_texts(words: Words, orders: Iterable[OrderView], names: Mapping[str, str]) -> Iterator[str]:
    """Describe orders, each with its site, its caller by number, or the conference without a target."""
    for order in orders:
        target = names.get(order.target) or clean(order.target) or words("thing.conference")
        yield order_text(words, order, target)


def camera_text(words: Words, camera: CameraView) -> str:
    """Say whether the site's own camera can be controlled, and that nothing protects it."""
    if camera.fault is not None:
        return words(f"control.{camera.fault}").rstrip(".")
    state = words("room.reachable")
    return f"{state}, {words('room.camera.plain')}" if camera.is_plain_text else state


def call_text(words: Words, formats: Formats, call: RoomCall) -> str:
    """Name the far end, and whether the call is connected, how fast and how good, where the codec tells."""
    number = clean(call.number) or words("room.call.nameless")
    facts = [words("room.call.connected" if call.is_connected else "room.call.connecting")]
    if call.speed_kbps is not None:
        facts.append(words("room.call.speed", kbps=call.speed_kbps))
    if call.loss_percent is not None:
        facts.append(words("room.call.loss", percent=formats.percent(call.loss_percent / 100)))
    return f"{number} ({', '.join(facts)})"


def content_text(words: Words, state: RoomState) -> str:
    """Say whether the room presents content, and from which input; empty where the codec cannot tell."""
    if state.content_source is None:
        return ""
    source = clean(state.content_source)
    return words("room.content.on", source=source) if source else words("room.content.off")


def registration_text(words: Words, told: Registration) -> str:
    """Say whether the codec is registered by that protocol."""
    return words(f"room.registration.{told.protocol}.{'there' if told.is_there else 'lost'}")


def screen_text(words: Words, layout: str) -> str:
    """Name the layout of the room's monitor; an unknown one in the codec's own word."""
    return words.named(f"room.screen.{clean(layout).casefold()}", clean(layout))


def preset_text(words: Words, formats: Formats, room: RoomView, standing: PresetView | None) -> str:
    """Say whether the camera stands at the preset it accepted last.

    Where there is none, say which is meant for the floor; empty for neither.
    """
    if standing is not None:
        preset = room.preset_called(standing.preset)
        since = "" if standing.left_utc is None else formats.time(standing.left_utc)
        return words(f"preset.{standing.standing}", preset=preset, since=since)
    if room.floor_preset is None:
        return ""
    return words("room.preset.usual", preset=room.preset_called(room.floor_preset))


def not_there_text(words: Words, formats: Formats, left_utc: float | None) -> str:
    """Say that a site is not in the conference, and since when if it was in.

    left_utc: when it left; None where it was never in
    """
    if left_utc is None:
        return words("roster.not-there")
    return words("roster.left", time=formats.time(left_utc))


def absence_texts(words: Words, formats: Formats, row: RosterRow) -> Iterator[str]:
    """Tell how an absent site left and when it is called again. Nothing for a connected one.

    'điểm cầu tự gác máy lúc 14:20', 'còn 3 lần gọi lại, lần tới 14:25'.
    """
    if row.participant is None and row.left is not None:
        yield _departure(words, formats, row.left)
    if row.participant is None and row.redial is not None:
        yield _redial(words, formats, row.redial)


def _departure(words: Words, formats: Formats, left: Departure) -> str:
    by = left.by.value if left.by is not None else "unknown"
    return words(f"left.{by}", time=formats.time(left.at_utc), operator=clean(left.operator))


def _redial(words: Words, formats: Formats, redial: RedialState) -> str:
    if redial.next_utc is None:
        return words("redial.over")
    return words("redial.next", n=redial.left, time=formats.clock(redial.next_utc))
