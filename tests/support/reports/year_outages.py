"""Makes the journal's events of one outage as engine and operators record them."""

from collections.abc import Iterator
from dataclasses import dataclass

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import AlarmAcknowledged, AlarmCleared, AlarmRaised
from gbdt_console.core.events import Event, PointChanged
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.contract_events import LineAvailable, LineUnavailable
from gbdt_console.core.outages.events import (
    OutageAcknowledged,
    OutageCalled,
    OutageCauseDecided,
    OutageClosed,
    OutageEstimated,
    OutageOpened,
    OutageRemedySet,
    OutageReported,
    OutageRestored,
    OutageSiteBack,
    OutageStateSet,
    OutageTold,
    OutageVerified,
)
from gbdt_console.core.outages.outage import (
    Call,
    CallOutcome,
    Channel,
    EstimateSource,
    OutageState,
    StateStep,
    Told,
)
from gbdt_console.core.outages.rules import RULES
from gbdt_console.core.resource_ids import LINE_SUFFIX

Moment = tuple[float, str, Event]
"""UTC seconds of the record, id of the operator (empty for the engine), and the event."""

_DETECTED_S = 5.0
_DECLARED_S = 10.0


@dataclass(frozen=True, slots=True)
class PlannedOutage:
    """Describes one outage of a line or a codec.

    number: number of the record and of its alarm
    site_id: id of the site
    cause: the cause that the operator decides
    began_utc: last good reply, UTC seconds
    lasted_s: seconds to the first good reply
    promised_s: seconds from the start to the first estimate's repair
    reported_s: seconds from the start to the report to the carrier
    is_told: the chair was told
    is_phoned: the carrier was phoned
    operator: id of the operator
    operator_name: name of the operator
    """

    number: int
    site_id: str
    cause: OutageCause
    began_utc: float
    lasted_s: float
    promised_s: float
    reported_s: float
    is_told: bool
    is_phoned: bool
    operator: str
    operator_name: str

    @property
    def is_of_line(self) -> bool:
        """Whether the line was cut, not the codec alone."""
        return self.cause not in (OutageCause.CODEC, OutageCause.LAN)

    @property
    def ended_utc(self) -> float:
        """Return the first good reply, UTC seconds."""
        return self.began_utc + self.lasted_s

    def moments(self) -> Iterator[Moment]:
        """Yield the events in the order of their times, but for equal ones."""
        yield from sorted((*self._of_engine(), *self._of_operator()), key=lambda moment: moment[0])

    def contract_s(self) -> tuple[int, int]:
        """Return the first bad and the first good second of the contract clock."""
        return int(self.began_utc) + 1, int(self.ended_utc)

    def _of_engine(self) -> Iterator[Moment]:
        kind = AlarmType.SITE_LOST if self.is_of_line else AlarmType.CODEC_LOST
        target = f"{self.site_id}.{LINE_SUFFIX if self.is_of_line else 'codec'}"
        began, detected, ended = self.began_utc, self.began_utc + _DETECTED_S, self.ended_utc
        back = ended + 1.0
        number, site = self.number, self.site_id
        severity, up, down = Severity.MAJOR.value, PointState.UP.value, PointState.DOWN.value
        yield detected, "", PointChanged(target, up, PointState(down), began)
        yield detected, "", AlarmRaised(number, site, kind, Severity(severity), site, began, detected)
        opened = OutageOpened(
            number, [site], began, detected, site, kind, cause=self.cause, confidence="medium"
        )
        yield detected, "", opened
        if self.is_of_line:
            first_s, good_s = self.contract_s()
            yield began + _DECLARED_S, "", LineUnavailable(number, site, first_s, [[first_s, first_s + 10]])
            down_s = good_s - first_s
            available = LineAvailable(number, site, first_s, good_s, down_s, [[first_s, good_s]])
            yield ended + _DECLARED_S, "", available
        yield back, "", PointChanged(target, down, PointState(up), ended)
        yield back, "", AlarmCleared(number, site, ended, round(self.lasted_s, 3))
        yield back, "", OutageSiteBack(number, site, ended)
        yield back, "", OutageRestored(number, ended)
        verified = ended + RULES.verify_s
        yield verified, "", OutageVerified(number, verified)

    def _of_operator(self) -> Iterator[Moment]:
        number, name, by = self.number, self.operator_name, self.operator
        seen, back = self.began_utc + 30.0, self.began_utc + self.promised_s
        severity = Severity.MAJOR.value
        yield seen, by, AlarmAcknowledged(number, self.site_id, Severity(severity), name, seen)
        yield seen, "", OutageAcknowledged(number, seen, name)
        yield seen + 10, by, OutageCauseDecided(number, self.cause, seen + 10, name)
        if self.is_phoned:
            called = seen + 50
            outcome = CallOutcome.REACHED.value
            yield (
                called,
                by,
                OutageCalled(number, Call("NOC", "0214 000 0801", CallOutcome(outcome), called, name)),
            )
        reported = self.began_utc + self.reported_s
        yield reported, by, OutageReported(number, reported, name, f"TT-{number:05}")
        yield reported, by, OutageStateSet(number, StateStep(OutageState.WAITING_CARRIER, reported, name))
        source = EstimateSource.CARRIER_SPOKEN.value
        yield reported + 5, by, OutageEstimated(number, back, reported + 5, EstimateSource(source), name)
        if self.is_told:
            told, text = reported + 20, f"Điểm cầu {self.site_id} mất kết nối"
            channel = Channel.IN_ROOM.value
            yield told, by, OutageTold(number, Told("chủ trì", Channel(channel), text, told, name, back))
        closed = max(self.ended_utc, reported) + 900.0
        yield closed - 10, by, OutageRemedySet(number, "hàn lại cáp", closed - 10, name)
        yield closed, by, OutageClosed(number, closed, name)
