"""The technician's hands at an office with a mixer and no MCU: `collect` runs, verbs ask everything."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from gbdt_console.cli.failures import Exit
from tests.support.engine.logins import ME
from tests.support.lab.console import ASK_EVERY_S, Console
from tests.support.mixer.mixer_contract import LOOPBACK, Peer
from tests.support.mixer.office import BACHA, CAMDUONG, CHAIR, SAPA
from tests.support.wait import until

SITES = {"vanphong": CHAIR, "sapa": SAPA, "bacha": BACHA, "camduong": CAMDUONG}
"""The source of each site."""

Frame = Mapping[str, Any]


class _Here:
    """Runs commands where the tests run, as the mixer does."""

    def command(self, short: str, argv: Sequence[str]) -> list[str]:
        return list(argv)


class MixerDesk:
    """A running engine over the mixer, and the verbs beside it."""

    def __init__(self, peer: Peer, folder: Path) -> None:
        config, state = _write_config(peer, folder), folder / "state"
        self._where = ("--config", str(config), "--state-dir", str(state))
        self.console = Console(_Here(), config, state)

    def ask(self, *argv: str, ends: Exit = Exit.DONE) -> str:
        """Run a verb; return what it said."""
        done = self.console.verb(*argv, *self._where)
        said = done.stdout + done.stderr
        assert done.returncode == ends, f"{argv} ends with {done.returncode}: {said}"
        return said

    def take(self, verb: str = "take", *argv: str) -> None:
        """Take or undo."""
        self.console.take(verb, *argv, *self._where)

    def bus(self, condition: Callable[[Frame], object], what: str) -> Frame:
        """Return the first state of the branches' picture of which the condition is true."""
        found: Frame = {}

        def is_so() -> bool:
            nonlocal found
            said = self.console.verb("frame", "show", "--json", *self._where).stdout
            (found,) = json.loads(said)["buses"]
            return bool(condition(found))

        until(is_so, what, 30, ASK_EVERY_S)
        return found


def shown(bus: Frame) -> list[str]:
    """Return the sites on air; none while that is not known."""
    return [pane["site"] for pane in bus["panes"] or ()]


def _write_config(peer: Peer, folder: Path) -> Path:
    password = folder / "mixer"
    password.touch(mode=0o600)
    password.write_text(peer.password)
    document = {
        "version": 1,
        "network": {
            "name": "Lab", "short_name": "Lab", "timezone": "Asia/Ho_Chi_Minh", "language": "en",
        },
        "address_plan": {"ranges": ["127.0.0.0/8"], "hosts": {"codec": 10}},
        "carriers": {"lab": {"name": "Lab carrier"}},
        "operators": {"duty": {"name": "Technician on duty", "os_users": [ME]}},
        "contracts": {"lab": {"rtt_ms": 60}},
        "equipment": {"codec": {"codec": {"kind": "codec", "driver": "ping"}}},
        "defaults": {"contract": "lab", "equipment": "codec"},
        "centre": {
            "name": "Centre",
            "range": "127.0.0.0/24",
            "anchors": {"gateway": {"name": "Gateway", "address": LOOPBACK}},
            "mixer": {
                "driver": "obs-websocket", "address": LOOPBACK, "port": peer.port,
                "password": f"file:{password}",
            },
        },
        "sites": [
            {
                "number": number, "id": site_id, "name": source, "range": f"127.0.{number}.0/24",
                "line": {"carrier": "lab", "circuit": f"LAB-{number}"}, "mixer_source": source,
            }
            for number, (site_id, source) in enumerate(SITES.items(), 1)
        ],
    }  # fmt: skip
    path = folder / "sites.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path
