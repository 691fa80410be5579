"""The engine over sixty real sites behind two regional routers."""

from collections.abc import Iterator

import pytest

from tests.support.lab.config import write_config
from tests.support.lab.console import Console, in_state
from tests.support.lab.lab import Lab
from tests.support.lab.plan import ELEVEN, SIXTY


@pytest.fixture
def console(lab: Lab) -> Iterator[Console]:
    """An engine that sees all sixty up."""
    lab.start_agents(lab.sites[ELEVEN:], ["router"])
    folder = lab.folder / "sixty"
    config = write_config(folder, lab.sites[:ELEVEN], lab.sites[ELEVEN:])
    console = Console(lab.namespaces, config, folder / "state")
    try:
        console.await_status(lambda status: len(in_state(status, "up")) == SIXTY, "all sites up")
        yield console
    finally:
        assert console.close() == 0


def test_sixty_sites_read_and_half_of_them_lost_and_found(console: Console, lab: Lab) -> None:
    console.await_status(
        lambda status: all(
            device["fault"] is None and (device["readings"] or device["driver"] == "ping")
            for site in status["sites"]
            for device in site["devices"]
        ),
        "every device answers",
    )
    members = lab.members("south", SIXTY)
    mark = console.mark()
    lab.region_down("south")
    for site_id in members:
        console.await_event("point.changed", mark, target=f"{site_id}.line", after="down")
    assert in_state(console.status(), "down") == members
    lab.region_up("south")
    console.await_status(lambda status: len(in_state(status, "up", "degraded")) == SIXTY, "all are back")
