"""Lists the codes that the program composes of free text: the pattern, and all that the text can be.

Short rows repeat what one function of the program says; the others are made from the table that it reads.
What has a type of its own in the program (an enum, a Literal) needs no row: mypy knows its values.
"""

from collections.abc import Iterable, Mapping

from gbdt_console.core.alarms.definitions import DEFINITIONS, ContactRole
from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.checklist.checks import ROLL_ANSWERS, SWITCHED_ON_BY
from gbdt_console.core.conference.floor_check import FloorFault
from gbdt_console.core.conference.membership import MemberState
from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.core.conference.roster import HungUpBy
from gbdt_console.core.diagnosis.verdict_table import Confidence
from gbdt_console.core.handover.page import ItemKind
from gbdt_console.core.meetings.recurrence import Every
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import DeviceFault, MismatchKind, Quality
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.pictures import Bus
from gbdt_console.core.reports.archive import PaperFormat
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.trouble import Trouble
from gbdt_console.screens.menu.menu_table import HERE
from gbdt_console.screens.screen_table import SCREENS, all_actions
from gbdt_console.settings.setup.questions import LACKABLE, QUESTIONS
from gbdt_console.ui.rooms.shown_room import Microphone

Values = Iterable[str | tuple[str, ...]]

_ACTIONS = all_actions()
_KEYS = sorted({action.shown or action.keys[0] for action in _ACTIONS if action.keys})
_NAMED_KEYS = [key for key in _KEYS if len(key) > 1]
_WEEKDAYS = tuple("0123456")
_MARKS = [*PointState, "device", "meeting", "work"]
_MENUS = ("look", "picture", "trouble", "lead", "calendar", "sheet", "shutdown", "shift", HERE)
_CHECKED = (
    "rtt", "standby", "lost", "poor", "talks", "present", "preset", "mains", "battery", "celsius",
    "unregistered", "no-answer", "outlet-off", "untrained", "on-duty", "certificate",
)  # fmt: skip
_MEETING_ACTS = (
    "agreed", "answer", "assign", "break-off", "break-on", "cancel", "carrier", "confirm", "declined",
    "detail", "email", "end", "end-series", "entry", "extend-15", "extend-30", "fax", "guest", "in-person",
    "invite", "lead", "letter", "month-day", "month-weekday", "move", "notice", "other-end", "phone",
    "power", "register", "repeat", "series", "sites", "skip-day", "start", "week",
)  # fmt: skip
_CARD_STEPS = {
    "check": ("switch-on", "power", "terminal", "call", "sound", "picture", "preset", "room"),
    "meeting": ("microphone", "dial", "camera"),
    "lost": ("power", "centre", "carrier", "again"),
}

_ORDERS = {
    "call": ("dial", "hang-up"), "caller": ("isolate",), "conference": ("lock", "unlock"), "frame": ("take",),
    "microphone": ("block", "unblock"), "power": ("off",), "site": ("message", "show"),
    "room": (
        "call", "hang-up", "layout", "mute", "open", "present", "preset", "sleep", "stop-presenting", "wake",
    ),
}  # fmt: skip

OPEN: Mapping[str, Values] = {
    "action.{}": ("phones.show", "floor.back", "floor.next", "floor.restore"),
    "action.{}.help": [action.id for action in _ACTIONS if action.code == f"action.{action.id}"],
    "{}.help": [action.code for action in _ACTIONS],
    "key.{}": _NAMED_KEYS,
    "keys.screen.{}": [row.name for row in SCREENS],
    "alarm.{}.call": DEFINITIONS,
    "alarm.{}.first": DEFINITIONS,
    "alarm.{}.meaning": DEFINITIONS,
    "alarm.{}.name": DEFINITIONS,
    "alarms.{}": ("above", "below"),
    "attendance.{}": ("running", "in-time", "late", "early"),
    "callee.{}": list(ContactRole),
    "care.act.{}": (
        "duty",
        "deputy-duty",
        "no-duty",
        "train",
        "name",
        "replace",
        "cleaned",
        "rules",
        "carrier-duty",
    ),
    "checklist.brief.{}": _CHECKED,
    "checklist.config-change.{}": ("back", "accepted", "unaccepted"),
    "checklist.print.{}": ("file", "done"),
    "checklist.switched-on.{}": SWITCHED_ON_BY,
    "checklist.value.{}": _CHECKED,
    "confidence.{}": [one for one in Confidence if one in ("high", "medium")],
    "config.{}": ("added", "removed", "changed"),
    "confirm.profile.{}": ("block", "lock", "none"),
    "confirm.room.{}": ("present", "stop-presenting"),
    "handover.code.{}": ("begun", "planned"),
    "handover.part.{}": ("open", "over", "promised", "meetings"),
    "meetings.act.{}": _MEETING_ACTS,
    "meetings.changed.{}": ("added", "dropped"),
    "meetings.clash.{}": ("tight", "centre", "sites"),
    "meetings.day.{}": _WEEKDAYS,
    "meetings.weekday.{}": _WEEKDAYS,
    "meetings.notice-{}": ("to-tell", "again"),
    "notify.state.{}": ("sent", "dropped", "waiting"),
    "order.{}": [f"{part}.{act}" for part, acts in _ORDERS.items() for act in acts],
    "outage.act.{}": ("write", "state", "report", "remedy", "merge", "split", "close"),
    "pane.{}.age": ("room", "still"),
    "pane.{}.old": ("room", "still"),
    "paper.chart.{}": ("name", "value", "begin", "nothing", "good", "bad"),
    "profile.bus.{}": list(Bus),
    "profile.has-{}": ("entry", "lock"),
    "profile.sum.{}": ("bad", "drift"),
    "profiles.enter.{}": ("call", "load", "repeat"),
    "recording.fact.{}": ("file", "digest", "handed_to", "kept_until"),
    "redial.owner.{}": list(RedialOwner),
    "register.do.{}": ("withdraw", "correct"),
    "register.form.{}": ("text", "body", "paper", "day", "person", "meeting", "amount"),
    "reports.do.{}": ("preview", *PaperFormat, "register", "mend"),
    "reports.title.{}": ("reading", "count", "none"),
    "roll.role.{}": ("1", "2", "3", "4", "5", "other"),
    "roll.{}.{}": [(question, answer) for question, all_of in ROLL_ANSWERS.items() for answer in all_of],
    "roster.policy.{}": ("closed", "blocking", "silent", "called", "dialogue", "break"),
    "roster.row.{}": ("reverted", "failed", "unknown"),
    "roster.{}": ("isolated", "chair", "upper", "speaker", "has-floor", "on-air", "talking"),
    "setup.done-secrets{}": ("", "-service"),
    "setup.review.{}-{}": [(file, fate) for file in ("target", "secrets") for fate in ("exists", "new")],
    "severity.{}": ("warning", "minor", "major", "critical"),
    "shutdown.note.{}": ("1", "2", "3"),
    "shutdown.{}": ("all", "all-but", "alone", "all-signed"),
    "site-card.part.{}": ("numbers", "call", "checks", "meeting", "lost"),
    "site-card.redial.{}": ("site", "centre"),
    "site-card.{}": (
        "number",
        "called-at",
        "codec",
        "dial",
        "backup",
        "redial",
        "circuit",
        "carrier",
        "range",
    ),
    "site-card.{}.{}": [(part, step) for part, steps in _CARD_STEPS.items() for step in steps],
    "sites.edit.{}": ("site", "carrier", "centre"),
    "sites.field.{}": ("name", "circuit", "contract", "contact", "phone", "email"),
    "standing.{}": ("present", "answer", "in-time", "in-doubt", "late", "running", "running-doubt"),
    "stills.{}": ("on", "off", "no-colours"),
    "technicians.post.{}": list(Post),
    "technicians.sheet.{}": ("new", "changed", "doubtful"),
    "trap.{}": ("detail", "repeats"),
    "verb.{}-failed": ("camera", "login"),
    "verb.{}-good": ("camera", "login"),
    "verb.{}-not-ready": ("mcu", "mixer", "registrar"),
    "banner.withheld.{}{}": [*Withheld, ("alone", ".two")],
    "count.{}": [one.name.lower() for one in Trouble if one is not Trouble.MEETING],
    "fault.{}": [*DeviceFault, *MismatchKind],
    "floor.fault.{}{}": list(FloorFault),
    "handover.item.{}{}": [one for one in ItemKind if one is not ItemKind.LACK],
    "left.{}": [*HungUpBy, "unknown"],
    "meetings.field.{}": (
        "host",
        "chair",
        "upper",
        "conference",
        "sites",
        "order",
        "technicians",
        "contact",
        "profile",
        "record",
        "answers",
        "paper",
        "reason",
    ),
    "member.{}": list(MemberState),
    "menu.{}": _MENUS,
    "outage.clock.{}": (
        "started",
        "detected",
        "acknowledged",
        "reported",
        "told",
        "restored",
        "switched-off",
        "closed",
    ),
    "outage.{}.{}": [(what, answer) for what in ("in-time", "battery") for answer in ("yes", "no")],
    "phase.lack.{}": (
        "none",
        "things",
        "opens",
        "unopened",
        "sites",
        "to-sign",
        "signed",
        "unsigned",
        "until",
        "extended",
        "over",
        "still-on",
        "to-sign-off",
        "not-begun",
    ),
    "quality.{}": list(Quality),
    "room.choose.{}": (
        "mute",
        "open",
        "preset",
        "sleep",
        "wake",
        "hang-up",
        "call",
        "present",
        "stop-presenting",
        "layout",
    ),
    "room.{}": ("age", "camera-age"),
    "room.{}-never": ("age", "camera-age"),
    "room.mic.{}": [*Microphone, "heard"],
    "screen.letter.{}": _MARKS,
    "screen.state.{}.help": _MARKS,
    "setup.yaml.{}": (
        "head",
        "secrets",
        "regulation",
        "papers",
        "plan",
        "carriers",
        "operators",
        "operators-pin",
        "operators-more",
        "equipment",
        "one-address",
        "centre",
        "chair",
        "sites",
        "circuits",
        "conference",
    ),
    "setup.{}.{}": [
        (part, one.code.partition("-")[0]) for part in ("ask", "why", "short") for one in QUESTIONS
    ],
    "sites.column.{}": ("number", "name", "address", "phone", "circuit", "conference", *LACKABLE),
    "shutdown.ahead.{}": ("in", "out", "proved", "signed"),
    "{}.n": [f"meetings.repeat.{every}" for every in Every],
    "{}.sites": ("start.asking", "start.opening", "start.simulated"),
    "{}.short": ("content.nobody", "content.of", "content.lost", "content.by-mcu", "content.by-codec"),
}

UNASKED: Mapping[str, str] = {
    **dict.fromkeys(
        (f"shutdown.{said}.{step}" for said in ("ordered", "confirmed") for step in ("cooled", "done")),
        "no device is ordered to end the work or to cool down",
    ),
    **dict.fromkeys(
        ("shutdown.together.cooled.act", "shutdown.together.cooled.sign", "shutdown.together.done.sign"),
        "one waits for cooling alone, and signs the end of the work at once",
    ),
    **dict.fromkeys(
        (f"demo.remedy.{cause}" for cause in OutageCause), "the demonstration invents outages of three causes"
    ),
    **dict.fromkeys(
        (f"checklist.brief.{standing}" for standing in ("answered", "calling", "uncalled")),
        "what has a cell of its own is not told in brief",
    ),
    **dict.fromkeys(
        ("checklist.round.answered", "checklist.round.uncalled"), "the round counts what is left to do"
    ),
    **dict.fromkeys(("screen.codec.up", "screen.codec.unknown"), "a normal codec is not told"),
}
"""Codes that a type allows and the program never asks for: why not."""
