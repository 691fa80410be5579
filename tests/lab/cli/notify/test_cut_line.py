"""The officer's path: a line is cut, and whoever is not in the room is told by a webhook."""

import json
from collections.abc import Iterator

import pytest

from tests.support.lab.config import write_config
from tests.support.lab.console import Console, in_state
from tests.support.lab.lab import Lab
from tests.support.lab.namespaces import inside
from tests.support.notify.servers import WebServer, web_server
from tests.support.wait import until

SITES = 3
SECTION = """
notify:
  channels: {{truc-ca: {{url: "file:{url}"}}}}
  rules: [{{to: [truc-ca]}}]
"""


@pytest.fixture
def webhook(lab: Lab) -> Iterator[WebServer]:
    with inside(lab.namespaces, "centre"), web_server() as server:
        yield server


@pytest.fixture
def console(lab: Lab, webhook: WebServer) -> Iterator[Console]:
    folder = lab.folder / "notify"
    config = write_config(folder, lab.sites[:SITES])
    url = folder / "url"
    url.touch(mode=0o600)
    url.write_text(f"json://127.0.0.1:{webhook.server_port}/truc-ca")
    text = config.read_text("utf-8").replace("language: en", "language: vi")
    config.write_text(text + SECTION.format(url=url), "utf-8")
    console = Console(lab.namespaces, config, folder / "state")
    try:
        yield console
    finally:
        assert console.close() == 0


def test_a_cut_line_rings_outside_the_room(lab: Lab, console: Console, webhook: WebServer) -> None:
    console.await_status(lambda status: len(in_state(status, "up")) == SITES, "all sites up")
    cut = lab.sites[1]
    lab.cut(cut.id)
    console.await_event("alarm.raised", resource=cut.id, type="site.lost")
    until(lambda: webhook.posts, "the webhook rings")
    ((path, body),) = webhook.posts
    assert path == "/truc-ca"
    assert json.loads(body)["message"].startswith(f"MẤT LIÊN LẠC: {cut.number} Site {cut.id} · từ ")
