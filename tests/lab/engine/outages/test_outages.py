"""From real faults to outage records: begin, proposed cause with evidence, and length."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.lab.agents import ON_BATTERY, OUTPUT_SOURCE
from tests.support.lab.config import write_config
from tests.support.lab.console import ASK_EVERY_S, DEADLINE_S, Console, Event, all_answer
from tests.support.lab.lab import Lab
from tests.support.lab.plan import ELEVEN
from tests.support.lab.replies import Replies
from tests.support.wait import until

CALM_S = 90.0
STAMPED_ALIKE_S = 0.05
"""Limits the difference of two readings of one stamp: the console counts from a clock that nobody sets."""


@pytest.fixture(scope="module")
def running(province: Lab) -> Iterator[Console]:
    folder = province.folder / "outages"
    config = write_config(folder, province.sites[:ELEVEN])
    console = Console(province.namespaces, config, folder / "state")
    try:
        yield console
    finally:
        assert console.close() == 0


@pytest.fixture
def console(running: Console, lab: Lab) -> Console:
    """The engine over a healthy lab."""
    running.await_status(all_answer, "all sites and their devices up", CALM_S)
    return running


def opened(console: Console, mark: int, site_id: str) -> Event:
    return console.await_event("outage.opened", mark, resource=site_id, type="site.lost")


def evidence(event: Event) -> set[str]:
    return {fact["code"] for fact in event["data"]["evidence"]}


def record(console: Console, lab: Lab, number: int) -> dict[str, Any]:
    """What `outages --json` says of that record."""
    done = console.verb("outages", "--json", "--all", "--state-dir", str(lab.folder / "outages" / "state"))
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = next(o for o in json.loads(done.stdout)["outages"] if o["number"] == number)
    return found


def test_a_cut_is_measured_to_one_probe_and_blamed_on_the_line(console: Console, lab: Lab) -> None:
    """From the last reply before it to the first one after it, as another client has heard them."""
    mark = console.mark()
    with Replies(lab.namespaces, lab.site("bacha").address("router")) as replies:
        until(replies.came_utc, "a reply before the cut")
        lab.cut("bacha")
        began = opened(console, mark, "bacha")["data"]
        last_utc = replies.came_utc()[-1]
        cut_after = len(replies.came_utc())
        lab.restore("bacha")
        ended = console.await_event("outage.restored", mark, number=began["number"])["data"]
        back_utc = replies.came_utc()[cut_after]
    assert began["started_utc"] == pytest.approx(last_utc, abs=STAMPED_ALIKE_S)
    assert ended["at_utc"] == pytest.approx(back_utc, abs=STAMPED_ALIKE_S)
    assert (began["cause"], began["confidence"]) == ("line", "medium")
    assert {"router.silent", "codec.silent", "ups.normal", "anchors.ok"} <= evidence({"data": began})
    sure = console.await_event("outage.proposed", mark, number=began["number"], confidence="high")
    assert sure["data"]["cause"] == "line"
    shown = record(console, lab, began["number"])
    assert [one["site"] for one in shown["downtimes"]] == ["bacha"]
    assert shown["duration_s"] == pytest.approx(ended["at_utc"] - began["started_utc"], abs=0.06)
    assert shown["proposed_cause"] == "line"


def test_silence_after_mains_loss_is_no_line_cut_beside_it(console: Console, lab: Lab) -> None:
    mark = console.mark()
    lab.agent("simacai", "ups").set(OUTPUT_SOURCE, ON_BATTERY)
    console.await_event("alarm.raised", mark, resource="simacai.ups", type="power.mains")
    lab.cut("simacai")
    lab.cut("laocai")
    dark, cut = opened(console, mark, "simacai"), opened(console, mark, "laocai")
    assert (dark["data"]["cause"], dark["data"]["confidence"]) == ("power-grid", "high")
    assert "ups.on-battery" in evidence(dark)
    assert (cut["data"]["cause"], cut["data"]["confidence"]) == ("line", "medium")
    assert "ups.normal" in evidence(cut)
    assert dark["data"]["number"] != cut["data"]["number"]


def test_a_router_that_started_anew_corrects_the_proposal(console: Console, lab: Lab) -> None:
    mark = console.mark()
    lab.cut("muongkhuong")
    began = opened(console, mark, "muongkhuong")["data"]
    assert began["cause"] == "line"
    router = lab.agent("muongkhuong", "router")
    router.kill()
    router.restart()
    lab.restore("muongkhuong")
    console.await_event("outage.proposed", mark, number=began["number"], cause="lan")


def test_a_dead_regional_router_is_one_record_of_its_sites(console: Console, lab: Lab) -> None:
    members = lab.members("south", ELEVEN)
    mark = console.mark()
    lab.region_down("south")
    node = console.await_event("outage.opened", mark, resource="upstream.south")["data"]
    assert (node["cause"], set(node["sites"]) <= members) == ("carrier-equipment", True)

    def are_in_it() -> bool:
        """A site is lost some seconds after its line was down."""
        shown = record(console, lab, node["number"])
        return set(shown["sites"]) == {one["site"] for one in shown["downtimes"]} == members

    until(are_in_it, "its sites are in the record", DEADLINE_S, ASK_EVERY_S)
    lab.region_up("south")
    console.await_event("outage.restored", mark, number=node["number"])
    shown = record(console, lab, node["number"])
    assert set(shown["sites"]) == members
    assert sorted(one["site"] for one in shown["downtimes"]) == sorted(members)
