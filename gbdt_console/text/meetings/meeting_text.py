"""Writes registered meetings: codes, days and times, what is lacking, and their journal entries."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.booking import Booking
from gbdt_console.core.clean_text import clean
from gbdt_console.core.meetings.clashes import Clash
from gbdt_console.core.meetings.notices import POWER_COMPANY
from gbdt_console.core.meetings.recurrence import Repeat, Series
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan, NoticeChannel, Registration
from gbdt_console.core.meetings.rules import Lack, LackKind, notice_days
from gbdt_console.text.formats import day_name
from gbdt_console.text.things import few_names
from gbdt_console.text.words import Words

_MOST_NAMES = 4
"""Limits the sites that a line names; more are counted."""
_COUNTED = frozenset(
    {
        LackKind.AGREEMENT,
        LackKind.TECHNICIAN,
        LackKind.DUTY,
        LackKind.RENOTICE,
        LackKind.NOTICE,
        LackKind.UNCONFIRMED,
    }
)
"""Things that most sites lack at first: a count says more than names."""


def code_name(words: Words, kind: str, value: str) -> str:
    """Name a code of a registered meeting: `code_name(words, "kind", "emergency")` is 'họp khẩn'."""
    return words.named(f"meetings.{kind}.{value}", clean(value))


def by_channel(words: Words, channel: str) -> str:
    """Write how somebody was told, within a sentence: 'qua điện thoại', or that nobody said how."""
    name = code_name(words, "channel", channel)
    return name if channel == NoticeChannel.UNSTATED else words("meetings.by-channel", channel=name)


def kind_text(words: Words, kind: MeetingKind, name: str) -> str:
    """Name a kind of meeting by the regulation's name of it, which is Vietnamese; an old journal has none."""
    return clean(name) if name and words.language == "vi" else code_name(words, "kind", kind)


def upper_facts(words: Words, plan: MeetingPlan) -> Iterator[str]:
    """Write when the upper centre tests, and whom it calls on before us, as far as that is known."""
    if plan.upper_test:
        yield words("meetings.upper.test", time=f"{datetime.fromisoformat(plan.upper_test):%H:%M %d/%m}")
    if plan.upper_order:
        yield words("meetings.upper.order", names=", ".join(map(clean, plan.upper_order)))


class MeetingWords:
    """Writes the texts about registered meetings in one language."""

    def __init__(self, words: Words, names: Mapping[str, str], booking: Booking) -> None:
        """Take what the texts need.

        names: display names of sites by id
        booking: names of the host bodies, and the network's time zone
        """
        self._words = words
        self._names = names
        self._booking = booking

    def when(self, plan: MeetingPlan, now_utc: float) -> str:
        """Write day and time: 'hôm nay 08:00', 'ngày mai 08:00', 'T6 27/11 08:00'."""
        opening = datetime.fromisoformat(plan.opening)
        today = datetime.fromtimestamp(now_utc, ZoneInfo(plan.zone)).date()
        return f"{day_name(self._words, opening.date(), today)} {opening:%H:%M}"

    def span(self, plan: MeetingPlan, now_utc: float) -> str:
        """Write day, opening and end: 'T6 27/11 08:00-10:00'; an end on another day with that day."""
        opening = datetime.fromisoformat(plan.opening)
        end = datetime.fromtimestamp(plan.end_utc, ZoneInfo(plan.zone))
        shown = f"{end:%H:%M}" if end.date() == opening.date() else f"{end:%H:%M %d/%m}"
        return f"{self.when(plan, now_utc)}-{shown}"

    def title(self, plan: MeetingPlan) -> str:
        """Write the title; a closed meeting is 'họp kín' and its host."""
        if plan.is_closed or not plan.title:
            return self._words("meetings.closed-title", host=self.host(plan))
        return plan.title

    def host(self, plan: MeetingPlan) -> str:
        return self._booking.host_of(plan)

    def sites(self, site_ids: Sequence[str]) -> str:
        """Name up to four sites; more are counted."""
        shown = [self.site(site_id) for site_id in site_ids[:_MOST_NAMES]]
        if len(site_ids) > _MOST_NAMES:
            shown[-1] = self._words("outage.more-sites", n=len(site_ids) - _MOST_NAMES + 1)
        return ", ".join(shown)

    def site(self, site_id: str) -> str:
        return self._names.get(site_id, clean(site_id))

    def upper(self, plan: MeetingPlan) -> str:
        """Name the upper site with what is known of its test and its order; empty where none leads."""
        name = self.site(plan.upper_site_id) if plan.upper_site_id else ""
        return "; ".join((name, *upper_facts(self._words, plan))) if name else ""

    def profile(self, profile_id: str) -> str:
        """Name the meeting's profile, by its id where no profiles are known."""
        return clean(profile_id)

    def plan_rows(self, plan: MeetingPlan) -> Iterator[tuple[str, str]]:
        """Yield what the plan says beside title, host and time: the code of a label, and its text."""
        rows = (
            ("chair", "; ".join(filter(None, (self.site(plan.chair_site_id), plan.chair_reason)))),
            ("upper", self.upper(plan)),
            ("conference", dict(self._booking.conferences).get(plan.conference, clean(plan.conference))),
            ("sites", ", ".join(map(self.site, plan.sites))),
            ("order", ", ".join(map(self.site, plan.running_order))),
            ("technicians", "; ".join(self._technicians(plan))),
            ("contact", plan.chair_contact),
            ("profile", self.profile(plan.profile_id)),
            ("record", self._words("meetings.must-record") if plan.must_record else ""),
        )
        return ((name, text) for name, text in rows if text)

    def _technicians(self, plan: MeetingPlan) -> Iterator[str]:
        """Yield each name with its sites; what most sites have in common once, the exceptions by name."""
        by_name: dict[str, list[str]] = {}
        for one in plan.technicians:
            by_name.setdefault(one.name, []).append(one.site_id)
        usual = max(by_name, key=lambda name: len(by_name[name]), default="")
        for name, sites in sorted(by_name.items(), key=lambda item: item[0] == usual):
            if name == usual and len(sites) > 1:
                yield self._words("meetings.technicians-usual", n=len(sites), name=name)
            else:
                yield f"{', '.join(map(self.site, sites))}: {name}"

    def recipient(self, recipient: str) -> str:
        """Name who is told of a meeting: a site, a carrier or the power company."""
        if recipient == POWER_COMPANY:
            return self._booking.settings.regulation.power or self._words("meetings.power-company")
        return self._names.get(recipient) or self._booking.carrier_name(recipient)

    def state(self, meeting: Registration) -> str:
        return code_name(self._words, "state", meeting.state)

    def lacks(self, meeting: Registration, lacks: Sequence[Lack]) -> Iterator[str]:
        """Write what the meeting lacks, one sentence a thing, most urgent first."""
        for lack in lacks:
            is_all = lack.kind is LackKind.UNTRAINED and len(lack.sites) == len(meeting.plan.sites)
            what = str(len(lack.sites)) if lack.kind in _COUNTED else self.sites(lack.sites)
            yield self._words(
                "meetings.lack.untrained-all" if is_all else f"meetings.lack.{lack.kind}",
                sites=what,
                numbers=", ".join(self.number(number) for number in lack.numbers),
                days=notice_days(meeting),
                needed=self._booking.settings.notice_days,
            )

    def first_lack(self, meeting: Registration, lacks: Sequence[Lack]) -> str:
        """Write the most urgent thing in a few words, and how many more: 'trùng lịch +6'."""
        if not lacks:
            return self._words("meetings.ready") if meeting.is_coming else ""
        n = len(lacks[0].sites)
        more = f" +{len(lacks) - 1}" if len(lacks) > 1 else ""
        return self._words(f"meetings.short.{lacks[0].kind}", n=n) + more

    def clash_line(self, clash: Clash, now_utc: float) -> str:
        """Write one clash as a thing that is lacking."""
        return self._words("meetings.clashes", clash=self.clash(clash, now_utc))

    def clash(self, clash: Clash, now_utc: float) -> str:
        """Write one clash: its meeting, time, and the sites and technicians that both need."""
        zone = ZoneInfo(self._booking.zone)
        opening = datetime.fromtimestamp(clash.from_utc, zone)
        end = datetime.fromtimestamp(clash.until_utc, zone)
        today = datetime.fromtimestamp(now_utc, zone).date()
        kind = "tight" if clash.is_tight else "centre" if not clash.sites else "sites"
        return self._words(
            f"meetings.clash.{kind}",
            number=self.number(clash.number),
            time=f"{day_name(self._words, opening.date(), today)} {opening:%H:%M}-{end:%H:%M}",
            what=", ".join(filter(None, (self.sites(clash.sites), *clash.technicians))),
        )

    def number(self, number: int) -> str:
        """Write the number of a meeting; the running one that was not registered has none."""
        return self._words("meetings.unregistered") if number == 0 else str(number)

    def repeat(self, series: Series) -> str:
        """Write when a series repeats: 'mỗi tuần, T2 08:00'."""
        return repeat_text(self._words, series.repeat, series.plan)


def repeat_text(words: Words, repeat: Repeat, plan: MeetingPlan) -> str:
    opening = datetime.fromisoformat(plan.opening)
    code = f"meetings.repeat.{repeat.every}"
    text = words(
        code if repeat.interval == 1 else f"{code}.n",
        n=repeat.interval,
        weekday=words(f"meetings.weekday.{opening.weekday()}"),
        day=opening.day,
        place=1 + (opening.day - 1) // 7,
        time=f"{opening:%H:%M}",
    )
    if repeat.until:
        text += words("meetings.repeat.until", day=f"{date.fromisoformat(repeat.until):%d/%m/%Y}")
    return text + (words("meetings.repeat.count", n=repeat.count) if repeat.count else "")


def event_params(words: Words, names: Mapping[str, str], values: Mapping[str, object]) -> dict[str, object]:
    params: dict[str, object] = {k: clean(v) if isinstance(v, str) else v for k, v in values.items()}
    for kind in ("answer", "group"):
        params[kind] = code_name(words, kind, str(values.get(kind, "")))
    params["channel"] = by_channel(words, str(values.get("channel", "")))
    site = str(values.get("site", ""))
    params["site"] = names.get(site, clean(site))
    recipients = values.get("recipients")
    named = (
        [names.get(str(one), clean(str(one))) for one in recipients] if isinstance(recipients, list) else []
    )
    params["recipients"] = few_names(words, named, _MOST_NAMES)
    plan = values.get("plan")
    parts = plan if isinstance(plan, Mapping) else {}
    title = clean(str(parts.get("title", "")))
    params["title"] = title or words("meeting.closed")
    params["opening"] = _opening(clean(str(parts.get("opening", ""))))
    reason = clean(str(values.get("reason", "")))
    params["reason"] = f" ({reason})" if reason else ""
    paper = clean(str(values.get("paper", "")))
    params["paper"] = f" {paper}" if paper else ""
    operator = clean(str(values.get("operator", "")))
    params["by"] = words("meetings.by", operator=operator) if operator else ""
    return params


def _opening(text: str) -> str:
    try:
        return f"{datetime.fromisoformat(text):%H:%M %d/%m/%Y}"
    except ValueError:
        return text
