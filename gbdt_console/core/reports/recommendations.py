"""Derive the recommendations of the yearly review by rule, each with the figures it rests on."""

from collections.abc import Iterator

from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.reports.year import Recommendation, Rule, SiteYear, YearFacts

_MOST_OUTAGES = 6
"""Limits the outages of a site: one in two months."""
_TIMES_MEAN = 2.0
"""Limits the outages of a site against the mean of all sites: what all have is no fault of the site."""
_MOST_POWER_OUTAGES = 3
_LEAST_MEETINGS = 4
"""Limits the meetings from which a share says anything."""
_MOST_LATE = 0.25
"""Limits the share of late checks or late notices."""
_LEAST_ESTIMATES = 5
_LEAST_KEPT = 0.5
"""Limits the share of a carrier's last estimates that were kept."""
_MOST_UNKNOWN = 0.1
"""Limits the share of outages without a known cause."""
_MOST_OPEN = 5
_LEAST_BLIPS = 20
_RISE = 2.0
"""Limits the blips of a line in the last three counted months against the three before."""
_QUARTER = 3


def recommendations(facts: YearFacts) -> tuple[Recommendation, ...]:
    """Return all that follow, by rule, and by figure within a rule."""
    found = [one for site in facts.sites for one in _of_site(site, facts)]
    found += _of_groups(facts)
    return tuple(sorted(found, key=lambda one: (list(Rule).index(one.rule), -one.value)))


def _of_site(site: SiteYear, facts: YearFacts) -> Iterator[Recommendation]:
    percent, target = site.availability_percent, site.target_percent
    if percent is not None and target is not None and percent < target:
        yield Recommendation(Rule.AVAILABILITY, site.site_id, percent, target)
    mean = sum(one.outages for one in facts.sites) / len(facts.sites)
    if site.outages >= _MOST_OUTAGES and site.outages >= _TIMES_MEAN * mean:
        yield Recommendation(Rule.REPEATED, site.site_id, site.outages, round(mean, 1))
    if site.power_outages >= _MOST_POWER_OUTAGES:
        yield Recommendation(Rule.POWER, site.site_id, site.power_outages, site.outages)
    before, after = _quarters(site, facts)
    if after >= _LEAST_BLIPS and after >= _RISE * before:
        yield Recommendation(Rule.BLIPS, site.site_id, after, before)
    unchecked = site.late_checks + site.unchecked
    if site.meetings >= _LEAST_MEETINGS and unchecked >= _MOST_LATE * site.meetings:
        yield Recommendation(Rule.CHECKS, site.site_id, unchecked, site.meetings)
    if site.has_trained is False:
        yield Recommendation(Rule.TRAINING, site.site_id, 0, 1)
    if site.open_microphones >= _MOST_OPEN:
        yield Recommendation(Rule.MICROPHONES, site.site_id, site.open_microphones, site.meetings)


def _quarters(site: SiteYear, facts: YearFacts) -> tuple[int, int]:
    """Return the blips of the last three months of the review and of the three before."""
    share = (facts.until_utc - facts.from_utc) / (366 * 86_400.0)
    last = min(len(site.blips), round(share * len(site.blips)))
    if last < 2 * _QUARTER:
        return 0, 0
    return sum(site.blips[last - 2 * _QUARTER : last - _QUARTER]), sum(site.blips[last - _QUARTER : last])


def _of_groups(facts: YearFacts) -> Iterator[Recommendation]:
    for carrier in facts.carriers:
        last = carrier.last
        if last is not None and last.count >= _LEAST_ESTIMATES and last.kept < _LEAST_KEPT * last.count:
            yield Recommendation(Rule.ESTIMATES, carrier.name, last.kept, last.count)
    for host in facts.hosts:
        is_late = host.late_notices >= _MOST_LATE * host.meetings
        if host.host and host.meetings >= _LEAST_MEETINGS and is_late and host.late_notices:
            yield Recommendation(Rule.NOTICES, host.host_name or host.host, host.late_notices, host.meetings)
    unknown = sum(one.outages for one in facts.causes if one.name == OutageCause.UNKNOWN)
    if facts.outages and unknown >= _MOST_UNKNOWN * len(facts.outages):
        yield Recommendation(Rule.CAUSES, "", unknown, len(facts.outages))
