"""Records the checklist of the demonstration's meeting, in which one site waits for its roll-call."""

from collections.abc import Iterator

from gbdt_console.core.checklist.checks import BY_TECHNICIAN, HEARD_BOTH_WAYS, Check, RollQuestion
from gbdt_console.core.checklist.events import ChecklistEvent, ChecklistOpened, RollAnswered
from gbdt_console.core.sites import Network
from gbdt_console.text.words import Words

_OPENED_BEFORE_S = 45 * 60
_PER_SITE_S = 120
"""Begin of the checklist, and time for one site, seconds."""
_DELEGATES = 12
"""Delegates of the first site; the next ones have two more each."""
_ROLES = 5
"""Roles of who presides that have words."""


def nearly_done_checklist(
    network: Network, words: Words, meeting: str, opening_utc: float, now_utc: float
) -> Iterator[ChecklistEvent]:
    """Yield the opening of the sheet, and the answers of every site but the last."""
    operator = next(iter(network.operators.values())).name
    ids = [site.id for site in network.sites]
    opened_utc = now_utc - _OPENED_BEFORE_S
    due_utc = opening_utc - 60.0 * network.meetings.ready_min
    yield ChecklistOpened(meeting, ids, opening_utc, due_utc, opened_utc, operator, list(Check))
    for place, site in enumerate(ids[:-1]):
        at_utc = min(opened_utc + place * _PER_SITE_S, now_utc)
        answers: tuple[tuple[RollQuestion, str, list[Check]], ...] = (
            (RollQuestion.HEARD, HEARD_BOTH_WAYS, [Check.SOUND, Check.CONTACT]),
            (RollQuestion.NORMAL, BY_TECHNICIAN, [Check.PICTURE, Check.PRESET, Check.ROOM, Check.SWITCH_ON]),
            (RollQuestion.PRESIDES, words(f"roll.role.{1 + place % _ROLES}"), []),
            (RollQuestion.DELEGATES, str(_DELEGATES + 2 * (place % _ROLES)), []),
        )
        for question, answer, signed in answers:
            yield RollAnswered(meeting, site, question, answer, signed, [], operator, at_utc)
