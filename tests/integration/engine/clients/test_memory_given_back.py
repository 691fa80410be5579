"""What a client took of the C library's memory goes back to the system once it has left."""

import re
from asyncio import to_thread
from pathlib import Path

from tests.support.engine.ports import running
from tests.support.engine.raw_client import RawClient
from tests.support.wait import until

BLOCKS, BYTES, KEPT = 40_000, 1_000, 50
"""Blocks too large for Python's own allocator; each KEPTth stays, as between those that a client leaves."""


def resident_mb() -> float:
    found = re.search(r"^Rss:\s+(\d+) kB", Path("/proc/self/smaps_rollup").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024


async def test_memory_is_given_back_when_a_client_has_left(tmp_path: Path) -> None:
    with running(tmp_path):
        client = await RawClient.connect(tmp_path / "engine.sock")
        client.say(do="snapshots")
        await client.answer_of("snapshot")
        blocks = [bytes(BYTES) for _ in range(BLOCKS)]
        taken_mb = resident_mb()
        blocks = blocks[::KEPT]
        assert resident_mb() > taken_mb - 5, "the C library keeps it"
        client.close()
        await to_thread(until, lambda: resident_mb() < taken_mb - 25, "25 of 40 MB are given back")
    assert blocks
