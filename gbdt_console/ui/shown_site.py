"""Holds one site as a screen may show it."""

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.conference.membership import MemberState
from gbdt_console.core.members.member_states import Members
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import DeviceFault, MismatchKind
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import DeviceKind
from gbdt_console.core.trouble import Trouble
from gbdt_console.ui.conference.conference import CallMark, CallView

MAINS = frozenset({"normal"})
"""What a UPS calls the power of the grid."""


@dataclass(frozen=True, slots=True)
class PowerStatus:
    """Describes where a site's UPS takes its power.

    source: the UPS's word for it; None: unknown
    minutes: what the battery lasts for, minutes; None: unknown
    """

    source: str | None
    minutes: float | None

    @property
    def is_abnormal(self) -> bool:
        return self.source is not None and self.source not in MAINS


@dataclass(frozen=True, slots=True)
class ShownSite:
    """Holds one site as it may be shown now. Equal values need no new paint.

    trouble: how much it asks for attention
    lasted_s: for how long, seconds; None on a quiet site, which so stays equal from second to second
    rtt_ms: round trip of its line, milliseconds
    loss_ratio: loss of its line, 0..1
    age_s: seconds since the last reply; None while that is fresh
    codec: state of the codec's own ping; None where there is no codec
    is_codec_off: whether its codec is silent because the room was switched off
    codec_fault: why it gives no readings
    power: what the UPS reports; None where there is no UPS
    faulty: the devices that cannot be read, the codec only where it answers SNMP, with the reason
    alarm: its worst alarm that is present and not set aside
    root_alarm: the alarm to look at for the cause: that one or the one it is folded under
    is_calm: whether an operator acknowledged it, or the site never answered
    is_unanswered: whether the site never answered and may have a wrong address
    until_utc: end of planned work
    expected: when its outage is expected to be repaired, UTC seconds, and the minutes left, negative once
        that time has passed; None without an estimate
    call: its part in the conference; None where it takes none
    mark: its part in the meeting, as one cell can show it
    members: who is behind its call leg, and what is known of each
    through: name of the site behind whose leg it is, and what is known of it; None where it is behind none
    """

    state: PointState
    trouble: Trouble
    is_chair: bool = False
    since_utc: float | None = None
    lasted_s: int | None = None
    rtt_ms: float | None = None
    jitter_ms: float | None = None
    loss_ratio: float | None = None
    age_s: int | None = None
    codec: PointState | None = None
    is_codec_off: bool = False
    codec_fault: DeviceFault | None = None
    power: PowerStatus | None = None
    faulty: tuple[tuple[DeviceKind, DeviceFault | MismatchKind], ...] = ()
    alarm: Alarm | None = None
    root_alarm: Alarm | None = None
    is_calm: bool = False
    is_unanswered: bool = False
    until_utc: float | None = None
    expected: tuple[float, int] | None = None
    call: CallView | None = None
    mark: CallMark | None = None
    members: Members = ()
    through: tuple[str, MemberState] | None = None


def as_written(ms: float | None) -> float | None:
    """Return a time as it is written, whole milliseconds above one: a line's tenths change with each ping."""
    return ms if ms is None or ms < 1 else round(ms)
