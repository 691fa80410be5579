"""Lists by phase what the menu (F1) offers, in three columns."""

from gbdt_console.text.phases import PhaseName

Group = tuple[str, tuple[str, ...]]
"""Code of a heading, and the actions below it: an id, behind the name of the screen that alone has it."""

_LOOK: Group = (
    "look",
    (
        "wall.show", "alarms.show", "frame.show", "roster.show", "outages.show", "meetings.show",
        "checklist.show", "shutdown.show", "reports.show", "care.show", "wall/site.search",
    ),
)  # fmt: skip
_PICTURE: Group = (
    "picture",
    (
        "frame.take", "frame.take-anywhere", "floor.prepare", "floor.next", "frame.load", "floor.back",
        "microphone.named", "microphone.block", "microphone.others", "microphone.again", "floor.dialogue",
        "site.message", "upper.called", "upper.next", "floor.restore",
    ),
)  # fmt: skip
_TROUBLE: Group = (
    "trouble",
    ("phones.show", "alarm.acknowledge", "outage.write", "outage.tell", "bell.silence", "alarm.clear-ended"),
)  # fmt: skip
_LEAD: Group = (
    "lead",
    (
        "floor.break", "meetings/meeting.extend-15", "meetings/meeting.other-end", "conference.lock",
        "meetings/meeting.end",
    ),
)  # fmt: skip
_CALENDAR: Group = (
    "calendar",
    (
        "meetings/meeting.register", "meetings/meeting.answer", "meetings/meeting.invite",
        "meetings/meeting.notice", "meetings/meeting.confirm", "meetings/meeting.assign",
        "meetings/meeting.detail", "meetings/meeting.move", "meetings/meeting.lead",
    ),
)  # fmt: skip
HERE = "here"
"""Code of the heading above what only the screen in sight does."""
_SHEET: Group = (
    "sheet",
    ("checklist/checklist.roll", "checklist/sheet.sign", "checklist/sheet.close", "checklist/sheet.print"),
)
_SHUTDOWN: Group = ("shutdown", ("shutdown/shutdown.next", "shutdown/sheet.sign", "shutdown/sheet.close"))
_HERE: Group = (HERE, ())
_SHIFT: Group = ("shift", ("control.take", "operator.switch", "quit.ask"))

_IN_MEETING = ((_LOOK, _SHIFT), (_PICTURE, _HERE), (_TROUBLE, _LEAD))
_BEFORE = ((_LOOK,), (_SHEET, _CALENDAR, _HERE), (_TROUBLE, _SHIFT))
_AFTER = ((_LOOK,), (_SHUTDOWN, _HERE), (_TROUBLE, _SHIFT))
COLUMNS: dict[PhaseName, tuple[tuple[Group, ...], ...]] = {
    PhaseName.CALENDAR: _BEFORE,
    PhaseName.SHEET: _BEFORE,
    PhaseName.MEETING: _IN_MEETING,
    PhaseName.BREAK: _IN_MEETING,
    PhaseName.SHUTDOWN: _AFTER,
    PhaseName.MINUTES: _AFTER,
}
"""What a technician looks at; what the phase's own work is; what to do about trouble and about the day."""

ONLY_WHERE_IT_ACTS = frozenset({
    "frame.take-anywhere", "site.message", "microphone.again", "upper.called", "upper.next", "floor.restore",
})  # fmt: skip
"""Actions that are left out of the menu while they would do nothing; the others keep their places."""

FILLS = {
    "unopened": "checklist/sheet.close",
    "sites": "checklist/checklist.roll",
    "to-sign": "checklist/sheet.close",
    "over": "meetings/meeting.lead",
    "still-on": "shutdown/shutdown.next",
    "to-sign-off": "shutdown/sheet.close",
    "not-begun": "shutdown/sheet.close",
    "none": "meetings/meeting.register",
}
"""What does away with that which a phase lacks, by the lack's code."""

FILLS_OF_A_MEETING = {
    "clash": "meetings/meeting.move",
    "declined": "meetings/meeting.move",
    "renotice": "meetings/meeting.notice",
    "agreement": "meetings/meeting.answer",
    "invitation": "meetings/meeting.invite",
    "notice": "meetings/meeting.notice",
    "unconfirmed": "meetings/meeting.confirm",
    "technician": "meetings/meeting.assign",
    "untrained": "care.show",
    "duty": "care.show",
    "chair-elsewhere": "meetings/meeting.detail",
    "chair-contact": "meetings/meeting.detail",
    "profile": "meetings/meeting.detail",
}
"""The same of a coming meeting, by a LackKind; a late notice cannot be mended."""
