"""Plans the events that bring the outage records in line with the alarms."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.diagnosis.verdict_table import Confidence
from gbdt_console.core.outages import events
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.causes import CUTTING, OutageCause, propose_cause
from gbdt_console.core.outages.outage import Downtime, EstimateSource, Outage
from gbdt_console.core.outages.repairs import CarrierOf, Repair, propose_repair
from gbdt_console.core.outages.rules import CONTRACT_FAULT, RULES
from gbdt_console.core.units import Utc

_OF_MANY = (AlarmType.UPSTREAM_LOST, AlarmType.MCU_LOST)
"""Alarm types that stand for several sites, or for all."""


def plan_events(
    alarms: AlarmBook,
    outages: OutageBook,
    next_number: int,
    carrier_of: CarrierOf,
    now_utc: Utc,
    is_off: Callable[[str], bool] = lambda site_id: False,
) -> list[events.OutageEvent]:
    """Return the events that are due now, in order.

    Events that follow from these are due once these are applied: call it again until it returns none.
    An alarm of planned work opens nothing while the work lasts.

    alarms: the open and last closed alarms
    next_number: the number of the next new record
    is_off: tells whether a site's codec is silent because its room is switched off
    """
    active = {a.key: a for a in alarms.alarms.values() if a.is_active and not a.window}
    planned: list[events.OutageEvent] = [*_openings(active, outages, next_number, now_utc)]
    for outage in outages.outages.values():
        planned += _merges(outage, active, outages)
        planned += _proposal(outage, alarms)
        if outage.is_down:
            planned += _first_estimate(outage, outages.repairs, carrier_of, now_utc)
            planned += _returns(outage, active, alarms, is_off)
        else:
            planned += _verification(outage, now_utc)
        planned += _acknowledgement(outage, alarms)
    return planned


def _openings(
    active: Mapping[AlarmKey, Alarm], outages: OutageBook, next_number: int, now_utc: Utc
) -> Iterator[events.OutageEvent]:
    down = {site_id for outage in outages.outages.values() for site_id in outage.sites_down}
    for alarm in _causes_first(active):
        outage = _record_of(alarm, outages, now_utc)
        if outage is None:
            yield _opened(alarm, next_number)
            next_number += 1
            continue
        for site_id, since_utc in _cut_sites(alarm, active):
            if site_id not in down:
                yield events.OutageSiteCut(outage.number, site_id, since_utc)


def _causes_first(active: Mapping[AlarmKey, Alarm]) -> list[Alarm]:
    """Return the alarms that may open a record, nodes first; one under such an alarm is left out."""
    roots = [alarm for alarm in active.values() if alarm.key.type in _OF_MANY]
    covered = {site_id for alarm in roots for site_id in alarm.members}
    numbers = {alarm.number for alarm in active.values() if alarm.key.type in (*_OF_MANY, *CUTTING)}
    own = [
        alarm
        for alarm in active.values()
        if alarm.key.type in (*CUTTING, AlarmType.UPPER_LOST)
        and alarm.site_id not in covered
        and alarm.parent not in numbers
    ]
    return sorted(roots, key=lambda a: a.number) + sorted(own, key=lambda a: (a.since_utc, a.number))


def _record_of(alarm: Alarm, outages: OutageBook, now_utc: Utc) -> Outage | None:
    """Return the open record that the alarm belongs to; None where it needs a new one."""
    for outage in reversed(tuple(outages.outages.values())):
        if outage.opened_by == alarm.key and _takes_faults(outage, now_utc):
            return outage
        if alarm.site_id and alarm.site_id in outage.sites_down:
            return outage
        upper = AlarmKey(alarm.site_id, AlarmType.UPPER_LOST)
        if outage.opened_by == upper and _takes_faults(outage, now_utc):
            return outage
    return _merged_whole(alarm, outages, now_utc)


def _takes_faults(outage: Outage, now_utc: Utc) -> bool:
    """Tell whether a fault that returns now belongs to the record."""
    is_recent = outage.restored_utc is None or now_utc - outage.restored_utc <= RULES.reopen_s
    return outage.is_open and is_recent


def _merged_whole(alarm: Alarm, outages: OutageBook, now_utc: Utc) -> Outage | None:
    """Return the open record into which an operator merged the alarm's own one."""
    for outage in reversed(tuple(outages.ended.values())):
        if outage.opened_by == alarm.key and outage.merged_into:
            whole: Outage | None = outage
            while whole is not None and whole.merged_into:
                whole = outages.find(whole.merged_into)
            if whole is not None and _takes_faults(whole, now_utc):
                return whole
    return None


def _opened(alarm: Alarm, number: int) -> events.OutageOpened:
    proposed = propose_cause(alarm.key, alarm.cause, alarm.confidence)
    sites = alarm.members or ((alarm.site_id,) if alarm.site_id else ())
    return events.OutageOpened(
        number=number,
        sites=list(sites),
        started_utc=alarm.since_utc,
        detected_utc=alarm.raised_utc,
        resource=alarm.key.resource,
        type=alarm.key.type,
        cause=proposed.cause,
        confidence=proposed.confidence,
        evidence=alarm.evidence,
        is_cut=alarm.key.type in CUTTING,
    )


def _cut_sites(alarm: Alarm, active: Mapping[AlarmKey, Alarm]) -> Iterator[tuple[str, float]]:
    """Yield each site that the alarm stands for with its own last good reply, UTC seconds."""
    if alarm.key.type in CUTTING:
        yield alarm.site_id, alarm.since_utc
        return
    for site_id in alarm.members:
        own = active.get(AlarmKey(site_id, AlarmType.SITE_LOST))
        if own is not None:
            yield site_id, own.since_utc


def _merges(
    outage: Outage, active: Mapping[AlarmKey, Alarm], outages: OutageBook
) -> Iterator[events.OutageEvent]:
    """Yield the merge of a site's record into that of its node, or of the contract clock's into an alarm's.

    Alarm and contract clock open a record each where the disk was late with the other's.
    """
    if outage.opened_by is None or not outage.is_down:
        return
    if outage.opened_by.type == CONTRACT_FAULT:
        whole = _record_beside(outage, outages)
        if whole is not None:
            at_utc = max(outage.detected_utc, whole.detected_utc)
            yield events.OutageMerged(outage.number, whole.number, at_utc)
        return
    if outage.opened_by.type not in CUTTING:
        return
    for node in outages.outages.values():
        alarm = None if node.opened_by is None else active.get(node.opened_by)
        if alarm is not None and alarm.members and set(outage.sites) <= set(alarm.members):
            yield events.OutageMerged(outage.number, node.number, alarm.raised_utc)
            return


def _record_beside(outage: Outage, outages: OutageBook) -> Outage | None:
    """Return the record by which the same sites are cut off: an alarm's, or an older one of the clock."""
    for other in outages.outages.values():
        is_of_alarm = other.opened_by is not None and other.opened_by.type != CONTRACT_FAULT
        if (
            (is_of_alarm or other.number < outage.number)
            and outage.sites_down
            and set(outage.sites_down) <= set(other.sites_down)
        ):
            return other
    return None


def _proposal(outage: Outage, alarms: AlarmBook) -> Iterator[events.OutageEvent]:
    """Yield a changed proposal; boot counters may name the cause when the site is back."""
    alarm = None if outage.opened_by is None else _last_alarm(outage.opened_by, alarms)
    if alarm is None or not alarm.cause:
        return
    is_its = outage.restored_utc is None or alarm.since_utc <= outage.restored_utc
    proposed = propose_cause(alarm.key, alarm.cause, alarm.confidence)
    if is_its and proposed != outage.proposed:
        evidence = alarm.evidence
        yield events.OutageProposed(outage.number, proposed.cause, proposed.confidence, evidence)


def _returns(
    outage: Outage,
    active: Mapping[AlarmKey, Alarm],
    alarms: AlarmBook,
    is_off: Callable[[str], bool],
) -> Iterator[events.OutageEvent]:
    """Yield the return of each site whose alarms are over, and of the whole fault with the last one.

    The alarm of a silent codec ends where its room is switched off; nobody repaired the codec.
    """
    running = [one for one in outage.downtimes if one.until_utc is None]
    back = {one.site_id: _back_utc(one, outage, alarms) for one in running}
    is_opener_active = outage.opened_by is not None and outage.opened_by in active
    returned = {site_id: at_utc for site_id, at_utc in back.items() if at_utc is not None}
    is_all_back = len(returned) == len(back) and not is_opener_active and bool(outage.downtimes)
    for site_id, at_utc in returned.items():
        yield events.OutageSiteBack(outage.number, site_id, at_utc)
    if is_all_back:
        ends = [one.until_utc for one in outage.downtimes if one.until_utc is not None]
        if outage.opened_by is not None and outage.opened_by.type == AlarmType.UPPER_LOST:
            ends.append(_ended_utc(outage.opened_by, alarms) or 0.0)
        is_switched_off = any(is_off(site) and _is_codecs(site, at, alarms) for site, at in returned.items())
        restored_utc = max((*ends, *returned.values()))
        yield events.OutageRestored(outage.number, restored_utc, is_switched_off=is_switched_off)
    elif not outage.downtimes and outage.opened_by is not None and not is_opener_active:
        ended_utc = _ended_utc(outage.opened_by, alarms)
        if ended_utc is not None:
            yield events.OutageRestored(outage.number, ended_utc)


def _back_utc(downtime: Downtime, outage: Outage, alarms: AlarmBook) -> float | None:
    """Return the site's first good reply, UTC seconds.

    None while an alarm says that it is cut off, also one under planned work. A cut that no alarm told of ends
    by the contract clock, not with an alarm of the time before.
    """
    found = [_last_alarm(AlarmKey(downtime.site_id, kind), alarms) for kind in CUTTING]
    if any(alarm is not None and alarm.is_active for alarm in found):
        return None
    ends = [alarm.ended_utc for alarm in found if alarm is not None and alarm.ended_utc is not None]
    if outage.opened_by is not None and outage.opened_by.type == CONTRACT_FAULT:
        ends = [end for end in (*ends, *_contract_ends(downtime, outage)) if end >= downtime.from_utc]
    return max(ends, default=None)


def _is_codecs(site_id: str, ended_utc: Utc, alarms: AlarmBook) -> bool:
    """Tell whether it was the codec's alarm that ended at that moment, UTC seconds; a line's is a return."""
    alarm = _last_alarm(AlarmKey(site_id, AlarmType.CODEC_LOST), alarms)
    return alarm is not None and alarm.ended_utc == ended_utc


def _contract_ends(downtime: Downtime, outage: Outage) -> Iterator[float]:
    """Yield when the contract clock saw the line again, UTC seconds; a full disk may lose the return."""
    own = [one for one in outage.unavailable if one.site_id == downtime.site_id]
    if all(one.until_s is not None for one in own):
        yield from (float(one.until_s) for one in own if one.until_s is not None)


def _last_alarm(key: AlarmKey, alarms: AlarmBook) -> Alarm | None:
    return alarms.of(key) or alarms.closed.get(key)


def _ended_utc(key: AlarmKey, alarms: AlarmBook) -> float | None:
    alarm = _last_alarm(key, alarms)
    return None if alarm is None else alarm.ended_utc


def _verification(outage: Outage, now_utc: Utc) -> Iterator[events.OutageEvent]:
    if outage.verified_utc is None and outage.repaired_utc is not None:
        verified_utc = outage.repaired_utc + RULES.verify_s
        if now_utc >= verified_utc:
            yield events.OutageVerified(outage.number, verified_utc)


def _first_estimate(
    outage: Outage, repairs: Iterable[Repair], carrier_of: CarrierOf, now_utc: Utc
) -> Iterator[events.OutageEvent]:
    """Yield the estimate that past repairs propose; one that has passed already proposes nothing."""
    if outage.estimates or outage.likely_cause is OutageCause.UNKNOWN:
        return
    proposed = propose_repair(repairs, outage.likely_cause, outage.sites, carrier_of)
    if proposed is not None and outage.started_utc + proposed.lasted_s > now_utc:
        back_utc, source = outage.started_utc + proposed.lasted_s, EstimateSource.AUTOMATIC
        confidence = Confidence.MEDIUM if proposed.is_same_line else ""
        yield events.OutageEstimated(outage.number, back_utc, now_utc, source, confidence=confidence)


def _acknowledgement(outage: Outage, alarms: AlarmBook) -> Iterator[events.OutageEvent]:
    if outage.acknowledged_utc is not None or outage.opened_by is None:
        return
    alarm = alarms.of(outage.opened_by)
    if alarm is not None and alarm.ack_utc is not None:
        yield events.OutageAcknowledged(outage.number, alarm.ack_utc, alarm.ack_by)
