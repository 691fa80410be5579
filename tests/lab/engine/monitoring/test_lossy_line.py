"""Loss and delay on a line, as wirefilter makes them and the engine sees them."""

from collections.abc import Iterator

import pytest

from tests.support.lab.config import RTT_LIMIT_MS, write_config
from tests.support.lab.console import Console, Status, in_state, site_of
from tests.support.lab.lab import Lab
from tests.support.lab.plan import FILTERED

LOSS_PERCENT = 30
ENOUGH_PROBES = 160
"""Five a second go to the line and one to the codec; a ratio is taken over at least a hundred."""
LINE = FILTERED.id
BESIDE = "bacha"


@pytest.fixture
def console(lab: Lab) -> Iterator[Console]:
    """An engine that sees both lines up."""
    lab.start_agents([FILTERED], ["router"])
    folder = lab.folder / "lossy"
    config = write_config(folder, [], [FILTERED, lab.site(BESIDE)], line_s=0.2)
    console = Console(lab.namespaces, config, folder / "state")
    try:
        console.await_status(lambda status: in_state(status, "up") == {LINE, BESIDE}, "both are up")
        yield console
    finally:
        assert console.close() == 0


def test_a_third_of_the_probes_lost_is_a_third_and_no_outage(lab: Lab, console: Console) -> None:
    """The wire draws each loss: one window in some forty lies outside of the band, the next one in it."""
    mark, before = console.mark(), console.status()["counters"]["sent"]
    lab.loss(LINE, LOSS_PERCENT)

    def is_a_third_lost(status: Status) -> bool:
        is_enough = status["counters"]["sent"] - before > 2 * ENOUGH_PROBES
        is_seen = in_state(status, "degraded", "suspect") == {LINE}
        return is_enough and is_seen and 0.15 < site_of(status, LINE)["loss_ratio"] < 0.45

    status = console.await_status(is_a_third_lost, "a third of enough probes lost", 60)
    assert site_of(status, BESIDE)["loss_ratio"] == 0
    assert not [e for e in console.events("point.changed", mark) if e["data"]["after"] == "down"]


def test_delay_on_a_line_is_seen_and_degrades_it(lab: Lab, console: Console) -> None:
    """A busy machine adds its own delay to some windows."""
    lab.delay(LINE, 4 * RTT_LIMIT_MS)

    def is_delayed(status: Status) -> bool:
        line, beside = site_of(status, LINE), site_of(status, BESIDE)
        is_seen = 3 * RTT_LIMIT_MS < (line["rtt_ms"] or 0) < 5 * RTT_LIMIT_MS
        return is_seen and line["state"] == "degraded" and (beside["rtt_ms"] or 0) < RTT_LIMIT_MS

    console.await_status(is_delayed, "the delay in rtt_ms, and of that line alone")
