"""The technician of one scripted day: the engine of each hour, and the verbs beside it."""

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from click.testing import CliRunner

from gbdt_console.cli.failures import Exit
from gbdt_console.cli.main import root
from gbdt_console.core.clock import SystemClock
from tests.support.day import program
from tests.support.lab.agents import (
    CODEC_OUTLET,
    DISPLAY_OUTLET,
    LOAD,
    OUTLET,
    OUTLET_OFF,
    ROUTER_OUTLET,
    SWITCHING,
)
from tests.support.lab.conference import Mcu
from tests.support.lab.config import write_config, write_document
from tests.support.lab.console import DEADLINE_S, Console
from tests.support.lab.plan import CENTRE_ADDRESS
from tests.support.mixer.desk import SITES
from tests.support.mixer.real_obs import PASSWORD
from tests.support.wait import until

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
READY_MIN = 30
_LOOK_EVERY_S = 0.25
"""Separates two verbs that look: the engine welcomes four connections a second."""
LOAD_AFTER = 12
"""Load of a UPS whose codec and display are off, percent."""

Shown = Mapping[str, Any]


class Technician:
    """Runs verbs in this process, at the hour to which `come_to` moved the clock.

    outlets: ids of the sites with a PDU that the centre may switch
    """

    def __init__(
        self,
        mcu: Mcu,
        folder: Path,
        outlets: Sequence[str],
        mixer_port: int,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """`mixer_port`: port in the centre at which OBS makes the chair's picture."""
        self.mcu = mcu
        self.state = folder / "state"
        self.config = _write_config(mcu, folder, outlets, mixer_port)
        self._where = ("--config", str(self.config), "--state-dir", str(self.state))
        self._monkeypatch = monkeypatch
        self._engine: Console | None = None

    @property
    def engine(self) -> Console:
        """The engine that runs. AssertionError where none does."""
        assert self._engine is not None
        return self._engine

    def come_to(self, moment: str, *, with_engine: bool = True) -> None:
        """Stop the engine, move the clock to a local time ('2026-12-02 07:00:00'), start an engine there."""
        self.stop()
        at = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
        shift_s = at.timestamp() - time.time()
        self._monkeypatch.setattr(SystemClock, "utc", lambda _: time.time() + shift_s)
        if with_engine:
            shifted = (sys.executable, program.__file__, str(shift_s))
            self._engine = Console(self.mcu.lab.namespaces, self.config, self.state, shifted)

    def stop(self) -> None:
        """Stop the engine as a service manager does."""
        engine, self._engine = self._engine, None
        assert engine is None or engine.close() == 0

    def ask(self, *argv: str, ends: Exit = Exit.DONE) -> str:
        """Run a verb; return what it said."""
        done = CliRunner().invoke(root, [*self._where, *argv])
        assert done.exit_code == ends, f"{argv} ends with {done.exit_code}: {done.output}{done.exception!r}"
        return done.stdout

    def take(self) -> None:
        """Put on air what is prepared."""
        self.engine.take("take", *self._where)

    def see(self, verb: str, condition: Callable[[Shown], object], what: str) -> Shown:
        """Return the first JSON of a verb of which the condition is true; AssertionError shows the last."""
        found: Shown = {}

        def is_so() -> bool:
            nonlocal found
            found = json.loads(self.ask(*verb.split(), "--json"))
            return bool(condition(found))

        try:
            until(is_so, what, DEADLINE_S, _LOOK_EVERY_S)
        except AssertionError as late:
            raise AssertionError(f"{late}: {json.dumps(found, ensure_ascii=False)}") from None
        return found


class Room:
    """The power of one site's room: what its PDU switches is dark, and its UPS carries less."""

    def __init__(self, mcu: Mcu, site_id: str) -> None:
        self._mcu = mcu
        self._id = site_id
        self._pdu = mcu.lab.agent(site_id, "pdu")

    def outlet(self, number: int) -> str:
        """What net-snmp's own client reads of an outlet."""
        argv = ["env", "MIBS=", "snmpget", "-v2c", "-c", SWITCHING, "-Oqv", self._pdu.address]
        return self._mcu.lab.namespaces.require("centre", *argv, f"{OUTLET}.{number}").strip()

    def follow_outlets(self, *, is_load_lower: bool = True) -> None:
        """Let the room be as dark as its outlets say. AssertionError where the codec's is on."""
        assert self.outlet(CODEC_OUTLET) == self.outlet(DISPLAY_OUTLET) == str(OUTLET_OFF)
        self._mcu.lab.switch_off(self._id, "codec")
        if is_load_lower:
            self._mcu.lab.agent(self._id, "ups").set(LOAD, LOAD_AFTER)


def _write_config(mcu: Mcu, folder: Path, outlets: Sequence[str], mixer_port: int) -> Path:
    path = write_config(folder, mcu.sites, has_mcu=True)
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    (folder / "switching").touch(mode=0o600)
    (folder / "switching").write_text(SWITCHING)
    document["credentials"]["switching"] = {"version": "v2c", "community": f"file:{folder / 'switching'}"}
    roles = {CODEC_OUTLET: "codec", DISPLAY_OUTLET: "display", ROUTER_OUTLET: "other"}
    pdu = {"kind": "pdu", "driver": "apc-pdu", "credential": "v2c", "write_credential": "switching",
           "outlets": roles}  # fmt: skip
    (folder / "mixer").touch(mode=0o600)
    (folder / "mixer").write_text(PASSWORD)
    document["centre"]["mixer"] = {
        "driver": "obs-websocket", "address": CENTRE_ADDRESS, "port": mixer_port,
        "password": f"file:{folder / 'mixer'}", "bus": "chair",
    }  # fmt: skip
    for site in document["sites"]:
        if site["id"] in SITES:
            site["mixer_source"] = SITES[site["id"]]
        if site["id"] in outlets:
            site |= {"devices": {"pdu": dict(pdu)}, "permissions": {"remote_power": True}}
    document["meetings"] = {"provincial_room": mcu.sites[0].id, "ready_min": READY_MIN}
    write_document(path, document)
    return path
