"""The unit of the service: how exposed it is, and that the engine works within the calls it allows.

Only the calls: no systemd runs here that would set up its other lines.
"""

import io
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

from PIL import Image

from gbdt_console.core.clock_sync import kernel_clock_sync
from tests.support.engine import unit_filter
from tests.support.engine.collecting import LIMIT_S, PROGRAM, Collecting
from tests.support.places import ROOT
from tests.support.wait import until

UNIT = ROOT / "config/gbdt-console.service"
MOST_EXPOSED = 2.0
CONFINED = (sys.executable, "-m", unit_filter.__name__, str(UNIT))


def test_the_unit_is_little_exposed() -> None:
    words = ["systemd-analyze", "security", "--offline=true", str(UNIT)]
    said = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", said)
    assert found is not None
    assert float(found[1]) < MOST_EXPOSED


def test_a_call_that_the_unit_leaves_out_is_refused() -> None:
    words = [*CONFINED, sys.executable, "-c", "import os; os.chroot('/')"]
    ended = subprocess.run(words, stderr=subprocess.PIPE, text=True, check=False)
    assert "PermissionError" in ended.stderr


def all_answer(engine: Collecting) -> bool:
    look = [str(PROGRAM), *engine.arguments("status", "--json")]
    status = json.loads(subprocess.run(look, stdout=subprocess.PIPE, check=True).stdout)
    return {device["ping"] for site in status["sites"] for device in site["devices"]} == {"up"}


def test_the_engine_serves_and_pings_within_its_calls(tmp_path: Path) -> None:
    engine = Collecting(tmp_path, inside=CONFINED)
    try:
        engine.start()
        until(lambda: all_answer(engine), "all devices answer their pings", LIMIT_S)
        assert engine.end(signal.SIGTERM) == 0
    finally:
        engine.close()


WORK = """
import asyncio, sys
from gbdt_console.core.clock_sync import kernel_clock_sync
from gbdt_console.devices.stills.reader import PhotoReader
async def main():
    reader = PhotoReader()
    small = await reader.read(sys.stdin.buffer.read())
    await reader.close()
    print(small.size, kernel_clock_sync())
asyncio.run(main())
"""


def test_children_decode_and_the_clock_is_known_within_its_calls() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (640, 360), (200, 40, 80)).save(picture, "JPEG")
    words = [*CONFINED, sys.executable, "-c", WORK]
    done = subprocess.run(words, input=picture.getvalue(), stdout=subprocess.PIPE, check=True)
    assert done.stdout.decode() == f"(48, 27) {kernel_clock_sync()}\n"
