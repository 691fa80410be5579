"""Write outage records: their codes, their journal entries, and the sentence for the chair."""

from collections.abc import Mapping, Sequence

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.outages.contract_events import ContractEvent
from gbdt_console.core.outages.events import OutageCorrected, OutageEvent, OutageOpened
from gbdt_console.core.outages.outage import CorrectedField, EstimateSource, Outage
from gbdt_console.core.outages.rules import CONTRACT_FAULT, is_overdue
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words

_CODES = ("cause", "state", "source", "outcome", "channel", "field")
_MOST_NAMES = 4
"""Limits the sites that a sentence names; more are counted, so that it stays one line."""


def code_name(words: Words, kind: str, value: str) -> str:
    """Name a code of a record: `code_name(words, "cause", "line")` is 'đường truyền'."""
    return words.named(f"outage.{kind}.{value}", clean(value))


def site_names(words: Words, site_ids: Sequence[str], names: Mapping[str, str]) -> str:
    """Name up to four sites; more are counted: '6 Bắc Hà, 7 Mường Khương'."""
    shown = [names.get(site_id, clean(site_id)) for site_id in site_ids[:_MOST_NAMES]]
    if len(site_ids) > _MOST_NAMES:
        shown[-1] = words("outage.more-sites", n=len(site_ids) - _MOST_NAMES + 1)
    return ", ".join(shown) or words("thing.mcu")


def event_params(
    words: Words,
    formats: Formats,
    names: Mapping[str, str],
    event: OutageEvent | ContractEvent,
    values: Mapping[str, object],
) -> dict[str, object]:
    params: dict[str, object] = {k: clean(v) if isinstance(v, str) else v for k, v in values.items()}
    params |= {name: code_name(words, name, str(values[name])) for name in _CODES if values.get(name)}
    for name in ("back_utc", "due_utc"):
        at_utc = values.get(name)
        params[name] = (
            formats.time(at_utc) if isinstance(at_utc, int | float) else words("outage.no-estimate")
        )
    if isinstance(sites := values.get("sites"), list):
        params["sites"] = site_names(words, [str(site) for site in sites], names)
    if isinstance(site := values.get("site"), str):
        params["site"] = names.get(site, clean(site))
    if isinstance(event, OutageOpened):
        fault = "outage.fault.contract" if event.type == CONTRACT_FAULT else f"alarm.{event.type}.name"
        params["fault"] = clean(event.words) or words.named(fault, clean(event.type))
    if isinstance(event, OutageCorrected) and event.field == CorrectedField.CAUSE:
        params["value"] = code_name(words, "cause", event.value)
    for name in ("reason", "note", "ticket"):
        if name in params:
            params[name] = f" ({params[name]})" if params[name] else ""
    return params


@dataclass(frozen=True, slots=True)
class RunningOrder:
    """Holds what the chair's sentence needs of the meeting.

    speaker: id of the site that has the floor; empty for none
    waiting: ids of the sites that have still to speak, first speaker first
    """

    chair: str = ""
    speaker: str = ""
    waiting: tuple[str, ...] = ()

    @classmethod
    def of(cls, floor: Floor) -> "RunningOrder":
        prepared = (floor.prepared,) if floor.prepared else ()
        waiting = (*prepared, *(site for site in floor.running_order if site != floor.prepared))
        return cls(floor.chair, floor.speaker, waiting)


NO_ORDER = RunningOrder()


class OutageWords:
    def __init__(self, words: Words, formats: Formats, names: Mapping[str, str]) -> None:
        """`names`: display names of the sites by id, '8 Sa Pa'."""
        self._words = words
        self._formats = formats
        self._names = names

    def sites(self, outage: Outage) -> str:
        """Name the sites that are cut off, else all sites of the record."""
        return site_names(self._words, outage.sites_down or outage.sites, self._names)

    def fault(self, outage: Outage) -> str:
        """Say what is wrong: the operator's words, else the alarm's name."""
        if outage.words:
            return outage.words
        if outage.opened_by is None:
            return self._words("outage.fault.split")
        if outage.opened_by.type == CONTRACT_FAULT:
            return self._words("outage.fault.contract")
        return self._words(f"alarm.{outage.opened_by.type}.name")

    def cause(self, outage: Outage) -> str:
        """Name the decided cause, or the proposed one with a question mark; empty while none is known."""
        if outage.cause is not None:
            return code_name(self._words, "cause", outage.cause)
        if outage.proposed.confidence:
            return self._words(
                "outage.cause-proposed", cause=code_name(self._words, "cause", outage.proposed.cause)
            )
        return ""

    def expected(self, outage: Outage) -> str:
        """Say when the repair is expected and who said so; 'chưa có dự kiến' before the first estimate."""
        estimate = outage.estimate
        if estimate is None:
            return self._words("outage.no-estimate")
        source = code_name(self._words, "source", estimate.source)
        return self._words("outage.expected", time=self._formats.time(estimate.back_utc), source=source)

    def for_chair(self, outage: Outage, now_utc: float, order: RunningOrder = NO_ORDER) -> str:
        """Write the sentence for the chair.

        It says the site, since when, why in plain words, when it is expected back, and what that means for
        the running order.
        """
        if outage.restored_utc is not None:
            return self._words(
                "chair.restored" if outage.repaired_utc is not None else "chair.switched-off",
                sites=site_names(self._words, outage.sites, self._names),
                time=self._formats.time(outage.restored_utc),
            )
        parts = [
            self._words(
                "chair.fault",
                sites=self.sites(outage),
                fault=self._plain_fault(outage),
                time=self._formats.time(outage.started_utc),
                why=self._why(outage),
            ),
            self._chair_expects(outage, now_utc),
            self._consequence(outage, order),
        ]
        return " ".join(part for part in parts if part)

    def _plain_fault(self, outage: Outage) -> str:
        """Say what is wrong in words of a person who is no technician."""
        if outage.words:
            return outage.words
        is_mcu = outage.opened_by is not None and outage.opened_by.type == AlarmType.MCU_LOST
        return self._words("chair.mcu-lost" if is_mcu else "chair.lost")

    def _why(self, outage: Outage) -> str:
        """Say why, in words of a person who is no technician; empty while no cause is known."""
        code = f"chair.why.{outage.likely_cause}"
        return f" {self._words(code)}" if self._words.has(code) else ""

    def _chair_expects(self, outage: Outage, now_utc: float) -> str:
        estimate = outage.estimate
        if estimate is None:
            return self._words("chair.no-estimate")
        if is_overdue(outage, now_utc):
            return self._words("chair.overdue", time=self._formats.time(estimate.back_utc))
        codes = {EstimateSource.AUTOMATIC: "chair.proposed", EstimateSource.CENTRE: "chair.estimated"}
        code = codes.get(estimate.source, "chair.expected")
        return self._words(code, time=self._formats.time(estimate.back_utc))

    def _consequence(self, outage: Outage, order: RunningOrder) -> str:
        lost = set(outage.sites_down or outage.sites)
        if order.chair in lost:
            return self._words("chair.order.chair")
        if order.speaker in lost:
            return self._words("chair.order.speaker")
        if order.waiting and order.waiting[0] in lost:
            following = next((site for site in order.waiting if site not in lost), "")
            name = self._names.get(following, following)
            return self._words("chair.order.next" if following else "chair.order.last", site=name)
        if lost.intersection(order.waiting):
            return self._words("chair.order.later")
        return ""
