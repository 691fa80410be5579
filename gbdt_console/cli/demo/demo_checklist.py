"""Records the checklist of the demonstration's meeting."""

import os
from collections.abc import Iterator, Sequence

from gbdt_console.cli.context import terminal_name
from gbdt_console.core.checklist.cells import CellState
from gbdt_console.core.checklist.checks import (
    BY_TECHNICIAN,
    CHECK_ROWS,
    HEARD_BOTH_WAYS,
    Check,
    RollQuestion,
)
from gbdt_console.core.checklist.events import (
    ChecklistClosed,
    ChecklistEvent,
    ChecklistOpened,
    RollAnswered,
)
from gbdt_console.core.checklist.sheet import ChecklistBook, digest_of
from gbdt_console.core.sites import Network
from gbdt_console.text.words import Words

_OPENED_BEFORE_S = 45 * 60
_PER_SITE_S = 120
"""Begin of the checklist, and time for one site, seconds."""
_DELEGATES = 12
"""Delegates of the first site; the next ones have two more each."""
_ROLES = 5
"""Roles of who presides that have words."""


def nearly_done(
    network: Network, words: Words, meeting: str, opening_utc: float, now_utc: float
) -> Iterator[ChecklistEvent]:
    """Yield the opening of the sheet, and the answers of every site but the last."""
    ids = [site.id for site in network.sites]
    return _called(network, words, meeting, opening_utc, now_utc, ids[:-1])


def closed_in_time(
    network: Network, words: Words, meeting: str, opening_utc: float
) -> Iterator[ChecklistEvent]:
    """Yield the opening of the sheet, the answers of every site, and its closing when it was due."""
    due_utc, book = _due_utc(network, opening_utc), ChecklistBook()
    for event in _called(network, words, meeting, opening_utc, due_utc, [one.id for one in network.sites]):
        book.apply(event)
        yield event
    sheet = book.sheets[meeting]
    cells = tuple(
        CellState.SIGNED if CHECK_ROWS[one].needs_person else CellState.PASSED for one in sheet.checks
    )
    states = dict.fromkeys(sheet.sites, cells)
    yield ChecklistClosed(
        meeting, {site: list(cells) for site in states}, _operator(network), os.getuid(), terminal_name(),
        due_utc, digest_of(sheet, states), network.fingerprint,
    )  # fmt: skip


def _called(
    network: Network, words: Words, meeting: str, opening_utc: float, now_utc: float, sites: Sequence[str]
) -> Iterator[ChecklistEvent]:
    """Yield the opening of the sheet, and what those sites answered until `now_utc`."""
    operator, opened_utc = _operator(network), now_utc - _OPENED_BEFORE_S
    due_utc, ids = _due_utc(network, opening_utc), [site.id for site in network.sites]
    yield ChecklistOpened(meeting, ids, opening_utc, due_utc, opened_utc, operator, list(Check))
    for place, site in enumerate(sites):
        at_utc = min(opened_utc + place * _PER_SITE_S, now_utc)
        answers: tuple[tuple[RollQuestion, str, list[Check]], ...] = (
            (RollQuestion.HEARD, HEARD_BOTH_WAYS, [Check.SOUND, Check.CONTACT]),
            (RollQuestion.NORMAL, BY_TECHNICIAN, [Check.PICTURE, Check.PRESET, Check.ROOM, Check.SWITCH_ON]),
            (RollQuestion.PRESIDES, words(f"roll.role.{1 + place % _ROLES}"), []),
            (RollQuestion.DELEGATES, str(_DELEGATES + 2 * (place % _ROLES)), []),
        )
        for question, answer, signed in answers:
            yield RollAnswered(meeting, site, question, answer, signed, [], operator, at_utc)


def _due_utc(network: Network, opening_utc: float) -> float:
    return opening_utc - 60.0 * network.meetings.ready_min


def _operator(network: Network) -> str:
    return next(iter(network.operators.values())).name
