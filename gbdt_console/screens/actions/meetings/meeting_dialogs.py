"""Makes the dialogs before commands about registered meetings."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gbdt_console.core.booking import Booking
from gbdt_console.core.known_names import Known, chair_contacts, numbered, reasons, titles
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan, Registration
from gbdt_console.core.site_view import SiteView
from gbdt_console.screens.actions.meetings.plan_fields import PlanFields
from gbdt_console.screens.dialogs.choice import Question
from gbdt_console.screens.dialogs.form import Field, FormScreen, checked
from gbdt_console.text.meetings.meeting_text import kind_text
from gbdt_console.text.words import Words
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.meetings.typed import shown_moment, shown_sites, typed_host, typed_opening, typed_sites
from gbdt_console.ui.view import View

_KINDS = {
    "1": (MeetingKind.EMERGENCY, False), "2": (MeetingKind.PROVINCIAL, False),
    "3": (MeetingKind.DEPARTMENT, False), "4": (MeetingKind.DISTRICTS, False),
    "5": (MeetingKind.UPSTREAM, False), "6": (MeetingKind.EMERGENCY, True),
    "7": (MeetingKind.PROVINCIAL, True), "8": (MeetingKind.DEPARTMENT, True),
}  # fmt: skip
"""The key of each kind, and whether it is closed; the emergency first, where every second counts."""
_LONGEST_MIN = 24 * 60
_OF_GUESTS = ("organisation", "phone")


def kind_choice(words: Words, booking: Booking) -> Question:
    """Make the question for the kind; it gives the key of a row of _KINDS."""
    regulation, closed = booking.settings.regulation, words("meetings.and-closed")
    choices = [
        (key, kind_text(words, kind, regulation.rule(kind).name) + (closed if is_closed else ""), key)
        for key, (kind, is_closed) in _KINDS.items()
    ]
    return words("meetings.ask-kind"), choices


class PlanForms:
    """Makes the forms for one View's plans, and reads what was typed."""

    def __init__(self, look: Appearance, view: View) -> None:
        self.look = look
        self._words = look.words
        self._booking = view.snapshot.booking
        self._sites: Sequence[SiteView] = view.snapshot.sites
        self._now_utc = view.now_utc
        self._snapshot = view.snapshot
        self._more = PlanFields(look.words, view)

    def empty_plan(self, kind_key: str) -> MeetingPlan:
        """Return the plan that a registration begins with: all sites, two hours, from now in an emergency.

        It is held in the conference that is shown; the only upper centre of sites.yaml leads its meeting.
        """
        kind, is_closed = _KINDS[kind_key]
        house = self._booking.settings.provincial_site_id
        host = next((body for body, site in self._booking.houses if site == house), "")
        uppers = [site.id for site in self._sites if site.backup_dial]
        return MeetingPlan(
            title="",
            host=host if kind in (MeetingKind.PROVINCIAL, MeetingKind.EMERGENCY) else "",
            kind=kind,
            sites=tuple(site.id for site in self._sites),
            chair_site_id="",
            opening=typed_opening("+0", self._now_utc, self._booking.zone) or "",
            zone=self._booking.zone,
            is_closed=is_closed,
            kind_name=self._booking.settings.regulation.rule(kind).name,
            upper_site_id=uppers[0] if kind is MeetingKind.UPSTREAM and len(uppers) == 1 else "",
            conference=self._snapshot.conference_id,
        )

    def registration(self, plan: MeetingPlan) -> FormScreen:
        """Make the form that registers a meeting: subject, host, opening, length, sites, and more."""
        words = self._words
        is_now = plan.kind is MeetingKind.EMERGENCY
        fields = (
            Field(words("meetings.form.title"), plan.title, known=numbered(titles(self._snapshot))),
            Field(words("meetings.form.host"), self._booking.host_name(plan.host), known=self._hosts()),
            Field(words("meetings.form.opening"), "+0" if is_now else ""),
            Field(words("meetings.form.length"), str(plan.length_min)),
            Field(words("meetings.form.sites"), shown_sites(plan.sites, self._sites)),
            *self._more.of(plan),
        )
        title = words("meetings.ask-register", kind=kind_text(words, plan.kind, plan.kind_name))
        return FormScreen(self.look, title, fields, checked(self._words, lambda v: self.registered(plan, v)))

    def registered(self, plan: MeetingPlan, values: Sequence[str]) -> MeetingPlan:
        """Return the plan of the registration form; where the rule names no chair, the first site chairs.

        Raises ValueError with the code of what is wrong.
        """
        title, host, opening, length, sites, *more = values
        if not title:
            raise ValueError("meeting.untitled")
        if not host:
            raise ValueError("meetings.no-host")
        body = typed_host(host, self._booking, self._sites)
        made = replace(self._at(plan, opening, length), title=title, host=body)
        ids = self._ids(sites)
        chair = self._booking.chair_for(made.kind, made.host) or ids[0]
        made = replace(made, chair_site_id=chair, sites=tuple(dict.fromkeys((chair, *ids))))
        return self._more.read(plan, more, made)

    def time(self, meeting: Registration, what: str) -> FormScreen:
        """Make the form for another time: opening, length, reason."""
        words, plan = self._words, meeting.plan
        fields = (
            Field(words("meetings.form.opening"), shown_moment(plan.opening)),
            Field(words("meetings.form.length"), str(plan.length_min)),
            Field(words("meetings.form.reason"), known=numbered(reasons(self._snapshot))),
        )
        return FormScreen(self.look, what, fields, checked(self._words, lambda v: self._at(plan, v[0], v[1])))

    def moved(self, meeting: Registration, values: Sequence[str]) -> MeetingPlan:
        return self._at(meeting.plan, values[0], values[1])

    def details(self, meeting: Registration, what: str) -> FormScreen:
        """Make the form for sites, chair, running order, contact and profile, and more."""
        words, plan = self._words, meeting.plan
        numbers = {site.id: str(site.number) for site in self._sites}
        contacts = chair_contacts(self._snapshot, plan.chair_site_id)
        profiles = [profile.id for profile in self._snapshot.profiles]
        fields = (
            Field(words("meetings.form.sites"), shown_sites(plan.sites, self._sites)),
            Field(words("meetings.form.chair"), numbers.get(plan.chair_site_id, "")),
            Field(words("meetings.form.order"), ",".join(numbers.get(s, s) for s in plan.running_order)),
            Field(words("meetings.form.contact"), plan.chair_contact, known=numbered(contacts)),
            Field(words("meetings.form.profile"), plan.profile_id, known=numbered(profiles)),
            *self._more.of(plan),
        )
        return FormScreen(self.look, what, fields, checked(self._words, lambda v: self.detailed(plan, v)))

    def detailed(self, plan: MeetingPlan, values: Sequence[str]) -> MeetingPlan:
        """Return the plan of the form for the details. Raises ValueError with the code of what is wrong."""
        sites, chair, order, contact, profile, *more = values
        chair_ids = self._ids(chair) if chair else (self._booking.chair_for(plan.kind, plan.host),)
        if len(chair_ids) != 1 or not chair_ids[0]:
            raise ValueError("meetings.no-chair")
        ids = tuple(dict.fromkeys((chair_ids[0], *self._ids(sites))))
        running_order = self._ids(order) if order else ()
        if not set(running_order) <= set(ids):
            raise ValueError("meetings.speaker-not-in")
        made = replace(
            plan,
            sites=ids,
            chair_site_id=chair_ids[0],
            running_order=running_order,
            chair_contact=contact,
            profile_id=profile,
            technicians=tuple(t for t in plan.technicians if t.site_id in ids),
        )
        return self._more.read(plan, more, made)

    def site_list(
        self, what: str, sites: str, text: str, known: Iterable[str], chosen: Sequence[str] = ()
    ) -> FormScreen:
        """Make a form of sites and a text.

        sites, text: codes of the words above the fields
        known: what the text may be
        chosen: ids of the sites that stand there at first
        """
        shown = shown_sites(chosen, self._sites) if chosen else ""
        fields = [Field(self._words(sites), shown), Field(self._words(text), known=numbered(known))]
        return FormScreen(self.look, what, fields, checked(self._words, lambda v: self._ids(v[0])))

    def guest(self, what: str) -> FormScreen:
        """Make the form for an expected guest: whom to know it by, whom it is from, where to call."""
        labels = ("guest.form.pattern", "guest.form.organisation", "guest.form.phone")
        known = [(), *([getattr(one, name) for one in self._snapshot.guests] for name in _OF_GUESTS)]
        fields = [
            Field(self._words(label), known=numbered(of)) for label, of in zip(labels, known, strict=True)
        ]
        return FormScreen(self.look, what, fields, lambda _: "")

    def _hosts(self) -> Known:
        """Return the bodies, each by the number of the site where it sits, as its number means it."""
        numbers = {site.id: str(site.number) for site in self._sites}
        return {
            numbers[site]: self._booking.host_name(body)
            for body, site in reversed(self._booking.houses)
            if site in numbers
        }

    def ids(self, text: str) -> tuple[str, ...]:
        """Return the ids of typed sites; none where a number is wrong."""
        return typed_sites(text, self._sites) or ()

    def _at(self, plan: MeetingPlan, opening: str, length: str) -> MeetingPlan:
        at = typed_opening(opening, self._now_utc, plan.zone)
        if at is None:
            raise ValueError("meetings.opening-typed")
        if not length.isdecimal() or not 5 <= int(length) <= _LONGEST_MIN:
            raise ValueError("meetings.length-wrong")
        return replace(plan, opening=at, length_min=int(length))

    def _ids(self, text: str) -> tuple[str, ...]:
        ids = typed_sites(text, self._sites)
        if not ids:
            raise ValueError("meeting.site-unknown")
        return ids
