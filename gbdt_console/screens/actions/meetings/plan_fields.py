"""The fields that end each form of a plan: the upper level's meeting, the recording, the conference."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from gbdt_console.core.clean_text import fold
from gbdt_console.core.known_names import numbered
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.screens.dialogs.form import Field
from gbdt_console.text.words import Words
from gbdt_console.ui.meetings.typed import shown_test, typed_sites, typed_test
from gbdt_console.ui.view import View

Read = Callable[[MeetingPlan, str], MeetingPlan]
"""Puts a typed value into the plan. Raises ValueError with the code of what is wrong."""


class PlanFields:
    def __init__(self, words: Words, view: View) -> None:
        self._words = words
        self._sites = view.snapshot.sites
        self._now_utc = view.now_utc
        self._conferences = view.snapshot.booking.conferences

    def of(self, plan: MeetingPlan) -> list[Field]:
        return [field for field, _ in self._rows(plan)]

    def read(self, plan: MeetingPlan, values: Sequence[str], made: MeetingPlan) -> MeetingPlan:
        """Return the plan that was made of a form's other fields, with what was typed into those of `plan`.

        Raises ValueError with the code of what is wrong.
        """
        for (_, read), text in zip(self._rows(plan), values, strict=True):
            made = read(made, text)
        return made

    def _rows(self, plan: MeetingPlan) -> Iterator[tuple[Field, Read]]:
        words = self._words
        if plan.kind is MeetingKind.UPSTREAM or plan.upper_site_id:
            number = next((str(s.number) for s in self._sites if s.id == plan.upper_site_id), "")
            yield Field(words("meetings.form.upper"), number), self._upper
            yield Field(words("meetings.form.upper-test"), shown_test(plan)), self._test
            yield Field(words("meetings.form.upper-order"), ", ".join(plan.upper_order)), self._order
        is_recorded = words("setup.yes").split()[0] if plan.must_record else ""
        yield Field(words("meetings.form.record"), is_recorded), self._record
        if self._conferences:
            named = numbered(name for _, name in self._conferences)
            yield Field(words("meetings.form.conference"), plan.conference, known=named), self._conference

    def _upper(self, plan: MeetingPlan, text: str) -> MeetingPlan:
        """The upper site leads and is no site of ours."""
        ids = typed_sites(text, self._sites) if text else ("",)
        if ids is None or len(ids) != 1:
            raise ValueError("meeting.site-unknown")
        (upper,) = ids
        if upper and upper in (plan.chair_site_id, *plan.running_order):
            raise ValueError("meeting.upper-wrong")
        return replace(
            plan,
            upper_site_id=upper,
            sites=tuple(site for site in plan.sites if site != upper),
            technicians=tuple(t for t in plan.technicians if t.site_id != upper),
        )

    def _test(self, plan: MeetingPlan, text: str) -> MeetingPlan:
        at = typed_test(text, plan, self._now_utc)
        if at is None:
            raise ValueError("meetings.opening-typed")
        return _of_upper(replace(plan, upper_test=at))

    def _order(self, plan: MeetingPlan, text: str) -> MeetingPlan:
        return _of_upper(replace(plan, upper_order=tuple(filter(None, map(str.strip, text.split(","))))))

    def _record(self, plan: MeetingPlan, text: str) -> MeetingPlan:
        yes, no = (self._words(code).split() for code in ("setup.yes", "meetings.form.no"))
        if text.casefold() not in ("", *yes, *no):
            raise ValueError("meetings.record-typed")
        return replace(plan, must_record=text.casefold() in yes)

    def _conference(self, plan: MeetingPlan, text: str) -> MeetingPlan:
        named = [id_ for id_, name in self._conferences if fold(text) in (fold(id_), fold(name))]
        if text and len(named) != 1:
            raise ValueError("meetings.conference-typed")
        return replace(plan, conference=named[0] if text else "")


def _of_upper(plan: MeetingPlan) -> MeetingPlan:
    if (plan.upper_test or plan.upper_order) and not plan.upper_site_id:
        raise ValueError("upper.none-named")
    return plan
