"""Folds checklist events into sheets; equal events give equal books."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, field, replace
from typing import cast, get_args

from gbdt_console.core.checklist import events
from gbdt_console.core.checklist.calls import Call, CallStep
from gbdt_console.core.checklist.cells import CellState, Statement
from gbdt_console.core.checklist.checks import FIRST_CHECKS, HEARD_BOTH_WAYS, Check, RollQuestion
from gbdt_console.core.feature import Feature, applied
from gbdt_console.core.json_value import Json
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName, SiteId, Utc

KEPT_SHEETS = 3
"""Limits the sheets of a book: the one in use, the one being prepared and the one before; older ones stand in
the journal."""

States = Mapping[str, tuple[CellState, ...]]
"""The state of each check, in the order of the sheet's checks, by the site's id."""


@dataclass(frozen=True, slots=True)
class Roll:
    """Holds a site's answers of the roll-call; empty or None while the question was not asked.

    presides: role of who presides at the site, as it was spoken; empty while it was not asked
    """

    heard: str = ""
    normal: str = ""
    presides: str = ""
    delegates: int | None = None

    @property
    def next_question(self) -> RollQuestion | None:
        """Return the first question without an answer; None where all have one.

        A site that was not heard both ways is asked again whether it is.
        """
        heard = self.heard == HEARD_BOTH_WAYS
        answers = (heard, self.normal, self.presides, self.delegates is not None)
        return next((q for q, answer in zip(RollQuestion, answers, strict=True) if not answer), None)


@dataclass(frozen=True, slots=True)
class Closing:
    """Holds how a sheet was closed.

    digest: SHA-256 of the frozen sheet
    fingerprint: fingerprint of the configuration at that time
    """

    at_utc: Utc
    by: ActorName
    uid: int
    terminal: str
    digest: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Printed:
    """Holds that a person said that the sheet is on paper.

    digest: digest of the closing on that paper; empty where the sheet was open
    """

    by: ActorName
    at_utc: Utc
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    site_id: SiteId
    check: Check
    was: CellState
    now: CellState
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class ConfigChange:
    """Holds a change of the configuration after closing.

    fingerprint: fingerprint of the configuration from then on
    by: name of the operator who accepted it; empty while nobody did
    """

    fingerprint: str
    at_utc: Utc
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Holds the checklist of one meeting.

    meeting_id: number of the registered meeting, else id of the meeting
    due_utc: when all checks have to be done
    said: the newest statement about each check, by site and check
    frozen: the states that were signed at the closing
    states: the states now as far as the journal has them: the frozen ones with the changes after
    changes: changes after closing, oldest first
    config_changes: changes of the configuration after closing, oldest first
    closed_for_utc: the opening that was signed, where the meeting moved after closing; else None
    checks: its columns; not part of the digest, which has a state for each
    calls: the newest call of each site by its id; not part of the digest, either
    printed: who said last that it is on paper; None while nobody did
    """

    meeting_id: str
    sites: tuple[SiteId, ...]
    opening_utc: Utc
    due_utc: Utc
    opened_utc: Utc
    said: Mapping[tuple[str, Check], Statement] = field(default_factory=dict)
    rolls: Mapping[str, Roll] = field(default_factory=dict)
    closing: Closing | None = None
    frozen: States = field(default_factory=dict)
    states: States = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    config_changes: tuple[ConfigChange, ...] = ()
    closed_for_utc: Utc | None = None
    checks: tuple[Check, ...] = FIRST_CHECKS
    calls: Mapping[str, Call] = field(default_factory=dict)
    printed: Printed | None = None

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the configuration that the sheet knows; empty while it is open."""
        signed = "" if self.closing is None else self.closing.fingerprint
        return self.config_changes[-1].fingerprint if self.config_changes else signed

    @property
    def unaccepted(self) -> ConfigChange | None:
        """The configuration in use where it is not the signed one and nobody accepted it."""
        last = self.config_changes[-1] if self.config_changes else None
        is_signed = last is None or self.closing is None or last.fingerprint == self.closing.fingerprint
        return None if is_signed or last is None or last.by else last


@dataclass(slots=True)
class ChecklistBook:
    sheets: dict[str, Sheet] = field(default_factory=dict)

    @property
    def newest(self) -> Sheet | None:
        """Return the sheet that was opened last; None without any."""
        return next(reversed(self.sheets.values()), None)

    def apply(self, event: events.ChecklistEvent) -> None:
        """Apply one event; a closing counts once, and a change only after it."""
        before = self.sheets.get(event.meeting)
        if isinstance(event, events.ChecklistOpened):
            self._open(before, event)
        elif before is None:
            return
        elif isinstance(event, events.CheckChanged | events.ConfigChanged | events.ConfigAccepted):
            if before.closing is not None:
                self.sheets[event.meeting] = _changed(before, event)
        elif before.closing is None or not isinstance(event, events.ChecklistClosed):
            self.sheets[event.meeting] = _filled(before, event)

    def _open(self, before: Sheet | None, event: events.ChecklistOpened) -> None:
        if before is not None and before.closing is not None:
            del self.sheets[event.meeting]
            self.sheets[event.meeting] = _moved(before, event)
            return
        new = Sheet(event.meeting, (), 0.0, 0.0, event.at_utc, checks=tuple(event.checks))
        kept = new if before is None else before
        self.sheets.pop(event.meeting, None)
        self.sheets[event.meeting] = replace(
            kept, sites=tuple(event.sites), opening_utc=event.opening_utc, due_utc=event.due_utc
        )
        while len(self.sheets) > KEPT_SHEETS:
            del self.sheets[next(iter(self.sheets))]


def _moved(before: Sheet, event: events.ChecklistOpened) -> Sheet:
    """Return a closed sheet with its meeting's new opening; sites and signature stay as they were closed."""
    signed_utc = before.opening_utc if before.closed_for_utc is None else before.closed_for_utc
    return replace(
        before,
        opening_utc=event.opening_utc,
        due_utc=event.due_utc,
        closed_for_utc=None if event.opening_utc == signed_utc else signed_utc,
    )


def digest_of(sheet: Sheet, states: States) -> str:
    """Return the SHA-256 of what a closing freezes; it shows edits and is no cryptographic signature."""
    content = _sheet_data(replace(sheet, closing=None, frozen=states, states={}, changes=()))
    del content["config_changes"], content["closed_for_utc"]  # not part of what older programs signed
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _filled(before: Sheet, event: events.ChecklistEvent) -> Sheet:
    match event:
        case events.CheckSigned():
            said = Statement(event.is_ok, event.operator, event.at_utc, note=event.note)
            of_checks = {
                (event.site, Check(name)): replace(said, over=event.over[name])
                if name in event.over
                else said
                for name in event.checks
            }
            return replace(before, said={**before.said, **of_checks})
        case events.RollAnswered():
            return _answered(before, event)
        case events.SiteCalled():
            call = Call(event.step, event.operator, event.client, event.at_utc, event.at_utc)
            return replace(before, calls={**before.calls, event.site: call})
        case events.ChecklistClosed():
            states = {site: tuple(map(CellState, cells)) for site, cells in event.cells.items()}
            closing = Closing(
                event.at_utc, event.operator, event.uid, event.terminal, event.digest, event.fingerprint
            )
            return replace(before, closing=closing, frozen=states, states=states)
        case events.ChecklistPrinted():
            return replace(before, printed=Printed(event.operator, event.at_utc, event.digest))
    return before


def _answered(before: Sheet, event: events.RollAnswered) -> Sheet:
    said = {
        (event.site, Check(name)): Statement(is_ok, event.operator, event.at_utc, event.answer)
        for names, is_ok in ((event.signed, True), (event.faulty, False))
        for name in names
    }
    roll = before.rolls.get(event.site, Roll())
    value = int(event.answer) if event.question == RollQuestion.DELEGATES else event.answer
    rolls = {**before.rolls, event.site: replace(roll, **{event.question: value})}  # type: ignore[arg-type]
    return replace(before, said={**before.said, **said}, rolls=rolls, calls=_calls_after(before, event))


def _calls_after(before: Sheet, event: events.RollAnswered) -> Mapping[str, Call]:
    """Return the calls behind an answer: the last question's ends one, and one that says it is no use."""
    call = before.calls.get(event.site)
    if call is None:
        return before.calls
    is_unheard = event.question is RollQuestion.HEARD and event.answer != HEARD_BOTH_WAYS
    is_over = is_unheard or event.question is RollQuestion.DELEGATES or call.step is not CallStep.CALLING
    if is_over:
        call = replace(call, step=CallStep.ENDED, at_utc=event.at_utc)
    return {**before.calls, event.site: replace(call, heard_utc=event.at_utc)}


def _changed(
    before: Sheet, event: events.CheckChanged | events.ConfigChanged | events.ConfigAccepted
) -> Sheet:
    match event:
        case events.ConfigChanged():
            change = ConfigChange(event.now, event.at_utc)
            return replace(before, config_changes=(*before.config_changes, change))
        case events.ConfigAccepted():
            changes = tuple(
                replace(one, by=event.operator, reason=event.reason)
                if one.fingerprint == event.fingerprint and not one.by
                else one
                for one in before.config_changes
            )
            return replace(before, config_changes=changes)
    return _check_changed(before, event)


def _check_changed(before: Sheet, event: events.CheckChanged) -> Sheet:
    cells = before.states.get(event.site)
    if cells is None or event.check not in before.checks:
        return before
    place = before.checks.index(event.check)
    states = {**before.states, event.site: (*cells[:place], event.now, *cells[place + 1 :])}
    change = Change(event.site, event.check, event.was, event.now, event.at_utc)
    return replace(before, states=states, changes=(*before.changes, change))


def _sheet_data(sheet: Sheet) -> dict[str, Json]:
    """Return what is signed, in the form that the first signatures have."""
    said = [[site, check.value, asdict(one)] for (site, check), one in sorted(sheet.said.items())]
    return cast(
        dict[str, Json],
        {
            "meeting": sheet.meeting_id,
            "sites": list(sheet.sites),
            "opening_utc": sheet.opening_utc,
            "due_utc": sheet.due_utc,
            "opened_utc": sheet.opened_utc,
            "said": said,
            "rolls": {site: asdict(roll) for site, roll in sorted(sheet.rolls.items())},
            "closing": None if sheet.closing is None else asdict(sheet.closing),
            "frozen": _states_data(sheet.frozen),
            "states": _states_data(sheet.states),
            "changes": [asdict(change) for change in sheet.changes],
            "config_changes": [asdict(change) for change in sheet.config_changes],
            "closed_for_utc": sheet.closed_for_utc,
        },
    )


def _states_data(states: States) -> dict[str, list[str]]:
    return {site: [state.value for state in cells] for site, cells in sorted(states.items())}


CHECKLISTS = Feature("checklists", ChecklistBook, get_args(events.ChecklistEvent), applied)
