"""Loss on a line, as wirefilter makes it and the engine counts it."""

from typing import Any

from tests.support.lab.config import write_config
from tests.support.lab.console import Console, in_state, site_of
from tests.support.lab.lab import Lab

LOSS_PERCENT = 30
ENOUGH_PROBES = 160
"""Five a second go to the line and one to the codec; a ratio is taken over at least a hundred."""


def test_a_third_of_the_probes_lost_is_a_third_and_no_outage(lab: Lab) -> None:
    lab.loss("vanban", LOSS_PERCENT)
    folder = lab.folder / "lossy"
    config = write_config(folder, [], [lab.site("vanban"), lab.site("bacha")], line_s=0.2)
    console = Console(lab.namespaces, config, folder / "state")
    try:
        status = console.await_status(_is_a_third_lost, "a third of enough probes lost")
        assert site_of(status, "bacha")["loss_ratio"] == 0
        assert in_state(status, "degraded", "suspect") == {"vanban"}
        assert not [e for e in console.events("point.changed") if e["data"]["after"] == "down"]
    finally:
        assert console.close() == 0


def _is_a_third_lost(status: dict[str, Any]) -> bool:
    """The wire draws each loss: one window in some forty lies outside of the band, the next one in it."""
    is_enough = status["counters"]["sent"] > 2 * ENOUGH_PROBES
    return is_enough and 0.15 < site_of(status, "vanban")["loss_ratio"] < 0.45
