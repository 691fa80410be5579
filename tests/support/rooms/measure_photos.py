"""Measures what the pictures of rooms cost: processor of engine and decoder, and bytes on each line.

`python -m tests.support.rooms.measure_photos`
"""

import asyncio
import io
import os
import time
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.frame.still import STILL_EVERY_S
from gbdt_console.devices.stills.reader import PhotoReader
from gbdt_console.engine.frame.room_photos import RoomPhotos
from gbdt_console.simulator.onvif.picture import picture_of
from gbdt_console.simulator.onvif.service import Answer
from tests.support.rooms.simulated_onvif import OnvifPeer, onvif

MEASURED_S = 30.0
_TICKS = os.sysconf("SC_CLK_TCK")


def pictures(width: int, height: int) -> list[bytes]:
    """A few JPEGs of one room with people who move and the noise of a camera, as large as a camera's."""
    made = []
    for at_s in range(5):
        room = Image.open(io.BytesIO(picture_of((0, -40, 0), float(at_s)))).resize((width, height))
        noise = Image.effect_noise((width, height), 24).convert("RGB")
        data = io.BytesIO()
        Image.blend(room, noise, 0.15).save(data, "JPEG", quality=80)
        made.append(data.getvalue())
    return made


async def measured(rooms: int, size: tuple[int, int]) -> None:
    shots, given = pictures(*size), 0

    def picture(request: object) -> Answer:
        nonlocal given
        given += 1
        return Answer(200, shots[given % len(shots)])

    async with onvif() as peer:
        peer.service._picture = picture  # type: ignore[method-assign]
        cameras: Mapping[str, OnvifPeer] = {f"s{n}": peer for n in range(rooms)}
        clients = {site: one.client() for site, one in cameras.items()}
        for client in clients.values():
            await client.open()
        reader = PhotoReader()
        photos = RoomPhotos(clients, reader, SystemClock())
        photos.look(tuple(clients), -1.0)
        await asyncio.sleep(2 * STILL_EVERY_S)
        child = reader._child
        assert child is not None
        before = time.process_time(), _cpu_s(child.pid), given
        end_s = time.monotonic() + MEASURED_S
        while time.monotonic() < end_s:
            photos.look(tuple(clients), -1.0)
            await asyncio.sleep(STILL_EVERY_S)
        engine, decoder, count = (
            (now - was) / MEASURED_S
            for now, was in zip((time.process_time(), _cpu_s(child.pid), given), before, strict=True)
        )
        print(
            f"{rooms} rooms, {size[0]}x{size[1]}, {len(shots[0]) / 1_000:.0f} kB: "
            f"every {rooms / count:.1f} s, {count / rooms * len(shots[0]) / 1_000:.1f} kB/s on each line, "
            f"engine and cameras {engine:.2%}, decoder {decoder:.2%} of a core"
        )
        await photos.close()
        for client in clients.values():
            await client.close()


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


async def main() -> None:
    for rooms in (1, 6):
        for size in ((640, 360), (1_920, 1_080)):
            await measured(rooms, size)


if __name__ == "__main__":
    asyncio.run(main())
