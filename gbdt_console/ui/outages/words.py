"""Puts an outage record of a View into words."""

from gbdt_console.core.alarms.definitions import ContactRole
from gbdt_console.core.callees import Callee
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.outages.rules import Answer, is_overdue, meeting_outlook
from gbdt_console.core.site_view import SiteView, numbered_names
from gbdt_console.text.outages.outage_text import NO_ORDER, OutageWords, RunningOrder, code_name
from gbdt_console.ui.alarms.contacts import parties
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.view import View


class ShownOutageWords(OutageWords):
    def __init__(self, look: Appearance, view: View) -> None:
        names = numbered_names(view.snapshot.sites)
        super().__init__(look.words, look.formats, names)
        self._view = view

    def title(self, outage: Outage) -> str:
        """Write number, sites and fault: 'Sự cố 12 · 6 Bắc Hà: mất kết nối'."""
        return self._words(
            "outage.title", number=outage.number, sites=self.sites(outage), fault=self.fault(outage)
        )

    def state(self, outage: Outage) -> str:
        return code_name(self._words, "state", outage.state)

    def countdown(self, outage: Outage) -> str:
        """Write the time left to the estimate: 'còn 12 ph'; how far it is overdue; empty without one."""
        estimate = outage.estimate
        if estimate is None or not outage.is_down:
            return ""
        left_s = estimate.back_utc - self._view.now_utc
        code = "outage.overdue" if is_overdue(outage, self._view.now_utc) else "outage.left"
        return self._words(code, left=self._formats.duration(abs(left_s)))

    def sentence(self, outage: Outage) -> str:
        """Write the sentence for the chair, with what it means for the meeting's running order."""
        conference = self._view.snapshot.conference
        is_meeting = conference is not None and self._view.snapshot.meeting is not None
        order = RunningOrder.of(conference.floor) if is_meeting and conference is not None else NO_ORDER
        return self.for_chair(outage, self._view.now_utc, order)

    def outlook(self, outage: Outage) -> str:
        """Say whether the sites are back in time for the meeting, and whether their batteries last.

        Empty without a meeting, or where neither is known.
        """
        meeting = self._view.snapshot.meeting
        if meeting is None or not outage.is_down:
            return ""
        conference = self._view.snapshot.conference
        floor = None if conference is None else conference.floor
        speakers = None if floor is None else (floor.speaker, floor.next_speaker)
        minutes = self._battery_minutes(outage)
        outlook = meeting_outlook(outage, meeting, self._view.now_utc, minutes, speakers)
        answers = (("in-time", outlook.is_back_in_time), ("battery", outlook.lasts_on_battery))
        said = (self._words(f"outage.{k}.{a}") for k, a in answers if a is not Answer.UNKNOWN)
        return " ".join(said)

    def _battery_minutes(self, outage: Outage) -> list[float]:
        """Return the remaining minutes of each site that runs on battery."""
        sites = filter(None, map(self._view.site_of, outage.sites))
        powers = filter(None, map(self._view.power, sites))
        return [power.minutes for power in powers if power.is_abnormal and power.minutes is not None]

    def site(self, outage: Outage) -> SiteView | None:
        """Return the first site that is cut off, else the first of the record."""
        return self._view.site_of(next(iter(outage.sites_down or outage.sites), None))

    def numbers(self, outage: Outage) -> tuple[Callee, ...]:
        """Return the contacts to phone, in the order of calling; none for the centre's own faults."""
        site, first = self.site(outage), outage.likely_cause.contact
        return () if site is None or first is ContactRole.CENTRE else tuple(parties(site, first))

    def to_say(self, outage: Outage) -> str:
        """Write what to say on the phone: circuit number and since when."""
        site = self.site(outage)
        if site is None:
            return ""
        time = self._formats.since(outage.started_utc, self._view.now_utc)
        return self._words("outage.to-say", circuit=site.circuit, fault=self.fault(outage), time=time)
