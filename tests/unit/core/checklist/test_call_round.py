"""How far the call of each site is, and who is called next."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from gbdt_console.core.checklist.call_round import next_to_call
from gbdt_console.core.checklist.calls import CALL_LASTS_S, CallStep
from gbdt_console.core.checklist.cells import CellState
from gbdt_console.core.checklist.checks import Check, RollQuestion
from gbdt_console.core.checklist.events import (
    ChecklistEvent,
    ChecklistOpened,
    ChecklistPrinted,
    RollAnswered,
    SiteCalled,
)
from gbdt_console.core.checklist.sheet import ChecklistBook, digest_of
from gbdt_console.core.checklist.view import SiteChecks, Standing, recorded_view
from tests.support.journal.kept import kept

SITES = ["sapa", "bacha", "vanban"]
NOW_UTC = 4_000.0
GOOD = {
    RollQuestion.HEARD: "both",
    RollQuestion.NORMAL: "by-technician",
    RollQuestion.PRESIDES: "Chủ tịch",
    RollQuestion.DELEGATES: "12",
}


def called(site: str, step: CallStep = CallStep.CALLING, at_utc: float = NOW_UTC) -> SiteCalled:
    return SiteCalled("m1", site, step, "Nam", "c1", at_utc)


def said(site: str, question: RollQuestion, answer: str = "", at_utc: float = NOW_UTC) -> RollAnswered:
    return RollAnswered("m1", site, question, answer or GOOD[question], [], [], "Nam", at_utc)


def all_said(site: str) -> list[RollAnswered]:
    return [said(site, question) for question in RollQuestion]


def book(*events: ChecklistEvent) -> ChecklistBook:
    made = ChecklistBook()
    for event in (ChecklistOpened("m1", SITES, 9_000.0, 7_200.0, 1_000.0, "Nam"), *events):
        made.apply(event)
    return made


def rows(*events: ChecklistEvent) -> tuple[SiteChecks, ...]:
    return recorded_view(book(*events).sheets["m1"], SITES, "").rows


@pytest.mark.parametrize(
    ("events", "standing"),
    [
        ([], Standing.UNCALLED),
        ([called("sapa")], Standing.CALLING),
        ([called("sapa", at_utc=NOW_UTC - CALL_LASTS_S)], Standing.UNCALLED),
        ([called("sapa", at_utc=NOW_UTC - CALL_LASTS_S), said("sapa", RollQuestion.HEARD)], Standing.CALLING),
        ([called("sapa"), called("sapa", CallStep.ENDED)], Standing.UNCALLED),
        ([called("sapa"), said("sapa", RollQuestion.HEARD), called("sapa", CallStep.ENDED)], Standing.LEFT),
        ([called("sapa"), called("sapa", CallStep.BACK)], Standing.BACK),
        ([called("sapa", CallStep.BACK), said("sapa", RollQuestion.HEARD)], Standing.LEFT),
        ([called("sapa"), said("sapa", RollQuestion.HEARD, "no-answer")], Standing.SILENT),
        ([said("sapa", RollQuestion.HEARD, "no-answer")], Standing.SILENT),
        ([called("sapa"), said("sapa", RollQuestion.HEARD, "not-there")], Standing.LEFT),
        ([called("sapa"), *all_said("sapa")], Standing.ANSWERED),
        (all_said("sapa"), Standing.ANSWERED),
        ([*all_said("sapa"), called("sapa")], Standing.CALLING),
    ],
)
def test_the_standing_of_a_site(events: Sequence[ChecklistEvent], standing: Standing) -> None:
    assert rows(*events)[0].standing_at(NOW_UTC) is standing


def test_a_site_that_was_not_heard_is_first_asked_whether_it_is() -> None:
    row = rows(said("sapa", RollQuestion.HEARD, "no-answer"))[0]
    assert row.roll.next_question is RollQuestion.HEARD


def next_of(listed: Sequence[SiteChecks], at: int, but: str = "") -> str:
    found = next_to_call(listed, at, NOW_UTC, but=but)
    return "" if found is None else found.site_id


def test_the_next_site_is_one_that_nobody_called_else_the_one_that_waits_longest() -> None:
    assert [next_of(rows(), at) for at in (0, 1, 2)] == SITES
    assert next_of(rows(), 1, but="bacha") == "vanban"
    assert next_of(rows(called("bacha")), 1) == "vanban", "it is left to who calls it"
    back = called("bacha", CallStep.BACK, NOW_UTC - 60.0)
    assert next_of(rows(back), 1) == "vanban"
    silent = [called("sapa"), said("sapa", RollQuestion.HEARD, "no-answer", NOW_UTC - 600.0)]
    assert next_of(rows(back, *silent, *all_said("vanban")), 1) == "sapa"
    assert next_of(rows(back, *silent, *all_said("vanban")), 1, but="sapa") == "bacha"
    assert next_of(rows(*(event for site in SITES for event in all_said(site))), 0) == ""


def test_calls_and_prints_are_no_part_of_what_a_closing_signs_and_outlive_a_checkpoint() -> None:
    plain = book(*all_said("sapa"))
    printed = ChecklistPrinted("m1", "Nam", NOW_UTC, "")
    with_calls = book(called("sapa"), *all_said("sapa"), called("bacha"), printed)
    states = dict.fromkeys(SITES, (CellState.PASSED,) * len(Check))
    assert digest_of(plain.sheets["m1"], states) == digest_of(with_calls.sheets["m1"], states)
    assert replace(with_calls.sheets["m1"], calls={}, printed=None) == plain.sheets["m1"]
    assert kept(with_calls) == with_calls
