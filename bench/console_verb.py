"""Run a verb beside a running console, by the configuration and state directory of a measurement."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

_PROGRAM = "from gbdt_console.cli.main import main; main()"


async def verb(folder: Path, secrets: Mapping[str, str], *words: str) -> str:
    """Return what the verb says. Raises RuntimeError where it fails."""
    where = ["--config", str(folder / "sites.yaml"), "--state-dir", str(folder / "state")]
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _PROGRAM, *words, *where,
        env=os.environ | secrets, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await child.communicate()
    if child.returncode:
        raise RuntimeError(said.decode())
    return said.decode()


async def pings_sent(folder: Path, secrets: Mapping[str, str]) -> tuple[float, int]:
    """Return the engine's second, UTC, and the pings that it had sent by then."""
    status = json.loads(await verb(folder, secrets, "status", "--json"))
    return datetime.fromisoformat(status["at"]).timestamp(), status["counters"]["sent"]
