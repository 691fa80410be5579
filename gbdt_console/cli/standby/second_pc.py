"""Collects what `doctor` and `check --reach` judge of the second PC; it changes nothing there."""

import asyncio
import os
import re
import sqlite3
import time
from pathlib import Path

from gbdt_console.cli.client.connect import snapshot_now
from gbdt_console.cli.context import Context
from gbdt_console.core.health.standby import Claim, StandbyFacts
from gbdt_console.core.standby.role import RoleBook
from gbdt_console.core.standby.settings import StandbySettings
from gbdt_console.engine.hosting.two_machines import MACHINE, machine_name
from gbdt_console.engine.standby.look import looked_at
from gbdt_console.engine.standby.seat import known_holder
from gbdt_console.journal.database import FutureSchemaError

SERVER_CONFIGURATION = Path("/etc/nats-server.conf")
"""Where Debian's unit has its configuration; it holds no secret (cli/setup/standby_files.py)."""
_SYNCS = re.compile(r'^\s*sync_interval\s*[:=]?\s*"?always"?', re.MULTILINE)


def standby_facts(settings: StandbySettings, context: Context, role: RoleBook | None = None) -> StandbyFacts:
    """Ask both nats-servers and the engine here; without an answer it takes some seconds.

    role: who commands by the journal here, where that was read already
    """
    here, names = machine_name(os.environ), tuple(one.name for one in settings.machines)
    servers = asyncio.run(looked_at(settings, here))
    seen = snapshot_now(context)  # after that look: judged is by the time of now
    return StandbyFacts(
        here, MACHINE, names, servers, time.time(), settings.ca,
        _claim(settings, context.state.path, role), None if seen is None else seen.standby,
        _unsynced(SERVER_CONFIGURATION), "" if settings.witness is None else settings.witness.name,
    )  # fmt: skip


def _claim(settings: StandbySettings, state: Path, role: RoleBook | None) -> Claim | None:
    """Return who commands by the journal here; None where there is none, or it cannot be read."""
    try:
        holder = known_holder(settings, state, role)
    except (sqlite3.Error, FutureSchemaError, OSError):
        return None
    return Claim(holder.term, holder.machine)


def _unsynced(configuration: Path) -> str:
    """Return the file where it lets nats-server acknowledge before the disk has it; no file tells nothing."""
    try:
        text = configuration.read_text("utf-8", "replace")
    except OSError:
        return ""
    return "" if _SYNCS.search(text) else str(configuration)
