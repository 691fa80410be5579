"""Makes the journal's events of each command about outage records."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import AlarmAcknowledged
from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import Clock
from gbdt_console.core.commands import Command
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.outages import commands
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.events import (
    OutageAcknowledged,
    OutageCalled,
    OutageCauseDecided,
    OutageClosed,
    OutageCorrected,
    OutageEstimated,
    OutageEvent,
    OutageMerged,
    OutageOpened,
    OutageRemedySet,
    OutageReported,
    OutageRestored,
    OutageSplit,
    OutageStateSet,
    OutageTold,
)
from gbdt_console.core.outages.outage import (
    Call,
    CallOutcome,
    Channel,
    CorrectedField,
    EstimateSource,
    Outage,
    OutageState,
    StateStep,
    Told,
)
from gbdt_console.core.outages.rules import RULES
from gbdt_console.core.resource_ids import outage_resource
from gbdt_console.engine.command_request import Refused, one_of, said

Events = Sequence[OutageEvent | AlarmAcknowledged]


class OutageCommandHandler:
    """Makes events from the ledger's records; raises Refused.

    plans: makes the events of each command, by class, for an operator's name
    """

    def __init__(
        self, sites: Collection[str], ledger: Ledger, clock: Clock, new_number: Callable[[], int]
    ) -> None:
        """Start with nothing.

        new_number: returns a number that no record has
        """
        self._sites = frozenset(sites)
        self._ledger = ledger
        self._clock = clock
        self._new_number = new_number
        self.plans: Mapping[type[Command], Callable[[Any, str], Events]] = {
            commands.OpenOutage: self._open,
            commands.EstimateRepair: self._estimate,
            commands.DecideCause: self._decide,
            commands.SetRemedy: self._remedy,
            commands.SetOutageState: self._state,
            commands.ReportToCarrier: self._report,
            commands.LogCall: self._call,
            commands.TellChair: self._tell,
            commands.MergeOutages: self._merge,
            commands.SplitOutage: self._split,
            commands.CloseOutage: self._close,
            commands.CorrectOutage: self._correct,
        }

    def _open(self, command: commands.OpenOutage, operator: str) -> Events:
        if command.site_id and command.site_id not in self._sites:
            raise Refused("outage.site-unknown")
        words = said(command.words, RULES.most_words, "outage.no-words")
        cause = one_of(OutageCause, command.cause, "outage.cause-unknown") if command.cause else None
        if command.back_utc is not None:
            self._check_estimate(command.back_utc)
        source = one_of(EstimateSource, command.source, "outage.source-unknown")
        now_utc, number = self._clock.utc(), self._new_number()
        sites = [command.site_id] if command.site_id else []
        opened = OutageOpened(
            number, sites, now_utc, now_utc, words=words, is_cut=False, operator=operator
        )  # fmt: skip
        events: list[OutageEvent] = [opened]
        if command.back_utc is not None:  # before the cause: the engine proposes where it finds no estimate
            events.append(OutageEstimated(number, command.back_utc, now_utc, source, operator))
        if cause is not None:
            events.append(OutageCauseDecided(number, cause, now_utc, operator))
        return events

    def _estimate(self, command: commands.EstimateRepair, operator: str) -> Events:
        outage, now_utc = self._running(command.number), self._clock.utc()
        source = one_of(EstimateSource, command.source, "outage.source-unknown")
        self._check_estimate(command.back_utc)
        reason = clean(command.reason.strip(), RULES.most_words)
        estimated = OutageEstimated(outage.number, command.back_utc, now_utc, source, operator, reason=reason)
        return self._acted(outage, operator, estimated, answers=(AlarmType.OUTAGE_OVERDUE,))

    def _decide(self, command: commands.DecideCause, operator: str) -> Events:
        outage = self._kept(command.number)
        cause = one_of(OutageCause, command.cause, "outage.cause-unknown")
        decided = OutageCauseDecided(outage.number, cause, self._clock.utc(), operator)
        return self._acted(outage, operator, decided)

    def _remedy(self, command: commands.SetRemedy, operator: str) -> Events:
        outage, remedy = self._kept(command.number), said(command.remedy, RULES.most_words, "outage.no-words")
        return self._acted(
            outage, operator, OutageRemedySet(outage.number, remedy, self._clock.utc(), operator)
        )

    def _state(self, command: commands.SetOutageState, operator: str) -> Events:
        outage, now_utc = self._running(command.number), self._clock.utc()
        state = one_of(OutageState, command.state, "outage.state-unknown")
        reason = clean(command.reason.strip(), RULES.most_words)
        if state in (OutageState.CLOSED, OutageState.SWITCHED_OFF):
            raise Refused("outage.state-unknown")
        if state is OutageState.RESTORED:
            if outage.sites_down or outage.opened_by is not None:
                raise Refused("outage.still-down")
            return self._acted(outage, operator, OutageRestored(outage.number, now_utc, operator))
        step = StateStep(state, now_utc, operator, reason)
        return self._acted(outage, operator, OutageStateSet(outage.number, step))

    def _report(self, command: commands.ReportToCarrier, operator: str) -> Events:
        outage = self._kept(command.number)
        ticket = clean(command.ticket.strip(), 40)
        reported = OutageReported(outage.number, self._clock.utc(), operator, ticket)
        return self._acted(outage, operator, reported, answers=(AlarmType.OUTAGE_UNREPORTED,))

    def _call(self, command: commands.LogCall, operator: str) -> Events:
        outage, now_utc = self._kept(command.number), self._clock.utc()
        outcome = one_of(CallOutcome, command.outcome, "outage.outcome-unknown")
        note = clean(command.note.strip(), RULES.most_words)
        call = Call(clean(command.contact), clean(command.phone), outcome, now_utc, operator, note)
        called = OutageCalled(outage.number, call)
        if command.is_carrier and outcome is CallOutcome.REACHED and outage.reported_utc is None:
            reported = OutageReported(outage.number, now_utc, operator)
            return self._acted(outage, operator, called, reported, answers=(AlarmType.OUTAGE_UNREPORTED,))
        return self._acted(outage, operator, called)

    def _tell(self, command: commands.TellChair, operator: str) -> Events:
        outage = self._kept(command.number)
        channel = one_of(Channel, command.channel, "outage.channel-unknown")
        text = command.text
        if not text.strip() or clean(text, RULES.longest_sentence) != text:
            raise Refused("outage.text-unclean")
        now_utc = self._clock.utc()
        told = Told(clean(command.person), channel, text, now_utc, operator, command.back_utc)
        return self._acted(
            outage,
            operator,
            OutageTold(outage.number, told),
            answers=(AlarmType.OUTAGE_UNTOLD, AlarmType.OUTAGE_OLD_TIME),
        )

    def _merge(self, command: commands.MergeOutages, operator: str) -> Events:
        part, whole = self._kept(command.number), self._kept(command.into)
        if part.number == whole.number:
            raise Refused("outage.merge-itself")
        return self._acted(
            whole, operator, OutageMerged(part.number, whole.number, self._clock.utc(), operator)
        )

    def _split(self, command: commands.SplitOutage, operator: str) -> Events:
        outage, leaving = self._kept(command.number), set(command.sites)
        if not leaving or not leaving < set(outage.sites):
            raise Refused("outage.split-sites")
        sites = [site for site in outage.sites if site in leaving]
        split = OutageSplit(outage.number, self._new_number(), sites, self._clock.utc(), operator)
        return self._acted(outage, operator, split)

    def _close(self, command: commands.CloseOutage, operator: str) -> Events:
        outage, now_utc = self._kept(command.number), self._clock.utc()
        if outage.is_down:
            raise Refused("outage.still-down")
        if not outage.remedy:
            raise Refused("outage.no-remedy")
        is_unknown = outage.cause in (None, OutageCause.UNKNOWN)
        if is_unknown and not command.is_unknown:
            raise Refused("outage.no-cause")
        if not outage.estimates and not command.is_sure:
            raise Refused("guard.outage-no-estimate")
        due_utc = now_utc + RULES.recover_s if is_unknown else None
        events: list[OutageEvent] = []
        if is_unknown and outage.cause is None:
            events.append(OutageCauseDecided(outage.number, OutageCause.UNKNOWN, now_utc, operator))
        return self._acted(outage, operator, *events, OutageClosed(outage.number, now_utc, operator, due_utc))

    def _correct(self, command: commands.CorrectOutage, operator: str) -> Events:
        outage = self._ledger[OutageBook].find(command.number)
        if outage is None:
            raise Refused("outage.none")
        if outage.closed_utc is None:
            raise Refused("outage.not-closed")
        corrected = one_of(CorrectedField, command.field, "outage.field-unknown")
        value = said(command.value, RULES.most_words, "outage.no-words")
        if corrected is CorrectedField.CAUSE:
            value = one_of(OutageCause, value, "outage.cause-unknown").value
        reason = said(command.reason, RULES.most_words, "outage.no-reason")
        return [OutageCorrected(outage.number, corrected, value, reason, self._clock.utc(), operator)]

    def _acted(
        self, outage: Outage, operator: str, *events: OutageEvent, answers: tuple[str, ...] = ()
    ) -> Events:
        """Return the events; the operator's first act on the outage acknowledges it.

        answers: the alarm types about the record that this act settles; it acknowledges them too
        """
        now_utc, resource = self._clock.utc(), outage_resource(outage.number)
        alarms = filter(None, (self._ledger[AlarmBook].of(AlarmKey(resource, kind)) for kind in answers))
        settled = [
            AlarmAcknowledged(alarm.number, resource, alarm.severity, operator, now_utc)
            for alarm in alarms
            if not alarm.is_acknowledged
        ]
        is_first = outage.acknowledged_utc is None
        first = [OutageAcknowledged(outage.number, now_utc, operator)] if is_first else []
        return (*first, *events, *settled)

    def _kept(self, number: int) -> Outage:
        """Return an open record. Raises Refused."""
        outage = self._ledger[OutageBook].find(number)
        if outage is None:
            raise Refused("outage.none")
        if outage.merged_into:
            raise Refused("outage.merged")
        if outage.closed_utc is not None:
            raise Refused("outage.closed")
        return outage

    def _running(self, number: int) -> Outage:
        """Return an open record whose fault is present. Raises Refused."""
        outage = self._kept(number)
        if not outage.is_down:
            raise Refused("outage.restored")
        return outage

    def _check_estimate(self, back_utc: float) -> None:
        if not 0.0 < back_utc - self._clock.utc() <= RULES.longest_estimate_s:
            raise Refused("outage.estimate-time")
