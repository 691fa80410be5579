"""What is kept of a site is never shown past the moment at which working it out would show something else."""

from dataclasses import replace
from itertools import product

import pytest

from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.outages.outage import Estimate, EstimateSource, Outage
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.sites import Member
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.ui.held_site import held
from gbdt_console.ui.view import View
from tests.support.alarms.snapshots import acknowledged, node_lost, with_alarms
from tests.support.conference.scenes import SCENES
from tests.support.screens.scripted_port import Fault, make_snapshot

MADE = make_snapshot(12, dict(enumerate(Fault, 2)))
AT = MADE.at_utc
LEGS = {"site1": (Member("Phòng họp 2"), Member("Sa Pa", "site10"))}
PLAIN = replace(MADE, sites=tuple(replace(one, members=LEGS.get(one.id, ())) for one in MADE.sites))
NODE = with_alarms(PLAIN, node_lost(1, (1, 10), AT))
BACK = Estimate(AT + 3_600, AT, EstimateSource.CARRIER_SPOKEN)
OPENED = Outage(1, ("site1",), None, "mất sóng", AT - 60, AT - 60, estimates=(BACK,))
ALL: dict[str, Snapshot] = {
    "plain": PLAIN,
    "a node lost": NODE,
    "seen to": replace(NODE, alarms=(acknowledged(NODE.alarms[0]), *NODE.alarms[1:])),
    "opened by hand": replace(PLAIN, outages=(OPENED,)),
    "no MCU": replace(PLAIN, meeting=Meeting("m", "Giao ban", "site1", AT, AT + 3_600)),
    **{name: scene(PLAIN) for name, scene in SCENES.items()},
}
STEPS_S = (0.0, 0.5, 1.9, 2.5, 3.1, 5.0, 16.0, 40.0, 60.5, 200.0)


def later(snapshot: Snapshot, seconds: float) -> Snapshot:
    return replace(snapshot, at_s=snapshot.at_s + seconds, at_utc=snapshot.at_utc + seconds)


@pytest.mark.parametrize("was", ALL)
def test_what_holds_is_what_would_be_shown(was: str) -> None:
    before = ALL[was]
    first = View(before, before.at_s)
    kept = [held(first, site) for site in before.sites]
    held_once = 0
    for snapshot in ALL.values():
        for seconds, frozen_s in product(STEPS_S, (0.0, 2.5)):
            # The same sites among what another moment says of meeting, alarms and outages.
            now = later(replace(snapshot, sites=before.sites), before.at_s - snapshot.at_s + seconds)
            view = View(now, now.at_s + frozen_s)
            for one in kept:
                if one.holds_in(view, one.site):
                    held_once += 1
                    assert view.site(one.site) == one.shown
    assert held_once


def test_a_quiet_site_holds_until_a_value_grows_old_and_a_new_one_never() -> None:
    quiet = make_snapshot(1)
    one = held(View(quiet, quiet.at_s), quiet.sites[0])
    holds = [one.holds_in(View(now, now.at_s), one.site) for now in (later(quiet, s) for s in STEPS_S)]
    assert holds == sorted(holds, reverse=True)
    assert (holds[0], holds[-1]) == (True, False)
    assert not one.holds_in(View(quiet, quiet.at_s), replace(one.site))


def test_what_is_renewed_for_a_newer_site_is_what_would_be_shown() -> None:
    first = View(PLAIN, PLAIN.at_s)
    others = [snapshot.sites for snapshot in ALL.values()]
    pinged = tuple(_pinged(site, 0.3) for site in PLAIN.sites)
    slower = tuple(_pinged(site, 40.0) for site in PLAIN.sites)
    renewed_once = 0
    for sites in (*others, pinged, slower, later(PLAIN, 1.0).sites):
        for seconds, frozen_s in product(STEPS_S, (0.0, 2.5)):
            now = later(replace(PLAIN, sites=sites), seconds)
            view = View(now, now.at_s + frozen_s)
            for before, site in zip(PLAIN.sites, sites, strict=True):
                if (kept := held(first, before).renewed(view, site)) is not None:
                    renewed_once += 1
                    assert view.site(site) == kept.shown
                    assert kept.holds_in(view, site)
    assert renewed_once


def test_a_ping_more_renews_a_quiet_site_and_another_round_trip_or_a_lost_codec_does_not() -> None:
    before = make_snapshot(1)
    one, site = held(View(before, before.at_s), before.sites[0]), before.sites[0]
    now = later(before, 1.0)
    view = View(now, now.at_s)
    assert one.renewed(view, _pinged(site, 0.3)) is not None
    assert one.renewed(view, _pinged(site, 40.0)) is None
    lost = tuple(replace(device, ping=PointState.DOWN) for device in site.devices)
    assert one.renewed(view, replace(_pinged(site, 0.3), devices=lost)) is None


def _pinged(site: SiteView, slower_ms: float) -> SiteView:
    """The site after one more answer, whose line is so much slower."""
    if site.answered_s is None or site.rtt_ms is None:
        return site
    return replace(site, answered_s=site.answered_s + 1.0, rtt_ms=site.rtt_ms + slower_ms)
