"""Writes of the minutes what calls did: microphones, callers, guests, and how good the calls were."""

from collections.abc import Iterator, Sequence

from gbdt_console.core.conference.call_measured import CallMeasured
from gbdt_console.core.conference.call_quality import NOTICE_MS, NOTICE_PERCENT
from gbdt_console.core.reports.incidents import OPEN_MICROPHONES, POOR_CALLS, UNORDERED_CALLS
from gbdt_console.core.reports.minutes import MinutesFacts
from gbdt_console.text.guests.guest_text import guest_text
from gbdt_console.text.reports.report_words import ReportWords

_LONGEST_NAMES = 60
_MOST = 5
"""Limits the calls that are told one by one."""


def incidents_told(facts: MinutesFacts, w: ReportWords) -> Iterator[str]:
    from_utc, until_utc = facts.attendance.from_utc, facts.attendance.until_utc
    open_ = [one for one in facts.incidents if one.type in OPEN_MICROPHONES]
    calls = [one for one in facts.incidents if one.type in UNORDERED_CALLS]
    lasted_s = sum(one.within_s(from_utc, until_utc) for one in open_)
    unseen_s = facts.attendance.unseen_s
    if not open_ and not calls and unseen_s >= facts.lasted_s:
        yield w("report.minutes.incidents.unseen")
        return
    yield w("report.minutes.incidents", open=len(open_), length=w.length(lasted_s), calls=len(calls))
    poor = [one for one in facts.incidents if one.type in POOR_CALLS]
    if poor:
        sites = w.few_sites(tuple(dict.fromkeys(one.site_id for one in poor)), _LONGEST_NAMES)
        lasted_s = sum(one.within_s(from_utc, until_utc) for one in poor)
        yield w("report.minutes.poor-calls", n=len(poor), sites=sites, length=w.length(lasted_s))
    if unseen_s:
        yield w("report.minutes.unseen", length=w.length(unseen_s))
    if told := _quality(facts.calls, w):
        yield told


def guests_told(facts: MinutesFacts, w: ReportWords) -> Iterator[str]:
    until_utc = facts.attendance.until_utc
    told = [guest_text(w.words, w.formats, one, until_utc) for one in facts.guests]
    if told:
        yield w("report.minutes.guests", n=len(told), what=". ".join(told))


def _quality(calls: Sequence[CallMeasured], words: ReportWords) -> str:
    """Write how good the calls were, the worst first; empty where nothing was told of any."""
    if not calls:
        return ""
    bad = sorted(filter(_is_bad, calls), key=lambda one: (-one.poor_share, -(one.worst_loss_percent or 0.0)))
    told = [_call(one, words) for one in bad[:_MOST]]
    if len(bad) > _MOST:
        told.append(words("report.minutes.calls-more", n=len(bad) - _MOST))
    code = "report.minutes.calls-bad" if told else "report.minutes.calls-good"
    return words(code, n=len(calls), bad=len(bad), what="; ".join(told))


def _is_bad(call: CallMeasured) -> bool:
    return (call.worst_loss_percent or 0.0) >= NOTICE_PERCENT or (call.worst_jitter_ms or 0.0) >= NOTICE_MS


def _call(call: CallMeasured, words: ReportWords) -> str:
    formats, facts = words.formats, []
    if call.worst_loss_percent is not None:
        shares = {
            "notice": formats.percent(call.notice_share, 0),
            "poor": formats.percent(call.poor_share, 0),
        }
        worst = formats.percent(call.worst_loss_percent / 100)
        facts.append(words("report.minutes.call-loss", loss=worst, **shares))
    if call.worst_jitter_ms is not None and call.worst_jitter_ms >= NOTICE_MS:
        facts.append(words("report.minutes.call-jitter", ms=formats.number(call.worst_jitter_ms)))
    return f"{words.site(call.site)} {', '.join(facts)}"
