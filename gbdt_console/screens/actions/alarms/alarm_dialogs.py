"""Makes the dialogs before commands about alarms and maintenance, and those commands."""

from collections.abc import Iterable, Sequence

from gbdt_console.core.alarms.alarm import MaintenanceWindow
from gbdt_console.core.alarms.commands import PlanMaintenance, ShelveAlarm
from gbdt_console.core.alarms.rules import AlarmRules
from gbdt_console.core.clock import Clock
from gbdt_console.core.diagnosis.verdict_table import Verdict
from gbdt_console.core.known_names import numbered
from gbdt_console.screens.dialogs.choice import Question
from gbdt_console.screens.dialogs.form import Field, FormScreen
from gbdt_console.text.typed_times import parse_moment
from gbdt_console.text.words import Words
from gbdt_console.ui.drawing.appearance import Appearance

_RULES = AlarmRules()
_MINUTE_S = 60.0
OWN_CAUSES = (
    Verdict.LINE, Verdict.SITE_POWER, Verdict.ROUTER_RESTARTED, Verdict.UPSTREAM_NODE, Verdict.LINE_DEGRADED,
    Verdict.UPSTREAM_CONGESTED, Verdict.CODEC_OR_LAN, Verdict.CODEC_UNPLUGGED, Verdict.CALL_SERVICE,
    Verdict.SNMP_AGENT,
)  # fmt: skip
NO_CAUSE = "none"
PLAN = "plan"


def shelf_form(appearance: Appearance, what: str) -> FormScreen:
    words = appearance.words
    fields = (
        Field(words("shelf.reason")),
        Field(words("shelf.minutes"), f"{_RULES.shelf_s / _MINUTE_S:.0f}"),
    )

    def wrong(values: Sequence[str]) -> str:
        if not values[0]:
            return words("alarm.no-reason")
        return "" if _shelf_s(values[1]) else words("alarm.shelf-too-long")

    return FormScreen(appearance, words("shelf.title", what=what), fields, wrong)


def shelving(number: int, values: Sequence[str]) -> ShelveAlarm:
    return ShelveAlarm(number, values[0], _shelf_s(values[1]))


def _shelf_s(text: str) -> float:
    """Return the seconds that `text` means; 0 where it means none, or more than allowed."""
    seconds = (parse_moment(text, 0.0) or 0.0) if text.strip().lstrip("+").isdigit() else 0.0
    return seconds if seconds <= _RULES.longest_shelf_s else 0.0


def cause_choice(words: Words, what: str) -> Question:
    """Make the question for the operator's own cause; it gives a Verdict or NO_CAUSE."""
    choices = [
        (str(n), words(f"verdict.{cause}"), cause.value) for n, cause in enumerate(OWN_CAUSES, start=1)
    ]
    choices.append(("0", words("cause.none"), NO_CAUSE))
    return words("cause.question", what=what), choices


def maintenance_choice(
    appearance: Appearance, clock: Clock, what: str, windows: Sequence[MaintenanceWindow]
) -> Question:
    """Make the question which planned work to end; it gives a window's id, or PLAN for a new one."""
    words, formats, now_utc = appearance.words, appearance.formats, clock.utc()
    choices = [
        (
            str(n),
            words(
                "maintenance.end_one",
                begins=formats.since(window.from_utc, now_utc),
                ends=formats.since(window.until_utc, now_utc),
                reason=window.reason,
            ),
            window.id,
        )
        for n, window in enumerate(windows[:8], start=1)
    ]
    choices.append(("0", words("maintenance.plan_new"), PLAN))
    return words("maintenance.question", what=what), choices


def maintenance_form(
    appearance: Appearance, clock: Clock, what: str, windows: Iterable[MaintenanceWindow]
) -> FormScreen:
    """Make the form for planned work; `windows` are known ones, whose reasons may be this one's."""
    words = appearance.words
    fields = (
        Field(words("maintenance.reason"), known=numbered(window.reason for window in windows)),
        Field(words("maintenance.until"), "+60"),
        Field(words("maintenance.from"), "0"),
    )

    def wrong(values: Sequence[str]) -> str:
        if not values[0]:
            return words("alarm.no-reason")
        begins, ends = _span(values, clock.utc())
        return "" if begins is not None and ends is not None and ends > begins else words("maintenance.times")

    return FormScreen(appearance, words("maintenance.title", what=what), fields, wrong)


def maintenance(resource: str, values: Sequence[str], now_utc: float) -> PlanMaintenance | None:
    begins, ends = _span(values, now_utc)
    if begins is None or ends is None:
        return None
    return PlanMaintenance(resource, begins, ends, values[0])


def _span(values: Sequence[str], now_utc: float) -> tuple[float | None, float | None]:
    """Return begin and end, UTC seconds; minutes of the end count from the begin."""
    begins = parse_moment(values[2] or "0", now_utc)
    return begins, None if begins is None else parse_moment(values[1], begins)
