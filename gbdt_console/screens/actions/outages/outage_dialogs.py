"""Makes the dialogs before commands about outage records."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from gbdt_console.core.callees import Callee
from gbdt_console.core.clock import Clock
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.outage import CallOutcome, Channel, EstimateSource, Outage, OutageState
from gbdt_console.screens.dialogs.choice import Question
from gbdt_console.screens.dialogs.form import Field, FormScreen
from gbdt_console.text.outages.outage_text import code_name
from gbdt_console.text.things import called_texts
from gbdt_console.text.typed_times import parse_moment
from gbdt_console.text.words import Words
from gbdt_console.ui.drawing.appearance import Appearance

_CAUSE_KEYS = {
    "1": OutageCause.LINE, "2": OutageCause.CARRIER_EQUIPMENT, "3": OutageCause.POWER_GRID,
    "4": OutageCause.POWER_UPS, "5": OutageCause.CODEC, "6": OutageCause.AV_SOUND,
    "7": OutageCause.AV_PICTURE, "8": OutageCause.LAN, "9": OutageCause.MCU, "0": OutageCause.UNKNOWN,
    "b": OutageCause.OPERATOR, "c": OutageCause.CONTENT, "g": OutageCause.ENVIRONMENT,
    "h": OutageCause.LOAD, "k": OutageCause.PLANNED,
}  # fmt: skip
"""The key of each cause: digits for the frequent ones, which stay where they are."""
_STATES = (
    OutageState.WAITING_CARRIER, OutageState.WAITING_POWER, OutageState.TECHNICIAN_SENT, OutageState.RESTORED,
)  # fmt: skip


def cause_choice(words: Words, what: str, proposed: str) -> Question:
    """Make the question for the cause; it gives an OutageCause.

    proposed: the cause that Enter takes; empty for none
    """
    choices = [(key, code_name(words, "cause", cause), cause.value) for key, cause in _CAUSE_KEYS.items()]
    if proposed:
        label = words("outage.ask-proposed", cause=code_name(words, "cause", proposed))
        choices.insert(0, ("enter", label, proposed))
    return words("outage.ask-cause", what=what), choices


def estimate_form(
    appearance: Appearance, clock: Clock, what: str, words_first: str | None = None
) -> FormScreen:
    """Make the form for the estimate, which may stay empty.

    words_first: the fault's words, asked before the estimate; None does not ask for them
    """
    words = appearance.words
    fields = [Field(words("outage.ask-back"))]
    if words_first is not None:
        fields.append(Field(words("outage.ask-words"), words_first))

    def wrong(values: Sequence[str]) -> str:
        if values[0] and back_utc(values[0], clock) is None:
            return words("outage.estimate-time")
        return words("outage.no-words") if len(values) > 1 and not values[1] else ""

    return FormScreen(appearance, what, fields, wrong)


def source_choice(words: Words, what: str) -> Question:
    """Make the question whose word an estimate is; it gives an EstimateSource, by Enter the centre's own."""
    choices = _numbered(words, "source", [one for one in EstimateSource if one.is_promise])
    own = EstimateSource.CENTRE
    return words("outage.ask-source", what=what), [
        ("enter", code_name(words, "source", own), own.value), *choices
    ]  # fmt: skip


def back_utc(text: str, clock: Clock) -> float | None:
    """Return the typed estimate, UTC seconds; None for an empty or wrong text."""
    return parse_moment(text, clock.utc()) if text else None


def told_choice(words: Words, sentence: str) -> Question:
    """Make the question how the chair was told the sentence; it gives a Channel."""
    choices = _numbered(words, "channel", Channel)
    return words("outage.ask-told", sentence=sentence), choices


def state_choice(words: Words, what: str, outage: Outage) -> Question:
    """Make the question how far the repair is; it gives an OutageState."""
    states = [s for s in _STATES if s is not OutageState.RESTORED or outage.opened_by is None]
    choices = _numbered(words, "state", states)
    return words("outage.ask-state", what=what), choices


def contact_choice(words: Words, what: str, to_say: str, numbers: Sequence[Callee]) -> Question:
    """Make the question who was called; it gives the place in `numbers`.

    A party without a number stands in the question: nobody can have called it by what is known here.
    """
    choices = [
        ("", f"{callee.phone}  {callee.role} · {callee.party}", str(place))
        for place, callee in enumerate(numbers)
        if callee.phone
    ]
    question = words("outage.ask-call", what=what, say=to_say)
    missing = [called_texts(words, callee)[0] for callee in numbers if not callee.phone]
    return "\n".join((question, *missing)), choices


def outcome_choice(words: Words, who: str) -> Question:
    """Make the question how the call ended; it gives a CallOutcome."""
    choices = _numbered(words, "outcome", CallOutcome)
    return words("outage.ask-outcome", who=who), choices


def _numbered(words: Words, kind: str, codes: Iterable[StrEnum]) -> list[tuple[str, str, str]]:
    """Return one choice a code, by digits from 1."""
    return [(str(n), code_name(words, kind, code), code.value) for n, code in enumerate(codes, start=1)]
