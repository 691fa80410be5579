"""Writes the notices of a meeting from templates that the office can edit."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from gbdt_console.core.alarms.definitions import ContactRole
from gbdt_console.core.booking import Booking
from gbdt_console.core.callees import callees
from gbdt_console.core.clean_text import clean
from gbdt_console.core.meetings.notices import NoticeGroup, NoticeState
from gbdt_console.core.meetings.registration import MeetingPlan, Registration
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.reports.paper import Paper, PaperKind, Signature, Text
from gbdt_console.core.sites import Network
from gbdt_console.text.office_templates import TOO_LONG, BadTemplate, OfficeTemplates
from gbdt_console.text.things import number_text
from gbdt_console.text.words import Words

TEMPLATES = "notices"
"""Folder of the office's own templates, beside sites.yaml."""
LANGUAGE = "vi"
"""Notices are in Vietnamese, whatever the language of the screen."""
_LONGEST = 8_000
"""Limits a notice, characters, as the engine does."""
_POWER_AFTER_MIN = 60
"""The power is kept this long after the planned end: meetings overrun."""


@dataclass(frozen=True, slots=True)
class NoticeText:
    """Holds a notice.

    paragraphs: the others; none is empty
    """

    subject: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole notice, one paragraph a line."""
        return "\n".join((self.subject, *self.paragraphs))


def templates_beside(config: Path | None) -> Path | None:
    """Return the folder of the office's own templates of that sites.yaml; None without one."""
    return None if config is None else config.parent / TEMPLATES


class NoticeWriter:
    """Writes notices for one network; a template beside sites.yaml stands in place of ours."""

    def __init__(self, network: Network, own_templates: Path | None) -> None:
        """`own_templates` is the folder with the office's templates; None where there is none."""
        self._network = network
        self._words = Words(LANGUAGE)
        self._booking = Booking.of(network)
        self._templates = OfficeTemplates(("gbdt_console.text", "notice_templates"), own_templates)
        self._regulation = network.meetings.regulation
        self._sites = {site.id: site for site in network.sites}

    def write(self, meeting: Registration, state: NoticeState) -> NoticeText:
        """Write the notice that goes to the group now, within a minute. Raises BadTemplate, OSError."""
        name = f"{state.group.value}.txt"
        written = self._templates.render(name, self._context(meeting, state))
        found = [clean(" ".join(line.split()), _LONGEST) for line in written.splitlines()]
        found = [line for line in found if line]
        if not found or len(written) > _LONGEST:
            raise BadTemplate(self._templates.path(name), 1, TOO_LONG)
        return NoticeText(found[0], tuple(found[1:]))

    def letter(self, notice: NoticeText, name: str, at_utc: float) -> Paper:
        """Return the notice as a letter (công văn) of that day; `name` is the stem of its file."""
        network = self._network
        return Paper(
            PaperKind.LETTER,
            name=name,
            subject=notice.subject,
            head=network.paper_head,
            day=datetime.fromtimestamp(at_utc, ZoneInfo(network.timezone)).date(),
            timezone=network.timezone,
            language=LANGUAGE,
            blocks=tuple(map(Text, notice.paragraphs)),
            signatures=(Signature(network.paper_head.signer or self._words("report.sign.leader")),),
            recipients=(self._words("paper.as-above"),),
        )

    def names(self, group: NoticeGroup, recipients: Sequence[str]) -> list[str]:
        if group is NoticeGroup.POWER:
            return [self._regulation.power or self._words("meetings.power-company")] if recipients else []
        if group is NoticeGroup.CARRIER:
            carriers = self._network.carriers
            listed = dict.fromkeys([*(one for one in carriers if one in recipients), *recipients])
            return [carriers[one].name if one in carriers else clean(one) for one in listed]
        order = {site.id: place for place, site in enumerate(self._network.sites)}
        in_order = sorted(recipients, key=lambda one: order.get(one, len(order)))
        return list(dict.fromkeys(map(self._house, in_order)))

    def _house(self, site_id: str) -> str:
        """Name the body that houses a site, which a letter addresses; without one the site."""
        site = self._sites.get(site_id)
        body = None if site is None or site.body_id is None else self._network.bodies.get(site.body_id)
        return self._site(site_id) if body is None else body.name

    def _changes(self, old: MeetingPlan, new: MeetingPlan) -> Iterator[str]:
        """Write what is different from the plan that was told before."""
        words = self._words
        if (old.opening, old.zone) != (new.opening, new.zone):
            before, now = (f"{plan.local_opening:%H:%M ngày %d/%m/%Y}" for plan in (old, new))
            yield words("meetings.changed.opening", old=before, new=now)
        if old.length_min != new.length_min:
            yield words("meetings.changed.length", old=old.length_min, new=new.length_min)
        if old.chair_site_id != new.chair_site_id:
            chairs = {"old": self._site(old.chair_site_id), "new": self._site(new.chair_site_id)}
            yield words("meetings.changed.chair", **chairs)
        for code, these, others in (("added", new, old), ("dropped", old, new)):
            if sites := [self._site(one) for one in these.sites if one not in others.sites]:
                yield words(f"meetings.changed.{code}", sites=", ".join(sites))

    def _context(self, meeting: Registration, state: NoticeState) -> Mapping[str, object]:
        """Return what a template may use: plain texts only; of a closed meeting neither title nor reasons."""
        plan, group = meeting.plan, state.group
        zone = ZoneInfo(plan.zone)
        opening, end = plan.local_opening, datetime.fromtimestamp(meeting.end_utc, zone)
        ready_min = self._network.meetings.ready_min
        told = {notice.recipient: notice for notice in meeting.notices if notice.group is group}
        to_tell = state.to_tell or tuple(told)
        known = [told[one] for one in to_tell if one in told]
        replaced = [one for notice in known if (one := meeting.replaced_by(notice)) is not None]
        sent = sorted(utc for _, utc in replaced)
        days = dict.fromkeys(f"{datetime.fromtimestamp(one, zone):%d/%m/%Y}" for one in sent)
        old = meeting.plan_told(max(revision for revision, _ in replaced)) if replaced else None
        dropped = [one for one in to_tell if group is NoticeGroup.SITES and one not in plan.sites]
        reason = "" if plan.is_closed else meeting.cancel_reason or meeting.change_reason
        centre = self._network.centre
        contacts = callees(ContactRole.CENTRE, centre.name, centre.contacts)
        return {
            "number": meeting.number,
            "title": self._words("meeting.closed").lower() if plan.is_closed else plan.title,
            "host": self._booking.host_of(plan),
            "centre": centre.name,
            "centre_contacts": ", ".join(
                f"{one.role} {number_text(self._words, one)}".strip() for one in contacts
            ),
            "recipients": "; ".join(self.names(group, to_tell)),
            "day": f"{opening:%d/%m/%Y}",
            "weekday": self._words(f"meetings.day.{opening.weekday()}"),
            "opening_time": f"{opening:%H:%M}",
            "end_time": f"{end:%H:%M}" if end.date() == opening.date() else f"{end:%H:%M ngày %d/%m/%Y}",
            "posts_time": f"{opening - timedelta(minutes=self._regulation.posts_min):%H:%M}",
            "ready_time": f"{opening - timedelta(minutes=ready_min):%H:%M}",
            "power_until_time": f"{end + timedelta(minutes=_POWER_AFTER_MIN):%H:%M}",
            "power_branches": self._regulation.power_branches,
            "regulation": self._regulation.title,
            "chair": self._site(plan.chair_site_id),
            "sites": ", ".join(map(self._site, plan.sites)),
            "lines": ", ".join(map(self._line, plan.sites)),
            "dropped": ", ".join(map(self._site, dropped)),
            "reason": reason,
            "changes": "; ".join(self._changes(old, plan)) if old else "",
            "is_closed": plan.is_closed,
            "is_cancelled": meeting.cancelled_utc is not None,
            "is_replacing": bool(replaced),
            "replaced_days": ", ".join(days),
        }

    def _site(self, site_id: str) -> str:
        site = self._sites.get(site_id)
        return clean(site_id) if site is None else f"{site.number} {site.name}"

    def _line(self, site_id: str) -> str:
        site = self._sites.get(site_id)
        return clean(site_id) if site is None else f"{site.line.circuit} ({site.name})"
